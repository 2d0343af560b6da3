"""Charged cathodes, the voltages that cathodes work between, and the potentials of anodes."""

from __future__ import annotations

import pytest

import stabwin as sw

CHARGED = {
    "LCO": ("Li0.5CoO2", (3.0, 4.2)),
    "NMC111": ("Li0.5Ni1/3Co1/3Mn1/3O2", (2.8, 4.3)),
    "NMC532": ("Li0.5Ni0.5Mn0.3Co0.2O2", (2.8, 4.3)),
    "NMC622": ("Li0.5Ni0.6Mn0.2Co0.2O2", (2.8, 4.3)),
    "NMC811": ("Li0.5Ni0.8Mn0.1Co0.1O2", (2.8, 4.3)),
    "NCA": ("Li0.5Ni0.8Co0.15Al0.05O2", (2.8, 4.3)),
    "LiNiO2": ("Li0.5NiO2", (2.8, 4.3)),
    "LFP": ("FePO4", (2.5, 3.8)),
    "LMO": ("Mn2O4", (3.5, 4.3)),
    "LNMO": ("Ni0.5Mn1.5O4", (3.5, 4.9)),
}
POTENTIALS_V = {
    "Li": 0.0,
    "lithium": 0.0,
    "graphite": 0.1,
    "lithiated graphite": 0.1,
    "Si": 0.4,
    "silicon": 0.4,
    "Li-In": 0.62,
    "indium": 0.62,
    "LTO": 1.55,
    "lithium titanate": 1.55,
}
WITH_STATES = [material for material in sw.catalogue() if material.charged_formula]


def named(name):
    (material,) = (m for m in sw.catalogue() if name in {m.name, *m.aliases})
    return material


def amounts_of(text):
    return sw.Target(text).resolve().formula.amounts


@pytest.mark.parametrize("name", CHARGED)
def test_charged_composition_and_voltages_of_a_cathode(name):
    formula, voltages_v = CHARGED[name]
    material = named(name)
    assert sw.Target(material.charged_formula).resolve().formula.key == (
        sw.Target(formula).resolve().formula.key
    )
    assert material.voltage_range_v == voltages_v


@pytest.mark.parametrize(("name", "potential_v"), POTENTIALS_V.items())
def test_potential_of_an_anode(name, potential_v):
    material = named(name)
    assert material.potential_v == potential_v
    assert material.charged_formula == ""


@pytest.mark.parametrize("material", WITH_STATES, ids=lambda material: material.name)
def test_only_lithium_leaves_on_charging(material):
    full, empty = amounts_of(material.formula), amounts_of(material.charged_formula)
    lithium = full["Li"]
    full_host = {element: n for element, n in full.items() if element != "Li"}
    empty_host = {element: n for element, n in empty.items() if element != "Li"}
    factor = sum(full_host.values()) / sum(empty_host.values())
    assert {element: n * factor for element, n in empty_host.items()} == full_host
    assert empty.get("Li", 0) * factor < lithium


@pytest.mark.parametrize("material", WITH_STATES, ids=lambda material: material.name)
def test_layered_cathodes_keep_half_a_lithium_per_metal_and_the_others_none(material):
    empty = amounts_of(material.charged_formula)
    metals = sum(n for element, n in empty.items() if element not in {"Li", "O", "P"})
    layered = material.name not in {"LFP", "LMO", "LNMO"}
    assert empty.get("Li", 0) == (metals / 2 if layered else 0)
    # Never more oxygen than two (layered), two (spinel) or four (olivine) per metal.
    assert empty["O"] == (4 if material.name == "LFP" else 2) * metals


@pytest.mark.parametrize("material", WITH_STATES, ids=lambda material: material.name)
def test_a_cathode_with_a_charged_state_has_voltages(material):
    low, high = material.voltage_range_v
    assert 0 < low < high < 5
    assert material.role == "cathode"
    assert material.ion == "Li"


def test_nothing_but_cathodes_and_anodes_has_voltages():
    for material in sw.catalogue():
        if material.voltage_range_v is not None:
            assert material.charged_formula
        if material.potential_v is not None:
            assert material.role in {"anode", "coating"}  # LTO is in the catalogue as a coating


@pytest.mark.parametrize("material", WITH_STATES, ids=lambda material: material.name)
def test_a_name_stands_for_the_state_asked_for(material):
    target = sw.Target(material.name)
    assert dict(target.resolve().formula.amounts) == dict(amounts_of(material.formula))
    charged = target.resolve(charged=True)
    assert dict(charged.formula.amounts) == dict(amounts_of(material.charged_formula))
    assert charged.has_states


