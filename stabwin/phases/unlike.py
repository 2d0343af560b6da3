"""Energies of one's own phases that can't be meant as they stand."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.chemistry.formula import amounts_of_key, composition_key, write_formula
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.coverage import Coverage
from stabwin.phases.element_sets import element_mask
from stabwin.phases.hull_at import hull_at
from stabwin.phases.record import PhaseRecord
from stabwin.phases.stability import Stability

# Two functionals, or two fits of corrections, lie nearer than this.
FAR_EV_PER_ATOM = 0.3

_NAMED = 3


def unlike_known(
    records: Iterable[PhaseRecord],
    known: PhaseColumns,
    stability: Stability,
    coverage: Coverage,
    name: str,
) -> str:
    """What to say of own energies far from those of the starter; empty if nothing.

    A compound that the starter holds is compared with it, any other one with the starter's hull, where
    that is complete for its elements.

    Parameters
    ----------
    records : iterable of PhaseRecord
        The user's own.
    known, stability, coverage
        Of the starter, in the scheme "database".
    name : str
        Of the user's table.
    """
    far: dict[bool, list[tuple[float, str]]] = {True: [], False: []}
    for record in records:
        if len(record.amounts) == 1:
            continue
        row = known.keys.find(composition_key(record.amounts))
        if row is not None:
            energy = float(known.energies[row])
        elif coverage.covers(element_mask(record.amounts)):
            energy = hull_at(known, stability, record.amounts)
        else:
            continue
        apart = record.formation_energy_ev_per_atom - energy
        if abs(apart) > FAR_EV_PER_ATOM:
            where = "above" if apart > 0 else "below"
            told = f"{write_formula(record.amounts)} {abs(apart):.2f} {where}"
            far[row is not None].append((abs(apart), told))
    said = [
        f"from {what} ({_some(far[is_known])}, eV/atom)"
        for is_known, what in ((True, "the starter's"), (False, "the hull of the starter"))
        if far[is_known]
    ]
    if not said:
        return ""
    return (
        f"Energies of {name} lie far {' and '.join(said)}: see that they are formation energies per atom, "
        "with the same corrections."
    )


def _some(far: list[tuple[float, str]]) -> str:
    """Those that are furthest off."""
    told = [text for _, text in sorted(far, key=lambda one: (-one[0], one[1]))]
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    return f"{', '.join(told[:_NAMED])}{more}"


def measured_instead(records: Iterable[PhaseRecord], name: str) -> str:
    """What to say of own compounds whose measured enthalpy counts in ``measured``; empty if there is none.

    Parameters
    ----------
    records : iterable of PhaseRecord
        The user's own.
    name : str
        Of the user's table.
    """
    from stabwin.thermo.corrections import CorrectionModel

    keys = list(dict.fromkeys(composition_key(one.amounts) for one in records if len(one.amounts) > 1))
    compositions = [amounts_of_key(key) for key in keys]
    if not keys:
        return ""
    known = CorrectionModel.load().prepare(compositions).is_measured.tolist()
    formulas = [write_formula(one) for one, counts in zip(compositions, known, strict=True) if counts]
    if not formulas:
        return ""
    more = f" and {len(formulas) - _NAMED} more" if len(formulas) > _NAMED else ""
    return (
        f"In measured the measured enthalpy counts for {', '.join(formulas[:_NAMED])}{more}, and not the "
        f"energy of {name}: choose another scheme to see that."
    )
