"""What reservoirs form with each other where the grand potential is unbounded."""

from __future__ import annotations

import numpy as np

from stabwin.phases.system import System


def formed_alone(system: System) -> str:
    """Which open elements form which phases, however much of them."""
    columns = np.flatnonzero((system.matrix.sum(axis=0) == 0) & (system.costs < 0)).tolist()
    formed = sorted(formula for formula, _ in system.phases_of(columns))
    if not formed:
        return "the reservoirs react without end"
    return f"{' and '.join(sorted(system.open_fractions))} form {', '.join(formed)}"
