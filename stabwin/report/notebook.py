"""What a notebook shows of each kind of result."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from stabwin.analysis.air.answer import Air
from stabwin.analysis.comparison import Comparison
from stabwin.analysis.heat.heating import Heating
from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.results import Answers, Failure
from stabwin.analysis.species.profile import SpeciesProfile
from stabwin.analysis.species.window import SpeciesWindow
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.window import Window
from stabwin.report.columns import column
from stabwin.report.render.notebook import notebook_html
from stabwin.report.sections.air import air_tables
from stabwin.report.sections.along import species_profile_table, species_table
from stabwin.report.sections.comparison import comparison_table
from stabwin.report.sections.contact_matrix import matrix_table
from stabwin.report.sections.contacts import contact_in_full
from stabwin.report.sections.heat import heat_tables
from stabwin.report.sections.study import ranking_tables
from stabwin.report.sections.targets import profile_tables, window_tables
from stabwin.report.sections.validation import validation_tables
from stabwin.report.sections.windows import REACTIONS
from stabwin.report.table import Table
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.screen import Screen
from stabwin.validation.result import Validation

# Layers shown of a ranking.
MOST_LAYERS = 20


def result_as_html(result: object) -> str:
    """A result as HTML."""
    return notebook_html(tables_of(result))


@singledispatch
def tables_of(result: object) -> list[Table]:
    """The tables that show a result."""
    raise TypeError(f"{type(result).__name__} is shown in no table")


@tables_of.register
def _window(window: Window) -> list[Table]:
    return window_tables([window], REACTIONS)


@tables_of.register
def _species_window(window: SpeciesWindow) -> list[Table]:
    return [species_table([window])]


@tables_of.register
def _species_profile(profile: SpeciesProfile) -> list[Table]:
    return [species_profile_table(profile)]


@tables_of.register
def _profile(profile: Profile) -> list[Table]:
    return profile_tables([profile])


@tables_of.register
def _air(answer: Air) -> list[Table]:
    return air_tables([answer])


@tables_of.register
def _heating(heating: Heating) -> list[Table]:
    return heat_tables([heating])


@tables_of.register
def _contact(contact: Interface) -> list[Table]:
    if contact.mutual is not None:
        return contact_in_full(contact)
    rows = [{"contact": f"{contact.a} | {contact.b}", "why": contact.error}]
    return [Table(columns=[column("contact"), column("why")], rows=rows)]


@tables_of.register
def _failure(failure: Failure) -> list[Table]:
    return _failures([failure])


def _failures(failures: list[Failure] | tuple[Failure, ...]) -> list[Table]:
    if not failures:
        return []
    rows = [{"failed": failure.target, "why": failure.error.message} for failure in failures]
    return [Table(columns=[column("failed"), column("why")], rows=rows)]


@tables_of.register(Answers)
def _answers(answers: Answers[Any]) -> list[Table]:
    """Failures stand at the end."""
    windows = [result for result in answers.answered if isinstance(result, Window)]
    profiles = [result for result in answers.answered if isinstance(result, Profile)]
    along = [result for result in answers.answered if isinstance(result, SpeciesWindow)]
    heated = [result for result in answers.answered if isinstance(result, Heating)]
    in_air = [result for result in answers.answered if isinstance(result, Air)]
    staircases = [result for result in answers.answered if isinstance(result, SpeciesProfile)]
    tables = window_tables(windows, REACTIONS) if windows else []
    tables += [species_table(along)] if along else []
    tables += heat_tables(heated) if heated else []
    tables += air_tables(in_air) if in_air else []
    tables += map(species_profile_table, staircases)
    return [*tables, *profile_tables(profiles), *_failures(answers.failures)]


@tables_of.register
def _matrix(matrix: InterfaceMatrix) -> list[Table]:
    return [matrix_table(matrix.to_rows()), *_failures(matrix.failures)]


@tables_of.register
def _comparison(comparison: Comparison) -> list[Table]:
    return [comparison_table(comparison)]


@tables_of.register
def _ranking(layers: LayerRanking) -> list[Table]:
    return list(ranking_tables(layers, MOST_LAYERS))


@tables_of.register
def _screen(screen: Screen) -> list[Table]:
    sizes = Table(
        title=screen.study.question or screen.study.name,
        columns=[column("table"), column("rows")],
        rows=[{"table": name, "rows": len(rows)} for name, rows in screen.tables.items()],
    )
    return [sizes, *(table for layers in screen.rankings for table in tables_of(layers))]


@tables_of.register
def _validation(validation: Validation) -> list[Table]:
    return validation_tables(validation)
