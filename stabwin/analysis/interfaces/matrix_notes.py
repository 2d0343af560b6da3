"""What is to be said once of a whole matrix of contacts, and not with each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.states import DISCHARGED
from stabwin.analysis.results import Failure
from stabwin.chemistry.target import ion_note

_NAMED = 3

Contacts = Sequence[Interface | Failure]


def with_ions_told_once(results: Contacts, ion: str | None) -> tuple[tuple[Interface | Failure, ...], str]:
    """Contacts of several ions without a note each, and one that names the contacts of every ion.

    Parameters
    ----------
    results : sequence of Interface or Failure
    ion : str or None
        The ion that was asked for.

    Returns
    -------
    results : tuple
    note : str
        Empty where all contacts have one ion; their own notes then stay.
    """
    of_ion: dict[str, list[str]] = {}
    for one in results:
        if isinstance(one, Interface):
            of_ion.setdefault(one.ion, []).append(one.target)
    if ion is not None or len(of_ion) < 2:
        return tuple(results), ""
    own = {ion_note(one) for one in of_ion}
    kept = tuple(
        replace(one, warnings=tuple(said for said in one.warnings if said not in own))
        if isinstance(one, Interface) and own.intersection(one.warnings)
        else one
        for one in results
    )
    each = "; ".join(f"{moves} in {_some(contacts)}" for moves, contacts in of_ion.items())
    return kept, (
        f"The contacts have different mobile ions, and voltages are against the metal of each: {each}. "
        "--ion (ion in Python and in studies) asks for one."
    )


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
