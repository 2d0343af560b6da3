"""The bonds of a composition: which cation, in which state, holds which anion, and how much of it.

A bond kind ("species") is (cation element, its oxidation state, anion element). Its weight is the atoms
of the anion, per atom of the phase, times the share of the positive charge that this cation brings, so
that the weights of an anion add up to its atoms. 3/8 of the sulfur in Li3PS4 belongs to Li(1+) and 5/8
to P(5+): anything linear in the weights is exactly that of 3/2 Li2S + 1/2 P2S5. Charge that cations
can't pay for is a bond of the anion with itself (peroxides, polysulfides, azides, polyiodides), and so are
atoms of an oxidised non-metal that keep their electrons (seven and a half of the sulfur in S8O).

Where several anions stand beside each other, non-metal cations bind those of more than one charge first,
up to what they need (hydrogen nitrogen first, then all oxygen first), and halides stay with the rest: all
chlorine of Li6PS5Cl belongs to lithium.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from stabwin.thermo.oxidation_states import Amount, State, States, exact_amount, lowest_states, states_of

NON_METALS = frozenset(
    ("H", "B", "C", "N", "Si", "P", "S", "Cl", "Ge", "As", "Se", "Br", "Sb", "Te", "I", "Sn", "Xe")
)

# What non-metal cations bind first, beside other anions. Hydrogen comes before the others.
_HYDROGEN_BINDS = ("N", "O", "S", "Se", "Te", "P", "C")
_NON_METALS_BIND = ("O", "N", "S", "Se", "Te", "P", "As", "C")

# The highest mean state that an anion is known to have in compounds, beyond its lowest.
_HIGHEST_ANION_STATE = {"F": Fraction(-1), "Cl": Fraction(-1), "Br": Fraction(-1), "O": Fraction(-1, 2)}


class Species(NamedTuple):
    """A kind of bond.

    Attributes
    ----------
    cation : str
        The element that pays; the anion itself in bonds of the anion with itself.
    state : Fraction or int
        Its oxidation state.
    anion : str
        Empty for the effect that bonds have on each other (`stabwin.thermo.acid_base`), whose name stands
        in place of the cation.
    """

    cation: str
    state: State
    anion: str

    @property
    def name(self) -> str:
        """As printed, ``Li(1)-S``."""
        return f"{self.cation}({self.state})-{self.anion}" if self.anion else self.cation

    @classmethod
    def from_name(cls, name: str) -> Species:
        """A species from its name."""
        cation, bond, rest = name.partition("(")
        if not bond:
            return cls(name, 0, "")
        state, _, anion = rest.partition(")-")
        number = Fraction(state)
        return cls(cation, int(number) if number.denominator == 1 else number, anion)


@dataclass(frozen=True)
class Bonds:
    """The bonds of a composition.

    Attributes
    ----------
    weights : dict of Species to Fraction
        Atoms of the anion per atom of the phase; empty for elements and alloys.
    balanced : bool
        Whether the charges balance with states that are known.
    reason : str
        Why they don't; empty if they do.
    """

    weights: dict[Species, Fraction]
    balanced: bool = True
    reason: str = ""


def species_of(amounts: Mapping[str, float | Fraction]) -> Bonds:
    """The bonds of a composition.

    Parameters
    ----------
    amounts : mapping of str to number
        Atoms of each element, in any unit.

    Examples
    --------
    >>> bonds = species_of({"Li": 3, "P": 1, "S": 4})
    >>> {species.name: str(weight) for species, weight in bonds.weights.items()}
    {'Li(1)-S': '3/16', 'P(5)-S': '5/16'}
    """
    exact = {element: exact_amount(amount) for element, amount in amounts.items() if amount}
    if len(exact) < 2:
        return Bonds({})
    states = states_of(exact)
    if states is None:
        unknown = ", ".join(sorted(e for e in exact if e not in lowest_states()))
        return Bonds({}, balanced=False, reason=f"no oxidation state of {unknown} is known")
    weights, reason = _weights(states)
    atoms = sum(exact.values())
    ordered = sorted(weights.items(), key=lambda item: (item[0].anion, item[0].cation, item[0].state))
    return Bonds(
        {species: Fraction(weight) / atoms for species, weight in ordered if weight},
        balanced=not reason,
        reason=reason,
    )


def _weights(states: States) -> tuple[dict[Species, Amount], str]:
    """Atoms of anion of each species, and why the charges don't balance, if they don't."""
    weights: dict[Species, Amount] = {}
    demands: dict[str, Amount] = {}  # charge that cations pay to each anion
    charges: dict[tuple[str, State], Amount] = {}  # charge that each cation pays
    reason = ""
    for element, parts in states.atoms.items():
        charge = sum(state * amount for state, amount in parts)
        number = sum(amount for _, amount in parts)
        for state, amount in parts:
            if state > 0:
                charges[element, state] = state * amount
            elif state == 0 and charge > 0 and element in NON_METALS:
                own = Species(element, 0, element)  # S in S8O, P in P4S3
                weights[own] = amount
            elif state < 0 or charge < 0:
                valence = -lowest_states()[element]
                demands[element] = demands.get(element, 0) - state * amount
                if state > -valence:
                    own = Species(element, state, element)
                    weights[own] = amount * Fraction(valence + state) / valence
        highest = _HIGHEST_ANION_STATE.get(element)
        if highest is not None and highest * number < charge <= 0 and number:
            reason = f"its {element} is more than the other elements can pay for"
    if states.missing:
        # What nobody pays for is shared as if it were paid, so that the weights still add up.
        reason = "its anions take more charge than the other elements can give"
    _share(weights, demands, charges)
    return weights, reason


def _share(
    weights: dict[Species, Amount],
    demands: dict[str, Amount],
    charges: dict[tuple[str, State], Amount],
) -> None:
    """Share the anions over the cations that pay for them, by affinity, then by charge."""
    if len(demands) > 1:
        hydrogen = [cation for cation in charges if cation[0] == "H"]
        others = [cation for cation in charges if cation[0] in NON_METALS and cation[0] != "H"]
        for cations, order in ((hydrogen, _HYDROGEN_BINDS), (others, _NON_METALS_BIND)):
            for anion in order:
                if cations and demands.get(anion):
                    _pay(weights, demands, charges, (anion,), cations)
    _pay(weights, demands, charges, tuple(demands), list(charges))


def _pay(
    weights: dict[Species, Amount],
    demands: dict[str, Amount],
    charges: dict[tuple[str, State], Amount],
    anions: tuple[str, ...],
    cations: list[tuple[str, State]],
) -> None:
    """Some cations pay some anions, each in proportion, until one side is satisfied."""
    offered = sum(charges[cation] for cation in cations)
    asked = sum(demands[anion] for anion in anions)
    if not offered or not asked:
        return
    if len(anions) == 1 and offered == asked:  # nearly every composition ends here: be quick
        valence = -lowest_states()[anions[0]]
        for cation in cations:
            species = Species(*cation, anions[0])
            weights[species] = weights.get(species, 0) + Fraction(charges[cation]) / valence
            charges[cation] = 0
        demands[anions[0]] = 0
        return
    paid = min(offered, asked)
    for anion in anions:
        valence = -lowest_states()[anion]
        for cation in cations:
            part = Fraction(charges[cation] * demands[anion] * paid) / (offered * asked)
            species = Species(*cation, anion)
            weights[species] = weights.get(species, 0) + part / valence
    for anion in anions:
        demands[anion] -= Fraction(demands[anion] * paid) / asked
    for cation in cations:
        charges[cation] -= Fraction(charges[cation] * paid) / offered
