"""How probable it is that a candidate passes the filters and ranks high.

All candidates see the same errors of the phases they share, so that two of them are compared sample by
sample and not by their separate error bars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.samples import Bools, CandidateSamples, CandidateUncertainty
from stabwin.analysis.uncertainty.spread import Spread, share_of
from stabwin.documents.document import Document
from stabwin.documents.frozen_mapping import FrozenMapping

# A candidate's probability to be among so many at the top is given.
TOP = 10


@dataclass(frozen=True, kw_only=True)
class Probabilities(Document):
    """How a candidate fares in all samples.

    Attributes
    ----------
    uncertainty : CandidateUncertainty
    score_ev_per_atom : Spread
    passes : float
        The probability that it passes every filter.
    passes_each : mapping of str to float
        The same, filter by filter.
    top_ten : float
        The probability that it passes and is among the ten best of those that do.
    """

    uncertainty: CandidateUncertainty
    score_ev_per_atom: Spread
    passes: float
    passes_each: Mapping[str, float]
    top_ten: float

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        return {
            "probability_passes": self.passes,
            "probability_top_ten": self.top_ten,
            **self.score_ev_per_atom.to_row("score_ev_per_atom"),
            **self.uncertainty.to_row(),
            **{f"probability_passes_{name}": share for name, share in self.passes_each.items()},
        }


def probabilities_of(
    candidates: Sequence[tuple[CandidateSamples, bool]], filters: Filters
) -> list[Probabilities]:
    """How candidates fare against filters and each other.

    Parameters
    ----------
    candidates : sequence of (samples, whether the filters without an error are passed)
    filters : Filters
    """
    if not candidates:
        return []
    each = [samples.passes(filters) for samples, _ in candidates]
    scores = np.array([samples.scores(filters) for samples, _ in candidates])
    passing = np.array([_all(checks, fixed) for checks, (_, fixed) in zip(each, candidates, strict=True)])
    passing = np.broadcast_to(passing.reshape(len(candidates), -1), scores.shape)
    places = np.argsort(np.where(passing, scores, np.inf), axis=0, kind="stable").argsort(axis=0)
    top = passing & (places < TOP)
    return [
        Probabilities(
            uncertainty=CandidateUncertainty.of(samples),
            score_ev_per_atom=Spread.of(scores[k]),
            passes=share_of(passing[k]),
            passes_each=FrozenMapping({name: share_of(passed) for name, passed in each[k].items()}),
            top_ten=share_of(top[k]),
        )
        for k, (samples, _) in enumerate(candidates)
    ]


def _all(checks: Mapping[str, Bools], fixed: bool) -> Bools:
    passed = np.array([fixed]) if not checks else np.logical_and.reduce(list(checks.values())) & fixed
    return np.asarray(passed, dtype=np.bool_)
