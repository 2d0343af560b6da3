"""Systems: which phases they hold once elements are exchanged with reservoirs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import stabwin as sw
from stabwin.chemistry.formula import parse
from stabwin.errors import PotentialError
from stabwin.phases.system import System

# Reservoirs of one question, with a target that keeps elements of its own, and a partner for contacts.
QUESTIONS = (
    ("Li6PS5Cl", ("O", "S"), "Li3PO4"),
    ("Li6PS5Cl", ("O", "Cl"), "Li3PS4"),
    ("Li10GeP2S12", ("S", "P"), "Li4GeS4"),
    ("LiCoO2", ("O", "S"), "LiFePO4"),
    ("LiCoO2", ("O", "P", "S"), "Li3PS4"),
)
POTENTIALS = st.floats(-4.0, 0.0).map(lambda value: round(value, 3))


def lowest_grand_potential(table: sw.PhaseTable, potentials_ev: dict[str, float]) -> float:
    """The lowest energy (eV/atom) at which some compound of the reservoirs alone takes their atoms."""
    system = System.of(table, potentials_ev)
    worth = sum(mu * system.matrix[system.elements.index(e)] for e, mu in potentials_ev.items())
    return float((system.costs - worth).min())


@given(st.data())
def test_reservoirs_whose_own_compound_forms_always_raise(starter, data):
    """A compound of open elements alone costs nothing but its own energy: below zero it never ends."""
    target, elements, partner = data.draw(st.sampled_from(QUESTIONS))
    open_ev = {element: data.draw(POTENTIALS, element) for element in elements}
    lowest = lowest_grand_potential(starter, open_ev)
    if lowest < -1e-6:
        event("the reservoirs react")
        with pytest.raises(PotentialError):
            sw.window(target, phases=starter, open_ev=open_ev)
        with pytest.raises(PotentialError):
            sw.profile(target, phases=starter, open_ev=open_ev)
        with pytest.raises(PotentialError):
            sw.interface(target, partner, phases=starter, open_ev=open_ev)
    elif lowest > -1e-9:
        event("the reservoirs keep apart")
        assert sw.window(target, phases=starter, open_ev=open_ev).reduction_limit_v >= 0
        assert sw.interface(target, partner, phases=starter, open_ev=open_ev).mutual.ev_per_atom <= 0


@given(voltage_v=st.floats(0.0, 5.0).map(lambda value: round(value, 3)), oxygen_ev=POTENTIALS)
def test_the_ion_is_such_a_reservoir_too(starter, voltage_v, oxygen_ev):
    lowest = lowest_grand_potential(starter, {"Li": -voltage_v, "O": oxygen_ev})
    how = {"phases": starter, "voltage_v": voltage_v, "open_ev": {"O": oxygen_ev}}
    if lowest < -1e-6:
        with pytest.raises(PotentialError):
            sw.interface("Li6PS5Cl", "Li3PO4", **how)
        with pytest.raises(PotentialError):
            sw.window("Li6PS5Cl", **how)
    elif lowest > -1e-9:
        assert sw.interface("Li6PS5Cl", "Li3PO4", **how).mutual.ev_per_atom <= 0
        assert sw.window("Li6PS5Cl", **how).at_voltage is not None


def test_phases_of_the_reservoirs_alone_leave_no_empty_columns(starter):
    closed = System.of(starter, ["Li", "P", "S", "O"])
    opened = closed.open_to({"O": -3.0, "S": -2.0})
    assert opened.elements == ("Li", "P")
    assert (opened.matrix.sum(axis=0) > 0).all()
    assert [opened.phase(int(column))[0] for column in opened.units] == ["Li", "P"]
    for element, potential in {"O": -3.0, "S": -2.0}.items():
        fractions = opened.open_fractions[element]
        assert fractions.shape == opened.costs.shape
        assert np.isfinite(potential * fractions).all()


def test_a_system_is_made_once_for_each_table(starter):
    assert System.of(starter, ["S", "Li"]) is System.of(starter, ["Li", "S"])
    assert System.of(starter, ["Li", "S"], 0.1) is not System.of(starter, ["Li", "S"])
    other = starter.excluding(["Li2S"])
    assert "Li2S" not in {System.of(other, ["Li", "S"]).phase(i)[0] for i in range(3)}
    assert System.of(starter, ["Li", "S"]).table is starter


def test_without_a_phase_the_others_keep_their_places(starter):
    closed = System.of(starter, ["Li", "P", "S", "O"])
    opened = closed.open_to({"O": -3.0})
    for system in (closed, opened):
        names = [system.phase(column)[0] for column in range(len(system.rows))]
        # Fractions are all that a column says of its phase: in the order of the elements left.
        left_out = next(name for name in names if len(parse(name).elements) > 1)
        left = system.without_phase(parse(left_out).key)
        kept = [column for column, name in enumerate(names) if name != left_out]
        assert [left.phase(column)[0] for column in range(len(left.rows))] == [names[c] for c in kept]
        assert [left.phase(int(column))[0] for column in left.units] == [
            system.phase(int(column))[0] for column in system.units
        ]
        np.testing.assert_array_equal(left.matrix, system.matrix[:, kept])
        np.testing.assert_array_equal(left.costs, system.costs[kept])
        assert left.all_elements == system.all_elements
        for element, fractions in system.open_fractions.items():
            np.testing.assert_array_equal(left.open_fractions[element], fractions[kept])
    nothing_left_out = closed.without_phase(parse("Xe").key)
    np.testing.assert_array_equal(nothing_left_out.rows, closed.rows)
