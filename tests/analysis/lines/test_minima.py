"""Which of several equal mixtures counts as the lowest."""

from __future__ import annotations

import pandas as pd
import pytest

import stabwin
from stabwin.analysis.lines.minima import lowest
from stabwin.analysis.lines.mixing_line import sample_mixing_line, trace_mixing_line
from stabwin.analysis.lines.mixture import Mixture, Side
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.target import resolve_target

# Both compounds release as much; the second lies nearer to an even mixture, or neither does.
UNEVEN = {"Mg": 0.0, "S": 0.0, "MgS4": -1.0, "Mg3S": -1.0}
MIRRORED = {"Mg": 0.0, "S": 0.0, "MgS3": -1.0, "Mg3S": -1.0}


def lowest_products(energies: dict[str, float], sides: tuple[str, str]) -> list[set[str]]:
    """The products at the lowest mutual energy: nominal, and in one of many samples without errors."""
    frame = pd.DataFrame({"formula": energies.keys(), "formation_energy_ev_per_atom": energies.values()})
    table = stabwin.PhaseTable.from_dataframe(frame, complete=True)
    a, b = (Side.of(table, resolve_target(side)) for side in sides)
    mixture = Mixture(a=a, b=b, ion="Li")
    nominal = trace_mixing_line(table, mixture)
    exact = ErrorModel(samples=20, sigma_ev_per_atom=0.0, shared_errors=False)
    sampled = sample_mixing_line(table, mixture, exact)
    found = [
        nominal.columns_at(lowest(nominal, nominal.mutual).kinks),
        sampled.columns_at(lowest(sampled, sampled.mutual).kinks)[7],
    ]
    lines = (nominal, sampled)
    return [
        {line.system.phase(column)[0] for column in columns.tolist() if column >= 0}
        for line, columns in zip(lines, found, strict=True)
    ]


@pytest.mark.parametrize("sides", [("Mg", "S"), ("S", "Mg")])
def test_of_equal_minima_the_one_nearest_to_an_even_mixture_counts(sides: tuple[str, str]) -> None:
    assert lowest_products(UNEVEN, sides) == [{"Mg3S"}, {"Mg3S"}]


def test_minima_that_differ_by_rounding_are_equal() -> None:
    by_a_hair = {**UNEVEN, "MgS4": -1.0 - 1e-13}
    assert lowest_products(by_a_hair, ("Mg", "S")) == [{"Mg3S"}, {"Mg3S"}]


def test_at_a_voltage_the_minimum_is_per_nonion_atom(starter: stabwin.PhaseTable) -> None:
    """A mixture of much lithium releases less per atom and more per atom that is none."""
    moved = 0
    for electrolyte, cathode in (("LGPS", "LCO"), ("LPSCl", "LFP"), ("LLZO", "LFP"), ("Li3N", "LCO")):
        a, b = (Side.of(starter, resolve_target(side)) for side in (electrolyte, cathode))
        mixture = Mixture(a=a, b=b, ion="Li", voltage_v=2.5)
        line = trace_mixing_line(starter, mixture)
        found = lowest(line, line.mutual)
        per_nonion = line.per_nonion(line.mutual)
        assert found.ev_per_nonion_atom == pytest.approx(per_nonion.min(), abs=1e-12)
        moved += found.ev_per_atom > line.mutual.min() + 1e-9
    assert moved


def test_of_equally_near_minima_both_orders_of_the_materials_name_the_same() -> None:
    one, other = lowest_products(MIRRORED, ("Mg", "S")), lowest_products(MIRRORED, ("S", "Mg"))
    assert one == other
    assert one[0] == one[1]
