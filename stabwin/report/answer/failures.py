"""Failures and warnings: each sentence once, with the targets that it holds for."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import INTERFACE, PROFILE, WINDOW


def failures_by_reason(run: FinishedRun) -> list[tuple[str, list[str]]]:
    """Every reason with the targets that failed for it."""
    failures = run.summary.get("failures", ())
    return _grouped((failure["error"], failure["target"]) for failure in failures)


def warnings_by_text(run: FinishedRun) -> list[tuple[str, list[str]]]:
    """Every warning with the targets that it holds for."""
    told: list[tuple[str, str]] = []
    for table, names in ((WINDOW, ("target",)), (PROFILE, ("target",)), (INTERFACE, ("a", "b"))):
        if table in run.tables:
            for text, *sides in run.columns(table, ("warnings", *names)):
                if text:
                    told.append((text, " | ".join(sides)))
    return _grouped(told)


def _grouped(told: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    targets: dict[str, dict[str, None]] = {}
    for sentence, target in told:
        targets.setdefault(sentence, {})[target] = None
    return [(sentence, list(names)) for sentence, names in targets.items()]
