"""Gibbs energy functions of compounds that the fit has not seen: cross-validation by compound."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.thermo.classes import class_of
from stabwin.thermo.gibbs.files import function_model
from stabwin.thermo.gibbs.measured import MeasuredGibbs, measured_with_bonds
from stabwin.thermo.gibbs.nodes import NODES_K
from stabwin.thermo.gibbs.polynomials import J_PER_MOL_IN_EV
from stabwin.thermo.gibbs.regression import DEGREES_OF_FREEDOM, Functions, fit
from stabwin.thermo.student import half_width

Floats = npt.NDArray[np.float64]

FOLDS = 10


class HeldOut(NamedTuple):
    """What fits to the other compounds predict.

    Attributes
    ----------
    measured : tuple of MeasuredGibbs
    classes : tuple of str
    errors_j_per_mol_k : array, shape (compounds, nodes)
        Measured less predicted function; NaN beyond the last measured temperature.
    half_widths_j_per_mol_k : array, shape (compounds,)
        Of the 90 % interval.
    """

    measured: tuple[MeasuredGibbs, ...]
    classes: tuple[str, ...]
    errors_j_per_mol_k: Floats
    half_widths_j_per_mol_k: Floats

    def errors_ev(self, temperature_k: float) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
        """Compounds measured at a node, their errors and half widths there, eV/atom."""
        node = NODES_K.index(temperature_k)
        errors = self.errors_j_per_mol_k[:, node]
        there = np.flatnonzero(np.isfinite(errors))
        unit = temperature_k * J_PER_MOL_IN_EV
        return there, -errors[there] * unit, self.half_widths_j_per_mol_k[there] * unit


def held_out(division: int = 0) -> HeldOut:
    """Predict the function of every measured compound from a fit to the other folds.

    ``division`` names one way to divide them.
    """
    model = function_model()
    sizes, scales = dict(model.sizes_j_per_mol_k), dict(model.scales_j_per_mol_k)
    measured = tuple(measured_with_bonds())
    known = Functions.of(measured)
    errors, half_widths = np.empty(known.values.shape), np.empty(len(measured))
    fold = np.random.default_rng(division).permutation(len(measured)) % FOLDS
    for k in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        fitted = fit(_part(known, seen), sizes, scales)
        means, weights, left = fitted.of_bonds(known.species)
        bonds = known.weights[unseen]
        errors[unseen] = known.values[unseen] - (bonds @ means + fitted.base_j_per_mol_k)
        covariance = weights @ fitted.covariance @ weights.T + np.diag(left**2)
        shared = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", bonds, covariance, bonds), 0.0))
        own = np.array([scales[known.kinds[j]] for j in unseen.tolist()])
        sigma = np.hypot(shared, known.errors[unseen])
        half_widths[unseen] = half_width(sigma, own, DEGREES_OF_FREEDOM)
    last = np.array([one.last_k for one in measured])
    errors[np.array(NODES_K)[None, :] > last[:, None]] = np.nan
    classes = tuple(class_of(one.formula.elements) for one in measured)
    return HeldOut(measured, classes, errors, half_widths)


def _part(known: Functions, rows: npt.NDArray[np.intp]) -> Functions:
    """Some of the compounds, with the bonds that they have."""
    weights = known.weights[rows]
    used = np.flatnonzero(weights.any(axis=0))
    return replace(
        known,
        values=known.values[rows],
        errors=known.errors[rows],
        species=tuple(known.species[k] for k in used.tolist()),
        weights=weights[:, used],
        kinds=tuple(known.kinds[j] for j in rows.tolist()),
    )
