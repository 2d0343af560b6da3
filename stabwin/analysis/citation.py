"""What to cite: as text, and as BibTeX."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One paper.

    Attributes
    ----------
    key : str
    authors : tuple of str
        "others" stands for et al.
    title, journal, volume, pages : str
    year : int
    doi : str
    """

    key: str
    authors: tuple[str, ...]
    title: str
    journal: str
    volume: str
    pages: str
    year: int
    doi: str

    @property
    def text(self) -> str:
        """One line with its DOI."""
        authors = ", ".join(self.authors).replace(", others", " et al.")
        place = f"{self.journal} {self.volume}, {self.pages} ({self.year})"
        return f"{authors}, {self.title}, {place}, doi:{self.doi}"

    @property
    def bibtex(self) -> str:
        """An entry for a reference manager."""
        fields = {
            "author": " and ".join(self.authors),
            "title": f"{{{self.title}}}",
            "journal": self.journal,
            "volume": self.volume,
            "pages": self.pages,
            "year": self.year,
            "doi": self.doi,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@article{{{self.key},\n{lines}}}\n"


@cache
def known_citations() -> dict[str, Citation]:
    """Every paper that results may name, by key."""
    text = resources.files("stabwin.data").joinpath("citations.toml").read_text("utf-8")
    return {
        key: Citation(key=key, **{**entry, "authors": tuple(entry["authors"])})
        for key, entry in tomllib.loads(text).items()
    }
