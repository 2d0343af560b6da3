"""Atomic masses."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

# Standard atomic masses, g/mol, as IUPAC gives them; the mass number of the longest-lived isotope where
# there is none.
ATOMIC_MASS_G_PER_MOL: dict[str, float] = {
    "H": 1.00794, "He": 4.0026, "Li": 6.941, "Be": 9.01218, "B": 10.811, "C": 12.0107, "N": 14.0067,
    "O": 15.9994, "F": 18.9984, "Ne": 20.1797, "Na": 22.9898, "Mg": 24.305, "Al": 26.9815,
    "Si": 28.0855, "P": 30.9738, "S": 32.065, "Cl": 35.453, "Ar": 39.948, "K": 39.0983, "Ca": 40.078,
    "Sc": 44.9559, "Ti": 47.867, "V": 50.9415, "Cr": 51.9961, "Mn": 54.938, "Fe": 55.845, "Co": 58.9332,
    "Ni": 58.6934, "Cu": 63.546, "Zn": 65.409, "Ga": 69.723, "Ge": 72.64, "As": 74.9216, "Se": 78.96,
    "Br": 79.904, "Kr": 83.798, "Rb": 85.4678, "Sr": 87.62, "Y": 88.9059, "Zr": 91.224, "Nb": 92.9064,
    "Mo": 95.94, "Tc": 98, "Ru": 101.07, "Rh": 102.906, "Pd": 106.42, "Ag": 107.868, "Cd": 112.411,
    "In": 114.818, "Sn": 118.71, "Sb": 121.76, "Te": 127.6, "I": 126.904, "Xe": 131.293, "Cs": 132.905,
    "Ba": 137.327, "La": 138.905, "Ce": 140.116, "Pr": 140.908, "Nd": 144.242, "Pm": 145, "Sm": 150.36,
    "Eu": 151.964, "Gd": 157.25, "Tb": 158.925, "Dy": 162.5, "Ho": 164.93, "Er": 167.259, "Tm": 168.934,
    "Yb": 173.04, "Lu": 174.967, "Hf": 178.49, "Ta": 180.948, "W": 183.84, "Re": 186.207, "Os": 190.23,
    "Ir": 192.217, "Pt": 195.084, "Au": 196.967, "Hg": 200.59, "Tl": 204.383, "Pb": 207.2, "Bi": 208.98,
    "Po": 210, "At": 210, "Rn": 220, "Fr": 223, "Ra": 226, "Ac": 227, "Th": 232.038, "Pa": 231.036,
    "U": 238.029, "Np": 237, "Pu": 244, "Am": 243, "Cm": 247, "Bk": 247, "Cf": 251, "Es": 252,
    "Fm": 257, "Md": 258, "No": 259, "Lr": 262, "Rf": 267, "Db": 268, "Sg": 269, "Bh": 270, "Hs": 270,
    "Mt": 278, "Ds": 281, "Rg": 282, "Cn": 285, "Nh": 286, "Fl": 289, "Mc": 290, "Lv": 293, "Ts": 294,
    "Og": 294,
}  # fmt: skip


def molar_mass_g_per_mol(amounts: Mapping[str, float | Fraction]) -> float:
    """The mass of one mole of formula units.

    Parameters
    ----------
    amounts : mapping of str to float
        Atoms of each element per formula unit.
    """
    return sum(float(n) * ATOMIC_MASS_G_PER_MOL[element] for element, n in amounts.items())
