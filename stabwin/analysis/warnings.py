"""What a user should know of the phases in an answer: gases, wrong energies, phases that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from stabwin.analysis.off_scale import Shift, off_scale, shift_of
from stabwin.chemistry.formula import Formula, amounts_of_key, reduce_formula
from stabwin.phases.table import PhaseTable
from stabwin.thermo.bonds import species_of
from stabwin.thermo.charge_balance import imbalance
from stabwin.thermo.gibbs.melting import melting_points_k
from stabwin.thermo.left_out import left_out
from stabwin.thermo.measured import molecules

ELEMENT_GASES = frozenset(("Cl2", "F2", "H2", "N2", "O2"))

# How far below its melting point that of a phase is said.
_NEAR_MELTING_K = 50.0

# Shifts of a reaction below this, eV as written, are said to cancel.
_CANCELS_EV = 0.05


class Asked(NamedTuple):
    """What was asked for, and whether the table holds it."""

    formula: Formula
    listed: bool


class Reacting(Protocol):
    """A part of an answer that has a reaction."""

    @property
    def reaction(self) -> str | None:
        """Balanced; None where nothing reacts."""


@lru_cache(maxsize=20_000)
def _is_balanced(key: str) -> bool:
    """Whether a composition's charges balance; a study asks for each material many times."""
    return species_of(amounts_of_key(key)).balanced


@lru_cache(maxsize=20_000)
def _imbalance(key: str) -> str:
    return imbalance(amounts_of_key(key))


# Formulas as results print them: of each answer many are looked up.


@cache
def _gases() -> frozenset[str]:
    known = {one.formula.reduced for one in molecules().values() if one.state == "gas"}
    return ELEMENT_GASES | known


@cache
def _not_there() -> dict[str, str]:
    """Why phases that the scheme ``measured`` leaves out are not there."""
    return {
        reduce_formula(amounts_of_key(key))[0]: one.reason.partition(";")[0]
        for key, one in left_out().items()
    }


def phase_warnings(
    table: PhaseTable, formulas: Iterable[str], targets: Sequence[Asked], answers: Iterable[Reacting] = ()
) -> tuple[str, ...]:
    """What to know of targets and of the products of an answer.

    Parameters
    ----------
    table : PhaseTable
        Whose energies are compared with the measured ones.
    formulas : iterable of str
        Printed formulas of the products.
    targets : sequence of Asked
    answers : iterable of Reacting
        Whose reactions are compared with measured energies; read only if a phase is far off.
    """
    seen = set(formulas)
    asked = [target.formula.reduced for target in targets]
    return tuple(
        dict.fromkeys(
            (
                *_of_targets(table, targets),
                *_of_phases_not_there(table, seen),
                *_of_temperature(table, seen, asked),
                *_of_energies(table, seen, asked, answers),
            )
        )
    )


def _of_targets(table: PhaseTable, targets: Sequence[Asked]) -> Iterator[str]:
    for formula, listed in targets:
        target = formula.reduced
        if target in table.left_out:
            why = _not_there()[target]
            yield (
                f"The scheme {table.scheme.name} leaves {target} out ({why}): this is the answer for what "
                f"it decomposes into, and with {target} included there is its own."
            )
        elif not listed:
            reason = _imbalance(formula.key)
            if reason:
                yield (
                    f"The charges of {target} do not balance in usual oxidation states ({reason}): check "
                    "the formula."
                )
        elif table.scheme.bond_corrections and not _is_balanced(formula.key):
            yield (
                f"The charges of {target} do not balance with known oxidation states: its bonds are a "
                "guess, and its energy is less certain than that of other phases."
            )


def _of_phases_not_there(table: PhaseTable, seen: set[str]) -> Iterator[str]:
    """Phases that the scheme ``measured`` would leave out; there they were asked for by name."""
    if table.scheme.bond_corrections:
        return
    for formula in sorted(seen & _not_there().keys()):
        yield (
            f"{formula} among the products should not count as a phase ({_not_there()[formula]}): leave "
            "it out (--exclude, exclude in Python)."
        )


