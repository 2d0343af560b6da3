"""Gibbs energies of formation of solids: their enthalpy at 298.15 K and what temperature changes.

    dG_j(T) = dH_j(298.15 K) + g_j(T)
    g_j(T) = [G_j(T) - H_j] - sum_e x_e [G_e(T) - H_e]

The first bracket is -T times the Gibbs energy function of the solid, measured or from its bonds; the
elements e are in their reference states (`stabwin.thermo.gibbs.elements`). Alloys, which hold no bonds, are
given the thermal functions of their elements: g is 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from stabwin.thermo.described import Phases
from stabwin.thermo.gibbs.bonds import mass_term_j_per_mol_k
from stabwin.thermo.gibbs.elements import is_known
from stabwin.thermo.gibbs.files import function_model
from stabwin.thermo.gibbs.measured import (
    MeasuredGibbs,
    measured_entropies,
    measured_gibbs,
    reference_gibbs_of_ev,
)
from stabwin.thermo.gibbs.nodes import function_at, gibbs_of_function_ev
from stabwin.thermo.residuals import ELEMENT

Floats = npt.NDArray[np.float64]


def measured_functions(phases: Phases) -> list[MeasuredGibbs | None]:
    """The measured Gibbs energies, or entropies, of phases."""
    keys = ["" if one is None or one.state != "solid" else one.formula.key for one in phases.measured]
    return [measured_gibbs().get(key) or measured_entropies().get(key) for key in keys]


def gibbs_functions(phases: Phases) -> Floats:
    """The Gibbs energy functions of phases at the nodes.

    Parameters
    ----------
    phases : Phases

    Returns
    -------
    array, shape (phases, nodes)
        J per mole of atoms and K; NaN for elements, alloys, and phases of elements without thermal data.
    """
    model = function_model()
    means, _, _ = model.of_bonds(phases.species)
    found = np.asarray(phases.weights @ means) + model.base_j_per_mol_k
    for j, (fractions, kind, known) in enumerate(
        zip(phases.fractions, phases.kinds, measured_functions(phases), strict=True)
    ):
        has_bonds = phases.weights.indptr[j + 1] > phases.weights.indptr[j]
        if known is not None:
            found[j] = known.function_j_per_mol_k
        elif kind == ELEMENT or not has_bonds or not all(map(is_known, fractions)):
            found[j] = np.nan
        else:
            found[j] += mass_term_j_per_mol_k(fractions)
    return found


def thermal_part_ev(
    functions: Floats, fractions: Sequence[dict[str, float]], temperature_k: float
) -> Floats:
    """g(T) of phases, eV/atom; 0 where there is no Gibbs energy function.

    Parameters
    ----------
    functions : array, shape (phases, nodes)
        Of `gibbs_functions`.
    fractions : sequence of dict of str to float
        Atoms of each element per atom.
    temperature_k : float
    """
    own = gibbs_of_function_ev(function_at(functions, temperature_k), temperature_k)
    there = np.isfinite(functions[:, 0])
    elements = [
        reference_gibbs_of_ev(one, temperature_k) if known else 0.0
        for one, known in zip(fractions, there.tolist(), strict=True)
    ]
    return np.where(there, own - np.array(elements), 0.0)
