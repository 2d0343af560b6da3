"""``stabwin screen``."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stabwin.cli import options
from stabwin.cli.exit_codes import OK, SOME_FAILED, shared_code
from stabwin.cli.messages import say, say_grouped, stop
from stabwin.cli.output import apart, emit
from stabwin.errors import CoverageError, RequestError
from stabwin.screening.progress import TaskProgress

if TYPE_CHECKING:
    from stabwin.screening.screen import Screen
    from stabwin.screening.study import Study

Jobs = Annotated[int, typer.Option(help="Processes on this machine; 0: one per core.", metavar="N", min=0)]
Backend = Annotated[str, typer.Option(help="loky (this machine) or dask (a cluster).")]
Scheduler = Annotated[
    str | None, typer.Option(help="Address of a dask scheduler.", metavar="ADDRESS", show_default=False)
]
Out = Annotated[
    Path | None,
    typer.Option(help="Folder of the results [default: runs/NAME].", metavar="DIR", show_default=False),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Compute everything again.")]


def screen(
    study: Annotated[
        Path | None, typer.Argument(help="A study file.", metavar="STUDY.toml", show_default=False)
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(help="A study that ships with stabwin.", metavar="NAME", show_default=False),
    ] = None,
    list_templates: Annotated[bool, typer.Option("--list", help="List those studies.")] = False,
    jobs: Jobs = 0,
    backend: Backend = "loky",
    scheduler: Scheduler = None,
    out: Out = None,
    fresh: Fresh = False,
    uncertainty: options.Uncertainty = None,
    sigma: options.Sigma = None,
    seed: options.Seed = None,
    cache: options.Cache = None,
    offline: options.Offline = False,  # noqa: ARG001 (screens never touch the network)
    json: options.Json = False,
) -> None:
    """Run a study over long lists, in parallel; a run that stopped goes on where it was."""
    from stabwin.screening.study import read_study, read_template, template_names

    if list_templates:
        for name in template_names():
            emit(f"{name}: {read_template(name).question}")
        return
    if (study is None) == (template is None):
        raise RequestError("Give a study file, or --template NAME (stabwin screen --list shows them).")
    asked = read_study(study) if study is not None else read_template(template or "")
    model = options.error_model(uncertainty, sigma, seed)
    asked = asked if model is None else asked.with_uncertainty(model)
    folder = study.parent if study is not None else Path.cwd()
    _, code = run_study(asked, folder, jobs, backend, scheduler, out, cache, fresh=fresh, json=json)
    raise typer.Exit(code)


def run_study(
    study: Study,
    folder: Path,
    jobs: int,
    backend: str,
    scheduler: str | None,
    out: Path | None,
    cache: Path | None,
    *,
    fresh: bool,
    json: bool,
) -> tuple[Screen, int]:
    """Run a study, write its folder and print the answer; what was found, and the contract's exit code."""
    from stabwin.report.sections.screens import screen_tables
    from stabwin.screening.run_folder import LOG, prepare, summary_of, write_run
    from stabwin.screening.screen import screen as run_screen
    from stabwin.writing import json_text

    where = out or Path("runs") / study.name
    prepare(where, study.name)
    start = time.perf_counter()
    try:
        with TaskProgress("screening", sys.stderr) as progress:
            found = run_screen(
                study,
                folder=folder,
                jobs=jobs or _cores(),
                backend=backend,
                scheduler=scheduler,
                fresh=fresh,
                cache=cache,
                progress=progress.show,
            )
    except KeyboardInterrupt:
        stop("What was finished is kept: the same command goes on from there.")
    files = write_run(where, found)
    taken = time.perf_counter() - start
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with (where / LOG).open("a", encoding="utf-8") as log:
        log.write(f"{now} {found.computed} computed, {found.kept} kept, {taken:.1f} s, {where.resolve()}\n")
    if not found.answers_something:
        pass
    elif json:
        emit(json_text(summary_of(found)))
    else:
        emit(*apart(screen_tables(found)))
    by_name = _named(found.failures, found)
    say_grouped("failed", ((reason, target) for target, reason in by_name))
    say_grouped("no data", ((reason, pair) for pair, reason in _named(found.uncovered, found)))
    if others := len(found.failures) - len(by_name):
        say(f"{others} phases that a pattern matched could not be judged; the tables say why.")
    say(f"{found.computed} tasks computed, {found.kept} kept, {taken:.1f} s.")
    say(f"{len(files)} files in {where}: {', '.join(sorted({path.stem for path in files}))}.")
    if not found.answers_something:
        return found, shared_code(found.failure_kinds or (CoverageError,))
    say(f"To look at: stabwin report {shlex.quote(str(where))}")
    return found, SOME_FAILED if by_name else OK


def _named(told: Sequence[tuple[str, str]], found: Screen) -> list[tuple[str, str]]:
    """Those that were asked for by name, or hold one that was."""
    return [one for one in told if not found.named.isdisjoint((one[0], *one[0].split("|")))]


def _cores() -> int:
    """The cores that this process may use: on a shared machine fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
