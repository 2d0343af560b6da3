"""``stabwin fetch``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from stabwin.cli import options
from stabwin.cli.default_phases import say_default
from stabwin.cli.messages import say, stop
from stabwin.cli.output import emit
from stabwin.errors import DataUnavailableError, RequestError
from stabwin.screening.progress import TaskProgress

if TYPE_CHECKING:
    from stabwin.phases.sources.materials_project import MaterialsProject


def fetch(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Names from the catalogue, or formulas.", metavar="NAMES...", show_default=False
        ),
    ] = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Also the elements of every two together, for interfaces.")
    ] = False,
    elements: Annotated[
        str | None, typer.Option(help="Elements instead of names.", metavar="Li,Ge,P,S", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole database.")] = False,
    ion: options.Ion = None,
    thermo_type: Annotated[
        str, typer.Option(help="Kind of calculation: GGA_GGA+U or R2SCAN.")
    ] = "GGA_GGA+U",
    refresh: Annotated[
        bool,
        typer.Option(
            "--refresh",
            help="Fetch from the newest database version; without names, all that was fetched before.",
        ),
    ] = False,
    patience: Annotated[
        float, typer.Option(help="Longest time to wait in all for a busy server, s.", metavar="S")
    ] = 120.0,
    cache: options.Cache = None,
    offline: options.Offline = False,
) -> None:
    """Fetch phases from the Materials Project into the store.

    Needs a key of the Materials Project in MP_API_KEY. What the store holds already is not fetched again.
    """
    from stabwin.phases.store.cache_folder import cache_folder
    from stabwin.phases.store.default import Default
    from stabwin.phases.store.fetch import fetch as fetch_sets
    from stabwin.phases.store.fetch_plan import checked_thermo_type, held_sets, unions
    from stabwin.phases.store.store import Store

    thermo_type, folder = checked_thermo_type(thermo_type), cache_folder(cache)
    named = bool(names) or elements is not None
    sets: list[frozenset[str]] | None = None
    if everything and named:
        raise RequestError("--all fetches everything: leave out names and elements.")
    if pairs and len(names or []) < 2:
        raise RequestError("--pairs fetches the elements of every two names together: give several names.")
    if ion is not None and not named:
        raise RequestError("--ion adds its element to those of names: give names or --elements.")
    if refresh and not named and not everything:
        sets = held_sets(folder, thermo_type)
    elif not everything:
        sets = _element_sets(names or [], elements, ion)
        sets = unions(sets) if pairs else sets
    before = Store.open(folder)
    try:
        with TaskProgress("fetching", sys.stderr) as progress:
            summary = fetch_sets(
                sets,
                cache=folder,
                thermo_type=thermo_type,
                refresh=refresh,
                connect=lambda: _connect(patience, offline=offline),
                progress=progress.show,
            )
    except KeyboardInterrupt:
        stop("What was fetched is kept: the same command goes on from there.")
    left_out = f", {summary.without_energy} without an energy left out" if summary.without_energy else ""
    emit(
        f"{summary.dataset}: {summary.systems} chemical systems with {summary.phases} phases fetched"
        f"{left_out}, {summary.known_systems} systems here already; {summary.seconds:.1f} s, "
        f"{summary.stored_bytes:,} bytes stored."
    )
    if (default := Default.after(before, folder, summary.dataset)).now != default.was:
        say_default(default, summary.dataset)
    if summary.other_version is not None:
        say(
            f"note: the store also holds {summary.other_version}, which is never mixed with this. "
            "stabwin fetch --refresh brings all that was fetched to the version of today."
        )


def _element_sets(names: list[str], elements: str | None, ion: str | None) -> list[frozenset[str]]:
    from stabwin.chemistry.elements import ATOMIC_NUMBER
    from stabwin.chemistry.target import checked_ion, resolve_target

    if bool(names) == (elements is not None):
        raise RequestError("Give names, or --elements, or --all: one of them.")
    if elements is None:
        resolved = [resolve_target(name, ion) for name in names]
        return [frozenset({*one.formula.elements, one.ion}) for one in resolved]
    symbols = [symbol.strip() for symbol in elements.split(",") if symbol.strip()]
    unknown = [symbol for symbol in symbols if symbol not in ATOMIC_NUMBER]
    if unknown or not symbols:
        raise RequestError(f"{elements!r} is not a list of elements: write Li,Ge,P,S, for example.")
    return [frozenset([*symbols, *([checked_ion(ion)] if ion else [])])]


def _connect(patience: float, *, offline: bool) -> MaterialsProject:
    if offline:
        raise DataUnavailableError(
            "Not all of this is in the store, and --offline (or STABWIN_OFFLINE) is set: nothing can be "
            "fetched."
        )
    from stabwin.phases.sources.materials_project import MaterialsProject

    return MaterialsProject(patience_s=patience, say=say)
