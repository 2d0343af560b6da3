"""Phases that do not exist: the scheme ``measured`` leaves them out, unless they are taken back by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from stabwin.chemistry.catalogue import resolve
from stabwin.chemistry.formula import amounts_of_key, reduce_formula
from stabwin.errors import ExclusionError
from stabwin.phases.columns import PhaseColumns
from stabwin.thermo.left_out import left_out

# A cell of more atoms than this with a single one of the solute is a point of a solid solution.
_DILUTE_ATOMS = 50


def keys_taken_back(formulas: Iterable[str]) -> tuple[str, ...]:
    """The composition keys of phases that are to be taken back, sorted; empty texts are passed over.

    Raises
    ------
    FormulaError
        A formula can't be read.
    ExclusionError
        A formula is none of those that are left out.
    """
    keys = set()
    for text in formulas:
        if not text.strip():
            continue
        formula = resolve(text)[0]
        if formula.key not in left_out():
            raise ExclusionError(
                f"{text.strip()} is not among the phases that are left out: there is nothing to include.",
                formula=text,
            )
        keys.add(formula.key)
    return tuple(sorted(keys))


def formulas_of(keys: Iterable[str]) -> tuple[str, ...]:
    """The reduced formulas of composition keys."""
    return tuple(sorted(reduce_formula(amounts_of_key(key))[0] for key in keys))


def without_left_out(
    columns: PhaseColumns, taken_back: tuple[str, ...], source: str
) -> tuple[PhaseColumns, tuple[str, ...]]:
    """The phases of a table that stay, and what is left out in words.

    Parameters
    ----------
    columns : PhaseColumns
    taken_back : tuple of str
        Composition keys, of `keys_taken_back`.
    source : str
        Name of the table, for errors.

    Returns
    -------
    columns : PhaseColumns
    left_out : tuple of str
        Reduced formulas; cells with a single atom of a solute are counted instead: "Mg149X (34 phases)".

    Raises
    ------
    ExclusionError
        The table has no such phase to take back.
    """
    for key in taken_back:
        if columns.keys.find(key) is None:
            raise ExclusionError(
                f"{source} has no phase {left_out()[key].formula}: there is nothing to include.",
                formula=left_out()[key].formula,
            )
    keep = np.ones(len(columns), dtype=np.bool_)
    formulas, dilute = [], Counter[str]()
    for key in left_out():
        row = columns.keys.find(key)
        if row is None or key in taken_back:
            continue
        keep[row] = False
        host = _host(key)
        if host:
            dilute[host] += 1
        else:
            formulas.append(columns.printed(row)[0])
    counted = [f"{host}X ({number} phases)" for host, number in sorted(dilute.items())]
    return columns if keep.all() else columns.subset(keep), (*sorted(formulas), *counted)


def _host(key: str) -> str:
    """The host of a cell with a single atom of the solute, "Mg149"; empty for any other composition."""
    amounts = amounts_of_key(key)
    if len(amounts) != 2 or min(amounts.values()) != 1 or sum(amounts.values()) <= _DILUTE_ATOMS:
        return ""
    host = max(amounts, key=lambda element: amounts[element])
    return f"{host}{amounts[host]}"
