"""Screens from Python: a study, or a ranking of coatings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.errors import RequestError
from stabwin.screening.progress import TaskProgress
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.screen import Screen
from stabwin.screening.screen import screen as run
from stabwin.screening.study import Study, make_study, read_study
from stabwin.thermo.gibbs.nodes import Temperature


def screen(
    study: Study | Mapping[str, Any] | str | os.PathLike[str],
    *,
    jobs: int = 1,
    backend: str = "loky",
    scheduler: str | None = None,
    fresh: bool = False,
    cache: str | os.PathLike[str] | None = None,
    uncertainty: ErrorModel | int | None = None,
) -> Screen:
    """Answer a study: questions about many targets, in parallel.

    Answers that were kept from an earlier run are not computed again.

    Parameters
    ----------
    study : Study, mapping or path
        A study file (TOML), or its contents as plain values.
    jobs : int
        Number of processes on this machine; 0: one per core, as far as there is work for them.
    backend : str
        "loky" (this machine), or "dask" with the address of a ``scheduler``.
    scheduler : str, optional
        Address of a running dask scheduler.
    fresh : bool
        Whether to compute everything again.
    cache : path, optional
        Folder of local data.
    uncertainty : ErrorModel or int, optional
        Also error bars and probabilities, from this many samples of the phases' errors.

    Returns
    -------
    Screen
        ``tables`` of flat rows (``to_dataframe(name)``), ``rankings`` of coatings, ``failures``.

    Raises
    ------
    RequestError
        A key of the study, a target list or the backend can't be understood.
    DataUnavailableError
        The phases are not available, or the cache can't be written.
    WorkerError
        A worker process ended; finished work is kept.
    """
    folder = Path.cwd()
    if isinstance(study, Mapping):
        asked = make_study({"name": "study", **study})
    elif isinstance(study, Study):
        asked = study
    else:
        asked, folder = read_study(Path(study)), Path(study).parent
    model = ErrorModel.of(uncertainty)
    asked = asked if model is None else asked.with_uncertainty(model)
    with TaskProgress("screening", sys.stderr) as progress:
        return run(
            asked,
            folder=folder,
            jobs=jobs,
            backend=backend,
            scheduler=scheduler,
            fresh=fresh,
            cache=None if cache is None else Path(cache),
            progress=progress.show,
        )


def rank_coatings(
    *,
    electrolyte: str,
    cathode: str,
    candidates: str | Iterable[str],
    phases: str | os.PathLike[str] | None = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    database_version: str | None = None,
    cache: str | os.PathLike[str] | None = None,
    complete: bool = False,
    temperature_k: Temperature = None,
    ion: str | None = None,
    gases_bar: Mapping[str, float] | None = None,
    state: str | float = "both",
    filters: Mapping[str, Any] | None = None,
    layers: int = 1,
    jobs: int = 1,
    uncertainty: ErrorModel | int | None = None,
) -> LayerRanking:
    """Rank layers between an electrolyte and an electrode.

    Parameters
    ----------
    electrolyte, cathode : str
        Names or formulas; "Li" as the cathode asks for a layer on lithium metal.
    candidates : str or iterable of str
        Names, formulas or patterns, as in study files (``Li-*-O``, ``stable all Li``, ``role:coating``).
    phases : str or path, optional
    scheme : str, optional
    exclude, include : iterable of str
    database_version : str, optional
    cache : path, optional
    complete : bool
    temperature_k : float or "none", optional
        As for `stabwin.load_phases`.
    ion : str, optional
        The mobile ion; that of the electrolyte by default.
    gases_bar : mapping of str to float, optional
        Partial pressures of the gases of an atmosphere, which layers and contacts are in.
    state : str or float
        As in `interface_matrix`.
    filters : mapping, optional
        Limits by name (`stabwin.analysis.coatings.filters.Filters`); False switches one off.
    layers : int
        2: also two layers in series.
    jobs : int
    uncertainty : ErrorModel or int, optional
        As in `screen`.

    Returns
    -------
    LayerRanking
        ``ranking`` holds the candidates, best first, with every check; ``to_dataframe()`` has one row each.

    Raises
    ------
    RequestError
        A name, a pattern or a limit can't be understood, or the phases are a table that is open already.
    """
    if not isinstance(phases, str | os.PathLike | None):
        raise RequestError(
            "A ranking opens its phases itself, in each process: give starter, store or a path as phases."
        )
    found = screen(
        {
            "name": "coatings",
            "ion": ion,
            "phases": {
                "source": None if phases is None else str(phases),
                "scheme": scheme,
                "exclude": _listed(exclude),
                "include": _listed(include),
                "database_version": database_version,
                "complete": complete,
                "temperature_k": temperature_k,
            },
            "coatings": {
                "electrolytes": [electrolyte],
                "electrodes": [cathode],
                "candidates": _listed(candidates),
                "gases_bar": dict(gases_bar or {}),
                "state": state,
                "filters": dict(filters or {}),
                "layers": layers,
            },
        },
        cache=cache,
        jobs=jobs,
        uncertainty=uncertainty,
    )
    return found.rankings[0]


def _listed(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)
