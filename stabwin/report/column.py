"""A column of a table: declared once, and shown alike wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

# What a column holds. A spread is a number's 5th percentile, median and 95th percentile.
NUMBER, PERCENT, COUNT, FLAG, SPREAD = "number", "percent", "count", "flag", "spread"
NAME, FORMULA, REACTION, VERDICT = "name", "formula", "reaction", "verdict"
TEXT, SENTENCE = "text", "sentence"
# The name of another column: which number a row is about.
QUANTITY = "quantity"

# Kinds whose digits stand below each other.
NUMERIC = frozenset((NUMBER, PERCENT, COUNT, SPREAD))

MISSING = "\N{EN DASH}"

PERCENTILES = {"p05": "5th percentile", "median": "median", "p95": "95th percentile"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a column holds, and how it is shown.

    Attributes
    ----------
    name : str
        Of the value in JSON documents and CSV files.
    heading : str
        A line break in it is where a narrow table may break it.
    meaning : str
        One sentence.
    unit : str
        Empty where there is none.
    kind : str
        "number", "percent", "count", "flag", "spread", "name", "formula", "reaction", "verdict",
        "quantity", "text" or "sentence".
    decimals : int or None
        Of a number; None: six significant digits.
    like_quantity : bool
        Whether it has the decimals of the number that its row is about.
    signed : bool
        Whether a number shows its sign also where it is positive.
    missing : str
        What stands for a missing value; it may break like a heading.
    detail : bool
        Whether a table of many columns hides it at first.
    bar : bool
        Whether a bar in each cell may show its part of the largest value.
    """

    name: str
    heading: str
    meaning: str
    unit: str = ""
    kind: str = TEXT
    decimals: int | None = None
    like_quantity: bool = False
    signed: bool = False
    missing: str = MISSING
    detail: bool = False
    bar: bool = False

    @property
    def words(self) -> str:
        """The heading on one line."""
        return self.heading.replace("\n", " ")

    @property
    def words_and_unit(self) -> str:
        """The heading with its unit on one line."""
        return f"{self.words} ({self.unit})" if self.unit else self.words

    @property
    def missing_words(self) -> str:
        """What stands for a missing value, on one line."""
        return self.missing.replace("\n", " ")

    def headed(self, heading: str) -> Column:
        """The same column under another heading."""
        return replace(self, heading=heading)

    def named(self, name: str) -> Column:
        """The same kind of number under another name."""
        return replace(self, name=name)

    def formatted_like(self, other: Column) -> Column:
        """The same column with another's decimals."""
        return replace(self, decimals=other.decimals)

    def as_spread(self) -> Column:
        """The percentiles of this number in one cell."""
        return replace(self, kind=SPREAD, bar=False)

    def percentile(self, part: str) -> Column:
        """One of the percentiles of this number, or its median, as a column of its own."""
        return replace(
            self,
            name=f"{self.name}_{part}",
            heading=f"{self.words}, {PERCENTILES[part]}",
            meaning=f"The {PERCENTILES[part]} in the samples: {self.meaning}",
            detail=True,
            bar=False,
        )
