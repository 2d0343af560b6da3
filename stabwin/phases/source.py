"""Where a phase table comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TableSource:
    """Where a phase table comes from.

    Attributes
    ----------
    name : str
        As the user names it: "starter", a file.
    description : str
    fingerprint : str
        sha256 of the table's contents, independent of row order and file format.
    schemes : tuple of str
        Names of the energy schemes it can be read in; the first is the default.
    citations : tuple of str
        Keys of what to cite for the data.
    help_when_missing : str
        What to do where the table does not cover a request.
    """

    name: str
    description: str
    fingerprint: str
    schemes: tuple[str, ...]
    citations: tuple[str, ...] = ()
    help_when_missing: str = "Give a table that covers them with --phases PATH."
