"""What the files of fitted models have in common: sums of what they hold, and triangles of covariances."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_SUMS = "[sha256]"


def checksum(content: bytes) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(content).hexdigest()


def with_sums(name: str, head: Sequence[str], others: Mapping[str, bytes]) -> bytes:
    """A file of lines, and below them the sums of other files and its own lines."""
    text = "".join(f"{line}\n" for line in head)
    summed = {**others, name: text.encode()}
    sums = "".join(f'"{one}" = "{checksum(content)}"\n' for one, content in summed.items())
    return f"{text}{_SUMS}\n{sums}".encode()


def before_sums(text: str) -> bytes:
    """The lines of a file that stand before its sums."""
    return text.partition(_SUMS)[0].encode()


def pack_covariance(covariance: Floats) -> bytes:
    """The lower triangle of a covariance as a NumPy file, in single precision."""
    file = io.BytesIO()
    lower = covariance[np.tril_indices(len(covariance))].astype("<f4")
    np.save(file, lower, allow_pickle=False)
    return file.getvalue()


def unpack_covariance(content: bytes, count: int) -> Floats:
    """The covariance of a number of variables from its lower triangle."""
    lower = np.zeros((count, count))
    lower[np.tril_indices(count)] = np.load(io.BytesIO(content), allow_pickle=False)
    full: Floats = lower + np.tril(lower, -1).T
    return full
