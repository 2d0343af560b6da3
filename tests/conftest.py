"""What all tests share: the starter phases, a cache of their own, and how Hypothesis searches."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from jsonschema import Draft202012Validator

import stabwin

# The same examples in every run: a law that fails, fails for everyone.
settings.register_profile("stabwin", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("stabwin")


@pytest.fixture(scope="session", autouse=True)
def isolated_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("STABWIN_PHASES", raising=False)
        # Most tests compare with numbers of the papers' energies; those of the default take this back.
        environment.setenv("STABWIN_SCHEME", "literature")
        if "STABWIN_CACHE" not in os.environ:
            environment.setenv("STABWIN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def warm_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The command without its first second: a `WarmProgram`."""
    path = Path(__file__).with_name("warm_program.py")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    program = module.WarmProgram(tmp_path_factory.mktemp("warm"))
    yield program
    program.close()


@pytest.fixture(scope="session")
def starter() -> stabwin.PhaseTable:
    return stabwin.load_phases("starter", scheme="literature")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    named = os.environ.get("STABWIN_SHARED_DATA")
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(named) if named else beside
    if not folder.is_dir():
        pytest.skip("The shared data folder isn't there: STABWIN_SHARED_DATA can name it.")
    return folder


@pytest.fixture(scope="session")
def validate() -> Callable[[Mapping[str, Any]], None]:
    """Check a document against the schema that it names."""

    def check(document: Mapping[str, Any]) -> None:
        _, command, version = document["schema"].split("/")
        folder = resources.files("stabwin.data").joinpath("schemas")
        schema = json.loads(folder.joinpath(f"{command}-{version}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        errors = [
            f"{error.json_path}: {error.message[:300]}"
            for error in Draft202012Validator(schema).iter_errors(document)
        ]
        assert not errors, "\n".join(errors[:10])

    return check
