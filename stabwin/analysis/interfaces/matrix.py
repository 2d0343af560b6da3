"""Every pair of two lists of materials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stabwin.analysis.interfaces.interface import NOT_COVERED, Interface
from stabwin.analysis.interfaces.states import has_several, named_in
from stabwin.analysis.results import Answers, Failure, declare

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False)
class InterfaceMatrix(Answers[Interface]):
    """Every pair of two lists of materials.

    Attributes
    ----------
    results : tuple of Interface or Failure
        Row by row; one per pair and state.
    """

    @property
    def answered(self) -> tuple[Interface, ...]:
        """The pairs with an answer; those that the phases do not cover are stated results without."""
        return tuple(result for result in super().answered if result.status != NOT_COVERED)

    @property
    def uncovered(self) -> tuple[Interface, ...]:
        """The pairs that the phases do not cover."""
        return tuple(result for result in super().answered if result.status == NOT_COVERED)

    def to_matrix(self, value: str = "mutual_ev_per_atom") -> pd.DataFrame:
        """One value as a table: a row for each A, a column for each B (and state, if there are several).

        Parameters
        ----------
        value : str
            A column of `to_dataframe`.
        """
        import pandas as pd

        cells: dict[str, dict[str, object]] = {}
        for result in self.results:
            names = result.to_rows()[0]
            row = cells.setdefault(str(names["a"]), {})
            row[self.column_of(result)] = names.get(value)
        columns = list(dict.fromkeys(column for row in cells.values() for column in row))
        return pd.DataFrame.from_dict(cells, orient="index", columns=columns).rename_axis("a")

    def column_of(self, result: Interface | Failure) -> str:
        """The column that a pair belongs to: B, with the state where the pair has one."""
        names = result.to_rows()[0]
        return named_in(str(names["b"]), names["state"] if self._has_several_states else None)

    @cached_property
    def _has_several_states(self) -> bool:
        return has_several(answer.state for answer in self.answered)


INTERFACES = declare("stabwin/interface/1", Interface, InterfaceMatrix)
