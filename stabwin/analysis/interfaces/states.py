"""States of charge: of the cathodes that are given by name."""

from __future__ import annotations

from stabwin.errors import RequestError

CHARGED, DISCHARGED, BOTH = "charged", "discharged", "both"

# The states that a word stands for.
STATES = {CHARGED: (CHARGED,), DISCHARGED: (DISCHARGED,), BOTH: (DISCHARGED, CHARGED)}


def checked_state(state: str) -> tuple[str, ...]:
    """The states that a word stands for (RequestError if it is not a valid one)."""
    if state not in STATES:
        raise RequestError(f"{state!r} is not a valid state of charge: choose one of {', '.join(STATES)}.")
    return STATES[state]
