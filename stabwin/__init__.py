"""Stability of solid battery electrolytes from first-principles data.

>>> import stabwin as sw
>>> sw.window("LGPS", phases="starter")
Window('LGPS': 1.721 V to 2.143 V, metastable)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stabwin.analysis.compare import compare
    from stabwin.analysis.comparison import Comparison
    from stabwin.analysis.conditions import Conditions, ContactConditions
    from stabwin.analysis.interfaces.interface import Interface
    from stabwin.analysis.interfaces.matrix import InterfaceMatrix, interface, interface_matrix
    from stabwin.analysis.results import Answers, Failure
    from stabwin.analysis.uncertainty.error_model import ErrorModel
    from stabwin.analysis.windows.ask import profile, profiles, window, windows
    from stabwin.analysis.windows.profile import Profile
    from stabwin.analysis.windows.window import Window
    from stabwin.chemistry.catalogue import Material
    from stabwin.chemistry.catalogue import select as catalogue
    from stabwin.chemistry.target import Target
    from stabwin.errors import (
        CoverageError,
        DamagedDataError,
        DataUnavailableError,
        NumericalError,
        RequestError,
        StabwinError,
    )
    from stabwin.phases.load import load_phases
    from stabwin.phases.table import PhaseTable
    from stabwin.report.write import write_report
    from stabwin.screening.ask import rank_coatings, screen

# Where each public name lives. They are imported when they are first used, so that a program pays
# only for what it needs: the compiled kernel takes a third of a second to import.
_HOMES = {
    "Answers": "stabwin.analysis.results",
    "Comparison": "stabwin.analysis.comparison",
    "Conditions": "stabwin.analysis.conditions",
    "ContactConditions": "stabwin.analysis.conditions",
    "CoverageError": "stabwin.errors",
    "DamagedDataError": "stabwin.errors",
    "DataUnavailableError": "stabwin.errors",
    "ErrorModel": "stabwin.analysis.uncertainty.error_model",
    "Failure": "stabwin.analysis.results",
    "Interface": "stabwin.analysis.interfaces.interface",
    "InterfaceMatrix": "stabwin.analysis.interfaces.matrix",
    "Material": "stabwin.chemistry.catalogue",
    "NumericalError": "stabwin.errors",
    "PhaseTable": "stabwin.phases.table",
    "Profile": "stabwin.analysis.windows.profile",
    "RequestError": "stabwin.errors",
    "StabwinError": "stabwin.errors",
    "Target": "stabwin.chemistry.target",
    "Window": "stabwin.analysis.windows.window",
    "catalogue": "stabwin.chemistry.catalogue:select",
    "compare": "stabwin.analysis.compare",
    "interface": "stabwin.analysis.interfaces.matrix",
    "interface_matrix": "stabwin.analysis.interfaces.matrix",
    "load_phases": "stabwin.phases.load",
    "profile": "stabwin.analysis.windows.ask",
    "profiles": "stabwin.analysis.windows.ask",
    "rank_coatings": "stabwin.screening.ask",
    "screen": "stabwin.screening.ask",
    "window": "stabwin.analysis.windows.ask",
    "windows": "stabwin.analysis.windows.ask",
    "write_report": "stabwin.report.write",
}

__all__ = [
    "Answers",
    "Comparison",
    "Conditions",
    "ContactConditions",
    "CoverageError",
    "DamagedDataError",
    "DataUnavailableError",
    "ErrorModel",
    "Failure",
    "Interface",
    "InterfaceMatrix",
    "Material",
    "NumericalError",
    "PhaseTable",
    "Profile",
    "RequestError",
    "StabwinError",
    "Target",
    "Window",
    "catalogue",
    "compare",
    "interface",
    "interface_matrix",
    "load_phases",
    "profile",
    "profiles",
    "rank_coatings",
    "screen",
    "window",
    "windows",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name == "__version__":
        from stabwin.analysis.provenance import program_version

        return program_version()
    if name not in _HOMES:
        raise AttributeError(f"module 'stabwin' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    value = getattr(import_module(module), attribute or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
