"""The numbers that a user may set: name, unit, default, range and meaning, each declared only here.

Conditions, filters and the error model take their defaults from here, study files and the command line
theirs and their ranges, and the help and the reference of the documentation what a setting means.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

from stabwin.errors import PotentialError, RequestError


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One number that a user may set.

    Attributes
    ----------
    name : str
        The keyword in Python and the key in study files; it ends with the unit.
    default : float
    unit : str
    meaning : str
        One sentence, as the help of an option.
    lowest, highest : float
        Its range, both ends allowed.
    """

    name: str
    default: float
    unit: str
    meaning: str
    lowest: float = 0.0
    highest: float = math.inf

    @property
    def words(self) -> str:
        """Its name in a sentence, without the unit."""
        return self.name.split("_ev")[0].replace("_", " ")

    def checked(self, value: float) -> float:
        """The value, if it is a number not below 0 (PotentialError otherwise)."""
        if not math.isfinite(value) or value < 0:
            raise PotentialError(f"The {self.words} is {value}: it must be a number not below 0.")
        return abs(float(value))  # a zero that was typed with a sign has none


# Windows and profiles.
ION_TOLERANCE = Setting(
    name="ion_tolerance",
    default=0.0,
    unit="ions per non-ion atom",
    meaning="Widen the window to compositions that differ by so many ions per non-ion atom.",
)
ENERGY_TOLERANCE = Setting(
    name="energy_tolerance_ev_per_atom",
    default=0.0,
    unit="eV/atom",
    meaning="Widen the window to this decomposition energy, eV/atom.",
)

# Contacts and interphases. Gaps are PBE gaps, which are too narrow.
THRESHOLD = Setting(
    name="threshold_ev",
    default=0.05,
    unit="eV per non-ion atom",
    meaning="Mutual energy up to which a contact is stable, eV per non-ion atom.",
)
INSULATING_GAP = Setting(
    name="insulating_gap_ev",
    default=0.5,
    unit="eV",
    meaning="Band gap above which a product counts as insulating, eV.",
)

# Mixtures that are heated: half and half by mass, as samples for calorimetry are made.
MASS_FRACTION_A = Setting(
    name="mass_fraction_a",
    default=0.5,
    unit="",
    meaning="Part of the mass of a heated contact that comes from A.",
    highest=1.0,
)

# Filters of coatings: the limits of Xiao et al., Joule 3, 1252 (2019), doi:10.1016/j.joule.2019.02.006.
BAND_GAP_ABOVE = Setting(
    name="band_gap_above_ev",
    default=0.5,
    unit="eV",
    meaning="Smallest band gap of a coating; an unknown gap passes.",
)
ENERGY_ABOVE_HULL_BELOW = Setting(
    name="energy_above_hull_below_ev_per_atom",
    default=0.005,
    unit="eV/atom",
    meaning="Largest energy above hull of a coating; a composition that is not in the data passes.",
)
REDUCTION_LIMIT_BELOW = Setting(
    name="reduction_limit_below_v",
    default=2.7,
    unit="V",
    meaning="Highest reduction limit of a coating.",
)
OXIDATION_LIMIT_ABOVE = Setting(
    name="oxidation_limit_above_v",
    default=4.0,
    unit="V",
    meaning="Lowest oxidation limit of a coating.",
)
ELECTROLYTE_CONTACT_BELOW = Setting(
    name="electrolyte_contact_below_ev_per_atom",
    default=0.1,
    unit="eV/atom",
    meaning="Largest magnitude of the mutual energy of a coating with the electrolyte.",
)
ELECTRODE_CONTACT_BELOW = Setting(
    name="electrode_contact_below_ev_per_atom",
    default=0.1,
    unit="eV/atom",
    meaning="Largest magnitude of the mutual energy of a coating with the electrode, in every state.",
)
TOP = Setting(name="top", default=20, unit="candidates", meaning="How many candidates to show.", lowest=1)

# Error bars. The standard error is that of Hautier et al., Phys. Rev. B 85, 155208 (2012).
SIGMA = Setting(
    name="sigma_ev_per_atom",
    default=0.02,
    unit="eV/atom",
    meaning="Standard error of each phase's own energy where the correction model knows none, eV/atom.",
    highest=1.0,
)
SEED = Setting(
    name="seed",
    default=0,
    unit="",
    lowest=0,
    meaning="Another seed draws other errors.",
    highest=2**63 - 1,
)


def checked_mass_fraction(part: float) -> float:
    """The part of the mass that comes from A (RequestError if it is not between 0 and 1)."""
    is_number = isinstance(part, Real) and not isinstance(part, bool)
    if not is_number or not 0 < part < 1:
        raise RequestError(
            f"The mass fraction of A is {part!r}: give a number between 0 and 1, such as 0.5; a material "
            "alone is asked for alone."
        )
    return float(part)
