"""The limits that a coating must keep, with the defaults of Xiao et al. [1]_.

References
----------
.. [1] Y. Xiao, L. J. Miara, Y. Wang, G. Ceder, Joule 3, 1252 (2019), doi:10.1016/j.joule.2019.02.006.
"""

from __future__ import annotations

from dataclasses import dataclass

from stabwin.analysis import settings


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Limits that a coating must keep; None switches a filter off.

    Attributes
    ----------
    no_radioactive : bool
    band_gap_above_ev : float or None
        Electronically insulating; candidates of unknown gap pass.
    energy_above_hull_below_ev_per_atom : float or None
    reduction_limit_below_v, oxidation_limit_above_v : float or None
        The window must reach at least from one to the other.
    electrolyte_contact_below_ev_per_atom, electrode_contact_below_ev_per_atom : float or None
        Largest magnitude of the mutual reaction energy, at every state of charge asked for.
    """

    no_radioactive: bool = True
    band_gap_above_ev: float | None = settings.BAND_GAP_ABOVE.default
    energy_above_hull_below_ev_per_atom: float | None = settings.ENERGY_ABOVE_HULL_BELOW.default
    reduction_limit_below_v: float | None = settings.REDUCTION_LIMIT_BELOW.default
    oxidation_limit_above_v: float | None = settings.OXIDATION_LIMIT_ABOVE.default
    electrolyte_contact_below_ev_per_atom: float | None = settings.ELECTROLYTE_CONTACT_BELOW.default
    electrode_contact_below_ev_per_atom: float | None = settings.ELECTRODE_CONTACT_BELOW.default

    def limits(self) -> list[tuple[str, float, int]]:
        """Name, limit and side of the filters of a number: at least the limit (1) or at most it (-1)."""
        every = (
            ("band_gap", self.band_gap_above_ev, 1),
            ("energy_above_hull", self.energy_above_hull_below_ev_per_atom, -1),
            ("reduction_limit", self.reduction_limit_below_v, -1),
            ("oxidation_limit", self.oxidation_limit_above_v, 1),
            ("electrolyte_contact", self.electrolyte_contact_below_ev_per_atom, -1),
            ("electrode_contact", self.electrode_contact_below_ev_per_atom, -1),
        )
        return [(name, limit, side) for name, limit, side in every if limit is not None]
