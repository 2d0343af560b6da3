"""Tables on narrow terminals: columns are left out, and no number is broken."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from stabwin.analysis.verdict import Verdict
from stabwin.report.tables import plain_table, verdict_text


def printed(table, width, **looks):
    console = Console(file=io.StringIO(), width=width, **looks)
    console.print(table)
    return console.file.getvalue()


def made():
    table = plain_table("gap\n(eV)", "score\n(eV/atom)")
    for head in ("layer", "score\n(eV/atom)", "limit\n(V)", "gap\n(eV)", ""):
        table.add_column(head, justify="left" if head in ("layer", "") else "right")
    verdict = verdict_text(Verdict("fails: oxidation limit, electrolyte contact", "bad"))
    table.add_row("LiNbO3", "0.1410", "3.758", "3.023", verdict)
    return table


@pytest.mark.parametrize(
    ("width", "left_out"), [(100, []), (46, []), (40, ["gap"]), (32, ["gap", "score"])]
)
def test_columns_go_in_their_order_and_numbers_stay_whole(width, left_out):
    text = printed(made(), width)
    assert max(map(len, text.splitlines())) <= width
    numbers = {"score": "0.1410", "gap": "3.023", "limit": "3.758"}
    for name, number in numbers.items():
        assert (number in text) == (name not in left_out)
    assert len(re.findall(r"\d\.\d+", text)) == 3 - len(left_out)
    assert ("left out, for the width" in text) == bool(left_out)
    assert all(name in text.partition("left out")[2] for name in left_out)


def test_colours_are_for_terminals_and_not_where_they_are_unwanted():
    assert "\x1b[31m" in printed(made(), 100, force_terminal=True, color_system="standard", no_color=False)
    assert "\x1b[31m" not in printed(made(), 100, force_terminal=True, no_color=True)
    assert "\x1b" not in printed(made(), 100)
