"""Windows side by side: the question, asked of several energy schemes or phase tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from stabwin.analysis.changes import QUANTITIES, Change, ComparedTarget, changes_of
from stabwin.analysis.comparison import Comparison, ComparisonSide
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.ion_line import trace_ion_line
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.analysis.windows.from_line import window_of
from stabwin.analysis.windows.window import METHODS, Window
from stabwin.chemistry.target import ResolvedTarget, check_is_list, resolve_target
from stabwin.errors import RequestError, StabwinError
from stabwin.lists.expand import expanded
from stabwin.lists.listed import Listed, Targets, listed
from stabwin.phases.load import PhaseChoice, Phases, open_phases
from stabwin.phases.schemes import MEASURED, base_name
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.nodes import ENTHALPIES, Temperature


def compare(
    targets: Targets,
    *,
    schemes: Sequence[str] = (),
    tables: Sequence[Phases] = (),
    scheme: str | None = None,
    phases: Phases = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
) -> Comparison:
    """Windows of some targets in several energy schemes, or from several phase tables.

    Parameters
    ----------
    targets : iterable or pandas Series
        As for `stabwin.windows`.
    schemes : sequence of str
        Energy schemes of one table; the first is what the others are compared with. Default: all that
        the table can be read in.
    tables : sequence of PhaseTable, str or path
        Phase tables.
    scheme : str, optional
        The scheme of the tables. Default: each in its own.
    phases
        The table of the schemes; see `stabwin.load_phases`.
    exclude, include, ion
        As for `stabwin.window`; what to include holds for the schemes that leave phases out.
    temperature_k : float or "none", optional
        As for `stabwin.window`; default: what is usual for all sides, enthalpies where they differ.

    Returns
    -------
    Comparison
        The windows of each side, and how each of their numbers moved from the first side, with causes.

    Raises
    ------
    RequestError
        There are two lists, or fewer than two sides, or one of them can't be understood. What is wrong
        with one target is a `Failure` of the comparison.
    """
    given = listed(targets, "targets")
    check_is_list(schemes, "schemes")
    check_is_list(tables, "tables")
    if schemes and tables:
        raise RequestError("Compare either energy schemes or phase tables: give one list of them.")
    if scheme is not None and not tables:
        raise RequestError(
            f"{scheme} is one scheme: give several to compare (--schemes A,B; schemes in Python), or the "
            "tables to compare in this one (--tables A,B; tables in Python)."
        )
    default = tables[0] if tables else phases
    resolved, failures = _resolved(expanded(given, lambda: open_phases(default)), ion)
    needed = [{*one.formula.elements, one.ion} for one in resolved]
    if not schemes and not tables:
        schemes = open_phases(phases, covering=needed).source.schemes
    names = [*schemes] or _names_of(tables)
    if len(names) < 2 or len(set(names)) < len(names):
        raise RequestError(
            f"There is nothing to compare in {', '.join(names)}: give two different sides, under different "
            "names."
        )
    opened = _alike(
        temperature_k,
        [
            partial(_opened, phases, scheme, exclude, include if leaves_out else (), needed)
            for scheme, leaves_out in _leaving_out(schemes)
        ]
        or [partial(_opened, table, scheme, exclude, include, needed) for table in tables],
    )
    conditions = Conditions()
    provenances = tuple(Provenance.of(table, conditions, METHODS) for table in opened)
    windows: tuple[dict[str, Window], ...] = tuple({} for _ in names)
    changes: list[Change] = []
    for one in resolved:
        try:
            lines = [trace_ion_line(table, one, conditions) for table in opened]
        except StabwinError as error:
            failures.append(Failure(target=one.text, error=error, names={"target": one.text}))
            continue
        sides = []
        for place, (line, provenance) in enumerate(zip(lines, provenances, strict=True)):
            window = windows[place][one.text] = window_of(line, provenance)
            numbers = {quantity: getattr(window, quantity) for quantity in QUANTITIES}
            sides.append(ComparedTarget(line, numbers, names[place]))
        for other in sides[1:]:
            changes += changes_of(sides[0], other)
    return Comparison(
        sides=tuple(
            ComparisonSide(name=name, provenance=provenance, results=tuple(windows_of_side.values()))
            for name, provenance, windows_of_side in zip(names, provenances, windows, strict=True)
        ),
        changes=tuple(changes),
        failures=tuple(failures),
    )


def _alike(
    temperature_k: Temperature, sides: Sequence[Callable[[Temperature], PhaseTable]]
) -> list[PhaseTable]:
    """The tables of all sides: what a temperature changes is no difference of schemes."""
    opened = [side(temperature_k) for side in sides]
    if temperature_k is None and len({table.scheme.temperature_k for table in opened}) > 1:
        return [side(ENTHALPIES) for side in sides]
    return opened


def _opened(
    phases: Phases,
    scheme: str | None,
    exclude: str | Iterable[str],
    include: str | Iterable[str],
    needed: Iterable[Iterable[str]],
    temperature_k: Temperature,
) -> PhaseTable:
    if isinstance(phases, PhaseChoice):
        phases = replace(phases, scheme=scheme, exclude=exclude, include=include)
    return open_phases(phases, scheme, exclude, include, needed, temperature_k)


def _leaving_out(schemes: Sequence[str]) -> list[tuple[str, bool]]:
    """Each scheme, and whether phases can be taken back in it; said of all where there is none."""
    leaving = [scheme for scheme in schemes if base_name(scheme) == MEASURED]
    return [(scheme, not leaving or scheme in leaving) for scheme in schemes]


def _resolved(targets: Iterable[Listed], ion: str | None) -> tuple[list[ResolvedTarget], list[Failure]]:
    """The targets, each once, and those that can't be understood."""
    resolved: dict[str, ResolvedTarget] = {}
    failures = []
    for target in targets:
        try:
            if target.error is not None:
                raise target.error
            one = resolve_target(target.target, ion)
            if resolved.setdefault(one.text, one) != one:
                raise RequestError(
                    f"{one.text} is given twice with different energies: compare them one at a time."
                )
        except StabwinError as error:
            failures.append(Failure(target=target.text, error=error, names={"target": target.text}))
    return list(resolved.values()), failures


def _names_of(tables: Sequence[Phases]) -> list[str]:
    """The names of phase tables; files of one name with as many of their folders as tell them apart."""
    parts: list[tuple[str, ...]] = []
    for table in tables:
        source = table.source if isinstance(table, PhaseChoice) else table
        if isinstance(source, PhaseTable):
            parts.append((source.source.name,))
        else:
            parts.append(("default",) if source is None else Path(source).parts or (".",))
    for kept in range(1, max(map(len, parts)) + 1):
        names = ["/".join(one[-kept:]) for one in parts]
        if len(set(names)) == len(names):
            return names
    return [one[-1] for one in parts]
