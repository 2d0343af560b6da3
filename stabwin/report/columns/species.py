"""Columns of windows along a gas."""

from __future__ import annotations

from stabwin.report.column import NUMBER, REACTION, TEXT, Column


def _limit(which: str, heading: str, happens: str) -> tuple[Column, ...]:
    """A limit as a pressure, its logarithm, and of water vapour in the units of dry rooms."""
    meaning = f"The partial pressure {happens}."
    return (
        Column(
            name=f"{which}_limit_bar",
            heading=heading,
            meaning=meaning,
            unit="bar",
            kind=TEXT,  # from 1e-200 to 1, as digits and a power of ten
            missing="no limit",
        ),
        Column(
            name=f"{which}_limit_log10_bar",
            heading=f"{heading}, log10",
            meaning=f"The decimal logarithm of the partial pressure in bar {happens}.",
            kind=NUMBER,
            decimals=1,
            missing="no limit",
        ),
        Column(
            name=f"{which}_limit_relative_humidity",
            heading="relative\nhumidity",
            meaning=f"The relative humidity {happens}, at the temperature of the answer.",
            kind=TEXT,
        ),
        Column(
            name=f"{which}_limit_dew_point_c",
            heading="dew\npoint",
            meaning=f"The dew point {happens}; below 0 C the frost point.",
            unit="C",
            kind=NUMBER,
            decimals=1,
        ),
    )


COLUMNS = (
    Column(name="species", heading="gas", meaning="The gas that is taken up or given off.", kind=TEXT),
    Column(
        name="temperature_k",
        heading="temperature",
        meaning="The temperature of the Gibbs energies.",
        unit="K",
        kind=NUMBER,
        detail=True,
    ),
    *_limit("lower", "gives off\nbelow", "below which the target gives the gas off"),
    *_limit("upper", "takes up\nabove", "above which the target takes the gas up"),
    Column(
        name="pressure_low_bar",
        heading="from",
        meaning="The partial pressure from which on the equilibrium holds.",
        unit="bar",
        kind=TEXT,
        missing="0",
    ),
    Column(
        name="pressure_high_bar",
        heading="to",
        meaning="The partial pressure up to which the equilibrium holds.",
        unit="bar",
        kind=TEXT,
        missing="up",
    ),
    Column(
        name="molecules_per_formula",
        heading="molecules per\nformula",
        meaning="Molecules of the gas taken up per formula unit; negative if given off.",
        kind=NUMBER,
    ),
    *(
        Column(
            name=f"pressure_{end}_log10_bar",
            heading=f"{words}, log10",
            meaning=f"Decimal logarithm of the pressure in bar {words} which the equilibrium holds.",
            kind=NUMBER,
            decimals=1,
            detail=True,
        )
        for end, words in (("low", "from"), ("high", "up to"))
    ),
    Column(
        name="given_off",
        heading="reaction below",
        meaning="What the target turns into just below the lower limit.",
        kind=REACTION,
        detail=True,
    ),
    Column(
        name="taken_up",
        heading="reaction above",
        meaning="What the target turns into just above the upper limit.",
        kind=REACTION,
        detail=True,
    ),
    Column(
        name="given_off_products",
        heading="products below",
        meaning="What forms just below the lower limit, per formula unit.",
        kind=REACTION,
    ),
    Column(
        name="taken_up_products",
        heading="products above",
        meaning="What forms just above the upper limit, per formula unit.",
        kind=REACTION,
    ),
)
