"""Voltages that follow from one measured compound: what the error bars are tested on beside enthalpies.

Two kinds, for a binary salt M X_n with enthalpy H per formula unit and anions X of charge z:

- to its elements: V = -H / (n z), the limit at which the salt of an ion is oxidised;
- its reduction by lithium, M X_n + n z Li -> M + n Li_z X: V = -(n H(Li_z X) - H) / (n z).
"""

from __future__ import annotations

from collections.abc import Mapping

from stabwin.thermo.oxidation_states import lowest_states

# The lithium salt of each anion.
_LITHIUM_SALT = {
    "O": ("Li2O", 3),
    "S": ("Li2S", 3),
    "N": ("Li3N", 4),
    "F": ("LiF", 2),
    "Cl": ("LiCl", 2),
    "Br": ("LiBr", 2),
    "I": ("LiI", 2),
}


def volts_per_ev_per_atom(amounts: Mapping[str, float]) -> float | None:
    """By how much both limits of a binary salt change with its energy, V per eV/atom; None for others."""
    anion = salt_anion(amounts)
    if anion is None:
        return None
    charge = -float(lowest_states()[anion]) * float(amounts[anion])
    return float(sum(amounts.values())) / charge


def salt_anion(amounts: Mapping[str, float]) -> str | None:
    """The anion of a binary salt of a metal; None for other compounds."""
    anions = [element for element in amounts if element in _LITHIUM_SALT]
    if len(amounts) != 2 or len(anions) != 1:
        return None
    (metal,) = amounts.keys() - set(anions)
    return anions[0] if lowest_states().get(metal) == 0 else None


def lithium_salt(anion: str) -> tuple[str, int]:
    """The lithium salt of an anion, and its atoms per formula unit."""
    return _LITHIUM_SALT[anion]
