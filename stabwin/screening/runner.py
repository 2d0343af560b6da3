"""Running tasks: in one process or many, on one machine or a dask cluster, with the same answers."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from stabwin.analysis.coatings.judge import Memory
from stabwin.errors import RequestError, StabwinError, WorkerError
from stabwin.extras import require
from stabwin.phases.element_sets import element_mask
from stabwin.phases.store.table_file import open_table, shared_table
from stabwin.phases.table import PhaseTable
from stabwin.screening.cache import keep_answers
from stabwin.screening.packed import pack
from stabwin.screening.parent import end_with
from stabwin.screening.tasks import COATING, HEATING, INTERFACE, Task, answer

# Chunks of this much work (in units of one window) take about half a second: small enough to lose little
# when a run is killed, large enough that handing them out and keeping their answers costs nothing.
CHUNK_WORK = 2000.0
# A short run is cut finer, so that every process has several.
_CHUNKS_PER_JOB = 8

# How much longer than one window a task takes, roughly.
_WORK = {INTERFACE: 4.0, COATING: 10.0, HEATING: 600.0}

# A process takes some seconds to start: it is worth that much work.
_WORK_OF_A_PROCESS = 10_000.0

# So many samples take as long as the nominal answer.
_SAMPLES_AS_LONG = 25.0

_SAFE_PATH = "PYTHONSAFEPATH"

LOKY, DASK = "loky", "dask"
BACKENDS = (LOKY, DASK)

Keyed = tuple[str, Task]
Progress = Callable[[int, int], None]


def run_tasks(
    missing: Sequence[Keyed],
    table: PhaseTable,
    *,
    cache: Path,
    jobs: int = 1,
    backend: str = LOKY,
    scheduler: str | None = None,
    progress: Progress = lambda *_: None,
) -> dict[str, bytes]:
    """Answer tasks chunk by chunk; every finished chunk is kept at once.

    Parameters
    ----------
    missing : sequence of (name of the answer, Task)
    table : PhaseTable
    cache : Path
        Where answers are kept, and the table for other processes.
    jobs : int
        Processes on this machine; 0: one per core, as far as there is work for them.
    backend : str
        "loky" (this machine) or "dask".
    scheduler : str, optional
        Address of a running dask scheduler.
    progress : callable
        Told tasks done and in all.

    Returns
    -------
    answers : dict of str to bytes
        By name; see `stabwin.screening.packed`.

    Raises
    ------
    RequestError
        The backend is unknown, or its scheduler does not answer.
    WorkerError
        A worker process ended; what was finished is kept.
    StoreWriteError
        The cache can't be written; what was finished is kept.
    """
    jobs = jobs or _processes_for(missing)
    chunks = list(split(missing, jobs))
    found: dict[str, bytes] = {}
    done = 0
    progress(0, len(missing))
    for answers in _run(chunks, table, cache, jobs, backend, scheduler):
        keep_answers(cache, answers)
        found |= answers
        done += len(answers)
        progress(done, len(missing))
    return found


def _processes_for(tasks: Iterable[Keyed]) -> int:
    """One process for each core that may be used; fewer where starting them takes longer than the work."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(sum(map(_work, tasks)) / _WORK_OF_A_PROCESS)))


def _work(keyed: Keyed) -> float:
    _, task = keyed
    return _WORK.get(task.question, 1.0) * _repeats(task)


def split(tasks: Iterable[Keyed], jobs: int = 1) -> Iterator[list[Keyed]]:
    """Chunks of even work; tasks of the same elements stand together, so that systems are shared."""
    ordered = sorted(tasks, key=_locality)
    works = [*map(_work, ordered)]
    enough = min(CHUNK_WORK, sum(works) / (_CHUNKS_PER_JOB * jobs))
    chunk: list[Keyed] = []
    work = 0.0
    for keyed, more in zip(ordered, works, strict=True):
        chunk.append(keyed)
        work += more
        if work >= enough:
            yield chunk
            chunk, work = [], 0.0
    if chunk:
        yield chunk


