"""The table of energies on the page of theory: the example by hand starts from it."""

from __future__ import annotations

import re
from pathlib import Path

from stabwin.chemistry.formula import parse

PAGE = Path(__file__).resolve().parents[2] / "docs" / "theory.md"


def test_the_energies_of_the_example_are_those_of_the_starter(starter):
    written = dict(re.findall(r"([A-Z]\w+) \| (-\d+\.\d{4})", PAGE.read_text("utf-8")))
    assert len(written) == 12
    rows = (
        starter.to_dataframe().set_index("formula")["formation_energy_ev_per_atom"].groupby(level=0).min()
    )
    for formula, energy in written.items():
        one = parse(formula)
        assert f"{rows[one.reduced] * one.atoms:.4f}" == energy, formula


def test_the_example_calculates_with_the_energies_of_the_table():
    text = PAGE.read_text("utf-8")
    written = {n.lower(): e for n, e in re.findall(r"([A-Z]\w+) \| (-\d+\.\d{4})", text)}
    written["llzo"] = written.pop("li7la3zr2o12")
    used = {}
    for names, values in re.findall(r"^([a-z0-9, ]+) = (-[-\d., ]+)$", text, re.MULTILINE):
        used |= dict(zip(names.split(", "), values.split(", "), strict=True))
    assert used == written
