"""Questions about contacts, one pair at a time or every pair of two lists."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from stabwin.analysis import settings
from stabwin.analysis.conditions import NO_GASES, ContactConditions
from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import INTERFACES, InterfaceMatrix
from stabwin.analysis.interfaces.matrix_notes import told_of_ions, told_of_states
from stabwin.analysis.interfaces.solver import InterfaceSolver
from stabwin.analysis.interfaces.states import DISCHARGED, checked_state
from stabwin.analysis.results import Failure
from stabwin.analysis.settled import settled
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.target import TargetLike, checked_ion, resolve_target
from stabwin.errors import RequestError, StabwinError
from stabwin.lists.expand import expanded
from stabwin.lists.listed import Listed, Targets, beside, beside_both, listed
from stabwin.phases.load import Phases, open_phases
from stabwin.thermo.gibbs.nodes import Temperature


def interface(
    a: TargetLike,
    b: TargetLike,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    voltage_v: float | None = None,
    voltages_v: tuple[float, float] | None = None,
    open_ev: Mapping[str, float] | None = None,
    gases_bar: Mapping[str, float] | None = None,
    state: str | float = DISCHARGED,
    threshold_ev: float = settings.THRESHOLD.default,
    insulating_gap_ev: float = settings.INSULATING_GAP.default,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Interface:
    """What happens where two materials touch.

    The hull is followed along the line that mixes them [1]_, which gives every kink exactly: the
    mutual energy (what the contact adds) and the total one (self-decomposition included), their
    minima and products. Closed minima are of the energy per atom; at a voltage, where the ion is
    exchanged with its reservoir, of the energy per non-ion atom. The ion's metal as a partner is an
    unlimited reservoir at 0 V.

    Parameters
    ----------
    a, b : str, Target, pymatgen Composition or entry, or mapping of amounts
        The materials, as for `stabwin.window`.
    phases, scheme, exclude, include, temperature_k
        As for `stabwin.window`.
    ion : str, optional
        Default: the catalogue's. Where it has different ions for the two, the one that its material
        holds counts (Na for Na3PS4 and Al2O3); both holding theirs, the ion must be given.
    voltage_v : float, optional
        V against the ion's metal; without it the contact is closed.
    voltages_v : (float, float), optional
        Also follow the contact over this range, with its worst voltage.
    open_ev : mapping of str to float, optional
        Chemical potentials of further open elements, eV per atom relative to the element, <= 0.
    gases_bar : mapping of str to float, optional
        Partial pressures of the gases of an atmosphere, as for `stabwin.window`.
    state : str or float
        Of the cathodes that are given by name: "discharged" (as named), "charged", or the ions that are
        left per formula unit, such as 0.2.
    threshold_ev : float
        Mutual energy, eV per non-ion atom, up to which the contact counts as stable in the range.
    insulating_gap_ev : float
        Band gap above which a product counts as electronically insulating.
    uncertainty : ErrorModel or int, optional
        Also error bars and probabilities, from so many samples of the phases' errors; over a range, at
        the nominally worst voltage.
    sensitivity : bool
        Also what the mutual energy becomes without each of its products.

    Returns
    -------
    Interface

    Raises
    ------
    RequestError
        A material, the ion or a setting can't be understood.
    CoverageError
        The phases are not complete for the elements of both.
    NumericalError
        A solution fails its certificate.

    References
    ----------
    .. [1] Richards et al., Chem. Mater. 28, 266 (2016), doi:10.1021/acs.chemmater.5b04082.

    Examples
    --------
    >>> interface("LCO", "LGPS", phases="starter")
    Interface('LCO|LGPS': -0.2847 eV/atom, closed)
    """
    states = checked_state(state)
    if len(states) > 1:
        raise RequestError("One interface has one state: ask for interface_matrix with state 'both'.")
    conditions = ContactConditions(
        voltage_v=voltage_v,
        voltages_v=voltages_v,
        open_ev=open_ev or {},
        gases_bar=gases_bar or NO_GASES,
        threshold_ev=threshold_ev,
        insulating_gap_ev=insulating_gap_ev,
    )
    conditions, temperature_k = settled(conditions, phases, temperature_k)
    pair = [Listed(target=a)], [Listed(target=b)]
    needed = _elements_of_pairs(*pair, ion, conditions)
    solver = InterfaceSolver(
        table=open_phases(phases, scheme, exclude, include, needed, temperature_k),
        conditions=conditions,
        ion=ion,
        states=states,
        model=ErrorModel.of(uncertainty),
        sensitivity=sensitivity,
    )
    found = solver.answer(a, b, states[0])
    note = told_of_states([found], states)
    return replace(found, provenance=found.provenance.with_notes(note)) if note else found


def interface_matrix(
    a: Targets,
    b: Targets,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    voltage_v: float | None = None,
    voltages_v: tuple[float, float] | None = None,
    open_ev: Mapping[str, float] | None = None,
    gases_bar: Mapping[str, float] | None = None,
    state: str | float = DISCHARGED,
    threshold_ev: float = settings.THRESHOLD.default,
    insulating_gap_ev: float = settings.INSULATING_GAP.default,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
    conditions: ContactConditions | None = None,
) -> InterfaceMatrix:
    """Every pair of two lists of materials; one that fails leaves the others standing.

    Parameters
    ----------
    a, b : iterable or pandas Series
        Materials as in `interface`; series, patterns and selections as in `stabwin.windows`.
    phases, scheme, exclude, include, temperature_k, ion, voltage_v, voltages_v, open_ev, gases_bar
        As in `interface`.
    state : str or float
        As in `interface`, also several: "both", "0.2,0.5", or from 0 to 1 in steps of 0.1 "0:1:0.1".
    threshold_ev, insulating_gap_ev, uncertainty, sensitivity
        As in `interface`.
    conditions : ContactConditions, optional
        Voltage or range, open elements, threshold and gap in one, instead of the keywords.

    Returns
    -------
    InterfaceMatrix
        An `Interface` or a `Failure` for each pair, in each state that it has.

    Raises
    ------
    RequestError
        A list is one text; the phases, the ion, the state or the conditions can't be understood. What is
        wrong with one material is a `Failure` in the results; a pair that the phases do not cover is a
        result with the status "not_covered".
    """
    given = [listed(side, "materials") for side in (a, b)]
    states = checked_state(state)
    if ion is not None:
        checked_ion(ion)
    keywords = ContactConditions(
        voltage_v=voltage_v,
        voltages_v=voltages_v,
        open_ev=open_ev or {},
        gases_bar=gases_bar or NO_GASES,
        threshold_ev=threshold_ev,
        insulating_gap_ev=insulating_gap_ev,
    )
    if conditions is not None and keywords != ContactConditions():
        raise RequestError(
            "The conditions are given twice, by keywords and as conditions: give one of them."
        )
    conditions, temperature_k = settled(conditions or keywords, phases, temperature_k)
    opened = partial(open_phases, phases, scheme, exclude, include, temperature_k=temperature_k)
    left, right = (expanded(side, opened) for side in given)
    needed = _elements_of_pairs(left, right, ion, conditions)
    solver = InterfaceSolver(
        table=open_phases(phases, scheme, exclude, include, needed, temperature_k),
        conditions=conditions,
        ion=ion,
        states=states,
        model=ErrorModel.of(uncertainty),
        sensitivity=sensitivity,
    )
    pairs = [(one, other, _pair(solver, one, other)) for one in left for other in right]
    results = tuple(answer for *_, each in pairs for answer in each)
    return InterfaceMatrix(
        schema=INTERFACES,
        provenance=solver.provenance.with_notes(
            told_of_ions(results, ion), told_of_states(results, states)
        ),
        results=results,
        listed=beside([beside_both(one, other) for one, other, each in pairs for _ in each]),
    )


def _pair(solver: InterfaceSolver, a: Listed, b: Listed) -> list[Interface | Failure]:
    """One pair in every state; what a list has no target for is a failure of all its pairs."""
    error = a.error or b.error
    if error is None:
        return solver.answers(a.target, b.target)
    names = {"a": a.text, "b": b.text, "state": None}
    return [Failure(target=f"{a.text}|{b.text}", error=error, names=names)]


def _elements_of_pairs(
    left: list[Listed], right: list[Listed], ion: str | None, conditions: ContactConditions
) -> list[set[str]]:
    """The element sets of all pairs that can be understood."""

    def elements(target: TargetLike) -> set[str]:
        with contextlib.suppress(StabwinError):
            return set(resolve_target(target, ion).formula.elements)
        return set()

    reservoirs = set(conditions.elements)
    if conditions.voltage_v is not None or conditions.voltages_v is not None:
        reservoirs.add(ion or "Li")
    ours, theirs = [elements(one.target) for one in left], [elements(one.target) for one in right]
    return [a | b | reservoirs for a in ours for b in theirs if a and b]
