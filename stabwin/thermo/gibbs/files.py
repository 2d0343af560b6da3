"""The fitted Gibbs energy functions as files of the package, each with its sha256 in ``model.toml``."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from stabwin.errors import DamagedDataError
from stabwin.thermo.bonds import Species
from stabwin.thermo.fitted_files import before_sums, checksum, pack_covariance, unpack_covariance, with_sums
from stabwin.thermo.gibbs.bonds import FunctionModel
from stabwin.thermo.gibbs.measured import ENTROPIES_FILE, GIBBS_FILE
from stabwin.thermo.gibbs.nodes import NODES_K

SPECIES_FILE, COVARIANCE_FILE, MODEL_FILE = "species.csv", "covariance.npy", "model.toml"
FACTS_FILES = (GIBBS_FILE, ENTROPIES_FILE, "gases.csv", "elements.csv", "element_states.csv")


def write_functions(model: FunctionModel, facts: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a fitted model, by name; ``facts`` are those that it was fitted to."""
    names = ",".join(f"function_{t:.0f}k_j_per_mol_k" for t in NODES_K)
    lines = [f"species,{names}"]
    for species, means in zip(model.species, model.means_j_per_mol_k.tolist(), strict=True):
        lines.append(",".join((species.name, *(f"{one:.3f}" for one in means))))
    files = {
        SPECIES_FILE: ("\n".join(lines) + "\n").encode(),
        COVARIANCE_FILE: pack_covariance(model.covariance),
    }
    head = [
        "# Gibbs energy functions of bonds: written by scripts/fit-gibbs, checked when they are loaded.",
        f"base_j_per_mol_k = [{', '.join(f'{one:.3f}' for one in model.base_j_per_mol_k.tolist())}]",
        "",
        "[sizes_j_per_mol_k]",
        *(f'"{name}" = {size:.3f}' for name, size in model.sizes_j_per_mol_k.items()),
        "",
        "[scales_j_per_mol_k]",
        *(f'"{kind}" = {scale:.3f}' for kind, scale in sorted(model.scales_j_per_mol_k.items())),
        "",
    ]
    files[MODEL_FILE] = with_sums(MODEL_FILE, head, {**facts, **files})
    return files


def read_functions(folder: Traversable | None = None) -> FunctionModel:
    """The model from its files.

    Raises
    ------
    DamagedDataError
        A file is missing, damaged or edited.
    """
    folder = folder or resources.files("stabwin.data").joinpath("thermo", "gibbs")
    try:
        text = folder.joinpath(MODEL_FILE).read_text("utf-8")
        entries = tomllib.loads(text)
        names = (*FACTS_FILES, SPECIES_FILE, COVARIANCE_FILE)
        contents = {name: folder.joinpath(name).read_bytes() for name in names}
        contents[MODEL_FILE] = before_sums(text)
        sums = {name: entries["sha256"][name] for name in contents}
        sizes, scales = dict(entries["sizes_j_per_mol_k"]), dict(entries["scales_j_per_mol_k"])
        base = np.array(entries["base_j_per_mol_k"], dtype=float)
    except (OSError, ValueError, KeyError) as error:
        raise DamagedDataError(
            f"The Gibbs energies can't be read ({error}): install stabwin again.", file=MODEL_FILE
        ) from error
    for name, content in contents.items():
        if checksum(content) != sums[name]:
            raise DamagedDataError(
                f"{name} of the Gibbs energies is not the file that they were fitted with: install stabwin "
                "again, or run scripts/fit-gibbs after changing facts.",
                file=name,
            )
    rows = list(csv.reader(contents[SPECIES_FILE].decode().splitlines()))[1:]
    return FunctionModel(
        sizes_j_per_mol_k=sizes,
        scales_j_per_mol_k=scales,
        base_j_per_mol_k=base,
        species=tuple(Species.from_name(row[0]) for row in rows),
        means_j_per_mol_k=np.array([[float(one) for one in row[1:]] for row in rows]),
        covariance=unpack_covariance(contents[COVARIANCE_FILE], len(rows)),
    )


@cache
def function_model() -> FunctionModel:
    """The model that ships with the package.

    Raises
    ------
    DamagedDataError
        A file of it is missing, damaged or edited.
    """
    return read_functions()


@cache
def functions_fingerprint() -> str:
    """What stands for the fitted functions: ``model.toml`` holds the sums of all of its files."""
    folder = resources.files("stabwin.data").joinpath("thermo", "gibbs")
    return checksum(folder.joinpath(MODEL_FILE).read_bytes())[:16]
