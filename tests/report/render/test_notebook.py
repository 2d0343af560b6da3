"""Results in notebooks: tables that are whole, typeset and harmless."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

import stabwin as sw
from stabwin.notebook import ShownInNotebooks
from stabwin.report import notebook
from stabwin.report.notebook import result_as_html


def tables_of(result) -> list[Element]:
    """The tables that a notebook is given; every tag must be closed."""
    return fromstring(f"<div>{result._repr_html_()}</div>").findall("table")


def texts(table: Element, tag: str = "td") -> list[str]:
    return ["".join(cell.itertext()) for cell in table.iter(tag)]


def test_a_window_shows_its_limits_and_reactions(starter):
    (table,) = tables_of(sw.window("LGPS", phases=starter))
    assert texts(table)[:4] == ["LGPS", "1.721", "2.143", "0.0188"]
    assert "Li10Ge(PS6)2 + 10 Li \N{RIGHTWARDS ARROW} 8 Li2S + Li4GeS4 + 2 P" in texts(table)
    assert "10" in [sub.text for sub in table.iter("sub")]


def test_windows_are_one_table_and_failures_another(starter):
    windows, failures = tables_of(sw.windows(["LGPS", "TiO2", "<b>&"], phases=starter))
    assert len(list(windows.iter("tr"))) == 1 + 2
    assert "no limit" in texts(windows)
    assert texts(failures)[0] == "<b>&"
    assert "is not a formula" in texts(failures)[1]


def test_what_was_asked_beside_the_windows_stands_in_tables_of_its_own(starter):
    conditions = sw.Conditions(voltage_v=4)
    windows, at_voltage = tables_of(sw.windows(["LGPS", "LPSCl"], phases=starter, conditions=conditions))
    assert len(list(windows.iter("tr"))) == len(list(at_voltage.iter("tr"))) == 1 + 2
    assert texts(at_voltage)[:3] == ["LGPS", "4.000", "\N{MINUS SIGN}0.7235"]
    window = sw.window("LPSCl", phases=starter, uncertainty=50, sensitivity=True)
    _, bars, without = tables_of(window)
    spread = window.uncertainty.oxidation_limit_v
    assert f"{spread.p05:.3f} | {spread.median:.3f} | {spread.p95:.3f}" in texts(bars)
    assert texts(without)[:5] == ["LPSCl", "reduction limit (V)", "1.721", "Li3PS4", "2.009"]


def test_profiles_stand_one_under_the_other(starter):
    shown = tables_of(sw.profiles(["Li2S", "Li3PS4"], phases=starter))
    assert [texts(table, "caption") for table in shown] == [
        ["Li2S: Li2S, stable"],
        ["Li3PS4: Li3PS4, stable"],
    ]
    assert texts(shown[0])[:4] == ["2.009", "up", "\N{MINUS SIGN}2", "0.0000"]


def test_what_is_heated_shows_its_steps_and_several_a_row_each():
    asked = {"phases": "starter", "scheme": "measured"}
    mixture, a, b = tables_of(sw.heat("CaCO3", "Al2O3", **asked))
    assert texts(a)[:2] == ["1167.3", "CaCO3 \N{RIGHTWARDS ARROW} CO2 + CaO"]
    assert "nothing happens up to 1,500 K" in texts(b)
    assert "start" in texts(mixture) or "1167.3" not in texts(mixture)
    several, failures = tables_of(sw.heatings(["CaCO3", "MgCO3", "<b>&"], **asked))
    assert next(text for text in texts(several) if text.endswith(" K")) == "1,167.3 K"
    assert texts(failures)[0] == "<b>&"


def test_an_interface_shows_its_minima_and_every_kink(starter):
    contact = sw.interface("LCO", "LGPS", phases=starter)
    minima, kinks = tables_of(contact)
    assert "\N{MINUS SIGN}0.3372" in texts(minima)
    assert len(list(kinks.iter("tr"))) == 1 + len(contact.kinks)


def test_a_contact_without_a_reaction_says_so(starter):
    minima, _ = tables_of(sw.interface("Li2S", "LiCl", phases=starter))
    assert texts(minima)[4] == "no reaction"


def test_a_matrix_shows_what_is_missing(starter):
    # No phases of Ac in the starter, and no such name.
    energies, failures = tables_of(
        sw.interface_matrix(["LGPS", "LLZO"], ["LCO", "Ac2O3", "nothing"], phases=starter)
    )
    assert texts(energies, "th") == ["", "LCO", "Ac2O3", "nothing"]
    assert texts(energies)[:4] == ["LGPS", "\N{MINUS SIGN}0.3372", "no data", "failed"]
    assert len(list(failures.iter("tr"))) == 1 + 2


def test_a_ranking_and_its_screen():
    study = {
        "coatings": {
            "electrolytes": ["LPSCl"],
            "electrodes": ["LCO"],
            "candidates": ["Li3PO4", "LiNbO3"],
        },
        "phases": {"source": "starter"},
    }
    found = sw.screen(study)
    ranking, funnel = tables_of(found.rankings[0])
    assert texts(ranking)[:2] == ["1", "Li3PO4"]
    assert texts(ranking, "caption")[0].startswith("LPSCl | layer | LCO: without a layer")
    assert texts(funnel)[:3] == ["candidates", "2", "2"]
    assert texts(funnel)[-2] == "1"
    sizes, *shown = tables_of(found)
    assert texts(sizes)[:2] == ["coatings", "2"]
    assert [texts(table) for table in shown] == [texts(ranking), texts(funnel)]


def test_what_is_no_result_is_not_shown():
    with pytest.raises(TypeError, match="int is shown in no table"):
        result_as_html(3)


def test_every_result_that_has_tables_shows_them_in_a_notebook() -> None:
    shown = [kind for kind in notebook.tables_of.registry if kind is not object]
    assert len(shown) >= 9
    assert [kind.__name__ for kind in shown if not issubclass(kind, ShownInNotebooks)] == []
