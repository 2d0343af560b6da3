"""What entries say of their own energies, and which of them can't stand beside each other.

Energies of two functionals differ by electronvolts per atom, and so do those with +U from those without;
what brings them onto one scale holds within the entries that it was made for. Such mixtures give hulls that
are wrong in every number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from stabwin.errors import PhaseFileError
from stabwin.phases.sources.functional import GGA, WITH_U, family_of, is_of_several, stated_functional

_MIXING = ("mixing scheme", "mixing adjustment")

# A compound so far above its elements, eV/atom, is not one that anybody asks about ...
_FAR_ABOVE_EV_PER_ATOM = 1.0
# ... and if its total energy, taken per atom, is one of a compound, it was per atom.
_LIKELY_EV_PER_ATOM = (-5.0, 0.3)
_FEWEST_ATOMS = 3


class EntrySays(NamedTuple):
    """What an entry says of its energy.

    Attributes
    ----------
    formula : str
    run_type : str
        GGA, GGA+U, R2SCAN ...; empty where it says nothing.
    is_mixed : bool
        Whether it was brought onto a scale with another functional.
    is_corrected : bool
        Whether its energy has corrections.
    """

    formula: str
    run_type: str
    is_mixed: bool
    is_corrected: bool


def says_of(entry: Any, formula: str) -> EntrySays:
    """What a pymatgen entry says of its energy."""
    run_type = stated_functional(entry)
    adjustments = getattr(entry, "energy_adjustments", None) or ()
    names = [str(adjustment.name) for adjustment in adjustments]
    return EntrySays(
        formula=formula,
        run_type=run_type,
        is_mixed=is_of_several(run_type) or any(_is_mixing(name) for name in names),
        is_corrected=bool(names),
    )


def _is_mixing(name: str) -> bool:
    lower = name.casefold()
    return any(word in lower for word in _MIXING)


def check_mixture(entries: Iterable[EntrySays]) -> None:
    """Refuse entries that can't stand beside each other.

    Raises
    ------
    PhaseFileError
        They are of several functionals, were mixed with another one, or some have +U and no corrections.
    """
    said = list(entries)
    mixed = next((one for one in said if one.is_mixed), None)
    if mixed is not None:
        raise PhaseFileError(
            f"The entry of {mixed.formula} was brought onto one scale with another functional (the mixing "
            "scheme of GGA and r2SCAN), which holds only among the entries that it was mixed with: give "
            "entries of one functional, such as those of the thermo type GGA_GGA+U."
        )
    first: dict[str, EntrySays] = {}
    for one in said:
        if one.run_type:
            first.setdefault(family_of(one.run_type), one)
    if len(first) > 1:
        told = ", ".join(f"{one.formula} is {kind}" for kind, one in list(first.items())[:3])
        raise PhaseFileError(
            f"The entries are of several functionals ({told}), whose energies can't be compared: give "
            "those of one."
        )
    raw = next((one for one in said if one.run_type == WITH_U and not one.is_corrected), None)
    plain = next((one for one in said if one.run_type == GGA), None)
    if raw is not None and plain is not None:
        raise PhaseFileError(
            f"The entry of {raw.formula} has +U and no corrections, that of {plain.formula} has no +U: "
            "process all of them with MaterialsProject2020Compatibility of pymatgen first."
        )


def check_is_total(formation: float, energy: float, atoms: float, formula: str) -> None:
    """Refuse an energy per atom that is given as the total one of the composition.

    Parameters
    ----------
    formation : float
        Formation energy that follows from the entry, eV/atom.
    energy : float
        Energy of the entry, eV/atom.
    atoms : float
        Of the entry's composition.
    formula : str

    Raises
    ------
    PhaseFileError
        The compound would lie far above its elements, and at a usual place if its total is one per atom.
    """
    as_per_atom = energy * atoms - (energy - formation)
    low, high = _LIKELY_EV_PER_ATOM
    if formation > _FAR_ABOVE_EV_PER_ATOM and atoms >= _FEWEST_ATOMS and low < as_per_atom < high:
        raise PhaseFileError(
            f"The entry of {formula} has {energy * atoms:g} eV for {atoms:g} atoms, which lies "
            f"{formation:.2f} eV/atom above its elements: that seems to be an energy per atom, give the "
            "total one of the composition."
        )
