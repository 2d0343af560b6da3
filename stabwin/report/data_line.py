"""Which phases an answer was computed from, in one line of words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stabwin.analysis.provenance import Provenance
from stabwin.chemistry.formula import parse

_SYMBOL = re.compile(r"[A-Z][a-z]?")


def data_line(provenance: Provenance, formulas: Iterable[str], ions: Iterable[str]) -> str:
    """Table, scheme, what was left out or taken back, and the table's description.

    Parameters
    ----------
    provenance : Provenance
    formulas : iterable of str
        What was asked about: of the phases that the scheme leaves out those of its elements are named.
    ions : iterable of str
        The mobile ions, whose elements take part too.
    """
    elements = {*ions, *provenance.conditions.open_ev}
    # Printed formulas of long decimals have more digits than a formula is read with.
    elements |= {element for formula in formulas for element in _SYMBOL.findall(formula)}
    gone = [text for text in provenance.left_out if _elements_of(text) <= elements]
    by_scheme = f" (leaves out {', '.join(gone)})" if gone and len(elements) > 1 else ""
    without = f", without {', '.join(provenance.excluded)}" if provenance.excluded else ""
    back = f", with {', '.join(provenance.included)}" if provenance.included else ""
    at = provenance.energies.removeprefix(provenance.scheme)
    where = f"{provenance.phases}, scheme {provenance.scheme}{by_scheme}{at}{without}{back}"
    return f"{where}. {provenance.description}."


def _elements_of(left_out: str) -> set[str]:
    """The elements of a phase that is left out; of many with one host, "Mg149X (34 phases)", the host's."""
    formula, many, _ = left_out.partition("X (")
    return {*parse(formula if many else left_out).elements}
