"""The electrochemical stability window of a target.

At the target's composition the equilibrium neither takes up nor gives off ions between two
potentials: the slopes of the hull just right (reduction limit) and just left (oxidation limit) of the
target's ion content, divided by -z [1]_ [2]_. A target above the hull has the window of the phases it
decomposes into. Inside a facet of the hull both slopes are the same: the window has zero width.

References
----------
.. [1] Y. Zhu, X. He, Y. Mo, ACS Appl. Mater. Interfaces 7, 23685 (2015),
   doi:10.1021/acsami.5b07517.
.. [2] W. D. Richards et al., Chem. Mater. 28, 266 (2016), doi:10.1021/acs.chemmater.5b04082.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from stabwin.analysis.reaction import Equilibrium, Product
from stabwin.analysis.results import declare
from stabwin.analysis.windows.facts import KEYS_AFTER, KEYS_BEFORE, TargetFacts
from stabwin.analysis.windows.uncertainty import WindowUncertainty
from stabwin.analysis.written import write_products
from stabwin.documents.parts import OMITTED

# What to cite for windows and profiles.
METHODS = ("zhu2015", "richards2016")


@dataclass(frozen=True, kw_only=True, repr=False)
class Window(TargetFacts):
    """The stability window of one target.

    Attributes
    ----------
    window : str
        "open" or "zero_width".
    reduction_limit_v : float
        Below this the equilibrium takes up ions, V against the ion's metal.
    oxidation_limit_v : float or None
        Above this it gives ions off; None where there are none to give.
    decomposition : tuple of Product
        The phases of the target's composition on the hull.
    reduction, oxidation : Equilibrium or None
        The equilibria just below and just above the window; None where there is none.
    """

    window: str
    reduction_limit_v: float
    oxidation_limit_v: float | None
    decomposition: tuple[Product, ...]
    reduction: Equilibrium | None
    oxidation: Equilibrium | None
    uncertainty: Annotated[WindowUncertainty | None, OMITTED] = None

    document_keys: ClassVar[tuple[str, ...]] = (
        *KEYS_BEFORE,
        "window",
        "reduction_limit_v",
        "oxidation_limit_v",
        "energy_above_hull_ev_per_atom",
        "decomposition",
        "reduction",
        "oxidation",
        *KEYS_AFTER,
    )

    def __repr__(self) -> str:
        high = "no limit" if self.oxidation_limit_v is None else f"{self.oxidation_limit_v:.3f} V"
        return f"Window({self.target!r}: {self.reduction_limit_v:.3f} V to {high}, {self.status})"

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row."""
        row = self._to_row(
            window=self.window,
            reduction_limit_v=self.reduction_limit_v,
            oxidation_limit_v=self.oxidation_limit_v,
            decomposition=write_products(self.decomposition),
            reduction=None if self.reduction is None else self.reduction.reaction,
            oxidation=None if self.oxidation is None else self.oxidation.reaction,
        )
        return [row]


WINDOWS = declare("stabwin/window/1", Window)
