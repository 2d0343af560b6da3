"""Fingerprints of chemical systems: which phases and energies an answer was computed with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from stabwin.hull.select import rows_within
from stabwin.phases.element_sets import element_mask, mask_words


class SystemFingerprints:
    """Those of a table, each found once.

    Parameters
    ----------
    masks : array of uint64, shape (phases, 2)
        Element sets of the phases.
    digests : array of uint8, shape (phases, 16)
        Of formula and energy of each phase.
    """

    def __init__(self, masks: npt.NDArray[np.uint64], digests: npt.NDArray[np.uint8]) -> None:
        self._masks, self._digests = masks, digests
        self._all_rows = np.arange(len(masks), dtype=np.int64)
        self._found: dict[int, str] = {}

    def of(self, elements: Iterable[str]) -> str:
        """sha256 of the formulas and energies of all phases in some elements, in canonical order."""
        mask = element_mask(elements)
        fingerprint = self._found.get(mask)
        if fingerprint is None:
            low, high = map(np.uint64, mask_words(mask))
            rows = rows_within(self._masks, self._all_rows, low, high)
            digest = hashlib.sha256(self._digests[rows].tobytes())
            fingerprint = self._found[mask] = f"sha256:{digest.hexdigest()}"
        return fingerprint
