"""Columns of error bars, of what depends on single phases, and of what differs between energies."""

from __future__ import annotations

from stabwin.report.column import COUNT, NAME, NUMBER, PERCENT, QUANTITY, REACTION, SENTENCE, Column

DEPENDS_ON = "_hangs_on"


def depends_on(number: Column) -> Column:
    """The phase that a number depends on most."""
    return Column(
        name=f"{number.name}{DEPENDS_ON}",
        heading=f"{number.words} depends on",
        meaning="The phase without which the number changes most, and what it becomes.",
        kind=REACTION,
        detail=True,
    )


def _value(name: str, heading: str, meaning: str, *, missing: str = "none", signed: bool = False) -> Column:
    """The number that a row is about."""
    return Column(
        name=name,
        heading=heading,
        meaning=meaning,
        kind=NUMBER,
        like_quantity=True,
        missing=missing,
        signed=signed,
    )


COLUMNS = (
    Column(
        name="samples", heading="samples", meaning="How many samples were drawn.", kind=COUNT, detail=True
    ),
    Column(
        name="sigma_ev_per_atom",
        heading="sigma",
        meaning="The standard deviation of each phase's own error, where one was given.",
        unit="eV/atom",
        kind=NUMBER,
        decimals=4,
        detail=True,
    ),
    Column(
        name="probability_stable",
        heading="on the\nhull",
        meaning="The share of samples in which the target lies on the hull.",
        kind=PERCENT,
    ),
    Column(
        name="probability_stable_against_metal",
        heading="stable against\nthe metal",
        meaning="The share of samples in which the reduction limit is 0 V.",
        kind=PERCENT,
    ),
    Column(
        name="probability_covers",
        heading="covers",
        meaning="The share of samples in which the window covers the range that was asked for.",
        kind=PERCENT,
    ),
    Column(
        name="probability",
        heading="products of the step above\nare the equilibrium",
        meaning="The share of samples in which the products of a step are the equilibrium.",
        kind=PERCENT,
        missing="",
    ),
    Column(name="number", heading="number", meaning="Which number it is.", kind=QUANTITY),
    _value("nominal", "nominal", "The number without errors, with all phases."),
    Column(
        name="without",
        heading="without",
        meaning="The phase that is left out.",
        kind=REACTION,
    ),
    _value("value", "becomes", "The number without the phase."),
    Column(name="from", heading="from", meaning="The first side."),
    Column(name="to", heading="to", meaning="The other side."),
    _value("before", "before", "On the first side."),
    _value("after", "after", "On the other side."),
    _value("change", "change", "The difference.", missing="", signed=True),
    Column(name="causes", heading="because", meaning="Why the number moves.", kind=SENTENCE),
    Column(name="failed", heading="failed", meaning="What has no answer.", kind=NAME),
)
