"""What the program says of each measurement."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from stabwin.analysis.interfaces.ask import interface_matrix
from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.results import Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.ask import windows
from stabwin.analysis.windows.ask_profiles import profiles
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.window import Window
from stabwin.chemistry.formula import parse
from stabwin.chemistry.target import resolve_target
from stabwin.errors import StabwinError
from stabwin.phases.table import PhaseTable
from stabwin.thermo.measured import measurements
from stabwin.validation.facts import (
    IN_CONTACT,
    LIMITS,
    OF_OXIDATION,
    OXIDATION,
    PRODUCTS,
    STABILITY,
    Fact,
)
from stabwin.validation.result import (
    AGREES,
    DISAGREES,
    NOT_COVERED,
    PARTLY,
    WITHIN_ERROR_BAR,
    ValidationRow,
)

# A voltage this near to the measured range agrees with it.
AGREES_V = 0.05

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Said:
    """The program's answer to one fact."""

    verdict: str
    value: float | None = None
    bar: tuple[float, float] | None = None
    phases: tuple[str, ...] = ()
    why_not: str = ""


def answered(
    table: PhaseTable, facts: Sequence[Fact], model: ErrorModel | None, progress: Progress | None = None
) -> tuple[ValidationRow, ...]:
    """Each measurement with the program's answer, in their order.

    Parameters
    ----------
    table : PhaseTable
    facts : sequence of Fact
    model : ErrorModel or None
        Of the error bars of voltages.
    progress : callable, optional
        Told after each fact: how many are done, of how many.
    """

    @cache  # several facts are about one target
    def window_of(target: str, ion: str) -> Window | Failure:
        return windows([target], phases=table, ion=ion, uncertainty=model)[0]

    rows = []
    for number, fact in enumerate(facts):
        rows.append(_row(fact, _said(table, fact, window_of)))
        if progress is not None:
            progress(number + 1, len(facts))
    return tuple(rows)


def _said(table: PhaseTable, fact: Fact, window_of: Callable[[str, str], Window | Failure]) -> _Said:
    if fact.quantity == IN_CONTACT:
        return _of_contact(table, fact)
    if fact.kind == PRODUCTS:
        return _of_products(table, fact)
    found = window_of(fact.target, fact.ion)
    if isinstance(found, Failure):
        return _Said(NOT_COVERED, why_not=found.error.message)
    return _of_stability(found) if fact.kind == STABILITY else _of_limit(found, fact)


def _of_limit(window: Window, fact: Fact) -> _Said:
    oxidation = fact.quantity == OXIDATION
    value = window.oxidation_limit_v if oxidation else window.reduction_limit_v
    low = -math.inf if fact.low is None else fact.low
    high = math.inf if fact.high is None else fact.high
    if value is None:
        return _Said(NOT_COVERED, why_not=f"{window.formula} has no such limit: it holds no {fact.ion}.")
    unmeasured = _unmeasured(window) if fact.kind == LIMITS else ()
    if unmeasured:
        why = f"{window.formula} is oxidised to {', '.join(unmeasured)}, which is not among the measured."
        return _Said(NOT_COVERED, value, why_not=why)
    bar = _bar(window, fact.quantity)
    if low - AGREES_V <= value <= high + AGREES_V:
        return _Said(AGREES, value, bar)
    inside = bar is not None and bar[0] <= high and low <= bar[1]
    return _Said(WITHIN_ERROR_BAR if inside else DISAGREES, value, bar)


def _unmeasured(window: Window) -> tuple[str, ...]:
    """Products of the oxidation without which measured enthalpies can't tell the limit."""
    formulas = () if window.oxidation is None else window.oxidation.formulas
    parsed = map(parse, formulas)
    return tuple(one.reduced for one in parsed if len(one.elements) > 1 and one.key not in measurements())


def _of_stability(window: Window) -> _Said:
    value = window.reduction_limit_v
    bar = _bar(window, "reduction_limit_v")
    if value == 0:
        return _Said(AGREES, value, bar)
    return _Said(WITHIN_ERROR_BAR if bar is not None and bar[0] == 0 else DISAGREES, value, bar)


def _bar(window: Window, quantity: str) -> tuple[float, float] | None:
    if window.uncertainty is None:
        return None
    spread = getattr(window.uncertainty, quantity)
    return None if spread is None else (spread.p05, spread.p95)


def _of_products(table: PhaseTable, fact: Fact) -> _Said:
    (found,) = profiles([fact.target], phases=table, ion=fact.ion).results
    if isinstance(found, Failure):
        return _Said(NOT_COVERED, why_not=found.error.message)
    return _of_phases(_steps_beyond(found, oxidised=fact.quantity == OF_OXIDATION), fact.phases)


def _steps_beyond(profile: Profile, *, oxidised: bool) -> set[str]:
    """The products of all steps above the window, or below it."""
    steps = [step.equilibrium for step in profile.steps]
    if oxidised:
        chosen = [one for one in steps if one.ions_per_formula < 0]
    else:
        chosen = [one for one in steps if one.ions_per_formula > 0]
    return {formula for equilibrium in chosen for formula in equilibrium.formulas}


def _of_contact(table: PhaseTable, fact: Fact) -> _Said:
    """The products along the whole tie-line; of a cathode with states discharged and charged."""
    try:
        other = resolve_target(fact.against, fact.ion).name_with_states or fact.against
        contacts = interface_matrix([fact.target], [other], phases=table, ion=fact.ion, state="both")
    except StabwinError as error:
        return _Said(NOT_COVERED, why_not=error.message)
    answers = [one for one in contacts.results if isinstance(one, Interface) and one.error is None]
    if not answers:
        return _Said(NOT_COVERED, why_not=str(contacts.results[0].error))
    formed = {p.formula for one in answers for kink in one.kinks for p in kink.products}
    return _of_phases(formed, fact.phases)


def _of_phases(formed: Iterable[str], measured: Sequence[str]) -> _Said:
    keys = {parse(formula).key for formula in formed}
    found = tuple(phase for phase in measured if parse(phase).key in keys)
    if len(found) == len(measured):
        return _Said(AGREES, phases=found)
    return _Said(PARTLY if found else DISAGREES, phases=found)


def _row(fact: Fact, said: _Said) -> ValidationRow:
    low, high = said.bar or (None, None)
    return ValidationRow(
        kind=fact.kind,
        target=fact.target,
        ion=fact.ion,
        against=fact.against,
        quantity=fact.quantity,
        measured_low=fact.low,
        measured_high=fact.high,
        measured_phases=fact.phases,
        value=said.value,
        error_bar_p05=low,
        error_bar_p95=high,
        phases=said.phases,
        verdict=said.verdict,
        cause=fact.cause,
        in_fit=fact.in_fit,
        method=fact.method,
        note=fact.note,
        source=fact.source,
        confirmed=fact.confirmed,
        why_not_covered=said.why_not,
    )
