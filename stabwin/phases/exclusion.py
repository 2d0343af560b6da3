"""Which rows of a phase table to leave out."""

from __future__ import annotations

from collections.abc import Container, Iterable

from stabwin.chemistry.catalogue import resolve
from stabwin.errors import ExclusionError
from stabwin.phases.columns import PhaseColumns


def rows_to_leave_out(
    columns: PhaseColumns, formulas: Iterable[str], source: str, gone: Container[str] = ()
) -> tuple[dict[int, str], str]:
    """The rows of some formulas, with the reduced formula of each, and a note on what is gone already.

    Parameters
    ----------
    columns : PhaseColumns
    formulas : iterable of str
        Names or formulas; empty ones are passed over.
    source : str
        Name of the table, for errors.
    gone : container of str
        Composition keys of phases that the scheme leaves out already.

    Raises
    ------
    FormulaError
        A formula can't be read.
    ExclusionError
        A formula is an element, or the table has no such phase.
    """
    rows: dict[int, str] = {}
    already: dict[str, None] = {}
    for text in formulas:
        if not text.strip():
            continue
        formula = resolve(text)[0]
        if len(formula.elements) == 1:
            raise ExclusionError(
                f"{text.strip()} is an element: all energies are relative to the elements, so "
                "none can be left out.",
                formula=text,
            )
        row = columns.keys.find(formula.key)
        if row is None and formula.key in gone:
            already[formula.reduced] = None
            continue
        if row is None:
            raise ExclusionError(
                f"{source} has no phase {text.strip()}: there is nothing to leave out.",
                formula=text,
            )
        rows[row] = formula.reduced
    return rows, f"The scheme leaves out {', '.join(already)} already." if already else ""
