"""Questions about contacts, one pair at a time or a whole matrix."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from stabwin.analysis import settings
from stabwin.analysis.conditions import ContactConditions
from stabwin.analysis.interfaces.answer import interface_of
from stabwin.analysis.interfaces.interface import NOT_COVERED, Interface
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Answers, Failure, declare
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.ask import Phases, open_phases, text_of
from stabwin.analysis.windows.extras import methods_of
from stabwin.chemistry.target import ResolvedTarget, checked_ion, resolve_target, shared_ion
from stabwin.errors import CoverageError, RequestError, StabwinError
from stabwin.hull.line import HullLine
from stabwin.phases.table import PhaseTable

if TYPE_CHECKING:
    import pandas as pd

METHODS = ("richards2016", "zhu2016", "wenzel2015")

CHARGED, DISCHARGED, BOTH = "charged", "discharged", "both"
STATES = {CHARGED: (CHARGED,), DISCHARGED: (DISCHARGED,), BOTH: (DISCHARGED, CHARGED)}


@dataclass(frozen=True, kw_only=True, repr=False)
class InterfaceMatrix(Answers[Interface]):
    """Every pair of two lists of materials.

    Attributes
    ----------
    results : tuple of Interface or Failure
        Row by row; one per pair and state.
    """

    @property
    def answered(self) -> tuple[Interface, ...]:
        """The pairs with an answer; those that the phases do not cover are stated results without."""
        return tuple(result for result in super().answered if result.status != NOT_COVERED)

    @property
    def uncovered(self) -> tuple[Interface, ...]:
        """The pairs that the phases do not cover."""
        return tuple(result for result in super().answered if result.status == NOT_COVERED)

    def to_matrix(self, value: str = "mutual_ev_per_atom") -> pd.DataFrame:
        """One value as a table: a row for each A, a column for each B (and state, if it has two).

        Parameters
        ----------
        value : str
            A column of `to_dataframe`.
        """
        import pandas as pd

        cells: dict[str, dict[str, object]] = {}
        for result in self.results:
            names = result.to_rows()[0]
            row = cells.setdefault(str(names["a"]), {})
            row[self.column_of(result)] = names.get(value)
        columns = list(dict.fromkeys(column for row in cells.values() for column in row))
        return pd.DataFrame.from_dict(cells, orient="index", columns=columns).rename_axis("a")

    def column_of(self, result: Interface | Failure) -> str:
        """The column that a pair belongs to: B, with the state where the pair has one."""
        names = result.to_rows()[0]
        named = self._has_both_states and names["state"]
        return f"{names['b']} {names['state']}" if named else str(names["b"])

    @cached_property
    def _has_both_states(self) -> bool:
        return {DISCHARGED, CHARGED} <= {answer.state for answer in self.answered}


INTERFACES = declare("stabwin/interface/1", Interface, InterfaceMatrix)


def interface(
    a: object,
    b: object,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    ion: str | None = None,
    voltage_v: float | None = None,
    voltages_v: tuple[float, float] | None = None,
    open_ev: Mapping[str, float] | None = None,
    state: str = DISCHARGED,
    threshold_ev: float = settings.THRESHOLD.default,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Interface:
    """What happens where two materials touch.

    The hull is followed along the line that mixes them [1]_, which gives every kink exactly: the
    mutual energy (what the contact adds) and the total one (self-decomposition included), their
    minima and products. Closed minima are of the energy per atom; at a voltage, where the ion is
    exchanged with its reservoir, of the energy per non-ion atom. The ion's metal as a partner is an
    unlimited reservoir at 0 V.

    Parameters
    ----------
    a, b : str, Target, pymatgen Composition or entry, or mapping of amounts
        The materials, as for `stabwin.window`.
    phases, scheme, exclude
        As for `stabwin.window`.
    ion : str, optional
        Default: the catalogue's. Where it has different ions for the two, the one that its material
        holds counts (Na for Na3PS4 and Al2O3); both holding theirs, the ion must be given.
    voltage_v : float, optional
        V against the ion's metal; without it the contact is closed.
    voltages_v : (float, float), optional
        Also follow the contact over this range, with its worst voltage.
    open_ev : mapping of str to float, optional
        Chemical potentials of further open elements, eV per atom relative to the element, <= 0.
    state : str
        "discharged" (as named) or "charged": of the cathodes that are given by name.
    threshold_ev : float
        Mutual energy, eV per non-ion atom, up to which the contact counts as stable in the range.
    uncertainty : ErrorModel or int, optional
        Also error bars and probabilities, from so many samples of the phases' errors; over a range, at
        the nominally worst voltage.
    sensitivity : bool
        Also what the mutual energy becomes without each of its products.

    Returns
    -------
    Interface

    Raises
    ------
    RequestError
        A material, the ion or a setting can't be understood.
    CoverageError
        The phases are not complete for the elements of both.
    NumericalError
        A solution fails its certificate.

    References
    ----------
    .. [1] Richards et al., Chem. Mater. 28, 266 (2016), doi:10.1021/acs.chemmater.5b04082.

    Examples
    --------
    >>> interface("LCO", "LGPS", phases="starter")
    Interface('LCO|LGPS': -0.3372 eV/atom, closed)
    """
    states = checked_state(state)
    if len(states) > 1:
        raise RequestError("One interface has one state: ask for interface_matrix with state 'both'.")
    conditions = ContactConditions(
        voltage_v=voltage_v, voltages_v=voltages_v, open_ev=open_ev or {}, threshold_ev=threshold_ev
    )
    needed = _elements_needed([a], [b], ion, conditions)
    model = ErrorModel.of(uncertainty)
    asked = InterfaceQuestion(
        open_phases(phases, scheme, exclude, needed), ion, conditions, model, sensitivity=sensitivity
    )
    return asked.answer(a, b, states[0])


def interface_matrix(
    a: Iterable[object],
    b: Iterable[object],
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    ion: str | None = None,
    state: str = DISCHARGED,
    conditions: ContactConditions | None = None,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> InterfaceMatrix:
    """Every pair of two lists of materials; one that fails leaves the others standing.

    Parameters
    ----------
    a, b : iterable
        Materials as in `interface`.
    phases, scheme, exclude, ion
        As in `interface`.
    state : str
        "discharged", "charged" or "both".
    conditions : ContactConditions, optional
        Voltage or range, open elements, threshold.
    uncertainty, sensitivity
        As in `interface`.

    Raises
    ------
    RequestError
        A list is one text; the phases, the ion, the state or the conditions can't be understood. What is
        wrong with one material is a `Failure` in the results; a pair that the phases do not cover is a
        result with the status "not_covered".
    """
    for given in (a, b):
        if isinstance(given, str):
            raise RequestError(f"Give a list of materials, such as [{given!r}], and not one text.")
    states = checked_state(state)
    if ion is not None:
        checked_ion(ion)
    conditions = conditions or ContactConditions()
    model = ErrorModel.of(uncertainty)
    left, right = list(a), list(b)
    needed = _elements_needed(left, right, ion, conditions)
    asked = InterfaceQuestion(
        open_phases(phases, scheme, exclude, needed), ion, conditions, model, sensitivity=sensitivity
    )
    results: list[Interface | Failure] = []
    for one in left:
        for other in right:
            results.extend(asked.answers(one, other, states))
    return InterfaceMatrix(schema=INTERFACES, provenance=asked.provenance, results=tuple(results))


def _elements_needed(
    left: list[object], right: list[object], ion: str | None, conditions: ContactConditions
) -> list[set[str]]:
    """The element sets of all pairs that can be understood."""

    def elements(target: object) -> set[str]:
        with contextlib.suppress(StabwinError):
            return set(resolve_target(target, ion).formula.elements)
        return set()

    reservoirs = set(conditions.open_ev)
    if conditions.voltage_v is not None or conditions.voltages_v is not None:
        reservoirs.add(ion or "Li")
    ours, theirs = [elements(one) for one in left], [elements(one) for one in right]
    return [one | other | reservoirs for one in ours for other in theirs if one and other]


class InterfaceQuestion:
    """What stays the same for all pairs, and what was found on the way."""

    def __init__(
        self,
        table: PhaseTable,
        ion: str | None,
        conditions: ContactConditions,
        model: ErrorModel | None = None,
        *,
        sensitivity: bool = False,
    ) -> None:
        self.table, self.ion, self.conditions, self.model = table, ion, conditions, model
        self.sensitivity = sensitivity
        self.provenance = Provenance.of(table, conditions, methods_of(METHODS, model))
        self._memory: dict[str, HullLine] = {}
        self._sides: dict[tuple[int, bool], Side] = {}

    def answers(self, a: object, b: object, states: tuple[str, ...]) -> list[Interface | Failure]:
        """One pair in every state that it has, failures as values."""
        found: list[Interface | Failure] = []
        for state in states:
            try:
                answer: Interface | Failure = self.answer(
                    a, b, state, keep_uncovered=True, charged_too=CHARGED in states
                )
            except StabwinError as error:
                answer = self._failure(a, b, state, error)
            found.append(answer)
            if isinstance(answer, Interface) and answer.state is None:
                break  # neither side has another state
            if isinstance(answer, Failure) and answer.names["state"] is None:
                break
        return found

    def _failure(self, a: object, b: object, state: str, error: StabwinError) -> Failure:
        names: dict[str, str | None] = {"a": text_of(a), "b": text_of(b), "state": None}
        for one in (a, b):
            with contextlib.suppress(StabwinError):
                if self._side(one, charged=False).target.has_states:
                    names["state"] = state
        return Failure(target=f"{names['a']}|{names['b']}", error=error, names=names)

    def answer(
        self,
        a: object,
        b: object,
        state: str,
        *,
        keep_uncovered: bool = False,
        charged_too: bool = False,
    ) -> Interface:
        """One pair in one state; whether the charged one is also asked for decides a warning."""
        side_a, side_b = (self._side(one, charged=state == CHARGED) for one in (a, b))
        has_states = side_a.target.has_states or side_b.target.has_states
        ion = self.ion or shared_ion(side_a.target, side_b.target)
        named = state if has_states else None
        try:
            found = interface_of(
                self.table,
                side_a,
                side_b,
                ion,
                named,
                self.conditions,
                self.provenance,
                self._memory,
                self.model,
                sensitivity=self.sensitivity,
            )
        except CoverageError as error:
            if not keep_uncovered:
                raise
            return _uncovered(side_a.target, side_b.target, named, ion, error, self)
        if not charged_too and state != CHARGED:
            return found
        written = (one.target for one in (side_a, side_b) if one.target.name_with_states)
        notes = (
            f"{one.text} is a formula and means what it says: {one.name_with_states} has states."
            for one in written
        )
        return replace(found, warnings=(*found.warnings, *notes))

    def _side(self, target: object, *, charged: bool) -> Side:
        key = id(target), charged
        if key not in self._sides:
            resolved = resolve_target(target, self.ion, charged=charged)
            self._sides[key] = Side.of(self.table, resolved)
        return self._sides[key]


def _uncovered(
    a: ResolvedTarget,
    b: ResolvedTarget,
    state: str | None,
    ion: str,
    error: CoverageError,
    asked: InterfaceQuestion,
) -> Interface:
    return Interface(
        a=a.text,
        b=b.text,
        formula_a=a.formula.reduced,
        formula_b=b.formula.reduced,
        state=state,
        ion=ion,
        voltage_v=asked.conditions.voltage_v,
        status=NOT_COVERED,
        mutual=None,
        total=None,
        self_a_ev_per_atom=None,
        self_b_ev_per_atom=None,
        kinks=(),
        limited_metal=None,
        range=None,
        system_fingerprint=None,
        warnings=(),
        error=error.message,
        provenance=asked.provenance,
    )


def checked_state(state: str) -> tuple[str, ...]:
    """The states that a word stands for (RequestError if it is none)."""
    if state not in STATES:
        raise RequestError(f"{state!r} is no state of charge: choose one of {', '.join(STATES)}.")
    return STATES[state]
