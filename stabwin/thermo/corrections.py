"""Corrections that tie table energies to measured enthalpies, with their errors.

What it gives holds for formation energies of the Materials Project's generation of November 2019 (scheme
``database``). Corrected energies stand for formation enthalpies at 298.15 K, not for energies at 0 K:
the enthalpies that they were fitted to were measured there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import composition_key
from stabwin.thermo.bond_errors import BondErrors
from stabwin.thermo.bonds import Species, species_of
from stabwin.thermo.measured import Measurement, measured_phases, table_energies
from stabwin.thermo.oxidation_states import exact_amount
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.posterior_files import read_posterior
from stabwin.thermo.prediction import Extension, extension
from stabwin.thermo.residuals import ELEMENT, kind_of
from stabwin.thermo.student import half_width

if TYPE_CHECKING:
    from scipy import sparse

Floats = npt.NDArray[np.float64]
Composition = Mapping[str, float | Fraction]

# The scale of the residual of a composition whose charges do not balance, eV/atom: no such solid is
# measured, so it is the size of the corrections themselves.
UNBALANCED_SCALE_EV_PER_ATOM = 0.15

MEAN_CORRECTION = "mean correction"

# Phases whose errors are found at once: a bound on memory.
_BLOCK = 4000

# Half of the 90 % interval of a normal error, in standard errors.
_NORMAL_90 = 1.6448536269514722


@dataclass(frozen=True)
class SharedErrors:
    """Errors that phases share, as independent standard normal numbers z: F @ z, eV/atom.

    Attributes
    ----------
    names : tuple of str
        What each number stands for. A name stands for the same number in every call, so that answers
        about different phases can be drawn from the same errors.
    factor : array, shape (phases, names)
        F; its rows are 0 for elements and for phases that are measured themselves.
    """

    names: tuple[str, ...]
    factor: Floats


@dataclass(frozen=True)
class Phases:
    """Compositions as the model sees them; made once and asked several times.

    Attributes
    ----------
    fractions : tuple of dict of str to float
        Atoms of each element per atom.
    kinds : tuple of str
        Of their residuals.
    balanced : array of bool
    measured : tuple of Measurement or None
    species : tuple of Species
        All bonds that occur.
    weights : sparse array, shape (phases, species)
    table_energies : array
        The energies of the measured ones in the table that the model was fitted to; NaN for others.
    """

    fractions: tuple[dict[str, float], ...]
    kinds: tuple[str, ...]
    balanced: npt.NDArray[np.bool_]
    measured: tuple[Measurement | None, ...]
    species: tuple[Species, ...]
    weights: sparse.csr_array
    table_energies: Floats

    @cached_property
    def is_measured(self) -> npt.NDArray[np.bool_]:
        """Which have a measured enthalpy."""
        return np.array([one is not None for one in self.measured], dtype=bool)


@dataclass(frozen=True)
class CorrectionModel:
    """Corrections of phases from the bonds that they hold.

    Attributes
    ----------
    parameters : Parameters
        Sizes of the prior and scales of the residuals.
    posterior : Posterior
        Corrections of the bonds of measured compounds.
    """

    parameters: Parameters
    posterior: Posterior

    @classmethod
    @cache
    def load(cls) -> CorrectionModel:
        """The model that ships with the package.

        Raises
        ------
        DamagedDataError
            A file of it is missing, damaged or edited.
        """
        return cls(*read_posterior())

    @property
    def own_degrees_of_freedom(self) -> float:
        """Of the t distribution that a phase's own residual follows."""
        return self.parameters.degrees_of_freedom

    @cached_property
    def bond_errors(self) -> BondErrors:
        """Corrections and errors of single bonds."""
        return BondErrors(self.parameters, self.posterior)

    @staticmethod
    def measured(key: str) -> Measurement | None:
        """The measured enthalpy of a composition by its key, if there is one."""
        return measured_phases().get(key)

    @staticmethod
    def prepare(compositions: Sequence[Composition]) -> Phases:
        """Find bonds, kinds and measured enthalpies of compositions: about 0.2 ms each."""
        return _prepare(compositions)

    def corrections(self, phases: Phases | Sequence[Composition]) -> Floats:
        """What to add to the table's formation energies, eV/atom.

        The posterior mean of the bonds; 0 for elements and alloys. A phase that is measured itself gets
        the difference that brings the table's lowest polymorph to the measured enthalpy.
        """
        phases = _prepared(phases)
        enthalpies = np.array(
            [np.nan if one is None else one.enthalpy_ev_per_atom for one in phases.measured]
        )
        return np.where(
            phases.is_measured, enthalpies - phases.table_energies, self.bond_corrections(phases)
        )

    def bond_corrections(self, phases: Phases | Sequence[Composition]) -> Floats:
        """The corrections by bonds alone, of measured phases too, eV/atom.

        Linear in the bonds: the energy of a reaction that keeps them is the table's own.
        """
        phases = _prepared(phases)
        found: Floats = phases.weights @ self._tied(phases.species).means
        return found

    def correction_of(self, species: Sequence[Species]) -> Floats:
        """The correction of each bond, eV per atom of its anion."""
        return self._tied(species).means

    def shared_factor(self, phases: Phases | Sequence[Composition]) -> SharedErrors:
        """The errors that phases share through their bonds."""
        phases = _prepared(phases)
        tied = self._tied(phases.species)
        weights = phases.weights * ~phases.is_measured[:, None]
        factor = np.hstack(
            (weights @ (tied.weights @ self.bond_errors.root), (weights * tied.left).toarray())
        )
        names = [f"bond {s.name}" for s in self.posterior.species]
        names += [f"bond {s.name}, left open" for s in phases.species]
        used = np.flatnonzero(np.any(factor != 0, axis=0))
        return SharedErrors(tuple(names[k] for k in used.tolist()), factor[:, used])

    def own_scale(self, phases: Phases | Sequence[Composition]) -> Floats:
        """The scale of each phase's own residual, eV/atom, times which a t distributed number is drawn."""
        phases = _prepared(phases)
        scales = {ELEMENT: 0.0, **self.parameters.scales_ev}
        found = np.array([scales[kind] for kind in phases.kinds])
        found = np.where(phases.balanced, found, np.maximum(found, UNBALANCED_SCALE_EV_PER_ATOM))
        errors = np.array([0.0 if one is None else one.error_ev_per_atom for one in phases.measured])
        return np.where(phases.is_measured, errors * _NORMAL_90 / self._t_90, found)

    def error_90(self, phases: Phases | Sequence[Composition]) -> Floats:
        """Half the width of the 90 % interval of each energy, eV/atom; 0 for elements."""
        phases = _prepared(phases)
        return half_width(self.shared_errors(phases), self.own_scale(phases), self.own_degrees_of_freedom)

    def shared_errors(self, phases: Phases | Sequence[Composition]) -> Floats:
        """Standard errors that phases share through their bonds, eV/atom; 0 for measured ones."""
        phases = _prepared(phases)
        return np.where(phases.is_measured, 0.0, np.sqrt(self._shared_variances(phases)))

    def scheme_errors(
        self, phases: Phases | Sequence[Composition], shifts_ev_per_atom: Mapping[str, float]
    ) -> SharedErrors:
        """The shared errors of energies that are used without the corrections.

        The correction itself is the error then: a single number z for all phases, whose value 1 brings
        the energies to the corrected ones. The errors of the corrections come on top.

        Parameters
        ----------
        phases : Phases or sequence of mappings
        shifts_ev_per_atom : mapping of str to float
            What the scheme adds to the table's energies, eV per atom of an element in compounds:
            {"S": 0.66346} for ``literature``, nothing for ``database``.
        """
        phases = _prepared(phases)
        shared = self.shared_factor(phases)
        shifts = np.array(
            [
                sum(phase.get(element, 0.0) * shift for element, shift in shifts_ev_per_atom.items())
                for phase in phases.fractions
            ]
        )
        mean = self.corrections(phases) - np.where(np.array(phases.kinds) == ELEMENT, 0.0, shifts)
        return SharedErrors((MEAN_CORRECTION, *shared.names), np.column_stack((mean, shared.factor)))

    def _shared_variances(self, phases: Phases) -> Floats:
        tied = self._tied(phases.species)
        among = tied.weights @ self.posterior.covariance @ tied.weights.T + np.diag(tied.left**2)
        parts = [
            (block @ among * block.toarray()).sum(axis=1)
            for block in (
                phases.weights[first : first + _BLOCK] for first in range(0, len(phases.kinds), _BLOCK)
            )
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    @cached_property
    def _t_90(self) -> float:
        one = half_width(np.zeros(1), np.ones(1), self.own_degrees_of_freedom)
        return float(one[0])

    def _tied(self, species: Sequence[Species]) -> Extension:
        return extension(species, self.posterior, self.parameters)


def _prepared(phases: Phases | Sequence[Composition]) -> Phases:
    return phases if isinstance(phases, Phases) else _prepare(phases)


def _prepare(compositions: Sequence[Composition]) -> Phases:
    from scipy import sparse

    fractions, kinds, balanced, measured, energies = [], [], [], [], []
    place: dict[Species, int] = {}
    rows, columns, values = [], [], []
    for j, amounts in enumerate(compositions):
        bonds = species_of(amounts)
        total = float(sum(amounts.values()))
        fractions.append({element: float(amount) / total for element, amount in amounts.items()})
        kinds.append(kind_of(amounts, bonds))
        balanced.append(bonds.balanced)
        key = _key(amounts)
        measured.append(measured_phases().get(key))
        energies.append(table_energies().get(key, np.nan))
        for species, weight in bonds.weights.items():
            rows.append(j)
            columns.append(place.setdefault(species, len(place)))
            values.append(float(weight))
    shape = (len(compositions), len(place))
    return Phases(
        fractions=tuple(fractions),
        kinds=tuple(kinds),
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
