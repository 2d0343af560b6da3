"""The report of a run as Markdown: answer, failures, provenance, citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from stabwin.report.columns import COUNT, FLAG, NUMBER, PERCENT, REACTION, Column
from stabwin.report.error_bars import bar_of
from stabwin.report.render.typesetting import number, percent
from stabwin.report.sections.answer import answer_of
from stabwin.report.sections.answer.asked import asked
from stabwin.report.sections.answer.failures import failures_by_reason
from stabwin.report.sections.answer.table import AnswerPart, AnswerTable
from stabwin.report.verdicts import Verdict
from stabwin.screening.finished_run import FinishedRun

# What Markdown or the HTML in it would read as mark-up.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")

MOST_NAMED = 20


def markdown_report(run: FinishedRun) -> str:
    """The report as text; the full tables stay in the run folder."""
    return "\n\n".join(_blocks(run)) + "\n"


def _blocks(run: FinishedRun) -> Iterator[str]:
    yield f"# {escaped(run.study.name)}: stability report"
    if run.study.question:
        yield escaped(run.study.question)
    yield "\n".join(f"- **{what}**: {escaped(how)}" for what, how in asked(run.study))
    yield "## Answer"
    parts = answer_of(run)
    if not parts:
        yield "No target has an answer; the failures say why."
    for part in parts:
        yield from _part(part, 3)
    failures = failures_by_reason(run)
    if failures:
        yield "## Failures"
        yield "\n".join(f"- **{escaped(_named(targets))}**: {escaped(why)}" for why, targets in failures)
    yield "## Provenance"
    yield "\n".join(_provenance(run))
    yield "## What to cite"
    yield "\n".join(f"{n}. {escaped(text)}" for n, text in enumerate(run.provenance.citations, start=1))


def _part(part: AnswerPart, level: int) -> Iterator[str]:
    yield f"{'#' * level} {escaped(part.title)}"
    if part.sentences:
        yield escaped(" ".join(part.sentences)).replace(" -", " \N{MINUS SIGN}")
    for table in part.tables:
        yield f"**{escaped(table.title)}**" + (f": {escaped(table.note)}" if table.note else "")
        yield "\n".join(_table(table))
    for inner in part.parts:
        yield from _part(inner, level + 1)


def _table(table: AnswerTable) -> Iterator[str]:
    heads = [one.head + (f" ({one.unit})" if one.unit else "") for one in table.columns]
    yield _line(escaped(head) for head in heads)
    yield _line("---:" if one.kind in (NUMBER, PERCENT, COUNT) else "---" for one in table.columns)
    for row in table.rows:
        yield _line(_cell(one, row) for one in table.columns)


def _line(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(column: Column, row: Mapping[str, Any]) -> str:
    value = row.get(column.name)
    if isinstance(value, Verdict):
        return escaped(value.text)
    if value is None or value == "":
        return column.none
    if column.kind == NUMBER:
        bar = bar_of(row, column.name)
        ends = f" ({' to '.join(_number(column, end) for end in bar)})" if bar else ""
        return _number(column, value) + ends
    if column.kind == PERCENT:
        return percent(value)
    if column.kind == FLAG:
        return "yes" if value else "no"
    text = escaped(str(value))
    return text.replace("-\\>", "\N{RIGHTWARDS ARROW}") if column.kind == REACTION else text


def _number(column: Column, value: float) -> str:
    return f"{value:.6g}" if column.decimals is None else number(value, column.decimals)


def _named(targets: list[str]) -> str:
    rest = len(targets) - MOST_NAMED
    return ", ".join(targets[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _provenance(run: FinishedRun) -> Iterator[str]:
    where = run.provenance
    yield f"- **Phases**: {escaped(f'{where.phases}: {where.description}')}"
    yield f"- **Energy scheme**: {escaped(where.scheme)}"
    yield f"- **Left out**: {escaped(', '.join(where.excluded)) or 'nothing'}"
    yield f"- **Fingerprint of the phases**: `{where.table_fingerprint}`"
    yield f"- **Program**: stabwin {where.version}"


def escaped(text: str) -> str:
    r"""A text that Markdown shows as it is.

    Examples
    --------
    >>> print(escaped("a|b <b>"))
    a\|b \<b\>
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
