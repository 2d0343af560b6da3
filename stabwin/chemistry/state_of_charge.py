"""States of charge as they are written: ``NMC811@0.2`` has 0.2 ions per formula unit left."""

from __future__ import annotations

from fractions import Fraction

from stabwin.chemistry.formula import Formula, from_amounts
from stabwin.chemistry.formula_text import Amounts
from stabwin.errors import FormulaError

SIGN = "@"

_EXAMPLE = f"NMC811{SIGN}0.2 for 0.2 ions per formula unit"


def parted(text: str) -> tuple[str, Fraction | None]:
    """A material, and the ions per formula unit that are left; None if it has no state.

    Raises
    ------
    FormulaError
        What stands behind the sign is no number of ions.
    """
    material, sign, state = (part.strip() for part in text.rpartition(SIGN))
    if not sign:
        return text, None
    try:
        ions = Fraction(state)
    except (ValueError, ZeroDivisionError):
        ions = Fraction(-1)
    if not material or ions < 0:
        raise FormulaError(f"{text!r} is not a state of charge: write {_EXAMPLE}.", formula=text)
    return material, ions


def with_ions(formula: Formula, ion: str, ions: Fraction, text: str) -> Formula:
    """A material with another number of ions per formula unit.

    Parameters
    ----------
    formula : Formula
        The formula unit with all of its ions.
    ion : str
    ions : Fraction
        Per formula unit.
    text : str
        As the user wrote it.

    Raises
    ------
    FormulaError
        The material does not hold the ion, holds fewer of them, or nothing else.
    """
    most = formula.amounts.get(ion, 0)
    if not most:
        raise FormulaError(
            f"{text} asks for a state of charge, but {formula.text} holds no {ion}: leave {SIGN} out.",
            formula=text,
        )
    if ions > most:
        raise FormulaError(
            f"{text} has more than the {float(most):g} {ion} per formula unit of {formula.text}: choose "
            f"0 to {float(most):g}.",
            formula=text,
        )
    left: Amounts = {
        element: ions if element == ion else amount
        for element, amount in formula.amounts.items()
        if element != ion or ions
    }
    if not left:
        raise FormulaError(f"{text} leaves nothing of {formula.text}: it holds only {ion}.", formula=text)
    return from_amounts(left)
