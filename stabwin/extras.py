"""Packages that come with an optional extra: what needs one that is not installed says how to get it."""

from __future__ import annotations

from importlib.util import find_spec

from stabwin.errors import MissingExtraError

# The extra of pyproject.toml that each package comes with.
EXTRAS = {
    "pymatgen": "pymatgen",
    "mp_api": "fetch",
    "matplotlib": "plot",
    "plotly": "plot",
    "jinja2": "report",
    "openpyxl": "excel",
    "distributed": "dask",
}


def require(package: str, purpose: str) -> None:
    """Make sure that a package is installed, before it is imported.

    Parameters
    ----------
    package : str
        As it is imported.
    purpose : str
        What needs it, as the subject of a sentence.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    if find_spec(package) is None:
        raise MissingExtraError(
            f'{purpose} needs {package}, which is not installed: pip install "stabwin[{EXTRAS[package]}]".',
            package=package,
            extra=EXTRAS[package],
        )
