"""How the numbers of a window moved between two schemes or phase tables.

A limit is the energy of one reaction per ion: V = -(sum_j da_j e_j) / (z dn), with da_j the atoms of
phase j that form as dn ions are taken up.
Along the reaction of the first side every change of an energy moves the limit by its own share, exactly;
what is left comes from phases that take over on the other side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from stabwin.analysis.causes import Cause, Weights, causes_of
from stabwin.analysis.lines.ion_line import IonLine
from stabwin.analysis.rounding import reported
from stabwin.documents.document import Document
from stabwin.documents.parts import Key
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine

REDUCTION, OXIDATION, ABOVE_HULL = (
    "reduction_limit_v",
    "oxidation_limit_v",
    "energy_above_hull_ev_per_atom",
)

QUANTITIES = (REDUCTION, OXIDATION, ABOVE_HULL)


@dataclass(frozen=True, kw_only=True)
class Change(Document):
    """How one number of one target moved from the first side to another.

    Attributes
    ----------
    target, quantity : str
        The quantity is "reduction_limit_v", "oxidation_limit_v" or "energy_above_hull_ev_per_atom".
    from_side, to_side : str
    before, after, change : float or None
        None where there is no such number.
    causes : tuple of Cause
        Along the reaction of the first side, the largest first.
    from_other_phases : float or None
        The rest: phases that take over.
    appearing, disappearing : tuple of str
        Phases of the reaction on one side only.
    """

    target: str
    quantity: str
    from_side: Annotated[str, Key("from")]
    to_side: Annotated[str, Key("to")]
    before: float | None
    after: float | None
    change: float | None
    causes: tuple[Cause, ...]
    from_other_phases: float | None
    appearing: tuple[str, ...]
    disappearing: tuple[str, ...]

    def to_row(self) -> dict[str, Any]:
        """One flat row."""
        row = self.to_dict()
        row["causes"] = ", ".join(f"{cause.of} {cause.change:+.4g}" for cause in self.causes)
        return row | {name: ", ".join(row[name]) for name in ("appearing", "disappearing")}


class ComparedTarget(NamedTuple):
    """One target on one side: its ion line, its numbers by quantity, and the name of the side."""

    line: IonLine[HullLine]
    numbers: Mapping[str, float | None]
    side: str


def changes_of(first: ComparedTarget, other: ComparedTarget) -> list[Change]:
    """How every number of one target moved between two sides, with the reasons."""
    changes = []
    for quantity in QUANTITIES:
        before, after = first.numbers[quantity], other.numbers[quantity]
        ours, theirs = (reaction_of(compared.line, quantity) for compared in (first, other))
        change = None if before is None or after is None else reported(after - before)
        causes: tuple[Cause, ...] = ()
        rest = None
        if change is not None and abs(change) > tolerances.CHANGE:
            moving = {phase: n for phase, n in ours.items() if phase != _fixed(first.line)}
            causes = causes_of(moving, first.line.system.table, other.line.system.table)
            rest = reported(change - sum(cause.change for cause in causes))
            rest = 0.0 if abs(rest) <= tolerances.CHANGE else rest
        changes.append(
            Change(
                target=first.line.target.text,
                quantity=quantity,
                from_side=first.side,
                to_side=other.side,
                before=before,
                after=after,
                change=change,
                causes=causes,
                from_other_phases=rest,
                appearing=tuple(sorted(theirs.keys() - ours.keys())),
                disappearing=tuple(sorted(ours.keys() - theirs.keys())),
            )
        )
    return changes


def reaction_of(line: IonLine[HullLine], quantity: str) -> Weights:
    """By how much a number grows with the energy of each phase, V or eV/atom per eV/atom."""
    if quantity == ABOVE_HULL:
        if line.energy_ev_per_atom is None:
            return {}
        share = line.atoms / line.formula.atoms
        amounts = line.line.equilibrium_at(line.content)
        found = {line.system.phase(column)[0]: -amount * share for column, amount in amounts.items()}
        if line.own_energy_ev_per_atom is None:  # an energy of the user's own is the same on all sides
            found[line.formula.reduced] = found.get(line.formula.reduced, 0.0) + 1.0
        return {phase: weight for phase, weight in found.items() if abs(weight) > tolerances.AMOUNT}
    t, positions = line.content, line.line.positions
    if quantity == REDUCTION:
        right = int(np.searchsorted(positions, t + tolerances.POSITION, side="right"))
    else:
        right = int(np.searchsorted(positions, t - tolerances.POSITION, side="left"))
    if right == 0 or right >= len(positions):
        return {}
    ions = float(positions[right] - positions[right - 1]) * line.valence
    weights: Weights = {}
    for point, sign in ((right, -1.0), (right - 1, 1.0)):
        for column, amount in line.line.equilibrium_at_point(point).items():
            phase = line.system.phase(column)[0]
            weights[phase] = weights.get(phase, 0.0) + sign * amount / ions
    return {phase: weight for phase, weight in weights.items() if abs(weight) > tolerances.AMOUNT}


def _fixed(line: IonLine[HullLine]) -> str | None:
    """The phase of the user's own energy, where that and not the table's lies on the hull."""
    own = line.own_energy_ev_per_atom is not None and line.energy_above_hull_ev_per_atom == 0
    return line.formula.reduced if own else None
