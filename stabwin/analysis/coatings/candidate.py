"""A candidate for a layer between an electrolyte and an electrode: what is known of it.

A candidate is judged by its own stability window and by what its contacts with both neighbours release.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from stabwin.analysis.coatings.contacts import LayerContact
from stabwin.analysis.coatings.samples import CandidateSamples, CandidateUncertainty
from stabwin.documents.document import Document
from stabwin.documents.parts import OMITTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate(Document):
    """What is known of one candidate.

    Attributes
    ----------
    target, formula : str
    radioactive : bool
    band_gap_ev : float or None
        None where it is not known.
    energy_above_hull_ev_per_atom : float or None
        In gases what it releases on its own with these, if that is more; None for a composition that is
        not in the data and does not react.
    reduction_limit_v : float
    oxidation_limit_v : float or None
        None where there are no ions to give off.
    contacts : tuple of LayerContact
    uncertainty : CandidateUncertainty or None
        Where errors are drawn.
    samples : CandidateSamples or None
        The numbers that a ranking compares, sample by sample.
    """

    target: str
    formula: str
    radioactive: bool
    band_gap_ev: float | None
    energy_above_hull_ev_per_atom: float | None
    reduction_limit_v: float
    oxidation_limit_v: float | None
    contacts: tuple[LayerContact, ...]
    uncertainty: Annotated[CandidateUncertainty | None, OMITTED] = None
    samples: Annotated[CandidateSamples | None, OMITTED] = field(default=None, repr=False, compare=False)

    def worst(self, neighbour: str) -> float:
        """The lowest mutual energy of the closed contacts with one neighbour, eV/atom, <= 0."""
        return min(
            (
                contact.mutual.ev_per_atom
                for contact in self.contacts
                if contact.neighbour == neighbour and contact.voltage_v is None
            ),
            default=0.0,
        )
