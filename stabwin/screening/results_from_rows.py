"""Results as they were, from the rows that a run folder keeps of them.

A row holds less than the result it came from: products and reactions as text, no kinks. What a row does not
hold is empty in the result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE, LayerContact
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.ranking import RankedCandidate, Ranking, checks_of
from stabwin.analysis.interfaces.interface import Interface, LimitedMetal
from stabwin.analysis.interfaces.kinks import NOTHING, Minimum
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import Equilibrium, Product
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.analysis.windows.profile import HIGHEST_TABULATED_V, EnergyAtVoltage, Profile, Step
from stabwin.analysis.windows.uncertainty import WindowUncertainty
from stabwin.analysis.windows.window import Window
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import parse
from stabwin.screening.ranking_of_study import LayerRanking

Row = Mapping[str, Any]

ARROW = " -> "

# Rows say nothing of a finite amount of the ion's metal.
_UNTOLD = LimitedMetal(mutual=NOTHING, total=NOTHING, kinks=())


def products_from_text(text: str | None) -> tuple[Product, ...]:
    """The products that one side of a reaction lists.

    Examples
    --------
    >>> products_from_text("2 Li3PS4 + GeS2")
    (Product(formula='Li3PS4', amount=2.0), Product(formula='GeS2', amount=1.0))
    """
    found = []
    for term in (text or "").split(" + "):
        amount, space, formula = term.rpartition(" ")
        if formula:
            found.append(Product(formula, float(amount) if space else 1.0))
    return tuple(found)


def _equilibrium(reaction: str | None, ion: str) -> Equilibrium | None:
    """An equilibrium from its reaction; ions given off are not a product."""
    if not reaction:
        return None
    reactants, products = (products_from_text(side) for side in reaction.split(ARROW))
    taken_up = sum(p.amount for p in reactants[1:] if p.formula == ion)
    given_off = sum(p.amount for p in products if p.formula == ion)
    return Equilibrium(
        ions_per_formula=taken_up - given_off,
        products=tuple(product for product in products if product.formula != ion),
        reaction=reaction,
    )


def _facts(row: Row, provenance: Provenance) -> dict[str, Any]:
    return {
        "target": row["target"],
        "formula": row["formula"],
        "formula_as_written": None,
        "ion": row["ion"],
        "status": row["status"],
        "energy_above_hull_ev_per_atom": row["energy_above_hull_ev_per_atom"],
        "at_voltage": None,
        "system_fingerprint": row["system_fingerprint"],
        "warnings": (row["warnings"],) if row["warnings"] else (),
        "provenance": provenance,
    }


def windows_from_rows(rows: Sequence[Row], provenance: Provenance) -> list[Window]:
    """The windows of rows that have an answer."""
    return [
        Window(
            **_facts(row, provenance),
            window=row["window"],
            reduction_limit_v=row["reduction_limit_v"],
            oxidation_limit_v=row["oxidation_limit_v"],
            decomposition=products_from_text(row["decomposition"]),
            reduction=_equilibrium(row["reduction"], row["ion"]),
            oxidation=_equilibrium(row["oxidation"], row["ion"]),
            uncertainty=_window_uncertainty(row),
        )
        for row in rows
        if row["status"] != "failed"
    ]


def _window_uncertainty(row: Row) -> WindowUncertainty | None:
    """The error bars of a window's limits."""
    reduction = _spread(row, "reduction_limit_v")
    if reduction is None:
        return None
    return WindowUncertainty(
        model=ErrorModel(samples=int(row["samples"]), sigma_ev_per_atom=row["sigma_ev_per_atom"]),
        energy_above_hull_ev_per_atom=_spread(row, "energy_above_hull_ev_per_atom"),
        probability_stable=row.get("probability_stable"),
        at_voltage=None,
        reduction_limit_v=reduction,
        oxidation_limit_v=_spread(row, "oxidation_limit_v"),
        probability_stable_against_metal=row["probability_stable_against_metal"],
        reduction_products=(),
        oxidation_products=(),
    )


def _spread(row: Row, name: str) -> Spread | None:
    """A spread; an end that is missing beside others has no bound."""
    parts = [row.get(f"{name}_{part}") for part in ("p05", "median", "p95")]
    if parts[0] is None:
        return None
    low, middle, high = (math.inf if part is None else float(part) for part in parts)
    return Spread(p05=low, median=middle, p95=high)


def profiles_from_rows(rows: Sequence[Row], provenance: Provenance) -> list[Profile]:
    """The profiles of rows that have an answer: one row per step, steps of a target in sequence."""
    answered = [row for row in rows if row["status"] != "failed"]
    found = []
    for _, same in groupby(answered, key=lambda row: row["target"]):
        steps = _unrepeated(list(same))
        found.append(
            Profile(
                **_facts(steps[0], provenance),
                steps=tuple(
                    Step(
                        voltage_low_v=row["voltage_low_v"],
                        voltage_high_v=row["voltage_high_v"],
                        equilibrium=Equilibrium(
                            ions_per_formula=row["ions_per_formula"],
                            products=products_from_text(row["products"]),
                            reaction=row["reaction"],
                        ),
                    )
                    for row in steps
                ),
                decomposition_energy=_decomposition_energy(steps),
            )
        )
    return found


def _unrepeated(rows: list[Row]) -> list[Row]:
    """The steps of one target once, where it was asked for twice in a row."""
    again = (n for n, row in enumerate(rows[1:], start=1) if row["voltage_high_v"] is None)
    return rows[: next(again, len(rows))]


