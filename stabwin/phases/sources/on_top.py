"""Phases of the user's own on top of others: ``starter+mine.csv``."""

from __future__ import annotations

from dataclasses import replace

from stabwin.errors import SchemeError
from stabwin.phases.record import PhaseRecord
from stabwin.phases.schemes import DATABASE, MEASURED, MP2020, Scheme
from stabwin.phases.sources.origin import Origin
from stabwin.thermo.generations import to_2019

ON_TOP = "+"


def on_top(base: Origin, own: Origin) -> Origin:
    """The phases of both, complete for what the others are complete for.

    Own energies are formation energies with the corrections that their table names (column ``scheme``).
    Those of MP2020 are brought to the generation of 2019 where the others are of it. Energies that name
    none are taken as they are, in the scheme ``database``, and can't be read in ``measured``.

    Parameters
    ----------
    base, own : Origin

    Raises
    ------
    SchemeError
        The two can't be read in one scheme.
    """
    to_older = MP2020 in own.source.schemes and DATABASE in base.source.schemes
    named = base.source.schemes if to_older else own.source.schemes
    # Where the corrections of both are known the others' order stands, and with it their default.
    order = base.source.schemes if MEASURED in named else named
    schemes = tuple(name for name in order if name in base.source.schemes and name in named)
    of_2019 = MEASURED in own.source.schemes and MP2020 not in own.source.schemes
    if len(named) == 1 or not schemes or (of_2019 and MP2020 in base.source.schemes):
        raise SchemeError(
            f"The energies of {own.source.name} ({own.source.schemes[0]}) can't stand beside those of "
            f"{base.source.name} ({', '.join(base.source.schemes)}): give formation energies with "
            "corrections that these know, and name them in a column scheme (database or mp2020).",
            scheme=own.source.schemes[0],
        )

    def read_own(scheme: Scheme) -> list[PhaseRecord]:
        below = base.on_top(scheme) if base.on_top else []
        records = own.read(scheme)
        return [*below, *(map(_to_2019, records) if to_older else records)]

    def read(scheme: Scheme) -> list[PhaseRecord]:
        records = own.read(scheme)
        return [*base.read(scheme), *(map(_to_2019, records) if to_older else records)]

    label = own.source.name
    return Origin(
        source=replace(
            base.source,
            name=f"{base.source.name}{ON_TOP}{own.source.name}",
            description=f"{base.source.description}, with own phases ({label})",
            schemes=schemes,
            citations=tuple(dict.fromkeys((*base.source.citations, *own.source.citations))),
            own_labels=(*base.source.own_labels, label),
        ),
        content=(*base.content, ON_TOP.encode(), *own.content),
        read=read,
        coverage=base.coverage,
        on_top=read_own,
        base=base,
        unnamed=base.unnamed or (label if MEASURED in {*base.source.schemes} - {*schemes} else ""),
    )


def names_no_corrections(label: str) -> str:
    """What to say of own energies that keep all phases from being read in ``measured``."""
    return (
        f"The energies of {label} name no corrections, so that all are read in database and not in "
        "measured: name them in a column scheme (database or mp2020), or ask for a scheme."
    )


def _to_2019(record: PhaseRecord) -> PhaseRecord:
    energy = to_2019(record.amounts, record.formation_energy_ev_per_atom)
    return replace(record, formation_energy_ev_per_atom=energy)
