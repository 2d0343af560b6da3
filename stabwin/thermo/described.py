"""Compositions as the correction model sees them: bonds, kinds, measured enthalpies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import composition_key
from stabwin.thermo.acid_base import effects_of
from stabwin.thermo.bonds import Species, species_of
from stabwin.thermo.measured import Measurement, measured_phases, table_energies
from stabwin.thermo.oxidation_states import exact_amount
from stabwin.thermo.residuals import broad_kind_of, kind_of

if TYPE_CHECKING:
    from scipy import sparse

Floats = npt.NDArray[np.float64]
Composition = Mapping[str, float | Fraction]


@dataclass(frozen=True, eq=False)
class Phases:
    """Compositions as the model sees them; made once and asked several times.

    Attributes
    ----------
    fractions : tuple of dict of str to float
        Atoms of each element per atom.
    kinds, broad_kinds : tuple of str
        Of their residuals, of enthalpies and of entropies.
    balanced : array of bool
    measured : tuple of Measurement or None
    species : tuple of Species
        All bonds that occur, and the acid-base term.
    weights : sparse array, shape (phases, species)
    table_energies : array
        The energies of the measured ones in the table that the model was fitted to; NaN for others.
    """

    fractions: tuple[dict[str, float], ...]
    kinds: tuple[str, ...]
    broad_kinds: tuple[str, ...]
    balanced: npt.NDArray[np.bool_]
    measured: tuple[Measurement | None, ...]
    species: tuple[Species, ...]
    weights: sparse.csr_array
    table_energies: Floats

    @cached_property
    def is_measured(self) -> npt.NDArray[np.bool_]:
        """Which have a measured enthalpy."""
        return np.array([one is not None for one in self.measured], dtype=bool)


def prepare(compositions: Sequence[Composition]) -> Phases:
    """Find bonds, kinds and measured enthalpies of compositions: about 0.2 ms each."""
    from scipy import sparse

    fractions, kinds, broad_kinds, balanced, measured, energies = [], [], [], [], [], []
    place: dict[Species, int] = {}
    rows, columns, values = [], [], []
    for j, amounts in enumerate(compositions):
        bonds = species_of(amounts)
        total = float(sum(amounts.values()))
        fractions.append({element: float(amount) / total for element, amount in amounts.items()})
        kinds.append(kind_of(amounts, bonds))
        broad_kinds.append(broad_kind_of(amounts, bonds))
        balanced.append(bonds.balanced)
        key = _key(amounts)
        measured.append(measured_phases().get(key))
        energies.append(table_energies().get(key, np.nan))
        for species, weight in effects_of(bonds).items():
            rows.append(j)
            columns.append(place.setdefault(species, len(place)))
            values.append(weight)
    shape = (len(compositions), len(place))
    return Phases(
        fractions=tuple(fractions),
        kinds=tuple(kinds),
        broad_kinds=tuple(broad_kinds),
        balanced=np.array(balanced, dtype=bool),
        measured=tuple(measured),
        species=tuple(place),
        weights=sparse.csr_array((values, (rows, columns)), shape=shape),
        table_energies=np.array(energies, dtype=float),
    )


def _key(amounts: Composition) -> str:
    """The composition's key; elements, which need none, have the empty one."""
    exact = {element: exact_amount(amount) for element, amount in amounts.items() if amount}
    return composition_key(exact) if len(exact) > 1 else ""