def _decomposition_energy(steps: Sequence[Row]) -> tuple[EnergyAtVoltage, ...]:
    """E_D at every breakpoint, from dE_D/dV = z (ions taken up) / N_atoms.

    It is highest where no ions are exchanged; there it is minus the energy above hull.
    """
    upward = steps[::-1]
    per_volt = ION_VALENCE[upward[0]["ion"]] / parse(upward[0]["formula"]).atoms
    voltages = [row["voltage_low_v"] for row in upward]
    end = max(HIGHEST_TABULATED_V, voltages[-1])
    ends = [*voltages[1:], *([end] if end > voltages[-1] else [])]
    energies = [0.0]
    for row, low, high in zip(upward, voltages, ends, strict=False):
        energies.append(energies[-1] + per_volt * row["ions_per_formula"] * (high - low))
    shift = max(energies) + (steps[0]["energy_above_hull_ev_per_atom"] or 0.0)
    return tuple(
        EnergyAtVoltage(v, energy - shift + 0.0)
        for v, energy in zip((voltages[0], *ends), energies, strict=True)
    )


def interfaces_from_rows(rows: Sequence[Row], provenance: Provenance) -> InterfaceMatrix:
    """A matrix of contacts; failed ones are left out.

    Of a contact that was followed over a range of voltages, the worst of the range stands for it.
    """
    return InterfaceMatrix(
        schema="stabwin/interface/1",
        provenance=provenance,
        results=tuple(_interface(row, provenance) for row in rows if row["status"] != "failed"),
    )


def _interface(row: Row, provenance: Provenance) -> Interface:
    worst = row.get("low_v") is not None
    return Interface(
        a=row["a"],
        b=row["b"],
        formula_a=row["formula_a"],
        formula_b=row["formula_b"],
        state=row["state"],
        ion=row["ion"],
        voltage_v=row["worst_voltage_v"] if worst else row["voltage_v"],
        status=row["status"],
        mutual=_worst(row) if worst else _minimum(row, "mutual"),
        total=None if worst else _minimum(row, "total"),
        self_a_ev_per_atom=row["self_a_ev_per_atom"],
        self_b_ev_per_atom=row["self_b_ev_per_atom"],
        kinks=(),
        limited_metal=_UNTOLD if row["ion"] in (row["formula_a"], row["formula_b"]) else None,
        range=None,
        system_fingerprint=row["system_fingerprint"],
        warnings=(row["warnings"],) if row["warnings"] else (),
        error=row["error"],
        provenance=provenance,
    )


def _minimum(row: Row, name: str) -> Minimum | None:
    if row.get(f"{name}_ev_per_atom") is None:
        return None
    return Minimum(
        ev_per_atom=row[f"{name}_ev_per_atom"],
        ev_per_nonion_atom=row[f"{name}_ev_per_nonion_atom"],
        fraction_a=row[f"{name}_fraction_a"],
        products=products_from_text(row[f"{name}_products"]),
        reaction=row[f"{name}_reaction"],
        at_endpoint=row[f"{name}_at_endpoint"],
    )


def _worst(row: Row) -> Minimum:
    _, _, products = (row["worst_reaction"] or "").partition(ARROW)
    return Minimum(
        ev_per_atom=row["worst_ev_per_atom"],
        ev_per_nonion_atom=row["worst_ev_per_nonion_atom"],
        fraction_a=None,
        products=products_from_text(products),
        reaction=row["worst_reaction"],
        at_endpoint=None,
    )


def ranking_from_rows(
    rows: Sequence[Row],
    filters: Filters,
    funnel: Sequence[tuple[str, int, int]],
    provenance: Provenance,
) -> LayerRanking:
    """The ranking between one electrolyte and one electrode; of the contacts the worst closed ones."""
    ranked = []
    for row in rows:
        candidate = Candidate(
            target=row["candidate"],
            formula=row["formula"],
            radioactive=row.get("passes_no_radioactive") is False,
            band_gap_ev=row["band_gap_ev"],
            energy_above_hull_ev_per_atom=row["energy_above_hull_ev_per_atom"],
            reduction_limit_v=row["reduction_limit_v"],
            oxidation_limit_v=row["oxidation_limit_v"],
            contacts=tuple(_worst_contact(row, side) for side in (ELECTROLYTE, ELECTRODE)),
        )
        ranked.append(
            RankedCandidate(
                candidate=candidate,
                checks=checks_of(candidate, filters),
                score=row["score_ev_per_atom"],
                pareto=row["pareto"],
                rank=row["rank"],
                named=row["named"],
            )
        )
    return LayerRanking(
        electrolyte=rows[0]["electrolyte"],
        electrode=rows[0]["electrode"],
        ranking=Ranking(candidates=tuple(ranked), funnel=tuple(funnel)),
        uncoated=(),
        provenance=provenance,
    )


def _worst_contact(row: Row, neighbour: str) -> LayerContact:
    energy = row[f"{neighbour}_contact_ev_per_atom"]
    mutual = Minimum(
        ev_per_atom=energy,
        ev_per_nonion_atom=energy,
        fraction_a=None,
        products=(),
        reaction=None,
        at_endpoint=None,
    )
    return LayerContact(
        neighbour=neighbour, partner=row[neighbour], state=None, voltage_v=None, mutual=mutual
    )
