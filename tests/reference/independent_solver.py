"""Contacts by another solver: HiGHS at single mixtures, from nothing but formulas and energies.

None of the program's own hull takes part: formulas are read by pymatgen, and each linear programme is
written out here. Where the program says that a mixture releases most, the other solver finds the same
energy there and no lower one elsewhere, and the products are an equilibrium: they hold the atoms of the
mixture and have its lowest energy.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from pymatgen.core import Composition
from scipy.optimize import linprog

import stabwin
from stabwin import PhaseTable
from stabwin.thermo.gibbs.gases import gases

TOLERANCE_EV = 2e-8
# HiGHS's own, as tight as it takes.
_OPTIONS = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
_GRID = np.linspace(0.0, 1.0, 13)
_FEWEST_ATOMS, MOST_ELEMENTS = 1e-12, 7
ION = "Li"
KINDS = ("closed", "open", "metal", "material", "gases")

# What is around contacts of the last kind, at most two at once; their columns hold all of their atoms.
GASES_BAR = {"H2O": 0.01, "CO2": 4e-4, "H2S": 1e-8, "SO2": 1e-12, "O2": 0.2, "HCl": 1e-20, "CO": 1e-20}

Amounts = dict[str, float]


def per_atom(formula: str) -> Amounts:
    """Atomic fractions."""
    found = Composition(formula).fractional_composition.as_dict()
    return {str(element): float(amount) for element, amount in found.items()}


class Energies:
    """Formulas and energies of a table, and the lowest energy of anything made of them."""

    def __init__(self, table: PhaseTable) -> None:
        frame = table.to_dataframe()
        self.formulas = frame["formula"].tolist()
        self.fractions = [per_atom(formula) for formula in self.formulas]
        self.energies = frame["formation_energy_ev_per_atom"].to_numpy()
        self.own = {
            Composition(formula).reduced_formula: energy
            for formula, energy in zip(self.formulas, self.energies.tolist(), strict=True)
        }
        self._within: dict[frozenset[str], list[int]] = {}

    def within(self, elements: frozenset[str]) -> list[int]:
        if elements not in self._within:
            chosen = [k for k, one in enumerate(self.fractions) if one.keys() <= elements]
            self._within = {elements: chosen}
        return self._within[elements]

    def lowest(
        self,
        atoms: Amounts,
        elements: frozenset[str],
        potentials_ev: Amounts,
        gases_ev: Amounts | None = None,
    ) -> float:
        """The lowest (grand) potential of some atoms, of which the reservoirs' are exchanged; eV."""
        phases = self.within(elements)
        closed = sorted(elements - potentials_ev.keys())
        matrix = np.array([[self.fractions[k].get(e, 0.0) for k in phases] for e in closed])
        cost = np.array([self.potential(k, potentials_ev) for k in phases])
        for gas, energy_ev in (gases_ev or {}).items():
            held = Composition(gas).as_dict()
            molecule = np.array([[held.get(e, 0.0)] for e in closed])
            matrix = np.hstack([matrix, molecule, -molecule])
            worth = energy_ev - exchanged(held, potentials_ev)
            cost = np.append(cost, [worth, -worth])
        right = [atoms.get(e, 0.0) for e in closed]
        found = linprog(cost, A_eq=matrix, b_eq=right, method="highs-ds", options=_OPTIONS)
        if found.status != 0:
            raise ArithmeticError(found.message)
        return float(found.fun)

    def potential(self, phase: int, potentials_ev: Amounts) -> float:
        fractions = self.fractions[phase]
        return float(self.energies[phase]) - exchanged(fractions, potentials_ev)


def exchanged(atoms: Amounts, potentials_ev: Amounts) -> float:
    """What the atoms of some are worth in the reservoirs."""
    return sum(mu * atoms.get(element, 0.0) for element, mu in potentials_ev.items())


