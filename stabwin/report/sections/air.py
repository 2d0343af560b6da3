"""What air does to materials, as tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from stabwin.analysis.air.answer import Air, AirReaction
from stabwin.report.columns import column
from stabwin.report.sections.along import pressure_text
from stabwin.report.table import Table

_SUMMARY = (
    "target",
    "water_humidity",
    "water_limit_dew_point_c",
    "ev_per_h2o",
    "h2s_ml_per_g",
    "carbon_dioxide_from",
    "with_water",
    "water_products",
)
_GAS = (
    ("water", "water"),
    ("carbon_dioxide", "carbon dioxide, dry"),
    ("carbon_dioxide_moist", "carbon dioxide at 50 % humidity"),
    ("oxygen_taken_up", "oxygen, above"),
    ("oxygen_given_off", "oxygen, below"),
    ("water_with_redox", "water, with redox"),
)


def air_tables(answers: Sequence[Air]) -> list[Table]:
    """A row for each material; of a single one also the reaction with each gas."""
    tables = [air_table(answers)]
    if len(answers) == 1:
        tables.append(reactions_table(answers[0]))
    return tables


def air_table(answers: Sequence[Air]) -> Table:
    """What water does to each material, and where it begins."""
    columns = [column(name) for name in _SUMMARY]
    if any(one.uncertainty is not None for one in answers):
        columns.insert(3, column("water_log10_bar").as_spread())
    if not any(one.leaving for one in answers):
        columns = [one for one in columns if one.name != "h2s_ml_per_g"]
    return Table(
        columns=columns,
        rows=[_row(one) for one in answers],
        lesser=["carbon_dioxide_from", "ev_per_h2o", "h2s_ml_per_g"],
    )


def reactions_table(answer: Air) -> Table:
    """The first reaction of a material with each gas."""
    rows = []
    for name, words in _GAS:
        found: AirReaction | None = getattr(answer, name)
        rows.append(
            {
                "gas_of_air": words,
                "limit_bar": None if found is None else pressure_text(found.limit.log10_pressure_bar),
                "air_reaction": "none" if found is None else found.reaction,
            }
        )
    return Table(columns=[column(name) for name in ("gas_of_air", "limit_bar", "air_reaction")], rows=rows)


def _row(answer: Air) -> dict[str, Any]:
    (row,) = answer.to_rows()
    humidity = None if answer.water is None else answer.water.limit.relative_humidity
    if answer.uncertainty is not None:
        row["water_log10_bar"] = [*answer.uncertainty.water_log10_bar.to_dict().values()]
    sulfide = next((one for one in answer.leaving if one.formula == "H2S"), None)
    carbon = answer.carbon_dioxide
    return row | {
        "water_humidity": _humidity(answer, humidity),
        "h2s_ml_per_g": None if sulfide is None else sulfide.saturated_ml_per_g,
        "carbon_dioxide_from": None if carbon is None else pressure_text(carbon.limit.log10_pressure_bar),
        "with_water": answer.verdict,
    }


def _humidity(answer: Air, humidity: float | None) -> str | None:
    """The limit as relative humidity; as a pressure where water has no saturation, above 647 K."""
    if answer.water is None:
        return None
    if humidity:
        return pressure_text(math.log10(humidity))
    return f"{pressure_text(answer.water.limit.log10_pressure_bar)} bar"
