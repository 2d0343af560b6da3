"""What a figure is about: results, their families, and what all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeVar

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.analysis.windows.facts import TargetFacts
from stabwin.chemistry.catalogue import find, materials
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import parse
from stabwin.errors import FormulaError, RequestError

Answer = TypeVar("Answer")

OTHERS = "other compositions"


def subjects(results: Answer | Iterable[Answer | Failure], kind: type[Answer]) -> list[Answer]:
    """The results to draw: one or many, failures left out.

    Raises
    ------
    RequestError
        There is none.
    """
    if isinstance(results, kind):
        return [results]
    listed: Iterable[object] = results if isinstance(results, Iterable) else ()
    found = [result for result in listed if isinstance(result, kind)]
    if not found:
        raise RequestError("There is nothing to draw: no target has an answer.")
    return found


def family_of(result: TargetFacts) -> str:
    """The catalogue's family of a target, by its name or else by its composition."""
    material = find(result.target)
    if material is not None:
        return material.family
    try:
        return _families().get(parse(result.formula).key, OTHERS)
    except FormulaError:
        return OTHERS


@cache
def _families() -> dict[str, str]:
    """The families of compositions; of several materials with one composition, the first counts."""
    found: dict[str, str] = {}
    for material in materials():
        if material.formula and not material.why_not:
            found.setdefault(parse(material.formula).key, material.family)
    return found


def voltage_title(ions: Iterable[str]) -> str:
    """The title of a voltage axis."""
    names = set(ions)
    if len(names) != 1:
        return "Voltage against the metal of the ion (V)"
    ion = names.pop()
    valence = ION_VALENCE[ion]
    charge = "+" if valence == 1 else f"{valence}+"
    return f"Voltage (V vs {ion}/{ion}<sup>{charge}</sup>)"


def scheme_note(provenances: Sequence[Provenance]) -> str:
    """Which energies a figure shows."""
    schemes = "; ".join(dict.fromkeys(where.energies for where in provenances))
    return f"Energy scheme: {schemes}."


def bars_note(results: Iterable[TargetFacts | Interface], drawn: str) -> str:
    """What the error bars of a figure are; empty where there are none."""
    for result in results:
        if result.uncertainty is not None:
            model = result.uncertainty.model
            sigma = model.sigma_ev_per_atom
            own = "" if sigma is None else f", {1000 * sigma:g} meV/atom per phase"
            return f"{drawn}: 5 to 95 % of {model.samples} samples{own}. "
    return ""
