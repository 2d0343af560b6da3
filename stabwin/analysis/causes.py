"""Why a number moved along one reaction: whose energies differ between two sides, and because of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stabwin.analysis.rounding import reported
from stabwin.chemistry.formula import Formula, parse
from stabwin.documents.document import Document
from stabwin.hull import tolerances
from stabwin.phases.schemes import Scheme
from stabwin.phases.table import PhaseTable
from stabwin.thermo.acid_base import effects_of
from stabwin.thermo.bond_errors import name_of
from stabwin.thermo.bonds import species_of
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.generations import GENERATION_2020, to_2019

# By how much a number grows with the energy of each phase.
Weights = dict[str, float]

# What moved, and by how much: eV per atom of a phase.
Part = tuple[str, float]


@dataclass(frozen=True, kw_only=True)
class Cause(Document):
    """One reason why a number moved.

    Attributes
    ----------
    of : str
        An element whose shift in compounds differs between two schemes, a bond whose correction one of
        them has ("bond Li(1)-S"), their "acid-base term", "measured compounds of P, S" for what these say
        beyond their bonds, "measured enthalpy of Li2S", or a phase whose energy differs.
    change : float
        V, or eV/atom.
    """

    of: str
    change: float


def causes_of(weights: Weights, before: PhaseTable, after: PhaseTable) -> tuple[Cause, ...]:
    """By elements, bonds and measured phases where only the scheme differs, else phase by phase."""
    moved: defaultdict[str, float] = defaultdict(float)
    same_energies = before.source.fingerprint == after.source.fingerprint
    only_the_scheme = same_energies and before.scheme.starts_from == after.scheme.starts_from
    for phase, weight in weights.items():
        formula = parse(phase)
        parts = _of_schemes if only_the_scheme else _of_phase
        for name, change in parts(formula, before, after):
            moved[name] += weight * change
    found = [
        Cause(of=name, change=reported(value))
        for name, value in moved.items()
        if abs(value) > tolerances.CHANGE
    ]
    return tuple(sorted(found, key=lambda cause: (-abs(cause.change), cause.of)))


def _of_phase(formula: Formula, before: PhaseTable, after: PhaseTable) -> Iterator[Part]:
    """The whole difference of a phase, where both sides have it."""
    rows = before.find(formula), after.find(formula)
    if rows[0] is not None and rows[1] is not None:
        old, new = (float(t.stability.energies[r]) for t, r in zip((before, after), rows, strict=True))
        yield formula.reduced, new - old


def _of_schemes(formula: Formula, before: PhaseTable, after: PhaseTable) -> Iterator[Part]:
    """What two schemes add to the same energy of a phase."""
    if len(formula.elements) == 1:
        return
    differ = before.scheme.bond_corrections != after.scheme.bond_corrections
    if differ and CorrectionModel.measured(formula.key) is not None:
        for _, change in _of_phase(formula, before, after):
            yield f"measured enthalpy of {formula.reduced}", change
        return
    if differ:
        sign = 1 if after.scheme.bond_corrections else -1
        corrected = after if after.scheme.bond_corrections else before
        for name, change in _of_bonds(formula, corrected):
            yield name, sign * change
    for sign, scheme in ((1, after.scheme), (-1, before.scheme)):
        for element, change in _of_shifts(formula, scheme):
            yield element, sign * change


def _of_shifts(formula: Formula, scheme: Scheme) -> Iterator[Part]:
    for element, shift in scheme.shifts_ev_per_atom:
        if formula.amount(element):
            yield element, shift * (formula.amount(element) / formula.atoms)


def _of_bonds(formula: Formula, table: PhaseTable) -> Iterator[Part]:
    """The correction of a phase by its parts, and what brings it to the generation that they belong to."""
    if table.scheme.generation == GENERATION_2020:
        yield "corrections of MP2020", to_2019(formula.amounts, 0.0)
    model = CorrectionModel.load()
    effects = effects_of(species_of(formula.amounts))
    means = model.correction_of(tuple(effects)).tolist()
    parts = [weight * mean for weight, mean in zip(effects.values(), means, strict=True)]
    yield from zip(map(name_of, effects), parts, strict=True)
    (whole,) = model.expected_corrections([formula.amounts]).tolist()
    of_bonds = sum(parts)
    if abs(whole - of_bonds) > tolerances.CHANGE:
        yield f"measured compounds of {', '.join(sorted(formula.elements))}", whole - of_bonds
