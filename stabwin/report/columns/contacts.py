"""Columns of contacts."""

from __future__ import annotations

from stabwin.report.column import FORMULA, NAME, NUMBER, PERCENT, REACTION, TEXT, Column

PER_ATOM, PER_NONION_ATOM = "eV/atom", "eV per non-ion atom"


def _energy(name: str, heading: str, meaning: str, unit: str = PER_ATOM, *, detail: bool = False) -> Column:
    return Column(
        name=name, heading=heading, meaning=meaning, unit=unit, kind=NUMBER, decimals=4, detail=detail
    )


def _minimum(name: str, what: str, *, detail: bool) -> tuple[Column, ...]:
    """What is told of the lowest mutual or total energy."""
    return (
        _energy(
            f"{name}_ev_per_atom", f"{name} energy", f"The lowest {name} energy: {what}.", detail=detail
        ),
        _energy(
            f"{name}_ev_per_nonion_atom",
            f"{name} energy",
            f"The lowest {name} energy, not counting the ion's atoms: {what}.",
            PER_NONION_ATOM,
            detail=True,
        ),
        Column(
            name=f"{name}_fraction_a",
            heading=f"{name} fraction of A",
            meaning=f"The atoms from A in the mixture of the lowest {name} energy.",
            kind=NUMBER,
            decimals=4,
            detail=True,
        ),
        Column(
            name=f"{name}_products",
            heading=f"{name} products",
            meaning=f"The phases at the lowest {name} energy.",
            kind=REACTION,
            detail=True,
        ),
        Column(
            name=f"{name}_reaction",
            heading=f"{name} reaction",
            meaning=f"The reaction of the lowest {name} energy.",
            kind=REACTION,
            missing="no reaction",
            detail=detail,
        ),
        Column(
            name=f"{name}_at_endpoint",
            heading=f"{name} at endpoint",
            meaning=f"The side that on its own has the lowest {name} energy, where one has.",
            detail=True,
        ),
    )


COLUMNS = (
    Column(name="a", heading="A", meaning="One side of the contact.", kind=NAME),
    Column(name="b", heading="B", meaning="The other side of the contact.", kind=NAME),
    Column(name="contact", heading="contact", meaning="Both sides, and where they were asked.", kind=NAME),
    Column(name="formula_a", heading="formula a", meaning="The formula of A.", kind=FORMULA, detail=True),
    Column(name="formula_b", heading="formula b", meaning="The formula of B.", kind=FORMULA, detail=True),
    Column(
        name="state",
        heading="state",
        meaning="Whether the cathode is charged or discharged.",
    ),
    Column(
        name="condition",
        heading="voltage",
        meaning="Closed, at a voltage, or over a range.",
        unit="V",
        kind=NUMBER,
    ),
    *_minimum("mutual", "what the contact adds to what each side does on its own", detail=False),
    *_minimum("total", "what is released, what each side does on its own included", detail=True),
    Column(
        name="minimum", heading="", meaning="Which energy is lowest, or which side stands alone.", kind=NAME
    ),
    _energy("ev_per_atom", "", "The energy per atom."),
    _energy("ev_per_nonion_atom", "", "The energy, not counting the ion's atoms.", PER_NONION_ATOM),
    Column(
        name="fraction_a",
        heading="fraction",
        meaning="The atoms from A in the mixture.",
        kind=NUMBER,
        decimals=4,
        missing="",
    ),
    _energy("self_a_ev_per_atom", "A alone", "What A releases on its own.", detail=True),
    _energy("self_b_ev_per_atom", "B alone", "What B releases on its own.", detail=True),
    Column(
        name="low_v",
        heading="low",
        meaning="The lower end of the range.",
        unit="V",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="high_v",
        heading="high",
        meaning="The upper end of the range.",
        unit="V",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="worst_voltage_v",
        heading="worst voltage",
        meaning="The voltage of the range at which the contact releases most.",
        unit="V",
        kind=NUMBER,
        decimals=3,
    ),
    _energy("worst_ev_per_atom", "worst", "The lowest mutual energy of all."),
    _energy(
        "worst_ev_per_nonion_atom",
        "worst",
        "The lowest mutual energy in the range, not counting the ion's atoms.",
        PER_NONION_ATOM,
        detail=True,
    ),
    Column(
        name="worst_reaction",
        heading="worst reaction",
        meaning="The reaction at the worst voltage.",
        kind=REACTION,
        missing="no reaction",
    ),
    Column(
        name="probability_no_reaction",
        heading="no\nreaction",
        meaning="The share of samples in which the contact adds nothing.",
        kind=PERCENT,
    ),
    Column(
        name="probability_within_threshold",
        heading="within threshold",
        meaning="The share of samples in which the mutual energy stays within the threshold.",
        kind=PERCENT,
    ),
    Column(
        name="uncertainty_voltage_v",
        heading="uncertainty voltage",
        meaning="The voltage at which the error bars hold.",
        unit="V",
        kind=NUMBER,
        decimals=3,
        missing="closed",
        detail=True,
    ),
    Column(name="worst", heading="worst contact", meaning="The worst energy of the row.", kind=TEXT),
)
