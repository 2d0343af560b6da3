"""The columns for one set of elements: what a linear programme is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import Formula
from stabwin.errors import CoverageError
from stabwin.hull.programme import Programme
from stabwin.hull.select import dense_columns, rows_within
from stabwin.phases.element_sets import element_mask, mask_elements, mask_words
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.gases import Gas

# In place of a row of the table, for columns of gases.
GAS_ROW = -(10**6)

_BYTES_KEPT = 64_000_000


@dataclass(frozen=True, kw_only=True)
class System:
    """The stable phases of some elements, as the columns of a linear programme.

    Attributes
    ----------
    elements : tuple of str
        The rows, by atomic number.
    rows : array of int, shape (columns,)
        Row of each column in the phase table; -1, -2, ... for the user's own phases, `GAS_ROW` for gases.
    matrix : array, shape (elements, columns)
        Atomic fractions.
    costs : array, shape (columns,)
        eV/atom: formation energies, less the reservoirs' share where potentials are fixed.
    units : array of int, shape (elements,)
        The column of each element's own phase.
    own : tuple of Formula
        The user's own phases: those whose formation energies came with the request.
    gases : tuple of Gas
        Gases of fixed potential whose elements stay closed: each has two columns, the last ones, that of
        what is given off and that of what is taken up.
    open_fractions : mapping of str to array, shape (columns,)
        Atomic fractions of the open elements, whose rows are dropped.
    """

    table: PhaseTable = field(repr=False)
    elements: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    matrix: npt.NDArray[np.float64]
    costs: npt.NDArray[np.float64]
    units: npt.NDArray[np.int64]
    own: tuple[Formula, ...] = ()
    gases: tuple[Gas, ...] = ()
    open_fractions: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    _phases: dict[int, tuple[str, float]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, table: PhaseTable, elements: Iterable[str], reach_ev_per_atom: float = 0.0) -> System:
        """The stable phases of a set of elements; made once for each table and set.

        Parameters
        ----------
        table : PhaseTable
        elements : iterable of str
        reach_ev_per_atom : float
            Also the phases that lie no further than this above the hull.

        Raises
        ------
        CoverageError
            The table is not complete for these elements.
        """
        mask = element_mask(elements)
        kept = _systems_of(table)
        system = kept.get(mask, reach_ev_per_atom)
        if system is None:
            table.require_coverage(mask)
            system = cls._select(table, mask, reach_ev_per_atom)
            kept.keep(mask, reach_ev_per_atom, system)
        return system

    @classmethod
    def _select(cls, table: PhaseTable, mask: int, reach_ev_per_atom: float) -> System:
        symbols = mask_elements(mask)
        low, high = mask_words(mask)
        candidates = table.stability.rows_near_hull(reach_ev_per_atom)
        rows = rows_within(table.masks, candidates, np.uint64(low), np.uint64(high))
        place = np.full(119, -1, dtype=np.int64)
        for i, symbol in enumerate(symbols):
            place[ATOMIC_NUMBER[symbol]] = i
        columns = table.columns
        matrix = dense_columns(columns.starts, columns.elements, columns.fractions, rows, place)
        return cls(
            table=table,
            elements=symbols,
            rows=rows,
            matrix=matrix,
            costs=table.stability.energies[rows],
            units=_element_columns(table, symbols, matrix),
        )

    @cached_property
    def programme(self) -> Programme:
        """The linear programme over all columns."""
        return Programme(self.matrix, self.costs, self.units)

    @cached_property
    def fingerprint(self) -> str:
        """sha256 of the formulas and energies of all phases in these elements."""
        return self.table.system_fingerprint(self.all_elements)

    @property
    def all_elements(self) -> tuple[str, ...]:
        """The elements of the rows and the open ones."""
        return (*self.elements, *self.open_fractions)

    def vector(self, formula: Formula) -> npt.NDArray[np.float64]:
        """Atoms of each of the rows' elements per formula unit."""
        return np.array(formula.vector(self.elements))

    def with_own_phase(self, formula: Formula, energy_ev_per_atom: float) -> System:
        """The same columns and one more: a phase with an energy of the user's own."""
        column = self.vector(formula) / formula.atoms
        return System(
            table=self.table,
            elements=self.elements,
            rows=np.append(self.rows, -1 - len(self.own)),
            matrix=np.ascontiguousarray(np.column_stack([self.matrix, column])),
            costs=np.append(self.costs, energy_ev_per_atom),
            units=self.units,
            own=(*self.own, formula),
        )

    def without_phase(self, key: str) -> System:
        """The same columns without the phase of one composition (a `Formula.key`)."""
        own = {-1 - place: formula.key for place, formula in enumerate(self.own)}
        names = [self.table.columns.keys[row] if row >= 0 else own.get(row) for row in self.rows.tolist()]
        keep = np.array([name != key for name in names])
        moved = np.cumsum(keep) - 1
        return System(
            table=self.table,
            elements=self.elements,
            rows=self.rows[keep],
            matrix=np.ascontiguousarray(self.matrix[:, keep]),
            costs=self.costs[keep],
            units=moved[self.units],
            own=self.own,
            gases=self.gases,
            open_fractions={name: fractions[keep] for name, fractions in self.open_fractions.items()},
        )

    def open_to(self, potentials_ev: Mapping[str, float]) -> System:
        """The programme with some elements exchanged with reservoirs.

        Parameters
        ----------
        potentials_ev : mapping of str to float
            Chemical potential of each open element relative to the element, eV per atom. Its row is
            dropped, and every phase costs less by what its atoms are worth in the reservoir.
        """
        if not potentials_ev:
            return self
        closed = [i for i, element in enumerate(self.elements) if element not in potentials_ev]
        costs = self.costs.copy()
        for i, element in enumerate(self.elements):
            if element in potentials_ev:
                costs -= potentials_ev[element] * self.matrix[i]
        matrix = self.matrix[closed]
        # A phase of open elements only has no row left. It stays if its grand potential is negative, so
        # that the solver sees the programme is unbounded; but not an element, whose reservoir may be a gas
        # of more than 1 bar.
        compounds = self.matrix.max(axis=0) < 1.0
        keep = (matrix.sum(axis=0) > 0) | (compounds & (costs < 0))
        moved = np.cumsum(keep) - 1
        return System(
            table=self.table,
            elements=tuple(self.elements[i] for i in closed),
            rows=self.rows[keep],
            matrix=np.ascontiguousarray(matrix[:, keep]),
            costs=costs[keep],
            units=moved[self.units[closed]],
            own=self.own,
            open_fractions={
                element: self.matrix[i, keep]
                for i, element in enumerate(self.elements)
                if element in potentials_ev
            },
        )

    @property
    def first_gas_column(self) -> int:
        """Columns from this one on are those of gases."""
        return len(self.rows) - 2 * len(self.gases)

    def phases_of(self, columns: Iterable[int]) -> list[tuple[str, float]]:
        """Printed formulas of some columns' phases, and their atoms per formula unit."""
        return [self.phase(column) for column in columns]

    def phase(self, column: int) -> tuple[str, float]:
        """Printed formula of a column's phase, and its atoms per formula unit."""
        phase = self._phases.get(column)
        if phase is None:
            row = int(self.rows[column])
            if row == GAS_ROW:
                gas, taken_up = divmod(column - self.first_gas_column, 2)
                found = self.gases[gas]
                phase = found.formula, -found.atoms if taken_up else found.atoms
            elif row < 0:
                own = self.own[-1 - row]
                phase = own.reduced, own.atoms / float(own.units)
            else:
                phase = self.table.printed(row)
            self._phases[column] = phase
        return phase


