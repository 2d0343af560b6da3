"""Windows along a gas, of one target or many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from stabwin.analysis.conditions import NO_GASES, NONE_OPEN, Conditions
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Answers, Result
from stabwin.analysis.settled import settled
from stabwin.analysis.species.from_line import profile_along, uncertainty_along, window_along
from stabwin.analysis.species.line import SpeciesLine, trace_species_line
from stabwin.analysis.species.profile import SPECIES_PROFILES, SpeciesProfile
from stabwin.analysis.species.window import SPECIES_WINDOWS, SpeciesWindow
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.analysis.windows.many import answer_each, asked_targets, chosen_conditions
from stabwin.analysis.windows.window import METHODS
from stabwin.chemistry.target import ResolvedTarget
from stabwin.errors import PotentialError
from stabwin.hull.line import HullLine
from stabwin.lists.listed import Targets, beside
from stabwin.phases.load import Phases, open_phases
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.atmosphere import checked_gas
from stabwin.thermo.gibbs.nodes import Temperature

Found = TypeVar("Found", bound=Result)


def species_windows(
    targets: Targets,
    species: str,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    voltage_v: float | None = None,
    open_ev: Mapping[str, float] | None = None,
    gases_bar: Mapping[str, float] | None = None,
    conditions: Conditions | None = None,
    uncertainty: ErrorModel | int | None = None,
) -> Answers[SpeciesWindow]:
    """The windows of targets along a gas: the pressures at which they neither take it up nor give it off.

    Along H2O that is the humidity at which a material begins to hydrolyse or hydrate, along CO2 to
    carbonate, along O2 to be oxidised (above) or to give off oxygen (below). The limits are slopes of the
    hull, exact as those of `stabwin.window`.

    Parameters
    ----------
    targets : iterable
        Each as in `stabwin.window`.
    species : str
        The gas, such as "H2O", "CO2", "O2" or "H2S".
    phases, scheme, exclude, include, ion
        As in `stabwin.window`.
    temperature_k : float, optional
        298.15 to 1,500 K; default: that of the phases, else 298.15.
    voltage_v : float, optional
        The ion is exchanged at this voltage too, V against its metal; without it the ions stay.
    open_ev, gases_bar : mapping of str to float, optional
        As in `stabwin.window`; other gases are exchanged besides.
    conditions : Conditions, optional
        The same as one object, instead of them.
    uncertainty : ErrorModel or int, optional
        Also error bars, from so many samples of the phases' errors.

    Returns
    -------
    Answers
        A `SpeciesWindow` or a `Failure` for each target, in the order given.

    Raises
    ------
    RequestError
        The gas, the phases or the conditions can't be understood.

    Examples
    --------
    >>> species_windows(["Li2O"], "CO2", phases="starter")[0]
    SpeciesWindow('Li2O' along CO2: no limit to 1.68e-31 bar, stable)
    """
    model = ErrorModel.of(uncertainty)
    chosen = chosen_conditions(
        conditions, voltage_v=voltage_v, open_ev=open_ev or NONE_OPEN, gases_bar=gases_bar or NO_GASES
    )

    def answer(line: SpeciesLine[HullLine], provenance: Provenance) -> SpeciesWindow:
        found = window_along(line, provenance)
        return found if model is None else replace(found, uncertainty=uncertainty_along(line, model))

    chosen, at_k = settled(chosen, phases, temperature_k, along_gas=True)
    opened = partial(open_phases, phases, scheme, exclude, include, temperature_k=at_k)
    return _asked(SPECIES_WINDOWS, targets, species, ion, chosen, opened, answer, model)


def species_profiles(
    targets: Targets,
    species: str,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    voltage_v: float | None = None,
    open_ev: Mapping[str, float] | None = None,
    gases_bar: Mapping[str, float] | None = None,
    conditions: Conditions | None = None,
) -> Answers[SpeciesProfile]:
    """The profiles of targets along a gas: every equilibrium and the pressures at which it holds.

    Parameters
    ----------
    targets, species, phases, scheme, exclude, include, temperature_k, ion
        As in `species_windows`.
    voltage_v, open_ev, gases_bar, conditions
        As in `species_windows`.

    Returns
    -------
    Answers
        A `SpeciesProfile` or a `Failure` for each target, in the order given.

    Raises
    ------
    RequestError
        The gas, the phases or the conditions can't be understood.

    Examples
    --------
    >>> found = species_profiles(["Co3O4"], "O2", phases="starter", temperature_k=1000)[0]
    >>> found.steps[0].equilibrium.reaction
    'Co3O4 -> 3 Co + 2 O2'
    """
    chosen = chosen_conditions(
        conditions, voltage_v=voltage_v, open_ev=open_ev or NONE_OPEN, gases_bar=gases_bar or NO_GASES
    )
    chosen, at_k = settled(chosen, phases, temperature_k, along_gas=True)
    opened = partial(open_phases, phases, scheme, exclude, include, temperature_k=at_k)
    return _asked(SPECIES_PROFILES, targets, species, ion, chosen, opened, profile_along, None)


def _asked(
    schema: str,
    targets: Targets,
    species: str,
    ion: str | None,
    chosen: Conditions,
    opened: Callable[..., PhaseTable],
    answer: Callable[[SpeciesLine[HullLine], Provenance], Found],
    model: ErrorModel | None,
) -> Answers[Found]:
    """The answers of one kind about several targets."""
    gas = checked_gas(species)
    asked, resolved, table = asked_targets(targets, ion, chosen, opened, gas.amounts)
    provenance = Provenance.of(table, chosen, methods_with(METHODS, model))

    def of_target(target: ResolvedTarget) -> Found:
        if target.ion in gas.amounts:
            raise PotentialError(
                f"{gas.formula} holds the working ion {target.ion}, whose window is that of the voltage: "
                "ask without a gas, or of another one.",
                element=target.ion,
            )
        return answer(trace_species_line(table, target, gas, chosen), provenance)

    results = answer_each(resolved, of_target)
    return Answers(schema=schema, provenance=provenance, results=results, listed=beside(asked))
