"""Names that leave a composition open, and what is taken for them."""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache

from stabwin.chemistry.catalogue import Material, find, names
from stabwin.chemistry.formula import parse
from stabwin.chemistry.formula_signs import seen_text
from stabwin.errors import FormulaError

# Amounts that stand for numbers, and names of chemical systems.
_GENERAL = re.compile(r"[A-Z][a-z]?\d*[.\d]*[+-]?\d*[xy](?![a-z])|[\d(+-][xyz](?![a-z])|\(M=|M=")
_SYSTEM = re.compile(r"[A-Z][a-z]?(?:-[A-Z][a-z]?)+")


@lru_cache(maxsize=20_000)  # every answer about a target asks
def choice_note(text: str) -> str:
    """What to know of a name that leaves its composition open; "" for other texts.

    Such are the catalogue's representatives of a family, general formulas (``Li1+xAlxTi2-x(PO4)3``),
    chemical systems (``Li-P-O``), and names of cathodes that others continue with numbers (NMC, NMC811).
    """
    name = seen_text(text)
    material = find(name)
    if material is None or material.why_not:
        return ""
    general = name != material.name and (_GENERAL.search(name) or _SYSTEM.fullmatch(name))
    if not (material.representative or general or _is_continued(name, material)):
        return ""
    with contextlib.suppress(FormulaError):
        parse(name)
        return ""
    what = f"{name} stands for {material.formula} here"
    return f"{what}, one of several compositions: write another as a formula."


def _is_continued(name: str, material: Material) -> bool:
    if material.role != "cathode" or any(sign.isdigit() for sign in name):
        return False
    longer = re.compile(re.escape(name) + r"\d+")
    return any(longer.fullmatch(other) for other in names())
