"""Running a study from the command line: progress, the files of its folder, the answer, the exit code."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stabwin.cli.exit_codes import OK, SOME_FAILED, shared_code
from stabwin.cli.messages import say, say_grouped, stop
from stabwin.cli.output import apart, emit
from stabwin.errors import CoverageError
from stabwin.screening.progress import TaskProgress

if TYPE_CHECKING:
    from stabwin.cli.groups import RunOptions
    from stabwin.screening.screen import Screen
    from stabwin.screening.study import Study


def run_study(
    study: Study,
    folder: Path,
    how: RunOptions,
    cache: str | None,
    *,
    json: bool,
    tables: bool = True,
) -> tuple[Screen, int]:
    """Run a study, write its folder and print the answer; what was found, and the contract's exit code."""
    from stabwin.report.sections.study import study_tables
    from stabwin.screening.run_folder import LOG, check_folder, summary_of, write_run
    from stabwin.screening.screen import screen as run_screen
    from stabwin.writing import json_text

    where = how.out or Path("runs") / study.name
    check_folder(where, study.name)
    start = time.perf_counter()
    try:
        with TaskProgress("screening", sys.stderr) as progress:
            found = run_screen(
                study,
                folder=folder,
                jobs=how.jobs,
                backend=how.backend,
                scheduler=how.scheduler,
                fresh=how.fresh,
                cache=cache,
                progress=progress.show,
            )
    except KeyboardInterrupt:
        stop("What was finished is kept: the same command goes on from there.")
    files = write_run(where, found) if found.answers_something else []
    taken = time.perf_counter() - start
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if files:
        try:
            with (where / LOG).open("a", encoding="utf-8") as log:
                counts = f"{found.computed} computed, {found.kept} kept, {taken:.1f} s"
                log.write(f"{now} {counts}, {where.resolve()}\n")
        except OSError as error:
            say(f"note: {where / LOG} can't be written ({error.strerror}); the results are.")
    if not found.answers_something:
        pass
    elif json:
        emit(json_text(summary_of(found)))
    elif tables:
        emit(*apart(study_tables(found)))
    by_name = _named(found.failures, found)
    say_grouped("failed", ((reason, target) for target, reason in by_name))
    say_grouped("no data", ((reason, pair) for pair, reason in _named(found.uncovered, found)))
    if others := len(found.failures) - len(by_name):
        say(f"{others} phases that a pattern matched could not be judged; the tables say why.")
    say(f"{found.computed} tasks computed, {found.kept} kept, {taken:.1f} s.")
    if not found.answers_something:
        return found, shared_code(found.failure_kinds or (CoverageError,))
    say(f"{len(files)} files in {where}: {', '.join(sorted({path.stem for path in files}))}.")
    say(f"To look at: stabwin report {shlex.quote(str(where))}")
    return found, SOME_FAILED if by_name else OK


def _named(told: Sequence[tuple[str, str]], found: Screen) -> list[tuple[str, str]]:
    """Those that were asked for by name, or hold one that was."""
    return [one for one in told if not found.named.isdisjoint((one[0], *one[0].split("|")))]
