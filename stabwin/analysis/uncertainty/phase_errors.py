"""The error of each phase of a table: its own, and what it shares with others.

Where the energies are those that the correction model was fitted to, its posterior gives both: the
residual of the phase, with heavy tails, and the errors of the corrections of its bonds. In schemes
without the corrections the correction itself is an error, one number for all phases. Elsewhere
the phase's own error is normal, and shared errors are those of `shared_errors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from stabwin.chemistry.formula_text import Amounts
from stabwin.phases.schemes import Scheme, base_name
from stabwin.phases.shared_errors import shared_errors
from stabwin.phases.table import PhaseTable
from stabwin.thermo.bond_errors import Number, name_of
from stabwin.thermo.corrections import MEAN_CORRECTION, CorrectionModel
from stabwin.thermo.gibbs.errors import thermal_errors
from stabwin.thermo.neighbours import ALONE, Score

# The model was fitted to energies of 2019. ``literature`` takes their sulfide correction back, so that only
# tables of that generation offer it.
_GENERATION = "literature"
_WITHOUT_CORRECTIONS = ("literature", "database")


class PhaseError(NamedTuple):
    """The error of a phase.

    Attributes
    ----------
    own_ev_per_atom : float or None
        Scale of its own error; None where nothing is known of it.
    is_heavy_tailed : bool
        Whether that follows a t distribution, not a normal one.
    score : Score
        What is left of it given measured compounds of the same elements.
    elements : str
        The name of the number that it shares with others of these elements.
    shared : tuple of (number, weight)
        The errors it shares with others, eV/atom, sorted by name.
    """

    own_ev_per_atom: float | None
    is_heavy_tailed: bool
    score: Score
    elements: str
    shared: tuple[tuple[Number, float], ...]


def is_modelled(table: PhaseTable) -> bool:
    """Whether the correction model knows the errors of a table's energies."""
    scheme = table.scheme
    if scheme.bond_corrections:
        return True
    base = base_name(scheme.name)
    return base in _WITHOUT_CORRECTIONS and _GENERATION in table.source.schemes


def errors_of(table: PhaseTable, phases: Sequence[tuple[str, Amounts]]) -> list[PhaseError]:
    """The errors of phases, given by key and composition; found once for each table."""
    known: dict[str, PhaseError] = table.kept.setdefault(PhaseError, {})
    new = {key: amounts for key, amounts in phases if key not in known}
    if new:
        describe = _modelled if is_modelled(table) else _plain
        known.update(zip(new, describe(table.scheme, list(new.values())), strict=True))
    return [known[key] for key, _ in phases]


def _plain(scheme: Scheme, phases: list[Amounts]) -> list[PhaseError]:
    found = []
    for amounts in phases:
        shared = {f"species {name}": size for name, size in shared_errors(amounts, scheme).items()}
        own = None if len(amounts) > 1 else 0.0
        found.append(
            PhaseError(
                own, is_heavy_tailed=False, score=ALONE, elements="", shared=tuple(sorted(shared.items()))
            )
        )
    return found


def _modelled(scheme: Scheme, phases: list[Amounts]) -> list[PhaseError]:
    model = CorrectionModel.load()
    seen = model.prepare(phases)
    own_ev, thermal = model.own_scale(seen), tuple(dict[str, float]() for _ in seen.kinds)
    if scheme.temperature_k is not None:
        errors = thermal_errors(seen, scheme.temperature_k)
        own_ev, thermal = np.hypot(own_ev, errors.own_ev), errors.shared_ev
    own = own_ev.tolist()
    given = model.given(seen)
    shifts = dict(scheme.shifts_ev_per_atom)
    found = []
    for j, fractions in enumerate(seen.fractions):
        row = slice(given.weights.indptr[j], given.weights.indptr[j + 1])
        places, parts = given.weights.indices[row].tolist(), given.weights.data[row].tolist()
        bonds = sorted(zip((given.species[k] for k in places), parts, strict=True), key=_by_name)
        measured = seen.measured[j]
        if measured is None:
            shared: list[tuple[Number, float]] = [*bonds]
            mean = float(given.constants[j])
            mean += sum((model.bond_errors.of(bond).mean * weight for bond, weight in bonds), 0.0)
        else:
            shared = []
            mean = measured.enthalpy_ev_per_atom - float(seen.table_energies[j])
        if not scheme.bond_corrections and len(fractions) > 1:
            mean -= sum(fractions.get(element, 0.0) * shift for element, shift in shifts.items())
            shared.append((MEAN_CORRECTION, mean))
        shared += sorted(thermal[j].items())
        elements = f"residuals of {' '.join(sorted(fractions))}"
        found.append(
            PhaseError(
                own[j], is_heavy_tailed=True, score=given.scores[j], elements=elements, shared=tuple(shared)
            )
        )
    return found


def _by_name(entry: tuple[Number, float]) -> str:
    return name_of(entry[0])
