"""However a screen is run, stopped and run again, it ends with the same bytes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import stabwin
from stabwin.screening.answer_keys import AnswerKeys
from stabwin.screening.cache import keep_answers, load_answers
from stabwin.screening.packed import pack
from stabwin.screening.plan import Plan
from stabwin.screening.run_folder import write_run
from stabwin.screening.runner import run_tasks, split
from stabwin.screening.screen import Screen, screen
from stabwin.screening.study import Study, make_study, read_study
from stabwin.screening.tasks import Task, answer

Run = Callable[..., subprocess.CompletedProcess[str]]
Read = Callable[[Path], dict[str, bytes]]

# The command with chunks so small that a process can be stopped between any two of some hundred.
SMALL_CHUNKS = """
import sys
import stabwin.screening.runner as runner
from stabwin.cli.main import run
runner.CHUNK_WORK = 10.0
run()
"""


@pytest.fixture(scope="module")
def study(study_file: Path) -> Study:
    return read_study(study_file)


@pytest.fixture(scope="module")
def ready_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the compiled starter and nothing else."""
    cache = tmp_path_factory.mktemp("ready")
    stabwin.load_phases("starter", cache=cache)
    return cache


@pytest.fixture
def cache(tmp_path: Path, ready_cache: Path) -> Path:
    """A cache without answers; compiling the phases each time would only cost time."""
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "compiled").symlink_to(ready_cache / "compiled")
    return folder


@pytest.fixture(scope="module")
def undisturbed(
    run: Run,
    study_file: Path,
    ready_cache: Path,
    results_of: Read,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, bytes]:
    """The results of the command in one process, started once and left alone."""
    folder = tmp_path_factory.mktemp("undisturbed")
    cache = tmp_path_factory.mktemp("undisturbed-cache")
    (cache / "compiled").symlink_to(ready_cache / "compiled")
    done = run("screen", study_file, "--jobs", 1, "--cache", cache, "--out", folder)
    assert done.returncode == 1, done.stderr  # one target of the study is no material
    return results_of(folder)


