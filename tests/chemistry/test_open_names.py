"""Names that leave a composition open say what is taken for them."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

import stabwin as sw
from stabwin.chemistry.open_names import choice_note
from stabwin.report.render.terminal import terminal_table
from stabwin.report.sections.windows import window_table


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("Li1+xAlxTi2-x(PO4)3", "Li1.3Al0.3Ti1.7(PO4)3"),
        ("NMC", "Li3NiCoMnO6"),
        ("LiNbOx", "LiNbO3"),
        ("Li-P-O", "Li3PO4"),
        ("LATGP", "Li1.4Al0.4Ge0.2Ti1.4(PO4)3"),
    ],
)
def test_a_name_that_hides_a_choice_shows_it(name, formula, starter):
    assert f"{name} stands for {formula} here" in choice_note(name)
    assert choice_note(name) in sw.window(name, phases=starter).warnings
    assert choice_note(name) in sw.interface("LGPS", name, phases=starter).warnings
    table = window_table([sw.window("LGPS", phases=starter), sw.window(name, phases=starter)])
    assert [column.name for column in table.columns][:2] == ["target", "formula"]


@pytest.mark.parametrize("name", ["LGPS", "LLZO", "NMC811", "LCO", "LATP", "LiFePO4", "LiNbO3", "Li4ZrS4"])
def test_a_name_of_one_composition_has_no_such_note(name, starter):
    assert choice_note(name) == ""
    assert "formula" not in [c.name for c in window_table([sw.window(name, phases=starter)]).columns]


@pytest.mark.parametrize("width", [80, 120])
def test_the_formula_of_an_open_name_is_never_broken(starter, width):
    table = window_table([sw.window("Li1+xAlxTi2-x(PO4)3", phases=starter)])
    console = Console(width=width, file=io.StringIO())
    console.print(terminal_table(table))
    shown = console.file.getvalue()
    assert "Li1.3Ti1.7Al0.3(PO4)3" in shown or "left out, for the width: formula" in shown
