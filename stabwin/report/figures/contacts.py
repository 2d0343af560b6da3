"""What every figure of contacts shares: which are drawn, their names, and the unit of their energies."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.analysis.interfaces.interface import NOT_COVERED, Interface
from stabwin.analysis.interfaces.states import in_words
from stabwin.analysis.results import Failure
from stabwin.errors import RequestError
from stabwin.report.figures.subjects import subjects
from stabwin.report.figures.typesetting import typeset


def covered(results: Interface | Iterable[Interface | Failure]) -> list[Interface]:
    """The contacts with an answer; RequestError where there is none."""
    answered = [contact for contact in subjects(results, Interface) if contact.status != NOT_COVERED]
    if not answered:
        raise RequestError("There is nothing to draw: the phases cover no contact.")
    return answered


def name_of(contact: Interface) -> str:
    """Both sides of a contact, and its state of charge."""
    state = f", {in_words(contact.state, contact.ion)}" if contact.state else ""
    return f"{typeset(contact.a)} | {typeset(contact.b)}{state}"


def per_atom(contact: Interface) -> bool:
    """Whether energies are per atom: of closed contacts, and of those with a finite amount of the metal."""
    return contact.voltage_v is None or contact.limited_metal is not None
