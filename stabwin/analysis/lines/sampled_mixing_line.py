"""What a contact releases in every sample of the phases' errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.analysis.interfaces.kinks import NO_REACTION_EV_PER_ATOM
from stabwin.analysis.lines.mixing_line import Floats, Side, contact_system, potentials_of
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.formula import Formula
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable


@dataclass(frozen=True, kw_only=True)
class SampledContact:
    """The mixture that releases most, in each sample.

    Attributes
    ----------
    mutual, total : arrays, shape (samples,)
        eV per atom of the mixture, <= 0.
    mutual_per_nonion, total_per_nonion : arrays, shape (samples,)
        The same mixtures' energies per non-ion atom.
    columns : array of int, shape (samples, rows)
        The phases of the mixture of lowest mutual energy; -1 where there are none, or nothing reacts.
    system : System
    """

    mutual: Floats
    total: Floats
    mutual_per_nonion: Floats
    total_per_nonion: Floats
    columns: npt.NDArray[np.int32]
    system: System


def sample_contact(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    voltage_v: float | None,
    open_ev: Mapping[str, float],
    model: ErrorModel,
) -> SampledContact:
    """Trace the contact of two materials in all samples; arguments as for `trace_tie_line`."""
    if a.formula.key > b.formula.key:  # one orientation, so that A|B mirrors B|A to the last bit
        a, b = b, a
    potentials = potentials_of(ion, voltage_v, open_ev)
    system = contact_system(table, a, b, potentials, model.reach_ev_per_atom)
    closed_a, closed_b = (system.vector(side.formula) / side.formula.atoms for side in (a, b))
    share_a, share_b = float(closed_a.sum()), float(closed_b.sum())
    start, goal = closed_b / share_b, closed_a / share_a
    lines = model.lines(system, start, goal - start, 1.0)
    # From here as in `stabwin.analysis.lines.mixing_line`: x of all atoms come from A, y from B.
    inside = np.isfinite(lines.positions)
    u = np.where(inside, lines.positions, 0.0)
    from_a, from_b = u / share_a, (1 - u) / share_b
    x, y = from_a / (from_a + from_b), from_b / (from_a + from_b)
    equilibrium = np.where(inside, lines.energies, 0.0) / (from_a + from_b)
    last = lines.points - 1
    hull_a, hull_b = equilibrium[np.arange(len(last)), last], equilibrium[:, 0]
    own_a = np.maximum(_potential(table, a, b, potentials, model), hull_a)
    own_b = np.maximum(_potential(table, b, a, potentials, model), hull_b)
    nonion = x * _nonion(a.formula, ion) + y * _nonion(b.formula, ion)
    mutual = np.minimum(equilibrium - x * hull_a[:, None] - y * hull_b[:, None], 0.0)
    total = np.minimum(equilibrium - x * own_a[:, None] - y * own_b[:, None], 0.0)
    best, mutual, mutual_per_nonion = _lowest(mutual, nonion, inside, closed=voltage_v is None)
    _, total, total_per_nonion = _lowest(total, nonion, inside, closed=voltage_v is None)
    return SampledContact(
        mutual=mutual,
        total=total,
        mutual_per_nonion=mutual_per_nonion,
        total_per_nonion=total_per_nonion,
        columns=lines.phases_at(np.where(mutual < -NO_REACTION_EV_PER_ATOM, best, -1)),
        system=system,
    )


def _nonion(formula: Formula, ion: str) -> float:
    """Non-ion atoms per atom."""
    return 1 - formula.amount(ion) / formula.atoms


def _lowest(
    energies: Floats, nonion: Floats, inside: npt.NDArray[np.bool_], *, closed: bool
) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """The kink of lowest energy (per atom if closed, else per non-ion atom), and both energies there."""
    per_nonion = np.divide(energies, nonion, out=np.zeros_like(energies), where=nonion > 0)
    compared = np.where(inside, energies if closed else per_nonion, np.inf)
    best = np.argmin(compared, axis=1)
    every = np.arange(len(best))
    return best, energies[every, best], per_nonion[every, best]


def _potential(
    table: PhaseTable,
    side: Side,
    other: Side,
    potentials: Mapping[str, float],
    model: ErrorModel,
) -> Floats:
    """Phi of a side in each sample, eV per atom: its own energy, or the closed hull if it has none."""
    formula = side.formula
    exchanged = sum(mu * formula.amount(element) for element, mu in potentials.items()) / formula.atoms
    if side.energy_ev_per_atom is not None:
        own = side.energy_ev_per_atom + model.formula_errors(table, formula, 0, model.samples)
        return own - exchanged
    closed = contact_system(table, side, other, {}, model.reach_ev_per_atom)
    b = closed.vector(formula) / formula.atoms
    return model.lines(closed, b, np.zeros_like(b), 0.0).energies_at(0.0) - exchanged
