"""Energies of the Materials Project's MP2020 generation on the scale of November 2019.

The two generations correct the same computed energies by different fitted numbers [1]_ [2]_
(``data/errors/corrections.csv``): oxygen by its kind, sulfur, metals with +U in oxides and fluorides in
both; halogens, selenium, tellurium, nitrogen, hydrogen, silicon and antimony as anions in MP2020 only. The
correction model was fitted to the generation of 2019, so energies of MP2020 go back to it first.

The generation of 2019 also has fitted energies of H2, N2, F2 and Cl2 [3]_, which shift all compounds of
these elements.

References
----------
.. [1] A. Wang et al., Sci. Rep. 11, 15496 (2021), doi:10.1038/s41598-021-94550-5.
.. [2] A. Jain et al., Phys. Rev. B 84, 045115 (2011), doi:10.1103/PhysRevB.84.045115.
.. [3] S. P. Ong et al., Comput. Mater. Sci. 68, 314 (2013), doi:10.1016/j.commatsci.2012.10.028: pymatgen,
   whose MPCompatibility.yaml holds the fitted energies.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib import resources

from stabwin.thermo.blocks import PLUS_U_METALS, electronegativity
from stabwin.thermo.oxidation_states import State, exact_amount, states_of
from stabwin.thermo.prior import TABLE_SHIFTS_EV

Composition = Mapping[str, float | Fraction]

GENERATION_2019, GENERATION_2020 = "2019", "2020"
_COLUMN = {
    GENERATION_2019: "earlier_correction_ev_per_atom",
    GENERATION_2020: "correction_ev_per_atom",
}
_OXYGEN = "O"

# Kinds of oxygen by their mean state: as both generations tell them apart.
_SUPEROXIDE_ABOVE, _PEROXIDE_ABOVE = Fraction(-3, 4), Fraction(-3, 2)


@cache
def _corrections(generation: str) -> dict[tuple[str, str], float]:
    text = resources.files("stabwin.data").joinpath("errors", "corrections.csv").read_text("utf-8")
    return {
        (row["role"], row["species"]): float(row[_COLUMN[generation]] or 0.0)
        for row in csv.DictReader(text.splitlines())
    }


def generation_correction(amounts: Composition, generation: str) -> float:
    """The correction that a generation adds to a compound's computed energy, eV/atom.

    Parameters
    ----------
    amounts : mapping of str to number
        Atoms of each element, in any unit.
    generation : str
        "2019" or "2020".
    """
    exact = {element: exact_amount(amount) for element, amount in amounts.items() if amount}
    if len(exact) < 2:
        return 0.0
    table = _corrections(generation)
    states = _mean_states(exact)
    total = 0.0
    for element, amount in exact.items():
        state = states[element]
        if element == _OXYGEN:
            total += table["anion", _oxygen_kind(state)] * float(amount)
        elif ("anion", element) in table and (
            state < 0 or (element == "S" and generation == GENERATION_2019)
        ):
            total += table["anion", element] * float(amount)
    if max(exact, key=electronegativity) in {"O", "F"}:
        for element in exact.keys() & PLUS_U_METALS:
            total += table["metal", element] * float(exact[element])
    if generation == GENERATION_2019:
        total += sum(
            shift * float(exact.get(element, 0))
            for element, shift in TABLE_SHIFTS_EV.items()
            if element != "S"
        )
    return total / float(sum(exact.values()))


def _mean_states(exact: Mapping[str, Fraction | int]) -> dict[str, State]:
    """Mean state of each element; without known states only the most electronegative one is an anion."""
    states = states_of(exact)
    if states is None:
        last = max(exact, key=electronegativity)
        return {element: -2 if element == last else 0 for element in exact}
    return {
        element: sum(state * amount for state, amount in parts) / Fraction(exact[element])
        for element, parts in states.atoms.items()
    }


def _oxygen_kind(state: State) -> str:
    if state >= _SUPEROXIDE_ABOVE:
        return "superoxide"
    return "peroxide" if state >= _PEROXIDE_ABOVE else "oxide"


def to_2019(amounts: Composition, formation_energy_2020_ev_per_atom: float) -> float:
    """A formation energy of MP2020 on the scale of 2019, eV/atom.

    Parameters
    ----------
    amounts : mapping of str to number
        Atoms of each element, in any unit.
    formation_energy_2020_ev_per_atom : float
        With the corrections of MP2020, relative to the elements.
    """
    back = generation_correction(amounts, GENERATION_2019) - generation_correction(amounts, GENERATION_2020)
    return formation_energy_2020_ev_per_atom + back
