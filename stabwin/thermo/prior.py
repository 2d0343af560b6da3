"""What is known of the correction of a bond before its compounds are measured: the prior.

The correction delta of a species (cation M, state z, anion X), eV per atom of X, is a sum of independent
normal effects: one for the anion, one for the cation's block and the anion's family, one for the element,
for the metals with +U, one smooth in electronegativity, state and period, and one of its own. Two species
that share an effect have a covariance:

    cov(delta_s, delta_t) = sum over levels l of size_l^2 C_l(M_s z_s, M_t z_t) A_l(X_s, X_t)

C is 1 where the cations agree in what the level looks at (or falls smoothly with their distance) and 0
else, A likewise for the anions; across families A is the product of the anions' charges, because an
effect of the cation is one per electron it gives. A pair that nobody has measured thereby borrows from
its neighbours in both directions: NiI2 from NiBr2 as much as from CoI2.

It is a Gaussian process over bonds [1]_ in the form of a hierarchical (random effects) model.

References
----------
.. [1] C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning, MIT Press 2006,
   chapters 2 and 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.thermo.blocks import (
    BLOCK,
    D_BLOCKS,
    FAMILY,
    METALLIC_FAMILIES,
    PLUS_U_ANIONS,
    PLUS_U_METALS,
    electronegativity,
    period,
)
from stabwin.thermo.bonds import Species
from stabwin.thermo.oxidation_states import lowest_states

Floats = npt.NDArray[np.float64]

# What the table adds to every compound of an element, as an anion or not, eV per atom of it: the sulfide
# correction of 2019, and the fitted reference energies of its gases.
TABLE_SHIFTS_EV = {"H": -0.153, "N": -0.384, "F": -0.491, "Cl": -0.593, "S": -0.66346}

# Distances over which smooth effects change: electronegativity (Pauling), oxidation state, period.
_SMOOTH_LENGTHS = (0.4, 1.5)
_SMOOTH_LENGTHS_WITH_PERIOD = (0.3, 1.5, 1.5)


def prior_means(species: Sequence[Species]) -> Floats:
    """What a correction is expected to be before anything is measured, eV per atom of the anion.

    The table's shifts are meant for anions. Where an atom is none, oxidised (S in SO4) or bound to its
    like (S in a polysulfide, Cl in NaCl3), the shift is undone.
    """
    means = np.zeros(len(species))
    for k, (cation, state, anion) in enumerate(species):
        if not anion:
            continue
        atoms = 1.0 if cation == anion and state <= 0 else -float(lowest_states()[anion]) / float(state)
        means[k] = -TABLE_SHIFTS_EV.get(cation, 0.0) * atoms
    return means


@dataclass(frozen=True)
class Level:
    """One kind of effect.

    Attributes
    ----------
    name : str
    cation : str
        What cations must agree in: "any", "block", "block and state", "element", "element and state",
        "species", or "near" and "near with period" for smooth effects.
    anion : str
        "charge" (all anions, by charge), "family" or "anion".
    within : str
        The bonds that have the effect; all between different elements if empty.
    """

    name: str
    cation: str
    anion: str
    within: str = ""


LEVELS = (
    Level("anion", "any", "anion"),
    Level("block", "block", "charge"),
    Level("block and state in a family", "block and state", "family"),
    Level("element", "element", "charge"),
    Level("element in a family", "element", "family"),
    Level("element and state in a family", "element and state", "family"),
    Level("smooth", "near", "charge"),
    Level("smooth in a family", "near", "family"),
    Level("smooth with period", "near with period", "charge"),
    Level("smooth with period in a family", "near with period", "family"),
    Level("+U", "any", "charge", "plus U"),
    Level("+U metal", "element", "charge", "plus U"),
    Level("+U metal and state", "element and state", "charge", "plus U"),
    Level("own", "species", "anion"),
    Level("own of +U metals", "species", "anion", "plus U"),
    Level("own of d metals", "species", "anion", "d metal"),
    Level("own of oxides", "species", "anion", "oxygen"),
    Level("own of metallic compounds", "species", "anion", "metallic"),
    Level("anion with itself", "any", "charge", "itself"),
    Level("anion with itself, own", "species", "anion", "itself"),
    Level("anion with itself, own of metallic compounds", "species", "anion", "itself metallic"),
    Level("acid and base", "any", "anion", "acid and base"),
)


class _Features:
    """What the levels look at, one number per species."""

    def __init__(self, species: Sequence[Species]) -> None:
        bond = np.array([bool(s.anion) for s in species], dtype=bool)
        self.itself = np.array([s.cation == s.anion and s.state <= 0 for s in species], dtype=bool)
        self.element = _numbers([s.cation for s in species])
        self.state = np.array([float(s.state) for s in species])
        self.block = _numbers([BLOCK.get(s.cation, "") for s in species])
        self.anion = _numbers([s.anion for s in species])
        self.family = _numbers([FAMILY.get(s.anion, "") for s in species])
        self.charge = np.array([-float(lowest_states().get(s.anion, 0)) for s in species])
        self.electronegativity = np.array(
            [electronegativity(s.cation) if s.anion else 0.0 for s in species]
        )
        self.period = np.array([float(period(s.cation)) if s.anion else 0.0 for s in species])
        metallic = np.array([FAMILY.get(s.anion) in METALLIC_FAMILIES for s in species], dtype=bool)
        self.within = {
            "": ~self.itself & bond,
            "acid and base": ~bond,
            "itself": self.itself & ~metallic,
            "itself metallic": self.itself & metallic,
            "plus U": np.array(
                [s.cation in PLUS_U_METALS and s.anion in PLUS_U_ANIONS for s in species], dtype=bool
            ),
            "d metal": np.array([BLOCK.get(s.cation) in D_BLOCKS for s in species], dtype=bool),
            "oxygen": np.array([s.anion == "O" for s in species], dtype=bool) & ~self.itself,
            "metallic": metallic & ~self.itself,
        }

    def cations(self, what: str) -> list[tuple[Floats, float]]:
        """Columns that the cations are compared in, each with its length; 0 where they must agree."""
        block, element, state = (self.block, 0.0), (self.element, 0.0), (self.state, 0.0)
        electronegative = self.electronegativity
        exact = {
            "any": [],
            "block": [block],
            "block and state": [block, state],
            "element": [element],
            "element and state": [element, state],
            "species": [element, state],
        }
        if what in exact:
            return exact[what]
        smooth = zip((electronegative, self.state, self.period), _SMOOTH_LENGTHS_WITH_PERIOD, strict=True)
        return (
            list(smooth)
            if what == "near with period"
            else [
                (electronegative, _SMOOTH_LENGTHS[0]),
                (self.state, _SMOOTH_LENGTHS[1]),
            ]
        )


_NUMBERS: dict[str, float] = {}


def _numbers(names: Sequence[str]) -> Floats:
    """A number for each name, the same in every call."""
    return np.array([_NUMBERS.setdefault(name, float(len(_NUMBERS))) for name in names])


def level_covariance(level: Level, first: Sequence[Species], second: Sequence[Species]) -> Floats:
    """The covariance of one level at size 1, shape (first, second)."""
    one, two = _Features(first), _Features(second)
    return _level(level, one, two)


def _level(level: Level, one: _Features, two: _Features) -> Floats:
    found = np.outer(one.within[level.within], two.within[level.within]).astype(float)
    distance = np.zeros_like(found)
    for (left, length), (right, _) in zip(
        one.cations(level.cation), two.cations(level.cation), strict=True
    ):
        difference = left[:, None] - right[None, :]
        if length:
            distance += (difference / length) ** 2
        else:
            found *= difference == 0
    found *= np.exp(-distance / 2)
    if level.anion == "charge":
        return found * np.outer(one.charge, two.charge)
    left, right = (one.family, two.family) if level.anion == "family" else (one.anion, two.anion)
    same: Floats = found * (left[:, None] == right[None, :])
    return same


def prior_covariance(
    sizes_ev: Mapping[str, float], first: Sequence[Species], second: Sequence[Species]
) -> Floats:
    """The prior covariance of two lists of species, eV^2 per atom of the anions squared.

    Parameters
    ----------
    sizes_ev : mapping of str to float
        The size of each level, by name; a level that is missing has none.
    first, second : sequence of Species
    """
    one, two = _Features(first), _Features(second)
    total = np.zeros((len(first), len(second)))
    for level in LEVELS:
        size = sizes_ev.get(level.name, 0.0)
        if size:
            total += size**2 * _level(level, one, two)
    return total


def prior_variances(sizes_ev: Mapping[str, float], species: Sequence[Species]) -> Floats:
    """The prior variance of each species, eV^2 per atom of the anion squared."""
    features = _Features(species)
    total = np.zeros(len(species))
    for level in LEVELS:
        alike = features.charge**2 if level.anion == "charge" else 1.0
        total += sizes_ev.get(level.name, 0.0) ** 2 * features.within[level.within] * alike
    return total
