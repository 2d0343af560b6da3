"""Compositions with exact amounts, and the text that is printed of them.

Amounts are exact rationals, so that a composition has one canonical form: ``Li0.1`` is a tenth and
``Li1/3`` a third. Printed formulas follow pymatgen's conventions (electronegativity order,
``Li10Ge(PS6)2``, ``O2``, ``Li2O2``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from stabwin.chemistry.elements import ATOMIC_NUMBER, ELECTRONEGATIVITY, element_sort_key
from stabwin.chemistry.formula_text import Amounts, parse_amounts
from stabwin.errors import FormulaError

# A float amount (of a pymatgen Composition, say) is read as the simplest fraction this close to it,
# relative to the amount: far below any stoichiometry that is meant, far above rounding of floats.
FLOAT_AMOUNT_TOLERANCE = 1e-10
LARGEST_DENOMINATOR = 1_000_000

# Two elements whose electronegativities differ by less than this are printed as one polyanion when
# their amounts share a factor: (PO4)3, (PS6)2. The same limit as in pymatgen.
POLYANION_ELECTRONEGATIVITY_DIFFERENCE = 1.65

_KEY_PART = re.compile(r"([A-Z][a-z]?)(\d+)")

# Formulas that are not reduced to the end, because nobody writes LiO for lithium peroxide.
_MOLECULAR = {
    "LiO": "Li2O2", "NaO": "Na2O2", "KO": "K2O2", "HO": "H2O2", "CsO": "Cs2O2", "RbO": "Rb2O2",
    "O": "O2", "N": "N2", "F": "F2", "Cl": "Cl2", "H": "H2",
}  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """A composition with the amounts per formula unit as it was written.

    Attributes
    ----------
    text : str
        The formula as written.
    amounts : Mapping[str, Fraction]
        Atoms of each element per formula unit, in the order written; all positive.
    """

    text: str
    amounts: Amounts = field(hash=False)  # equal formulas have equal texts

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """The elements, sorted by atomic number."""
        return tuple(sorted(self.amounts, key=ATOMIC_NUMBER.__getitem__))

    @cached_property
    def atoms(self) -> float:
        """Atoms per formula unit as written."""
        return float(sum(self.amounts.values()))

    @cached_property
    def key(self) -> str:
        """The canonical form: integers without a common factor, elements in alphabetical order."""
        return composition_key(self.amounts)

    @cached_property
    def _reduced(self) -> tuple[str, Fraction]:
        return reduce_formula(self.amounts)

    @cached_property
    def reduced(self) -> str:
        """The reduced formula, as pymatgen writes it."""
        return self._reduced[0]

    @cached_property
    def units(self) -> Fraction:
        """Reduced formula units in one formula unit as written."""
        return self._reduced[1]

    def vector(self, elements: Iterable[str]) -> list[float]:
        """Atoms of some elements per formula unit as written."""
        amounts = self._floats
        return [amounts.get(element, 0.0) for element in elements]

    def amount(self, element: str) -> float:
        """Atoms of an element per formula unit as written (0 if it holds none)."""
        return self._floats.get(element, 0.0)

    @cached_property
    def _floats(self) -> dict[str, float]:
        return {element: float(amount) for element, amount in self.amounts.items()}


def parse(text: str) -> Formula:
    """Read a chemical formula.

    Fractions (``Li6.25``, ``Li1/3``), nested brackets of any kind, unicode subscripts, and parts
    joined by a dot with their own coefficients (``CuSO4·5H2O``, ``2Li2S·P2S5``, also ``*``) are
    understood; a hyphen or plus joins parts that all have one (``0.7Li2S-0.3P2S5``). A full stop joins
    parts before a capital letter or before water at the end (``LiOH.H2O``, ``CaSO4.0.5H2O``) and is a
    decimal point everywhere else. A raised dot is a decimal point after a 0 (``Al0·25``), and then
    between all digits. Amounts may stand apart from their elements if all do (``Li 7 La 3 Zr 2 O 12``).
    Signs that no one sees are ignored.

    Raises
    ------
    FormulaError
        The text is not a formula of real elements; the message says why.

    Examples
    --------
    >>> parse("Li10GeP2S12").reduced
    'Li10Ge(PS6)2'
    >>> parse("CuSO4.5H2O").key
    'Cu1 H10 O9 S1'
    """
    return Formula(text, parse_amounts(text))


def from_amounts(amounts: Mapping[str, float | Fraction], text: str | None = None) -> Formula:
    """A formula from amounts per element, as of a pymatgen ``Composition``.

    Raises
    ------
    FormulaError
        An element is unknown, or an amount is negative or not finite.
    """
    for element, amount in amounts.items():
        if element not in ATOMIC_NUMBER:
            raise FormulaError(f"There is no element {element!r}.", formula=str(amounts))
        if not math.isfinite(amount) or amount < 0:
            raise FormulaError(
                f"{element} has the amount {amount}: amounts must be positive and finite.",
                formula=str(amounts),
            )
    exact = _exact_amounts({element: amount for element, amount in amounts.items() if amount})
    if not exact:
        raise FormulaError("The composition holds no atoms.", formula=str(amounts))
    return Formula(text if text is not None else write_formula(exact), exact)


def _exact_amounts(amounts: Mapping[str, float | Fraction]) -> dict[str, Fraction | int]:
    """The simplest fractions that amounts stand for, or else the simplest proportions."""
    exact = {element: exact_amount(amount) for element, amount in amounts.items()}
    if all(amount.denominator <= LARGEST_DENOMINATOR for amount in exact.values()):
        return exact
    least = min(amounts.values())
    ratios = {element: exact_amount(float(amount) / float(least)) for element, amount in amounts.items()}
    if any(ratio.denominator > LARGEST_DENOMINATOR for ratio in ratios.values()):
        return exact
    unit = Fraction(float(least))
    return {element: ratio * unit for element, ratio in ratios.items()}


def exact_amount(amount: float | Fraction) -> Fraction | int:
    """The simplest fraction that a float amount stands for."""
    if isinstance(amount, int | Fraction):
        return amount
    exact = Fraction(float(amount))
    simple = exact.limit_denominator(LARGEST_DENOMINATOR)
    return simple if abs(simple - exact) <= FLOAT_AMOUNT_TOLERANCE * exact else exact


def whole_amounts(amounts: Amounts) -> dict[str, int]:
    """The smallest whole amounts in the proportions of a composition."""
    denominator = 1
    for amount in amounts.values():
        if type(amount) is not int:
            denominator = math.lcm(denominator, amount.denominator)
    whole = {element: int(amount * denominator) for element, amount in amounts.items()}
    divisor = math.gcd(*whole.values())
    return whole if divisor == 1 else {element: n // divisor for element, n in whole.items()}


def composition_key(amounts: Amounts) -> str:
    """The canonical text of a composition: the same for every way to write it."""
    whole = whole_amounts(amounts)
    return " ".join([f"{element}{whole[element]}" for element in sorted(whole)])


def amounts_of_key(key: str) -> dict[str, int]:
    """The whole amounts that a canonical text stands for."""
    return {element: int(digits) for element, digits in _KEY_PART.findall(key)}


def reduce_formula(amounts: Amounts) -> tuple[str, Fraction]:
    """The printed formula of a composition and how many of it the given amounts hold.

    Whole amounts are reduced; amounts with a few decimals are kept as they are, as pymatgen does;
    other fractions (a third) are made whole.
    """
    whole_as_given = all(amount.denominator == 1 for amount in amounts.values())
    if not whole_as_given and all((n * 10_000).denominator == 1 for n in amounts.values()):
        return write_formula(amounts), Fraction(1)
    whole = whole_amounts(amounts)
    element = next(iter(whole))
    units = Fraction(amounts[element], whole[element])
    text = write_formula(whole)
    if text in _MOLECULAR:
        return _MOLECULAR[text], units / 2
    return text, units


def write_formula(amounts: Amounts) -> str:
    """A composition as text, unreduced: electronegativity order, polyanions in brackets."""
    symbols = sorted(amounts, key=element_sort_key)
    polyanion = ""
    if len(symbols) >= 3:
        first, last = symbols[-2:]
        low, high = ELECTRONEGATIVITY[first], ELECTRONEGATIVITY[last]
        if (
            low is not None
            and high is not None
            and high - low < POLYANION_ELECTRONEGATIVITY_DIFFERENCE
            and amounts[first].denominator == amounts[last].denominator == 1
        ):
            divisor = math.gcd(int(amounts[first]), int(amounts[last]))
            # The gcd of the whole formula has been divided out where the formula is reduced.
            if divisor > 1:
                group = {first: amounts[first] // divisor, last: amounts[last] // divisor}
                polyanion = f"({write_formula(group)}){divisor}"
                symbols = symbols[:-2]
    return "".join(f"{s}{write_amount(amounts[s], one='')}" for s in symbols) + polyanion


def write_terms(terms: Iterable[tuple[str, float]], known: dict[float, str] | None = None) -> str:
    """Formulas with their amounts as one side of a reaction: ``2 Li2S + P``.

    Parameters
    ----------
    terms : iterable of (formula, amount)
    known : dict, optional
        Amounts that were written before; filled here. Most stay the same from one reaction to the next,
        and writing them takes longest.
    """
    known = {} if known is None else known
    written = []
    for formula, amount in terms:
        number = known.get(amount)
        if number is None:
            number = known[amount] = write_amount(amount)
        written.append(formula if number == "1" else f"{number} {formula}")
    return " + ".join(written)


def write_amount(amount: float | Fraction, one: str = "1") -> str:
    """An amount as people write it: whole, or six significant digits without an exponent."""
    if amount == 1:
        return one
    value = float(amount)
    text = f"{value:.6g}"
    if "e" not in text:
        return text
    if value.is_integer():
        return str(int(value))
    return f"{value:.0f}" if value > 1 else f"{value:.15f}".rstrip("0").rstrip(".")
