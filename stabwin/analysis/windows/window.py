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

from stabwin.analysis.lines.ion_line import VOLTAGE_TOLERANCE_V, IonLine
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import Equilibrium, Product, reported, write_products
from stabwin.analysis.results import declare
from stabwin.analysis.windows.facts import KEYS_AFTER, KEYS_BEFORE, TargetFacts, facts_of
from stabwin.analysis.windows.uncertainty import WindowUncertainty
from stabwin.documents.parts import OMITTED
from stabwin.hull import tolerances

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


def window_limits(line: IonLine) -> tuple[float, float | None]:
    """Reduction and oxidation limit of a target, V against the ion's metal.

    The ion tolerance moves the point at which the slopes are taken. The energy tolerance widens the
    window to where -E_D(V) of the target on the hull reaches it: with the breakpoints (t_k, f_k) of
    the line, it stays within while f_k + z V t_k >= f(t) + z V t - tolerance for every k.
    """
    hull, t = line.line, line.content
    fixed = line.formula.atoms - line.formula.amount(line.target.ion)
    shift = line.conditions.ion_tolerance * fixed / line.atoms
    reduction = line.voltages[int(hull.segment_right(t + shift))]
    left = int(hull.segment_left(t - shift))
    oxidation = None if left < 0 else line.voltages[left]
    allowed = line.conditions.energy_tolerance_ev_per_atom * line.formula.atoms / line.atoms
    if allowed > 0:
        here = hull.energy_at(t)
        lows, highs = [line.lowest_voltage_v], []
        for position, energy in zip(hull.positions.tolist(), hull.energies.tolist(), strict=True):
            step = line.valence * (position - t)
            if step > tolerances.POSITION:
                lows.append((here - energy - allowed) / step)
            elif step < -tolerances.POSITION:
                highs.append((energy - here + allowed) / -step)
        reduction = min(reduction, max(lows))
        if oxidation is not None:
            oxidation = max(oxidation, min(highs)) if highs else None
    return reduction, oxidation


def window_of(line: IonLine, provenance: Provenance) -> Window:
    """The window of the target whose ion line this is."""
    reduction_limit, oxidation_limit = window_limits(line)
    below = line.point_below(reduction_limit)
    above = None if oxidation_limit is None else line.point_above(oxidation_limit)
    reduction = None if below is None else line.equilibrium(below)
    oxidation = None if above is None else line.equilibrium(above)
    zero_width = oxidation_limit is not None and oxidation_limit - reduction_limit < VOLTAGE_TOLERANCE_V
    return Window(
        **facts_of(line, (reduction, oxidation), provenance),
        window="zero_width" if zero_width else "open",
        reduction_limit_v=reported(reduction_limit),
        oxidation_limit_v=None if oxidation_limit is None else reported(oxidation_limit),
        decomposition=line.decomposition(),
        reduction=reduction,
        oxidation=oxidation,
    )
