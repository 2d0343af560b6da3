"""The voltage profile of a target: every equilibrium from fully delithiated to fully lithiated.

Each breakpoint of the hull along the ion content is one equilibrium, stable over the voltages between
the slopes on its two sides [1]_. The decomposition energy is exact at every voltage.

References
----------
.. [1] Y. Zhu, X. He, Y. Mo, ACS Appl. Mater. Interfaces 7, 23685 (2015),
   doi:10.1021/acsami.5b07517.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, NamedTuple

from stabwin.analysis.reaction import Equilibrium
from stabwin.analysis.results import declare
from stabwin.analysis.windows.facts import KEYS_AFTER, KEYS_BEFORE, TargetFacts
from stabwin.analysis.windows.uncertainty import ProfileUncertainty
from stabwin.analysis.written import write_products
from stabwin.documents.document import Document
from stabwin.documents.made_when_read import MadeWhenRead
from stabwin.documents.parts import INLINE, OMITTED
from stabwin.documents.read import from_dict
from stabwin.documents.write import to_dict


@dataclass(frozen=True, kw_only=True)
class Step(Document):
    """One equilibrium of a profile and the voltages at which it holds.

    Attributes
    ----------
    voltage_low_v : float
    voltage_high_v : float or None
        None for the highest step.
    equilibrium : Equilibrium
    """

    voltage_low_v: float
    voltage_high_v: float | None
    equilibrium: Annotated[Equilibrium, INLINE]


class EnergyAtVoltage(NamedTuple):
    """The decomposition energy E_D at one voltage."""

    voltage_v: float
    ev_per_atom: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> EnergyAtVoltage:
        """The energy from its plain values, as `to_dict` gave them."""
        return from_dict(cls, document)


@dataclass(frozen=True, kw_only=True, repr=False)
class Profile(MadeWhenRead, TargetFacts):
    """The voltage profile of one target.

    Attributes
    ----------
    steps : tuple of Step
        From high to low voltage.
    decomposition_energy : tuple of (voltage_v, ev_per_atom)
        E_D at 0 V (or the lowest voltage there is), at every breakpoint and at 5 V, ascending.
        Between them it is linear.
    """

    steps: tuple[Step, ...]
    decomposition_energy: tuple[EnergyAtVoltage, ...]
    uncertainty: Annotated[ProfileUncertainty | None, OMITTED] = None

    document_keys: ClassVar[tuple[str, ...]] = (
        *KEYS_BEFORE,
        "energy_above_hull_ev_per_atom",
        "steps",
        "decomposition_energy",
        *KEYS_AFTER,
    )

    def __repr__(self) -> str:
        return f"Profile({self.target!r}: {len(self.steps)} steps, {self.status})"

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per step."""
        return [
            self._to_row(
                voltage_low_v=step.voltage_low_v,
                voltage_high_v=step.voltage_high_v,
                ions_per_formula=step.equilibrium.ions_per_formula,
                products=write_products(step.equilibrium.products),
                reaction=step.equilibrium.reaction,
            )
            for step in self.steps
        ]


PROFILES = declare("stabwin/profile/1", Profile)
