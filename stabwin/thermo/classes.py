"""Classes of compounds, as the fit's quality is reported."""

from __future__ import annotations

from collections.abc import Iterable

HALOGENS = ("F", "Cl", "Br", "I")
_OXOANIONS = (
    ("C", "carbonates"),
    ("N", "nitrates"),
    ("S", "sulfates"),
    ("P", "phosphates"),
    ("Si", "silicates"),
)
_ANIONS = (
    ("F", "fluorides"), ("Cl", "chlorides"), ("Br", "bromides"), ("I", "iodides"), ("S", "sulfides"),
    ("N", "nitrides"), ("H", "hydrides"), ("Se", "selenides"), ("Te", "tellurides"), ("P", "phosphides"),
    ("C", "carbides"), ("B", "borides"), ("Si", "silicides"), ("As", "arsenides"), ("Sb", "antimonides"),
)  # fmt: skip

# Oxoanions with fewer compounds than this are judged together.
FEWEST = 15


def class_of(elements: Iterable[str]) -> str:
    """The class of a compound, by its elements."""
    present = set(elements)
    if "O" in present:
        if "H" in present:
            return "hydroxides"
        for element, name in _OXOANIONS:
            if element in present:
                return name
        return "halates and oxyhalides" if present & set(HALOGENS) else "oxides"
    for element, name in _ANIONS:
        if element in present:
            return name
    return "alloys"


def pooled(classes: list[str]) -> list[str]:
    """Classes as coverage is judged: oxoanions with few compounds together as "oxoanions"."""
    small = {name for _, name in _OXOANIONS if classes.count(name) < FEWEST}
    return ["oxoanions" if name in small else name for name in classes]
