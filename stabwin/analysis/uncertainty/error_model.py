"""How uncertain the phases' energies are, and what that makes of an answer: the error model.

The energy of phase j in sample s is

    e_j + own_j t(j, s) + sum over what it shares, k, of w_jk g(k, s)

The first error is the phase's own, the others are shared by all phases of the same bonds (`phase_errors`
says how large both are). Elements in their reference state are exact. A number t or g depends on the
seed, the name of the phase or bond and the sample only (`stabwin.hull.draws`), so that all answers
with one seed see the same errors.

Every phase takes part that comes down to the hull in some sample (`reach`), which is why the median of a
limit differs from its nominal value.

References
----------
.. [1] G. Hautier, S. P. Ong, A. Jain, C. J. Moore, G. Ceder, Phys. Rev. B 85, 155208 (2012),
   doi:10.1103/PhysRevB.85.155208: the energies of 135 reactions scatter by 24 meV/atom, which is about
   the square root of 1.5 times the error of one phase. Used where the correction model knows nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Integral, Real

import numpy as np
import numpy.typing as npt

from stabwin.analysis.settings import SEED, SIGMA
from stabwin.analysis.uncertainty.drawn_numbers import normal_numbers, shared_numbers
from stabwin.analysis.uncertainty.phase_errors import PhaseError, errors_of
from stabwin.analysis.uncertainty.reach import taking_part
from stabwin.chemistry.formula import Formula, amounts_of_key
from stabwin.chemistry.formula_text import Amounts
from stabwin.documents.document import Document
from stabwin.errors import RequestError
from stabwin.hull.draws import add_sums
from stabwin.hull.heavy_tails import make_heavy_tailed
from stabwin.hull.sampled_line import SampledLines, sampled_lines
from stabwin.phases.system import GAS_ROW, System
from stabwin.phases.table import PhaseTable
from stabwin.thermo.bond_errors import name_of
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.measured import CITATIONS as MEASUREMENTS

Floats = npt.NDArray[np.float64]

# What to cite for the model.
METHODS = ("hautier2012", "wang2021", *MEASUREMENTS)

FEWEST_SAMPLES, MOST_SAMPLES = 20, 100_000

# Samples solved at once: a bound on memory.
_BLOCK = 1000


@dataclass(frozen=True, kw_only=True)
class ErrorModel(Document):
    """Errors of the phases' energies, and how often they are drawn.

    Parameters
    ----------
    samples : int
        20 to 100,000.
    sigma_ev_per_atom : float, optional
        A normal error of this size, eV/atom, as each phase's own, in place of what is known of it.
    seed : int
        Another seed draws other errors.
    shared_errors : bool
        Whether phases also share the errors of their bonds, and what residuals of the same elements have
        in common.

    Raises
    ------
    RequestError
        A value lies outside its range.
    """

    samples: int
    sigma_ev_per_atom: float | None = None
    seed: int = int(SEED.default)
    shared_errors: bool = True

    def __post_init__(self) -> None:
        for name, number in (("number of samples", self.samples), ("seed", self.seed)):
            if isinstance(number, bool) or not isinstance(number, Integral):
                raise RequestError(f"{number!r} is not a valid {name}: give a whole number.")
        sigma = self.sigma_ev_per_atom
        if sigma is not None and (isinstance(sigma, bool) or not isinstance(sigma, Real)):
            raise RequestError(
                f"{sigma!r} is not a valid standard error: give a number, eV/atom, such as {SIGMA.default}."
            )
        for name, plain in (("samples", int), ("seed", int), ("sigma_ev_per_atom", float)):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, plain(getattr(self, name)))  # numpy's numbers are no JSON
        if not FEWEST_SAMPLES <= self.samples <= MOST_SAMPLES:
            what = "sample" if self.samples == 1 else "samples"
            raise RequestError(
                f"{self.samples} {what} can't be drawn: give a number from {FEWEST_SAMPLES} to "
                f"{MOST_SAMPLES}, such as 1000."
            )
        if sigma is not None and not 0 <= sigma <= SIGMA.highest:
            raise RequestError(
                f"The standard error is {sigma} eV/atom: give a number from 0 to "
                f"{SIGMA.highest:g}, such as {SIGMA.default}."
            )
        if not SEED.lowest <= self.seed <= SEED.highest:
            raise RequestError(f"The seed is {self.seed}: give a whole number not below 0.")

    @classmethod
    def of(cls, given: ErrorModel | int | None) -> ErrorModel | None:
        """A model from one, from a number of samples, or none (RequestError for anything else)."""
        if given is None or isinstance(given, ErrorModel):
            return given
        return cls(samples=given)

    def lines(self, system: System, b: Floats, d: Floats, end: float = math.inf) -> SampledLines:
        """The hull of a system of all phases along a line in all samples; see `sampled_lines`."""
        parts = []
        for first in range(0, self.samples, _BLOCK):
            errors = self.system_errors(system, first, min(_BLOCK, self.samples - first))
            chosen = taking_part(system, errors)
            found = sampled_lines(system.programme.part(chosen), errors[:, chosen], b, d, end)
            columns = np.where(found.phases < 0, -1, chosen[found.phases]).astype(np.int32)
            parts.append(replace(found, phases=columns))
        return SampledLines.joined(parts)

    def system_errors(self, system: System, first: int, count: int) -> Floats:
        """Errors of a system's columns, eV/atom.

        Returns
        -------
        errors : array, shape (count, columns)
        """
        formulas: list[tuple[str, Amounts]] = []
        for row in system.rows.tolist():
            if row == GAS_ROW:  # a reservoir has no error, as an element has none
                formulas.append(("H1", {"H": 1}))
            elif row < 0:
                own = system.own[-1 - row]
                formulas.append((own.key, own.amounts))
            else:
                key = system.table.columns.keys[row]
                formulas.append((key, amounts_of_key(key)))
        return self._errors(system.table, formulas, first, count)

    def formula_errors(self, table: PhaseTable, formula: Formula, first: int, count: int) -> Floats:
        """Errors of one phase, which may be none of a system's columns, eV/atom; shape (count,)."""
        errors = self._errors(table, [(formula.key, formula.amounts)], first, count)
        found: Floats = errors[:, 0]
        return found

    def _with_neighbours(self, own: Floats, known: list[PhaseError], first: int) -> Floats:
        """The normal numbers of the phases' own errors, which those of the same elements share in part."""
        names = sorted({one.elements for one in known})
        place = {name: k for k, name in enumerate(names)}
        drawn = normal_numbers(self.seed, names, first, len(own))
        shared = drawn[:, [place[one.elements] for one in known]]
        of_all, of_one = np.array([one.score for one in known]).reshape(len(known), 2).T
        found: Floats = of_all * shared + of_one * own
        return found

    def _errors(
        self, table: PhaseTable, phases: list[tuple[str, Amounts]], first: int, count: int
    ) -> Floats:
        known = errors_of(table, phases)
        own = normal_numbers(self.seed, [f"phase {key}" for key, _ in phases], first, count)
        if self.sigma_ev_per_atom is None:
            if any(one.is_heavy_tailed for one in known):  # then all are
                if self.shared_errors:
                    own = self._with_neighbours(own, known, first)
                make_heavy_tailed(own, CorrectionModel.load().own_degrees_of_freedom)
            scales = np.array(
                [SIGMA.default if one.own_ev_per_atom is None else one.own_ev_per_atom for one in known]
            )
        else:
            scales = np.array([self.sigma_ev_per_atom * (len(amounts) > 1) for _, amounts in phases])
        errors: Floats = scales * own
        if self.shared_errors:
            numbers = sorted({number for one in known for number, _ in one.shared}, key=name_of)
            place = {number: k for k, number in enumerate(numbers)}
            starts = np.cumsum([0, *(len(one.shared) for one in known)])
            places = np.array([place[number] for one in known for number, _ in one.shared], dtype=np.int64)
            weights = np.array([weight for one in known for _, weight in one.shared], dtype=np.float64)
            drawn = shared_numbers(self.seed, numbers, first, count)
            add_sums(errors, drawn, starts.astype(np.int64), places, weights)
        return errors


def methods_with(methods: tuple[str, ...], model: ErrorModel | None) -> tuple[str, ...]:
    """Citation keys, with those of the error model where samples are drawn."""
    return methods if model is None else (*methods, *METHODS)
