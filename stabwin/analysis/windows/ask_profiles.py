"""Voltage profiles of one target or many: the functions under the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from stabwin.analysis import settings
from stabwin.analysis.conditions import NO_GASES, NONE_OPEN, Conditions
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Answers
from stabwin.analysis.settled import settled
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.analysis.windows.many import answer_each, asked_targets, chosen_conditions
from stabwin.analysis.windows.profile import PROFILES, Profile
from stabwin.analysis.windows.question import TargetQuestion, check_samples
from stabwin.analysis.windows.window import METHODS
from stabwin.chemistry.target import ResolvedTarget, TargetLike, resolve_target
from stabwin.lists.listed import Targets, beside
from stabwin.phases.load import Phases, open_phases
from stabwin.thermo.gibbs.nodes import Temperature


def profile(
    target: TargetLike,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    formation_energy_ev_per_atom: float | None = None,
    voltage_v: float | None = None,
    open_ev: Mapping[str, float] | None = None,
    gases_bar: Mapping[str, float] | None = None,
    insulating_gap_ev: float = settings.INSULATING_GAP.default,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Profile:
    """The voltage profile of a target: every equilibrium and the voltages at which it holds.

    Each step gives the ions taken up and the products; ``decomposition_energy`` gives E_D at every
    breakpoint, between which it is linear. Errors are those of `window`.

    Parameters
    ----------
    target, phases, scheme, exclude, include, temperature_k, ion, formation_energy_ev_per_atom
        As in `window`.
    voltage_v, open_ev, gases_bar, insulating_gap_ev, uncertainty, sensitivity
        As in `window`.

    Returns
    -------
    Profile

    Examples
    --------
    >>> profile("Li2S", phases="starter")
    Profile('Li2S': 2 steps, stable)
    """
    conditions = Conditions(
        voltage_v=voltage_v,
        open_ev=open_ev or NONE_OPEN,
        gases_bar=gases_bar or NO_GASES,
        insulating_gap_ev=insulating_gap_ev,
    )
    conditions, temperature_k = settled(conditions, phases, temperature_k)
    resolved = resolve_target(target, ion)
    if formation_energy_ev_per_atom is not None:
        resolved = resolved.with_energy(formation_energy_ev_per_atom)
    question = TargetQuestion(
        target=resolved,
        conditions=conditions,
        model=ErrorModel.of(uncertainty),
        sensitivity=sensitivity,
    )
    needed = [conditions.elements_with(resolved)]
    table = open_phases(phases, scheme, exclude, include, needed, temperature_k)
    return question.profile(table, Provenance.of(table, conditions, methods_with(METHODS, question.model)))


def profiles(
    targets: Targets,
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
    insulating_gap_ev: float = settings.INSULATING_GAP.default,
    conditions: Conditions | None = None,
    uncertainty: ErrorModel | int | None = None,
    sensitivity: bool = False,
) -> Answers[Profile]:
    """The profiles of several targets; one that fails leaves the others standing.

    Errors are those of `windows`.

    Parameters
    ----------
    targets, phases, scheme, exclude, include, temperature_k, ion, conditions
        As in `windows`.
    voltage_v, open_ev, gases_bar, insulating_gap_ev, uncertainty, sensitivity
        As in `window`.

    Returns
    -------
    Answers
        A `Profile` or a `Failure` for each target, in the order given.
    """
    chosen = chosen_conditions(
        conditions,
        voltage_v=voltage_v,
        open_ev=open_ev or NONE_OPEN,
        gases_bar=gases_bar or NO_GASES,
        insulating_gap_ev=insulating_gap_ev,
    )
    chosen, temperature_k = settled(chosen, phases, temperature_k)
    model = ErrorModel.of(uncertainty)
    check_samples(chosen, model)
    opened = partial(open_phases, phases, scheme, exclude, include, temperature_k=temperature_k)
    asked, resolved, table = asked_targets(targets, ion, chosen, opened)
    provenance = Provenance.of(table, chosen, methods_with(METHODS, model))

    def answer(target: ResolvedTarget) -> Profile:
        question = TargetQuestion(target=target, conditions=chosen, model=model, sensitivity=sensitivity)
        return question.profile(table, provenance)

    results = answer_each(resolved, answer)
    return Answers(schema=PROFILES, provenance=provenance, results=results, listed=beside(asked))
