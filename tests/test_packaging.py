"""The package as it is built: what an index shows of it, and its extras."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from stabwin.extras import EXTRAS

# Where the import name of a package is not the name it is installed by.
INSTALLED_AS = {"mp_api": "mp-api", "distributed": "dask[distributed]"}

# A link or an image that leads to a file of the repository.
LINK_TO_FILE = re.compile(r"\]\((?!https?://|mailto:|#)[^)]*\)")


def test_the_description_on_an_index_has_no_link_into_the_repository():
    description = metadata.metadata("stabwin")[
        "Description"
    ]  # in a header: other packages take it from the body
    assert "stabwin window LGPS" in description
    assert not LINK_TO_FILE.findall(description)
    assert "](https://" in description  # links elsewhere stay


def test_every_extra_brings_the_package_that_needs_it():
    requirements = metadata.requires("stabwin") or []
    for package, extra in EXTRAS.items():
        name = INSTALLED_AS.get(package, package)
        for offered in (extra, "all", "test"):
            given = [one for one in requirements if re.search(rf"extra == ['\"]{offered}['\"]", one)]
            assert any(one.startswith(f"{name}>=") for one in given), (package, offered)


def test_the_core_needs_none_of_them():
    needed = [one for one in metadata.requires("stabwin") or [] if "extra ==" not in one]
    names = {re.split(r"[^\w-]", one)[0].replace("-", "_") for one in needed}
    assert not names & {*EXTRAS, "dask"}


def test_the_version_is_the_same_wherever_it_is_stated():
    root = Path(__file__).resolve().parents[1]
    stated = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"\nversion: {stated}\n" in (root / "CITATION.cff").read_text("utf-8")
    newest = re.search(r"^## .*?(\d+\.\d+\.\d+)", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert stated.partition(".dev")[0] == newest[1]
    assert metadata.version("stabwin") == stated
