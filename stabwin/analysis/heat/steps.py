"""The reactions between the equilibria of what is heated."""

from __future__ import annotations

from itertools import pairwise

from stabwin.analysis.heat.material import Heated
from stabwin.analysis.heat.programme import Amounts
from stabwin.analysis.heat.step import GasAmount, HeatStep, PhaseAmount
from stabwin.analysis.rounding import reported
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import parse, reduce_formula, write_terms
from stabwin.chemistry.masses import molar_mass_g_per_mol
from stabwin.hull import tolerances
from stabwin.thermo.gibbs.polynomials import GAS_CONSTANT_J_PER_MOL_K, STANDARD_TEMPERATURE_K

# Of an ideal gas at 25 C and 1 bar.
_ML_PER_MOL = GAS_CONSTANT_J_PER_MOL_K * STANDARD_TEMPERATURE_K / 1e5 * 1e6

_DECIMALS = 6  # of temperatures

Terms = list[tuple[str, float]]


def steps_of(heated: Heated) -> tuple[HeatStep, ...]:
    """All steps of what is heated, in order."""
    stretches = heated.stretches
    found = [] if heated.is_unreacted else [_from_the_start(heated)]
    for before, after in pairwise(stretches):
        found.append(_step(heated, before.amounts, after.amounts, after.low_k))
    return tuple(found)


def phases_of(heated: Heated, amounts: Amounts) -> tuple[PhaseAmount, ...]:
    """The phases of an equilibrium per gram, in alphabetical order."""
    programme = heated.programme
    found = []
    for column, atoms in amounts.items():
        if not programme.is_phase(column):
            continue
        phase = int(programme.chosen[column])
        name = programme.phases.names[phase]
        mol = programme.units_of(column, atoms) * heated.closed_mol
        state = "gas" if programme.is_gas(column) else "condensed"
        mass = mol * molar_mass_g_per_mol(parse(name).amounts)
        found.append(PhaseAmount(name, state, reported(mol), reported(mass)))
    return tuple(sorted(found))


def unreacted_phases(heated: Heated) -> tuple[PhaseAmount, ...]:
    """The materials as they are, per gram."""
    return tuple(
        PhaseAmount(
            side.formula.reduced, "condensed", reported(mol * float(side.formula.units)), reported(mass)
        )
        for (side, mass), mol in zip(heated.sides, heated.moles, strict=True)
    )


def _from_the_start(heated: Heated) -> HeatStep:
    """The reaction of the materials as they are to the equilibrium at the lowest temperature."""
    low = heated.temperatures_k[0]
    after = heated.stretches[0].amounts
    terms = [
        (side.formula.reduced, mol * float(side.formula.units))
        for (side, _), mol in zip(heated.sides, heated.moles, strict=True)
    ]
    there = [column for column in after if heated.programme.is_phase(column)]
    formed = [(heated.programme.label(column), _mol(heated, column, after)) for column in there]
    exchanged = _exchanged(heated, heated.atoms, after)
    before = heated.unreacted
    heat = None if before is None else reported(heated.heat_kj_per_g(before, after, low))
    gases = _gases(heated, {}, after, exchanged)
    left, right = _without_both(_joined(terms), formed, tolerances.HEATED_AMOUNT * heated.closed_mol)
    return _made(heated, None, (left, right), gases, heat, after)


def _step(heated: Heated, before: Amounts, after: Amounts, onset_k: float) -> HeatStep:
    change = {c: after.get(c, 0.0) - before.get(c, 0.0) for c in sorted({*before, *after})}
    gone: Terms = []
    formed: Terms = []
    for column, atoms in change.items():
        if abs(atoms) > tolerances.HEATED_AMOUNT and heated.programme.is_phase(column):
            side = formed if atoms > 0 else gone
            side.append((heated.programme.label(column), abs(_mol(heated, column, change))))
    exchanged = _exchanged_between(heated, change)
    gases = _gases(heated, before, after, exchanged)
    heat = reported(heated.heat_kj_per_g(before, after, onset_k))
    return _made(heated, round(onset_k, _DECIMALS), (sorted(gone), formed), gases, heat, after)


def gives_off(heated: Heated, before: Amounts | None, after: Amounts) -> bool:
    """Whether a gas is given off between two equilibria, or in reaching the first (None before)."""
    if before is None:
        exchanged = _exchanged(heated, heated.atoms, after)
    else:
        columns = sorted({*before, *after})
        change = {c: after.get(c, 0.0) - before.get(c, 0.0) for c in columns}
        exchanged = _exchanged_between(heated, change)
    amounts, _ = _gases(heated, before or {}, after, exchanged)
    return any(mol > 0 for mol in amounts.values())


