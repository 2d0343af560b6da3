"""The program beside measurements, as tables."""

from __future__ import annotations

from typing import Any

from stabwin.report.columns import column
from stabwin.report.table import Table, filled
from stabwin.validation.enthalpies import LIMIT
from stabwin.validation.facts import KINDS
from stabwin.validation.result import NOT_COVERED, VERDICTS, ClassErrors, Validation, ValidationRow

_NAMES = {
    "limits": "Limits of binary salts, from calorimetry",
    "onsets": "Onsets of oxidation and reduction",
    "voltages": "Cells at equilibrium",
    "products": "Products",
    "stability": "Stability with the metal",
}
_HELD_OUT = "of the correction model, whatever the phases: each compound by a fit to the others"
_QUANTITIES = {
    "oxidation_limit_v": "oxidation",
    "reduction_limit_v": "reduction",
    "products_with_metal": "with the metal",
    "oxidation_products": "oxidation",
    "reduction_products": "reduction",
    "stable_with_metal": "with the metal",
}


def validation_tables(validation: Validation) -> list[Table]:
    """Errors by class, counts, and the rows of each kind."""
    tables = []
    if validation.classes:
        tables += [_classes(validation, limits=False), _classes(validation, limits=True)]
    if validation.rows:
        tables.append(_counts(validation))
    for kind in KINDS:
        rows = [row for row in validation.rows if row.kind == kind]
        if rows:
            tables.append(_rows(kind, rows))
    return [table for table in tables if table.rows]


def _classes(validation: Validation, *, limits: bool) -> Table:
    chosen = [one for one in validation.classes if (one.quantity == LIMIT) == limits]
    unit = "v" if limits else "mev_per_atom"
    names = ("class", "compounds", f"mean_error_{unit}", f"median_error_{unit}", "share_within_error_bar")
    rows = [_class_row(one, unit, 1 if limits else 1000) for one in chosen]
    return Table(
        title="Voltages of binary salts" if limits else "Formation enthalpies",
        columns=filled([column(name) for name in names], rows),
        rows=rows,
        note=_HELD_OUT if any(one.held_out for one in chosen) else "",
    )


def _class_row(one: ClassErrors, unit: str, scale: float) -> dict[str, Any]:
    return {
        "class": one.name,
        "compounds": one.count,
        f"mean_error_{unit}": one.mean_absolute_error * scale,
        f"median_error_{unit}": one.median_absolute_error * scale,
        "share_within_error_bar": one.share_within_error_bar,
    }


def _counts(validation: Validation) -> Table:
    return Table(
        title="Verdicts",
        columns=[column("kind"), column("cause"), column("measurements"), *map(column, VERDICTS)],
        rows=[{**one.to_dict(), "measurements": one.rows} for one in validation.counts],
        note="agrees: within 50 mV of the measured range, all phases found, or no reaction with the metal",
    )


def _rows(kind: str, rows: list[ValidationRow]) -> Table:
    values = [_value_row(row) for row in rows]
    sources = list(dict.fromkeys(row.source for row in rows))
    for value, row in zip(values, rows, strict=True):
        value["source_number"] = sources.index(row.source) + 1
    names = (
        "target", "ion", "what", "measured", "computed_v", "error_bar", "found", "outcome", "cause",
        "source_number",
    )  # fmt: skip
    return Table(
        title=_NAMES[kind],
        columns=filled([column(name) for name in names], values),
        rows=values,
        note="\n".join(
            [*_seen(rows), *_not_covered(rows), *(f"{n}: {source}" for n, source in enumerate(sources, 1))]
        ),
        lesser=("ion", "cause"),
    )


def _value_row(row: ValidationRow) -> dict[str, Any]:
    low, high = row.error_bar_p05, row.error_bar_p95
    return {
        "target": row.target,
        "ion": row.ion,
        "what": _QUANTITIES.get(row.quantity, f"with {row.against}"),
        "measured": _measured(row),
        "computed_v": row.value,
        "error_bar": None if low is None or high is None else f"{low:.2f} to {high:.2f}",
        "found": _found(row),
        "outcome": row.verdict.replace("_", " "),
        "cause": row.cause,
    }


def _measured(row: ValidationRow) -> str:
    low, high = row.measured_low, row.measured_high
    if low is None and high is None:
        return ", ".join(row.measured_phases) or "no reaction"
    if low is None or high is None:
        return f"above {low:.3f}" if low is not None else f"below {high:.3f}"
    return f"{low:.3f}" if low == high else f"{low:.3f} to {high:.3f}"


def _seen(rows: list[ValidationRow]) -> list[str]:
    if not any(row.in_fit for row in rows):
        return []
    return [
        "the corrections of the scheme measured were fitted to these: they show that it takes them over"
    ]


def _not_covered(rows: list[ValidationRow]) -> list[str]:
    """Why some rows have no answer, each reason once."""
    targets: dict[str, list[str]] = {}
    for row in rows:
        if row.verdict == NOT_COVERED:
            targets.setdefault(row.why_not_covered, []).append(row.target)
    return [f"{', '.join(dict.fromkeys(names))}: {reason}" for reason, names in targets.items()]


def _found(row: ValidationRow) -> str | None:
    if row.verdict == NOT_COVERED or row.value is not None:
        return None
    return ", ".join(row.phases) or "none of them"
