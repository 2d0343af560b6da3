"""Interfaces of catalogue materials by stabwin and by pymatgen, from the same stable phases."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

import numpy as np
from pymatgen.analysis.interface_reactions import (
    GrandPotentialInterfacialReactivity,
    InterfacialReactivity,
)
from pymatgen.analysis.phase_diagram import GrandPotentialPhaseDiagram, PDEntry, PhaseDiagram
from pymatgen.core import Composition, Element

import stabwin

ELECTROLYTES = (
    *("LGPS", "Li3PS4", "LPSCl", "Li7P3S11", "LSnPS", "LLZO", "LLZTO", "LLTO", "LATP", "LAGP", "LTP"),
    *("LiPON", "Li3OCl", "LIC", "LYC", "LISICON"),
)
CATHODES = ("LCO", "LCO-0.5", "LiNiO2", "LMO", "LFP", "FePO4", "S", "TiS2")
COATINGS = ("LTO", "LiNbO3", "LiTaO3", "Li3PO4", "Li2ZrO3", "Al2O3", "Li4SiO4", "Li2CO3")
LARGE = ("NMC111", "LNMO")  # systems of up to eight elements, with few partners: pymatgen is slow

CLOSED_PAIRS = (*product(ELECTROLYTES, CATHODES + COATINGS), *product(("LGPS", "LLZO"), LARGE))
OPEN_PAIRS = (*product(ELECTROLYTES, CATHODES), *product(("LGPS", "LLZO"), LARGE))
VOLTAGES_V = (0.5, 2.5, 4.2)

# eV/atom, and fraction of all atoms: the limit of agreement with pymatgen.
TOLERANCE = 1e-6

# Two mixtures closer in energy than this are both minima (eV per atom): rounding of either program.
TIE = 1e-9

# A contact that releases less doesn't react: then the fraction of the minimum means nothing.
NO_REACTION = 1e-8


@dataclass
class InterfaceComparison:
    """How far stabwin and pymatgen lie apart.

    Attributes
    ----------
    compared, reacting, ties : Counter
        Per kind of minimum: how many pairs, how many of them react, and how many have several
        mixtures of lowest energy, of which the two programs report different ones.
    largest : dict
        Largest difference in energy and in fraction, per kind of minimum.
    disagreements : list of str
    """

    compared: Counter[str] = field(default_factory=Counter)
    reacting: Counter[str] = field(default_factory=Counter)
    ties: Counter[str] = field(default_factory=Counter)
    largest: dict[str, float] = field(default_factory=dict)
    disagreements: list[str] = field(default_factory=list)

    def minimum(
        self,
        what: str,
        pair: str,
        ours: tuple[float, float | None, set[str]],
        theirs: InterfacialReactivity,
    ) -> None:
        """Compare energy, fraction and products of one minimum.

        pymatgen's fraction is of all atoms, as ours, since it normalises both compositions.
        """
        energy, fraction, products = ours
        kinks = [(float(x), float(e)) for _, x, e, *_ in theirs.get_kinks()]
        lowest_at, lowest = min(kinks, key=lambda kink: kink[1])
        self.compared[what] += 1
        self._number(f"{what}, energy", pair, energy, lowest)
        if lowest > -NO_REACTION:
            if fraction is not None:
                self.disagreements.append(f"{what} of {pair}: a reaction that pymatgen doesn't find")
            return
        self.reacting[what] += 1
        if fraction is None:
            self.disagreements.append(f"{what} of {pair}: no reaction, pymatgen has {lowest}")
            return
        equal = [x for x, e in kinks if e <= lowest + TIE]
        if abs(fraction - lowest_at) > TOLERANCE and len(equal) > 1:
            self.ties[what] += 1
            lowest_at = min(equal, key=lambda x: abs(x - fraction))
        self._number(f"{what}, fraction", pair, fraction, lowest_at)
        found = products_at(theirs, lowest_at)
        if products != found:
            self.disagreements.append(f"{what} of {pair}: {products}, pymatgen has {found}")

    def _number(self, what: str, pair: str, ours: float, theirs: float) -> None:
        difference = abs(ours - theirs)
        self.largest[what] = max(self.largest.get(what, 0.0), difference)
        if not difference <= TOLERANCE:
            self.disagreements.append(f"{what} of {pair}: {ours}, pymatgen has {theirs}")

    def lines(self) -> Iterator[str]:
        """What was compared, as text."""
        for what, number in sorted(self.compared.items()):
            ties = f", {self.ties[what]} of them ties" if self.ties[what] else ""
            yield f"{what}: {number} compared, {self.reacting[what]} react{ties}"
            for quantity in ("energy", "fraction"):
                largest = self.largest.get(f"{what}, {quantity}", 0.0)
                yield f"  largest difference in {quantity}: {largest:.1e}"
        yield from self.disagreements


class PymatgenInterfaces:
    """The phases of a table as pymatgen's entries."""

    def __init__(self, phases: stabwin.PhaseTable, *, stable_only: bool = True) -> None:
        """With ``stable_only``, only the phases on the hull: pymatgen is many times faster."""
        frame = phases.to_dataframe()
        self._formulas = frame["formula"].tolist()
        self._energies = frame["formation_energy_ev_per_atom"].tolist()
        self._elements = [frozenset(re.findall("[A-Z][a-z]?", name)) for name in self._formulas]
        kept = phases.stability.stable | (not stable_only)
        self._rows = np.flatnonzero(kept).tolist()
        self._row_of_side = lru_cache(lambda name: phases.find(stabwin.Target(name).resolve().formula))

    def entries(self, *sides: str) -> list[PDEntry]:
        """The phases of the sides' elements and lithium, and the sides where they have energies."""
        elements = {"Li", *(element.symbol for side in sides for element in composition_of(side))}
        rows = [row for row in self._rows if self._elements[row] <= elements]
        own = [row for row in map(self._row_of_side, sides) if row is not None]
        return [self._entry(row) for row in dict.fromkeys([*rows, *own])]

    def _entry(self, row: int) -> PDEntry:
        composition = Composition(self._formulas[row])
        return PDEntry(composition, self._energies[row] * composition.num_atoms)


