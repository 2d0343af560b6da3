"""Windows side by side, as an answer: what moved, by how much, because of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stabwin.analysis.changes import Change
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.analysis.windows.window import Window
from stabwin.documents.document import Document
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "stabwin/compare/1"


@dataclass(frozen=True, kw_only=True)
class ComparisonSide(Document):
    """The windows in one scheme, or from one phase table.

    Attributes
    ----------
    name : str
    provenance : Provenance
    results : tuple of Window
    """

    name: str
    provenance: Provenance
    results: tuple[Window, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """What has a window."""
        return tuple(window.target for window in self.results)


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Document, ShownInNotebooks):
    """Windows side by side.

    Attributes
    ----------
    schema : str
    sides : tuple of ComparisonSide
    changes : tuple of Change
    failures : tuple of Failure
    """

    schema: str = SCHEMA
    sides: tuple[ComparisonSide, ...]
    changes: tuple[Change, ...]
    failures: tuple[Failure, ...]

    def __repr__(self) -> str:
        names = " | ".join(side.name for side in self.sides)
        return f"Comparison({names}: {len(self.changes)} numbers, {len(self.failures)} failures)"

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per change."""
        return [change.to_row() for change in self.changes]

    def to_dataframe(self) -> pd.DataFrame:
        """One row per change."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())
