"""From the candidates of a study to its rankings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import CoatingQuestion, LayerContact
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.judge import electrode_contacts
from stabwin.analysis.coatings.ranking import rank
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.results import Failure
from stabwin.chemistry.target import resolve_target
from stabwin.errors import DataUnavailableError
from stabwin.screening.packed import documents_of
from stabwin.screening.plan import Plan
from stabwin.screening.ranking_of_study import LayerPair, LayerRanking, rank_pairs
from stabwin.screening.results import CandidateReader, failure_of
from stabwin.screening.tasks import COATING

Judged = Candidate | Failure


def rankings_of(plan: Plan, answers: Iterable[bytes]) -> Iterator[tuple[LayerRanking, list[Judged]]]:
    """The ranking of each pair of neighbours, and its candidates in the order of the study.

    Parameters
    ----------
    plan : Plan
    answers : iterable of bytes
        Of the tasks about coatings, in the order of the plan: candidate after candidate of each pair.
    """
    section = plan.study.coatings
    if section is None:
        return
    waiting = iter(answers)
    reader = CandidateReader()
    for question, filters in plan.layers:
        judged: list[Judged] = []
        for _ in range(plan.candidates):
            for kind, document in documents_of(next(waiting)):
                judged.append(failure_of(document, kind) if kind else reader.read(document, question.ion))
        yield _rank(plan, question, filters, judged), judged


def _rank(plan: Plan, question: CoatingQuestion, filters: Filters, judged: list[Judged]) -> LayerRanking:
    section = plan.study.coatings
    ranking = rank([one for one in judged if isinstance(one, Candidate)], filters, frozenset(plan.named))
    pairs: tuple[LayerPair, ...] = ()
    if section is not None and section.layers == 2:
        pairs = rank_pairs(plan.table, ranking, question, section.top)
    return LayerRanking(
        electrolyte=question.electrolyte,
        electrode=question.electrode,
        ranking=ranking,
        uncoated=_bare_contacts(plan, question),
        provenance=plan.provenances[COATING],
        pairs=pairs,
        failed=tuple((one.target, one.error.message) for one in judged if isinstance(one, Failure)),
    )


def _bare_contacts(plan: Plan, question: CoatingQuestion) -> tuple[LayerContact, ...]:
    # Where the phases do not answer for the neighbours, every candidate has failed and says so.
    with contextlib.suppress(DataUnavailableError):
        side = Side.of(plan.table, resolve_target(question.electrolyte, question.ion))
        return electrode_contacts(plan.table, side, question)
    return ()
