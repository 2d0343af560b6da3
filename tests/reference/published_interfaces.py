"""Published reaction energies of interfaces beside stabwin's, as facts and as the tables of a page."""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import stabwin
from stabwin.chemistry.formula import parse

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "published-interfaces.md"
START, END = "<!-- scripts/compare-published-interfaces writes from here -->", "<!-- to here -->"

FACTS = list(csv.DictReader((HERE / "published_interfaces.csv").read_text("utf-8").splitlines()))
_REASONS = tomllib.loads((HERE / "explained_interfaces.toml").read_text("utf-8"))
EXPLAINED = {
    (a, difference["b"], difference["source"]): difference
    for difference in _REASONS["difference"]
    for a in difference["a"]
}
UNEXPLAINED = {(a, b, one["source"]) for one in _REASONS["unexplained"] for a in one["a"] for b in one["b"]}

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
    return stabwin.interface(a, b, phases=table, uncertainty=samples)


def row(fact: Mapping[str, str], phases: stabwin.PhaseTable, measured: stabwin.PhaseTable) -> str:
    """One published value, ours in two schemes, the difference of the first, its products, and why."""
    contact = answer(fact, phases, samples=1000)
    corrected = answer(fact, measured, samples=1000)
    measured_bar = corrected.uncertainty.mutual_ev_per_atom
    found, bar = contact.mutual, contact.uncertainty.mutual_ev_per_atom
    published = float(fact["value"])
    apart = found.ev_per_atom - published
    if round(apart, len(fact["value"].partition(".")[2])) == 0:
        why = "the same to the digits published"
    elif abs(apart) <= TOLERANCE:
        why = "small, not followed up"
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
    cells += [f"{bar.p05 + 0.0:.4f} to {bar.p95 + 0.0:.4f}", f"{corrected.mutual.ev_per_atom:.4f}"]
    cells += [f"{measured_bar.p05 + 0.0:.4f} to {measured_bar.p95 + 0.0:.4f}", difference, products, why]
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
    phases, measured = (stabwin.load_phases("starter", scheme=name) for name in ("literature", "measured"))
    columns = [
        "material",
        "cathode",
        "published",
        "literature",
        "5 to 95 %",
        "measured",
        "5 to 95 %",
        "meV/atom apart",
        "products",
        "why",
    ]
    head = [f"| {' | '.join(columns)} |", "|---|---|---:|---:|---:|---:|---:|---:|---|---|"]
    lines = []
    for source in dict.fromkeys(fact["source"] for fact in FACTS):
        name, _, doi = source.rpartition(", doi:")
        rows = [row(fact, phases, measured) for fact in FACTS if fact["source"] == source]
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
