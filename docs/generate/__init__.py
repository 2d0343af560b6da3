"""Pages of the reference that are made from the program itself, so that they can't differ from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generate.command_line import command_line
from generate.energy_schemes import energy_schemes
from generate.exit_codes import exit_codes
from generate.json_documents import json_documents
from generate.names import public_names
from generate.settings import settings_table
from generate.study_keys import study_keys

PAGES: dict[str, Callable[[], str]] = {
    "command_line.md": command_line,
    "energy_schemes.md": energy_schemes,
    "exit_codes.md": exit_codes,
    "json_documents.md": json_documents,
    "names.rst": public_names,
    "settings.md": settings_table,
    "study_keys.md": study_keys,
}


def write_pages(folder: Path) -> None:
    """Write each page, and leave one that says the same untouched."""
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        path, text = folder / name, page()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
