"""Columns of what air does to materials."""

from __future__ import annotations

from stabwin.report.column import NUMBER, REACTION, SENTENCE, TEXT, Column

_GASES = (
    ("carbon_dioxide", "CO2 above", "of dry carbon dioxide from which on it is taken up"),
    (
        "carbon_dioxide_moist",
        "CO2 above, moist",
        "of carbon dioxide at 50 % relative humidity from which on it is taken up",
    ),
    (
        "water_with_redox",
        "water, with redox",
        "of water vapour from which on the material reacts, redox and all",
    ),
    ("oxygen_taken_up", "O2 above", "of oxygen from which on the material is oxidised"),
    ("oxygen_given_off", "O2 below", "of oxygen below which the material gives it off"),
)

COLUMNS = (
    Column(
        name="with_water",
        heading="with water",
        meaning="What water does, and the most humid room in which the material stays as it is.",
        kind=SENTENCE,
    ),
    Column(
        name="water_does",
        heading="water",
        meaning="Whether the material hydrates (takes water up whole), hydrolyses or is oxidised.",
        kind=TEXT,
        detail=True,
    ),
    Column(
        name="water_limit_bar",
        heading="water above",
        meaning="The pressure of water vapour from which on the material reacts, without redox.",
        unit="bar",
        kind=NUMBER,
        detail=True,
        missing="no limit",
    ),
    Column(
        name="water_limit_relative_humidity",
        heading="relative humidity",
        meaning="The relative humidity from which on the material reacts, at its temperature.",
        kind=NUMBER,
        detail=True,
        missing="no limit",
    ),
    Column(
        name="water_humidity",
        heading="relative\nhumidity",
        meaning="The relative humidity from which on the material reacts, at its temperature.",
        kind=TEXT,  # from 1e-20 to 1, as digits and a power of ten
        missing="no limit",
    ),
    Column(
        name="carbon_dioxide_from",
        heading="CO2 above",
        meaning="The partial pressure of dry carbon dioxide from which on it is taken up.",
        unit="bar",
        kind=TEXT,
        missing="no limit",
    ),
    Column(
        name="water_limit_dew_point_c",
        heading="dew\npoint",
        meaning="The dew point from which on the material reacts; below 0 C the frost point.",
        unit="C",
        kind=NUMBER,
        decimals=1,
    ),
    Column(
        name="water_log10_bar",
        heading="water above,\nlog10 bar",
        meaning="The decimal logarithm of the pressure of water vapour from which on the material reacts.",
        kind=NUMBER,
        decimals=1,
        missing="no limit",
    ),
    Column(
        name="ev_per_h2o",
        heading="at 50 %",
        meaning="What the first reaction with water releases at 50 % relative humidity.",
        unit="eV/H2O",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="h2s_ml_per_g",
        heading="H2S",
        meaning="Hydrogen sulfide that leaves by all reactions up to saturated vapour, at 25 C and 1 bar.",
        unit="mL/g",
        kind=NUMBER,
        decimals=0,
    ),
    Column(
        name="leaving_gases",
        heading="gases that leave",
        meaning="By the first reaction, and by all of them up to saturated vapour; at 25 C and 1 bar.",
        kind=TEXT,
        detail=True,
    ),
    Column(
        name="water_products",
        heading="first products with water",
        meaning="What the first reaction with water gives.",
        kind=REACTION,
        missing="no reaction",
    ),
    Column(
        name="water_reaction",
        heading="reaction with water",
        meaning="The first reaction with water, without redox.",
        kind=REACTION,
        detail=True,
    ),
    *(
        Column(
            name=f"{name}_bar",
            heading=heading,
            meaning=f"The partial pressure {meaning}.",
            unit="bar",
            kind=NUMBER,
            detail=True,
            missing="no limit",
        )
        for name, heading, meaning in _GASES
    ),
    *(
        Column(
            name=f"{name}_reaction",
            heading=f"reaction, {heading}",
            meaning=f"The reaction at the pressure {meaning}.",
            kind=REACTION,
            detail=True,
        )
        for name, heading, meaning in _GASES
    ),
    Column(name="gas_of_air", heading="with", meaning="The gas of air.", kind=TEXT),
    Column(
        name="limit_bar",
        heading="from",
        meaning="The partial pressure at which the reaction begins.",
        unit="bar",
        kind=TEXT,
    ),
    Column(name="air_reaction", heading="first reaction", meaning="With the gas.", kind=REACTION),
)
