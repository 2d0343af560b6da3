"""Known compounds that a table of one's own should hold and does not."""

from __future__ import annotations

import numpy as np

from stabwin.phases.element_sets import mask_words, union_of_masks
from stabwin.phases.table import PhaseTable
from stabwin.thermo.left_out import left_out

# A compound counts where the hull without it lies this far above it: two calculations differ by less.
MATTERS_EV_PER_ATOM = 0.05


def absent_compounds(table: PhaseTable, known: PhaseTable) -> tuple[str, ...]:
    """The compounds of a table's elements that another has stable, and the table lacks.

    Without them a hull is too high, and what it says of its corners is wrong: with Li3PS4 alone, and no
    Li2S, nothing is ever reduced. A compound that lies hardly below the others' hull is none of them.

    Parameters
    ----------
    table, known : PhaseTable
        Energies of both in schemes that can be compared.

    Returns
    -------
    formulas : tuple of str
        What the hull lacks most comes first.
    """
    low, high = mask_words(union_of_masks(table.columns.masks))
    outside = np.array([~np.uint64(low), ~np.uint64(high)])
    within = ~np.any(known.columns.masks & outside, axis=1)
    rows = np.flatnonzero(within & known.stability.stable & known.columns.is_compound).tolist()
    keys = known.columns.keys
    missing = {
        row: _hull_without(table, known, row) - float(known.stability.energies[row])
        for row in rows
        if keys[row] not in left_out() and table.columns.keys.find(keys[row]) is None
    }
    by_need = sorted(
        (row for row in missing if missing[row] > MATTERS_EV_PER_ATOM), key=missing.__getitem__
    )
    return tuple(known.printed(row)[0] for row in reversed(by_need))


def _hull_without(table: PhaseTable, known: PhaseTable, row: int) -> float:
    """The hull of a table at the composition of another's phase, eV/atom."""
    from scipy.optimize import linprog

    part = slice(known.columns.starts[row], known.columns.starts[row + 1])
    elements, fractions = known.columns.elements[part], known.columns.fractions[part]
    outside = ~known.columns.masks[row]
    chosen = (
        ~np.any(table.columns.masks & outside, axis=1) & table.stability.stable & table.columns.is_compound
    )
    phases = np.flatnonzero(chosen)
    contents = np.zeros((len(elements), len(phases) + len(elements)))
    for column, phase in enumerate(phases.tolist()):
        own = slice(table.columns.starts[phase], table.columns.starts[phase + 1])
        places = np.searchsorted(np.sort(elements), table.columns.elements[own])
        contents[np.argsort(elements)[places], column] = table.columns.fractions[own]
    contents[:, len(phases) :] = np.eye(len(elements))
    costs = np.append(table.stability.energies[phases], np.zeros(len(elements)))
    return float(linprog(costs, A_eq=contents, b_eq=fractions, method="highs").fun)
