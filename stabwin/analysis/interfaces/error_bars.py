"""Interfaces with error bars."""

from __future__ import annotations

from stabwin.analysis.interfaces.samples import SampledContact
from stabwin.analysis.interfaces.uncertainty import ContactUncertainty
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread, product_shares, share_of
from stabwin.hull import tolerances


def contact_uncertainty(
    samples: SampledContact, model: ErrorModel, voltage_v: float | None, threshold_ev: float
) -> ContactUncertainty:
    """The error bars of a contact.

    Parameters
    ----------
    samples : SampledContact
    model : ErrorModel
        That they were drawn from.
    voltage_v : float or None
        Of the contact.
    threshold_ev : float
        eV per non-ion atom.
    """
    return ContactUncertainty(
        model=model,
        voltage_v=voltage_v,
        mutual_ev_per_atom=Spread.of(samples.mutual),
        mutual_ev_per_nonion_atom=Spread.of(samples.mutual_per_nonion),
        total_ev_per_atom=Spread.of(samples.total),
        total_ev_per_nonion_atom=Spread.of(samples.total_per_nonion),
        threshold_ev=threshold_ev,
        probability_no_reaction=share_of(samples.mutual > -tolerances.NO_REACTION),
        probability_within_threshold=share_of(samples.mutual_per_nonion >= -threshold_ev),
        products=product_shares(samples.system, samples.columns),
    )
