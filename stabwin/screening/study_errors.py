"""What is wrong with the values of a study, in words: the first key, its value, and what it must be."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

_SHOWN = 60  # characters of a value

# What a value must be, by the kind of pydantic's error.
_MUST_BE = {
    "model_type": "a section with keys of its own",
    "model_attributes_type": "a section with keys of its own",
    "dict_type": "a section of names and numbers",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_type": "a text in quotation marks",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "finite_number": "a finite number",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
    "greater_than": "above {gt:g}",
    "less_than": "below {lt:g}",
    "literal_error": "{expected}",
}


def study_error(error: ValidationError, known: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """The key that is wrong first, and what is wrong with it.

    Parameters
    ----------
    error : pydantic.ValidationError
    known : mapping of str to sequence of str
        The keys of each section, by its key; those of the study itself by "".
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for one in error.errors():
        found.setdefault(_key_of(one["loc"]), []).append(dict(one))
    key, faults = next(iter(found.items()))
    return key, _in_words(key, faults, known)


def _in_words(key: str, faults: Sequence[Mapping[str, Any]], known: Mapping[str, Sequence[str]]) -> str:
    kinds = {fault["type"]: fault for fault in faults}
    if fault := kinds.get("value_error"):
        return str(fault["msg"]).removeprefix("Value error, ")
    if "extra_forbidden" in kinds:
        section, _, name = key.rpartition(".")
        near = difflib.get_close_matches(name, known.get(section, ()), n=1)
        return f"is not a key of a study{f' (did you mean {near[0]}?)' if near else ''}"
    if "missing" in kinds:
        return "is missing"
    if "too_short" in kinds:
        return "is empty: give at least one"
    if "too_long" in kinds:
        return f"{_shown(kinds['too_long']['input'])} is too long: give two values"
    needed = dict.fromkeys(
        _MUST_BE.get(kind, "another value").format(**fault.get("ctx", {})) for kind, fault in kinds.items()
    )
    must_be = " or ".join(needed).replace("False", "false")
    return f"{_shown(faults[0]['input'])} must be {must_be}"


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _key_of(place: tuple[int | str, ...]) -> str:
    """The key that an error is about, as the file has it: sections, key, and place in a list."""
    parts: list[str] = []
    for part in place:
        if isinstance(part, int):
            parts[-1] += f"[{part}]"
        elif part.isidentifier() and part not in ("float", "int", "bool", "str"):
            parts.append(part)  # the others are the types that a key may have
    return ".".join(parts) or "study"
