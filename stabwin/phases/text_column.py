"""A column of texts in a phase table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class TextColumn:
    """Short texts as one block of bytes, so that they can be memory-mapped."""

    block: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextColumn:
        """Pack texts."""
        encoded = [text.encode() for text in texts]
        ends = np.cumsum([0, *(len(item) for item in encoded)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, row: int) -> str:
        return self.block[self.ends[row] : self.ends[row + 1]].tobytes().decode()

    def find(self, text: str) -> int | None:
        """The row of a text in a sorted column."""
        # Bytes of UTF-8 stand in the order of the texts; views give plain numbers, which are quick.
        block, ends, wanted = self.block.data, self.ends.data, text.encode()
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(block[ends[middle] : ends[middle + 1]]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self[low] == text else None

    def to_list(self) -> list[str]:
        """All texts."""
        data = self.block.tobytes()
        ends = self.ends.tolist()
        return [data[start:end].decode() for start, end in pairwise(ends)]
