"""The fitted model as files of the package, each with its sha256 in ``model.toml``.

The sum of ``model.toml`` itself is that of what stands before the sums.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from stabwin.errors import DamagedDataError
from stabwin.thermo.alike import Alike
from stabwin.thermo.bonds import Species
from stabwin.thermo.fitted_files import before_sums, checksum, pack_covariance, unpack_covariance, with_sums
from stabwin.thermo.posterior import Parameters, Posterior

SPECIES_FILE, COVARIANCE_FILE, MODEL_FILE = "species.csv", "covariance.npy", "model.toml"
WEIGHTS_FILE = "robust_weights.csv"
LEFT_OUT_FILE = "left_out.csv"
FACTS_FILES = (
    "measured_enthalpies.csv",
    "measured_molecules.csv",
    "table_energies.csv",
    "oxidation_states.csv",
    LEFT_OUT_FILE,
)

# Digits of the corrections in the file, eV per atom of the anion.
DECIMALS = 5


def write_posterior(
    parameters: Parameters, posterior: Posterior, formulas: Sequence[str], facts: dict[str, bytes]
) -> dict[str, bytes]:
    """The files of a fitted model, by name.

    Parameters
    ----------
    parameters : Parameters
    posterior : Posterior
    formulas : sequence of str
        Of the compounds that it was fitted to.
    facts : dict of str to bytes
        The files that it was fitted to; their sums are kept too.
    """
    files = {
        SPECIES_FILE: _species_text(posterior).encode(),
        COVARIANCE_FILE: pack_covariance(posterior.covariance),
        WEIGHTS_FILE: _weights_text(formulas, posterior).encode(),
    }
    head = [
        "# The correction model: written by scripts/fit-energies, checked when it is loaded.",
        f"degrees_of_freedom = {parameters.degrees_of_freedom:g}",
        "",
        "[sizes_ev]",
        *(f'"{name}" = {size:.4f}' for name, size in parameters.sizes_ev.items()),
        "",
        "[scales_ev_per_atom]",
        *(f'"{kind}" = {scale:.4f}' for kind, scale in sorted(parameters.scales_ev.items())),
        "",
        "[residuals_of_the_same_elements]",
        *(f"{name} = {value:.4f}" for name, value in parameters.alike._asdict().items()),
        "",
    ]
    files[MODEL_FILE] = with_sums(MODEL_FILE, head, {**facts, **files})
    return files


def _species_text(posterior: Posterior) -> str:
    errors = np.sqrt(np.diag(posterior.covariance)).tolist()
    lines = ["species,correction_ev_per_anion,error_ev_per_anion"]
    lines += [
        f"{species.name},{mean:.{DECIMALS}f},{error:.{DECIMALS}f}"
        for species, mean, error in zip(posterior.species, posterior.mean.tolist(), errors, strict=True)
    ]
    return "\n".join(lines) + "\n"


def _weights_text(formulas: Sequence[str], posterior: Posterior) -> str:
    lines = ["formula,robust_weight"]
    lines += [
        f"{formula},{weight:.{DECIMALS}f}"
        for formula, weight in zip(formulas, posterior.robust_weights.tolist(), strict=True)
    ]
    return "\n".join(lines) + "\n"


def read_posterior(folder: Traversable | None = None) -> tuple[Parameters, Posterior]:
    """The model from its files.

    Raises
    ------
    DamagedDataError
        A file is missing, damaged or edited.
    """
    folder = folder or resources.files("stabwin.data").joinpath("thermo")
    try:
        text = folder.joinpath(MODEL_FILE).read_text("utf-8")
        entries = tomllib.loads(text)
        parameters = parameters_of(entries)
        names = (*FACTS_FILES, SPECIES_FILE, COVARIANCE_FILE, WEIGHTS_FILE)
        contents = {name: folder.joinpath(name).read_bytes() for name in names}
        contents[MODEL_FILE] = before_sums(text)
        sums = {name: entries["sha256"][name] for name in contents}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedDataError(
            f"The correction model can't be read ({error}): install stabwin again.", file=MODEL_FILE
        ) from error
    for name, content in contents.items():
        if checksum(content) != sums[name]:
            raise DamagedDataError(
                f"{name} of the correction model is not the file that the model was fitted with: install "
                "stabwin again, or run scripts/fit-energies after changing facts.",
                file=name,
            )
    return parameters, _posterior(contents)


def parameters_of(entries: dict[str, dict[str, float]]) -> Parameters:
    """The sizes in the contents of ``model.toml``."""
    return Parameters(
        sizes_ev=dict(entries["sizes_ev"]),
        scales_ev=dict(entries["scales_ev_per_atom"]),
        degrees_of_freedom=float(entries["degrees_of_freedom"]),  # type: ignore[arg-type]
        alike=Alike(**entries["residuals_of_the_same_elements"]),
    )


def _posterior(contents: dict[str, bytes]) -> Posterior:
    rows = list(csv.DictReader(contents[SPECIES_FILE].decode().splitlines()))
    weights = csv.DictReader(contents[WEIGHTS_FILE].decode().splitlines())
    return Posterior(
        species=tuple(Species.from_name(row["species"]) for row in rows),
        mean=np.array([float(row["correction_ev_per_anion"]) for row in rows]),
        covariance=unpack_covariance(contents[COVARIANCE_FILE], len(rows)),
        robust_weights=np.array([float(row["robust_weight"]) for row in weights]),
    )
