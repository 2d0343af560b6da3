"""Energies of one's own phases that can't be meant as they stand."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.chemistry.formula import amounts_of_key, composition_key, write_formula
from stabwin.phases.record import PhaseRecord
from stabwin.phases.table import PhaseTable

# Two functionals, or two fits of corrections, lie nearer than this.
FAR_EV_PER_ATOM = 0.3

_NAMED = 3


def unlike_known(records: Iterable[PhaseRecord], known: PhaseTable, name: str) -> str:
    """What to say of own energies far from those of the same compounds in another table; empty if nothing.

    Parameters
    ----------
    records : iterable of PhaseRecord
        The user's own.
    known : PhaseTable
        Whose energies are those that its scheme starts from.
    name : str
        Of the user's table.
    """
    far = []
    for record in records:
        row = known.columns.keys.find(composition_key(record.amounts)) if len(record.amounts) > 1 else None
        if row is None:
            continue
        apart = record.formation_energy_ev_per_atom - float(known.columns.energies[row])
        if abs(apart) > FAR_EV_PER_ATOM:
            far.append((write_formula(record.amounts), apart))
    if not far:
        return ""
    each = [f"{formula} {abs(off):.2f} {'above' if off > 0 else 'below'}" for formula, off in far[:_NAMED]]
    more = f" and {len(far) - _NAMED} more" if len(far) > _NAMED else ""
    return (
        f"Energies of {name} lie far from the starter's ({', '.join(each)}{more}, eV/atom): see that they "
        "are formation energies per atom, with the same corrections."
    )


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
