"""Whether a composition is a salt of its elements in oxidation states that they usually have.

`stabwin.thermo.bonds` finds bonds for suboxides, peroxides and polysulfides too, because tables hold them.
Of a formula that someone wrote down such states more often say that a digit is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from stabwin.thermo.bonds import NON_METALS, species_of
from stabwin.thermo.oxidation_states import exact_amount, lowest_states, states_of

# A composition in decimals may miss its charges by its last digit: per atom.
_ROUNDING = Fraction(1, 100)

_SALT_FORMERS = ("O", "S", "Se", "Te", "N", "F", "Cl", "Br", "I")


def imbalance(amounts: Mapping[str, float | Fraction]) -> str:
    """Why the charges of a composition don't balance in usual oxidation states; empty where they do.

    Parameters
    ----------
    amounts : mapping of str to number
        Atoms of each element, in any unit.
    """
    exact = {element: Fraction(exact_amount(amount)) for element, amount in amounts.items() if amount}
    states = states_of(exact)
    if len(exact) < 2 or not any(element in _SALT_FORMERS for element in exact):
        return ""
    reason = species_of(exact).reason
    if states is None or reason:
        return reason
    atoms = sum(exact.values())
    for element, parts in states.atoms.items():
        idle = sum(Fraction(amount) for state, amount in parts if state == 0)
        if element not in NON_METALS and idle > _ROUNDING * atoms:
            return f"there is more {element} than its anions can take charge from"
    lowest = lowest_states()
    for element in _SALT_FORMERS:
        parts = states.atoms.get(element, [])
        unpaid = sum(Fraction((state - lowest[element]) * amount) for state, amount in parts if state < 0)
        if unpaid > _ROUNDING * atoms:
            return f"there is more {element} than its cations can pay for"
    return ""