@pytest.fixture
def start(study_file: Path, environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the command with small chunks, in a process group of its own."""
    started: list[subprocess.Popen[str]] = []

    def start_command(cache: Path, out: Path, *arguments: object, **how: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SMALL_CHUNKS, "screen", str(study_file)]
        options = ["--cache", str(cache), "--out", str(out), *map(str, arguments)]
        process = subprocess.Popen(
            [*command, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            **{"env": environment, **how},
        )
        started.append(process)
        return process

    yield start_command
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def run_here(study: Study, cache: Path, out: Path, **how: Any) -> Screen:
    found = screen(study, cache=cache, **how)
    out.mkdir(exist_ok=True)
    write_run(out, found)
    return found


def kept_files(cache: Path) -> set[str]:
    return {path.name for path in (cache / "results").glob("*.answers")}


def one_sentence(stderr: str) -> str:
    """The only line on stderr, which names the program and is no traceback."""
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("stabwin: ")
    return lines[0]


def test_two_processes_give_the_bytes_of_one(
    run: Run, study_file: Path, cache: Path, tmp_path: Path, undisturbed: dict[str, bytes], results_of: Read
) -> None:
    done = run("screen", study_file, "--jobs", 2, "--cache", cache, "--out", tmp_path / "out")
    assert done.returncode == 1, done.stderr
    assert results_of(tmp_path / "out") == undisturbed


def test_the_order_of_tasks_changes_nothing(
    study: Study, cache: Path, tmp_path: Path, undisturbed: dict[str, bytes], results_of: Read
) -> None:
    table = stabwin.load_phases("starter", cache=cache)
    keys = AnswerKeys(table)
    tasks = [(keys.key(task), task) for task in Plan(study, table, tmp_path).tasks]
    random.Random(5).shuffle(tasks)
    # Each by itself, so that no grouping puts them back in order.
    keep_answers(cache, {key: pack(answer(task, table)) for key, task in tasks})
    found = run_here(study, cache, tmp_path / "out")
    assert (found.computed, found.kept) == (0, len(tasks))
    assert results_of(tmp_path / "out") == undisturbed


def test_shuffled_tasks_run_to_the_same_answers(study: Study, cache: Path, tmp_path: Path) -> None:
    table = stabwin.load_phases("starter", cache=cache)
    keys = AnswerKeys(table)
    tasks = [(keys.key(task), task) for task in Plan(study, table, tmp_path).tasks][:60]
    expected = {key: pack(answer(task, table)) for key, task in tasks}
    random.Random(7).shuffle(tasks)
    assert run_tasks(tasks, table, cache=cache, jobs=1) == expected


def test_every_task_is_in_exactly_one_chunk(study: Study, starter: Any, tmp_path: Path) -> None:
    keys = AnswerKeys(starter)
    tasks = [(keys.key(task), task) for task in Plan(study, starter, tmp_path).tasks]
    chunks = list(split(tasks))
    assert len(chunks) > 2
    assert sorted(key for chunk in chunks for key, _ in chunk) == sorted(key for key, _ in tasks)


def test_a_screen_killed_at_ten_random_moments_ends_with_the_same_bytes(
    start: Callable[..., subprocess.Popen[str]],
    cache: Path,
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    results_of: Read,
) -> None:
    moments = random.Random(2019)
    killed_between = 0
    for turn in range(10):
        before = len(kept_files(cache))
        process = start(cache, tmp_path / "out", "--jobs", 2 if turn % 5 == 4 else 1)
        after_chunks = moments.randrange(0, 9)  # 0: while it starts
        while process.poll() is None and len(kept_files(cache)) < before + after_chunks:
            time.sleep(0.002)
        time.sleep(moments.uniform(0.0, 0.4 if after_chunks == 0 else 0.03))
        killed_between += process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert killed_between == 10
    assert kept_files(cache)
    resumed = start(cache, tmp_path / "out", "--jobs", 1)
    stderr = resumed.communicate()[1]
    assert resumed.returncode == 1, stderr
    assert " 0 kept" not in stderr
    assert results_of(tmp_path / "out") == undisturbed


def test_a_screen_killed_while_it_writes_its_files_ends_with_the_same_bytes(
    study: Study,
    start: Callable[..., subprocess.Popen[str]],
    cache: Path,
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    results_of: Read,
) -> None:
    screen(study, cache=cache)
    out = tmp_path / "out"
    process = start(cache, out, "--jobs", 1)
    while process.poll() is None and not (out / "interfaces.csv").exists():
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert not (out / "log.txt").exists()
    assert run_here(study, cache, out).computed == 0
    assert results_of(out) == undisturbed


def test_a_rerun_computes_nothing(
    study: Study, cache: Path, tmp_path: Path, undisturbed: dict[str, bytes], results_of: Read
) -> None:
    first = run_here(study, cache, tmp_path / "out")
    assert first.kept == 0
    again = run_here(study, cache, tmp_path / "out")
    assert (again.computed, again.kept) == (0, first.computed)
    assert results_of(tmp_path / "out") == undisturbed


def test_added_candidates_alone_are_computed(study: Study, cache: Path) -> None:
    first = screen(study, cache=cache)
    plain = study.model_dump()
    plain["coatings"]["candidates"] = ["Li2SO4", *plain["coatings"]["candidates"], "LiF", "Li2O"]
    more = screen(make_study(plain), cache=cache)
    assert more.computed == 3
    assert more.kept == first.computed


def test_fresh_computes_everything_again_to_the_same_bytes(
    study: Study, cache: Path, tmp_path: Path, undisturbed: dict[str, bytes], results_of: Read
) -> None:
    first = screen(study, cache=cache)
    again = run_here(study, cache, tmp_path / "out", fresh=True)
    assert (again.computed, again.kept) == (first.computed, 0)
    assert results_of(tmp_path / "out") == undisturbed


def test_answers_of_other_phases_or_another_scheme_are_not_reused(study: Study, cache: Path) -> None:
    screen(study, cache=cache)
    plain = study.model_dump()
    for phases in ({"exclude": ["Li2O"]}, {"scheme": "database"}):
        plain["phases"] = {"source": "starter", **phases}
        assert screen(make_study(plain), cache=cache).kept == 0


def test_another_band_gap_is_another_answer(cache: Path, tmp_path: Path) -> None:
    # The fingerprint of a system holds energies only, but a coating is judged by its gap as well.
    rows = "Li,0,\nO,0,\nLi2O,-2.0,{gap}\nP,0,\nS,0,\nLi3PS4,-1.0,2.5\n"
    gaps = []
    for gap in (5.0, 0.1):
        phases = tmp_path / f"gap-{gap}.csv"
        phases.write_text("formula,formation_energy_ev_per_atom,band_gap_ev\n" + rows.format(gap=gap))
        layer = {"electrolytes": ["Li3PS4"], "electrodes": ["Li"], "candidates": ["Li2O"]}
        plain = {"name": "gap", "phases": {"source": str(phases), "complete": True}, "coatings": layer}
        gaps.append(screen(make_study(plain), cache=cache).tables["coatings"][0]["band_gap_ev"])
    assert gaps == [5.0, 0.1]


def test_two_runs_into_the_same_folder_at_once_are_safe(
    start: Callable[..., subprocess.Popen[str]],
    cache: Path,
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    results_of: Read,
) -> None:
    both = [start(cache, tmp_path / "out", "--jobs", 1) for _ in range(2)]
    for process in both:
        stderr = process.communicate()[1]
        assert process.returncode == 1, stderr
    assert results_of(tmp_path / "out") == undisturbed
    assert len((tmp_path / "out" / "log.txt").read_text().splitlines()) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_is_one_sentence_and_what_was_finished_is_kept(
    start: Callable[..., subprocess.Popen[str]], cache: Path, tmp_path: Path, jobs: int
) -> None:
    process = start(cache, tmp_path / "out", "--jobs", jobs)
    while process.poll() is None and not kept_files(cache):
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers too
    stderr = process.communicate()[1]
    assert process.returncode == 130, stderr
    assert "What was finished is kept" in one_sentence(stderr)
    assert load_all(cache)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds workers under /proc")
def test_a_killed_worker_is_one_sentence_and_the_run_goes_on(
    start: Callable[..., subprocess.Popen[str]],
    cache: Path,
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    results_of: Read,
) -> None:
    process = start(cache, tmp_path / "out", "--jobs", 2)
    while process.poll() is None and not kept_files(cache):
        time.sleep(0.002)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    workers = [pid for pid in children if b"LokyProcess" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(int(workers[0]), signal.SIGKILL)
    stderr = process.communicate()[1]
    assert process.returncode == 6, stderr
    assert "A worker stopped" in one_sentence(stderr)
    kept = len(load_all(cache))
    assert kept
    again = start(cache, tmp_path / "out", "--jobs", 1)
    stderr = again.communicate()[1]
    assert f" {kept} kept" in stderr
    assert results_of(tmp_path / "out") == undisturbed


def load_all(cache: Path) -> set[str]:
    """The names of all kept answers."""
    heads = (path.read_bytes().partition(b"\n")[0] for path in (cache / "results").iterdir())
    return {key for head in heads for key in json.loads(head)}


class Poison(Task):
    """A task whose arrival ends the process that receives it."""

    def __reduce__(self) -> Any:
        return _end_process, ()


def _end_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


POISONED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_resume
test_resume.run_poisoned(Path(sys.argv[2]), Path(sys.argv[3]))
"""


def run_poisoned(study_file: Path, cache: Path) -> None:
    """A screen with a task among its last that kills its worker."""
    table = stabwin.load_phases("starter", cache=cache)
    keys = AnswerKeys(table)
    tasks = [(keys.key(task), task) for task in Plan(read_study(study_file), table, study_file).tasks]
    poison = ("poison", Poison(question="windows", targets=("LGPS",)))
    run_tasks([*tasks, poison], table, cache=cache, jobs=2)


def test_a_task_that_kills_its_worker_loses_no_answer_that_was_finished(
    study: Study, study_file: Path, cache: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", POISONED, str(Path(__file__).parent), str(study_file), str(cache)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "WorkerError: A worker stopped" in done.stderr
    kept = len(load_all(cache))
    assert kept
    assert screen(study, cache=cache).kept == kept


def test_a_folder_with_another_study_is_refused_and_left_alone(
    run: Run, study_file: Path, cache: Path, tmp_path: Path, results_of: Read
) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[windows]\ntargets = ["LGPS"]\n[phases]\nsource = "starter"\n')
    out = tmp_path / "out"
    assert run("screen", other, "--cache", cache, "--out", out).returncode == 0
    before = results_of(out)
    done = run("screen", study_file, "--cache", cache, "--out", out)
    assert (done.returncode, done.stdout) == (2, "")
    sentence = one_sentence(done.stderr)
    assert "'other'" in sentence
    assert "--out" in sentence
    assert results_of(out) == before


@pytest.mark.parametrize("content", ["[]", "no json", '"text"'])
def test_a_folder_whose_study_can_not_be_read_is_refused(
    run: Run, study_file: Path, cache: Path, tmp_path: Path, content: str
) -> None:
    (tmp_path / "study.json").write_text(content)
    done = run("screen", study_file, "--cache", cache, "--out", tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in one_sentence(done.stderr)


def test_tables_that_the_study_no_longer_asks_for_go(study: Study, cache: Path, tmp_path: Path) -> None:
    run_here(study, cache, tmp_path / "out")
    run_here(make_study({**study.model_dump(), "profiles": None}), cache, tmp_path / "out")
    assert not list((tmp_path / "out").glob("profiles.*"))
    assert (tmp_path / "out" / "windows.csv").exists()


def test_a_cache_that_can_not_be_written_is_one_sentence(
    run: Run, study_file: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    for jobs in (1, 2):
        done = run("screen", study_file, "--jobs", jobs, "--cache", blocked, "--out", tmp_path / "out")
        assert (done.returncode, done.stdout) == (3, "")
        assert "--cache" in one_sentence(done.stderr)


def limit_files_to(size: int) -> Callable[[], None]:
    """What a full disk does: a write beyond this many bytes fails."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_that_fills_up_is_one_sentence_and_loses_nothing(
    start: Callable[..., subprocess.Popen[str]],
    cache: Path,
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    results_of: Read,
) -> None:
    out = tmp_path / "out"
    largest = max(len(content) for content in undisturbed.values())
    # Small: no answer can be kept. Larger: answers can, but not the largest file of the run.
    for size, code in ((1000, 3), (largest - 1, 2)):
        process = start(cache, out, "--jobs", 1, preexec_fn=limit_files_to(size))
        stderr = process.communicate()[1]
        assert process.returncode == code, stderr
        one_sentence(stderr)
        whole = {name: content for name, content in results_of(out).items() if undisturbed[name] == content}
        assert results_of(out) == whole
        assert not [path for folder in (cache, out) for path in folder.rglob("*.part")]
    assert kept_files(cache)
    resumed = start(cache, out, "--jobs", 1)
    assert "\n0 tasks computed" in resumed.communicate()[1]
    assert results_of(out) == undisturbed


def test_damaged_answers_are_computed_again(
    study: Study, cache: Path, tmp_path: Path, undisturbed: dict[str, bytes], results_of: Read
) -> None:
    screen(study, cache=cache)
    files = sorted((cache / "results").glob("*.answers"))
    content = files[0].read_bytes()
    files[0].write_bytes(content[:-40])
    files[1].write_bytes(files[1].read_bytes().replace(b"0", b"1", 1))
    files[2].write_bytes(b"")
    (cache / "results" / "folder.answers").mkdir()
    found = run_here(study, cache, tmp_path / "out")
    assert found.computed
    assert results_of(tmp_path / "out") == undisturbed
    assert screen(study, cache=cache).computed == 0


def test_what_a_killed_process_left_half_written_is_ignored_and_goes_in_time(
    study: Study, cache: Path
) -> None:
    folder = cache / "results"
    folder.mkdir()
    key = next(iter(split([("a" * 40, Task(question="windows", targets=("LGPS",)))])))[0][0]
    new, old = folder / "x.answers.1.ab.part", folder / "y.answers.2.cd.part"
    for path in (new, old):
        path.write_text(f"{key}\t{{}}\n")
    os.utime(old, (0, 0))
    assert load_answers(cache, [key]) == {}
    screen(study, cache=cache)
    assert new.exists()  # perhaps another process writes it at this moment
    assert not old.exists()


def processes_of(cache: Path) -> set[int]:
    """The processes whose command line or open files name a folder."""
    found = set()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            if str(cache).encode() in told and int(process.name) != os.getpid():
                found.add(int(process.name))
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_a_screen_that_is_killed(
    start: Callable[..., subprocess.Popen[str]],
    environment: dict[str, str],
    cache: Path,
    tmp_path: Path,
    number: int,
) -> None:
    marked = {**environment, "STABWIN_CACHE": str(cache)}  # workers inherit it
    process = start(cache, tmp_path / "out", "--jobs", 2, env=marked)
    for _ in range(600):
        if kept_files(cache):
            break
        time.sleep(0.1)
    assert len(processes_of(cache)) >= 3, "two workers beside the screen"
    process.send_signal(number)
    process.wait()
    for _ in range(50):
        if not processes_of(cache):
            break
        time.sleep(0.1)
    assert not processes_of(cache)
