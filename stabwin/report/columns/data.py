"""Columns of the catalogue, of the store, and of what a study holds."""

from __future__ import annotations

from stabwin.report.column import COUNT, FORMULA, NAME, SENTENCE, Column

COLUMNS = (
    Column(name="name", heading="name", meaning="The material's name in the catalogue.", kind=NAME),
    Column(
        name="catalogue_formula",
        heading="formula",
        meaning="The composition that the name stands for, or why it has none.",
        kind=FORMULA,
        missing="-",
    ),
    Column(name="role", heading="role", meaning="Electrolyte, cathode, anode, coating or another."),
    Column(name="family", heading="family", meaning="The family of materials."),
    Column(name="catalogue_ion", heading="ion", meaning="The mobile ion.", missing="-"),
    Column(name="aliases", heading="aliases", meaning="Other names."),
    Column(name="dataset", heading="data set", meaning="The data set's name.", kind=NAME),
    Column(name="data_kind", heading="kind", meaning="Fetched phases, or phases of one's own."),
    Column(name="covers", heading="covers", meaning="Which systems of elements are complete."),
    Column(name="parts", heading="parts", meaning="How many files it has.", kind=COUNT),
    Column(name="bytes", heading="bytes", meaning="How large it is.", kind=COUNT),
    Column(name="made_at", heading="made", meaning="When its last part was made."),
    Column(name="own_labels", heading="own phases", meaning="The labels of one's own phases.", missing=""),
    Column(name="table", heading="table", meaning="A table of the study's results.", kind=NAME),
    Column(name="rows", heading="rows", meaning="How many rows the table has.", kind=COUNT),
    Column(name="why", heading="why", meaning="The reason.", kind=SENTENCE),
)
