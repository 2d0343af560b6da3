"""What the hull says of every phase of a table."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stabwin.hull.stable_phases import PhaseArrays, stabilise
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.schemes import Scheme

_DIGEST_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class Stability:
    """Energies of all phases in one scheme, and the hull of their own elements.

    Attributes
    ----------
    energies, hull_energies : arrays, shape (phases,)
        eV/atom.
    stable : array of bool, shape (phases,)
    digests : array of uint8, shape (phases, 16)
        Of formula and energy; a system's fingerprint is made of those of its phases.
    """

    energies: npt.NDArray[np.float64]
    hull_energies: npt.NDArray[np.float64]
    stable: npt.NDArray[np.bool_]
    digests: npt.NDArray[np.uint8]

    @classmethod
    def of(
        cls, columns: PhaseColumns, scheme: Scheme, energies: npt.NDArray[np.float64] | None = None
    ) -> Stability:
        """Find the stable phases of every chemical system.

        Parameters
        ----------
        columns : PhaseColumns
        scheme : Scheme
        energies : array, optional
            Those in the scheme, eV/atom, where they are known.
        """
        energies = scheme.energies(columns) if energies is None else energies
        pairs = zip(columns.keys.to_list(), energies.tolist(), strict=True)
        digests = (hashlib.sha256(f"{key} {energy!r}".encode()).digest() for key, energy in pairs)
        joined = b"".join(digest[:_DIGEST_BYTES] for digest in digests)
        stability = cls(
            energies=energies,
            hull_energies=np.empty(len(columns)),
            stable=np.zeros(len(columns), dtype=np.bool_),
            digests=np.frombuffer(joined, dtype=np.uint8).reshape(-1, _DIGEST_BYTES),
        )
        stability._solve(columns, None)
        return stability

    def without(
        self,
        dropped_masks: npt.NDArray[np.uint64],
        keep: npt.NDArray[np.bool_],
        columns: PhaseColumns,
    ) -> Stability:
        """What the hull says once some phases are left out.

        Parameters
        ----------
        dropped_masks : array, shape (dropped, 2)
            Element sets of the phases left out: only systems that contain one are solved again.
        keep : array of bool, shape (phases,)
        columns : PhaseColumns
            Of the phases kept.
        """
        kept = Stability(
            energies=self.energies[keep],
            hull_energies=self.hull_energies[keep],
            stable=self.stable[keep],
            digests=self.digests[keep],
        )
        reopened = np.zeros(len(columns), dtype=np.bool_)
        for low, high in dropped_masks:
            holds_low = (columns.masks[:, 0] & low) == low
            reopened |= holds_low & ((columns.masks[:, 1] & high) == high)
        kept._solve(columns, reopened)
        return kept

    def rows_near_hull(self, reach_ev_per_atom: float = 0.0) -> npt.NDArray[np.int64]:
        """The rows of the stable phases, and of those no further than this above the hull; found once."""
        rows = self._rows_near_hull.get(reach_ev_per_atom)
        if rows is None:
            chosen = self.stable
            if reach_ev_per_atom:
                chosen = chosen | (self.energies - self.hull_energies <= reach_ev_per_atom)
            rows = self._rows_near_hull[reach_ev_per_atom] = np.flatnonzero(chosen).astype(np.int64)
        return rows

    @cached_property
    def _rows_near_hull(self) -> dict[float, npt.NDArray[np.int64]]:
        return {}

    def _solve(self, columns: PhaseColumns, reopened: npt.NDArray[np.bool_] | None) -> None:
        phases = PhaseArrays(
            masks=np.ascontiguousarray(columns.masks),
            starts=columns.starts,
            elements=columns.elements,
            fractions=columns.fractions,
            energies=self.energies,
        )
        stabilise(phases, self.hull_energies, self.stable, reopened)
