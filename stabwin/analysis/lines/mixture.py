"""What is mixed: two materials, and the reservoirs they are in contact with."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

from stabwin.analysis.lines.own_energy import energies_of
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import Formula, composition_key
from stabwin.chemistry.target import ResolvedTarget
from stabwin.phases.gas_columns import exchanging
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.atmosphere import Atmosphere
from stabwin.thermo.gibbs.gases import Gas

# Chemical potentials of open elements, eV per atom, sorted by element.
OpenPotentials = tuple[tuple[str, float], ...]


def open_potentials(open_ev: Mapping[str, float]) -> OpenPotentials:
    """Chemical potentials as a part of a question, which is hashable."""
    return tuple(sorted(open_ev.items()))


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two materials, with what the line needs to know of it.

    Attributes
    ----------
    target : ResolvedTarget
    own_energy_ev_per_atom : float or None
        The formation energy that the user supplied.
    energy_ev_per_atom : float or None
        That, or else the table's; None if neither is there.
    warnings : tuple of str
    """

    target: ResolvedTarget
    own_energy_ev_per_atom: float | None
    energy_ev_per_atom: float | None
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, table: PhaseTable, target: ResolvedTarget) -> Side:
        """A side whose energy is looked up."""
        own, energy, warnings = energies_of(table, target)
        if energy is None:
            on_hull = (
                f"{target.formula.reduced} has no energy of its own in these phases: in total energies "
                "it is put on the hull."
            )
            warnings += (on_hull,)
        return cls(
            target=target,
            own_energy_ev_per_atom=own,
            energy_ev_per_atom=energy,
            warnings=warnings,
        )

    @cached_property
    def formula(self) -> Formula:
        """Its composition."""
        return self.target.formula


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """All mixtures of two materials, in contact with the same reservoirs.

    Attributes
    ----------
    a, b : Side
    ion : str
    voltage_v : float or None
        Of the ion's reservoir; None for a closed contact.
    open_ev : tuple of (element, float)
        Chemical potentials of further open elements, eV per atom.
    atmosphere : Atmosphere or None
        Gases around: they open the elements whose potentials they fix, and exchange molecules else.
    """

    a: Side
    b: Side
    ion: str
    voltage_v: float | None = None
    open_ev: OpenPotentials = ()
    atmosphere: Atmosphere | None = None

    @cached_property
    def potentials_ev(self) -> dict[str, float]:
        """Chemical potentials of all open elements, the ion's among them at a voltage, eV per atom."""
        potentials = dict(self.open_ev)
        if self.atmosphere is not None:
            potentials |= self.atmosphere.potentials_ev
        if self.voltage_v is not None:
            potentials[self.ion] = -ION_VALENCE[self.ion] * self.voltage_v
        return potentials

    @cached_property
    def gases_ev(self) -> Mapping[Gas, float]:
        """Potentials of the gases whose elements have none of their own, eV per molecule."""
        return {} if self.atmosphere is None else self.atmosphere.undetermined_ev

    @cached_property
    def elements(self) -> frozenset[str]:
        """The elements of both sides, and of the reservoirs."""
        of_gases = () if self.atmosphere is None else self.atmosphere.elements
        sides = (*self.a.formula.elements, *self.b.formula.elements)
        return frozenset((*sides, *self.potentials_ev, *of_gases))

    @property
    def sides(self) -> tuple[Side, Side]:
        """A and B."""
        return self.a, self.b

    @property
    def is_canonical(self) -> bool:
        """Whether A and B stand in the order in which lines are traced.

        Both orders have one line, so that A|B mirrors B|A to the last bit.
        """
        return self.a.formula.key <= self.b.formula.key

    def swapped(self) -> Mixture:
        """The same mixtures of B and A."""
        return replace(self, a=self.b, b=self.a)

    def closed_system(self, table: PhaseTable, reach_ev_per_atom: float = 0.0) -> System:
        """The columns for the elements of both sides, and the sides with an energy of the user's own."""
        elements = {*self.a.formula.elements, *self.b.formula.elements}
        return self._system(table, elements, reach_ev_per_atom)

    def system(self, table: PhaseTable, reach_ev_per_atom: float = 0.0) -> System:
        """The same with the elements of the reservoirs, open to these, and the columns of gases."""
        closed = self._system(table, self.elements, reach_ev_per_atom)
        return exchanging(closed.open_to(self.potentials_ev), self.gases_ev)

    def _system(self, table: PhaseTable, elements: AbstractSet[str], reach: float) -> System:
        system = System.of(table, elements, reach)
        for side in self.sides:
            if side.own_energy_ev_per_atom is not None:
                system = system.with_own_phase(side.formula, side.own_energy_ev_per_atom)
        return system

    @cached_property
    def line_key(self) -> Hashable:
        """All that the line depends on, besides the table.

        At a voltage that is what is not the ion, so that charged and discharged states share a line.
        """
        reservoirs = tuple(self.potentials_ev.items()), tuple(self.gases_ev.items())
        return self._closed(self.a), self._closed(self.b), self.elements, reservoirs

    def _closed(self, side: Side) -> Hashable:
        closed = {e: n for e, n in side.formula.amounts.items() if e not in self.potentials_ev}
        own = side.own_energy_ev_per_atom
        return composition_key(closed), own, None if own is None else side.formula.key
