"""The rankings of a study: one layer between two neighbours, or two in series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE, CoatingQuestion, LayerContact
from stabwin.analysis.coatings.ranking import RankedCandidate, Ranking
from stabwin.analysis.interfaces.contact import contact_between
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.provenance import Provenance
from stabwin.chemistry.target import resolve_target
from stabwin.documents.document import Document
from stabwin.documents.parts import OUTSIDE
from stabwin.errors import StabwinError
from stabwin.notebook import ShownInNotebooks
from stabwin.phases.table import PhaseTable

if TYPE_CHECKING:
    import pandas as pd

# Of each side's best layers so many are tried together: a few hundred contacts.
LAYERS_TRIED = 20


@dataclass(frozen=True, kw_only=True)
class LayerPair(Document):
    """Two layers in series, as good as the worst of their three contacts.

    Attributes
    ----------
    inner, outer : str
        The layer on the electrolyte and the one on the electrode.
    worst_ev_per_atom : float
    electrolyte_contact_ev_per_atom, between_ev_per_atom, electrode_contact_ev_per_atom : float
        What the three contacts release, closed, eV/atom, <= 0.
    """

    inner: str
    outer: str
    worst_ev_per_atom: float
    electrolyte_contact_ev_per_atom: float
    between_ev_per_atom: float
    electrode_contact_ev_per_atom: float


@dataclass(frozen=True, kw_only=True, repr=False)
class LayerRanking(Document, ShownInNotebooks):
    """The ranking between one electrolyte and one electrode.

    Attributes
    ----------
    electrolyte, electrode : str
    ranking : Ranking
    uncoated : tuple of LayerContact
        The bare contacts of electrolyte and electrode; none where the phases do not answer.
    pairs : tuple of LayerPair
        Two layers in series, best first, where they were asked for.
    provenance : Provenance
    failed : tuple of (candidate, reason)
    """

    electrolyte: str
    electrode: str
    ranking: Ranking
    uncoated: tuple[LayerContact, ...]
    provenance: Annotated[Provenance, OUTSIDE]
    pairs: tuple[LayerPair, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        passing, candidates = len(self.ranking.passing), len(self.ranking.candidates)
        return (
            f"LayerRanking({self.electrolyte} | layer | {self.electrode}: {passing} of {candidates} pass)"
        )

    @property
    def uncoated_ev_per_atom(self) -> float | None:
        """What the bare contact releases at worst, closed, <= 0; None where it is not known."""
        closed = [one.mutual.ev_per_atom for one in self.uncoated if one.voltage_v is None]
        return min(closed, default=None)

    def to_dataframe(self) -> pd.DataFrame:
        """One row per candidate, best first."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """Flat rows of the candidates, best first."""
        return [one.to_row() for one in self.ranking.candidates]


def rank_pairs(
    table: PhaseTable, ranking: Ranking, question: CoatingQuestion, top: int
) -> tuple[LayerPair, ...]:
    """Two layers in series: one that suits the electrolyte, one that suits the electrode.

    The best of each side are tried together. A pair is as good as the worst of its three contacts:
    electrolyte with the inner layer, inner with outer layer, outer layer with the electrode.
    """
    inner = _best(ranking, ELECTROLYTE, "electrode_contact")
    outer = _best(ranking, ELECTRODE, "electrolyte_contact")
    found: list[LayerPair] = []
    for one in inner:
        for other in outer:
            between = _between(table, one.candidate.target, other.candidate.target, question)
            if between is None:
                continue
            first = one.candidate.worst(ELECTROLYTE)
            last = other.candidate.worst(ELECTRODE)
            found.append(
                LayerPair(
                    inner=one.candidate.target,
                    outer=other.candidate.target,
                    worst_ev_per_atom=min(first, between, last),
                    electrolyte_contact_ev_per_atom=first,
                    between_ev_per_atom=between,
                    electrode_contact_ev_per_atom=last,
                )
            )
    found.sort(key=lambda pair: (-pair.worst_ev_per_atom, pair.inner, pair.outer))
    return tuple(found[:top])


def _best(ranking: Ranking, neighbour: str, ignored: str) -> list[RankedCandidate]:
    """The candidates that pass all filters but one, the least reactive with a neighbour first."""
    suited = [
        one
        for one in ranking.candidates
        if all(check.passed for check in one.checks if check.name != ignored)
    ]
    suited.sort(key=lambda one: (-one.candidate.worst(neighbour), one.candidate.target))
    return suited[:LAYERS_TRIED]


def _between(table: PhaseTable, one: str, other: str, question: CoatingQuestion) -> float | None:
    """What the contact of two layers releases, eV/atom; None where the phases do not answer."""
    try:
        a, b = (Side.of(table, resolve_target(name, question.ion)) for name in (one, other))
        contact = contact_between(a, b, question.ion, question.of_a_contact(None))
        return contact.mutual(table).ev_per_atom
    except StabwinError:
        return None
