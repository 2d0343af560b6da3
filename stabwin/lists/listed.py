"""One target of a list, with what the list says beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from stabwin.chemistry.target import TargetLike, text_of
from stabwin.errors import RequestError, StabwinError


class SeriesPoint(NamedTuple):
    """The place of a composition in a series.

    Attributes
    ----------
    template : str
        The general formula, such as ``Li{7-x}La3Zr{2-x}Ta{x}O12``.
    letter : str
    value : float
    """

    template: str
    letter: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One target of a list.

    Attributes
    ----------
    target : TargetLike
        As it is asked about.
    columns : tuple of (str, value)
        What stands beside it in its row of a table; in a series, the value of its letter.
    label : object
        Its label in the index of a pandas Series.
    point : SeriesPoint or None
        Where it is a member of a series.
    found : bool
        Whether it was found by a pattern over the phases, and not given.
    as_is : bool
        Whether it is a cell of a table, which stands for itself and for no pattern.
    error : StabwinError or None
        Why the list has no target here.
    """

    target: TargetLike
    columns: tuple[tuple[str, Any], ...] = ()
    label: Any = None
    point: SeriesPoint | None = None
    found: bool = False
    as_is: bool = False
    error: StabwinError | None = None

    @property
    def text(self) -> str:
        """The target as text."""
        return text_of(self.target)


#: Lists of targets as functions take them; the rows of a pandas Series keep their index.
Targets: TypeAlias = Iterable[TargetLike | Listed]


def listed(given: Targets, of_what: str) -> list[Listed]:
    """The targets of a list as they were given.

    Parameters
    ----------
    given : iterable of targets, or pandas Series
    of_what : str
        What it lists, for errors: "targets" or "materials".

    Raises
    ------
    RequestError
        It is no list, or a DataFrame, which has several columns.
    """
    if isinstance(given, str):
        raise RequestError(f"Give a list of {of_what}, such as [{given!r}], and not one text.")
    pandas = sys.modules.get("pandas")  # where it is not imported, nothing is of it
    if pandas is not None and isinstance(given, pandas.DataFrame):
        names = ", ".join(str(name) for name in given.columns[:10])
        raise RequestError(
            f"A DataFrame is no list of {of_what}: give one of its columns ({names}), such as "
            "frame['formula']."
        )
    if pandas is not None and isinstance(given, pandas.Series):
        return [Listed(target=_cell(value), label=label, as_is=True) for label, value in given.items()]
    if hasattr(given, "composition") or hasattr(given, "get_el_amt_dict") or isinstance(given, dict):
        raise RequestError(f"Give a list of {of_what}, such as [{text_of(given)}], and not one of them.")
    try:
        each = list(given)
    except TypeError as error:
        raise RequestError(f"{given!r} is no list of {of_what}: give a list, such as ['LGPS'].") from error
    return [one if isinstance(one, Listed) else Listed(target=one) for one in each]


def beside(each: Sequence[Listed]) -> tuple[Listed, ...]:
    """What a list says beside its targets; nothing where it says nothing."""
    says = any(one.columns or one.label is not None for one in each)
    return tuple(each) if says else ()


def beside_both(a: Listed, b: Listed) -> Listed:
    """What stands beside two targets in their lists; columns that both have say whose they are."""
    shared = {name for name, _ in a.columns} & {name for name, _ in b.columns}
    columns = [
        (f"{name} ({side})" if name in shared else name, value)
        for side, one in (("a", a), ("b", b))
        for name, value in one.columns
    ]
    return Listed(target=f"{a.text}|{b.text}", columns=tuple(columns))


def joined(rows: Iterable[Mapping[str, Any]], each: Iterable[Listed]) -> list[dict[str, Any]]:
    """Rows of results behind the columns of their list; each row has its own place in the list.

    Where a list has a column of the same name, that of the results gets ``stabwin_`` before it.
    """
    pairs = list(zip(each, rows, strict=True))
    taken = dict.fromkeys(name for one, _ in pairs for name, _ in one.columns)
    return [
        {
            **taken,
            **dict(one.columns),
            **{f"stabwin_{name}" if name in taken else name: value for name, value in row.items()},
        }
        for one, row in pairs
    ]


def joined_by_text(
    rows: Sequence[Mapping[str, Any]], each: Iterable[Listed], name: str
) -> list[dict[str, Any]]:
    """Rows of results behind the columns of their list, where each names its target; see `joined`.

    Parameters
    ----------
    rows : sequence of mapping
    each : iterable of Listed
        What the list says; the first of those that are written alike counts.
    name : str
        The column that names the target.
    """
    of_text: dict[str, Listed] = {}
    for one in each:
        of_text.setdefault(one.text, one)
    return joined(rows, [of_text.get(str(row[name]), Listed(target=str(row[name]))) for row in rows])


def _cell(value: Any) -> Any:
    """A cell of a Series; what is missing is no text."""
    return "" if value is None or value != value else value  # noqa: PLR0124 (nan, whatever its type)
