"""Energies of a phase table on the scale of measured formation enthalpies: the scheme ``measured``.

A phase whose enthalpy is measured takes it as it is; every other one gets the correction of its bonds and
of measured compounds of its elements (`stabwin.thermo.corrections`). Energies of the MP2020 generation go
back to that of 2019 first, which the corrections were fitted to.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import amounts_of_key
from stabwin.phases.bonds import bonds_of
from stabwin.phases.columns import PhaseColumns
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.generations import GENERATION_2020, to_2019
from stabwin.thermo.gibbs.errors import thermal_errors
from stabwin.thermo.posterior_files import MODEL_FILE
from stabwin.thermo.student import half_width

Floats = npt.NDArray[np.float64]


@cache
def model_fingerprint() -> str:
    """What stands for the fitted model: ``model.toml`` holds the sums of all of its files."""
    folder = resources.files("stabwin.data")
    digest = hashlib.sha256(folder.joinpath("thermo", MODEL_FILE).read_bytes())
    digest.update(folder.joinpath("errors", "corrections.csv").read_bytes())
    return digest.hexdigest()[:16]


def errors_90(columns: PhaseColumns, temperature_k: float | None = None) -> Floats:
    """Half the width of the 90 % interval of each energy on that scale, eV/atom; 0 for elements."""
    model = CorrectionModel.load()
    phases = bonds_of(columns)
    if temperature_k is None:
        return model.error_90(phases)
    thermal = thermal_errors(phases, temperature_k)
    of_bonds = np.array([sum(size**2 for size in one.values()) for one in thermal.shared_ev])
    shared = np.sqrt(model.shared_errors(phases) ** 2 + of_bonds)
    own = np.hypot(model.scale_left(phases), thermal.own_ev)
    return half_width(shared, own, model.own_degrees_of_freedom)


def measured_scale(columns: PhaseColumns, generation: str) -> Floats:
    """Energies of all phases on the scale of measured enthalpies, eV/atom.

    Parameters
    ----------
    columns : PhaseColumns
    generation : str
        Of the corrections in the table's energies: "2019" or "2020".

    Raises
    ------
    DamagedDataError
        A file of the correction model is missing, damaged or edited.
    """
    model = CorrectionModel.load()
    energies = np.array(columns.energies)
    if generation == GENERATION_2020:
        compositions = map(amounts_of_key, columns.keys.to_list())
        pairs = zip(compositions, energies.tolist(), strict=True)
        energies = np.array([to_2019(amounts, energy) for amounts, energy in pairs])
    phases = bonds_of(columns)
    enthalpies = [np.nan if one is None else one.enthalpy_ev_per_atom for one in phases.measured]
    return np.where(phases.is_measured, enthalpies, energies + model.expected_corrections(phases))
