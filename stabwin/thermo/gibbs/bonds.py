"""Gibbs energy functions from bonds: what solids that nobody measured are given.

    phi_j(T) = a(T) + 3/2 R sum_e x_e ln M_e + sum_s w_js c_s(T) + r_j

for a compound j per mole of atoms, with the atomic fractions x and masses M of its elements (heavy atoms
vibrate slowly: the entropy of a classical oscillator grows by 3/2 R ln M), the bonds' weights w of
`stabwin.thermo.bonds`, and the prior of `stabwin.thermo.prior` for the contributions c of bonds, which have
the same sizes at every temperature, as phi changes little with it. Residuals r are heavy-tailed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.masses import ATOMIC_MASS_G_PER_MOL
from stabwin.thermo.bonds import Species
from stabwin.thermo.gibbs.polynomials import GAS_CONSTANT_J_PER_MOL_K
from stabwin.thermo.prediction import ties

Floats = npt.NDArray[np.float64]


def mass_term_j_per_mol_k(fractions: Mapping[str, float]) -> float:
    """3/2 R times the mean logarithm of the atomic masses (in g/mol), per mole of atoms."""
    logarithms = (share * math.log(ATOMIC_MASS_G_PER_MOL[element]) for element, share in fractions.items())
    return 1.5 * GAS_CONSTANT_J_PER_MOL_K * sum(logarithms)


@dataclass(frozen=True)
class FunctionModel:
    """What measured solids say of the Gibbs energy functions of bonds.

    Attributes
    ----------
    sizes_j_per_mol_k : dict of str to float
        Of the prior's levels, per mole of the anion.
    scales_j_per_mol_k : dict of str to float
        Of the residuals by kind, per mole of atoms.
    base_j_per_mol_k : array, shape (nodes,)
        a(T).
    species : tuple of Species
        The bonds of measured solids.
    means_j_per_mol_k : array, shape (species, nodes)
        c(T).
    covariance : array, shape (species, species)
        Of c at every temperature, squared units of the means.
    """

    sizes_j_per_mol_k: Mapping[str, float]
    scales_j_per_mol_k: Mapping[str, float]
    base_j_per_mol_k: Floats
    species: tuple[Species, ...]
    means_j_per_mol_k: Floats
    covariance: Floats

    def of_bonds(self, species: Sequence[Species]) -> tuple[Floats, Floats, Floats]:
        """The contributions c of bonds, measured or not.

        Returns
        -------
        means : array, shape (species, nodes)
        weights : array, shape (species, measured species)
            What each takes from the measured ones.
        left : array, shape (species,)
            Standard errors of its own.
        """
        weights, left = ties(species, self.species, self.sizes_j_per_mol_k)
        return weights @ self.means_j_per_mol_k, weights, left
