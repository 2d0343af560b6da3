"""stabwin beside pymatgen, in one run: times as a user calls them, and their ratios.

Times of this machine are noisy; the ratios of one run are what counts. Tasks use the large table
where it exists (STABWIN_SHARED_DATA, or the folder shared/data beside the checkout), else the starter.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import stabwin as sw

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("STABWIN_SHARED_DATA", CHECKOUT.parent / "shared" / "data"))
LARGE_TABLE = SHARED / "mp_2019_compositions.csv.gz"

# Compounds of 4, 6 and 8 elements (one system with many phases, one with few), and what the ratio to
# pymatgen must reach.
WINDOW_TARGETS = {
    "Li10GeP2S12": "15 x",
    "Li6.3Al0.1La3Zr1.6Ta0.4O12": "100 x",
    "LiNi0.8Mn0.08Co0.08Al0.02Ti0.01Mg0.01O2": "1000 x",
    "Li6Al0.1Ga0.1La3Zr1.5Ta0.3Nb0.2O12": "1000 x",
}


def seconds(task: Callable[[], object], repeats: int = 1) -> float:
    """The median time of a task."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def line(what: str, ours: float, theirs: float | None = None, budget: str = "") -> None:
    """One row of the output."""
    beside = "" if theirs is None else f"{theirs:10.3f} s {theirs / ours:9.0f} x"
    print(f"{what:58s} {_short(ours):>11s} {beside:24s} {budget}", flush=True)


def _short(value: float) -> str:
    return f"{value * 1e3:.3f} ms" if value < 0.1 else f"{value:.3f} s"


def entries_within(table: sw.PhaseTable, elements: set[str]) -> list[object]:
    """The phases of some elements as pymatgen entries, stable or not."""
    from pymatgen.analysis.phase_diagram import PDEntry
    from pymatgen.core import Composition

    found = []
    for row, energy in enumerate(table.stability.energies.tolist()):
        composition = Composition(table.columns.keys[row].replace(" ", ""))
        if {element.symbol for element in composition} <= elements:
            found.append(PDEntry(composition, energy * composition.num_atoms))
    return found


def windows_beside_pymatgen(table: sw.PhaseTable) -> None:
    """One window at 4, 6 and 8 elements, pymatgen's diagram included."""
    from pymatgen.analysis.phase_diagram import PhaseDiagram
    from pymatgen.core import Composition, Element

    for target, budget in WINDOW_TARGETS.items():
        composition = Composition(target)
        elements = {element.symbol for element in composition}
        entries = entries_within(table, elements)

        def theirs(entries: list[object] = entries, composition: Composition = composition) -> None:
            PhaseDiagram(entries).get_element_profile(Element("Li"), composition)

        def window(target: str = target) -> None:
            sw.window(target, phases=table).to_dict()

        def profile(target: str = target) -> None:
            sw.profile(target, phases=table).to_dict()

        window()
        name = f"{len(elements)} elements ({len(entries)} phases)"
        beside = seconds(theirs)
        line(f"window, {name}", seconds(window, 300), beside, f"budget {budget}")
        line(f"profile, {name}", seconds(profile, 300), beside, f"budget {budget}")


def all_windows(table: sw.PhaseTable) -> None:
    """Every lithium compound of the table."""
    targets = [
        table.printed(row)[0]
        for row, count in enumerate(table.columns.fraction_of("Li").tolist())
        if 0 < count < 1
    ]
    targets_as_formulas = [sw.Target(text) for text in targets]
    answers = sw.windows(targets_as_formulas, phases=table)
    taken = seconds(lambda: sw.windows(targets_as_formulas, phases=_reopened(table)), 3)
    failed = len(answers.failures)
    line(f"windows of all {len(targets)} Li compounds ({failed} failed)", taken, None, "budget 3 s")


def _reopened(table: sw.PhaseTable) -> sw.PhaseTable:
    """The same table without the systems that earlier requests left in it."""
    from dataclasses import replace

    from stabwin.phases.system import KeptSystems

    return replace(table, _systems=KeptSystems(), _printed={}, known_stability=table.stability)


def opening(source: str) -> None:
    """Stability of a whole table, and opening its compiled copy."""
    from stabwin.phases.known_stability import Stability

    table = sw.load_phases(source)
    line(f"stability of all {len(table)} phases", seconds(lambda: Stability.of(table.columns, table.scheme)), None, "budget 15 s")
    line("opened from the compiled copy", seconds(lambda: sw.load_phases(source), 5), None, "budget 0.2 s")
    folder = tempfile.mkdtemp()
    first = seconds(lambda: sw.load_phases(source, cache=folder))
    shutil.rmtree(folder)
    line("read, stabilised and compiled the first time", first)


def shell(*arguments: str) -> float:
    """A command from a cold shell."""
    stabwin = Path(sys.executable).with_name("stabwin")
    return seconds(lambda: subprocess.run([stabwin, *arguments], check=True, capture_output=True), 5)


def main() -> None:
    """Measure everything and print one table."""
    warnings.simplefilter("ignore")
    source = str(LARGE_TABLE) if LARGE_TABLE.exists() else "starter"
    if source == "starter":
        print("The large table is not here: the starter phases instead.")
    table = sw.load_phases(source)
    print(f"{table!r}")
    print(f"{'':58s} {'stabwin':>11s} {'pymatgen':>12s} {'ratio':>11s}")
    opening(source)
    all_windows(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory so far':58s} {peak:8.0f} MB {'':24s} budget 500 MB")
    windows_beside_pymatgen(table)
    shell("window", "LGPS")
    line("stabwin window LGPS, cold shell, second run", shell("window", "LGPS"), None, "budget 1.5 s")
    line("stabwin window LGPS --phases (this table)", shell("window", "LGPS", "--phases", source), None, "budget 4 s")


if __name__ == "__main__":
    main()
