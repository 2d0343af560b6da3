"""Coatings in every sample of the phases' errors: what is known of one, and how a ranking fares.

All candidates see the same errors of the phases they share, so that two of them are compared sample by
sample and not by their separate error bars.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stabwin.analysis.coatings.score import score
from stabwin.analysis.uncertainty.error_model import Spread, share_of

if TYPE_CHECKING:
    from stabwin.analysis.coatings.candidate import Filters

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Places at the top of a ranking that a candidate's chance is given for.
TOP = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class CandidateSamples:
    """What is known of one candidate in each sample; arrays of shape (samples,).

    Attributes
    ----------
    reduction_limit_v, oxidation_limit_v : arrays
        Infinite where there are no ions to give off.
    energy_above_hull_ev_per_atom : array
        NaN for a composition that is not in the data.
    electrolyte_contact_ev_per_atom, electrode_contact_ev_per_atom : arrays
        The lowest mutual energy of the closed contacts with each neighbour, <= 0.
    """

    reduction_limit_v: Floats
    oxidation_limit_v: Floats
    energy_above_hull_ev_per_atom: Floats
    electrolyte_contact_ev_per_atom: Floats
    electrode_contact_ev_per_atom: Floats

    def packed(self) -> str:
        """All numbers as one text, in single precision."""
        block = np.array([getattr(self, field.name) for field in fields(self)], dtype="<f4")
        return base64.b64encode(block.tobytes()).decode()

    @classmethod
    def unpacked(cls, text: str) -> CandidateSamples:
        """What `packed` was made of."""
        names = [field.name for field in fields(cls)]
        block = np.frombuffer(base64.b64decode(text), dtype="<f4").astype(np.float64)
        return cls(**dict(zip(names, block.reshape(len(names), -1), strict=True)))

    def to_row(self) -> dict[str, float | None]:
        """The spreads, flat."""
        row: dict[str, float | None] = {}
        for field in fields(self):
            values = getattr(self, field.name)
            if not np.isnan(values).any():
                row |= Spread.of(values).to_row(field.name)
        return row

    def passes(self, filters: Filters) -> dict[str, Bools]:
        """Whether each filter with a sampled value is passed, in each sample."""
        values = {
            # Unknown passes.
            "energy_above_hull": np.nan_to_num(self.energy_above_hull_ev_per_atom, nan=-np.inf),
            "reduction_limit": self.reduction_limit_v,
            "oxidation_limit": self.oxidation_limit_v,
            "electrolyte_contact": -self.electrolyte_contact_ev_per_atom,
            "electrode_contact": -self.electrode_contact_ev_per_atom,
        }
        return {
            name: side * (values[name] - limit) >= -_PRECISION
            for name, limit, side in filters.limits()
            if name in values
        }

    def scores(self, filters: Filters) -> Floats:
        """The score in each sample."""
        contacts = self.electrolyte_contact_ev_per_atom, self.electrode_contact_ev_per_atom
        found = score(self.reduction_limit_v, self.oxidation_limit_v, *contacts, filters)
        return np.asarray(found, dtype=np.float64)


# Samples are kept in single precision: a value on its limit stays there.
_PRECISION = 1e-6


@dataclass(frozen=True, kw_only=True)
class Odds:
    """How a candidate fares in all samples.

    Attributes
    ----------
    samples : CandidateSamples
    score_ev_per_atom : Spread
    passes : float
        The probability that it passes every filter.
    passes_each : mapping of str to float
        The same, filter by filter.
    top_ten : float
        The probability that it passes and is among the ten best of those that do.
    """

    samples: CandidateSamples
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
            **self.samples.to_row(),
            **{f"probability_passes_{name}": share for name, share in self.passes_each.items()},
        }


def odds_of(candidates: Sequence[tuple[CandidateSamples, bool]], filters: Filters) -> list[Odds]:
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
        Odds(
            samples=samples,
            score_ev_per_atom=Spread.of(scores[k]),
            passes=share_of(passing[k]),
            passes_each={name: share_of(found) for name, found in each[k].items()},
            top_ten=share_of(top[k]),
        )
        for k, (samples, _) in enumerate(candidates)
    ]


def _all(checks: Mapping[str, Bools], fixed: bool) -> Bools:
    found = np.array([fixed]) if not checks else np.logical_and.reduce(list(checks.values())) & fixed
    return np.asarray(found, dtype=np.bool_)
