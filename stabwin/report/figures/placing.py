"""Where labels go, so that none lies on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as can be to those wanted, at least a gap apart, between two limits.

    Neighbours that are too close are joined into a block around their mean, until no two blocks meet.
    Where the limits leave too little room, the gap becomes smaller.

    Parameters
    ----------
    wanted : sequence of float
        In any order.
    gap, low, high : float

    Examples
    --------
    >>> spread([1.0, 1.0, 5.0], 1.0, 0.0, 6.0)
    [0.5, 1.5, 5.0]
    """
    count = len(wanted)
    if count > 1:
        gap = min(gap, (high - low) / (count - 1))
    order = sorted(range(count), key=lambda index: (wanted[index], index))
    blocks: list[tuple[float, int]] = []  # start, members
    for index in order:
        start, members = min(max(wanted[index], low), high), 1
        while blocks and blocks[-1][0] + gap * blocks[-1][1] > start - 1e-12:
            before, others = blocks.pop()
            middle = (before * others + (start - gap * others) * members) / (others + members)
            members += others
            start = min(max(middle, low), high - gap * (members - 1))
        blocks.append((start, members))
    places = [start + gap * number for start, members in blocks for number in range(members)]
    found = [0.0] * count
    for index, place in zip(order, places, strict=True):
        found[index] = place
    return found


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles have a point in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, other: Box) -> bool:
        """Whether it lies wholly in another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.bottom <= self.bottom
            and self.top <= other.top
        )


def place_beside(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    frame: Box,
    distance: float,
    taken: Sequence[Box] = (),
) -> list[Box | None]:
    """A free place beside each point for a label of its size, the first ones first; None if none is free.

    Parameters
    ----------
    points, sizes : sequence of (float, float)
    frame : Box
        Labels stay within it.
    distance : float
        From point to label.
    taken : sequence of Box
        What labels must not cover.
    """
    used = list(taken)
    found: list[Box | None] = []
    for (x, y), (width, height) in zip(points, sizes, strict=True):
        places = [
            Box(left, bottom, left + width, bottom + height)
            for far in (distance, 2.5 * distance, 5 * distance)
            for left, bottom in (
                (x + far, y - height / 2),
                (x + far * 0.7, y + far * 0.7),
                (x + far * 0.7, y - far * 0.7 - height),
                (x - width / 2, y + far),
                (x - width / 2, y - far - height),
                (x - far - width, y - height / 2),
                (x - far * 0.7 - width, y + far * 0.7),
                (x - far * 0.7 - width, y - far * 0.7 - height),
            )
        ]
        free = (box for box in places if box.within(frame) and not any(map(box.meets, used)))
        chosen = next(free, None)
        found.append(chosen)
        if chosen is not None:
            used.append(chosen)
    return found
