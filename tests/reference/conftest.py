"""Windows by pymatgen's convex hull, from the same phases, to compare with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

import pytest
from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Composition, Element

import stabwin
from stabwin.analysis.reaction import Equilibrium

# Volts, eV/atom and ions per atom: the limit of agreement with pymatgen.
TOLERANCE = 1e-6

# pymatgen balances each step by least squares: fewer ions than this (per atom) are none.
NO_IONS = 1e-7


@dataclass(frozen=True, kw_only=True)
class Side:
    """The equilibrium on one side of a window."""

    voltage_v: float
    ions_per_atom: float
    products: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class PymatgenWindow:
    """What pymatgen says of one composition; None for a side that isn't there."""

    reduction_limit_v: float
    reduction: Side | None
    oxidation: Side | None
    energy_above_hull_ev_per_atom: float | None
    voltages_v: tuple[float, ...]


class PymatgenHull:
    """The phases of a table as pymatgen's entries, with a phase diagram per set of elements."""

    def __init__(self, phases: stabwin.PhaseTable) -> None:
        """All phases take part, stable or not: what stabwin knows of their stability is not used."""
        frame = phases.to_dataframe()
        self._energies: dict[str, float] = dict(
            zip(frame["formula"], frame["formation_energy_ev_per_atom"], strict=True)
        )
        self._formulas: dict[frozenset[str], list[str]] = defaultdict(list)
        for formula in self._energies:
            self._formulas[elements_of(formula)].append(formula)
        # Compositions of the same elements are asked for one after the other.
        self._diagram_of = lru_cache(maxsize=4)(self._diagram)

    @property
    def systems(self) -> Iterable[frozenset[str]]:
        """The sets of elements that phases have."""
        return self._formulas.keys()

    def phases_of(self, system: frozenset[str]) -> list[str]:
        """The phases of exactly these elements."""
        return self._formulas[system]

    def _within(self, elements: frozenset[str]) -> Iterator[str]:
        for size in range(1, len(elements) + 1):
            for subset in combinations(sorted(elements), size):
                yield from self._formulas.get(frozenset(subset), ())

    def _diagram(self, elements: frozenset[str]) -> PhaseDiagram:
        return PhaseDiagram([self._entry(formula) for formula in self._within(elements)])

    def _entry(self, formula: str) -> PDEntry:
        composition = Composition(formula)
        return PDEntry(composition, self._energies[formula] * composition.num_atoms)

    def energy_above_hull(self, formula: str, *others: str) -> float | None:
        """eV/atom in the diagram of its elements and others; None for what is no phase of the table."""
        if formula not in self._energies:
            return None
        diagram = self._diagram_of(elements_of(formula) | {*others})
        return float(diagram.get_e_above_hull(self._entry(formula)))

    def window(self, formula: str, ion: str) -> PymatgenWindow:
        """The window for a monovalent ion.

        pymatgen's ``chempot`` belongs to the low-voltage edge of a step, and ``evolution`` is what the
        step has taken up. Its fixed offset of 1e-5 ions is meant for compositions of about one atom:
        far above the tolerance of its geometry, far below the distance of two steps.
        """
        composition = Composition(formula).fractional_composition
        diagram = self._diagram_of(elements_of(formula) | {ion})
        steps = sorted(
            (
                Side(
                    voltage_v=float(step["element_reference"].energy_per_atom - step["chempot"]),
                    ions_per_atom=float(step["evolution"]),
                    products=frozenset(entry.composition.reduced_formula for entry in step["entries"]),
                )
                for step in diagram.get_element_profile(Element(ion), composition)
            ),
            key=lambda step: step.voltage_v,
        )
        return PymatgenWindow(
            reduction_limit_v=next(step.voltage_v for step in steps if step.ions_per_atom <= NO_IONS),
            reduction=next((step for step in reversed(steps) if step.ions_per_atom > NO_IONS), None),
            oxidation=next((step for step in steps if step.ions_per_atom < -NO_IONS), None),
            energy_above_hull_ev_per_atom=self.energy_above_hull(formula, ion),
            voltages_v=tuple(step.voltage_v for step in steps),
        )


