"""``stabwin coatings``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.atmosphere import AtmosphereOptions
from stabwin.cli.exit_codes import OK, SOME_FAILED
from stabwin.cli.groups import ErrorOptions, OutputOptions, PhaseOptions, RunOptions
from stabwin.cli.reading import parse_voltages
from stabwin.cli.rows import is_stdout, write_rows
from stabwin.cli.study_run import run_study
from stabwin.cli.targets import TargetReader
from stabwin.errors import RequestError


def coatings(
    electrolyte: Annotated[
        str,
        typer.Option(
            help="The electrolyte to protect, or several as for --candidates.",
            metavar="E",
            autocompletion=options.names_beginning,
        ),
    ],
    cathode: Annotated[
        str,
        typer.Option(
            help="The electrode: a cathode, or Li for a layer on lithium metal; or several.",
            metavar="C",
            autocompletion=options.names_beginning,
        ),
    ],
    candidates: Annotated[
        list[str] | None,
        typer.Option(
            help="Candidates: names, formulas, Li-*-O, 'all Li', role:coating, @list.txt, list.csv:COLUMN "
            "... (separated by commas, or repeated) [default: role:coating and stable Li-*-O].",
            metavar="SPEC",
            show_default=False,
        ),
    ] = None,
    voltages: Annotated[
        str | None,
        typer.Option(
            help="The window must cover this range; a cathode's name stands for its usual range.",
            metavar="LO:HI",
            show_default=False,
        ),
    ] = None,
    state: Annotated[
        str,
        typer.Option(
            help="charged, discharged, both, or ions left per formula unit (0.2).", metavar="STATE"
        ),
    ] = "both",
    layers: Annotated[int, typer.Option(help="2: also two layers in series.", metavar="1|2")] = 1,
    top: Annotated[int, typer.Option(help=settings.TOP.meaning, metavar="N")] = int(settings.TOP.default),
    ion: options.Ion = None,
    *,
    which: PhaseOptions,
    around: AtmosphereOptions,
    errors: ErrorOptions,
    how: RunOptions,
    output: OutputOptions,
) -> None:
    """Rank coatings between an electrolyte and an electrode.

    Candidates must pass filters of stability and reactivity; those that pass are ordered by how little
    they react with both neighbours.
    """
    from stabwin.chemistry.elements import ION_VALENCE
    from stabwin.chemistry.target import resolve_target
    from stabwin.lists.listed import joined_by_text
    from stabwin.screening.exports import ranking_table
    from stabwin.screening.study import make_study

    drawn_by = output.backend()
    model = errors.model()
    span = parse_voltages(voltages)
    read = TargetReader()
    electrolytes, electrodes = (
        [one.text for one in read.targets([side])] for side in (electrolyte, cathode)
    )
    listed = read.targets(candidates) if candidates else []
    if output.plot is not None and len(electrolytes) * len(electrodes) > 1:
        raise RequestError("--plot draws one ranking: give one electrolyte and one cathode.")
    limits: dict[str, Any] = {}
    if span is not None:
        limits = {"reduction_limit_below_v": span[0], "oxidation_limit_above_v": span[1]}
    elif all(set(resolve_target(one).formula.elements) <= ION_VALENCE.keys() for one in electrodes):
        # Against the metal a layer need not stand any voltage; its contact decides.
        limits = {"reduction_limit_below_v": False, "oxidation_limit_above_v": False}
    study = make_study(
        {
            "name": _name(f"coatings-{'_'.join(electrolytes)}-{'_'.join(electrodes)}"),
            "question": "Which layer keeps {} and {} apart?".format(
                " or ".join(electrolytes), " or ".join(electrodes)
            ),
            "ion": ion,
            "phases": {
                "source": which.phases,
                "scheme": which.scheme,
                "exclude": [*(which.exclude or ())],
                "include": [*(which.include or ())],
                "database_version": which.database_version,
                "complete": which.complete,
                "temperature_k": which.temperature_k(),
            },
            "coatings": {
                "electrolytes": electrolytes,
                "electrodes": electrodes,
                "candidates": [one.text for one in listed] or ["role:coating", "stable Li-*-O"],
                "gases_bar": around.gases_bar(which.temperature_k()),
                "state": state,
                "filters": limits,
                "layers": layers,
                "top": top,
            },
            "uncertainty": None if model is None else model.to_dict(),
        },
        "stabwin coatings",
    )
    found, code = run_study(
        study, Path.cwd(), how, which.cache, json=output.json, tables=not is_stdout(output.csv)
    )
    answered = code in {OK, SOME_FAILED}
    if output.csv is not None and answered:
        write_rows(output.csv, joined_by_text(ranking_table(found.rankings), listed, "candidate"))
    if output.plot is not None and answered:
        from stabwin.report.figures import coating_chart, save_figure

        save_figure(coating_chart(found.rankings[0], backend=drawn_by), output.plot)
    raise typer.Exit(code)


def _name(text: str) -> str:
    """A text as the name of a folder."""
    return "".join(character if character.isalnum() or character in "._-" else "_" for character in text)
