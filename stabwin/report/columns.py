"""How a column of numbers or texts is shown, read off its name: heading, unit, decimals, kind.

Names end with their units (`..._v`, `..._ev_per_atom`), with a percentile after them where a number has an
error bar (`..._v_p05`), so that a new column needs no code here. Percentiles are details: the number itself
shows its range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER, PERCENT, COUNT, FLAG = "number", "percent", "count", "flag"
NAME, FORMULA, REACTION, VERDICT = "name", "formula", "reaction", "verdict"
TEXT, SENTENCE = "text", "sentence"

_UNITS = (
    ("_ev_per_nonion_atom", "eV per non-ion atom", 4),
    ("_ev_per_atom", "eV/atom", 4),
    ("_ev", "eV", 3),
    ("_v", "V", 3),
)
# Error bars: percentiles and median of a number.
_SPREAD = re.compile(r"_(?:p(\d\d)|median)$")

_NAMES = {"target", "candidate", "a", "b", "partner", "inner", "outer", "electrolyte", "electrode"}
_REACTIONS = {"reduction", "oxidation", "decomposition"}
_SENTENCES = {"error", "warnings"}

# Details that a table holds but does not show unless asked.
_DETAILS = (
    "phases",
    "scheme",
    "system_fingerprint",
    "ion",
    "formula_a",
    "formula_b",
    "named",
    "radioactive",
    "decomposition",
    "window",
    "warnings",
    "products",
    "samples",
    "sigma_ev_per_atom",
    "uncertainty_voltage_v",
)
_DETAILS_BEGIN = ("passes_", "short_by_", "self_", "total_", "probability_passes_", "interphase_")
_DETAILS_END = ("_at_endpoint", "_products", "_fraction_a", "fraction_candidate", "_per_nonion_atom")

# What stands for a missing value, where it has a meaning.
_NONE = {
    "voltage_v": "closed",
    "voltage_high_v": "up",
    "oxidation_limit_v": "no limit",
    "energy_above_hull_ev_per_atom": "unlisted",
    "band_gap_ev": "unknown",
    "reduction": "stable down to 0 V",
    "oxidation": "nothing to give off",
    "reaction": "no reaction",
    "mutual_reaction": "no reaction",
    "worst_reaction": "no reaction",
}

_HEADS = {
    "a": "A",
    "b": "B",
    "energy_above_hull_ev_per_atom": "above hull",
    "mutual_ev_per_atom": "mutual energy",
    "mutual_ev_per_nonion_atom": "mutual energy",
    "score_ev_per_atom": "score",
    "reduction": "reaction below",
    "oxidation": "reaction above",
    "pareto": "Pareto",
    "between_ev_per_atom": "between",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """How one column is shown.

    Attributes
    ----------
    name : str
        Of the column in the data.
    head : str
    unit : str
        Empty where there is none.
    kind : str
        "number", "percent", "count", "flag", "name", "formula", "reaction", "text", "sentence" or
        "verdict".
    decimals : int or None
        Of a number; None: six significant digits.
    detail : bool
        Whether it is hidden at first.
    bar : bool
        Whether a bar in each cell shows its part of the largest value.
    none : str
        What stands for a missing value.
    """

    name: str
    head: str
    unit: str = ""
    kind: str = TEXT
    decimals: int | None = None
    detail: bool = False
    bar: bool = False
    none: str = "\N{EN DASH}"


def column(name: str, kind: str = TEXT, *, head: str | None = None, bar: bool = False) -> Column:
    """A column by its name.

    Parameters
    ----------
    name : str
    kind : str
        What the data hold: "number", "count", "flag" or "text".
    head : str, optional
        Default: the name in words.
    bar : bool

    Examples
    --------
    >>> column("reduction_limit_v_p05", "number").head
    'reduction limit, 5th percentile'
    >>> column("mutual_ev_per_atom", "number").decimals
    4
    """
    stem, spread = _SPREAD.sub("", name), _SPREAD.search(name)
    unit, decimals = "", 4 if "fraction" in stem else None
    words = _HEADS.get(stem, "")
    for ending, written, places in _UNITS:
        if stem.endswith(ending):
            unit, decimals = written, places
            words = words or stem.removesuffix(ending)
            break
    words = (words or stem).replace("_", " ")
    if spread:
        words += f", {int(spread[1])}th percentile" if spread[1] else ", median"
    return Column(
        name=name,
        head=words if head is None else head,
        unit=unit,
        kind=_kind(name, kind),
        decimals=decimals if kind == NUMBER else None,
        detail=kind == FLAG
        or spread is not None
        or stem in _DETAILS
        or stem.startswith(_DETAILS_BEGIN)
        or stem.endswith(_DETAILS_END),
        bar=bar,
        none=_NONE.get(stem, "\N{EN DASH}"),
    )


def _kind(name: str, kind: str) -> str:
    if kind != TEXT:
        return PERCENT if kind == NUMBER and name.startswith("probability") else kind
    if name in _NAMES:
        return NAME
    if name.startswith("formula"):
        return FORMULA
    if name in _REACTIONS or name.startswith("interphase_") or "reaction" in name or "products" in name:
        return REACTION
    if name in _SENTENCES:
        return SENTENCE
    return VERDICT if name == "verdict" else TEXT
