"""How uncertain the phases' energies are, and what that makes of an answer: the error model.

The energy of phase j in sample s is

    e_j + sigma g(j, s) + sum over species k of x_jk sigma_k g(k, s)

with independent standard normal numbers g. The first error is the phase's own [1]_; the others are
shared by all phases that hold species k, x_jk atoms of it per atom (`shared_errors`). Elements in their
reference state are exact. A number g depends on the seed, the name of the phase or
species and the sample only (`stabwin.hull.draws`), so that all answers with one seed see the same errors.

Phases take part that lie near the hull, not only those on it: samples let them cut in, which is why the
median of a limit differs from its nominal value.

References
----------
.. [1] G. Hautier, S. P. Ong, A. Jain, C. J. Moore, G. Ceder, Phys. Rev. B 85, 155208 (2012),
   doi:10.1103/PhysRevB.85.155208: the energies of 135 reactions scatter by 24 meV/atom, which is about
   the square root of 1.5 times the error of one phase.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np
import numpy.typing as npt

from stabwin.analysis.settings import SEED, SIGMA
from stabwin.analysis.uncertainty.shared_errors import shared_errors
from stabwin.chemistry.formula import Formula, amounts_of_key
from stabwin.chemistry.formula_text import Amounts
from stabwin.documents.document import Document
from stabwin.errors import RequestError, SchemeError
from stabwin.hull.draws import fill_draws
from stabwin.hull.sampled_line import SampledLines, sampled_lines
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable

Floats = npt.NDArray[np.float64]

# What to cite for the model.
METHODS = ("hautier2012", "wang2021")

FEWEST_SAMPLES, MOST_SAMPLES = 20, 100_000

# A phase further above the hull than this many standard errors of the difference of two phases comes down
# to it in one of thirty thousand samples.
REACH_IN_SIGMA = 4 * math.sqrt(2)

# Samples solved at once: a bound on memory.
_BLOCK = 1000


@dataclass(frozen=True, kw_only=True)
class ErrorModel(Document):
    """Errors of the phases' energies, and how often they are drawn.

    Parameters
    ----------
    samples : int
        20 to 100,000.
    sigma_ev_per_atom : float
        Standard error of each phase's own, eV/atom.
    seed : int
        Another seed draws other errors.
    shared_errors : bool
        Whether phases also share the errors of their species.

    Raises
    ------
    RequestError
        A value lies outside its range.
    """

    samples: int
    sigma_ev_per_atom: float = SIGMA.default
    seed: int = int(SEED.default)
    shared_errors: bool = True

    def __post_init__(self) -> None:
        for name, number in (("number of samples", self.samples), ("seed", self.seed)):
            if isinstance(number, bool) or not isinstance(number, Integral):
                raise RequestError(f"{number!r} is not a valid {name}: give a whole number.")
        if isinstance(self.sigma_ev_per_atom, bool) or not isinstance(self.sigma_ev_per_atom, Real):
            raise RequestError(
                f"{self.sigma_ev_per_atom!r} is not a valid standard error: give a number, eV/atom, "
                f"such as {SIGMA.default}."
            )
        for name, plain in (("samples", int), ("seed", int), ("sigma_ev_per_atom", float)):
            object.__setattr__(self, name, plain(getattr(self, name)))  # numpy's numbers are no JSON
        if not FEWEST_SAMPLES <= self.samples <= MOST_SAMPLES:
            raise RequestError(
                f"{self.samples} samples can't be drawn: give a number from {FEWEST_SAMPLES} to "
                f"{MOST_SAMPLES}, such as 1000."
            )
        if not 0 <= self.sigma_ev_per_atom <= SIGMA.highest:
            raise RequestError(
                f"The standard error {self.sigma_ev_per_atom} eV/atom is none: give a number from 0 to "
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

    @property
    def reach_ev_per_atom(self) -> float:
        """Energy above the hull up to which phases take part."""
        return REACH_IN_SIGMA * self.sigma_ev_per_atom

    def lines(self, system: System, b: Floats, d: Floats, end: float = math.inf) -> SampledLines:
        """The hull of a system along a line in all samples; see `sampled_lines`."""
        parts = []
        for first in range(0, self.samples, _BLOCK):
            errors = self.system_errors(system, first, min(_BLOCK, self.samples - first))
            parts.append(sampled_lines(system.programme, errors, b, d, end))
        return SampledLines.joined(parts)

    def system_errors(self, system: System, first: int, count: int) -> Floats:
        """Errors of a system's columns, eV/atom.

        Returns
        -------
        errors : array, shape (count, columns)
        """
        formulas: list[tuple[str, Amounts]] = []
        for row in system.rows.tolist():
            if row < 0:
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

    def _errors(
        self, table: PhaseTable, phases: list[tuple[str, Amounts]], first: int, count: int
    ) -> Floats:
        if table.scheme.bond_corrections:
            raise SchemeError(
                f"Error bars can't be drawn in the scheme {table.scheme.name} yet: ask for them in "
                "literature or database, or read error_90_ev_per_atom of the table's DataFrame.",
                scheme=table.scheme.name,
            )
        compound = np.array([len(amounts) > 1 for _, amounts in phases])
        own = _draws(self.seed, [f"phase {key}" for key, _ in phases], first, count)
        errors = np.where(compound, self.sigma_ev_per_atom * own, 0.0)
        if not self.shared_errors:
            return errors
        weights = [_shared(table, key, amounts) for key, amounts in phases]
        species = sorted({name for one in weights for name in one})
        if species:
            matrix = np.array([[one.get(name, 0.0) for one in weights] for name in species])
            drawn = _draws(self.seed, [f"species {name}" for name in species], first, count)
            for k in range(len(species)):  # one after the other: every sum in one order
                errors = errors + drawn[:, k : k + 1] * matrix[k]
        return errors


_IDENTITIES: dict[str, int] = {}


def _identity(name: str) -> int:
    """64 bits that stand for a name."""
    known = _IDENTITIES.get(name)
    if known is None:
        known = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
        _IDENTITIES[name] = known
    return known


def _draws(seed: int, names: list[str], first: int, count: int) -> Floats:
    identities = np.array([_identity(name) for name in names], dtype=np.uint64)
    draws = np.empty((count, len(names)))
    fill_draws(np.uint64(seed), identities, first, draws)
    return draws


_SHARED: dict[tuple[str, tuple[str, ...]], dict[str, float]] = {}


def _shared(table: PhaseTable, key: str, amounts: Amounts) -> dict[str, float]:
    """Shared standard errors of a phase, eV per atom of it."""
    place = key, table.scheme.left_out
    known = _SHARED.get(place)
    if known is None:
        known = _SHARED[place] = shared_errors(amounts, table.scheme)
    return known


def methods_with(methods: tuple[str, ...], model: ErrorModel | None) -> tuple[str, ...]:
    """Citation keys, with those of the error model where samples are drawn."""
    return methods if model is None else (*methods, *METHODS)
