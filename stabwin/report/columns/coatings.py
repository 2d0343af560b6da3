"""Columns of coatings: candidates, rankings, filters, layers in series."""

from __future__ import annotations

from dataclasses import replace

from stabwin.report.column import COUNT, FLAG, NAME, NUMBER, PERCENT, Column
from stabwin.report.columns.contacts import PER_ATOM


def _energy(name: str, heading: str, meaning: str) -> Column:
    return Column(name=name, heading=heading, meaning=meaning, unit=PER_ATOM, kind=NUMBER, decimals=4)


def _flag(name: str, heading: str, meaning: str) -> Column:
    return Column(name=name, heading=heading, meaning=meaning, kind=FLAG, detail=True)


COLUMNS = (
    Column(name="electrolyte", heading="electrolyte", meaning="The layer's one neighbour.", kind=NAME),
    Column(name="electrode", heading="electrode", meaning="The layer's other neighbour.", kind=NAME),
    Column(name="candidate", heading="layer", meaning="The candidate for a layer.", kind=NAME),
    Column(name="rank", heading="rank", meaning="The place among those that pass.", kind=COUNT),
    _flag("passes", "passes", "Whether every filter is passed."),
    _flag("pareto", "Pareto", "Whether no other layer that passes is at least as good in every respect."),
    _flag("named", "named", "Whether it was asked for by name."),
    _flag("radioactive", "radioactive", "Whether it holds an element without a stable isotope."),
    _energy(
        "score_ev_per_atom", "score", "What both contacts release, and how far the window falls short."
    ),
    _energy(
        "electrolyte_contact_ev_per_atom",
        "electrolyte contact",
        "What the closed contact with the electrolyte releases at worst.",
    ),
    _energy(
        "electrode_contact_ev_per_atom",
        "electrode contact",
        "What the closed contact with the electrode releases at worst.",
    ),
    Column(
        name="band_gap_ev",
        heading="band gap",
        meaning="The computed band gap, as a rule too small.",
        unit="eV",
        kind=NUMBER,
        decimals=2,
        missing="unknown",
    ),
    Column(name="neighbour", heading="neighbour", meaning="Electrolyte or electrode."),
    Column(name="partner", heading="partner", meaning="What the layer touches.", kind=NAME),
    Column(
        name="fraction_candidate",
        heading="fraction of the layer",
        meaning="The atoms from the layer in the mixture of the lowest mutual energy.",
        kind=NUMBER,
        decimals=4,
        detail=True,
    ),
    Column(name="filter", heading="filter", meaning="What a layer must pass."),
    Column(name="limit", heading="limit", meaning="What the filter asks for."),
    Column(
        name="left",
        heading="left after it",
        meaning="How many candidates pass it and all filters before it.",
        kind=COUNT,
        bar=True,
    ),
    Column(
        name="pass_alone",
        heading="pass it alone",
        meaning="How many candidates pass it, whatever the others say.",
        kind=COUNT,
        missing="",
        bar=True,
    ),
    _energy(
        "uncoated_ev_per_atom",
        "bare contact, worst",
        "What electrolyte and electrode release at worst without a layer between them.",
    ),
    Column(name="candidates", heading="candidates", meaning="How many were judged.", kind=COUNT),
    Column(
        name="passing",
        heading="layers that pass",
        meaning="How many pass every filter.",
        kind=COUNT,
        bar=True,
    ),
    Column(name="pairs", heading="pairs", meaning="For how many pairs it passes.", kind=COUNT, bar=True),
    Column(name="inner", heading="inner", meaning="The layer at the electrolyte.", kind=NAME),
    Column(name="outer", heading="outer", meaning="The layer at the electrode.", kind=NAME),
    _energy("between_ev_per_atom", "between", "What the two layers release where they touch."),
    Column(
        name="probability_passes",
        heading="passes\nwith",
        meaning="The share of samples in which every filter is passed.",
        kind=PERCENT,
    ),
    Column(
        name="probability_top_ten",
        heading="top ten\nwith",
        meaning="The share of samples in which it is among the ten best.",
        kind=PERCENT,
    ),
)

# What each filter is called, and the unit of its limit.
FILTERS = {
    "no_radioactive": ("radioactive", ""),
    "band_gap": ("band gap", "eV"),
    "energy_above_hull": ("energy above hull", PER_ATOM),
    "reduction_limit": ("reduction limit", "V"),
    "oxidation_limit": ("oxidation limit", "V"),
    "electrolyte_contact": ("electrolyte contact", PER_ATOM),
    "electrode_contact": ("electrode contact", PER_ATOM),
}
_DECIMALS = {"V": 3, "eV": 2, PER_ATOM: 4}


def column_of_filter(name: str) -> Column | None:
    """Whether a filter is passed, how probably, or by how much it is missed; None if none of these.

    Examples
    --------
    >>> column_of_filter("passes_band_gap").heading
    'passes band gap'
    """
    for start, kind in (("probability_passes_", PERCENT), ("passes_", FLAG), ("short_by_", NUMBER)):
        of = name.removeprefix(start)
        if of != name and of in FILTERS:
            words, unit = FILTERS[of]
            made = Column(
                name=name,
                heading=f"{start.replace('_', ' ')}{words}",
                meaning=_MEANINGS[start].format(words),
                kind=kind,
                detail=True,
            )
            number = kind == NUMBER
            return replace(made, unit=unit, decimals=_DECIMALS.get(unit)) if number else made
    return None


_MEANINGS = {
    "probability_passes_": "The share of samples in which the filter of {} is passed.",
    "passes_": "Whether the filter of {} is passed.",
    "short_by_": "By how much the filter of {} is missed.",
}
