"""Oxidation limits of binary salts, from measured energies alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from stabwin.analysis.provenance import citations
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.phases.at_temperature import thermal_parts_ev
from stabwin.thermo.gibbs.measured import measured_entropies, measured_gibbs
from stabwin.thermo.limits import salt_anion
from stabwin.thermo.measured import SOURCES, Measurement, measurements
from stabwin.thermo.oxidation_states import lowest_states
from stabwin.validation.facts import LIMITS, OXIDATION, Fact

_Amounts = Mapping[str, Fraction | int]


class _Salt(NamedTuple):
    """A measured compound of an ion and an anion."""

    measurement: Measurement
    ions_per_anion: float
    energy_ev_per_anion: float
    error_ev_per_anion: float


def salt_limits(temperature_k: float | None) -> tuple[Fact, ...]:
    """A row for each measured salt of an ion, in which the anion has its full charge.

    It gives its ions off and turns into the anion's element, or into the measured compound with fewer
    ions (Li2O into Li2O2) where that takes less: V = (G' - G) / (z (x - x')), the lowest of all, with
    energies G and ions x per anion.

    Parameters
    ----------
    temperature_k : float or None
        Of measured Gibbs energies, which salts without a measured entropy lack; None: of enthalpies.
    """
    systems: dict[tuple[str, str], list[_Salt]] = {}
    for one in measurements().values():
        pair = _pair(one.formula.amounts)
        energy = None if pair is None else _energy(one, temperature_k)
        if pair is not None and energy is not None:
            systems.setdefault(pair, []).append(_salt(one, *pair, energy))
    facts = [_limit(salts, *pair) for pair, salts in systems.items()]
    return tuple(sorted((fact for fact in facts if fact), key=lambda fact: (fact.ion, fact.target)))


def _pair(amounts: _Amounts) -> tuple[str, str] | None:
    anion = salt_anion({element: float(amount) for element, amount in amounts.items()})
    if anion is None:
        return None
    (ion,) = amounts.keys() - {anion}
    return (ion, anion) if ion in ION_VALENCE else None


def _energy(one: Measurement, temperature_k: float | None) -> float | None:
    """The measured energy of formation, eV per atom; None where the entropy is not measured."""
    if temperature_k is None:
        return one.enthalpy_ev_per_atom
    if one.formula.key not in measured_gibbs() | measured_entropies():
        return None
    return one.enthalpy_ev_per_atom + float(thermal_parts_ev([one.formula.amounts], temperature_k)[0])


def _salt(one: Measurement, ion: str, anion: str, energy_ev_per_atom: float) -> _Salt:
    amounts = one.formula.amounts
    atoms_per_anion = float(sum(amounts.values()) / amounts[anion])
    return _Salt(
        measurement=one,
        ions_per_anion=float(amounts[ion]) / float(amounts[anion]),
        energy_ev_per_anion=energy_ev_per_atom * atoms_per_anion,
        error_ev_per_anion=one.error_ev_per_atom * atoms_per_anion,
    )


def _limit(salts: list[_Salt], ion: str, anion: str) -> Fact | None:
    salt = max(salts, key=lambda one: one.ions_per_anion)
    x, g, z = salt.ions_per_anion, salt.energy_ev_per_anion, ION_VALENCE[ion]
    if x * z != -lowest_states()[anion]:
        return None
    element = -g / (x * z), salt.error_ev_per_anion / (x * z)
    ways: list[tuple[float, float, tuple[_Salt, ...]]] = [(*element, (salt,))]
    for other in salts:
        taken = (x - other.ions_per_anion) * z
        if taken > 0:
            error = (salt.error_ev_per_anion**2 + other.error_ev_per_anion**2) ** 0.5 / taken
            ways.append(((other.energy_ev_per_anion - g) / taken, error, (salt, other)))
    limit, error, taking_part = min(ways, key=lambda way: way[0])
    known = citations()
    sources = dict.fromkeys(name for one in taking_part for name in one.measurement.sources.split("+"))
    products = "; ".join(one.measurement.formula.reduced for one in taking_part[1:])
    return Fact(
        kind=LIMITS,
        target=salt.measurement.formula.reduced,
        ion=ion,
        quantity=OXIDATION,
        low=round(limit - error, 4),
        high=round(limit + error, 4),
        method="calorimetry",
        note=f"oxidised to {products}" if products else "",
        source="; ".join(known[SOURCES[name]] for name in sources),
        confirmed="table",
        in_fit=True,
    )
