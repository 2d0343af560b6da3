"""Corrections that tie table energies to measured enthalpies, with their errors.

What it gives holds for formation energies of the Materials Project's generation of November 2019 (scheme
``database``). Corrected energies stand for formation enthalpies at 298.15 K, not for energies at 0 K:
the enthalpies that they were fitted to were measured there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from stabwin.thermo.bond_errors import BondErrors, name_of
from stabwin.thermo.bonds import Species
from stabwin.thermo.described import Composition, Phases, prepare
from stabwin.thermo.given import Given, given_neighbours
from stabwin.thermo.measured import Measurement, measured_phases
from stabwin.thermo.neighbours import Neighbours
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.posterior_files import read_posterior
from stabwin.thermo.prediction import Extension, extension
from stabwin.thermo.residuals import ELEMENT
from stabwin.thermo.student import half_width, scale_of_part

Floats = npt.NDArray[np.float64]

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
class CorrectionModel:
    """Corrections of phases from the bonds that they hold and from measured compounds of their elements.

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
        return prepare(compositions)

    def corrections(self, phases: Phases | Sequence[Composition]) -> Floats:
        """What to add to the table's formation energies, eV/atom.

        A phase that is measured itself gets the difference that brings the table's lowest polymorph to the
        measured enthalpy, others what is expected of them.
        """
        phases = _prepared(phases)
        enthalpies = np.array(
            [np.nan if one is None else one.enthalpy_ev_per_atom for one in phases.measured]
        )
        return np.where(
            phases.is_measured, enthalpies - phases.table_energies, self.expected_corrections(phases)
        )

    def expected_corrections(self, phases: Phases | Sequence[Composition]) -> Floats:
        """The corrections of phases that are not measured themselves, eV/atom; 0 for elements.

        The posterior mean of the bonds, and of the residual given those of measured compounds of the same
        elements.
        """
        given = self.given(_prepared(phases))
        found: Floats = given.constants + given.weights @ self._tied(given.species).means
        return found

    def given(self, phases: Phases) -> Given:
        """What is known of phases given the measured compounds of their elements; found once."""
        known = self._given.get(phases)
        if known is None:
            scales = {ELEMENT: 0.0, **self.parameters.scales_ev}
            own = np.array([scales[kind] for kind in phases.kinds])
            own = np.where(phases.balanced, own, np.maximum(own, UNBALANCED_SCALE_EV_PER_ATOM))
            known = given_neighbours(phases, own, self.neighbours)
            self._given[phases] = known
        return known

    def neighbours(self, elements: frozenset[str]) -> Neighbours:
        """The measured compounds of some elements; found once."""
        if elements not in self._neighbours:
            self._neighbours[elements] = Neighbours(self.parameters, self.posterior, elements)
        return self._neighbours[elements]

    def bond_corrections(self, phases: Phases | Sequence[Composition]) -> Floats:
        """The corrections by bonds and the acid-base term alone, of measured phases too, eV/atom."""
        phases = _prepared(phases)
        found: Floats = phases.weights @ self._tied(phases.species).means
        return found

    def correction_of(self, species: Sequence[Species]) -> Floats:
        """The correction of each bond, eV per atom of its anion."""
        return self._tied(species).means

    def shared_factor(self, phases: Phases | Sequence[Composition]) -> SharedErrors:
        """The errors that phases share through their bonds."""
        phases = _prepared(phases)
        given = self.given(phases)
        tied = self._tied(given.species)
        weights = given.weights * ~phases.is_measured[:, None]
        factor = np.hstack(
            (weights @ (tied.weights @ self.bond_errors.root), (weights * tied.left).toarray())
        )
        names = [name_of(s) for s in self.posterior.species]
        names += [BondErrors.own_name(s) for s in given.species]
        used = np.flatnonzero(np.any(factor != 0, axis=0))
        return SharedErrors(tuple(names[k] for k in used.tolist()), factor[:, used])

    def own_scale(self, phases: Phases | Sequence[Composition]) -> Floats:
        """The scale of each phase's own residual, eV/atom, times which a t distributed number is drawn."""
        phases = _prepared(phases)
        errors = np.array([0.0 if one is None else one.error_ev_per_atom for one in phases.measured])
        return np.where(phases.is_measured, errors * _NORMAL_90 / self._t_90, self.given(phases).scales)

    def error_90(self, phases: Phases | Sequence[Composition]) -> Floats:
        """Half the width of the 90 % interval of each energy, eV/atom; 0 for elements."""
        phases = _prepared(phases)
        own = self.scale_left(phases)
        return half_width(self.shared_errors(phases), own, self.own_degrees_of_freedom)

    def scale_left(self, phases: Phases | Sequence[Composition]) -> Floats:
        """The scale of what is left of each residual given those of the same elements, eV/atom.

        That of the t distribution with the same 90 % interval.
        """
        phases = _prepared(phases)
        sizes = np.array([score.size for score in self.given(phases).scores])
        return self.own_scale(phases) * scale_of_part(sizes, self.own_degrees_of_freedom)

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
        given = self.given(phases)
        tied = self._tied(given.species)
        among = tied.weights @ self.posterior.covariance @ tied.weights.T + np.diag(tied.left**2)
        parts = [
            (block @ among * block.toarray()).sum(axis=1)
            for block in (
                given.weights[first : first + _BLOCK] for first in range(0, len(phases.kinds), _BLOCK)
            )
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    @cached_property
    def _given(self) -> WeakKeyDictionary[Phases, Given]:
        return WeakKeyDictionary()

    @cached_property
    def _neighbours(self) -> dict[frozenset[str], Neighbours]:
        return {}

    @cached_property
    def _t_90(self) -> float:
        one = half_width(np.zeros(1), np.ones(1), self.own_degrees_of_freedom)
        return float(one[0])

    def _tied(self, species: Sequence[Species]) -> Extension:
        return extension(species, self.posterior, self.parameters)


def _prepared(phases: Phases | Sequence[Composition]) -> Phases:
    return phases if isinstance(phases, Phases) else prepare(phases)
