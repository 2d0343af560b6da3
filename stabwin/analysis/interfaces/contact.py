"""The contact of two materials as a question, of two kinds: they mix, or one is the ion's metal.

A contact is frozen and hashable: it holds all that its answer depends on beside the phases, and is the
name under which answers are kept. Which of the two kinds it is, is decided here and nowhere else; both
give nominal values, values in all samples, and what becomes of them without a phase.
"""

from __future__ import annotations

from stabwin.analysis.conditions import ContactConditions
from stabwin.analysis.interfaces.metal import MetalContact
from stabwin.analysis.interfaces.mixing import MixingContact
from stabwin.analysis.lines.mixture import Side, open_potentials
from stabwin.errors import TargetError

Contact = MixingContact | MetalContact


def contact_between(a: Side, b: Side, ion: str, conditions: ContactConditions) -> Contact:
    """The contact of two materials.

    Parameters
    ----------
    a, b : Side
    ion : str
    conditions : ContactConditions
        Its voltage, without which the contact is closed, the open elements and the gases.

    Raises
    ------
    TargetError
        Both sides are the ion's metal.
    PotentialError
        One side is, and a range of voltages or one above 0 is given.
    """
    metal_a, metal_b = _is_metal(a, ion), _is_metal(b, ion)
    if metal_a and metal_b:
        raise TargetError(
            f"Both sides of {a.target.text}|{b.target.text} are the ion's metal: name another material."
        )
    voltage_v, open_ev = conditions.voltage_v, open_potentials(conditions.open_ev)
    if not (metal_a or metal_b):
        return MixingContact(
            a=a, b=b, ion=ion, voltage_v=voltage_v, open_ev=open_ev, atmosphere=conditions.atmosphere
        )
    limited = MixingContact(a=a, b=b, ion=ion, open_ev=open_ev, atmosphere=conditions.atmosphere)
    metal = MetalContact(limited=limited, metal_is_a=metal_a)
    for other in (*((voltage_v,) if voltage_v else ()), *(conditions.voltages_v or ())):
        metal.at(other)
    return metal


def has_metal(a: Side, b: Side, ion: str) -> bool:
    """Whether one of two materials is the ion's metal, so that their contact has no voltage to choose."""
    return _is_metal(a, ion) or _is_metal(b, ion)


def _is_metal(side: Side, ion: str) -> bool:
    return side.formula.elements == (ion,)
