"""What a run says of what is heated."""

from __future__ import annotations

from collections.abc import Sequence

from stabwin.analysis.heat.heating import Heating
from stabwin.report.answer.part import AnswerPart, counted
from stabwin.report.sections.heat import heat_summary
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import HEATING


def heating_part(run: FinishedRun) -> AnswerPart | None:
    """Onsets and heat of every material or mixture; None where none was asked for."""
    if HEATING not in run.results:
        return None
    answered = run.results[HEATING].answered
    if not answered:
        return None
    return AnswerPart(
        name="heating", title="Heating", sentences=_sentences(answered), tables=[heat_summary(answered)]
    )


def _sentences(heatings: Sequence[Heating]) -> list[str]:
    high = max(one.high_k for one in heatings)
    reacting = sum(bool(one.steps) for one in heatings)
    releasing = [one for one in heatings if any(step.gases_given_off for step in one.steps)]
    what = "mixture" if heatings[0].b is not None else "material"
    counts = (
        f"Of {counted(len(heatings), what)}, {reacting or 'none'} react up to {high:,.6g} K and "
        f"{len(releasing) or 'none'} give off a gas."
    )
    said = [counts]
    contacts = [(one.contact[0].heat_kj_per_g, one) for one in heatings if one.contact]
    if contacts:
        heat, most = min(contacts, key=lambda pair: pair[0])
        if heat < 0:
            said.append(f"Most heat is set free by {_named(most)}: {heat:.3f} kJ/g at {most.low_k:g} K.")
    return said


def _named(one: Heating) -> str:
    return one.target if one.state is None else f"{one.target} ({one.state})"
