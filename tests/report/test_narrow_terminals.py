"""Tables on narrow terminals: columns are left out, and no number is broken."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from stabwin.report.column import NAME, NUMBER, REACTION, VERDICT, Column
from stabwin.report.render.terminal import terminal_table
from stabwin.report.table import Table
from stabwin.report.verdicts import Verdict


def printed(table, width, **looks):
    console = Console(file=io.StringIO(), width=width, **looks)
    console.print(terminal_table(table))
    return console.file.getvalue()


def made_column(name, kind, unit="", decimals=None):
    return Column(name=name, heading=name, meaning="Made up.", kind=kind, unit=unit, decimals=decimals)


def made():
    verdict = Verdict("fails: oxidation limit, electrolyte contact", "bad")
    return Table(
        columns=[
            made_column("layer", NAME),
            made_column("score", NUMBER, "eV/atom", 4),
            made_column("limit", NUMBER, "V", 3),
            made_column("gap", NUMBER, "eV", 3),
            made_column("verdict", VERDICT),
        ],
        rows=[{"layer": "LiNbO3", "score": 0.141, "limit": 3.758, "gap": 3.023, "verdict": verdict}],
        lesser=["gap", "score"],
    )


@pytest.mark.parametrize(
    ("width", "left_out"), [(100, []), (51, []), (44, ["gap"]), (34, ["gap", "score"])]
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


def reactions(*texts):
    return Table(
        columns=[made_column("target", NAME), made_column("products", REACTION)],
        rows=[{"target": "LLZO", "products": text} for text in texts],
        note=f"at 3 V: {texts[0]}",
    )


WHOLE = "1.5 La2O3 + 6.83333 Li2O + 0.666667 Zr3O"


@pytest.mark.parametrize("width", [28, 40, 44, 60])
def test_an_amount_stays_with_its_formula(width):
    lines = printed(reactions(WHOLE, "0.85 LiTi2(PO4)3 + 2 S"), width).splitlines()
    assert not [line for line in lines if re.search(r"[+ ]\d[\d.]*$", line.rstrip())]
    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()).endswith(f"at 3 V: {WHOLE}")


def test_where_an_amount_and_its_formula_do_not_fit_they_are_parted_and_not_cut():
    words = printed(reactions(WHOLE), 18).split()
    assert {"0.666667", "Zr3O", "6.83333", "Li2O"} <= set(words)


def test_where_nothing_can_be_left_out_lines_are_broken_between_numbers():
    limits = [
        made_column(f"{name} limit", NUMBER, "V", 3).as_spread() for name in ("reduction", "oxidation")
    ]
    spreads = {"reduction limit": (0.0, 0.081, 0.271), "oxidation limit": (2.807, 3.004, 3.248)}
    lines = printed(Table(columns=limits, rows=[spreads]), 30).splitlines()
    assert max(map(len, lines)) <= 30
    assert {"0.000", "0.081", "0.271", "2.807", "3.004", "3.248"} <= set(" ".join(lines).split())


def test_words_are_not_broken_where_there_is_room():
    names = ["measurements of", "shows", "number", "agree", "within bar", "partly", "disagree"]
    columns = [made_column(name, NAME if place < 2 else NUMBER) for place, name in enumerate(names)]
    row = dict(zip(names, ["limits", "thermodynamic", 37, 30, 0, 0, 0], strict=True))
    assert "thermodynamic" in printed(Table(columns=columns, rows=[row]), 80)


def test_a_wide_matrix_stands_in_blocks():
    names = [f"Li{number}Nb8O14" for number in range(10, 30)]
    columns = [made_column("a", NAME), *(made_column(name, NUMBER, decimals=4) for name in names)]
    row = {"a": "Li3PS4", **dict.fromkeys(names, -0.1234)}
    text = printed(Table(columns=columns, rows=[row], title="Energies", note="n", shaded=True), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert all(name in text.split() for name in names)
    assert text.count("-0.1234") == 20
    assert text.count("Li3PS4") > 2
    assert text.count("Energies") == 1
