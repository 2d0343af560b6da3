"""What candidates are asked, and the contacts that answer it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

from stabwin.analysis.conditions import Conditions, ContactConditions, Reservoirs
from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.analysis.interfaces.samples import Floats
from stabwin.analysis.interfaces.states import CHARGED, DISCHARGED
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.documents.document import Document
from stabwin.documents.parts import OMITTED, OUTSIDE

ALONE = Reservoirs()

ELECTROLYTE, ELECTRODE = "electrolyte", "electrode"


@dataclass(frozen=True, kw_only=True)
class CoatingQuestion:
    """What candidates are asked.

    Attributes
    ----------
    electrolyte : str
    electrode : str
        A cathode, or the ion's metal for a layer on the anode's side.
    ion : str
    states : tuple of str
        States of charge of the electrode.
    voltages_v : tuple of float
        Operating voltages at which the contacts are also followed.
    around : Reservoirs
        What layers and contacts are in besides: open elements and gases, at the temperature of the phases.
    model : ErrorModel or None
        Where every number is also asked for in samples of the phases' errors.
    """

    electrolyte: str
    electrode: str
    ion: str = "Li"
    states: tuple[str, ...] = (DISCHARGED, CHARGED)
    voltages_v: tuple[float, ...] = ()
    around: Reservoirs = ALONE
    model: ErrorModel | None = None

    @cached_property
    def of_a_window(self) -> Conditions:
        """The conditions of the layers' windows."""
        around = self.around
        return Conditions(
            open_ev=around.open_ev, gases_bar=around.gases_bar, temperature_k=around.temperature_k
        )

    def of_a_contact(self, voltage_v: float | None) -> ContactConditions:
        """The conditions of the contacts at a voltage, closed without."""
        around = self.around
        return ContactConditions(
            voltage_v=voltage_v,
            open_ev=around.open_ev,
            gases_bar=around.gases_bar,
            temperature_k=around.temperature_k,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerContact(Document):
    """One contact of a layer (or of the bare electrolyte).

    Attributes
    ----------
    neighbour : str
        "electrolyte" or "electrode".
    partner : str
    state : str or None
        State of charge of the electrode.
    voltage_v : float or None
        None for a closed contact.
    mutual : Minimum
    uncertainty : Spread or None
        Of its energy per atom, where errors are drawn.
    samples : array or None
        Its energy per atom in each sample, while a candidate is judged.
    """

    neighbour: str
    partner: str
    state: str | None
    voltage_v: float | None
    mutual: Minimum
    uncertainty: Annotated[Spread | None, OMITTED] = None
    samples: Annotated[Floats | None, OUTSIDE] = field(default=None, repr=False, compare=False)

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        row = {
            "neighbour": self.neighbour,
            "partner": self.partner,
            "state": self.state,
            "voltage_v": self.voltage_v,
            "mutual_ev_per_atom": self.mutual.ev_per_atom,
            "mutual_ev_per_nonion_atom": self.mutual.ev_per_nonion_atom,
            "fraction_candidate": self.mutual.fraction_a,
            "reaction": self.mutual.reaction,
        }
        if self.uncertainty is not None:
            row |= self.uncertainty.to_row("mutual_ev_per_atom")
        return row