def _of_temperature(table: PhaseTable, seen: set[str], targets: Sequence[str]) -> Iterator[str]:
    """Gases, whose entropy enthalpies leave out; or what melts, whose melt Gibbs energies leave alone."""
    temperature_k = table.scheme.temperature_k
    if temperature_k is None:
        yield from _of_gases(seen, targets)
        return
    if not table.scheme.bond_corrections:
        yield (
            f"Gases have measured Gibbs energies, solids those of the scheme {table.scheme.name}: "
            "reactions of H2O, CO2 and other molecules are off by what it gets wrong of them, up to 1 eV "
            "each; measured has both on one scale."
        )
    points = melting_points_k()
    for formula in sorted((seen | set(targets)) & points.keys()):
        point_k = points[formula]
        if temperature_k < point_k - _NEAR_MELTING_K:
            continue
        near = f"{formula} melts near {round(point_k, -1):.0f} K"
        if temperature_k > point_k:
            yield f"{near}: at {temperature_k:g} K it is a melt, and what dissolves in it is left out."
        else:
            yield f"{near}, not far above {temperature_k:g} K."


def _of_gases(seen: set[str], targets: Sequence[str]) -> Iterator[str]:
    gases = sorted((seen & _gases()).difference(targets))
    if gases:
        which = "a gas, whose entropy is" if len(gases) == 1 else "gases, whose entropies are"
        yield (
            f"{', '.join(gases)} among the products: {which} left out (energies stand for enthalpies at "
            f"298 K); {'it forms' if len(gases) == 1 else 'they form'} more easily than computed."
        )
    for target in targets:
        if target in _gases():
            yield (
                f"{target} is a gas, whose entropy is left out (energies stand for enthalpies at 298 K): "
                "it reacts less easily than computed."
            )


def _of_energies(
    table: PhaseTable, seen: set[str], targets: Sequence[str], answers: Iterable[Reacting]
) -> Iterator[str]:
    if table.scheme.bond_corrections or table.scheme.temperature_k is not None:
        return
    off = off_scale(table, seen | set(targets))
    if not off:
        return
    said: set[str] = set()
    for reaction in dict.fromkeys(answer.reaction for answer in answers if answer.reaction):
        shift = shift_of(table, off, reaction)
        if shift is not None:
            said |= {*shift.used_up, *shift.formed}
            yield _shifted(table, reaction, shift)
    silent = {formula: off[formula] for formula in off if formula not in said}
    used_up = {formula: offset for formula, offset in silent.items() if formula in targets}
    formed = {formula: offset for formula, offset in silent.items() if formula not in targets}
    name = table.scheme.name
    for formula, offset in used_up.items():
        then = "too unfavourable, or are not found" if offset < 0 else "too favourable"
        yield f"{_offsets(name, {formula: offset})}: reactions that use it up come out {then}."
    for formula, offset in formed.items():
        then = "too favourable" if offset < 0 else "too unfavourable, or are not found"
        yield f"{_offsets(name, {formula: offset})}: reactions that form it come out {then}."


def _shifted(table: PhaseTable, reaction: str, shift: Shift) -> str:
    sides = {
        **{f"{formula} (used up)": offset for formula, offset in shift.used_up.items()},
        **{f"{formula} (formed)": offset for formula, offset in shift.formed.items()},
    }
    offsets = _offsets(table.scheme.name, sides)
    if abs(shift.net_ev) < _CANCELS_EV:
        return f"{offsets}: in {reaction} these errors cancel to {_CANCELS_EV:g} eV."
    side = "favourable" if shift.net_ev < 0 else "unfavourable"
    return f"{offsets}: all phases counted, {reaction} comes out {abs(shift.net_ev):.2f} eV too {side}."


def _offsets(scheme: str, offsets: Mapping[str, float]) -> str:
    each = [f"{name} {abs(off):.1f} eV too {'low' if off < 0 else 'high'}" for name, off in offsets.items()]
    return f"Beside measured enthalpies the scheme {scheme} puts {', '.join(each)} per formula unit"
