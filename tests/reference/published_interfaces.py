"""Published reaction energies of interfaces beside stabwin's, as facts and as the tables of a page."""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import stabwin
from stabwin.chemistry.formula import parse

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "published-interfaces.md"
START, END = "<!-- scripts/compare-published-interfaces writes from here -->", "<!-- to here -->"

FACTS = list(csv.DictReader((HERE / "published_interfaces.csv").read_text("utf-8").splitlines()))
EXPLAINED = {
    (a, difference["b"], difference["source"]): difference
    for difference in tomllib.loads((HERE / "explained_interfaces.toml").read_text("utf-8"))["difference"]
    for a in difference["a"]
}

# eV/atom. The papers computed with the Materials Project of 2015 to 2019, the starter is of late 2019.
TOLERANCE = 0.040

# Once the cause of a difference is undone, this little is left of it (eV/atom).
LEFT = 0.026


def key_of(fact: Mapping[str, str]) -> tuple[str, str, str]:
    """What tells one published value from another."""
    return fact["a"], fact["b"], fact["source"]


def answer(
    fact: Mapping[str, str],
    phases: stabwin.PhaseTable,
    undone_by: Mapping[str, Mapping] | None = None,
    samples: int | None = None,
) -> stabwin.Interface:
    """The closed interface that a published value belongs to."""
    undone_by = undone_by or {}
    a, b = fact["a"], fact["b"]
    table = phases.excluding(undone_by.get("exclude", ()))
    raised = undone_by.get("raised_in_oxides_ev")
    if raised:
        elements = {e for side in (a, b) for e in stabwin.Target(side).resolve().formula.elements}
        table = raised_in_oxides(table, elements, raised)
    return stabwin.interface(a, b, phases=table, uncertainty=samples)


def raised_in_oxides(
    table: stabwin.PhaseTable, elements: Iterable[str], raised_ev: Mapping[str, float]
) -> stabwin.PhaseTable:
    """The phases of some elements, with some metals higher in energy wherever oxygen is."""
    allowed = set(elements)
    frame = table.to_dataframe()[["formula", "formation_energy_ev_per_atom"]]
    formulas = [parse(text) for text in frame["formula"]]
    frame = frame[[allowed.issuperset(formula.elements) for formula in formulas]]
    shifts = [
        sum(ev * formula.amount(metal) for metal, ev in raised_ev.items()) / formula.atoms
        if "O" in formula.elements
        else 0.0
        for formula in formulas
        if allowed.issuperset(formula.elements)
    ]
    energies = frame["formation_energy_ev_per_atom"] + shifts
    return stabwin.PhaseTable.from_dataframe(frame.assign(formation_energy_ev_per_atom=energies))


def row(fact: Mapping[str, str], phases: stabwin.PhaseTable) -> str:
    """One published value, ours, their difference, our products, and why."""
    contact = answer(fact, phases, samples=1000)
    found, bar = contact.mutual, contact.uncertainty.mutual_ev_per_atom
    published = float(fact["value"])
    apart = found.ev_per_atom - published
    if round(apart, len(fact["value"].partition(".")[2])) == 0:
        why = "the same to the digits published"
    elif abs(apart) <= TOLERANCE:
        why = "small: other years of the database"
    else:
        why = "not explained"
    if explained := EXPLAINED.get(key_of(fact)):
        then = answer(fact, phases, explained["undone_by"]).mutual.ev_per_atom
        why = explained["why"].format(then=f"{then:.4f}")
    difference = f"{1000 * apart:+.1f}" if round(apart, 4) else "0"
    products = ", ".join(product.formula for product in found.products) or "no reaction"
    partner = fact["partner"] if parses(fact["partner"]) else f"{fact['partner']} ({fact['b']})"
    system = fact["system"] if fact["a"] == fact["system"] else f"{fact['system']} ({fact['a']})"
    cells = [system, partner, fact["value"], f"{found.ev_per_atom:.4f}"]
    cells += [f"{bar.p05 + 0.0:.4f} to {bar.p95 + 0.0:.4f}", difference, products, why]
    return f"| {' | '.join(cells)} |"


def parses(text: str) -> bool:
    """Whether a text is a formula."""
    try:
        parse(text)
    except stabwin.RequestError:
        return False
    return True


def tables() -> str:
    """One table per source, one row per published value."""
    phases = stabwin.load_phases("starter", scheme="literature")
    columns = [
        "material",
        "cathode",
        "published",
        "stabwin",
        "5 to 95 %",
        "meV/atom apart",
        "products",
        "why",
    ]
    head = [f"| {' | '.join(columns)} |", "|---|---|---:|---:|---:|---:|---|---|"]
    lines = []
    for source in dict.fromkeys(fact["source"] for fact in FACTS):
        name, _, doi = source.rpartition(", doi:")
        rows = [row(fact, phases) for fact in FACTS if fact["source"] == source]
        heading = f"{name[0].upper()}{name[1:]}, [doi:{doi}](https://doi.org/{doi})"
        lines += [f"## {heading}", "", *head, *rows, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        before, _, rest = PAGE.read_text("utf-8").partition(START)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{START}\n\n{tables()}\n{END}{after}", "utf-8")
    else:
        print(tables())
