"""What a number or an equilibrium is in all samples of the phases' errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.analysis.rounding import reported
from stabwin.documents.document import Document
from stabwin.documents.parts import UNBOUNDED_AS_NULL
from stabwin.documents.read import from_dict
from stabwin.documents.write import to_dict
from stabwin.phases.system import System

Floats = npt.NDArray[np.float64]

# Ends of the error bars.
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, kw_only=True)
class Spread(Document):
    """Where a number lies in the samples.

    Attributes
    ----------
    p05, median, p95 : float
        Below them lie 5, 50 and 95 % of the samples.
    """

    p05: Annotated[float, UNBOUNDED_AS_NULL]
    median: Annotated[float, UNBOUNDED_AS_NULL]
    p95: Annotated[float, UNBOUNDED_AS_NULL]

    @classmethod
    def of(cls, values: Floats) -> Spread:
        """The spread of sampled values; infinite ones count as large."""
        low, middle, high = np.quantile(values, (LOW, 0.5, HIGH), method="inverted_cdf").tolist()
        return cls(p05=_finite(low), median=_finite(middle), p95=_finite(high))

    def to_row(self, name: str) -> dict[str, float | None]:
        """Flat values, named after what they are the spread of."""
        return {f"{name}_{part}": value for part, value in self.to_dict().items()}


def _finite(value: float) -> float:
    return reported(value) if math.isfinite(value) else value


def share_of(found: npt.NDArray[np.bool_]) -> float:
    """The share of samples in which something holds."""
    return float(np.count_nonzero(found)) / len(found)


class Share(NamedTuple):
    """A phase, and the share of samples in which it is there."""

    formula: str
    probability: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Share:
        """The share from its plain values, as `to_dict` gave them."""
        return from_dict(cls, document)


Shares = tuple[Share, ...]


def product_shares(system: System, columns: npt.NDArray[np.int32]) -> Shares:
    """The phases of one equilibrium in all samples, each with the share of samples that have it.

    A gas of fixed potential is no phase: it is exchanged.

    Parameters
    ----------
    system : System
    columns : array of int, shape (samples, rows)
        Column numbers, -1 where there are none.
    """
    counts: dict[str, int] = {}
    there = (columns >= 0) & (columns < system.first_gas_column)
    for column in np.unique(columns[there]).tolist():
        formula = system.phase(column)[0]
        counts[formula] = counts.get(formula, 0) + int((columns == column).any(axis=1).sum())
    falling = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(formula, count / len(columns)) for formula, count in falling)
