"""Ranking coatings: a funnel of filters, the Pareto front, and one score.

The score adds up, in eV/atom, how much a candidate's contacts release and how far its window falls short,
with one volt counted as `stabwin.analysis.coatings.score.SCORE_EV_PER_V`: lower is better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.probabilities import Probabilities, probabilities_of
from stabwin.analysis.coatings.score import score
from stabwin.analysis.rounding import reported
from stabwin.documents.document import Document
from stabwin.documents.parts import OMITTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Check(Document):
    """One filter applied to one candidate.

    Attributes
    ----------
    name : str
    value : float or bool or None
        None where it is not known.
    limit : float or bool
    passed : bool
    short_by : float or None
        By how much it fails, in the unit of the limit; None where it passes or is not a number.
    """

    name: str
    value: float | bool | None
    limit: float | bool
    passed: bool
    short_by: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RankedCandidate(Document):
    """A candidate with its checks, score and place.

    Attributes
    ----------
    candidate : Candidate
    checks : tuple of Check
    score : float
        eV/atom, >= 0; lower is better.
    pareto : bool
        Whether no other passing candidate is at least as good in every respect and better in one.
    rank : int or None
        Place among those that pass every filter; None for the others.
    named : bool
        Whether the user asked for it by name.
    probabilities : Probabilities or None
        How it fares in samples of the phases' errors, where they were drawn.
    """

    candidate: Candidate
    checks: tuple[Check, ...]
    score: float
    pareto: bool
    rank: int | None
    named: bool
    probabilities: Annotated[Probabilities | None, OMITTED] = None

    @property
    def passes(self) -> bool:
        """Whether every filter is passed."""
        return all(check.passed for check in self.checks)

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        one = self.candidate
        row: dict[str, Any] = {
            "rank": self.rank,
            "candidate": one.target,
            "formula": one.formula,
            "passes": self.passes,
            "pareto": self.pareto,
            "score_ev_per_atom": self.score,
            "named": self.named,
            "energy_above_hull_ev_per_atom": one.energy_above_hull_ev_per_atom,
            "band_gap_ev": one.band_gap_ev,
            "reduction_limit_v": one.reduction_limit_v,
            "oxidation_limit_v": one.oxidation_limit_v,
            "electrolyte_contact_ev_per_atom": one.worst(ELECTROLYTE),
            "electrode_contact_ev_per_atom": one.worst(ELECTRODE),
        }
        if self.probabilities is not None:
            row |= self.probabilities.to_row()
        for check in self.checks:
            row[f"passes_{check.name}"] = check.passed
            row[f"short_by_{check.name}"] = check.short_by
        return row


@dataclass(frozen=True, kw_only=True)
class Ranking(Document):
    """Every candidate, best first, and what the funnel let through.

    Attributes
    ----------
    candidates : tuple of RankedCandidate
        Those that pass by rank, then the others by score.
    funnel : tuple of (filter name, candidates that pass it and all before it, that pass it at all)
    """

    candidates: tuple[RankedCandidate, ...]
    funnel: tuple[tuple[str, int, int], ...]

    @property
    def passing(self) -> tuple[RankedCandidate, ...]:
        """Those that pass every filter."""
        return tuple(one for one in self.candidates if one.rank is not None)


def rank(candidates: Sequence[Candidate], filters: Filters, named: frozenset[str] = frozenset()) -> Ranking:
    """Apply every filter to every candidate, and rank those that pass.

    Parameters
    ----------
    candidates : sequence of Candidate
    filters : Filters
    named : frozenset of str
        Targets that the user asked for by name.
    """
    checked = [(candidate, checks_of(candidate, filters)) for candidate in candidates]
    passing = [candidate for candidate, checks in checked if all(check.passed for check in checks)]
    front = pareto_front(passing)
    probabilities = _probabilities(checked, filters)
    scored = [
        RankedCandidate(
            candidate=candidate,
            checks=checks,
            score=score_of(candidate, filters),
            pareto=id(candidate) in front,
            rank=None,
            named=candidate.target in named,
            probabilities=probabilities.get(id(candidate)),
        )
        for candidate, checks in checked
    ]
    scored.sort(
        key=lambda ranked: (
            not ranked.passes,
            ranked.score,
            ranked.candidate.formula,
            ranked.candidate.target,
        )
    )
    placed = [
        replace(ranked, rank=number if ranked.passes else None)
        for number, ranked in enumerate(scored, start=1)
    ]
    return Ranking(candidates=tuple(placed), funnel=_funnel(placed))


def _probabilities(
    checked: Sequence[tuple[Candidate, tuple[Check, ...]]], filters: Filters
) -> dict[int, Probabilities]:
    """How the candidates with samples fare, by their ids."""
    sampled = [
        (candidate, candidate.samples, checks)
        for candidate, checks in checked
        if candidate.samples is not None
    ]
    each = probabilities_of(
        [
            (samples, all(check.passed for check in checks if check.name in ("no_radioactive", "band_gap")))
            for _, samples, checks in sampled
        ],
        filters,
    )
    return {id(candidate): own for (candidate, _, _), own in zip(sampled, each, strict=True)}


def checks_of(candidate: Candidate, filters: Filters) -> tuple[Check, ...]:
    """Every filter that is switched on, applied to one candidate."""
    checks = []
    if filters.no_radioactive:
        checks.append(
            Check(
                name="no_radioactive",
                value=not candidate.radioactive,
                limit=True,
                passed=not candidate.radioactive,
                short_by=None,
            )
        )
    values = {
        "band_gap": candidate.band_gap_ev,
        "energy_above_hull": candidate.energy_above_hull_ev_per_atom,
        "reduction_limit": candidate.reduction_limit_v,
        "oxidation_limit": math.inf if candidate.oxidation_limit_v is None else candidate.oxidation_limit_v,
        "electrolyte_contact": reported(-candidate.worst(ELECTROLYTE)),
        "electrode_contact": reported(-candidate.worst(ELECTRODE)),
    }
    checks += [_check(name, values[name], limit, side) for name, limit, side in filters.limits()]
    return tuple(checks)


def _check(name: str, value: float | None, limit: float, sign: int) -> Check:
    """A number against its limit: at least it (sign 1) or at most it (sign -1); unknown passes."""
    margin = math.inf if value is None else sign * (value - limit)
    return Check(
        name=name,
        value=value if value is not None and math.isfinite(value) else None,
        limit=limit,
        passed=margin >= 0,
        short_by=None if margin >= 0 else reported(-margin),
    )


def score_of(candidate: Candidate, filters: Filters) -> float:
    """Contact energies and missing window in one number, eV/atom; 0 is perfect."""
    oxidation = math.inf if candidate.oxidation_limit_v is None else candidate.oxidation_limit_v
    contacts = candidate.worst(ELECTROLYTE), candidate.worst(ELECTRODE)
    return reported(float(score(candidate.reduction_limit_v, oxidation, *contacts, filters)))


def pareto_front(candidates: Sequence[Candidate]) -> set[int]:
    """The ids of candidates that no other beats in every one of four respects.

    Respects: contact with the electrolyte, contact with the electrode, oxidation limit (high),
    reduction limit (low).
    """
    points = sorted(((_respects(candidate), id(candidate)) for candidate in candidates), reverse=True)
    front: list[tuple[tuple[float, ...], int]] = []
    for point, identity in points:
        beaten = any(
            all(a >= b for a, b in zip(other, point, strict=True)) and other != point for other, _ in front
        )
        if not beaten:
            front.append((point, identity))
    return {identity for _, identity in front}


def _respects(candidate: Candidate) -> tuple[float, ...]:
    oxidation = math.inf if candidate.oxidation_limit_v is None else candidate.oxidation_limit_v
    return candidate.worst(ELECTROLYTE), candidate.worst(ELECTRODE), oxidation, -candidate.reduction_limit_v


def _funnel(ranked: Sequence[RankedCandidate]) -> tuple[tuple[str, int, int], ...]:
    names = [check.name for check in ranked[0].checks] if ranked else []
    left = list(ranked)
    stages = []
    for place, name in enumerate(names):
        left = [candidate for candidate in left if candidate.checks[place].passed]
        stages.append((name, len(left), sum(candidate.checks[place].passed for candidate in ranked)))
    return tuple(stages)
