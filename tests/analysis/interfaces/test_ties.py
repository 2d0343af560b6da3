"""Mixtures that release equally much: the one nearest to an even mixture is reported, in samples too."""

from __future__ import annotations

import pandas as pd
import pytest

import stabwin as sw

# Without errors, every sample is the nominal answer.
NO_ERRORS = sw.ErrorModel(samples=20, sigma_ev_per_atom=0.0, shared_errors=False)


def table_of(compounds: dict[str, float]) -> sw.PhaseTable:
    energies = {"Li": 0.0, "P": 0.0, "S": 0.0, **compounds}
    rows = [{"formula": name, "formation_energy_ev_per_atom": energy} for name, energy in energies.items()]
    return sw.PhaseTable.from_dataframe(pd.DataFrame(rows), complete=True)


@pytest.mark.parametrize("voltage_v", [None, 2.0], ids=["closed", "at a voltage"])
@pytest.mark.parametrize(
    ("compounds", "formed", "fraction"),
    [
        (("PS3", "P5S3"), "P5S3", 0.625),
        (("P3S", "P3S5"), "P3S5", 0.375),
        (("PS4", "P3S2"), "P3S2", 0.6),
    ],
    ids=str,
)
def test_of_equal_minima_the_one_nearest_to_an_even_mixture_counts(
    compounds: tuple[str, ...], formed: str, fraction: float, voltage_v: float | None
) -> None:
    phases = table_of(dict.fromkeys(compounds, -1.0))
    for a, b, expected in (("P", "S", fraction), ("S", "P", 1 - fraction)):
        found = sw.interface(a, b, phases=phases, voltage_v=voltage_v, uncertainty=NO_ERRORS)
        for minimum in (found.mutual, found.total):
            assert minimum.fraction_a == pytest.approx(expected)
            assert [product.formula for product in minimum.products] == [formed]
        assert found.uncertainty.products == ((formed, 1.0),)
        assert found.uncertainty.mutual_ev_per_atom.median == pytest.approx(found.mutual.ev_per_atom)


@pytest.mark.parametrize("voltage_v", [None, 2.0], ids=["closed", "at a voltage"])
def test_of_two_that_are_equally_near_both_orders_report_the_same(voltage_v: float | None) -> None:
    phases = table_of({"PS3": -1.0, "P3S": -1.0})
    there, back = (
        sw.interface(a, b, phases=phases, voltage_v=voltage_v, uncertainty=NO_ERRORS)
        for a, b in (("P", "S"), ("S", "P"))
    )
    assert there.mutual.products == back.mutual.products
    assert there.mutual.fraction_a == pytest.approx(1 - back.mutual.fraction_a)
    assert there.uncertainty.products == back.uncertainty.products
    assert there.uncertainty.products == ((there.mutual.products[0].formula, 1.0),)


def test_a_lower_mixture_counts_before_one_that_is_nearer_to_even() -> None:
    phases = table_of({"PS3": -1.0, "PS": -0.7})
    found = sw.interface("P", "S", phases=phases, uncertainty=NO_ERRORS)
    assert found.mutual.fraction_a == pytest.approx(0.25)
    assert found.uncertainty.products == (("PS3", 1.0),)