def _locality(keyed: Keyed) -> tuple[object, ...]:
    key, task = keyed
    sets = task.element_sets
    return task.question, element_mask(sets[0]) if sets else 0, task.targets, key


def _repeats(task: Task) -> float:
    """How often a task asks the same of another voltage, or of other energies."""
    voltages = task.settings.get("voltages_v") or ()
    drawn = task.settings.get("uncertainty") or {"samples": 0}
    return (1.0 + 0.5 * len(voltages)) * (1.0 + float(drawn["samples"]) / _SAMPLES_AS_LONG)


def _run(
    chunks: Sequence[list[Keyed]],
    table: PhaseTable,
    cache: Path,
    jobs: int,
    backend: str,
    scheduler: str | None,
) -> Iterator[dict[str, bytes]]:
    if backend not in BACKENDS:
        raise RequestError(f"There is no backend {backend!r}: choose {' or '.join(BACKENDS)}.")
    if scheduler is not None and backend == LOKY:
        raise RequestError("A scheduler belongs to the backend dask (--backend dask): ask for both.")
    if not chunks:
        return  # all is known: no worker is asked for
    if backend == LOKY and (jobs == 1 or len(chunks) <= 1):
        for chunk in chunks:
            yield _answer_chunk(chunk, table)
        return
    import joblib

    # What is lost by an interrupt is a chunk of work; who interrupts need not read of joblib's settings.
    warnings.filterwarnings("ignore", message=r"\d+ tasks (which were|have been).*", module="joblib")
    with shared_table(table, cache) as path, _backend(backend, jobs, scheduler):
        parallel = joblib.Parallel(return_as="generator_unordered", pre_dispatch="2*n_jobs", batch_size=1)
        parent = os.getpid() if backend == LOKY else None
        work = (joblib.delayed(_answer_chunk_of)(chunk, path, parent) for chunk in chunks)
        try:
            yield from parallel(work)
        except StabwinError:
            raise
        except TimeoutError as error:  # joblib waits ten seconds for dask's workers
            raise RequestError(
                f"The scheduler at {scheduler} has no workers: start one with dask worker {scheduler}."
            ) from error
        except Exception as error:
            raise WorkerError(
                f"A worker stopped ({type(error).__name__}): what was finished is kept. Run the same "
                "command again to go on."
            ) from error


@contextlib.contextmanager
def _backend(backend: str, jobs: int, scheduler: str | None) -> Iterator[None]:
    import joblib

    if backend == LOKY:
        with _workers_do_not_look_here(), joblib.parallel_config(backend=LOKY, n_jobs=jobs):
            yield
    else:
        with _dask_client(scheduler), joblib.parallel_config(backend=DASK):
            yield


@contextlib.contextmanager
def _workers_do_not_look_here() -> Iterator[None]:
    """Keep Python from importing from the current folder in the processes that are started now.

    Workers are started with -m, which looks there first: a file called random.py would take the place
    of Python's own. A dask worker is started by the user, with its own command.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _dask_client(scheduler: str | None) -> Any:
    if scheduler is None:
        raise RequestError(
            "The dask backend needs the address of a running scheduler: --scheduler ADDRESS."
        )
    require("distributed", "The dask backend")
    from distributed import Client

    try:
        return Client(scheduler, timeout="10s", set_as_default=True)
    except (OSError, TimeoutError, ValueError) as error:
        raise RequestError(
            f"No dask scheduler answers at {scheduler}: start one with dask scheduler, or check the "
            "address."
        ) from error


def _answer_chunk_of(chunk: list[Keyed], path: Path, parent: int | None) -> dict[str, bytes]:
    """A chunk in a worker, which maps the table into its memory, and ends with its parent."""
    if parent is not None:
        end_with(parent)
    return _answer_chunk(chunk, open_table(path))


def _answer_chunk(chunk: list[Keyed], table: PhaseTable) -> dict[str, bytes]:
    memory = Memory()
    return {key: pack(answer(task, table, memory)) for key, task in chunk}
