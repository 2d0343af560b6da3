"""Errors of what temperature changes of the energies of solids.

They grow with the temperature: T times the error of the Gibbs energy function. A measured function has none
beside that of the measured enthalpy up to the end of its table, and beyond it that of an entropy of
melting. Others have one of their own, of the size that their kind leaves over, and share those of their
bonds. Bonds' errors count as independent of each other, and gases' as 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.thermo.described import Phases
from stabwin.thermo.gibbs.files import function_model
from stabwin.thermo.gibbs.gases import compound_gases
from stabwin.thermo.gibbs.polynomials import J_PER_MOL_IN_EV
from stabwin.thermo.gibbs.solids import measured_functions
from stabwin.thermo.residuals import ELEMENT

Floats = npt.NDArray[np.float64]

# Of alloys, beside the sum of their elements: half of 19 that are measured lie within 1.8, nine in ten
# within 5.5 J/(mol of atoms K), as Student's t distribution of this scale has them.
_ALLOY_J_PER_MOL_K = 2.4

# By how much an entropy may be off beyond the last temperature of its table, J/(mol of atoms K).
_BEYOND_J_PER_MOL_K = 5.0


class ThermalErrors(NamedTuple):
    """Errors of the thermal parts of phases.

    Attributes
    ----------
    own_ev : array, shape (phases,)
        Scales of the phases' own errors, eV/atom.
    shared_ev : tuple of dict of str to float
        Of each phase, by what is shared: eV/atom for a standard normal number.
    """

    own_ev: Floats
    shared_ev: tuple[dict[str, float], ...]


def thermal_errors(phases: Phases, temperature_k: float) -> ThermalErrors:
    """The errors of what a temperature changes of the energies of phases.

    Parameters
    ----------
    phases : Phases
    temperature_k : float
    """
    model = function_model()
    _, weights, left = model.of_bonds(phases.species)
    spread = np.sqrt(
        np.maximum(np.einsum("ij,jk,ik->i", weights, model.covariance, weights), 0.0) + left**2
    )
    scales = {ELEMENT: 0.0, **model.scales_j_per_mol_k}
    unit = temperature_k * J_PER_MOL_IN_EV
    own, shared = np.zeros(len(phases.kinds)), []
    for j, (kind, known) in enumerate(zip(phases.broad_kinds, measured_functions(phases), strict=True)):
        of_bonds: dict[str, float] = {}
        row = slice(phases.weights.indptr[j], phases.weights.indptr[j + 1])
        if known is not None:
            beyond = max(temperature_k - known.last_k, 0.0)
            own[j] = _BEYOND_J_PER_MOL_K * beyond * J_PER_MOL_IN_EV
        elif row.stop > row.start and not _is_gas(phases, j):
            own[j] = scales[kind] * unit
            for k, weight in zip(phases.weights.indices[row], phases.weights.data[row], strict=True):
                of_bonds[f"Gibbs energy function of {phases.species[k].name}"] = weight * spread[k] * unit
        elif kind != ELEMENT and row.stop == row.start:
            own[j] = _ALLOY_J_PER_MOL_K * unit
        shared.append(of_bonds)
    return ThermalErrors(own, tuple(shared))


def _is_gas(phases: Phases, place: int) -> bool:
    """Whether a phase is a gas, whose Gibbs energy is known."""
    known = phases.measured[place]
    return known is not None and known.state == "gas" and known.formula.key in compound_gases()
