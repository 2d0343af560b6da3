"""Tables on the report page: formulas with subscripts, reactions with an arrow, shades, bars and links."""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup, escape

from stabwin.report.column import COUNT, FLAG, FORMULA, NAME, NUMBER, PERCENT, REACTION, Column
from stabwin.report.render.cells import cell_text, is_missing, value_text
from stabwin.report.render.typesetting import true_minus, typeset, typeset_sentence
from stabwin.report.table import Row, Table, range_of
from stabwin.report.verdicts import Verdict

# Names in these columns lead to the material in full.
OPENED = ("target", "candidate", "a", "b")

_AMOUNT = re.compile(r"\d+(\.\d+)?(e[-+]?\d+)?")
_BETWEEN = re.compile(r"( \+ |, )")


def html_table(table: Table) -> Markup:
    """A table with its title and note above it."""
    note = Markup(' <span class="note">{}</span>').format(table.note) if table.note else ""
    heads = Markup("").join(_head(column) for column in table.columns)
    rows = Markup("").join(_row(table, row) for row in table.rows)
    return Markup(
        '<p class="caption"><b>{title}</b>{note}</p>\n'
        '<div class="scroll" tabindex="0" role="region" aria-label="{title}">\n'
        '<table{matrix} aria-label="{title}">\n<thead><tr>\n{heads}</tr></thead>\n'
        "<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    ).format(
        title=table.title,
        note=note,
        matrix=Markup(' class="matrix"') if table.shaded else "",
        heads=heads,
        rows=rows,
    )


def _head(column: Column) -> Markup:
    unit = Markup(' <span class="unit">{}</span>').format(column.unit) if column.unit else ""
    return Markup('<th scope="col" class="{}" title="{}">{}{}</th>\n').format(
        column.kind, column.meaning, prose_markup(column.words), unit
    )


def _row(table: Table, row: Row) -> Markup:
    cells = Markup("").join(_cell(table, column, row) for column in table.columns)
    return Markup("<tr>\n{}</tr>\n").format(cells)


def _cell(table: Table, column: Column, row: Row) -> Markup:
    value, look = row.get(column.name), ""
    if column.bar and value:
        look = Markup(' style="--part:{:.1f}%" data-bar').format(100 * value / table.largest(column.name))
    elif table.shaded and isinstance(value, float):
        shade = min(100 * -value / table.darkest, 100)
        look = Markup(' style="--shade-part:{:.0f}%"').format(shade)
    return Markup('<td class="{}"{}>{}</td>\n').format(column.kind, look, cell_markup(column, row))


def cell_markup(column: Column, row: Row) -> Markup:
    """What a cell shows."""
    text, value = cell_text(column, row), row.get(column.name)
    if isinstance(value, Verdict):
        return Markup('<span class="verdict {}">{}</span>').format(value.tone, value.text)
    if is_missing(value):
        return Markup('<span class="nothing">{}</span>').format(text)
    if column.kind in (NUMBER, PERCENT, COUNT, FLAG):
        return escape(true_minus(text)) + _range(column, row)
    if column.kind in (NAME, FORMULA):
        return _named(column, text)
    return reaction_markup(text) if column.kind == REACTION else escape(text)


def _range(column: Column, row: Row) -> Markup:
    """The range of a number that has an error bar: nine tenths of its samples lie in it."""
    ends = range_of(row, column.name)
    if ends is None:
        return Markup("")
    low, high = (true_minus(value_text(column, end)) for end in ends)
    return Markup('<span class="range">{} to {}</span>').format(low, high)


def _named(column: Column, text: str) -> Markup:
    if column.name not in OPENED:
        return name_markup(text)
    return Markup('<a href="{}">{}</a>').format(f"#material/{quote(text, safe='')}", name_markup(text))


def name_markup(text: str) -> Markup:
    """A name or formula."""
    return Markup(typeset(text))  # noqa: S704 (typeset escapes)


def prose_markup(text: str) -> Markup:
    """Sentences, with subscripts in the formulas among the words."""
    return Markup(typeset_sentence(text))  # noqa: S704 (it escapes)


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
