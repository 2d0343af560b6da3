"""What a notebook shows of each kind of result."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.results import Answers, Failure
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.window import Window
from stabwin.report.notebook_tables.contacts import interface_tables, matrix_tables
from stabwin.report.notebook_tables.screens import ranking_tables, screen_tables
from stabwin.report.notebook_tables.targets import profile_tables, window_tables
from stabwin.report.render.notebook import NotebookTable, html_of
from stabwin.report.render.typesetting import escape, typeset
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.screen import Screen


def result_as_html(result: object) -> str:
    """A result as HTML."""
    return html_of(tables_of(result))


@singledispatch
def tables_of(result: object) -> list[NotebookTable]:
    """The tables that show a result."""
    raise TypeError(f"{type(result).__name__} is shown in no table")


tables_of.register(Window, window_tables)
tables_of.register(Profile, profile_tables)
tables_of.register(Interface, interface_tables)
tables_of.register(LayerRanking, ranking_tables)
tables_of.register(Screen, screen_tables)


@tables_of.register
def _failure(result: Failure) -> list[NotebookTable]:
    return [NotebookTable(("failed", "why"), [(typeset(result.target), escape(result.error.message))])]


@tables_of.register(Answers)
def _answers(answers: Answers[Any]) -> list[NotebookTable]:
    """Failures stand at the end."""
    return [table for one in (*answers.answered, *answers.failures) for table in tables_of(one)]


@tables_of.register
def _matrix(matrix: InterfaceMatrix) -> list[NotebookTable]:
    return [*matrix_tables(matrix), *(table for failure in matrix.failures for table in tables_of(failure))]
