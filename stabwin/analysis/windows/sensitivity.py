"""Which single phase the limits of a window depend on: every phase of its reaction left out, one at a time.

Only phases that take part in the equilibria on both sides of a limit can change it. Each is left out of
*all* phases of the elements concerned, so that what it kept off the hull comes back.
"""

from __future__ import annotations

from stabwin.analysis.lines.ion_line import IonLine
from stabwin.analysis.lines.limits import window_limits
from stabwin.analysis.lines.retrace import all_phases_of, retraced
from stabwin.analysis.uncertainty.sensitivity import Sensitivity, compounds, sensitivity_of
from stabwin.analysis.windows.window import Window
from stabwin.chemistry.formula import parse
from stabwin.errors import StabwinError
from stabwin.hull.line import HullLine


def window_sensitivity(line: IonLine[HullLine], window: Window) -> tuple[Sensitivity, ...]:
    """What the limits of a target's window become without each phase of their reactions."""
    system = all_phases_of(line)
    own = {product.formula for product in window.decomposition} - {window.formula}
    sensitivities = []
    for place, quantity, beyond in (
        (0, "reduction_limit_v", window.reduction),
        (1, "oxidation_limit_v", window.oxidation),
    ):
        nominal = (window.reduction_limit_v, window.oxidation_limit_v)[place]
        phases = own | set(beyond.formulas if beyond else ()) - {window.formula}
        values: dict[str, float | None] = {}
        for phase in compounds(phases):
            try:
                limits = window_limits(retraced(line, system.without_phase(parse(phase).key)))
            except StabwinError:
                continue
            values[phase] = limits[place]
        sensitivities.append(sensitivity_of(quantity, nominal, values))
    return tuple(sensitivities)
