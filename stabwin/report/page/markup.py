"""Values as HTML: formulas with subscripts, reactions with an arrow, numbers with a true minus."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from stabwin.report.columns import COUNT, FLAG, FORMULA, NAME, NUMBER, PERCENT, REACTION, TEXT, Column
from stabwin.report.error_bars import bar_of
from stabwin.report.render.typesetting import number, percent, typeset
from stabwin.report.verdicts import Verdict

# Names of these columns lead to the material in full.
OPENED = ("target", "candidate", "a", "b")

_AMOUNT = re.compile(r"\d+(\.\d+)?(e[-+]?\d+)?")
_BETWEEN = re.compile(r"( \+ |, )")
_EDGES = re.compile(r"^([(\"']*)(.*?)([)\"'.,:;?!]*)$", re.DOTALL)


def name_markup(text: str) -> Markup:
    """A name or formula."""
    return Markup(typeset(text))  # noqa: S704 (typeset escapes)


def prose_markup(text: str) -> Markup:
    """Sentences, with subscripts in the formulas among the words."""
    return Markup(" ").join(_word(word) for word in text.split())


def _word(word: str) -> Markup:
    found = _EDGES.match(word)
    before, core, after = found.groups() if found else ("", word, "")
    if after.startswith(")") and "(" in core:  # the bracket belongs to the formula
        core, after = core + ")", after[1:]
    minus = re.fullmatch(r"-(\d.*)", core)
    shown = Markup(f"\N{MINUS SIGN}{escape(minus[1])}") if minus else name_markup(core)  # noqa: S704
    return Markup("{}{}{}").format(before, shown, after)


def reaction_markup(text: str) -> Markup:
    """A reaction, or one side of it."""
    arrow = Markup(' <span class="arrow">\N{RIGHTWARDS ARROW}</span> ')
    return arrow.join(_side(side) for side in text.split(" -> "))


def _side(text: str) -> Markup:
    # Lists of phases have commas.
    pieces = _BETWEEN.split(text)
    return Markup("").join(piece if _BETWEEN.fullmatch(piece) else _term(piece) for piece in pieces)


def _term(term: str) -> Markup:
    amount, _, formula = term.rpartition(" ")
    if not _AMOUNT.fullmatch(amount):
        return Markup('<span class="term">{}</span>').format(name_markup(term))
    return Markup('<span class="term">{}\N{NARROW NO-BREAK SPACE}{}</span>').format(
        f"{float(amount):.4g}", name_markup(formula)
    )


def cell_markup(column: Column, row: Mapping[str, Any]) -> Markup:
    """What a cell shows."""
    value = row.get(column.name)
    if isinstance(value, Verdict):
        return Markup('<span class="verdict {}">{}</span>').format(value.tone, value.text)
    if value is None or value == "":
        return Markup('<span class="nothing">{}</span>').format(column.none)
    if column.kind in (NUMBER, PERCENT, COUNT, FLAG):
        return escape(_plain(column, value)) + _range(column, row)
    if column.kind in (NAME, FORMULA):
        return _named(column, str(value))
    if column.kind == REACTION:
        return reaction_markup(str(value))
    return escape(str(value).replace("_", " ") if column.kind == TEXT else str(value))


def _range(column: Column, row: Mapping[str, Any]) -> Markup:
    """The range of a number that has an error bar: nine tenths of its samples lie in it."""
    bar = bar_of(row, column.name)
    if bar is None:
        return Markup("")
    low, high = (_plain(column, end) for end in bar)
    return Markup('<span class="range">{} to {}</span>').format(low, high)


def _plain(column: Column, value: float) -> str:
    if column.kind == FLAG:
        return "yes" if value else "no"
    if column.kind == PERCENT:
        return percent(value)
    if column.kind == COUNT:
        return f"{value:,}"
    return f"{value:.6g}" if column.decimals is None else number(value, column.decimals)


def _named(column: Column, text: str) -> Markup:
    if column.name not in OPENED:
        return name_markup(text)
    return Markup('<a href="{}">{}</a>').format(f"#material/{quote(text, safe='')}", name_markup(text))
