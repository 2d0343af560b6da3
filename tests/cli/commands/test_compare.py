"""`stabwin compare` as a command: what `--scheme` means beside its own options."""

from __future__ import annotations

import json


def test_tables_are_compared_in_one_scheme(run, tmp_path):
    export = tmp_path / "mine.parquet"
    assert run("data", "export", str(export), "--phases", "starter").returncode == 0
    found = run("compare", "LGPS", "--tables", f"starter,{export}", "--scheme", "database", "--json")
    assert found.returncode == 0
    assert {side["provenance"]["scheme"] for side in json.loads(found.stdout)["sides"]} == {"database"}


def test_one_scheme_is_nothing_to_compare(run):
    found = run("compare", "LGPS", "--scheme", "database")
    assert found.returncode == 2
    assert "--schemes A,B" in found.stderr
    assert "--tables A,B" in found.stderr
