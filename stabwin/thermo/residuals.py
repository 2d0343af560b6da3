"""What the bonds leave over: how far a phase's own energy may be off, by kind of compound.

The residual of a phase follows Student's t distribution, whose tails hold the phases that density
functional theory, or a table of measurements, gets badly wrong. Its scale is fitted for each kind.
"""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.thermo.blocks import BLOCK, D_BLOCKS, FAMILY, METALLIC_FAMILIES, electronegativity
from stabwin.thermo.bonds import Bonds

ELEMENT = "element"
METALLIC, HYDROUS = "metallic", "hydrous"
_METALLIC = {"C": "carbide", "B": "boride", "Si": "silicide"}
OXOANION, PHOSPHATE, WITHOUT_OXYGEN = "oxoanion", "phosphate", "without oxygen"
D_METAL, ACTINIDE, PLAIN = "d metal", "actinide", "plain"
_OXIDISED = frozenset(("C", "N", "P", "S", "Cl", "Se", "Br", "Te", "I"))
BINARY = {
    "O": "binary oxide",
    "F": "binary fluoride",
    "Cl": "binary chloride",
    "Br": "binary bromide",
    "I": "binary iodide",
    "S": "binary sulfide",
    "Se": "binary selenide",
    "Te": "binary selenide",
    "Po": "binary selenide",
    "N": "binary nitride",
    "H": "binary hydride",
}
KINDS = (
    *(METALLIC, *_METALLIC.values(), *dict.fromkeys(BINARY.values())),
    *(HYDROUS, WITHOUT_OXYGEN, OXOANION, PHOSPHATE, D_METAL, ACTINIDE, PLAIN),
)


def kind_of(elements: Iterable[str], bonds: Bonds) -> str:
    """The kind of a compound, for the scale of its residual.

    Parameters
    ----------
    elements : iterable of str
    bonds : Bonds
        Its bonds.

    Returns
    -------
    kind : str
        "element"; "carbide", "boride", "silicide", "metallic" (alloys, pnictides); "binary oxide" and the
        like; among the others "hydrous" (with hydrogen), "without oxygen", and with it "phosphate",
        "oxoanion" (sulfates, nitrates and the like), "d metal", "actinide" or "plain".
    """
    present = set(elements)
    broad = broad_kind_of(present, bonds)
    if broad == METALLIC:
        return next((kind for element, kind in _METALLIC.items() if element in present), METALLIC)
    return WITHOUT_OXYGEN if broad in (D_METAL, ACTINIDE, PLAIN) and "O" not in present else broad


def broad_kind_of(elements: Iterable[str], bonds: Bonds) -> str:
    """The kind of a compound without a difference between metallic ones, and by oxygen: for entropies."""
    present = set(elements)
    if len(present) == 1:
        return ELEMENT
    if all(FAMILY[species.anion] in METALLIC_FAMILIES for species in bonds.weights):
        return METALLIC
    if len(present) == 2:
        return BINARY.get(max(present, key=electronegativity), METALLIC)
    return HYDROUS if "H" in present else _kind_of_dry(present, bonds)


def _kind_of_dry(present: set[str], bonds: Bonds) -> str:
    if any(species.anion == "O" and species.cation == "P" for species in bonds.weights):
        return PHOSPHATE
    if any(species.anion == "O" and species.cation in _OXIDISED for species in bonds.weights):
        return OXOANION
    blocks = {BLOCK.get(element) for element in present}
    if blocks & D_BLOCKS:
        return D_METAL
    return ACTINIDE if "actinide" in blocks else PLAIN
