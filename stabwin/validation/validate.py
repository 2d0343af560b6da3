"""The program beside measurements."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.window import METHODS
from stabwin.chemistry.target import check_is_list
from stabwin.errors import RequestError
from stabwin.phases.load import Phases, open_phases
from stabwin.thermo.gibbs.nodes import Temperature
from stabwin.validation.answers import Progress, answered
from stabwin.validation.enthalpies import class_errors
from stabwin.validation.facts import ENTHALPIES, KINDS, LIMITS, observations
from stabwin.validation.limits import salt_limits
from stabwin.validation.result import Validation

SAMPLES = 200


def validate(
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    classes: Iterable[str] = KINDS,
    uncertainty: ErrorModel | int | None = SAMPLES,
    progress: Progress | None = None,
) -> Validation:
    """Compare the program with measurements.

    Parameters
    ----------
    phases
    scheme : str, optional
    exclude, include : str or iterable of str
        As for `stabwin.window`.
    temperature_k : float or "none", optional
        Of limits, voltages and products, as for `stabwin.window`.
    classes : iterable of str
        Which measurements: "enthalpies" of solids by class, "limits" of binary salts, "onsets" of slow
        voltammetry and operando methods, "voltages" of cells at equilibrium, "products" of contacts,
        "stability" with the metal.
    uncertainty : ErrorModel or int, optional
        Samples of the error bars of voltages.
    progress : callable, optional
        Told how many measurements are done, of how many.

    Returns
    -------
    Validation
        Errors of enthalpies by class; a row per other measurement, with its source, the program's
        value, its error bar and a verdict; what the phases can't answer says so.

    Raises
    ------
    RequestError
        A class is unknown.
    """
    if not isinstance(classes, Iterable):
        raise RequestError(f"The classes are {classes!r}: give a list of {', '.join(KINDS)}.")
    check_is_list(classes, "classes")
    chosen = tuple(classes)
    for name in chosen:
        if name not in KINDS:
            raise RequestError(f"There is no class {name!r} of measurements: choose of {', '.join(KINDS)}.")
    table = open_phases(phases, scheme, exclude, include, temperature_k=temperature_k)
    facts = [*(salt_limits(table.scheme.temperature_k) if LIMITS in chosen else ()), *observations()]
    return Validation(
        provenance=Provenance.of(table, Conditions(), METHODS),
        classes=class_errors(table) if ENTHALPIES in chosen else (),
        rows=answered(
            table, [fact for fact in facts if fact.kind in chosen], ErrorModel.of(uncertainty), progress
        ),
    )
