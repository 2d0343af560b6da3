"""The functional that an entry says its energy is of: whichever of its keys names one."""

from __future__ import annotations

import re
from typing import Any

GGA, WITH_U = "GGA", "GGA+U"

# Keys of `parameters` and `data`, that of the run itself first: a thermo type may be of several.
_KEYS = ("run_type", "functional", "xc_functional", "thermo_type")

# Whose energies are brought onto one scale by the mixing scheme.
_MIXED = {GGA, "SCAN", "R2SCAN"}

# A release of the pseudopotentials behind the name of a functional, "PBE_54".
_RELEASE = re.compile(r"[+ _-]?(52|54|64)(?=$|\+)")


def stated_functional(entry: Any) -> str:
    """The functional of a pymatgen entry, upper case: GGA, GGA+U, R2SCAN ...; empty where it says none.

    Where a key names several ("GGA_GGA+U_R2SCAN"), all stand with + between.
    """
    for key in _KEYS:
        for holder in ("parameters", "data"):
            stated = (getattr(entry, holder, None) or {}).get(key)
            if isinstance(stated, str) and stated.strip():
                return _plain(stated)
            # pymatgen's run types are also members of an enumeration
            if stated is not None and isinstance(getattr(stated, "value", None), str):
                return _plain(stated.value)
    return ""


def family_of(functional: str) -> str:
    """What energies can be compared within: +U is left out, as corrections bring it to those without."""
    return "+".join(dict.fromkeys(part for part in functional.split("+") if part != "U"))


def is_of_several(functional: str) -> bool:
    """Whether several functionals are named, such as by the thermo type GGA_GGA+U_R2SCAN."""
    return len(_MIXED.intersection(functional.split("+"))) > 1


def _plain(stated: str) -> str:
    """One way to write a functional."""
    text = _RELEASE.sub("", stated.strip().upper().replace(" ", "")).replace("_", "+")
    return re.sub(r"(?<![A-Z0-9])PBE(?![A-Z0-9])", GGA, text)
