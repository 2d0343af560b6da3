"""Total energies of the elements, which formation energies refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction


def lowest_element_energies(
    phases: Iterable[tuple[Mapping[str, float | Fraction], float | None]],
) -> dict[str, float]:
    """The lowest total energy of each element among some phases, eV/atom.

    Parameters
    ----------
    phases : iterable of (amounts, total energy in eV/atom or None)
        Phases of several elements, or without an energy, say nothing.
    """
    lowest: dict[str, float] = {}
    for amounts, energy in phases:
        if len(amounts) == 1 and energy is not None:
            (element,) = amounts
            lowest[element] = min(energy, lowest.get(element, energy))
    return lowest


def elements_energy(amounts: Mapping[str, float | Fraction], references: Mapping[str, float]) -> float:
    """Energy of the separate elements of a composition, eV per atom: what a formation energy lacks."""
    atoms = float(sum(amounts.values()))
    return sum(references[element] * float(n) for element, n in amounts.items()) / atoms
