"""Other people's data: entries and tables of the user's own become parts of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from stabwin.chemistry.formula import composition_key
from stabwin.chemistry.formula_text import parse_amounts
from stabwin.errors import PhaseFileError, RequestError
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.coverage import Coverage
from stabwin.phases.references import lowest_element_energies
from stabwin.phases.sources.entry_scheme import shared_scheme
from stabwin.phases.sources.formation import with_formation_energies
from stabwin.phases.sources.named_scheme import UNKNOWN, schemes_of
from stabwin.phases.sources.on_top import ON_TOP
from stabwin.phases.sources.phase_reading import files_of, read_file
from stabwin.phases.sources.rows import FORMATION_ENERGY, TOTAL_ENERGY
from stabwin.phases.sources.starter import STARTER
from stabwin.phases.store.default import Default
from stabwin.phases.store.origin import STORE
from stabwin.phases.store.part import FETCHED, IMPORTED, OWN, PartFacts, read_rows, write_part
from stabwin.phases.store.records import record_of
from stabwin.phases.store.store import DEFAULT_THERMO_TYPE, Dataset, Store

# What --phases takes for something else.
_TAKEN = (STARTER, STORE)

# Of own phases; it stands in the line under every table.
LONGEST_LABEL = 100


@dataclass(frozen=True, kw_only=True)
class ImportSummary:
    """What an import did.

    Attributes
    ----------
    dataset : str
        Name of the data set, or the label of own phases.
    kind : str
    phases, compositions : int
    elements : tuple of str
    borrowed : tuple of str
        Elements whose energies were taken from the fetched data.
    base : str or None
        The fetched data set that own phases were put on; None for data sets of their own, and
        on the starter.
    default : Default
        What commands use unasked, before and after.
    not_in_measured : bool
        Whether the energies name no corrections, so that nothing can be read in ``measured`` with them.
    replaces : str or None
        When the import was made that this one replaces, of the same name.
    path : Path
        The new part.
    unused : tuple of str
        Labels of own phases that no command uses unasked, because an import without a label is used.
    """

    dataset: str
    kind: str
    phases: int
    compositions: int
    elements: tuple[str, ...]
    borrowed: tuple[str, ...]
    base: str | None
    replaces: str | None
    default: Default
    not_in_measured: bool
    path: Path
    unused: tuple[str, ...] = ()


def import_files(
    paths: Sequence[Path],
    *,
    cache: Path,
    label: str | None = None,
    database_version: str | None = None,
    program: str,
) -> ImportSummary:
    """Import phases into the store.

    Without a label they become a data set of their own, complete for their elements, named after the
    first file or folder. With a label they are the user's own phases on top of what was fetched, of
    one thermo type, or of the starter where nothing was. An import replaces an earlier one of the same
    name.

    Parameters
    ----------
    paths : sequence of Path
        pymatgen entries as JSON (plain or gzipped), tables (CSV, gzipped CSV, Parquet) with a formula
        and a formation energy or a total energy (``energy_ev_per_atom``, with all elements), or
        folders of them.
    cache : Path
    label : str, optional
    database_version : str, optional
        The fetched data set whose thermo type own phases belong to; default: the one used unasked.
    program : str
        Name and version of this program, for the part.

    Raises
    ------
    PhaseFileError
        A file can't be read, holds no phases, or lacks the energy of an element.
    RequestError
        The store has no such data set, or the label can't be used.
    StoreWriteError
        The store can't be written.
    """
    if label is not None:
        _check_label(label)
    files = [file for path in paths for file in files_of(path)]
    read = [phase for file in files for phase in read_file(file)]
    if not read:
        raise PhaseFileError(f"There are no phases in {', '.join(str(path) for path in paths)}.")
    store = Store.open(cache)
    base = _base_of_own(store, database_version) if label is not None else None
    others = None if base is None else partial(_fetched_references, base)
    rows, borrowed = with_formation_energies(read, others)
    if label is not None and base is None:
        _check_on_starter(rows, schemes_of(shared_scheme(phase.scheme for phase in read)), label)
    elements = tuple(sorted({element for phase in read for element in phase.amounts}))
    kind = IMPORTED if label is None else OWN
    name = _name_of(paths[0]) if label is None else label
    facts = PartFacts(
        kind=kind,
        dataset=name,
        database_version=base.facts.database_version if base else "",
        thermo_type=base.facts.thermo_type if base else DEFAULT_THERMO_TYPE if label is not None else "",
        coverage=Coverage.of([elements]) if label is None else Coverage(),
        made_at=store.moment(),
        client=program,
        sources=tuple(file.name for file in files),
        scheme=shared_scheme(phase.scheme for phase in read),
    )
    earlier = [part.facts.made_at for part in store.parts if _same_name(part.facts, facts)]
    path = write_part(store.folder, rows, facts)
    return ImportSummary(
        dataset=name,
        kind=kind,
        phases=len(rows),
        compositions=len({composition_key(phase.amounts) for phase in read}),
        elements=elements,
        borrowed=borrowed,
        base=base.name if base else None,
        replaces=max(earlier, default=None),
        not_in_measured=kind == OWN and base is None and schemes_of(facts.scheme) == UNKNOWN,
        default=Default.after(store, cache, name),
        path=path,
        unused=_unused(store, name, kind),
    )


def _unused(store: Store, name: str, kind: str) -> tuple[str, ...]:
    """Own phases beside an import without a label, where nothing is fetched that they could lie on."""
    if any(dataset.kind == FETCHED for dataset in store.datasets):
        return ()
    if kind == OWN:
        return (name,) if store.datasets else ()
    return tuple(dataset.name for dataset in store.without_base)


def _check_on_starter(rows: Sequence[dict[str, Any]], schemes: tuple[str, ...], label: str) -> None:
    """See that own phases can stand on the starter (PhaseFileError), where nothing is fetched."""
    if len(schemes) == 1:
        raise PhaseFileError(
            f"The energies are those of {schemes[0]} and can't stand beside the starter's: give formation "
            "energies with the corrections of database or mp2020, named in a column scheme."
        )
    PhaseColumns.build((record_of(row, row[FORMATION_ENERGY]) for row in rows), label)


def _check_label(label: str) -> None:
    """See that a label can be read and typed, and is not another source of phases (RequestError)."""
    if label.strip().partition(ON_TOP)[0] in _TAKEN:
        raise RequestError(
            f"The label {label[:LONGEST_LABEL]!r} can't be used: --phases takes it for something else."
        )
    if label.strip() and label.isprintable() and len(label) <= LONGEST_LABEL:
        return
    raise RequestError(
        f"The label {label[:LONGEST_LABEL]!r} can't be used: give 1 to {LONGEST_LABEL} characters that can "
        "be printed."
    )


def _same_name(facts: PartFacts, other: PartFacts) -> bool:
    return (facts.kind, facts.dataset) == (other.kind, other.dataset)


def _base_of_own(store: Store, version: str | None) -> Dataset | None:
    """The fetched data that own phases are put on; None: the starter."""
    fetched = [dataset for dataset in store.datasets if dataset.kind == FETCHED]
    if version is not None and fetched:
        chosen = store.choose(version)
        if chosen.kind != FETCHED:
            raise RequestError(f"{chosen.name} is an import: own phases belong on top of fetched data.")
        return chosen
    return fetched[0] if fetched else None


def _name_of(path: Path) -> str:
    """The name of a folder, or of a file without its endings."""
    name = path.resolve().name
    return name if path.is_dir() else name.removesuffix(".gz").rsplit(".", 1)[0]


def _fetched_references(dataset: Dataset) -> dict[str, float]:
    return lowest_element_energies(
        (parse_amounts(row["formula"]), row[TOTAL_ENERGY])
        for part in dataset.parts
        for row in read_rows(part.path).to_pylist()
    )