def _element_columns(
    table: PhaseTable, symbols: tuple[str, ...], matrix: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """The column of each element's own phase (CoverageError where one has none)."""
    pure = [np.flatnonzero(row == 1.0) for row in matrix]
    pure += [np.empty(0, dtype=np.intp)] * (len(symbols) - len(pure))
    absent = [e for e, columns in zip(symbols, pure, strict=True) if not len(columns)]
    if absent:
        raise CoverageError(
            f"The {table.source.name} phases hold no phase of the element {', '.join(absent)}, which "
            f"energies of {'-'.join(symbols)} are relative to.",
            elements=symbols,
            missing=absent,
        )
    return np.array([columns[0] for columns in pure], dtype=np.int64)


class KeptSystems:
    """Systems kept for reuse by element mask and reach, until their matrices take too much memory."""

    def __init__(self) -> None:
        self._systems: dict[tuple[int, float], System] = {}
        self._bytes = 0

    def get(self, mask: int, reach_ev_per_atom: float = 0.0) -> System | None:
        """The system of an element mask, if it was kept."""
        return self._systems.get((mask, reach_ev_per_atom))

    def keep(self, mask: int, reach_ev_per_atom: float, system: System) -> None:
        """Keep a system; all others are dropped once the limit is passed."""
        if self._bytes > _BYTES_KEPT:
            self._systems.clear()
            self._bytes = 0
        self._systems[mask, reach_ev_per_atom] = system
        self._bytes += system.matrix.nbytes


def _systems_of(table: PhaseTable) -> KeptSystems:
    """The systems that were made of a table before; they are gone with it."""
    kept: KeptSystems | None = table.kept.get(KeptSystems)
    if kept is None:
        kept = table.kept[KeptSystems] = KeptSystems()
    return kept
