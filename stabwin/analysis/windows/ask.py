"""Questions about targets, one at a time or many: the functions under the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from stabwin.analysis import settings
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.ion_line import IonLine, trace_ion_line
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Answer, Answers, Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.analysis.windows.extras import Extras, answer_profile, answer_window
from stabwin.analysis.windows.profile import PROFILES, Profile
from stabwin.analysis.windows.window import METHODS, WINDOWS, Window
from stabwin.chemistry.target import ResolvedTarget, TargetLike, checked_ion, resolve_target, text_of
from stabwin.errors import RequestError, StabwinError
from stabwin.hull.line import HullLine
from stabwin.phases.load import Phases, open_phases


def window(
    target: TargetLike,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    ion: str | None = None,
    formation_energy_ev_per_atom: float | None = None,
    voltage_v: float | None = None,
    open_ev: Mapping[str, float] | None = None,
    ion_tolerance: float = settings.ION_TOLERANCE.default,
    energy_tolerance_ev_per_atom: float = settings.ENERGY_TOLERANCE.default,
    covers_v: tuple[float, float] | None = None,
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
    ion : str, optional
        Mobile ion; default: the catalogue's for the target, else Li.
    formation_energy_ev_per_atom : float, optional
        An energy of the user's own for the target, which then takes part as a phase.
    voltage_v : float, optional
        Also report the equilibrium and E_D at this voltage, V against the ion's metal.
    open_ev : mapping of str to float, optional
        Chemical potentials of further open elements, eV per atom relative to the element, <= 0.
    ion_tolerance : float
        Ions per non-ion atom the formula may be off: the limits are the slopes that much to the right
        and left.
    energy_tolerance_ev_per_atom : float
        Widen the window to where -E_D of the target on the hull reaches this.
    covers_v : (float, float), optional
        A range of voltages: with samples, how probable it is that the window covers it.
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
    Window('LGPS': 1.721 V to 2.143 V, metastable)
    """
    return _one(
        answer_window, target, phases, scheme, exclude, ion, formation_energy_ev_per_atom,
        Conditions(
            voltage_v=voltage_v,
            open_ev=open_ev or {},
            ion_tolerance=ion_tolerance,
            energy_tolerance_ev_per_atom=energy_tolerance_ev_per_atom,
            covers_v=covers_v,
        ),
        Extras.of(uncertainty, sensitivity=sensitivity),
    )  # fmt: skip


def profile(
    target: TargetLike,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    ion: str | None = None,
    formation_energy_ev_per_atom: float | None = None,
    voltage_v: float | None = None,
    open_ev: Mapping[str, float] | None = None,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Profile:
    """The voltage profile of a target: every equilibrium and the voltages at which it holds.

    Parameters and errors are those of `window`. Each step gives the ions taken up and the products;
    ``decomposition_energy`` gives E_D at every breakpoint, between which it is linear.

    Examples
    --------
    >>> profile("Li2S", phases="starter")
    Profile('Li2S': 2 steps, stable)
    """
    conditions = Conditions(voltage_v=voltage_v, open_ev=open_ev or {})
    return _one(
        answer_profile,
        target,
        phases,
        scheme,
        exclude,
        ion,
        formation_energy_ev_per_atom,
        conditions,
        Extras.of(uncertainty, sensitivity=sensitivity),
    )


def _one(
    answer: Callable[[IonLine[HullLine], Provenance, Extras], Answer],
    target: TargetLike,
    phases: Phases,
    scheme: str | None,
    exclude: str | Iterable[str],
    ion: str | None,
    own_energy: float | None,
    conditions: Conditions,
    extras: Extras,
) -> Answer:
    resolved = resolve_target(target, ion)
    if own_energy is not None:
        resolved = resolved.with_energy(own_energy)
    needed = {*resolved.formula.elements, resolved.ion, *conditions.open_ev}
    table = open_phases(phases, scheme, exclude, [needed])
    line = trace_ion_line(table, resolved, conditions)
    return answer(line, Provenance.of(table, conditions, methods_with(METHODS, extras.model)), extras)


def windows(
    targets: Iterable[TargetLike],
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    ion: str | None = None,
    conditions: Conditions | None = None,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Answers[Window]:
    """The windows of several targets; one that fails leaves the others standing.

    Parameters
    ----------
    targets : iterable
        Each as in `window`.
    phases, scheme, exclude, ion
        As in `window`.
    conditions : Conditions, optional
        Voltage, open elements, tolerances, and a range to cover.
    uncertainty, sensitivity
        As in `window`.

    Raises
    ------
    RequestError
        The phases, the ion or the conditions can't be understood. What is wrong with one target is
        a `Failure` in the results.
    """
    return _many(
        WINDOWS,
        answer_window,
        targets,
        phases,
        scheme,
        exclude,
        ion,
        conditions,
        Extras.of(uncertainty, sensitivity=sensitivity),
    )


def profiles(
    targets: Iterable[TargetLike],
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    ion: str | None = None,
    conditions: Conditions | None = None,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Answers[Profile]:
    """The profiles of several targets, as `windows`."""
    return _many(
        PROFILES,
        answer_profile,
        targets,
        phases,
        scheme,
        exclude,
        ion,
        conditions,
        Extras.of(uncertainty, sensitivity=sensitivity),
    )


def _many(
    schema: str,
    answer: Callable[[IonLine[HullLine], Provenance, Extras], Answer],
    targets: Iterable[TargetLike],
    phases: Phases,
    scheme: str | None,
    exclude: str | Iterable[str],
    ion: str | None,
    conditions: Conditions | None,
    extras: Extras,
) -> Answers[Answer]:
    if isinstance(targets, str):
        raise RequestError(f"Give a list of targets, such as [{targets!r}], and not one text.")
    conditions = conditions or Conditions()
    if ion is not None:
        conditions.check_ion(checked_ion(ion))
    resolved = [_resolved_or_failure(target, ion) for target in targets]
    needed = [
        {*one.formula.elements, one.ion, *conditions.open_ev}
        for one in resolved
        if isinstance(one, ResolvedTarget)
    ]
    table = open_phases(phases, scheme, exclude, needed)
    provenance = Provenance.of(table, conditions, methods_with(METHODS, extras.model))
    results: list[Answer | Failure] = []
    for one in resolved:
        if isinstance(one, Failure):
            results.append(one)
            continue
        try:
            results.append(answer(trace_ion_line(table, one, conditions), provenance, extras))
        except StabwinError as error:
            results.append(Failure(target=one.text, error=error, names={"target": one.text}))
    return Answers(schema=schema, provenance=provenance, results=tuple(results))


def _resolved_or_failure(target: TargetLike, ion: str | None) -> ResolvedTarget | Failure:
    try:
        return resolve_target(target, ion)
    except StabwinError as error:
        text = text_of(target)
        return Failure(target=text, error=error, names={"target": text})
