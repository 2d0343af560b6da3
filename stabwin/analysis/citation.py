"""What to cite: as text, and as BibTeX."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One paper, report, book or program.

    Attributes
    ----------
    key : str
    kind : str
        Of its entry in BibTeX: "article", "techreport", "book" or "misc".
    authors : tuple of str
        "others" stands for et al.
    title, journal, volume, pages, institution, publisher, number, doi : str
        Empty where there is none.
    year : int or None
    """

    key: str
    kind: str = "article"
    authors: tuple[str, ...]
    title: str
    journal: str = ""
    volume: str = ""
    pages: str = ""
    institution: str = ""
    publisher: str = ""
    number: str = ""
    year: int | None = None
    doi: str = ""

    @property
    def text(self) -> str:
        """One line, with its DOI if it has one."""
        authors = ", ".join(self.authors).replace(", others", " et al.")
        place = " ".join(
            filter(None, (self.journal, self.institution, self.publisher, self.volume, self.number))
        )
        place += f", {self.pages}" if self.pages else ""
        place += f" ({self.year})" if self.year else ""
        parts = (authors, self.title, place, f"doi:{self.doi}" if self.doi else "")
        return ", ".join(filter(None, parts))

    @property
    def bibtex(self) -> str:
        """An entry for a reference manager."""
        fields = {
            "author": " and ".join(self.authors),
            "title": f"{{{self.title}}}",
            "journal": self.journal,
            "volume": self.volume,
            "pages": self.pages,
            "institution": self.institution,
            "publisher": self.publisher,
            "number": self.number,
            "year": self.year,
            "doi": self.doi,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@{self.kind}{{{self.key},\n{lines}}}\n"


@cache
def known_citations() -> dict[str, Citation]:
    """Everything that results may name, by key."""
    text = resources.files("stabwin.data").joinpath("citations.toml").read_text("utf-8")
    return {
        key: Citation(key=key, **{**entry, "authors": tuple(entry["authors"])})
        for key, entry in tomllib.loads(text).items()
    }
