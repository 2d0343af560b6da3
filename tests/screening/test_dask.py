"""A real dask scheduler with two workers answers a study with the bytes of one process."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")

Run = Callable[..., subprocess.CompletedProcess[str]]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextlib.contextmanager
def dask(environment: dict[str, str], folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of dask's own commands, as a user starts it."""
    with (folder / f"{arguments[0]}.txt").open("wb") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("dask")), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        # A worker's nanny has children of its own.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_open(port: int, scheduler: subprocess.Popen[bytes]) -> None:
    while scheduler.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("The scheduler ended.")


@pytest.fixture(scope="module")
def scheduler(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler without workers."""
    port, folder = free_port(), tmp_path_factory.mktemp("scheduler")
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"]
    with dask(environment, folder, "scheduler", *options) as process:
        wait_until_open(port, process)
        yield f"tcp://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("caches")


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("stabwin: ")
    return lines[0]


def test_a_scheduler_that_is_not_there_is_one_sentence(
    run: Run, study_file: Path, caches: Path, tmp_path: Path
) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    how = ["--backend", "dask", "--scheduler", address, "--cache", caches / "none", "--out", tmp_path]
    assert address in one_sentence(run("screen", study_file, *how))


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:1", "tcp://"])
def test_an_address_that_is_none_is_one_sentence(
    run: Run, study_file: Path, caches: Path, tmp_path: Path, address: str
) -> None:
    how = ["--backend", "dask", "--scheduler", address, "--cache", caches / "none", "--out", tmp_path]
    assert address in one_sentence(run("screen", study_file, *how))


@pytest.mark.parametrize(
    ("how", "named"), [(["--backend", "dask"], "--scheduler"), (["--backend", "spark"], "spark")]
)
def test_a_backend_that_can_not_be_used_is_one_sentence(
    run: Run, study_file: Path, caches: Path, tmp_path: Path, how: list[str], named: str
) -> None:
    done = run("screen", study_file, *how, "--cache", caches / "none", "--out", tmp_path)
    assert named in one_sentence(done)


def test_a_scheduler_without_workers_is_one_sentence(
    run: Run, study_file: Path, caches: Path, tmp_path: Path, scheduler: str
) -> None:
    how = ["--backend", "dask", "--scheduler", scheduler, "--cache", caches / "none", "--out", tmp_path]
    assert "no workers" in one_sentence(run("screen", study_file, *how))


def test_two_dask_workers_give_the_bytes_of_one_process(
    run: Run,
    study_file: Path,
    caches: Path,
    tmp_path: Path,
    scheduler: str,
    environment: dict[str, str],
    results_of: Callable[[Path], dict[str, bytes]],
) -> None:
    alone, spread = tmp_path / "alone", tmp_path / "spread"
    done = run("screen", study_file, "--jobs", 1, "--cache", caches / "one", "--out", alone)
    assert done.returncode == 1, done.stderr
    with contextlib.ExitStack() as workers:
        for number in range(2):
            folder = tmp_path / f"worker-{number}"
            folder.mkdir()
            options = ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
            workers.enter_context(dask(environment, folder, "worker", scheduler, *options))
        how = ["--backend", "dask", "--scheduler", scheduler, "--cache", caches / "two", "--out", spread]
        done = run("screen", study_file, *how)
        assert done.returncode == 1, done.stderr
        assert " 0 kept" in done.stderr
        assert "Traceback" not in done.stderr
        again = run("screen", study_file, *how)
        assert "0 tasks computed" in again.stderr
    assert results_of(spread) == results_of(alone)
