"""A question asked of several targets: what is wrong with one leaves the others standing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.results import Answer, Failure
from stabwin.chemistry.target import ResolvedTarget, checked_ion, resolve_target
from stabwin.errors import RequestError, StabwinError
from stabwin.lists.expand import expanded
from stabwin.lists.listed import Listed, Targets, listed
from stabwin.phases.table import PhaseTable


def chosen_conditions(conditions: Conditions | None, **values: Any) -> Conditions:
    """The conditions, given as one object or one by one."""
    chosen = Conditions(**values)
    if conditions is None:
        return chosen
    if chosen != Conditions():
        raise RequestError(
            "The conditions are given twice, by keywords and as conditions: give one of them."
        )
    return conditions


def asked_targets(
    targets: Targets,
    ion: str | None,
    conditions: Conditions,
    opened: Callable[..., PhaseTable],
    more: Iterable[str] = (),
) -> tuple[list[Listed], list[ResolvedTarget | Failure], PhaseTable]:
    """The targets of a list, each as it is asked about or why it can't be, and phases for all of them.

    ``more`` are elements that all of them need besides.
    """
    asked = expanded(listed(targets, "targets"), opened)
    resolved = _resolved(asked, ion, conditions)
    known = [one for one in resolved if isinstance(one, ResolvedTarget)]
    return asked, resolved, opened([{*conditions.elements_with(one), *more} for one in known])


def _resolved(
    targets: Sequence[Listed], ion: str | None, conditions: Conditions
) -> list[ResolvedTarget | Failure]:
    """Each target, or why it can't be understood."""
    if ion is not None:
        conditions.check_ion(checked_ion(ion))
    resolved: list[ResolvedTarget | Failure] = []
    for one in targets:
        try:
            if one.error is not None:
                raise one.error
            resolved.append(resolve_target(one.target, ion))
        except StabwinError as error:
            resolved.append(_failure(one.text, error))
    return resolved


def answer_each(
    resolved: Iterable[ResolvedTarget | Failure], answer: Callable[[ResolvedTarget], Answer]
) -> tuple[Answer | Failure, ...]:
    """The answer for each target, or why there is none."""
    results: list[Answer | Failure] = []
    for target in resolved:
        if isinstance(target, Failure):
            results.append(target)
            continue
        try:
            results.append(answer(target))
        except StabwinError as error:
            results.append(_failure(target.text, error))
    return tuple(results)


def _failure(text: str, error: StabwinError) -> Failure:
    return Failure(target=text, error=error, names={"target": text})
