"""Melting points as measured Gibbs energies show them, beside those of the CRC Handbook."""

from __future__ import annotations

import pytest

import stabwin as sw
from stabwin.thermo.gibbs.melting import melting_points_k

MELTING_POINTS_K = {
    "LiCl": 883, "LiF": 1121, "NaCl": 1074, "LiBr": 823, "LiI": 742, "LiHO": 744, "NaHO": 596, "AgCl": 728,
    "MgCl2": 987, "FeCl2": 950, "PbO": 1160, "LiNO3": 526, "KCl": 1044, "Li2CO3": 1005,
}  # fmt: skip


@pytest.mark.parametrize("formula", MELTING_POINTS_K)
def test_salts_melt_where_they_do(formula):
    assert melting_points_k()[formula] == pytest.approx(MELTING_POINTS_K[formula], abs=25)


@pytest.mark.parametrize("formula", ["Al2O3", "MgO", "CaO", "Li2O", "La2O3", "ZrO2"])
def test_refractory_oxides_do_not_melt_below_1300_k(formula):
    assert formula not in melting_points_k()


def test_an_answer_says_what_is_molten():
    warnings = {
        temperature_k: " ".join(
            sw.window("LiCl", phases="starter", scheme="measured", temperature_k=temperature_k).warnings
        )
        for temperature_k in (298.15, 850.0, 1000.0)
    }
    assert "melt" not in warnings[298.15]
    assert "LiCl melts near 880 K, not far above 850 K." in warnings[850.0]
    assert "LiCl melts near 880 K: at 1000 K it is a melt" in warnings[1000.0]
