"""Columns of the program beside measurements."""

from __future__ import annotations

from stabwin.report.column import COUNT, NUMBER, PERCENT, SENTENCE, TEXT, Column

_MEV = "meV/atom"

COLUMNS = (
    Column(name="class", heading="class", meaning="Of compounds."),
    Column(name="compounds", heading="compounds", meaning="How many were measured.", kind=COUNT),
    Column(
        name="mean_error_mev_per_atom",
        heading="mean error",
        meaning="Mean of the absolute errors.",
        unit=_MEV,
        kind=NUMBER,
        decimals=1,
    ),
    Column(
        name="median_error_mev_per_atom",
        heading="median",
        meaning="Median of the absolute errors.",
        unit=_MEV,
        kind=NUMBER,
        decimals=1,
    ),
    Column(
        name="mean_error_v",
        heading="mean error",
        meaning="Mean of the absolute errors.",
        unit="V",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="median_error_v",
        heading="median",
        meaning="Median of the absolute errors.",
        unit="V",
        kind=NUMBER,
        decimals=3,
    ),
    Column(
        name="share_within_error_bar",
        heading="within\n90 % bar",
        meaning="The share of the measurements that lie within the 90 % error bar.",
        kind=PERCENT,
    ),
    Column(name="kind", heading="measurements of", meaning="The kind of measurement."),
    Column(
        name="cause",
        heading="shows",
        meaning="What the measurement shows: equilibrium (thermodynamic), a delay or another path "
        "(kinetic), or a phase that tables can't hold (data).",
    ),
    Column(name="measurements", heading="number", meaning="How many there are.", kind=COUNT),
    Column(
        name="agrees",
        heading="agree",
        meaning="A voltage within 50 mV of the measured range, all phases, or no reaction.",
        kind=COUNT,
    ),
    Column(
        name="within_error_bar",
        heading="within\nerror bar",
        meaning="The 90 % error bar reaches the measured range.",
        kind=COUNT,
    ),
    Column(name="partly", heading="partly", meaning="Some of the phases.", kind=COUNT),
    Column(name="disagrees", heading="disagree", meaning="None of these.", kind=COUNT),
    Column(
        name="not_covered",
        heading="not\ncovered",
        meaning="The phases can't answer it.",
        kind=COUNT,
    ),
    Column(name="what", heading="what", meaning="What was measured."),
    Column(
        name="measured", heading="measured", meaning="In V, or the phases that were found.", kind=SENTENCE
    ),
    Column(
        name="computed_v",
        heading="computed",
        meaning="The program's value.",
        unit="V",
        kind=NUMBER,
        decimals=3,
    ),
    Column(name="error_bar", heading="5 to 95 %", meaning="Of the samples, V."),
    Column(
        name="found",
        heading="among the products",
        meaning="Those of the phases that the program has among the products.",
        kind=SENTENCE,
    ),
    Column(name="outcome", heading="verdict", meaning="As counted above.", kind=TEXT),
    Column(name="source_number", heading="source", meaning="As listed below.", kind=COUNT),
)
