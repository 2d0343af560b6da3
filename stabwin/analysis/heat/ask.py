"""Questions about heating: of one material or one contact, or of lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from stabwin.analysis import settings
from stabwin.analysis.conditions import NO_GASES, HeatConditions
from stabwin.analysis.heat.heating import HEATINGS, Heating
from stabwin.analysis.heat.solver import HeatSolver, elements_of, failure
from stabwin.analysis.interfaces.states import DISCHARGED, checked_state
from stabwin.analysis.results import Answers, Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.target import TargetLike
from stabwin.errors import RequestError, StabwinError
from stabwin.lists.expand import expanded
from stabwin.lists.listed import Listed, Targets, beside, beside_both, listed
from stabwin.phases.load import Phases, open_phases
from stabwin.thermo.gibbs.nodes import HIGHEST_K, LOWEST_K
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

RANGE_K = (LOWEST_K, HIGHEST_K)


def heat(
    a: TargetLike,
    b: TargetLike | None = None,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperatures_k: tuple[float, float] = RANGE_K,
    gases_bar: Mapping[str, float] | None = None,
    state: str | float = DISCHARGED,
    mass_fraction_a: float = settings.MASS_FRACTION_A.default,
    pressures_bar: Sequence[float] = (),
    uncertainty: ErrorModel | int | None = None,
) -> Heating:
    """What a material, or a mixture of two, turns into as it is heated.

    All equilibria between two temperatures, each with the exact temperature at which it begins, its
    reaction, the gases given off and the heat of reaction.

    Parameters
    ----------
    a, b : str, Target, pymatgen Composition or entry, or mapping of amounts
        The materials, as for `stabwin.window`; without ``b`` that of ``a`` alone.
    phases, scheme, exclude, include
        As for `stabwin.window`.
    temperatures_k : (float, float)
        From the lowest to the highest, within 298.15 to 1,500 K.
    gases_bar : mapping of str to float, optional
        Partial pressures of the gases of an atmosphere, as for `stabwin.window`. Other gases are products
        at 1 bar; without an atmosphere all are, and what they are made of stays.
    state : str or float
        Of the cathodes that are given by name: "discharged" (as named), "charged", or the ions that are
        left per formula unit, such as 0.2.
    mass_fraction_a : float
        Part of the mass of the mixture that comes from A.
    pressures_bar : sequence of float
        Oxygen pressures at which onsets are found besides, for a map.
    uncertainty : ErrorModel or int, optional
        Also error bars and probabilities of the onsets, from so many samples of the phases' errors.

    Returns
    -------
    Heating

    Raises
    ------
    RequestError
        A material, the atmosphere or a setting can't be understood.
    CoverageError
        The phases are not complete for the elements of the materials and of the atmosphere.
    NumericalError
        A solution fails its certificate.

    Examples
    --------
    >>> heat("CaCO3", phases="starter")
    Heating('CaCO3': reacts at 1,167.3 K, gas at 1,167.3 K)
    """
    states = checked_state(state)
    _check_mixture(b, mass_fraction_a)
    if len(states) > 1:
        raise RequestError("One answer has one state: ask for heatings with state 'both'.")
    conditions = HeatConditions(
        temperatures_k=temperatures_k,
        gases_bar=gases_bar or NO_GASES,
        mass_fraction_a=mass_fraction_a,
    )
    covering = elements_of([(a, b)], conditions, pressures_bar)
    table = open_phases(phases, scheme, exclude, include, covering, temperature_k=STANDARD_TEMPERATURE_K)
    solver = HeatSolver(
        table=table,
        conditions=conditions,
        states=states,
        pressures_bar=tuple(pressures_bar),
        model=ErrorModel.of(uncertainty),
    )
    return solver.answer(a, b, states[0])


def heatings(
    a: Targets,
    b: Targets | None = None,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperatures_k: tuple[float, float] = RANGE_K,
    gases_bar: Mapping[str, float] | None = None,
    state: str | float = DISCHARGED,
    mass_fraction_a: float = settings.MASS_FRACTION_A.default,
    pressures_bar: Sequence[float] = (),
    uncertainty: ErrorModel | int | None = None,
) -> Answers[Heating]:
    """Materials, or every pair of two lists, as they are heated; one that fails leaves the others standing.

    Parameters
    ----------
    a, b : iterable or pandas Series
        Materials as in `heat`; series, patterns and selections as in `stabwin.windows`.
    phases, scheme, exclude, include, temperatures_k, gases_bar
        As in `heat`.
    state : str
        "discharged", "charged" or "both".
    mass_fraction_a, pressures_bar, uncertainty
        As in `heat`.

    Returns
    -------
    Answers
        A `Heating` or a `Failure` for each, in each state that it has.

    Raises
    ------
    RequestError
        A list is one text; the phases, the atmosphere or the settings can't be understood.
    """
    _check_mixture(b, mass_fraction_a)
    given = [listed(side, "materials") for side in (a, b) if side is not None]
    conditions = HeatConditions(
        temperatures_k=temperatures_k,
        gases_bar=gases_bar or NO_GASES,
        mass_fraction_a=mass_fraction_a,
    )
    states, model = checked_state(state), ErrorModel.of(uncertainty)
    opened = partial(open_phases, phases, scheme, exclude, include, temperature_k=STANDARD_TEMPERATURE_K)
    left, *rest = (expanded(side, opened) for side in given)
    pairs = [(one, other) for one in left for other in (rest[0] if rest else [None])]
    known = [
        (one.target, None if other is None else other.target)
        for one, other in pairs
        if _error(one, other) is None
    ]
    solver = HeatSolver(
        table=opened(elements_of(known, conditions, pressures_bar)),
        conditions=conditions,
        states=states,
        pressures_bar=tuple(pressures_bar),
        model=model,
    )
    each = [(one, other, _answers(solver, one, other)) for one, other in pairs]
    results = tuple(answer for *_, answers in each for answer in answers)
    in_lists = [one if other is None else beside_both(one, other) for one, other, a in each for _ in a]
    return Answers(
        schema=HEATINGS,
        provenance=solver.provenance.with_notes(_told_of_states(results, states)),
        results=results,
        listed=beside(in_lists),
    )


def _check_mixture(b: object, mass_fraction_a: float) -> None:
    """See that a part of a mixture is asked for where there is one (RequestError if not)."""
    if b is None and mass_fraction_a != settings.MASS_FRACTION_A.default:
        raise RequestError(
            f"The mass fraction of A is {mass_fraction_a!r}, and there is no B to mix it with: give one, "
            "or leave the fraction out."
        )


def _told_of_states(results: Sequence[Heating | Failure], states: Sequence[str]) -> str:
    """What to say where charged states are asked for, and no material has any; empty if nothing."""
    answered = [one for one in results if isinstance(one, Heating)]
    if tuple(states) == (DISCHARGED,) or not answered or any(one.state is not None for one in answered):
        return ""
    return (
        "No cathode is given by name, and formulas mean what they say: states of charge (--state) change "
        "nothing here."
    )


def _error(a: Listed, b: Listed | None) -> StabwinError | None:
    return a.error or (None if b is None else b.error)


def _answers(solver: HeatSolver, a: Listed, b: Listed | None) -> list[Heating | Failure]:
    """One material or contact in every state; what a list has no target for is a failure."""
    error = _error(a, b)
    if error is not None:
        return [failure(a.text, None if b is None else b.text, error)]
    return solver.answers(a.target, None if b is None else b.target)
