"""A question asked of several targets: what is wrong with one leaves the others standing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.results import Answer, Failure
from stabwin.chemistry.target import (
    ResolvedTarget,
    TargetLike,
    check_is_list,
    checked_ion,
    resolve_target,
    text_of,
)
from stabwin.errors import RequestError, StabwinError


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


def resolved_targets(
    targets: Iterable[TargetLike], ion: str | None, conditions: Conditions
) -> list[ResolvedTarget | Failure]:
    """Each target, or why it can't be understood."""
    check_is_list(targets, "targets")
    if ion is not None:
        conditions.check_ion(checked_ion(ion))
    resolved: list[ResolvedTarget | Failure] = []
    for target in targets:
        try:
            resolved.append(resolve_target(target, ion))
        except StabwinError as error:
            resolved.append(_failure(text_of(target), error))
    return resolved


def elements_of_all(resolved: Iterable[ResolvedTarget | Failure], conditions: Conditions) -> list[set[str]]:
    """The elements that each target needs, as far as it can be understood."""
    return [conditions.elements_with(target) for target in resolved if isinstance(target, ResolvedTarget)]


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
