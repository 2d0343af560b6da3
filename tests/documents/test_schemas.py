"""The JSON schemas say what the classes declare: every key with its types, and no other.

Both are brought to one plain form (`Shape`) and compared key by key. What a schema says beyond types, such
as smallest numbers and allowed words, is left to the validation of real documents.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

import pytest

import stabwin as sw
from stabwin.analysis.conditions import AirConditions, HeatConditions
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.documents.parts import (
    EMPTY_AS_NULL,
    INLINE,
    LISTED,
    OMITTED,
    OUTSIDE,
    UNBOUNDED_AS_NULL,
    choices_of,
    is_document,
    parts_of,
)

# Of each schema: the definitions that its results have, their class, and that of the conditions.
RESULTS = {
    "window": (["window"], sw.Window, sw.Conditions),
    "profile": (["profile"], sw.Profile, sw.Conditions),
    "species-profile": (["profile"], sw.SpeciesProfile, sw.Conditions),
    "species-window": (["window"], sw.SpeciesWindow, sw.Conditions),
    "heat": (["heating"], sw.Heating, HeatConditions),
    "air": (["air"], sw.Air, AirConditions),
    "interface": (["interface", "uncovered"], sw.Interface, sw.ContactConditions),
    "catalogue": (["material"], sw.Material, None),
    "compare": (["window"], sw.Window, sw.Conditions),
}

PLAIN = {str: "string", float: "number", int: "integer", bool: "boolean", types.NoneType: "null"}


@dataclass
class Shape:
    """Types that a value can have, and the shapes within it."""

    types: set[str]
    keys: dict[str, Shape] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    items: Shape | None = None

    def joined(self, other: Shape) -> Shape:
        """What is of one shape or the other."""
        both = self.keys and other.keys
        keys = {**self.keys, **other.keys}
        for name in self.keys.keys() & other.keys.keys():
            keys[name] = self.keys[name].joined(other.keys[name])
        items = self.items if other.items is None else other.items
        if self.items is not None and other.items is not None:
            items = self.items.joined(other.items)
        required = self.required & other.required if both else self.required | other.required
        return Shape(self.types | other.types, keys, required, items)


def declared(annotation: object) -> Shape:
    """The shape of the plain values of a type."""
    shapes = [declared_alone(choice) for choice in choices_of(annotation)]
    found = shapes[0]
    for shape in shapes[1:]:
        found = found.joined(shape)
    return found


def declared_alone(cls: object) -> Shape:
    if cls in PLAIN:
        return Shape({PLAIN[cls]})
    if is_document(cls):
        # The keys of a failure are those of the question; those of conditions are compared by themselves.
        if cls is Failure or cls.__name__ in (
            "Reservoirs",
            "Conditions",
            "ContactConditions",
            "HeatConditions",
            "AirConditions",
        ):
            return Shape({"object"})
        return declared_document(cls)
    origin, arguments = typing.get_origin(cls), typing.get_args(cls)
    if origin is tuple:
        return Shape({"array"}, items=declared(arguments[0]))
    assert origin is Mapping, cls
    return Shape({"object"}, items=declared(arguments[1]))


def declared_document(cls: type) -> Shape:
    found = Shape({"object"})
    for part in parts_of(cls):
        if OUTSIDE in part.markers:
            continue
        shape = declared(part.annotation)
        if INLINE in part.markers:
            found.keys |= shape.keys
            found.required |= shape.required
            continue
        if UNBOUNDED_AS_NULL in part.markers or EMPTY_AS_NULL in part.markers:
            shape.types.add("null")
        if OMITTED in part.markers:
            shape.types.discard("null")
        if LISTED in part.markers:
            shape = Shape({"array"}, items=shape)
        inner = found
        for key in part.place[:-1]:
            inner.required.add(key)
            inner = inner.keys.setdefault(key, Shape({"object"}))
        inner.keys[part.place[-1]] = shape
        if OMITTED not in part.markers:
            inner.required.add(part.place[-1])
    return found


def told(node: dict, definitions: dict) -> Shape:
    """The shape that a schema describes."""
    if "$ref" in node:
        return told(definitions[node["$ref"].rpartition("/")[2]], definitions)
    for several in ("anyOf", "oneOf"):
        if several in node:
            shapes = [told(one, definitions) for one in node[several]]
            found = shapes[0]
            for shape in shapes[1:]:
                found = found.joined(shape)
            return found
    if "enum" in node or "const" in node:
        values = node["enum"] if "enum" in node else [node["const"]]
        return Shape({PLAIN[type(value)] for value in values})
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    found = Shape(set(kinds))
    if "properties" in node:
        assert node["additionalProperties"] is False
        found.keys = {name: told(one, definitions) for name, one in node["properties"].items()}
        found.required = set(node["required"])
    items = node.get("prefixItems", [node.get("items")])[0]
    values = node.get("additionalProperties")
    inner = items if isinstance(items, dict) else values if isinstance(values, dict) else None
    found.items = None if inner is None else told(inner, definitions)
    return found


def differences(class_says: Shape, schema_says: Shape, where: str) -> list[str]:
    """Every place in which the two differ."""
    found = []
    if class_says.types != schema_says.types:
        found.append(
            f"{where}: {sorted(class_says.types)} declared, {sorted(schema_says.types)} in the schema"
        )
    if class_says.items is not None and schema_says.items is not None:
        found += differences(class_says.items, schema_says.items, f"{where}[]")
    if not class_says.keys:
        return found
    only_one = class_says.keys.keys() ^ schema_says.keys.keys()
    found += [f"{where}.{key} is known to one of them only" for key in sorted(only_one)]
    required = class_says.required ^ schema_says.required
    found += [f"{where}.{key} must be there for one of them only" for key in sorted(required - only_one)]
    for key in class_says.keys.keys() - only_one:
        found += differences(class_says.keys[key], schema_says.keys[key], f"{where}.{key}")
    return found


def schema(name: str) -> dict:
    folder = resources.files("stabwin.data").joinpath("schemas")
    return json.loads(folder.joinpath(f"{name}-1.schema.json").read_text("utf-8"))


def results_told(document: dict, names: list[str]) -> Shape:
    definitions = document["$defs"]
    return told({"anyOf": [{"$ref": f"#/$defs/{name}"} for name in names]}, definitions)


@pytest.mark.parametrize("name", RESULTS)
def test_a_schema_says_of_results_what_their_class_declares(name: str) -> None:
    names, cls, _ = RESULTS[name]
    assert differences(declared(cls), results_told(schema(name), names), name) == []


@pytest.mark.parametrize("name", [name for name, (_, _, conditions) in RESULTS.items() if conditions])
def test_a_schema_says_what_provenance_and_conditions_hold(name: str) -> None:
    definitions = schema(name)["$defs"]
    assert differences(declared(Provenance), told(definitions["provenance"], definitions), name) == []
    conditions = declared_document(RESULTS[name][2])
    assert differences(conditions, told(definitions["conditions"], definitions), name) == []


def test_the_schema_of_comparisons_says_what_their_class_declares() -> None:
    document = schema("compare")
    found = differences(declared(sw.Comparison), told(document, document["$defs"]), "compare")
    assert found == []


def test_the_schema_of_validations_says_what_their_class_declares() -> None:
    document = schema("validate")
    found = differences(declared(sw.Validation), told(document, document["$defs"]), "validate")
    assert found == []


def test_differences_are_seen() -> None:
    document = schema("interface")
    definitions = document["$defs"]
    del definitions["interphase"]["properties"]["character"]
    definitions["minimum"]["properties"]["reaction"] = {"type": "string"}
    definitions["kink"]["required"].remove("products")
    definitions["interface"]["properties"]["more"] = {"type": "number"}
    found = differences(
        declared(sw.Interface), results_told(document, ["interface", "uncovered"]), "interface"
    )
    told_of = " ".join(found)
    for word in ("interphase.character", "mutual.reaction", "kinks[].products", "interface.more"):
        assert word in told_of
