"""Every name that a docstring refers to exists."""

from __future__ import annotations

import builtins
import functools
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType

import pytest

import stabwin

# A cross-reference (`stabwin.window`), and what the text calls by a name of the program (``to_dict``).
REFERENCE = re.compile(r"(?<!`)`([A-Za-z_][\w.]*)`(?!`)")
RETURNED = re.compile(r"``([a-z_]+(?:\.[a-z_]+)*)(?:\([^`]*\))?``")


def documented_objects() -> Iterator[tuple[str, object, tuple[object, ...]]]:
    """Every public function, class and method of the package, with the scopes of its own that it may name."""
    for found in pkgutil.walk_packages(stabwin.__path__, "stabwin."):
        module = import_module(found.name)
        for name, value in vars(module).items():
            if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
                continue
            if inspect.isclass(value):
                yield f"{module.__name__}.{name}", value, (module, value)
                for inner, member in vars(value).items():
                    if not inner.startswith("_") and isinstance(member, MEMBERS):
                        plain = getattr(member, "fget", None) or getattr(member, "__func__", None)
                        plain = plain or getattr(member, "func", None) or member
                        yield f"{module.__name__}.{name}.{inner}", plain, (module, value)
            elif callable(value):
                yield f"{module.__name__}.{name}", value, (module,)


MEMBERS = (FunctionType, property, classmethod, staticmethod, functools.cached_property)
OBJECTS = {name: (value, scopes) for name, value, scopes in documented_objects()}

# What modules define, by name.
DEFINED: dict[str, list[object]] = {}
for _name, (_value, (_, *_owner)) in OBJECTS.items():
    if not _owner or _owner[0] is _value:
        DEFINED.setdefault(_name.rpartition(".")[2], []).append(_value)


def resolves(reference: str, value: object, *scopes: object) -> bool:
    """Whether a reference leads somewhere: from the object, its class or module, the package, or an import."""
    first, *rest = reference.split(".")
    if first in parameters_of(value) | attributes_in_words(value):
        return not rest
    starts = [
        names[first]
        for scope in (*scopes, value, builtins, stabwin)
        if first in (names := attributes_of(scope))
    ]
    starts += DEFINED.get(first, [])  # within the package a name is enough
    return any(leads_on(start, rest) for start in starts) or imports(reference)


def attributes_in_words(value: object) -> set[str]:
    """Names that a docstring describes in its own sections of parameters and attributes."""
    return set(re.findall(r"^(\w+)(?:, \w+)* :", inspect.getdoc(value) or "", flags=re.MULTILINE))


def attributes_of(value: object) -> dict[str, object]:
    names = {
        *dir(value),
        *getattr(value, "__annotations__", {}),
        *getattr(value, "__dataclass_fields__", {}),
    }
    return {name: getattr(value, name, None) for name in names}


def parameters_of(value: object) -> set[str]:
    try:
        return set(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        return set()


def leads_on(value: object, names: list[str]) -> bool:
    for name in names:
        if name not in attributes_of(value):
            return False
        value = getattr(value, name, None)
    return True


def imports(reference: str) -> bool:
    home, _, name = reference.rpartition(".")
    for module, rest in ((reference, []), (home, [name])):
        try:
            return leads_on(import_module(module), rest)
        except (ImportError, ValueError):
            continue
    return False


@pytest.mark.parametrize("name", OBJECTS)
def test_every_cross_reference_resolves(name):
    value, scopes = OBJECTS[name]
    references = REFERENCE.findall(inspect.getdoc(value) or "")
    broken = [reference for reference in references if not resolves(reference, value, *scopes)]
    assert not broken


@pytest.mark.parametrize(
    "name", [name for name in stabwin.__all__ if inspect.isfunction(getattr(stabwin, name))]
)
def test_what_a_function_says_of_its_result_is_there(name):
    returns = (inspect.getdoc(getattr(stabwin, name)) or "").partition("Returns\n-------\n")[2]
    kind = getattr(stabwin, returns.split("\n")[0].strip(), None)
    if inspect.isclass(kind):
        named = RETURNED.findall(returns.partition("\n\n")[0])
        assert not [one for one in named if one.split(".")[0] not in attributes_of(kind)]


def test_a_broken_reference_is_found():
    assert not resolves("stabwin.read_study", stabwin.screen)
    assert not resolves("windoow", stabwin.window)
    assert not resolves("Window.limit", stabwin.window)
    assert resolves("Window.to_dict", stabwin.window)
    assert resolves("stabwin.ErrorModel", stabwin.window)
    assert resolves("stabwin.chemistry.catalogue.resolve", stabwin.window)
