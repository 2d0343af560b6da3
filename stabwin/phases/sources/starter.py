"""The starter phases, which ship with the package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from stabwin.phases.coverage import Coverage
from stabwin.phases.source import TableSource
from stabwin.phases.sources.files import read_records
from stabwin.phases.sources.origin import Origin

STARTER = "starter"


def origin_of_starter() -> Origin:
    """The table of the starter phases."""
    folder = resources.files("stabwin.data").joinpath("starter")
    facts = folder.joinpath("starter.toml").read_bytes()
    coverage = folder.joinpath("coverage.csv").read_bytes()
    phases = folder.joinpath("phases.csv.gz").read_bytes()
    said: Mapping[str, Any] = tomllib.loads(facts.decode())
    return Origin(
        source=TableSource(
            name=said["name"],
            description=said["description"],
            schemes=tuple(said["schemes"]),
            citations=tuple(said["citations"]),
            database_version=said["database_version"],
            thermo_type=said["thermo_type"],
            help_when_missing="Fetch them with stabwin fetch --elements {elements}, or give a table "
            "that covers them with --phases PATH.",
        ),
        content=(phases, coverage),
        read=lambda _: read_records(Path("phases.csv.gz"), phases),
        coverage=Coverage.of(line.split() for line in coverage.decode().split("\n")[1:] if line),
    )
