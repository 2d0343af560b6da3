"""Stability of solid battery electrolytes from first-principles data.

>>> import stabwin as sw
>>> sw.window("LGPS", phases="starter")
Window('LGPS': 1.809 V to 2.517 V, metastable)
"""

from __future__ import annotations

import ast
import pkgutil
from importlib import import_module
from typing import Any


def _homes() -> dict[str, str]:
    """The module of each public name, as the stub declares it to type checkers."""
    stub = pkgutil.get_data("stabwin", "__init__.pyi") or b""
    imports = (node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom))
    return {alias.name: str(node.module) for node in imports for alias in node.names}


# Public names are imported when they are first used, so that a program pays only for what it needs: the
# compiled kernel takes a third of a second to import.
_HOMES = _homes()

__all__ = sorted(_HOMES)  # noqa: PLE0605 (declared once, in the stub)


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name == "__version__":
        from stabwin.analysis.provenance import program_version

        return program_version()
    if name not in _HOMES:
        raise AttributeError(f"module 'stabwin' has no attribute {name!r}")
    home = _HOMES[name]
    value = getattr(import_module(home), name, None) or import_module(f"{home}.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
