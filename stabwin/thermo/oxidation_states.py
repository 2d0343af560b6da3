"""The oxidation states of the elements in a composition, by charge balance.

Every element has a ladder of known states. All elements begin at their lowest (S at -2, P at -3, Fe at
0), which leaves the composition negative; steps are then taken one after the other, the one of the most
reducing couple first, until the charges balance. So lithium pays before iron, iron(II) becomes iron(III)
before sulfide becomes disulfide, and manganese(II) only after it. The last step taken is taken by as many
atoms as it needs: Fe3O4 is one Fe(2+) and two Fe(3+), Li2O2 holds O(-1).

The order of the steps (``data/thermo/oxidation_states.csv``) follows the standard potentials of the
couples [1]_, moved where solids are known to order otherwise (Ag(I) and Cu(I) in phosphides, Fe(III) in
sulfides); non-metals that oxygen oxidises (S, Se, Te, N, C) have an order of their own beside oxygen, so
that FeSO4 is iron(II) sulfate. Where the others can pay for oxide and sulfide (selenide, telluride,
nitride, carbide) alike, they do: Li3PO2S2 is a thiophosphate of phosphorus(V), not a sulfate.

References
----------
.. [1] S. G. Bratsch, J. Phys. Chem. Ref. Data 18, 1 (1989), doi:10.1063/1.555839.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

State = Fraction | int
Amount = Fraction | int

OXYGEN, NITROGEN, HYDROGEN = "O", "N", "H"

# Non-metals that stand beside oxygen as anions, unless it oxidises them.
_RIVALS = ("S", "Se", "Te", "N", "C")

# Amounts given as floats stand for the simplest fraction with a denominator up to this.
_LARGEST_DENOMINATOR = 1_000_000


def exact_amount(amount: float | Fraction) -> Amount:
    """The simplest fraction that an amount stands for."""
    if isinstance(amount, int | Fraction):
        return amount
    return Fraction(float(amount)).limit_denominator(_LARGEST_DENOMINATOR)


@dataclass(frozen=True)
class Step:
    """One step of an element's ladder: atoms of it go from one state to the next."""

    order_v: float
    element: str
    before: State
    after: State


@dataclass(frozen=True)
class States:
    """The states of all atoms.

    Attributes
    ----------
    atoms : dict of str to list of (state, amount)
        For each element its atoms in each state, lowest state first; at most two states.
    missing : Fraction or int
        Charge that no known state can pay for; 0 where the composition balances.
    """

    atoms: dict[str, list[tuple[State, Amount]]]
    missing: Amount


def states_of(amounts: Mapping[str, Amount]) -> States | None:
    """The states of a composition's atoms, or None where an element has no known states.

    Parameters
    ----------
    amounts : mapping of str to Fraction or int
        Atoms of each element, in any unit.
    """
    if any(element not in lowest_states() for element in amounts):
        return None
    hydrogen, nitrogen = amounts.get(HYDROGEN, 0), amounts.get(NITROGEN, 0)
    if nitrogen and hydrogen >= 4 * nitrogen:
        ammonium = _oxidise(amounts, held=NITROGEN)
        if not ammonium.missing and not _peroxide(ammonium):
            return ammonium
    paid = _paid_by_others(amounts)
    if paid is not None:
        return paid
    found = _oxidise(amounts)
    if nitrogen and hydrogen and OXYGEN in amounts:
        _part_ammonium(found.atoms, nitrogen)
    return found


def _paid_by_others(amounts: Mapping[str, Amount]) -> States | None:
    """The states beside oxygen if its rivals keep their lowest; None where they can't or there are none."""
    rivals = [element for element in _RIVALS if element in amounts]
    if not rivals or OXYGEN not in amounts:
        return None
    found = _oxidise(amounts, rivals_of_oxygen=True)
    lowest = lowest_states()
    kept = all(found.atoms[rival] == [(lowest[rival], amounts[rival])] for rival in rivals)
    return found if kept and not found.missing and not _peroxide(found) else None


def _oxidise(amounts: Mapping[str, Amount], held: str = "", *, rivals_of_oxygen: bool = False) -> States:
    """Take steps in their order until the charges balance; the element ``held`` takes none."""
    lowest = lowest_states()
    atoms = {element: [(lowest[element], amount)] for element, amount in amounts.items()}
    missing: Amount = -sum(lowest[element] * amount for element, amount in amounts.items())
    for step in _steps(tuple(sorted(amounts)), OXYGEN in amounts, rivals_of_oxygen):
        if not missing:
            break
        if step.element == held:
            continue
        amount = amounts[step.element]
        gain = (step.after - step.before) * amount
        if gain <= missing:
            atoms[step.element] = [(step.after, amount)]
            missing -= gain
        else:
            taken = Fraction(missing) / (step.after - step.before)
            atoms[step.element] = [(step.before, amount - taken), (step.after, taken)]
            missing = 0
    return States(atoms, missing)


def _peroxide(states: States) -> bool:
    return any(state > lowest_states()[OXYGEN] for state, _ in states.atoms.get(OXYGEN, ()))


def _part_ammonium(atoms: dict[str, list[tuple[State, Amount]]], nitrogen: Amount) -> None:
    """Nitrogen between -3 and 3 beside hydrogen and oxygen is ammonium and nitrate: NH4NO3."""
    charge = sum(state * amount for state, amount in atoms[NITROGEN])
    if -3 * nitrogen < charge < 3 * nitrogen:
        nitrate = Fraction(charge + 3 * nitrogen, 8)
        atoms[NITROGEN] = [(-3, nitrogen - nitrate), (5, nitrate)]


@cache
def _steps(elements: tuple[str, ...], with_oxygen: bool, rivals_of_oxygen: bool) -> tuple[Step, ...]:
    steps = [
        step
        for element in elements
        for step in _ladders()[with_oxygen and not (rivals_of_oxygen and element in _RIVALS)][element]
    ]
    return tuple(sorted(steps, key=lambda step: (step.order_v, step.element)))


@cache
def _rows() -> list[dict[str, str]]:
    text = resources.files("stabwin.data").joinpath("thermo", "oxidation_states.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _state(text: str) -> State:
    state = Fraction(text)
    return int(state) if state.denominator == 1 else state


@cache
def lowest_states() -> dict[str, State]:
    """The lowest known state of each element: that of its anion, or 0."""
    return {row["element"]: _state(row["state"]) for row in _rows() if not row["order_v"]}


@cache
def _ladders() -> tuple[dict[str, list[Step]], dict[str, list[Step]]]:
    """The steps of each element, without oxygen and with it."""
    alone: dict[str, list[Step]] = {}
    beside_oxygen: dict[str, list[Step]] = {}
    before: State = 0
    for row in _rows():
        element, state = row["element"], _state(row["state"])
        if not row["order_v"]:
            alone[element], beside_oxygen[element] = [], []
        else:
            order = float(row["order_v"])
            alone[element].append(Step(order, element, before, state))
            order = float(row["order_with_oxygen_v"] or order)
            beside_oxygen[element].append(Step(order, element, before, state))
        before = state
    return alone, beside_oxygen
