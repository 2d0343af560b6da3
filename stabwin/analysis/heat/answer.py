"""The answer about one material or one contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stabwin.analysis.heat.heating import NO_REACTION, REACTS, ContactPart, Heating
from stabwin.analysis.heat.material import Heated
from stabwin.analysis.heat.step import HeatStep, Melting, Onset
from stabwin.analysis.heat.steps import steps_of, unreacted_phases
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.rounding import reported
from stabwin.analysis.warnings import Asked, phase_warnings
from stabwin.thermo.gibbs.melting import melting_points_k

FROM_THE_START = "from the start"

# Beyond what is measured of a gas: no solution is that.
_AT_MOST = 0.0


def heating_of(
    whole: Heated,
    alone: Sequence[Heated],
    state: str | None,
    ion: str,
    provenance: Provenance,
    notes: Iterable[str] = (),
) -> Heating:
    """The answer about what is heated, and about each of its materials alone.

    Parameters
    ----------
    whole : Heated
    alone : sequence of Heated
        Of A and B; empty of one material.
    state, ion, provenance
        As in `Heating`.
    notes : iterable of str
        Further warnings.
    """
    low, high = whole.temperatures_k
    steps = steps_of(whole)
    sides = [side for side, _ in whole.sides]
    a, b = sides[0], sides[1] if len(sides) > 1 else None
    each = [steps_of(one) for one in alone]
    melting = _melting([whole, *alone])
    table = whole.programme.phases.system.table
    seen = {product.formula for step in steps for product in step.products}
    asked = [Asked(side.formula, side.energy_ev_per_atom is not None) for side in sides]
    return Heating(
        a=a.target.text,
        b=None if b is None else b.target.text,
        formula_a=a.formula.reduced,
        formula_b=None if b is None else b.formula.reduced,
        state=state,
        ion=ion,
        mass_fraction_a=None if b is None else whole.sides[0][1],
        low_k=low,
        high_k=high,
        status=REACTS if steps else NO_REACTION,
        steps=steps,
        steps_a=each[0] if each else None,
        steps_b=each[1] if each else None,
        unreacted=unreacted_phases(whole),
        reaction_onset=onset_of(steps, high),
        gas_onset=onset_of([step for step in steps if step.gases_given_off], high),
        contact=tuple(_contact(whole, alone, t) for t in (low, high)) if alone else (),
        melting=melting,
        system_fingerprint=whole.programme.phases.system.fingerprint,
        warnings=tuple(
            dict.fromkeys(
                (
                    *(note for side in sides for note in _notes(side)),
                    *phase_warnings(table, seen, asked, steps),
                    *_of_melts(melting, high),
                    *notes,
                )
            )
        ),
        provenance=provenance,
    )


def onset_of(steps: Sequence[HeatStep], high_k: float) -> Onset:
    """The onset of the first of some steps."""
    if not steps:
        return Onset(temperature_k=None, words=f"above {high_k:,.6g} K")
    onset_k = steps[0].onset_temperature_k
    if onset_k is None:
        return Onset(temperature_k=None, words=FROM_THE_START)
    return Onset(temperature_k=onset_k, words=f"{onset_k:,.1f} K")


def _contact(whole: Heated, alone: Sequence[Heated], temperature_k: float) -> ContactPart:
    """What the contact adds at one end of the range."""
    first = temperature_k == whole.temperatures_k[0]
    gibbs = heat = 0.0
    masses = [1.0, *(-mass for _, mass in whole.sides)]
    for one, mass in zip([whole, *alone], masses, strict=True):
        amounts = one.stretches[0 if first else -1].amounts
        gibbs += mass * one.gibbs_kj_per_g(amounts, temperature_k)
        heat += mass * one.heat_kj_per_g({}, amounts, temperature_k)
    return ContactPart(
        temperature_k=temperature_k,
        gibbs_kj_per_g=min(reported(gibbs, 9), _AT_MOST),
        heat_kj_per_g=reported(heat, 9),
    )


def _melting(heated: Iterable[Heated]) -> tuple[Melting, ...]:
    points = melting_points_k()
    found = {}
    for one in heated:
        for stretch in one.stretches:
            for column in stretch.amounts:
                if one.programme.is_gas(column):
                    continue
                name = one.programme.phases.names[one.programme.chosen[column]]
                if points.get(name, stretch.high_k) < stretch.high_k:
                    found[name] = points[name]
    return tuple(Melting(name, round(found[name], 1)) for name in sorted(found))


def _of_melts(melting: Sequence[Melting], high_k: float) -> Iterator[str]:
    if melting:
        told = ", ".join(f"{one.formula} near {round(one.melting_point_k, -1):.0f} K" for one in melting)
        yield (
            f"Below {high_k:g} K melts: {told}. What dissolves in a melt is left out, so that reactions "
            "may begin earlier."
        )


def _notes(side: Side) -> Iterator[str]:
    yield from side.warnings[: len(side.warnings) - (side.energy_ev_per_atom is None)]
    if side.energy_ev_per_atom is None:
        yield (
            f"{side.formula.reduced} has no energy of its own in these phases: its heat is that of what is "
            "at equilibrium at the lowest temperature."
        )
