"""The contact with the ion's metal, which is an unlimited reservoir at 0 V."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NoReturn

from stabwin.analysis.interfaces.kinks import NOTHING, Minimum
from stabwin.analysis.interfaces.nominal import FiniteContact, LineMemory, NominalContact
from stabwin.analysis.interfaces.one_side import around_one_side
from stabwin.analysis.interfaces.samples import SampledContact
from stabwin.analysis.lines.equilibria import decomposition_energy, point_at
from stabwin.analysis.lines.ion_line import IonLine, sample_ion_line, trace_ion_line
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.lines.retrace import all_phases_of, retraced
from stabwin.analysis.rounding import reported
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.errors import PotentialError
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable


@dataclass(frozen=True, kw_only=True)
class MetalContact:
    """A material in contact with as much of the ion's metal as it can take up.

    Attributes
    ----------
    limited : FiniteContact
        The closed contact with a finite amount of the metal, which stands beside it.
    metal_is_a : bool
    """

    limited: FiniteContact
    metal_is_a: bool

    voltage_v: ClassVar[float] = 0.0

    @property
    def a(self) -> Side:
        """The first material."""
        return self.limited.a

    @property
    def b(self) -> Side:
        """The second material."""
        return self.limited.b

    @property
    def ion(self) -> str:
        """The ion whose metal it is."""
        return self.limited.ion

    @property
    def material(self) -> Side:
        """The side that is not the metal."""
        return self.b if self.metal_is_a else self.a

    def at(self, voltage_v: float) -> NoReturn:  # noqa: ARG002 (whatever it is)
        """The metal has one voltage: PotentialError for any other question."""
        raise PotentialError(
            f"{self.ion} metal is at 0 V by definition: leave out the voltage, or name another material."
        )

    def nominal(self, table: PhaseTable, memory: LineMemory | None = None) -> NominalContact:  # noqa: ARG002
        """What full uptake releases; there are no kinks."""
        line = self._line(table)
        own = reported(line.released_alone_ev_per_atom)
        return NominalContact(
            mutual=_full_uptake(line, on_hull=True),
            total=_full_uptake(line, on_hull=False),
            kinks=(),
            self_a_ev_per_atom=0.0 if self.metal_is_a else own,
            self_b_ev_per_atom=own if self.metal_is_a else 0.0,
            system_fingerprint=line.system.fingerprint,
        )

    def mutual(self, table: PhaseTable) -> Minimum:
        """What full uptake releases, beside what the material releases on its own."""
        return _full_uptake(self._line(table), on_hull=True)

    def samples(self, table: PhaseTable, model: ErrorModel) -> SampledContact:
        """What full uptake releases in all samples of the phases' errors."""
        line = sample_ion_line(self._line(table), model)
        mutual, total = (decomposition_energy(line, 0.0, on_hull=on_hull) for on_hull in (True, False))
        columns = line.line.phases_at(point_at(line, 0.0))
        columns[mutual > -tolerances.NO_REACTION] = -1  # nothing reacts, so nothing forms
        formula = self.material.formula
        per_nonion = formula.atoms / (formula.atoms - formula.amount(self.ion))
        return SampledContact(
            mutual=mutual,
            mutual_per_nonion=mutual * per_nonion,
            total=total,
            total_per_nonion=total * per_nonion,
            columns=columns,
            system=line.system,
        )

    def all_phases(self, table: PhaseTable) -> System:
        """All phases of its elements, however far above the hull."""
        return all_phases_of(self._line(table))

    def mutual_among(self, system: System) -> float:
        """The mutual energy with the phases of a system, eV/atom."""
        line = retraced(self._line(system.table), system)
        return float(decomposition_energy(line, 0.0, on_hull=True))

    def _line(self, table: PhaseTable) -> IonLine[HullLine]:
        around = around_one_side(self.limited)
        return trace_ion_line(table, self.material.target, around, self.ion)


def _full_uptake(line: IonLine[HullLine], *, on_hull: bool) -> Minimum:
    """What a material releases in an unlimited reservoir at 0 V."""
    energy = float(decomposition_energy(line, 0.0, on_hull=on_hull))
    if energy > -tolerances.NO_REACTION:
        return NOTHING
    equilibrium = line.equilibria([int(point_at(line, 0.0))])[0]
    return Minimum(
        ev_per_atom=reported(energy),
        ev_per_nonion_atom=reported(energy * line.formula.atoms / line.fixed_atoms),
        fraction_a=None,
        products=equilibrium.products,
        reaction=equilibrium.reaction,
        at_endpoint=None,
    )
