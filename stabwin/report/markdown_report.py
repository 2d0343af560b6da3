"""The report of a run as Markdown: answer, failures, provenance, citations."""

from __future__ import annotations

from collections.abc import Iterator

from stabwin.report.answer import answer_of
from stabwin.report.answer.asked import asked
from stabwin.report.answer.failures import failures_by_reason
from stabwin.report.answer.part import AnswerPart
from stabwin.report.render.markdown import escaped, markdown_table
from stabwin.screening.finished_run import FinishedRun

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
        yield from markdown_table(table)
    for inner in part.parts:
        yield from _part(inner, level + 1)


def _named(targets: list[str]) -> str:
    rest = len(targets) - MOST_NAMED
    return ", ".join(targets[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _provenance(run: FinishedRun) -> Iterator[str]:
    where = run.provenance
    yield f"- **Phases**: {escaped(f'{where.phases}: {where.description}')}"
    yield f"- **Energy scheme**: {escaped(where.energies)}"
    yield f"- **Left out on request**: {escaped(', '.join(where.excluded)) or 'nothing'}"
    yield f"- **Left out by the scheme**: {escaped(', '.join(where.left_out)) or 'nothing'}"
    if where.included:
        yield f"- **Taken back on request**: {escaped(', '.join(where.included))}"
    yield f"- **Fingerprint of the phases**: `{where.table_fingerprint}`"
    yield f"- **Program**: stabwin {where.version}"