@dataclass
class Comparison:
    """Windows and profiles of stabwin beside pymatgen's."""

    compared: int = 0
    largest: dict[str, float] = field(default_factory=dict)
    disagreements: list[str] = field(default_factory=list)

    def run(
        self, phases: stabwin.PhaseTable, hull: PymatgenHull, formulas: Iterable[str], ion: str
    ) -> None:
        """Compare the answers for compositions, none of which may fail."""
        for formula in formulas:
            self.compared += 1
            target = Composition(formula)
            ours = stabwin.window(target, phases=phases, ion=ion)
            steps = stabwin.profile(target, phases=phases, ion=ion).steps
            theirs = hull.window(formula, ion)
            self._window(formula, ours, theirs)
            self._side(formula, "reduction", ours.reduction, theirs.reduction, target.num_atoms)
            self._side(formula, "oxidation", ours.oxidation, theirs.oxidation, target.num_atoms)
            self._equal(formula, "number of steps", len(steps), len(theirs.voltages_v))
            for step, voltage_v in zip(reversed(steps), theirs.voltages_v, strict=False):
                self._number(formula, "voltage of a step", step.voltage_low_v, voltage_v)

    def _window(self, formula: str, ours: stabwin.Window, theirs: PymatgenWindow) -> None:
        limit_v = None if theirs.oxidation is None else theirs.oxidation.voltage_v
        self._number(formula, "reduction limit", ours.reduction_limit_v, theirs.reduction_limit_v)
        self._number(formula, "oxidation limit", ours.oxidation_limit_v, limit_v)
        above = ours.energy_above_hull_ev_per_atom
        self._number(formula, "energy above hull", above, theirs.energy_above_hull_ev_per_atom)

    def _side(
        self, formula: str, name: str, ours: Equilibrium | None, theirs: Side | None, atoms: float
    ) -> None:
        if ours is None or theirs is None:
            self._equal(formula, name, ours, theirs)
            return
        self._number(formula, f"ions of {name}", ours.ions_per_formula / atoms, theirs.ions_per_atom)
        # No two equilibria tie in the phases compared here, so the products must be the same.
        self._equal(formula, f"products of {name}", set(ours.formulas), set(theirs.products))

    def _number(self, formula: str, name: str, ours: float | None, theirs: float | None) -> None:
        if ours is None or theirs is None:
            self._equal(formula, name, ours, theirs)
            return
        difference = float(abs(ours - theirs))
        self.largest[name] = max(self.largest.get(name, 0.0), difference)
        if not difference <= TOLERANCE:
            self.disagreements.append(f"{formula}: {name} is {ours}, pymatgen has {theirs}")

    def _equal(self, formula: str, name: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            self.disagreements.append(f"{formula}: {name} is {ours}, pymatgen has {theirs}")


@pytest.fixture
def comparison(record_property) -> Iterator[Comparison]:
    """A comparison whose largest differences are printed, and stand in the report of the tests."""
    comparison = Comparison()
    yield comparison
    print(f"\n{comparison.compared} compositions compared with pymatgen; largest differences:")
    for name, difference in comparison.largest.items():
        print(f"  {name}: {difference:.1e}")
        record_property(f"largest difference, {name}", difference)
    record_property("compositions compared", comparison.compared)


@pytest.fixture(scope="session")
def pymatgen_hull() -> type[PymatgenHull]:
    return PymatgenHull


@pytest.fixture(scope="session")
def starter_hull(starter) -> PymatgenHull:
    return PymatgenHull(starter)


def elements_of(formula: str) -> frozenset[str]:
    return frozenset(re.findall("[A-Z][a-z]?", formula))
