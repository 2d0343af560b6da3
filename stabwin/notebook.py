"""How a result shows itself in a notebook, without knowing anything of tables or HTML.

Results stand below the report in the order of imports: the report reads them, and they know nothing of it.
A notebook asks the result itself, by the name `_repr_html_`; so the answer is looked up by name when a
notebook asks, and no module of a result imports one of the report.
"""

from __future__ import annotations

from importlib import import_module

# Where results become HTML.
RENDERER = "stabwin.report.notebook"


class ShownInNotebooks:
    """A result that a notebook shows as tables."""

    def _repr_html_(self) -> str:
        """The tables as HTML, which notebooks ask for."""
        return str(import_module(RENDERER).result_as_html(self))
