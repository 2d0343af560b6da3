"""Windows of one target or many: the functions under the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from stabwin.analysis import settings
from stabwin.analysis.conditions import NO_GASES, NONE_OPEN, Conditions
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Answers
from stabwin.analysis.settled import settled
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.analysis.windows.many import answer_each, asked_targets, chosen_conditions
from stabwin.analysis.windows.question import TargetQuestion, check_samples
from stabwin.analysis.windows.window import METHODS, WINDOWS, Window
from stabwin.chemistry.target import ResolvedTarget, TargetLike, resolve_target
from stabwin.lists.listed import Targets, beside
from stabwin.phases.load import Phases, open_phases
from stabwin.thermo.gibbs.nodes import Temperature


def window(
    target: TargetLike,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    formation_energy_ev_per_atom: float | None = None,
    voltage_v: float | None = None,
    open_ev: Mapping[str, float] | None = None,
    gases_bar: Mapping[str, float] | None = None,
    ion_tolerance: float = settings.ION_TOLERANCE.default,
    energy_tolerance_ev_per_atom: float = settings.ENERGY_TOLERANCE.default,
    covers_v: tuple[float, float] | None = None,
    insulating_gap_ev: float = settings.INSULATING_GAP.default,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Window:
    """The stability window of a target: limits, energy above hull, and what it turns into outside.

    The limits are the slopes, divided by -z, of the hull energy just right and left of the target's
    ion content [1]_; exact, from one walk along the hull.

    Parameters
    ----------
    target : str, Target, pymatgen Composition or entry, or mapping of amounts
        A name or alias of the catalogue, a formula, or an object with a composition.
    phases : PhaseTable, str or path, optional
        See `load_phases`; default: the local store if it holds anything, else the starter phases.
    scheme : str, optional
        Energy scheme; default: the table's own.
    exclude : str or iterable of str
        Formulas of phases to leave out.
    include : str or iterable of str
        Formulas of phases to take back that the scheme leaves out; see `load_phases`.
    temperature_k : float, optional
        Of Gibbs energies, 298.15 to 1,500 K; default: those of the phases, enthalpies at 298.15 K.
    ion : str, optional
        Mobile ion; default: the catalogue's for the target, else Li.
    formation_energy_ev_per_atom : float, optional
        An energy of the user's own for the target, which then takes part as a phase.
    voltage_v : float, optional
        Also report the equilibrium and E_D at this voltage, V against the ion's metal.
    open_ev : mapping of str to float, optional
        Chemical potentials of further open elements, eV per atom relative to the element, <= 0.
    gases_bar : mapping of str to float, optional
        Partial pressures of the gases of an atmosphere, which exchanges their elements; at 298.15 K unless
        there is another temperature.
    ion_tolerance : float
        Ions per non-ion atom the formula may be off: the limits are the slopes that much to the right
        and left.
    energy_tolerance_ev_per_atom : float
        Widen the window to where -E_D of the target on the hull reaches this.
    covers_v : (float, float), optional
        A range of voltages: with samples, how probable it is that the window covers it.
    insulating_gap_ev : float
        Band gap above which a product at the voltage counts as electronically insulating.
    uncertainty : ErrorModel or int, optional
        Also error bars and probabilities, from so many samples of the phases' errors; see
        `stabwin.ErrorModel`.
    sensitivity : bool
        Also what each limit becomes without each phase it depends on.

    Returns
    -------
    Window

    Raises
    ------
    RequestError
        The target, the ion or a setting can't be understood, or the question can't be asked of it.
    CoverageError
        The phases are not complete for the elements.
    NumericalError
        A solution fails its certificate.

    References
    ----------
    .. [1] Zhu, He and Mo, ACS Appl. Mater. Interfaces 7, 23685 (2015),
       doi:10.1021/acsami.5b07517.

    Examples
    --------
    >>> window("LGPS", phases="starter")
    Window('LGPS': 1.809 V to 2.517 V, metastable)
    """
    conditions = Conditions(
        voltage_v=voltage_v,
        open_ev=open_ev or NONE_OPEN,
        gases_bar=gases_bar or NO_GASES,
        ion_tolerance=ion_tolerance,
        energy_tolerance_ev_per_atom=energy_tolerance_ev_per_atom,
        covers_v=covers_v,
        insulating_gap_ev=insulating_gap_ev,
    )
    conditions, temperature_k = settled(conditions, phases, temperature_k)
    resolved = resolve_target(target, ion)
    if formation_energy_ev_per_atom is not None:
        resolved = resolved.with_energy(formation_energy_ev_per_atom)
    question = TargetQuestion(
        target=resolved,
        conditions=conditions,
        model=None if uncertainty is None else ErrorModel.of(uncertainty),
        sensitivity=sensitivity,
    )
    needed = [conditions.elements_with(resolved)]
    table = open_phases(phases, scheme, exclude, include, needed, temperature_k)
    methods = METHODS if uncertainty is None else methods_with(METHODS, question.model)
    return question.window(table, Provenance.of(table, conditions, methods))


def windows(
    targets: Targets,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    voltage_v: float | None = None,
    open_ev: Mapping[str, float] | None = None,
    gases_bar: Mapping[str, float] | None = None,
    ion_tolerance: float = settings.ION_TOLERANCE.default,
    energy_tolerance_ev_per_atom: float = settings.ENERGY_TOLERANCE.default,
    covers_v: tuple[float, float] | None = None,
    insulating_gap_ev: float = settings.INSULATING_GAP.default,
    conditions: Conditions | None = None,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Answers[Window]:
    """The windows of several targets; one that fails leaves the others standing.

    Parameters
    ----------
    targets : iterable or pandas Series
        Each as in `window`; one with an energy of its own is a `Target`. A text may be a series
        (``Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1``), a pattern (``Li-P-S``, ``stable all Li``) or a
        selection (``role:coating``). Rows of a Series stand for themselves and keep their index.
    phases, scheme, exclude, include, temperature_k, ion
        As in `window`.
    voltage_v, open_ev, gases_bar, ion_tolerance, energy_tolerance_ev_per_atom, covers_v, insulating_gap_ev
        As in `window`.
    conditions : Conditions, optional
        The same as one object, instead of them.
    uncertainty, sensitivity
        As in `window`.

    Returns
    -------
    Answers
        A `Window` or a `Failure` for each target, in the order given.

    Raises
    ------
    RequestError
        The phases, the ion or the conditions can't be understood. What is wrong with one target is
        a `Failure` in the results.
    """
    chosen = chosen_conditions(
        conditions,
        voltage_v=voltage_v,
        open_ev=open_ev or NONE_OPEN,
        gases_bar=gases_bar or NO_GASES,
        ion_tolerance=ion_tolerance,
        energy_tolerance_ev_per_atom=energy_tolerance_ev_per_atom,
        covers_v=covers_v,
        insulating_gap_ev=insulating_gap_ev,
    )
    chosen, temperature_k = settled(chosen, phases, temperature_k)
    model = ErrorModel.of(uncertainty)
    check_samples(chosen, model)
    opened = partial(open_phases, phases, scheme, exclude, include, temperature_k=temperature_k)
    asked, resolved, table = asked_targets(targets, ion, chosen, opened)
    provenance = Provenance.of(table, chosen, methods_with(METHODS, model))

    def answer(target: ResolvedTarget) -> Window:
        question = TargetQuestion(target=target, conditions=chosen, model=model, sensitivity=sensitivity)
        return question.window(table, provenance)

    results = answer_each(resolved, answer)
    return Answers(schema=WINDOWS, provenance=provenance, results=results, listed=beside(asked))
