"""Energies of a table most of whose phases stand in another one, where they are known in the scheme."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stabwin.phases.columns import PhaseColumns
from stabwin.phases.schemes import Scheme


def energies_beside(
    columns: PhaseColumns,
    scheme: Scheme,
    known: PhaseColumns,
    known_energies: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Formation energies of all phases in a scheme, eV/atom; those that are known are not found again.

    The energy of a phase in a scheme depends on its composition and on what the source gives alone: where
    both are the same, so is the energy.

    Parameters
    ----------
    columns : PhaseColumns
    scheme : Scheme
    known : PhaseColumns
        The phases of the other table.
    known_energies : array
        Theirs, in the same scheme.
    """
    row_of = {key: row for row, key in enumerate(known.keys.to_list())}
    rows = np.array([row_of.get(key, -1) for key in columns.keys.to_list()], dtype=np.int64)
    same = (rows >= 0) & (known.energies[rows] == columns.energies)
    energies = known_energies[rows]
    if not same.all():
        energies[~same] = scheme.energies(columns.subset(~same))
    return energies
