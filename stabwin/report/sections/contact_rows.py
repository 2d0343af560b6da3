"""What one row of contacts says: its condition, its energy, and the verdict on it."""

from __future__ import annotations

from stabwin.report.columns.contacts import PER_ATOM, PER_NONION_ATOM
from stabwin.report.table import Row, range_of
from stabwin.report.verdicts import Verdict, contact_verdict

CLOSED = "closed"


def is_metal(row: Row) -> bool:
    """Whether one side is the ion's metal."""
    return row["ion"] in (row["formula_a"], row["formula_b"])


def is_ranged(row: Row) -> bool:
    """Whether the contact was followed over a range of voltages."""
    return row.get("low_v") is not None


def condition_of(row: Row) -> str:
    """Closed, at a voltage, or over a range."""
    if is_ranged(row):
        return f"worst from {row['low_v']:g} to {row['high_v']:g} V"
    return CLOSED if row["voltage_v"] is None else f"at {row['voltage_v']:g} V"


def unit_of(condition: str) -> str:
    """The unit of the energies under a condition."""
    return PER_ATOM if condition == CLOSED else PER_NONION_ATOM


def energy_of(row: Row) -> float | None:
    """The energy that a contact's minimum is of: per atom where it is closed, else per non-ion atom."""
    if is_ranged(row):
        energy = row["worst_ev_per_nonion_atom"]
    elif _per_atom(row):
        energy = row["mutual_ev_per_atom"]
    else:
        energy = row["mutual_ev_per_nonion_atom"]
    return None if energy is None else float(energy)


def _per_atom(row: Row) -> bool:
    return not is_ranged(row) and (row["voltage_v"] is None or is_metal(row))


def verdict_of_contact(row: Row, limit_ev: float) -> Verdict:
    """The verdict on a row of contacts."""
    bar = range_of(row, "mutual_ev_per_atom" if _per_atom(row) else "mutual_ev_per_nonion_atom")
    return contact_verdict(energy_of(row), limit_ev, row["ion"] if is_metal(row) else None, bar)
