"""The whole table of 2019, where the shared data are: hull energies, windows, and pymatgen beside."""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter

import numpy as np
import pytest

import stabwin
from stabwin.chemistry.formula import parse


@pytest.fixture(scope="module")
def path(shared_data):
    return shared_data / "mp_2019_compositions.csv.gz"


@pytest.fixture(scope="module")
def phases(path):
    return stabwin.load_phases(path, scheme="database")


@pytest.fixture(scope="module")
def differences(path, phases):
    """Our energy above the hull less the file's, eV/atom, by formula; the rows without one apart."""
    above = phases.stability.energies - phases.stability.hull_energies
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known, empty = {}, {}
    for row in rows:
        ours = float(above[phases.find(parse(row["formula"]))])
        theirs = row["energy_above_hull_ev_per_atom"]
        if theirs:
            known[row["formula"]] = ours - float(theirs)
        else:
            empty[row["formula"]] = ours
    return known, empty


@pytest.fixture(scope="module")
def lithium_compounds(phases):
    formulas = phases.to_dataframe()["formula"]
    return [formula for formula in formulas if "Li" in parse(formula).elements and formula != "Li"]


@pytest.fixture(scope="module")
def hull(phases, pymatgen_hull):
    return pymatgen_hull(phases)


def test_table_holds_87067_phases_of_86_elements(phases):
    assert len(phases) == 87_067
    assert len(phases.coverage.elements) == 86
    assert phases.scheme.name == "database"


def test_no_phase_lies_below_the_hull(phases):
    above = phases.stability.energies - phases.stability.hull_energies
    assert above.min() >= -1e-12
    # What counts as stable lies on the hull, and all else off it.
    assert above[phases.stability.stable].max() <= 1e-8
    assert above[~phases.stability.stable].min() > 1e-8


def test_energies_above_hull_agree_with_the_file(differences, record_property):
    known, empty = differences
    assert (len(known), len(empty)) == (85_100, 1_967)
    found = np.array(list(known.values()))
    # Ours are never lower, but for the file's six decimals ...
    assert found.min() >= -2e-6
    # ... and higher where the file's hull lies above that of the phases in it.
    higher = found[found > 1e-4]
    assert len(higher) == 1_981
    assert higher.max() == pytest.approx(5.4e-3, abs=5e-5)
    for limit in (2e-6, 1e-5, 1e-4, 1e-3):
        count = int((found > limit).sum())
        print(f"ours is higher by over {limit:.0e} eV/atom: {count} of {len(found)}")
        record_property(f"higher by over {limit:.0e} eV/atom", count)
    record_property("largest difference, eV/atom", float(found.max()))


def test_where_the_file_differs_pymatgen_has_our_energies(differences, phases, hull):
    known, _ = differences
    lowest_first = sorted(known, key=known.__getitem__)
    for formula in lowest_first[-30:]:
        row = phases.find(parse(formula))
        ours = float(phases.stability.energies[row] - phases.stability.hull_energies[row])
        assert ours == pytest.approx(hull.energy_above_hull(phases.printed(row)[0]), abs=1e-6)


def test_all_8798_lithium_compounds_have_a_window(phases, lithium_compounds, record_property):
    assert len(lithium_compounds) == 8_798
    answers = stabwin.windows(
        (stabwin.Target(formula) for formula in lithium_compounds), phases=phases, ion="Li"
    )
    assert not answers.failures
    kinds = Counter()
    for formula, window in zip(lithium_compounds, answers.answered, strict=True):
        assert window.formula == formula
        assert 0 <= window.reduction_limit_v <= window.oxidation_limit_v
        kinds[window.status, window.window] += 1
    for kind, count in kinds.items():
        print(*kind, count)
        record_property(" ".join(kind), count)


def test_200_random_windows_are_those_of_pymatgen(phases, lithium_compounds, hull, comparison):
    formulas = random.Random(2019).sample(lithium_compounds, 200)
    comparison.run(phases, hull, sorted(formulas, key=lambda formula: parse(formula).elements), "Li")
    assert comparison.compared == 200
    assert not comparison.disagreements
