"""Numbers that are drawn by name: the same ones in every answer, process and division of the samples."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from stabwin.hull.draws import combine, fill_draws
from stabwin.thermo.bond_errors import BondErrors, Number
from stabwin.thermo.bonds import Species
from stabwin.thermo.corrections import CorrectionModel

Floats = npt.NDArray[np.float64]

# Samples of bonds that are drawn at once, and how many such blocks are kept: 4 MB each.
_BLOCK, _KEPT_BLOCKS = 1000, 4
_KEPT_BONDS = 4000


@cache
def _identity(name: str) -> int:
    """64 bits that stand for a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def normal_numbers(seed: int, names: Sequence[str], first: int, count: int) -> Floats:
    """Standard normal numbers by name; shape (count, names)."""
    identities = np.array([_identity(name) for name in names], dtype=np.uint64)
    draws = np.empty((count, len(names)))
    fill_draws(np.uint64(seed), identities, first, draws)
    return draws


def shared_numbers(seed: int, numbers: Sequence[Number], first: int, count: int) -> Floats:
    """Normal numbers by name, and the errors of bonds, eV per atom of the anion; shape (count, numbers)."""
    found = np.empty((count, len(numbers)))
    named = [k for k, number in enumerate(numbers) if isinstance(number, str)]
    found[:, named] = normal_numbers(seed, [str(numbers[k]) for k in named], first, count)
    for k, number in enumerate(numbers):
        if not isinstance(number, str):
            for block in range(first // _BLOCK, (first + count - 1) // _BLOCK + 1):
                start = block * _BLOCK
                low, high = max(first, start), min(first + count, start + _BLOCK)
                drawn = _bond(seed, number, block)
                found[low - first : high - first, k] = drawn[low - start : high - start]
    return found


@lru_cache(maxsize=_KEPT_BONDS)
def _bond(seed: int, bond: Species, block: int) -> Floats:
    """The error of a bond's correction in one block of samples."""
    error = CorrectionModel.load().bond_errors.of(bond)
    found = np.empty(_BLOCK)
    combine(error.factor, _fitted_numbers(seed, block), found)
    if error.left:
        name = BondErrors.own_name(bond)
        found += error.left * normal_numbers(seed, [name], block * _BLOCK, _BLOCK)[:, 0]
    return found


@lru_cache(maxsize=_KEPT_BLOCKS)
def _fitted_numbers(seed: int, block: int) -> Floats:
    """The numbers that all bonds share, in one block of samples; shape (names, samples)."""
    names = CorrectionModel.load().bond_errors.names
    return np.ascontiguousarray(normal_numbers(seed, names, block * _BLOCK, _BLOCK).T)