@pytest.mark.parametrize("text", ["LGPS", "Li3PO4", "LCO-0.5", "Li0.5CoO2", "LTO", "LiCoO2", "LiFePO4"])
def test_what_has_no_charged_state_stays_as_it_is(text):
    resolved = sw.Target(text).resolve(charged=True)
    assert not resolved.has_states
    assert resolved.formula.key == sw.Target(text).resolve().formula.key


@pytest.mark.parametrize("state", ["charged", "both"])
def test_a_formula_means_what_it_says_in_every_state(starter, state):
    (found,) = sw.interface_matrix(["LiFePO4"], ["Li3PO4"], phases=starter, state=state)
    assert (found.state, found.formula_a) == (None, "LiFePO4")
    assert "LiFePO4 is a formula and means what it says: LFP has states." in found.warnings
    assert not any("LFP" in text for text in sw.interface("LiFePO4", "Li3PO4", phases=starter).warnings)


@pytest.mark.parametrize("state", ["charged", "discharged"])
def test_an_interface_says_the_state_and_its_formula(starter, state):
    found = sw.interface("LFP", "Li3PO4", phases=starter, state=state)
    assert found.state == state
    assert found.formula_a == {"charged": "FePO4", "discharged": "LiFePO4"}[state]
    assert found.a == "LFP"


@pytest.mark.parametrize(
    ("state", "states"),
    [
        (0.2, ["0.2"]),
        ("0.5", ["0.5"]),
        ("0.2,1", ["0.2", "1"]),
        ("0:1:0.25", ["0", "0.25", "0.5", "0.75", "1"]),
        ("0:0.3:0.1", ["0", "0.1", "0.2", "0.3"]),
    ],
)
def test_states_in_numbers_are_ions_left(starter, state, states):
    """Mutual energies are those of the formulas; what has no states stays as it is."""
    found = sw.interface_matrix(["LPSCl"], ["NMC811"], state=state, phases=starter)
    assert [one.state for one in found.answered] == states
    for one in found.answered:
        written = sw.interface("LPSCl", f"NMC811@{one.state}", phases=starter)
        assert one.mutual == written.mutual
        assert (one.a, one.b, one.formula_a) == ("LPSCl", "NMC811", "Li6PS5Cl")
    if len(states) > 1:
        assert list(found.to_matrix().columns) == [f"NMC811@{one}" for one in states]


def test_a_state_that_one_cathode_cannot_have_is_its_failure(starter):
    found = sw.interface_matrix(["LPSCl"], ["LCO", "NMC111"], state="2", phases=starter)
    assert [one.target for one in found.failures] == ["LPSCl|LCO"]
    assert "choose 0 to 1" in found.failures[0].error.message
    assert [one.state for one in found.answered] == ["2"]


@pytest.mark.parametrize("state", ["-0.1", "0:1", "1:0:0.1", "0:1:0", "empty", "", "0:1:1e-9", -1, True])
def test_what_is_no_state_is_refused(starter, state):
    with pytest.raises(sw.RequestError, match=r"is not a state of charge: choose one of charged"):
        sw.interface_matrix(["LPSCl"], ["LCO"], state=state, phases=starter)


@pytest.mark.parametrize("backend", ["matplotlib", "plotly"])
def test_contacts_are_drawn_against_the_state(starter, backend):
    found = sw.interface_matrix(["LPSCl", "LLZO"], ["NMC811"], state="0:1:0.5", phases=starter)
    assert sw.figures.is_of_states(found)
    assert sw.figures.state_chart(found, backend=backend)
    two = sw.interface_matrix(["LPSCl"], ["NMC811"], state="both", phases=starter)
    with pytest.raises(sw.RequestError, match="drawn by heat_map"):
        sw.figures.state_chart(two)


def test_studies_and_heating_take_states_in_numbers(starter):
    heated = sw.heat("LPSCl", "NMC811", state=0.2, phases="starter", temperatures_k=(298.15, 400))
    assert heated.state == "0.2"
    study = {"name": "states", "phases": {"source": "starter", "scheme": "literature"}}
    asked = {"a": ["LPSCl"], "b": ["NMC811"], "state": 0.5}
    (row,) = sw.screen({**study, "interfaces": asked}).tables["interfaces"]
    charged = sw.interface("LPSCl", "NMC811", state="charged", phases=starter)
    assert row["state"] == "0.5"
    assert row["mutual_ev_per_atom"] == charged.mutual.ev_per_atom
    with pytest.raises(sw.RequestError, match=r"interfaces.state: 'full' is not a state of charge"):
        sw.screen({**study, "interfaces": {**asked, "state": "full"}})


def test_both_states_need_a_matrix(starter):
    with pytest.raises(sw.RequestError, match="interface_matrix"):
        sw.interface("LFP", "Li3PO4", phases=starter, state="both")
