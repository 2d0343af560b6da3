"""Which formation energies can be those of a phase: what lies outside is in another unit, or damaged."""

from __future__ import annotations

from stabwin.errors import PhaseFileError

# The strongest bound compounds known are the trifluorides of yttrium and the rare earths: YF3 has
# -4.45 eV/atom (CRC Handbook, FREED), and the lowest of the 23,325 starter phases has -4.51.
LOWEST_EV_PER_ATOM = -6.0

# No phase lies above its separate atoms, and those of tungsten, the highest of all elements, lie 8.90
# eV/atom above the metal (Kittel, Introduction to Solid State Physics, table of cohesive energies).
HIGHEST_EV_PER_ATOM = 10.0


def check_formation_energy(energy: float, formula: str, where: str) -> None:
    """Refuse an energy that no phase can have.

    Parameters
    ----------
    energy : float
        Formation energy, eV/atom.
    formula : str
    where : str
        Table and line, for the error.

    Raises
    ------
    PhaseFileError
        The energy is not a number between the bounds.
    """
    if not LOWEST_EV_PER_ATOM <= energy <= HIGHEST_EV_PER_ATOM:
        raise PhaseFileError(
            f"{where}: a formation energy of {formula} of {energy:g} eV/atom lies outside what phases have "
            f"({LOWEST_EV_PER_ATOM:g} to {HIGHEST_EV_PER_ATOM:g}): give eV per atom, relative to the "
            "elements."
        )