def _made(
    heated: Heated,
    onset_k: float | None,
    terms: tuple[Terms, Terms],
    gases: tuple[dict[str, float], dict[str, float]],
    heat: float | None,
    after: Amounts,
) -> HeatStep:
    given_off, exchanged = gases
    left, right = list(terms[0]), sorted(terms[1])
    for name, mol in exchanged.items():
        (right if mol > 0 else left).append((name, abs(mol)))
    unit = min((mol for name, mol in terms[0] if not name.endswith("(g)")), default=0.0)
    unit = unit or min(mol for _, mol in left)
    reaction = " -> ".join(
        write_terms([(name, reported(mol / unit, 9)) for name, mol in side]) for side in (left, right)
    )
    amounts = sorted((name, mol) for name, mol in given_off.items())
    return HeatStep(
        onset_temperature_k=onset_k,
        reaction=reaction,
        gases_given_off=tuple(_gas(name, mol) for name, mol in amounts if mol > 0),
        gases_taken_up=tuple(_gas(name, -mol) for name, mol in amounts if mol < 0),
        heat_kj_per_g=heat,
        products=phases_of(heated, after),
    )


def _gas(name: str, mol: float) -> GasAmount:
    return GasAmount(name, reported(mol), reported(mol * _ML_PER_MOL))


def _mol(heated: Heated, column: int, amounts: Amounts) -> float:
    return heated.programme.units_of(column, amounts[column]) * heated.closed_mol


def _without_both(left: Terms, right: Terms, nothing: float) -> tuple[Terms, Terms]:
    """Both sides of a reaction without what stays: a material in excess is on none of them."""
    formed = dict(right)
    stays = {name: min(mol, formed[name]) for name, mol in left if name in formed}

    def rest(side: Terms) -> Terms:
        return [(name, n) for name, mol in side if (n := mol - stays.get(name, 0.0)) > nothing]

    return rest(left), rest(right)


def _joined(terms: Terms) -> Terms:
    found: dict[str, float] = {}
    for name, mol in terms:
        found[name] = found.get(name, 0.0) + mol
    return list(found.items())


def _gases(
    heated: Heated, before: Amounts, after: Amounts, exchanged: dict[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Molecules of gases that are given off, mol, and those of them that go to the atmosphere."""
    programme = heated.programme
    own: dict[str, float] = {}
    for column in sorted({*before, *after}):
        if programme.is_phase(column) and programme.is_gas(column):
            name = programme.phases.names[programme.chosen[column]]
            change = after.get(column, 0.0) - before.get(column, 0.0)
            own[name] = own.get(name, 0.0) + programme.units_of(column, change) * heated.closed_mol
    every = dict(own)
    for name, mol in exchanged.items():
        every[name] = every.get(name, 0.0) + mol
    return {
        name: mol for name, mol in every.items() if abs(mol) > tolerances.HEATED_AMOUNT * heated.closed_mol
    }, exchanged


def _exchanged(heated: Heated, atoms: dict[str, float], after: Amounts) -> dict[str, float]:
    """Molecules that the materials give to the atmosphere in reaching an equilibrium, mol."""
    return _molecules(heated, {e: atoms.get(e, 0.0) for e in _open(heated)}, after)


def _exchanged_between(heated: Heated, change: Amounts) -> dict[str, float]:
    """Molecules that are given to the atmosphere between two equilibria, mol."""
    return _molecules(heated, dict.fromkeys(_open(heated), 0.0), change)


def _open(heated: Heated) -> list[str]:
    return list(heated.programme.at(heated.temperatures_k[0]).potentials_ev)


def _molecules(heated: Heated, had: dict[str, float], amounts: Amounts) -> dict[str, float]:
    programme = heated.programme
    atmosphere = programme.at(heated.temperatures_k[0])
    found: dict[str, float] = {}
    of_elements = dict(had)
    for column, atoms in amounts.items():
        if not programme.is_phase(column):
            gas = programme.label(column)
            mol = _mol(heated, column, amounts)
            found[gas] = found.get(gas, 0.0) + mol
            held = next(one.amounts for one in programme.exchanged if one.formula == gas)
            for element in of_elements:
                of_elements[element] -= held.get(element, 0.0) * mol
        for place, element in enumerate(of_elements):
            of_elements[element] -= float(programme.open_atoms[place, column]) * atoms * heated.closed_mol
    if of_elements:
        for gas, mol in atmosphere.molecules_of(of_elements).items():
            found[gas] = found.get(gas, 0.0) + mol
    least = tolerances.HEATED_AMOUNT * heated.closed_mol
    return {_printed(gas): mol for gas, mol in found.items() if abs(mol) > least}


def _printed(gas: str) -> str:
    return reduce_formula({gas: 1})[0] if gas in ATOMIC_NUMBER else gas
