"""Measured enthalpies beside a scheme's energies, by class of compound."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from stabwin.analysis.rounding import reported
from stabwin.phases.table import PhaseTable
from stabwin.thermo.classes import class_of, pooled
from stabwin.thermo.gibbs.nodes import ENTHALPIES
from stabwin.thermo.held_out import held_out
from stabwin.thermo.limits import volts_per_ev_per_atom
from stabwin.thermo.measured import Measurement, measurements
from stabwin.validation.result import ClassErrors

ENTHALPY, LIMIT = "formation_enthalpy_ev_per_atom", "limit_v"
ALL, SALTS, LITHIUM = "all", "binary salts", "with lithium"

Floats = npt.NDArray[np.float64]


def class_errors(table: PhaseTable) -> tuple[ClassErrors, ...]:
    """The errors of all compounds, of those with lithium, and of each class, the largest first.

    In the scheme ``measured`` each compound is predicted by a fit to the other nine tenths of them, because
    its energy in the table is the measured one; that is about the correction model, whatever the phases. In
    other schemes, and with shifts of one's own, it is the table's energy.
    """
    if table.scheme.bond_corrections and not table.scheme.shifts_ev_per_atom:
        chosen = tuple(measurements().values())
        found = np.array([held_out()[one.formula.key] for one in chosen])
        return tuple(_classes(chosen, -found[:, 0], found[:, 1]))
    rows = {key: table.columns.keys.find(key) for key in measurements()}
    chosen = tuple(one for key, one in measurements().items() if rows[key] is not None)
    enthalpies_of_table = table.scheme.at(ENTHALPIES).energies(table.columns)
    energies = np.array([enthalpies_of_table[rows[one.formula.key]] for one in chosen])
    enthalpies = np.array([one.enthalpy_ev_per_atom for one in chosen])
    return tuple(_classes(chosen, enthalpies - energies, None)) if chosen else ()


def _classes(
    chosen: tuple[Measurement, ...], differences: Floats, half_widths: Floats | None
) -> Iterator[ClassErrors]:
    names = np.array(pooled([class_of(one.formula.elements) for one in chosen]))
    volts = np.array([_volts(one) for one in chosen])
    lithium = np.array(["Li" in one.formula.elements for one in chosen])
    counts = {name: int(np.sum(names == name)) for name in dict.fromkeys(names.tolist())}
    yield _class(ALL, ENTHALPY, differences, half_widths)
    yield _class(LITHIUM, ENTHALPY, *_chosen(lithium, differences, half_widths))
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        yield _class(name, ENTHALPY, *_chosen(names == name, differences, half_widths))
    salts = ~np.isnan(volts)
    scaled = None if half_widths is None else half_widths * volts
    yield _class(SALTS, LIMIT, *_chosen(salts, differences * volts, scaled))


def _volts(one: Measurement) -> float:
    amounts = {element: float(amount) for element, amount in one.formula.amounts.items()}
    return volts_per_ev_per_atom(amounts) or np.nan


def _chosen(
    rows: npt.NDArray[np.bool_], differences: Floats, half_widths: Floats | None
) -> tuple[Floats, Floats | None]:
    return differences[rows], None if half_widths is None else half_widths[rows]


def _class(name: str, quantity: str, differences: Floats, half_widths: Floats | None) -> ClassErrors:
    errors = np.abs(differences)
    inside = None if half_widths is None else float(np.mean(errors <= half_widths))
    return ClassErrors(
        name=name,
        quantity=quantity,
        count=len(errors),
        mean_absolute_error=reported(float(errors.mean()) if len(errors) else 0.0),
        median_absolute_error=reported(float(np.median(errors)) if len(errors) else 0.0),
        share_within_error_bar=None if inside is None else round(inside, 4),
        held_out=half_widths is not None,
    )
