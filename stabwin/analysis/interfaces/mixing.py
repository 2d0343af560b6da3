"""The contact of two materials that mix: its kinks, and the mixtures that release most energy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

import numpy as np

from stabwin.analysis.gas_exchange import taken_up_with, without_reservoirs
from stabwin.analysis.interfaces.kinks import NOTHING, Kink, Minimum
from stabwin.analysis.interfaces.nominal import LineMemory, NominalContact
from stabwin.analysis.interfaces.samples import SampledContact
from stabwin.analysis.lines.minima import lowest
from stabwin.analysis.lines.mixing_line import (
    Floats,
    MixingLine,
    mixing_line_in,
    sample_mixing_line,
    trace_mixing_line,
)
from stabwin.analysis.lines.mixture import Mixture
from stabwin.analysis.reaction import Product, products_of
from stabwin.analysis.rounding import REPORTED_DECIMALS, reported, reported_all
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.written import write_reaction
from stabwin.chemistry.formula import Formula
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable


class MixingContact(Mixture):
    """A contact whose two materials mix in any proportion, closed or at a voltage."""

    # Only the ion's metal has a finite amount beside the unlimited one.
    limited: ClassVar[None] = None

    def at(self, voltage_v: float) -> MixingContact:
        """The same contact at another voltage."""
        return replace(self, voltage_v=voltage_v)

    def nominal(self, table: PhaseTable, memory: LineMemory | None = None) -> NominalContact:
        """Minima, kinks and what each side does on its own."""
        line = trace_mixing_line(table, self, memory)
        kinks = KinkReader(line)
        return NominalContact(
            mutual=kinks.minimum(line.mutual),
            total=kinks.minimum(line.total),
            kinks=kinks.every(),
            self_a_ev_per_atom=reported(line.self_a_ev_per_atom),
            self_b_ev_per_atom=reported(line.self_b_ev_per_atom),
            system_fingerprint=line.system.fingerprint,
        )

    def mutual(self, table: PhaseTable) -> Minimum:
        """What the contact adds to what each side does on its own, where that is most."""
        return mutual_minimum(trace_mixing_line(table, self))

    def samples(self, table: PhaseTable, model: ErrorModel) -> SampledContact:
        """The mixtures that release most, in all samples of the phases' errors."""
        line = sample_mixing_line(table, self, model)
        mutual, total = lowest(line, line.mutual), lowest(line, line.total)
        reacting = np.where(mutual.ev_per_atom < -tolerances.NO_REACTION, mutual.kinks, -1)
        return SampledContact(
            mutual=mutual.ev_per_atom,
            mutual_per_nonion=mutual.ev_per_nonion_atom,
            total=total.ev_per_atom,
            total_per_nonion=total.ev_per_nonion_atom,
            columns=line.columns_at(reacting),
            system=line.system,
        )

    def all_phases(self, table: PhaseTable) -> System:
        """All phases of its elements, however far above the hull."""
        return self.system(table, math.inf)

    def mutual_among(self, system: System) -> float:
        """The mutual energy with the phases of a system, eV/atom."""
        return mutual_minimum(mixing_line_in(system, self)).ev_per_atom


def mutual_minimum(line: MixingLine[HullLine]) -> Minimum:
    """The mixture at which the contact adds most to what each side does on its own."""
    return KinkReader(line).minimum(line.mutual)


class KinkReader:
    """Products and reactions at the kinks of a line, in formula units as the user wrote them.

    The reactant that takes part with fewer formula units has the coefficient one.
    """

    def __init__(self, line: MixingLine[HullLine]) -> None:
        self.line = line
        self._read: dict[int, tuple[tuple[Product, ...], str]] = {}

    @property
    def _formulas(self) -> tuple[Formula, Formula]:
        return self.line.mixture.a.formula, self.line.mixture.b.formula

    @cached_property
    def _reactants(self) -> list[tuple[str, float]]:
        """Printed formulas, and how many of each a formula unit as written holds."""
        return [(formula.reduced, float(formula.units)) for formula in self._formulas]

    def minimum(self, energies: Floats) -> Minimum:
        """The mixture of lowest energy, of ``line.mutual`` or ``line.total``."""
        lowest_kink = lowest(self.line, energies)
        kink = int(lowest_kink.kinks)
        if lowest_kink.ev_per_atom > -tolerances.NO_REACTION:
            return NOTHING
        products, reaction = self.reaction(kink)
        per_atom, per_nonion, fraction = reported_all(
            (lowest_kink.ev_per_atom, lowest_kink.ev_per_nonion_atom, self.line.fractions[kink])
        )
        return Minimum(
            ev_per_atom=per_atom,
            ev_per_nonion_atom=per_nonion,
            fraction_a=fraction,
            products=products,
            reaction=reaction,
            at_endpoint={0: "b", len(energies) - 1: "a"}.get(kink),
        )

    def every(self) -> tuple[Kink, ...]:
        """Every kink, from B (fraction 0) to A (fraction 1)."""
        line = self.line
        columns = (
            line.fractions,
            line.mutual,
            line.per_nonion(line.mutual),
            line.total,
            line.per_nonion(line.total),
        )
        kinks = []
        numbers = zip(*(reported_all(values.tolist()) for values in columns), strict=True)
        for kink, (fraction, mutual, mutual_per_nonion, total, total_per_nonion) in enumerate(numbers):
            products, reaction = self.reaction(kink)
            kinks.append(
                Kink(
                    fraction_a=fraction,
                    mutual_ev_per_atom=mutual,
                    mutual_ev_per_nonion_atom=mutual_per_nonion,
                    total_ev_per_atom=total,
                    total_ev_per_nonion_atom=total_per_nonion,
                    products=products,
                    reaction=reaction,
                )
            )
        return tuple(kinks)

    def reaction(self, kink: int) -> tuple[tuple[Product, ...], str]:
        """Products and balanced reaction at a kink."""
        if kink not in self._read:
            self._read[kink] = self._reaction(kink)
        return self._read[kink]

    def _reaction(self, kink: int) -> tuple[tuple[Product, ...], str]:
        a, b = self._formulas
        units = (
            float(self.line.fractions[kink]) / a.atoms,
            float(self.line.other_fractions[kink]) / b.atoms,
        )
        scale = 1 / min(amount for amount in units if amount > 0)
        atoms = {column: amount * scale for column, amount in self.line.atoms_at(kink).items()}
        system = self.line.system
        products, molecules = without_reservoirs(system, products_of(system, atoms))
        added = [
            (name, amount * scale * size)
            for (name, size), amount in zip(self._reactants, units, strict=True)
        ]
        amounts = reported_all([amount for _, amount in added])
        reactants: dict[str, float] = {}
        for (name, unrounded), amount in zip(added, amounts, strict=True):
            if unrounded > 0:
                reactants[name] = reactants.get(name, 0.0) + amount
        exchanged, gases = self._exchanged(units, scale, atoms), self.line.mixture.atmosphere
        taken_up = taken_up_with(exchanged, molecules, gases, REPORTED_DECIMALS)
        return products, write_reaction(reactants, products, taken_up)

    def _exchanged(
        self, units: tuple[float, float], scale: float, atoms: Mapping[int, float]
    ) -> dict[str, float]:
        """Atoms of each open element that the reservoirs give, per reaction as written."""
        a, b = self._formulas
        return {
            element: reported(
                sum(float(fractions[column]) * amount for column, amount in atoms.items())
                - scale * (units[0] * a.amount(element) + units[1] * b.amount(element))
            )
            for element, fractions in self.line.system.open_fractions.items()
        }
