"""Energy schemes: which energies of a table are used, and with which corrections.

Energies of two schemes are never mixed: a table has one scheme, and every result names it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from stabwin.errors import SchemeError
from stabwin.phases.columns import PhaseColumns


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A way to read the energies of a phase table.

    Attributes
    ----------
    name, description : str
    shifts_ev_per_atom : tuple of (element, eV per atom of it)
        Added to every compound in proportion to its atoms of the element, never to the element.
    """

    name: str
    description: str
    shifts_ev_per_atom: tuple[tuple[str, float], ...] = ()

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
            shifts_ev_per_atom=tuple(entry.get("shifts_ev_per_atom", {}).items()),
        )
        for name, entry in tomllib.loads(text).items()
    }


def find_scheme(name: str, available: tuple[str, ...]) -> Scheme:
    """A scheme by name.

    Raises
    ------
    SchemeError
        The table has no such scheme.
    """
    if name not in available:
        raise SchemeError(
            f"There is no energy scheme {name!r} for these phases: choose one of "
            f"{', '.join(available)}.",
            scheme=name,
        )
    return known_schemes()[name]
