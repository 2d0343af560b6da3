"""States of charge: of the cathodes that are given by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from stabwin.chemistry.state_of_charge import SIGN, with_ions
from stabwin.chemistry.target import ResolvedTarget, TargetLike, resolve_target
from stabwin.errors import RequestError

CHARGED, DISCHARGED, BOTH = "charged", "discharged", "both"

# The states that a word stands for.
STATES = {CHARGED: (CHARGED,), DISCHARGED: (DISCHARGED,), BOTH: (DISCHARGED, CHARGED)}

# States of a series, at most.
MOST_STATES = 1000


def checked_state(state: str | float) -> tuple[str, ...]:
    """The states that are meant by a word, by numbers of ions per formula unit, or by a series of them.

    Parameters
    ----------
    state : str or float
        "charged", "discharged", "both"; 0.2; "0.2,0.5"; "0:1:0.1", from 0 to 1 in steps of 0.1.

    Raises
    ------
    RequestError
        It is none of these.
    """
    if state in STATES:
        return STATES[str(state)]
    try:
        found = [_written(ions) for part in str(state).split(",") for ions in _numbers(part)]
    except (ValueError, ZeroDivisionError):
        found = []
    if not found:
        raise RequestError(
            f"{state!r} is not a state of charge: choose one of {', '.join(STATES)}, or give ions "
            "per formula unit, such as 0.2 or 0:1:0.1."
        )
    return tuple(dict.fromkeys(found))


def is_number(state: str | None) -> bool:
    """Whether a state is a number of ions per formula unit."""
    return state is not None and state not in STATES


def in_state(material: TargetLike, state: str, ion: str | None = None) -> ResolvedTarget:
    """A material in a state of charge, if it is the name of a cathode.

    Raises
    ------
    FormulaError
        The cathode can't have so many ions.
    """
    if not is_number(state):
        return resolve_target(material, ion, charged=state == CHARGED)
    found = resolve_target(material, ion)
    if not found.has_states:
        return found
    left = with_ions(found.formula, found.ion, Fraction(state), f"{found.text}{SIGN}{state}")
    return replace(found, formula=left)


def has_several(states: Iterable[str | None]) -> bool:
    """Whether contacts are of more than one state of charge, which then has to be said of each."""
    return len({*states} - {None}) > 1


def named_in(name: str, state: str | None) -> str:
    """A material's name with its state: "LCO charged", "LCO@0.2"."""
    return f"{name}{SIGN if is_number(state) else ' '}{state}" if state else name


def in_words(state: str, ion: str) -> str:
    """A state as a title says it: "charged", "0.2 Li left"."""
    return f"{state} {ion} left" if is_number(state) else state


def _numbers(text: str) -> list[Fraction]:
    ends = [Fraction(part.strip()) for part in text.split(":")]
    if min(ends) < 0:
        raise ValueError
    if len(ends) == 1:
        return ends
    low, high, step = ends
    count = (high - low) / step
    if not 0 <= count < MOST_STATES:
        raise ValueError
    return [low + place * step for place in range(int(count) + 1)]


def _written(ions: Fraction) -> str:
    return f"{float(ions):.6f}".rstrip("0").rstrip(".")
