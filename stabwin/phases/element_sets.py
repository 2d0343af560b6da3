"""Sets of elements as bits, so that one comparison says whether a phase belongs to a chemical system."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.elements import ATOMIC_NUMBER, SYMBOLS


def element_mask(symbols: Iterable[str]) -> int:
    """A set of elements as bits: bit Z - 1 for atomic number Z."""
    mask = 0
    for symbol in symbols:
        mask |= 1 << (ATOMIC_NUMBER[symbol] - 1)
    return mask


def mask_words(mask: int) -> tuple[int, int]:
    """The low and high 64 bits of an element mask."""
    return mask & 0xFFFFFFFFFFFFFFFF, mask >> 64


def mask_elements(mask: int) -> tuple[str, ...]:
    """The elements of a mask, by atomic number."""
    return tuple(symbol for z, symbol in enumerate(SYMBOLS) if mask >> z & 1)


def union_of_masks(masks: npt.NDArray[np.uint64]) -> int:
    """All elements of some masks, given as words, shape (phases, 2)."""
    low, high = np.bitwise_or.reduce(masks, axis=0).tolist()
    return int(low) | int(high) << 64
