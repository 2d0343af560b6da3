"""The fields of every JSON document, from the schemas that ship with the package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from generate.markdown import code, table


def json_documents() -> str:
    """One section for each schema, one table for each kind of object in it."""
    folder = resources.files("stabwin.data").joinpath("schemas")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda f: f.name)
    return "\n\n".join(part for file in files for part in _document(json.loads(file.read_text("utf-8"))))


def _document(schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {schema['title']}\n\n{schema.get('description', '')}"
    yield _fields(schema)
    for name, definition in schema.get("$defs", {}).items():
        if "properties" in definition:
            yield f"**{code(name)}.** {definition.get('description', '')}"
            yield _fields(definition)


def _fields(definition: Mapping[str, Any]) -> str:
    required = definition.get("required", ())
    return table(
        ("field", "type", "what"),
        [
            (code(name), _type(field), _about(field, needed=name in required))
            for name, field in definition["properties"].items()
        ],
    )


def _about(field: Mapping[str, Any], *, needed: bool) -> str:
    said = str(field.get("description", ""))
    return said if needed else f"{said} Not always there.".strip()


def _type(field: Mapping[str, Any]) -> str:
    """The type of a field in a few words."""
    if "$ref" in field:
        return code(field["$ref"].rpartition("/")[2])
    for choice in ("oneOf", "anyOf"):
        if choice in field:
            return " or ".join(dict.fromkeys(_type(one) for one in field[choice]))
    if "const" in field:
        return code(json.dumps(field["const"]))
    if "enum" in field:
        return ", ".join(code(json.dumps(value)) for value in field["enum"])
    kinds = field.get("type", "any")
    if kinds == "array":
        items = field.get("prefixItems") or [field.get("items", {})]
        return f"list of {' and '.join(dict.fromkeys(_type(item) for item in items))}"
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
