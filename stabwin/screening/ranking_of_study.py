"""From the rows of a study to its rankings: one layer, or two in series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE, LayerContact
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.ranking import RankedCandidate, Ranking, rank
from stabwin.analysis.coatings.samples import CandidateSamples
from stabwin.analysis.conditions import ContactConditions
from stabwin.analysis.interfaces.contact import contact_between
from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.provenance import Provenance
from stabwin.chemistry.target import resolve_target
from stabwin.errors import StabwinError
from stabwin.notebook import ShownInNotebooks
from stabwin.phases.table import PhaseTable
from stabwin.screening.tasks import SAMPLES

if TYPE_CHECKING:
    import pandas as pd

# Of each side's best layers so many are tried together: a few hundred contacts.
LAYERS_TRIED = 20

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, repr=False)
class LayerRanking(ShownInNotebooks):
    """The ranking between one electrolyte and one electrode.

    Attributes
    ----------
    electrolyte, electrode : str
    ranking : Ranking
    uncoated : tuple of LayerContact
        The bare contacts of electrolyte and electrode; none where the phases do not answer.
    pairs : tuple of dict
        Two layers in series, best first, where they were asked for.
    provenance : Provenance
    failed : tuple of (candidate, reason)
    """

    electrolyte: str
    electrode: str
    ranking: Ranking
    uncoated: tuple[LayerContact, ...]
    provenance: Provenance
    pairs: tuple[Mapping[str, Any], ...] = ()
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


def rank_layers(
    facts: Sequence[Row], contacts: Sequence[Row], filters: Filters, named: frozenset[str]
) -> Ranking:
    """The ranking of candidates from their rows."""
    by_candidate: dict[str, list[Row]] = {}
    for row in contacts:
        by_candidate.setdefault(row["candidate"], []).append(row)
    judged = [row for row in facts if row["status"] == "judged"]
    candidates = [_candidate(row, by_candidate.get(row["candidate"], [])) for row in judged]
    return rank(candidates, filters, named)


def _candidate(facts: Row, contacts: Sequence[Row]) -> Candidate:
    return Candidate(
        target=facts["candidate"],
        formula=facts["formula"],
        radioactive=facts["radioactive"],
        band_gap_ev=facts["band_gap_ev"],
        energy_above_hull_ev_per_atom=facts["energy_above_hull_ev_per_atom"],
        reduction_limit_v=facts["reduction_limit_v"],
        oxidation_limit_v=facts["oxidation_limit_v"],
        contacts=tuple(
            LayerContact(
                neighbour=row["neighbour"],
                partner=row["partner"],
                state=row["state"],
                voltage_v=row["voltage_v"],
                mutual=Minimum(
                    ev_per_atom=row["mutual_ev_per_atom"],
                    ev_per_nonion_atom=row["mutual_ev_per_nonion_atom"],
                    fraction_a=row["fraction_candidate"],
                    products=(),
                    reaction=row["reaction"],
                    at_endpoint=None,
                ),
            )
            for row in contacts
        ),
        samples=CandidateSamples.unpacked(facts[SAMPLES]) if SAMPLES in facts else None,
    )


def rank_pairs(table: PhaseTable, ranking: Ranking, ion: str, top: int) -> tuple[dict[str, Any], ...]:
    """Two layers in series: one that suits the electrolyte, one that suits the electrode.

    The best of each side are tried together. A pair is as good as the worst of its three contacts:
    electrolyte with the inner layer, inner with outer layer, outer layer with the electrode.
    """
    inner = _best(ranking, ELECTROLYTE, "electrode_contact")
    outer = _best(ranking, ELECTRODE, "electrolyte_contact")
    found: list[dict[str, Any]] = []
    for one in inner:
        for other in outer:
            between = _between(table, one.candidate.target, other.candidate.target, ion)
            if between is None:
                continue
            first = one.candidate.worst(ELECTROLYTE)
            last = other.candidate.worst(ELECTRODE)
            found.append(
                {
                    "inner": one.candidate.target,
                    "outer": other.candidate.target,
                    "worst_ev_per_atom": min(first, between, last),
                    "electrolyte_contact_ev_per_atom": first,
                    "between_ev_per_atom": between,
                    "electrode_contact_ev_per_atom": last,
                }
            )
    found.sort(key=lambda row: (-row["worst_ev_per_atom"], row["inner"], row["outer"]))
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


def _between(table: PhaseTable, one: str, other: str, ion: str) -> float | None:
    """What the contact of two layers releases, eV/atom; None where the phases do not answer."""
    try:
        a, b = (Side.of(table, resolve_target(name, ion)) for name in (one, other))
        return contact_between(a, b, ion, ContactConditions()).mutual(table).ev_per_atom
    except StabwinError:
        return None
