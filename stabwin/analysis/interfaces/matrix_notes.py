"""What is to be said once of a whole matrix of contacts."""

from __future__ import annotations

from collections.abc import Sequence

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.states import DISCHARGED
from stabwin.analysis.results import Failure

_NAMED = 3

SEVERAL_IONS = "The contacts have different mobile ions, and voltages are against the metal of each"

Contacts = Sequence[Interface | Failure]


def told_of_ions(results: Contacts, ion: str | None) -> str:
    """What to say where contacts have several ions: which contacts have which; empty if nothing.

    Parameters
    ----------
    results : sequence of Interface or Failure
    ion : str or None
        The ion that was asked for.
    """
    of_ion: dict[str, list[str]] = {}
    for one in results:
        if isinstance(one, Interface):
            of_ion.setdefault(one.ion, []).append(one.target)
    if ion is not None or len(of_ion) < 2:
        return ""
    each = "; ".join(f"{moves} in {_some(contacts)}" for moves, contacts in of_ion.items())
    return f"{SEVERAL_IONS}: {each}. --ion (ion in Python and in studies) asks for one."


def told_of_states(results: Contacts, states: Sequence[str]) -> str:
    """What to say where charged states are asked for, and no material has any; empty if nothing."""
    if tuple(states) == (DISCHARGED,) or not any(isinstance(one, Interface) for one in results):
        return ""
    if any(one.state is not None if isinstance(one, Interface) else one.names["state"] for one in results):
        return ""
    return (
        "No cathode is given by name, and formulas mean what they say: states of charge (--state) change "
        "nothing here."
    )


def _some(contacts: list[str]) -> str:
    named = list(dict.fromkeys(contacts))
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"{', '.join(named[:_NAMED])}{more}"
