"""The page put together: the answer in its HTML, the data packed beside the scripts that show them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from markupsafe import Markup

from stabwin.analysis.citation import known_citations
from stabwin.chemistry.catalogue import find
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.report.answer import answer_of
from stabwin.report.answer.asked import asked
from stabwin.report.answer.failures import failures_by_reason, warnings_by_text
from stabwin.report.answer.limits import filter_limits
from stabwin.report.page.charts import Chart, charts_of
from stabwin.report.page.embed import json_markup, packed
from stabwin.report.page.tables import described_tables, verdicts_of
from stabwin.report.render.html import html_table, prose_markup
from stabwin.report.verdicts import WORDS
from stabwin.screening.finished_run import FinishedRun

# In the order in which they build on each other.
SCRIPTS = (
    "unpack",
    "csv",
    "typeset",
    "cells",
    "sort",
    "filters",
    "table",
    "material",
    "charts",
    "theme",
    "downloads",
    "start",
)
STYLES = ("page", "tables", "print")


def build_page(run: FinishedRun) -> str:
    """The report of a run as one HTML page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from plotly.offline import get_plotlyjs

    environment = Environment(
        loader=PackageLoader("stabwin.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "table_of": html_table,
        "prose": prose_markup,
    }
    tables, charts = described_tables(run), charts_of(run)
    plotly = get_plotlyjs() if charts else ""
    script = _assets("scripts", "js", SCRIPTS)
    return environment.get_template("report.html").render(
        run=run,
        asked=asked(run.study),
        parts=answer_of(run),
        words=WORDS,
        tables=tables,
        chart_groups=_grouped(charts),
        failures=failures_by_reason(run),
        warnings=warnings_by_text(run),
        bibtex=_bibtex(run),
        sizes={name: len(content) for name, content in run.files.items()},
        policy=_policy(script, plotly),
        style=Markup(_assets("styles", "css", STYLES)),  # noqa: S704 (our own files)
        script=Markup(script),  # noqa: S704
        data=json_markup(
            {
                "study": run.study.name,
                "tables": tables,
                "charts": [{"width": c.width, "height": c.height} for c in charts],
                "elements": list(ATOMIC_NUMBER),
                "families": _families(run),
                "limits": filter_limits(run),
            }
        ),
        blocks={name: packed(content) for name, content in _blocks(run, tables, charts, plotly)},
    )


def _assets(folder: str, ending: str, names: Iterable[str]) -> str:
    where = resources.files("stabwin.report.page") / folder
    texts = [(where / f"{name}.{ending}").read_text("utf-8") for name in names]
    joined = "\n".join(texts)
    return f'"use strict";\n(() => {{\n{joined}}})();\n' if ending == "js" else joined


def _policy(*scripts: str) -> str:
    """A content security policy: nothing from outside, and no script but those of the page."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts if script)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _blocks(
    run: FinishedRun, tables: list[dict[str, Any]], charts: list[Chart], plotly: str
) -> Iterable[tuple[str, bytes]]:
    """All that the page unpacks when it is needed."""
    yield from run.files.items()
    for table in tables:
        verdicts = verdicts_of(run, table["name"])
        if verdicts is not None:
            yield f"{table['name']}.verdicts", json.dumps(verdicts, separators=(",", ":")).encode()
    for number, chart in enumerate(charts):
        yield f"chart-{number}", chart.content.encode()
    if plotly:
        yield "plotly", plotly.encode()


def _grouped(charts: list[Chart]) -> dict[str, list[tuple[int, Chart]]]:
    groups: dict[str, list[tuple[int, Chart]]] = {}
    for number, chart in enumerate(charts):
        groups.setdefault(chart.group, []).append((number, chart))
    return groups


def _bibtex(run: FinishedRun) -> str:
    by_text = {citation.text: citation.bibtex for citation in known_citations().values()}
    return "\n".join(by_text[text] for text in run.provenance.citations if text in by_text)


def _families(run: FinishedRun) -> dict[str, str]:
    """The catalogue's families of the materials in the tables."""
    names: set[str] = set()
    for table in run.tables.values():
        for column in {"target", "candidate", "a"} & set(table.column_names):
            names.update(table[column].unique().to_pylist())
    known = {name: find(name) for name in sorted(names)}
    return {name: material.family for name, material in known.items() if material is not None}