@dataclass
class Found:
    """Cases compared by kind, how many of them react, the largest differences, and what disagrees."""

    cases: Counter[str] = field(default_factory=Counter)
    reacting: Counter[str] = field(default_factory=Counter)
    largest_ev: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)

    def note(self, what: str, case: str, difference_ev: float) -> None:
        self.largest_ev[what] = max(self.largest_ev[what], difference_ev)
        if not difference_ev <= TOLERANCE_EV:
            self.disagreements.append(f"{case}: {what} by {difference_ev:.3g} eV")

    def lines(self) -> list[str]:
        told = [f"{kind}: {n} cases, {self.reacting[kind]} react" for kind, n in self.cases.items()]
        told += [f"largest difference, {what}: {size:.1e} eV" for what, size in self.largest_ev.items()]
        return told + self.disagreements


class Comparison:
    """Random contacts of a table, each by both."""

    def __init__(self, table: PhaseTable, seed: int = 0) -> None:
        self.table, self.energies = table, Energies(table)
        self.random = random.Random(seed)
        names = self.energies.formulas
        self.compounds = [f for f, one in zip(names, self.energies.fractions, strict=True) if len(one) > 1]
        self.with_ion = [f for f in self.compounds if ION in Composition(f).as_dict()]
        self.found = Found()

    def run(self, count: int, kinds: tuple[str, ...] = KINDS) -> Found:
        """Compare so many cases of each kind."""
        for kind in kinds:
            while self.found.cases[kind] < count:
                self.one(kind)
        return self.found

    def _pair(self) -> tuple[str, str]:
        while True:
            a = self.random.choice(self.with_ion)
            b = self.random.choice(self.compounds)
            if self.random.random() < 0.3:  # a composition that is no phase
                b = _between(b, self.random.choice(self.compounds), self.random)
            elements = {*Composition(a).as_dict(), *Composition(b).as_dict()}
            if len(elements) <= MOST_ELEMENTS:
                return (a, b) if self.random.random() < 0.5 else (b, a)

    def one(self, kind: str) -> None:
        a, b = self._pair()
        try:
            if kind == "metal":
                self._metal(a if ION in Composition(a).as_dict() else b)
            elif kind == "material":
                self._material(self.random.choice((a, b)))
            elif kind == "gases":
                self._in_gases(a, b)
            else:
                self._contact(kind, a, b)
        except (stabwin.CoverageError, stabwin.PotentialError, stabwin.TargetError):
            pass  # without phases, with reservoirs that react, or with nothing that is closed

    def _contact(self, kind: str, a: str, b: str) -> None:
        voltage_v, potentials = None, {}
        if kind == "open":
            voltage_v = round(self.random.uniform(0.0, 5.0), 3)
            potentials = {ION: -voltage_v, **self._opened({*per_atom(a), *per_atom(b)})}
        open_ev = {element: mu for element, mu in potentials.items() if element != ION}
        answer = stabwin.interface(a, b, phases=self.table, ion=ION, voltage_v=voltage_v, open_ev=open_ev)
        self.found.cases[kind] += 1
        self.found.reacting[kind] += bool(answer.total.products)
        selves = answer.self_a_ev_per_atom, answer.self_b_ev_per_atom
        self._mixing(kind, a, b, potentials, answer.mutual, answer.total, selves)

    def _in_gases(self, a: str, b: str) -> None:
        """A contact in one or two gases, closed or at a voltage; every gas as columns of its molecules."""
        chosen = self.random.sample(sorted(GASES_BAR), self.random.randint(1, 2))
        gases_bar = {gas: GASES_BAR[gas] * 10.0 ** self.random.randint(-2, 0) for gas in chosen}
        voltage_v = self.random.choice((None, round(self.random.uniform(3.0, 5.0), 3)))
        answer = stabwin.interface(
            a, b, phases=self.table, ion=ION, voltage_v=voltage_v, gases_bar=gases_bar
        )
        temperature_k = self.table.scheme.temperature_k
        of_gases = {gas: gases()[gas].gibbs_ev(temperature_k, bar) for gas, bar in gases_bar.items()}
        self.found.cases["gases"] += 1
        self.found.reacting["gases"] += bool(answer.total.products)
        potentials = {} if voltage_v is None else {ION: -voltage_v}
        selves = answer.self_a_ev_per_atom, answer.self_b_ev_per_atom
        self._mixing("gases", a, b, potentials, answer.mutual, answer.total, selves, of_gases)

    def _opened(self, elements: set[str]) -> Amounts:
        """Half of the time another element that is exchanged, and its potential."""
        others = sorted(elements - {ION})
        if self.random.random() < 0.5 or len(others) < 2:
            return {}
        return {self.random.choice(others): -round(self.random.uniform(0.0, 1.0), 3)}

    def _mixing(self, kind, a, b, potentials, mutual, total, selves, gases_ev=None) -> None:
        sides, case = (per_atom(a), per_atom(b)), f"{a}|{b} {potentials} {gases_ev or ''}"
        around = [element for gas in gases_ev or {} for element in per_atom(gas)]
        elements = frozenset({*sides[0], *sides[1], *potentials, *around})

        def lowest(atoms: Amounts, elements: frozenset[str], potentials: Amounts) -> float:
            return self.energies.lowest(atoms, elements, potentials, gases_ev)

        hull = [lowest(side, elements, potentials) for side in sides]
        own = [
            max(self._own(name, side, elements, potentials), low)
            for name, side, low in zip((a, b), sides, hull, strict=True)
        ]
        for alone, low, side in zip(selves, hull, own, strict=True):
            self.found.note(f"{kind} alone", case, abs(low - side - alone))
        for what, minimum, apart in (("mutual", mutual, hull), ("total", total, own)):

            def released(x: float, apart=apart) -> float:
                mixed = _mix(sides, x)
                return lowest(mixed, elements, potentials) - x * apart[0] - (1 - x) * apart[1]

            def compared(x: float, energy: float) -> float:
                if not potentials:
                    return energy
                nonion = 1 - _mix(sides, x).get(ION, 0.0)
                return energy / nonion if nonion > 0 else 0.0

            reported = minimum.ev_per_nonion_atom if potentials else minimum.ev_per_atom
            elsewhere = min(compared(x, released(x)) for x in _GRID)
            self.found.note(f"{kind} {what}, a lower one elsewhere", case, max(reported - elsewhere, 0.0))
            if minimum.fraction_a is None:
                continue
            x = minimum.fraction_a
            self.found.note(f"{kind} {what}", case, abs(released(x) - minimum.ev_per_atom))
            units = x / Composition(a).num_atoms, (1 - x) / Composition(b).num_atoms
            scale = min(one for one in units if one > 0)
            if not gases_ev:  # else products hold what gases brought, and lack what they took
                self._products(f"{kind} {what}", case, minimum.products, scale, _mix(sides, x), potentials)

    def _own(self, name: str, side: Amounts, elements: frozenset[str], potentials: Amounts) -> float:
        energy = self.energies.own.get(Composition(name).reduced_formula)
        if energy is None:
            energy = self.energies.lowest(side, elements, {})
        return energy - exchanged(side, potentials)

    def _products(self, what, case, products, scale, mixed, potentials) -> None:
        """Whether products hold the closed atoms of a mixture, and have its lowest potential."""
        atoms: Counter[str] = Counter()
        energy = 0.0
        for formula, amount in products:
            composition = Composition(formula)
            own = self.energies.own[composition.reduced_formula] * composition.num_atoms
            energy += scale * amount * (own - exchanged(composition.as_dict(), potentials))
            for element, count in composition.as_dict().items():
                atoms[element] += scale * amount * count
        unbalanced = max(abs(atoms[e] - mixed.get(e, 0.0)) for e in {*atoms, *mixed} - potentials.keys())
        self.found.note(f"{what}, products' balance (atoms)", case, unbalanced)
        elements = frozenset({*atoms, *mixed, *potentials})
        lowest = self.energies.lowest(mixed, elements, potentials)
        self.found.note(f"{what}, products' energy", case, abs(energy - lowest))

    def _metal(self, name: str) -> None:
        side = per_atom(name)
        open_ev = self._opened({*side})
        answer = stabwin.interface(name, ION, phases=self.table, ion=ION, open_ev=open_ev)
        self.found.cases["metal"] += 1
        self.found.reacting["metal"] += bool(answer.mutual.products)
        elements, potentials = frozenset({*side, ION}), {ION: 0.0, **open_ev}
        full = self.energies.lowest(side, elements, potentials)
        hull = self.energies.lowest(side, elements, open_ev)  # in exchange with the others alone
        above = self.energies.lowest(side, elements, {}) - exchanged(side, open_ev)
        own = max(self._own(name, side, elements, open_ev), above)
        case = f"{name}|{ION} {open_ev}"
        self.found.note("metal alone", case, abs(hull - own - answer.self_a_ev_per_atom))
        for what, minimum, before in (("mutual", answer.mutual, hull), ("total", answer.total, own)):
            self.found.note(f"metal {what}", case, abs(full - before - minimum.ev_per_atom))
            if minimum.products:
                scale = 1 / Composition(name).num_atoms
                self._products(f"metal {what}", case, minimum.products, scale, side, potentials)
        limited = answer.limited_metal
        if not open_ev:
            selves = answer.self_a_ev_per_atom, 0.0
            self._mixing("metal, finite", name, ION, {}, limited.mutual, limited.total, selves)

    def _material(self, name: str) -> None:
        """One material at a voltage, half of the time with another element open."""
        side = per_atom(name)
        voltage_v = round(self.random.uniform(0.0, 5.0), 3)
        open_ev = self._opened({*side})
        answer = stabwin.window(
            name, phases=self.table, ion=ION, voltage_v=voltage_v, open_ev=open_ev
        ).at_voltage
        potentials = {ION: -voltage_v, **open_ev}
        elements = frozenset({*side, ION})
        full = self.energies.lowest(side, elements, potentials)
        hull = self.energies.lowest(side, elements, {}) - exchanged(side, potentials)
        own = max(self._own(name, side, elements, potentials), hull)
        case = f"{name} {potentials}"
        self.found.cases["material"] += 1
        self.found.reacting["material"] += answer.equilibrium.reaction is not None
        self.found.note("material", case, abs(full - own - answer.ev_per_atom))
        scale = 1 / Composition(name).num_atoms
        self._products("material", case, answer.equilibrium.products, scale, side, potentials)


def _mix(sides: tuple[Amounts, Amounts], x: float) -> Amounts:
    one, other = sides
    mixed = {e: x * one.get(e, 0.0) + (1 - x) * other.get(e, 0.0) for e in {*one, *other}}
    return {e: amount for e, amount in mixed.items() if amount > _FEWEST_ATOMS}


def _between(one: str, other: str, numbers: random.Random) -> str:
    """A composition between two, in small whole numbers."""
    mixed = numbers.randint(1, 3) * Composition(one) + numbers.randint(1, 3) * Composition(other)
    return mixed.formula.replace(" ", "")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    starter = stabwin.load_phases("starter", scheme="literature")
    cold = stabwin.load_phases("starter", scheme="measured", temperature_k=298.15)
    compared = [
        Comparison(starter, seed).run(count, tuple(kind for kind in KINDS if kind != "gases")),
        Comparison(cold, seed).run(count, ("gases",)),
    ]
    for found in compared:
        print(*found.lines(), sep="\n")
    raise SystemExit(1 if any(found.disagreements for found in compared) else 0)
