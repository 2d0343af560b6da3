"""Columns of what is heated."""

from __future__ import annotations

from stabwin.report.column import COUNT, NAME, NUMBER, PERCENT, REACTION, TEXT, Column

COLUMNS = (
    Column(name="of", heading="heated", meaning="What the step is of: the mixture, A or B.", kind=NAME),
    Column(
        name="step",
        heading="step",
        meaning="The number of the reaction, counted from the lowest temperature.",
        kind=COUNT,
        detail=True,
    ),
    Column(
        name="mass_fraction_a",
        heading="mass\nfraction",
        meaning="Part of the mass of the mixture that comes from A.",
        kind=NUMBER,
        decimals=2,
    ),
    Column(
        name="onset_temperature_k",
        heading="from",
        meaning="The temperature at which the reaction begins.",
        unit="K",
        kind=NUMBER,
        decimals=1,
        missing="start",
    ),
    Column(
        name="gases",
        heading="given off",
        meaning="The gases that are given off, at 25 C and 1 bar.",
        unit="mL/g",
        kind=REACTION,
        missing="",
    ),
    Column(
        name="heat_kj_per_g",
        heading="heat",
        meaning="Enthalpy of the reaction; negative where heat is set free.",
        unit="kJ/g",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="onset_probability",
        heading="seen in",
        meaning="Share of the samples in which all that the step forms is there together.",
        kind=PERCENT,
    ),
    Column(
        name="reaction_onset",
        heading="reacts",
        meaning="Where the first reaction begins.",
        kind=TEXT,
    ),
    Column(
        name="gas_onset",
        heading="gives off\ngas",
        meaning="Where the first gas is given off.",
        kind=TEXT,
    ),
    *(
        Column(
            name=f"{name}_onset_k",
            heading=f"{name} from",
            meaning=f"The temperature of the first {name}; empty from the start and beyond the range.",
            unit="K",
            kind=NUMBER,
            decimals=1,
            missing="none",
            detail=True,
        )
        for name in ("reaction", "gas")
    ),
    *(
        Column(
            name=f"{name}_probability",
            heading=f"{name}\nprobability",
            meaning=f"Share of the samples with a {name} in the range, from the start included.",
            kind=PERCENT,
        )
        for name in ("reaction", "gas")
    ),
    Column(
        name="heat_at_start_kj_per_g",
        heading="heat at\nthe start",
        meaning="Enthalpy of what reacts from the start; negative where heat is set free.",
        unit="kJ/g",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="contact_heat_kj_per_g",
        heading="heat of\ncontact",
        meaning="Enthalpy that the contact adds to what both do alone, at the lowest temperature.",
        unit="kJ/g",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="contact_gibbs_kj_per_g",
        heading="Gibbs energy\nof contact",
        meaning="Gibbs energy that the contact adds to what both do alone, at the lowest temperature.",
        unit="kJ/g",
        kind=NUMBER,
        decimals=3,
        detail=True,
    ),
    Column(
        name="gas_ml_per_g",
        heading="gas",
        meaning="All gas that is given off up to the highest temperature, at 25 C and 1 bar.",
        unit="mL/g",
        kind=NUMBER,
        decimals=0,
    ),
    Column(
        name="first_products",
        heading="first products",
        meaning="What is there after the first step.",
        kind=REACTION,
        missing="no reaction",
    ),
)
