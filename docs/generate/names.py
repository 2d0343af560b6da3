"""The public names of the package, and the parts of their results, for autodoc."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module

import stabwin
from stabwin.report import figures


def public_names() -> str:
    """Functions, results, their parts, figures, errors: one section each."""
    public = {name: getattr(stabwin, name) for name in stabwin.__all__}
    errors = [name for name, value in public.items() if _is_error(value)]
    functions = [name for name, value in public.items() if inspect.isfunction(value)]
    classes = [name for name, value in public.items() if inspect.isclass(value) and name not in errors]
    parts = sorted(f"{part.__module__}.{part.__name__}" for part in _parts(set(public.values())))
    return "\n".join(
        (
            _section("Functions", "function", (f"stabwin.{name}" for name in functions)),
            _section("Classes", "class", (f"stabwin.{name}" for name in classes)),
            _section("Types", "data", ["stabwin.TargetLike"]),
            _section("Parts of results", "class", parts),
            _section("Figures", "function", (f"stabwin.report.figures.{name}" for name in figures.__all__)),
            _section("Errors", "class", (f"stabwin.{name}" for name in errors)),
        )
    )


def _section(heading: str, kind: str, names: Iterable[str]) -> str:
    members = "\n   :members:\n   :show-inheritance:" if kind == "class" else ""
    entries = (f".. auto{kind}:: {name}{members}\n" for name in names)
    return "\n".join((heading, "=" * len(heading), "", *entries))


def _is_error(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, Exception)


def _parts(public: set[type]) -> Iterator[type]:
    """The classes that results are made of: those that can be written as plain values."""
    for package in ("stabwin.analysis", "stabwin.screening"):
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            module = import_module(found.name)
            for name, value in vars(module).items():
                own = inspect.isclass(value) and value.__module__ == module.__name__
                plain = any(hasattr(value, method) for method in ("to_dict", "to_row", "to_dataframe"))
                is_public = value in public if own else False
                shown = own and plain and not is_public and not getattr(value, "_is_protocol", False)
                if shown and not name.startswith("_"):
                    yield value
