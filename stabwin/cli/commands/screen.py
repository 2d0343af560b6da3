"""``stabwin screen``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stabwin.cli import options
from stabwin.cli.groups import ErrorOptions, RunOptions
from stabwin.cli.output import emit
from stabwin.cli.study_run import run_study
from stabwin.errors import RequestError


def screen(
    study: Annotated[
        Path | None, typer.Argument(help="A study file.", metavar="STUDY.toml", show_default=False)
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(help="A study that comes with stabwin.", metavar="NAME", show_default=False),
    ] = None,
    list_templates: Annotated[
        bool, typer.Option("--list", help="List the studies that come with stabwin.")
    ] = False,
    cache: options.Cache = None,
    offline: options.Offline = False,  # noqa: ARG001 (a screen never uses the network)
    json: options.Json = False,
    *,
    how: RunOptions,
    errors: ErrorOptions,
) -> None:
    """Run a study of many targets in parallel.

    A run that was interrupted continues where it stopped, with the same command.
    """
    from stabwin.screening.study import read_study, read_template, template_names

    if list_templates:
        for name in template_names():
            emit(f"{name}: {read_template(name).question}")
        return
    if (study is None) == (template is None):
        raise RequestError("Give a study file, or --template NAME (stabwin screen --list shows them).")
    asked = read_study(study) if study is not None else read_template(template or "")
    model = errors.model()
    asked = asked if model is None else asked.with_uncertainty(model)
    folder = study.parent if study is not None else Path.cwd()
    _, code = run_study(asked, folder, how, cache, json=json)
    raise typer.Exit(code)
