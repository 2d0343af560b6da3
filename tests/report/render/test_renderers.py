"""One table, shown in five ways: the same values, whole and harmless in each."""

from __future__ import annotations

import csv
import io
from xml.etree.ElementTree import fromstring

import pytest
from rich.console import Console

from stabwin.report.columns import column
from stabwin.report.render.csv import csv_table
from stabwin.report.render.html import html_table
from stabwin.report.render.markdown import markdown_table
from stabwin.report.render.notebook import notebook_html
from stabwin.report.render.terminal import terminal_table
from stabwin.report.table import Table
from stabwin.report.verdicts import Verdict

MINUS = "\N{MINUS SIGN}"

TABLE = Table(
    title="Made up of Li3PO4",
    note="<none> of it is true",
    columns=[
        column(name)
        for name in (
            *("target", "verdict", "oxidation_limit_v", "energy_above_hull_ev_per_atom"),
            *("ions_per_formula", "passes", "left", "probability_passes", "oxidation"),
        )
    ],
    rows=[
        {
            "target": "Li3PO4",
            "verdict": Verdict("stable against Li", "good"),
            "oxidation_limit_v": 4.2104,
            "oxidation_limit_v_p05": 4.1,
            "oxidation_limit_v_p95": 4.3,
            "energy_above_hull_ev_per_atom": None,
            "ions_per_formula": -2.0,
            "passes": True,
            "left": 1234,
            "probability_passes": 0.475,
            "oxidation": "Li3PO4 -> P + 2 O2",
        },
        {"target": "<b>", "oxidation_limit_v": None, "ions_per_formula": 0.5, "left": 0},
    ],
    marked={(0, "oxidation_limit_v")},
)


def on_a_terminal() -> str:
    console = Console(file=io.StringIO(), width=300)
    console.print(terminal_table(TABLE))
    return console.file.getvalue()


def in_a_notebook() -> str:
    return "".join(fromstring(f"<div>{notebook_html([TABLE])}</div>").itertext())


def on_the_page() -> str:
    # The parser for XML knows no attribute without a value.
    return "".join(fromstring(f"<div>{str(html_table(TABLE)).replace(' data-bar', '')}</div>").itertext())


def in_markdown() -> str:
    return "\n".join(markdown_table(TABLE)).replace("\\", "")


SHOWN = {
    "terminal": on_a_terminal,
    "notebook": in_a_notebook,
    "page": on_the_page,
    "markdown": in_markdown,
}


@pytest.mark.parametrize("renderer", SHOWN)
def test_every_value_is_told_alike(renderer):
    said = " ".join(SHOWN[renderer]().split()).replace("<sub>", "").replace("</sub>", "")
    minus = "-" if renderer == "terminal" else MINUS
    for told in (
        *("Made up of Li3PO4", "<none> of it is true", "stable against Li", "4.210", "no limit"),
        *(f"{minus}2", "+0.5", "yes", "1,234", "48 %", "nothing to give off", "not in", "<b>"),
    ):
        assert told in said, told
    assert ("4.210 *" in said) == (renderer in {"terminal", "notebook"})
    assert ("4.100 to 4.300" in said) == (renderer in {"page", "markdown"})


def test_csv_has_the_values_as_they_are():
    first, second = csv.DictReader(io.StringIO(csv_table(TABLE)))
    assert first["oxidation_limit_v"] == "4.2104"
    assert first["verdict"] == "stable against Li"
    assert first["energy_above_hull_ev_per_atom"] == second["oxidation_limit_v"] == ""
    assert list(first) == [one.name for one in TABLE.columns]


def test_the_page_shades_matrices_and_draws_bars():
    assert "--part:100.0%" in html_table(TABLE)
    energies = Table(
        columns=[column("mutual_ev_per_atom")], rows=[{"mutual_ev_per_atom": -0.25}], shaded=True
    )
    assert 'class="matrix"' in html_table(energies)
    assert "--shade-part:100%" in html_table(energies)
