"""Four processes at once in one folder and one cache: each ends with the bytes of one alone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import stabwin
from stabwin.screening.run_folder import check_folder

Run = Callable[..., subprocess.CompletedProcess[str]]
Read = Callable[[Path], dict[str, bytes]]

STUDY = """
[windows]
targets = ["LGPS", "LLZO", "Li3PS4", "role:coating"]
[interfaces]
a = ["LGPS", "LLZO"]
b = ["LCO", "Li"]
state = "both"
[coatings]
electrolytes = ["LPSCl"]
electrodes = ["LCO"]
candidates = ["LiNbO3", "Al2O3", "Li-M-O with M in [P, B, Nb]"]
"""
FOUR = 4


@pytest.fixture
def at_once(program: str, environment: dict[str, str]) -> Callable[..., list[tuple[int, str, str]]]:
    """Start the command four times; exit codes, and what each said."""

    def run_all(*arguments: object, cwd: Path) -> list[tuple[int, str, str]]:
        running = [
            subprocess.Popen(
                [program, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                env=environment,
                cwd=cwd,
            )
            for _ in range(FOUR)
        ]
        said = [one.communicate(timeout=300) for one in running]
        return [(one.returncode, *texts) for one, texts in zip(running, said, strict=True)]

    return run_all


def test_one_study_into_one_folder(
    run: Run, at_once: Callable[..., list[tuple[int, str, str]]], results_of: Read, tmp_path: Path
) -> None:
    (tmp_path / "four.toml").write_text(STUDY)
    command = ("screen", tmp_path / "four.toml", "--jobs", 1)
    alone = run(*command, "--cache", tmp_path / "own", "--out", tmp_path / "alone")
    assert alone.returncode == 0, alone.stderr
    for code, stdout, stderr in at_once(*command, "--cache", "cache", "--out", "run", cwd=tmp_path):
        assert (code, stdout) == (0, alone.stdout), stderr
    assert results_of(tmp_path / "run") == results_of(tmp_path / "alone")
    assert not list(tmp_path.rglob("*.part"))
    again = run(*command, "--cache", tmp_path / "cache", "--out", tmp_path / "run")
    assert again.stderr.startswith("0 tasks computed")
    report = run("report", tmp_path / "run", "--format", "md")
    assert report.returncode == 0, report.stderr


def test_windows_of_one_table_that_is_compiled_into_one_cache(
    run: Run, at_once: Callable[..., list[tuple[int, str, str]]], tmp_path: Path
) -> None:
    frame = stabwin.load_phases("starter", scheme="database").to_dataframe()
    frame[["formula", "formation_energy_ev_per_atom"]].to_csv(tmp_path / "own.csv", index=False)
    command = ("window", "LGPS", "Li3PS4", "LLZO", "--phases", "own.csv", "--csv", "out.csv", "--json")
    alone = run(*command, "--cache", "own", cwd=tmp_path)
    assert alone.returncode == 0, alone.stderr
    rows = (tmp_path / "out.csv").read_bytes()
    for code, stdout, stderr in at_once(*command, "--cache", "cache", cwd=tmp_path):
        assert (code, stdout, stderr) == (0, alone.stdout, "")
    assert (tmp_path / "out.csv").read_bytes() == rows
    names = [[path.name for path in (tmp_path / name).rglob("*")] for name in ("own", "cache")]
    assert names[0] == names[1]


def test_a_folder_that_another_process_makes_meanwhile_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was made and removed to see whether it can be: from under what another had written there."""
    made = Path.mkdir

    def made_and_used(path: Path, *arguments: object, **options: object) -> None:
        made(path, *arguments, **options)
        (path / "windows.csv").write_text("another's")

    monkeypatch.setattr(Path, "mkdir", made_and_used)
    check_folder(tmp_path / "run", "four")
    assert not list(tmp_path.iterdir())
