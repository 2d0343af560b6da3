"""Energy schemes: which energies of a table are used, and with which corrections.

Energies of two schemes are never mixed: a table has one scheme, and every result names it.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.errors import SchemeError
from stabwin.phases.columns import PhaseColumns

# The energies a scheme starts from.
CORRECTED, UNCORRECTED = "corrected", "uncorrected"


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A way to read the energies of a phase table.

    Attributes
    ----------
    name, description : str
    starts_from : str
        The energies it starts from: "corrected" (as the source gives them) or "uncorrected".
    shifts_ev_per_atom : tuple of (element, eV per atom of it)
        Added to every compound in proportion to its atoms of the element, never to the element.
    left_out : tuple of str
        Species whose correction it does without, for the errors of its energies.
    """

    name: str
    description: str
    starts_from: str = CORRECTED
    shifts_ev_per_atom: tuple[tuple[str, float], ...] = ()
    left_out: tuple[str, ...] = ()

    def energies(self, columns: PhaseColumns) -> npt.NDArray[np.float64]:
        """Formation energies of all phases in this scheme, eV/atom."""
        energies = np.array(columns.energies)
        for element, shift in self.shifts_ev_per_atom:
            energies += np.where(columns.is_compound, shift * columns.fraction_of(element), 0.0)
        return energies


@cache
def known_schemes() -> dict[str, Scheme]:
    """The schemes that ship with the package, by name."""
    text = resources.files("stabwin.data").joinpath("schemes.toml").read_text("utf-8")
    return {
        name: Scheme(
            name=name,
            description=entry["description"],
            starts_from=entry.get("starts_from", CORRECTED),
            shifts_ev_per_atom=tuple(entry.get("shifts_ev_per_atom", {}).items()),
            left_out=tuple(entry.get("left_out", ())),
        )
        for name, entry in tomllib.loads(text).items()
    }


def find_scheme(name: str, available: tuple[str, ...]) -> Scheme:
    """A scheme by name, with shifts of the user's own if the name adds any.

    Parameters
    ----------
    name : str
        One of ``available``, or one with shifts in eV per atom of an element in compounds:
        ``database+S=0.3``, ``mp2020+S=0.1,O=-0.05``.
    available : tuple of str

    Raises
    ------
    SchemeError
        The table has no such scheme, or a shift can't be read.
    """
    base, plus, shifts = name.partition("+")
    if base not in available:
        raise SchemeError(
            f"There is no energy scheme {base!r} for these phases: choose one of {', '.join(available)}.",
            scheme=name,
        )
    known = known_schemes()[base]
    if not plus:
        return known
    own = tuple(_parse_shift(text) for text in shifts.split(","))
    return Scheme(
        name=name,
        description=f"{known.description} Own shifts: {shifts} eV per atom.",
        starts_from=known.starts_from,
        shifts_ev_per_atom=(*known.shifts_ev_per_atom, *own),
        left_out=known.left_out,
    )


def _parse_shift(text: str) -> tuple[str, float]:
    element, _, value = (part.strip() for part in text.partition("="))
    try:
        shift = float(value)
    except ValueError:
        shift = math.nan
    if element not in ATOMIC_NUMBER or not math.isfinite(shift):
        raise SchemeError(
            f"{text!r} is not a valid shift of a scheme: write S=0.3 for 0.3 eV per atom of S."
        )
    return element, shift
