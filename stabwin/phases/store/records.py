"""A phase table from a data set of the store, in one energy scheme."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stabwin.chemistry.formula_text import parse_amounts
from stabwin.errors import DataUnavailableError
from stabwin.phases.record import PhaseRecord
from stabwin.phases.references import elements_energy, lowest_element_energies
from stabwin.phases.schemes import CORRECTED, Scheme
from stabwin.phases.store.part import read_rows
from stabwin.phases.store.store import Dataset

Row = Mapping[str, Any]


def dataset_records(dataset: Dataset, scheme: Scheme) -> list[PhaseRecord]:
    """The phases of a data set with the energies that a scheme starts from.

    Raises
    ------
    DataUnavailableError
        The data set lacks the energies that the scheme needs.
    DamagedDataError
        A part can't be read.
    """
    rows = [row for part in dataset.parts for row in read_rows(part.path).to_pylist()]
    own = [row for part in dataset.own for row in read_rows(part.path).to_pylist()]
    if scheme.starts_from == CORRECTED:
        return [record_of(row, row["formation_energy_ev_per_atom"]) for row in (*rows, *own)]
    references = lowest_element_energies(
        (parse_amounts(row["formula"]), row["uncorrected_energy_ev_per_atom"]) for row in rows
    )
    return list(_uncorrected((*rows, *own), references, dataset))


def record_of(row: Row, energy: float) -> PhaseRecord:
    """A row of a part as a phase."""
    gap = row.get("band_gap_ev")
    if gap is None and row.get("is_metal"):
        gap = 0.0
    uncertainty = row.get("energy_uncertainty_ev_per_atom")
    return PhaseRecord(
        amounts=parse_amounts(row["formula"]),
        formation_energy_ev_per_atom=energy,
        band_gap_ev=math.nan if gap is None else gap,
        band_gap_of="" if gap is None else "phase",
        uncertainty_ev_per_atom=math.nan if uncertainty is None else uncertainty,
        material_id=row.get("material_id") or "",
    )


def _uncorrected(
    rows: Iterable[Row], references: Mapping[str, float], dataset: Dataset
) -> Iterator[PhaseRecord]:
    for row in rows:
        amounts = parse_amounts(row["formula"])
        energy = row["uncorrected_energy_ev_per_atom"]
        missing = [element for element in amounts if element not in references]
        if energy is None or missing:
            what = f"the element {missing[0]}" if missing else row["formula"]
            raise DataUnavailableError(
                f"The data set {dataset.name} has no uncorrected energy of {what}: use another scheme."
            )
        yield record_of(row, energy - elements_energy(amounts, references))
