"""A candidate in every sample of the phases' errors."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.score import score
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.documents.document import Document
from stabwin.hull import tolerances

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class CandidateUncertainty(Document):
    """Where the numbers of a candidate lie in the samples.

    Attributes
    ----------
    reduction_limit_v, oxidation_limit_v : Spread
    energy_above_hull_ev_per_atom : Spread or None
        None for a composition that is not in the data.
    electrolyte_contact_ev_per_atom, electrode_contact_ev_per_atom : Spread
        Of the lowest mutual energy of the closed contacts with each neighbour.
    """

    reduction_limit_v: Spread
    oxidation_limit_v: Spread
    energy_above_hull_ev_per_atom: Spread | None
    electrolyte_contact_ev_per_atom: Spread
    electrode_contact_ev_per_atom: Spread

    @classmethod
    def of(cls, samples: CandidateSamples) -> CandidateUncertainty:
        """The spreads of a candidate's samples."""
        values: dict[str, Floats] = {field.name: getattr(samples, field.name) for field in fields(cls)}
        spreads: dict[str, Any] = {
            name: None if np.isnan(some).any() else Spread.of(some) for name, some in values.items()
        }
        return cls(**spreads)

    def to_row(self) -> dict[str, float | None]:
        """Flat values."""
        row: dict[str, float | None] = {}
        for field in fields(self):
            spread = getattr(self, field.name)
            if spread is not None:
                row |= spread.to_row(field.name)
        return row


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

    def to_dict(self) -> dict[str, str]:
        """All numbers as one text, in single precision."""
        block = np.array([getattr(self, field.name) for field in fields(self)], dtype="<f4")
        return {"single_precision": base64.b64encode(block.tobytes()).decode()}

    @classmethod
    def from_dict(cls, document: Mapping[str, str], **_: Any) -> CandidateSamples:
        """The samples that a document holds."""
        names = [field.name for field in fields(cls)]
        block = np.frombuffer(base64.b64decode(document["single_precision"]), dtype="<f4")
        return cls(**dict(zip(names, block.astype(np.float64).reshape(len(names), -1), strict=True)))

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
            name: side * (values[name] - limit) >= -tolerances.SINGLE_PRECISION
            for name, limit, side in filters.limits()
            if name in values
        }

    def scores(self, filters: Filters) -> Floats:
        """The score in each sample."""
        contacts = self.electrolyte_contact_ev_per_atom, self.electrode_contact_ev_per_atom
        scores = score(self.reduction_limit_v, self.oxidation_limit_v, *contacts, filters)
        return np.asarray(scores, dtype=np.float64)
