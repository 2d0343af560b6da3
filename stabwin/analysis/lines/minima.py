"""The mixtures that release most energy: of a nominal line, or in all samples of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stabwin.analysis.lines.mixing_line import Floats, MixingLine
from stabwin.hull import tolerances
from stabwin.hull.sampled_line import Line


@dataclass(frozen=True, kw_only=True)
class Lowest:
    """The kink of lowest energy of each line.

    Attributes
    ----------
    kinks : int, or array of shape (samples,)
    ev_per_atom, ev_per_nonion_atom : float, or arrays of shape (samples,)
        The energy there.
    """

    kinks: Any
    ev_per_atom: Any
    ev_per_nonion_atom: Any


def lowest(line: MixingLine[Line], energies: Floats) -> Lowest:
    """The kink of lowest energy: per atom if the contact is closed, else per non-ion atom.

    Of equal ones the one nearest to an even mixture.

    Parameters
    ----------
    line : MixingLine
    energies : array, shape (..., kinks)
        ``line.mutual`` or ``line.total``.
    """
    per_nonion = line.per_nonion(energies)
    compared = energies if line.mixture.voltage_v is None else per_nonion
    kinks = _lowest_kinks(line, compared)
    return Lowest(
        kinks=kinks,
        ev_per_atom=line.line.at(kinks, energies),
        ev_per_nonion_atom=line.line.at(kinks, per_nonion),
    )


def _lowest_kinks(line: MixingLine[Line], compared: Floats) -> Any:
    near = compared <= compared.min(axis=-1, keepdims=True) + tolerances.CERTIFICATE
    if not line.mirrored:
        return np.argmin(np.where(near, np.abs(line.fractions - 0.5), np.inf), axis=-1)
    # In the order in which the line is traced, so that A|B and B|A agree where two are equally near.
    distances = np.where(near, np.abs(line.other_fractions - 0.5), np.inf)
    return line.fractions.shape[-1] - 1 - np.argmin(distances[..., ::-1], axis=-1)
