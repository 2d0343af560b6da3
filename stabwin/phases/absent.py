"""Known compounds that a table of one's own should hold and does not."""

from __future__ import annotations

import numpy as np

from stabwin.chemistry.formula import amounts_of_key
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.element_sets import mask_words, union_of_masks
from stabwin.phases.hull_at import hull_at
from stabwin.phases.stability import Stability
from stabwin.thermo.left_out import left_out

# A compound counts where the hull without it lies this far above it: two calculations differ by less.
MATTERS_EV_PER_ATOM = 0.05


def absent_compounds(
    columns: PhaseColumns, stability: Stability, known: PhaseColumns, known_stability: Stability
) -> tuple[str, ...]:
    """The compounds of a table's elements that another has stable, and the table lacks.

    Without them a hull is too high, and what it says of its corners is wrong: with Li3PS4 alone, and no
    Li2S, nothing is ever reduced. A compound that lies hardly below the others' hull is none of them.

    Parameters
    ----------
    columns, stability
        The user's own phases.
    known, known_stability
        The others, in a scheme that can be compared with theirs.

    Returns
    -------
    formulas : tuple of str
        What the hull lacks most comes first.
    """
    low, high = mask_words(union_of_masks(columns.masks))
    outside = np.array([~np.uint64(low), ~np.uint64(high)])
    within = ~np.any(known.masks & outside, axis=1)
    rows = np.flatnonzero(within & known_stability.stable & known.is_compound).tolist()
    missing = {
        row: hull_at(columns, stability, amounts_of_key(known.keys[row]))
        - float(known_stability.energies[row])
        for row in rows
        if known.keys[row] not in left_out() and columns.keys.find(known.keys[row]) is None
    }
    by_need = sorted(
        (row for row in missing if missing[row] > MATTERS_EV_PER_ATOM), key=missing.__getitem__
    )
    return tuple(known.printed(row)[0] for row in reversed(by_need))
