"""The keys of study files, from the model that reads them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from generate.markdown import code, table
from stabwin.screening.study import Study


def study_keys() -> str:
    """One section for each table of the file."""
    return "\n\n".join(_section("", Study))


def _section(name: str, model: type[BaseModel]) -> Iterator[str]:
    heading = f"[{name}]" if name else "The file itself"
    about = inspect.getdoc(model) or ""
    inner = {key: found for key, field in model.model_fields.items() if (found := _model(field.annotation))}
    keys = {key: field for key, field in model.model_fields.items() if key not in inner}
    yield f"## {heading}\n\n{about}"
    yield table(("key", "type", "default"), [_row(key, field) for key, field in keys.items()])
    for key, found in inner.items():
        yield from _section(f"{name}.{key}" if name else key, found)


def _model(annotation: Any) -> type[BaseModel] | None:
    """The section that an annotation names, if it names one."""
    for one in (annotation, *get_args(annotation)):
        if inspect.isclass(one) and issubclass(one, BaseModel):
            return one
    return None


def _row(key: str, field: Any) -> tuple[str, str, str]:
    limits = "".join(f", at least {limit.ge:g}" for limit in field.metadata if hasattr(limit, "ge"))
    default = "that of the file" if field is Study.model_fields["name"] else _default(field.default)
    return code(key), _type(field.annotation) + limits, default


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "must be given"
    return "" if value is None else code(_toml(value))


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return str(value)


def _type(annotation: Any) -> str:
    """A type in words."""
    names = {str: "text", float: "number", int: "whole number", bool: "true or false", list: "list"}
    if annotation in names:
        return names[annotation]
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if hasattr(annotation, "__metadata__"):  # an Annotated
        return _type(parts[0])
    whole = {
        list: lambda: f"list of {_type(parts[0])}s",
        dict: lambda: f"table of {_type(parts[1])}s",
        tuple: lambda: f"{len(parts)} {_type(parts[0])}s",
        Literal: lambda: " or ".join(code(_toml(part)) for part in parts),
    }
    return whole.get(get_origin(annotation), lambda: " or ".join(_type(part) for part in parts))()
