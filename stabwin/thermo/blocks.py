"""Kinds of elements as the correction model groups them: cations by block, anions by family."""

from __future__ import annotations

from stabwin.chemistry.elements import ATOMIC_NUMBER, ELECTRONEGATIVITY

_BLOCKS = {
    "alkali": "Li Na K Rb Cs Fr",
    "alkaline earth": "Be Mg Ca Sr Ba Ra",
    "rare earth": "Sc Y La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu",
    "actinide": "Ac Th Pa U Np Pu Am Cm",
    "early d": "Ti Zr Hf V Nb Ta",
    "middle d": "Cr Mo W Mn Tc Re",
    "late d": "Fe Co Ni Ru Rh Pd Os Ir Pt",
    "coinage": "Cu Ag Au",
    "zinc": "Zn Cd Hg",
    "boron": "Al Ga In Tl",
    "heavy p": "Ge Sn Pb Sb Bi",
    "non-metal": "B C N O F Si P S Cl As Se Br Kr Te I Xe Po",
    "hydrogen": "H",
}
BLOCK = {element: block for block, elements in _BLOCKS.items() for element in elements.split()}
D_BLOCKS = frozenset(("early d", "middle d", "late d", "coinage"))

_FAMILIES = {
    "oxygen": "O",
    "fluorine": "F",
    "halogen": "Cl Br I",
    "chalcogen": "S Se Te Po",
    "nitrogen": "N",
    "pnictogen": "P As Sb Bi",
    "metalloid": "B C Si Ge Sn",
    "hydrogen": "H",
}
FAMILY = {element: family for family, elements in _FAMILIES.items() for element in elements.split()}
# Compounds of these anions are metals or half-metals as often as salts.
METALLIC_FAMILIES = frozenset(("pnictogen", "metalloid"))

# Metals that the Materials Project computes with +U in oxides and fluorides.
PLUS_U_METALS = frozenset(("Co", "Cr", "Fe", "Mn", "Mo", "Ni", "V", "W"))
PLUS_U_ANIONS = frozenset(("O", "F"))

_LAST_OF_PERIOD = (2, 10, 18, 36, 54, 86, 118)


def period(element: str) -> int:
    """The row of the periodic table, 1 to 7."""
    return 1 + sum(ATOMIC_NUMBER[element] > last for last in _LAST_OF_PERIOD)


def electronegativity(element: str) -> float:
    """Pauling's electronegativity, that of a middling metal where none is assigned."""
    value = ELECTRONEGATIVITY[element]
    return 2.0 if value is None else value
