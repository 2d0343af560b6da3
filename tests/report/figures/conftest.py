"""Results to draw, of every kind and size."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest

import stabwin
from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE, LayerContact
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.ranking import rank
from stabwin.analysis.conditions import Reservoirs
from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.analysis.provenance import Provenance
from stabwin.screening.ranking_of_study import LayerRanking

FEW = ["LGPS", "LLZO", "LPSCl", "LATP"]
CATHODES = ["LCO", "LFP", "NMC811", "LMO"]


@cache
def targets(size: int) -> list[str]:
    if size <= len(FEW):
        return FEW[:size]
    found = [m.name for m in stabwin.catalogue(role="electrolyte") if m.ion == "Li" and not m.why_not]
    # From all families, so that there are many heads of groups.
    return found[:: max(len(found) // size, 1)][:size]


def sides(size: int) -> tuple[list[str], list[str]]:
    if size <= len(FEW):
        return (FEW[:1], CATHODES[:1]) if size == 1 else (FEW[:2], ["Li", "LCO"])
    return targets(size * 2 // 5 if size < 100 else size // 4)[: -(-size // 4)], CATHODES


def samples(size: int) -> int | None:
    """Some figures have error bars."""
    return 40 if size in (1, 30) else None


class Results:
    """Results by kind and size, each found once."""

    def __init__(self, phases: stabwin.PhaseTable) -> None:
        self.phases = phases
        self._found: dict[tuple[str, int], Any] = {}

    def __call__(self, kind: str, size: int) -> Any:
        if kind == "energy":
            kind = "profile"
        if (kind, size) not in self._found:
            self._found[kind, size] = getattr(self, kind)(size)
        return self._found[kind, size]

    def window(self, size: int) -> Any:
        return stabwin.windows(targets(size), phases=self.phases, uncertainty=samples(size))

    def profile(self, size: int) -> Any:
        return stabwin.profiles(targets(size), phases=self.phases, uncertainty=samples(size))

    def interface(self, size: int) -> Any:
        return stabwin.interface_matrix(*sides(size), phases=self.phases, uncertainty=samples(size))

    def contact(self, size: int) -> Any:
        a, _ = sides(size)
        conditions = stabwin.ContactConditions(voltages_v=(2.5, 4.2))
        b = ["LCO", "LFP"] if size == 4 else sides(size)[1]
        return stabwin.interface_matrix(a, b, phases=self.phases, conditions=conditions)

    def heat(self, size: int) -> Any:
        state = "both" if size == 4 else "discharged"
        return stabwin.interface_matrix(targets(size), CATHODES, phases=self.phases, state=state)

    def heating(self, size: int) -> Any:
        a, b = (FEW[:1], CATHODES[:1]) if size == 1 else (FEW[:2], CATHODES[1:3])
        a = targets(size) if size > len(FEW) else a
        b = CATHODES[:1] if size > len(FEW) else b
        return stabwin.heatings(a, b, phases="starter", scheme="measured", temperatures_k=(300, 1200))

    def oxygen(self, size: int) -> Any:
        pressures = (1e-6, 1e-4, 1e-2, 1.0)
        asked = {"phases": "starter", "scheme": "measured", "pressures_bar": pressures}
        return stabwin.heatings(["LATP"], CATHODES[: min(size, len(CATHODES))], **asked)

    def coating(self, size: int) -> LayerRanking:
        return made_up_ranking(size, Provenance.of(self.phases, Reservoirs(), ()))


def made_up_ranking(size: int, provenance: Provenance) -> LayerRanking:
    """Candidates at random places, some of them at the same one."""
    chance = random.Random(size)
    names = targets(size)
    candidates = [
        Candidate(
            target=name,
            formula=name,
            radioactive=False,
            band_gap_ev=chance.choice([None, 0.1, 4.0]),
            energy_above_hull_ev_per_atom=0.0,
            reduction_limit_v=chance.uniform(0, 3),
            oxidation_limit_v=chance.uniform(3.5, 6),
            contacts=tuple(
                made_up_contact(side, -round(chance.expovariate(12), 2))
                for side in (ELECTROLYTE, ELECTRODE)
            ),
        )
        for name in names
    ]
    named = frozenset(names[: size // 10])
    return LayerRanking(
        electrolyte="LPSCl",
        electrode="NMC811",
        ranking=rank(candidates, Filters(), named),
        uncoated=(made_up_contact(ELECTRODE, -0.4),),
        provenance=provenance,
    )


def made_up_contact(neighbour: str, energy: float) -> LayerContact:
    minimum = Minimum(
        ev_per_atom=energy,
        ev_per_nonion_atom=energy,
        fraction_a=0.5,
        products=(),
        reaction="A + B -> C",
        at_endpoint=None,
    )
    return LayerContact(neighbour=neighbour, partner="x", state=None, voltage_v=None, mutual=minimum)


@pytest.fixture(scope="session")
def results(starter: stabwin.PhaseTable) -> Results:
    return Results(starter)
