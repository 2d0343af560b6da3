"""Interfaces with error bars."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.interfaces.kinks import NO_REACTION_EV_PER_ATOM
from stabwin.analysis.interfaces.uncertainty import ContactUncertainty
from stabwin.analysis.lines.ion_line import trace_ion_line
from stabwin.analysis.lines.minima import lowest
from stabwin.analysis.lines.mixing_line import Floats, sample_mixing_line
from stabwin.analysis.lines.mixture import Mixture, Side
from stabwin.analysis.lines.sampled_ion_line import sample_ion_line
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Shares, Spread, product_shares, share_of
from stabwin.chemistry.target import ResolvedTarget
from stabwin.phases.table import PhaseTable


def contact_uncertainty(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    voltage_v: float | None,
    open_ev: Mapping[str, float],
    threshold_ev: float,
    model: ErrorModel,
) -> ContactUncertainty:
    """The contact of two materials in all samples; arguments as for `interface_of`."""
    for side, other in ((a, b), (b, a)):
        if set(side.formula.elements) == {ion}:
            return _against_metal(table, other.target, ion, open_ev, threshold_ev, model)
    mixture = Mixture(a=a, b=b, ion=ion, voltage_v=voltage_v, open_ev=open_ev)
    line = sample_mixing_line(table, mixture, model)
    mutual, total = lowest(line, line.mutual), lowest(line, line.total)
    reacting = np.where(mutual.ev_per_atom < -NO_REACTION_EV_PER_ATOM, mutual.kinks, -1)
    return _of_arrays(
        model,
        voltage_v,
        threshold_ev,
        mutual=mutual.ev_per_atom,
        mutual_per_nonion=mutual.ev_per_nonion_atom,
        total=total.ev_per_atom,
        total_per_nonion=total.ev_per_nonion_atom,
        products=product_shares(line.system, line.columns_at(reacting)),
    )


def _against_metal(
    table: PhaseTable,
    target: ResolvedTarget,
    ion: str,
    open_ev: Mapping[str, float],
    threshold_ev: float,
    model: ErrorModel,
) -> ContactUncertainty:
    """The contact with an unlimited amount of the ion's metal, which is exact."""
    line = trace_ion_line(table, target, Conditions(open_ev=open_ev), ion)
    found = sample_ion_line(line, model)
    mutual, total = (found.decomposition_energies(0.0, on_hull=on_hull) for on_hull in (True, False))
    columns = found.lines.phases_at(found.points_at(0.0))
    columns[mutual > -NO_REACTION_EV_PER_ATOM] = -1  # nothing reacts, so nothing forms
    per_nonion = target.formula.atoms / (target.formula.atoms - target.formula.amount(ion))
    return _of_arrays(
        model,
        0.0,
        threshold_ev,
        mutual=mutual,
        mutual_per_nonion=mutual * per_nonion,
        total=total,
        total_per_nonion=total * per_nonion,
        products=product_shares(found.system, columns),
    )


def _of_arrays(
    model: ErrorModel,
    voltage_v: float | None,
    threshold_ev: float,
    *,
    mutual: Floats,
    mutual_per_nonion: Floats,
    total: Floats,
    total_per_nonion: Floats,
    products: Shares,
) -> ContactUncertainty:
    return ContactUncertainty(
        model=model,
        voltage_v=voltage_v,
        mutual_ev_per_atom=Spread.of(mutual),
        mutual_ev_per_nonion_atom=Spread.of(mutual_per_nonion),
        total_ev_per_atom=Spread.of(total),
        total_ev_per_nonion_atom=Spread.of(total_per_nonion),
        threshold_ev=threshold_ev,
        probability_no_reaction=share_of(mutual > -NO_REACTION_EV_PER_ATOM),
        probability_within_threshold=share_of(mutual_per_nonion >= -threshold_ev),
        products=products,
    )
