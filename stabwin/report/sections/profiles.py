"""Voltage profiles as tables."""

from __future__ import annotations

from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.written import write_products
from stabwin.report.columns import column
from stabwin.report.table import Table


def profile_table(profile: Profile) -> Table:
    """The steps of one profile, from high to low voltage."""
    energies = dict(profile.decomposition_energy)
    rows = [
        {
            "voltage_low_v": step.voltage_low_v,
            "voltage_high_v": step.voltage_high_v,
            "ions_per_formula": step.equilibrium.ions_per_formula,
            "energy_at_low_ev_per_atom": energies[step.voltage_low_v],
            "energy_at_high_ev_per_atom": None
            if step.voltage_high_v is None
            else energies[step.voltage_high_v],
            "products": write_products(step.equilibrium.products),
        }
        for step in profile.steps
    ]
    return Table(
        title=f"{profile.target}: {profile.formula_as_written or profile.formula}, {profile.status}",
        columns=[
            column("voltage_low_v"),
            column("voltage_high_v"),
            column("ions_per_formula").headed(f"{profile.ion} per\nformula"),
            column("energy_at_low_ev_per_atom"),
            column("energy_at_high_ev_per_atom"),
            column("products"),
        ],
        rows=rows,
        note="E_D: decomposition energy, linear between two voltages",
    )
