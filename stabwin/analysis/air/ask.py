"""The question what air does to some materials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from stabwin.analysis.air.answer import AIRS, Air
from stabwin.analysis.air.from_lines import air_of
from stabwin.analysis.air.lines import OF_AIR, PRODUCTS_BAR, AirLines
from stabwin.analysis.conditions import AirConditions, Conditions
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Answers
from stabwin.analysis.settled import settled
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.analysis.windows.many import answer_each, asked_targets
from stabwin.chemistry.target import ResolvedTarget
from stabwin.lists.listed import Targets, beside
from stabwin.phases.load import Phases, open_phases
from stabwin.thermo.gibbs.nodes import Temperature

METHODS = ("zhu2020",)


def air(
    targets: Targets,
    *,
    phases: Phases = None,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    temperature_k: Temperature = None,
    ion: str | None = None,
    products_bar: Mapping[str, float] = PRODUCTS_BAR,
    uncertainty: ErrorModel | int | None = None,
) -> Answers[Air]:
    """What humid air, carbon dioxide and oxygen do to materials.

    The pressures at which each begins to react, exact slopes of the hull along the gas. Water and carbon
    dioxide react without redox: no element takes a state that is not there already [1]_.

    Parameters
    ----------
    targets : iterable or pandas Series
        As in `stabwin.windows`.
    phases, scheme, exclude, include, ion
        As in `stabwin.window`.
    temperature_k : float, optional
        298.15 to 1,500 K; 298.15 K unless the phases have another.
    products_bar : mapping of str to float
        Gases that form and leave at partial pressures of their own, bar; default: H2S at 1e-6. Others leave
        at 1 bar.
    uncertainty : ErrorModel or int, optional
        Also error bars and probabilities, from so many samples of the phases' errors.

    Returns
    -------
    Answers
        An `Air` or a `Failure` for each target, in the order given.

    Raises
    ------
    RequestError
        The phases, a gas or a setting can't be understood. What is wrong with one target is a `Failure`.

    References
    ----------
    .. [1] Y. Zhu, Y. Mo, Angew. Chem. Int. Ed. 59, 17472 (2020), doi:10.1002/anie.202007621.

    Examples
    --------
    >>> air(["Li2S"], phases="starter")[0]
    Air('Li2S': hydrolyses; stable in a dry room with a dew point of -60 C)
    """
    model = ErrorModel.of(uncertainty)
    conditions, at_k = settled(
        AirConditions(products_bar=products_bar), phases, temperature_k, along_gas=True
    )
    opened = partial(open_phases, phases, scheme, exclude, include, temperature_k=at_k)
    asked, resolved, table = asked_targets(targets, ion, Conditions(), opened, OF_AIR)
    provenance = Provenance.of(table, conditions, methods_with(METHODS, model))

    def of_target(target: ResolvedTarget) -> Air:
        lines = AirLines(table=table, target=target, products_bar=conditions.products_bar)
        return air_of(lines, provenance, model)

    results = answer_each(resolved, of_target)
    return Answers(schema=AIRS, provenance=provenance, results=results, listed=beside(asked))