@contextmanager
def on_the_hull_without_energy() -> Iterator[None]:
    """Let pymatgen put sides without an energy of their own on the hull, of which it warns."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The reactant .* has no matching entry")
        yield


def composition_of(name: str) -> Composition:
    """What a name of the catalogue stands for."""
    amounts = stabwin.Target(name).resolve().formula.amounts
    return Composition({element: float(amount) for element, amount in amounts.items()})


def products_at(reactivity: InterfacialReactivity, fraction: float) -> set[str]:
    """The phases that pymatgen's hull has at a mixture."""
    a, b = reactivity.c1_original, reactivity.c2_original
    mix = fraction * a.fractional_composition + (1 - fraction) * b.fractional_composition
    closed = {element: mix[element] for element in mix if element in reactivity.pd.elements}
    found = reactivity.pd.get_decomposition(Composition(closed))
    return {
        getattr(entry, "original_entry", entry).composition.reduced_formula
        for entry, amount in found.items()
        if amount > NO_REACTION
    }


def compare_closed(
    phases: stabwin.PhaseTable, pymatgen: PymatgenInterfaces, pairs: Iterable[tuple[str, str]]
) -> InterfaceComparison:
    """Mutual and total minima of closed interfaces."""
    comparison = InterfaceComparison()
    for a, b in pairs:
        ours = stabwin.interface(a, b, phases=phases)
        sides = composition_of(a), composition_of(b)
        diagram = PhaseDiagram(pymatgen.entries(a, b))
        for what, minimum, use_hull_energy in (
            ("closed mutual", ours.mutual, True),
            ("closed total", ours.total, False),
        ):
            with on_the_hull_without_energy():
                theirs = InterfacialReactivity(*sides, diagram, use_hull_energy=use_hull_energy)
            found = minimum.ev_per_atom, minimum.fraction_a, names_of(minimum)
            comparison.minimum(what, f"{a}|{b}", found, theirs)
    return comparison


def compare_open(
    phases: stabwin.PhaseTable,
    pymatgen: PymatgenInterfaces,
    pairs: Iterable[tuple[str, str]],
    voltages_v: Iterable[float] = VOLTAGES_V,
) -> InterfaceComparison:
    """The same with lithium exchanged at voltages.

    pymatgen's energies are per atom that isn't lithium, and it looks for their minimum; against the
    hull of each side they are mutual energies, with the no-mixing energies included total ones.
    """
    comparison = InterfaceComparison()
    for a, b in pairs:
        sides = composition_of(a), composition_of(b)
        entries = pymatgen.entries(a, b)
        closed = PhaseDiagram(entries)
        for voltage_v in voltages_v:
            ours = stabwin.interface(a, b, phases=phases, voltage_v=voltage_v)
            grand = GrandPotentialPhaseDiagram(entries, {Element("Li"): -voltage_v})
            for what, minimum, total in (
                ("open mutual", ours.mutual, False),
                ("open total", ours.total, True),
            ):
                with on_the_hull_without_energy():
                    theirs = GrandPotentialInterfacialReactivity(
                        *sides, grand, closed, include_no_mixing_energy=total, use_hull_energy=not total
                    )
                found = minimum.ev_per_nonion_atom, minimum.fraction_a, names_of(minimum)
                comparison.minimum(what, f"{a}|{b} at {voltage_v} V", found, theirs)
    return comparison


def names_of(minimum: object) -> set[str]:
    """The formulas of the products of a minimum."""
    return {product.formula for product in minimum.products}


if __name__ == "__main__":
    starter = stabwin.load_phases("starter", scheme="literature")
    theirs = PymatgenInterfaces(starter)
    for found in (
        compare_closed(starter, theirs, CLOSED_PAIRS),
        compare_open(starter, theirs, OPEN_PAIRS),
    ):
        print(*found.lines(), sep="\n")
