"""What a phase table holds, read in one scheme: made of phases one by one, before anything is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stabwin.errors import PhaseFileError, SchemeError
from stabwin.phases.at_temperature import with_gases
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.coverage import Coverage
from stabwin.phases.element_sets import mask_elements, union_of_masks
from stabwin.phases.left_out import without_left_out
from stabwin.phases.record import PhaseRecord
from stabwin.phases.schemes import Scheme, find_scheme
from stabwin.phases.sources.named_scheme import UNKNOWN
from stabwin.thermo.gibbs.nodes import ENTHALPIES, Temperature


@dataclass(frozen=True, kw_only=True, eq=False)
class Contents:
    """Phases in one scheme; the fields are those of `stabwin.phases.table.PhaseTable`.

    Attributes
    ----------
    columns : PhaseColumns
    coverage : Coverage
    scheme : Scheme
    fingerprint : str
        Of all phases, those that are left out too.
    left_out : tuple of str
    """

    columns: PhaseColumns
    coverage: Coverage
    scheme: Scheme
    fingerprint: str
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        records: Iterable[PhaseRecord],
        *,
        name: str,
        coverage: Coverage | None = None,
        scheme: str | None = None,
        schemes: Sequence[str] = UNKNOWN,
        taken_back: tuple[str, ...] = (),
        temperature_k: Temperature = None,
    ) -> Contents:
        """Contents from phases one by one; arguments and errors as those of `PhaseTable.from_records`."""
        columns = PhaseColumns.build(records, name)
        if not len(columns):
            raise PhaseFileError(f"{name} holds no phases.")
        if coverage is None:
            coverage = Coverage.of([mask_elements(union_of_masks(columns.masks))])
        chosen = find_scheme(scheme or schemes[0], tuple(schemes)).at(temperature_k)
        fingerprint = columns.fingerprint(coverage.to_lines())
        columns, missing = _in_scheme(columns, chosen, taken_back, name)
        return cls(
            columns=columns, coverage=coverage, scheme=chosen, fingerprint=fingerprint, left_out=missing
        )


def in_other_scheme(
    columns: PhaseColumns, missing: tuple[str, ...], old: Scheme, new: Scheme, name: str
) -> tuple[PhaseColumns, tuple[str, ...]]:
    """The phases of a table that is open in another scheme, and what that leaves out.

    Parameters
    ----------
    columns : PhaseColumns
    missing : tuple of str
        What is left out now.
    old, new : Scheme
    name : str
        Of the table.

    Raises
    ------
    SchemeError
        The table lacks what the scheme needs.
    """
    lacks = bool(missing) and not new.bond_corrections
    if lacks or new.starts_from != old.starts_from:
        what = "lacks what its scheme leaves out" if lacks else f"holds {old.starts_from} energies"
        raise SchemeError(
            f"This table {what}: open or make it anew in the scheme {new.name!r} (load_phases).",
            scheme=new.name,
        )
    if old.bond_corrections:
        return (columns if old.needs_functions or not new.needs_functions else with_gases(columns)), missing
    return _in_scheme(columns, new, (), name)


def usual_or_asked(scheme: Scheme) -> Temperature:
    """The temperature that a scheme was asked for; None where it is its usual one."""
    temperature_k = scheme.temperature_k
    return None if temperature_k == scheme.usual_temperature_k else temperature_k or ENTHALPIES


def _in_scheme(
    columns: PhaseColumns, scheme: Scheme, taken_back: tuple[str, ...], name: str
) -> tuple[PhaseColumns, tuple[str, ...]]:
    """With all gases where the energies are those of a temperature, without what the scheme leaves out."""
    if scheme.needs_functions:
        columns = with_gases(columns)
    return without_left_out(columns, taken_back, name) if scheme.bond_corrections else (columns, ())
