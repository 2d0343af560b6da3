"""Where a phase table comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
        Names of the energy schemes it can be read in; the first is the default. A single one is that of
        its energies as they are.
    citations : tuple of str
        Keys of what to cite for the data.
    database_version, thermo_type : str or None
        Of the database, where the source says.
    own_labels : tuple of str
        Labels of the user's own phases among them.
    notes : tuple of str
        What to tell the user of the source, such as damaged parts that were left out.
    help_when_missing : str
        What to do where the table does not cover a request; "{elements}" stands for them.
    """

    name: str
    description: str
    schemes: tuple[str, ...]
    fingerprint: str = ""
    citations: tuple[str, ...] = ()
    database_version: str | None = None
    thermo_type: str | None = None
    own_labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    help_when_missing: str = "Give a table that covers them with --phases PATH."

    def with_note(self, note: str) -> TableSource:
        """The source with one thing more to tell, once; itself without one."""
        return self if not note or note in self.notes else replace(self, notes=(*self.notes, note))
