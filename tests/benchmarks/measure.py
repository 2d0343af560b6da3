"""stabwin beside pymatgen, in one run: times as a user calls them, and their ratios.

Times of this machine are noisy; the ratios of one run are what counts. Tasks use the large table
where it exists (STABWIN_SHARED_DATA, or the folder shared/data beside the checkout), else the starter.
"""

from __future__ import annotations

import os
import random
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

# Four electrolytes and four cathodes.
PARTNERS = ["LGPS", "LLZO", "LPSCl", "LATP", "LCO", "NMC811", "LFP", "LNMO"]
OPEN_VOLTAGES_V = (2.5, 3.5, 4.5)
# Compounds that stand for all where all would take long, and contacts that pymatgen is timed on.
SAMPLE, PYMATGEN_SAMPLE = 300, 5

INTERFACE_PAIRS = {
    ("LiCoO2", "Li2S"): "",
    ("LiCoO2", "Li10GeP2S12"): "",
    ("LiNi0.8Mn0.1Co0.1O2", "Li6PS5Cl"): "budget 1000 x",
}


def seconds(task: Callable[[], object], repeats: int = 1) -> float:
    """The median time of a task."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def core_seconds(task: Callable[[], object]) -> float:
    """The time of one core that a task takes, whatever else the machine does."""
    start = time.process_time()
    task()
    return time.process_time() - start


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


def interfaces_beside_pymatgen(table: sw.PhaseTable) -> None:
    """One contact at 4, 6 and 8 elements, closed and at 3 V, pymatgen's diagram included."""
    from pymatgen.analysis.interface_reactions import (
        GrandPotentialInterfacialReactivity,
        InterfacialReactivity,
    )
    from pymatgen.analysis.phase_diagram import GrandPotentialPhaseDiagram, PhaseDiagram
    from pymatgen.core import Composition, Element

    for (a, b), budget in INTERFACE_PAIRS.items():
        left, right = Composition(a), Composition(b)
        elements = {element.symbol for element in (left + right)}
        entries = entries_within(table, elements)

        def closed(entries: list[object] = entries, left: object = left, right: object = right) -> None:
            InterfacialReactivity(left, right, PhaseDiagram(entries)).get_kinks()

        def at_voltage(entries: list[object] = entries, left: object = left, right: object = right) -> None:
            diagram = PhaseDiagram(entries)
            metal = diagram.el_refs[Element("Li")].energy_per_atom
            fixed = GrandPotentialPhaseDiagram(entries, {Element("Li"): metal - 3.0})
            GrandPotentialInterfacialReactivity(
                left, right, fixed, diagram, include_no_mixing_energy=True
            ).get_kinks()

        def ours(voltage_v: float | None, a: str = a, b: str = b) -> None:
            sw.interface(a, b, voltage_v=voltage_v, phases=table).to_dict()

        ours(None)
        name = f"{len(elements)} elements ({len(entries)} phases)"
        line(f"interface closed, {name}", seconds(lambda: ours(None), 200), seconds(closed), budget)
        line(f"interface at 3 V, {name}", seconds(lambda: ours(3.0), 200), seconds(at_voltage))


def all_windows(table: sw.PhaseTable, source: str) -> None:
    """Every lithium compound of the table."""
    from stabwin.screening.run_folder import write_run

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
    study = {"phases": {"source": source, "scheme": table.scheme.name}, "windows": {"targets": ["all Li"]}}

    def through_a_study() -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_run(Path(folder) / "out", sw.screen(study, fresh=True, cache=cache))

    with tempfile.TemporaryDirectory() as cache:
        sw.load_phases(source, scheme=table.scheme.name, cache=cache)  # the compiled copy
        asked = seconds(through_a_study, 3)
    line(f"the same through a study, files written ({asked / taken:.2f} x)", asked, None, "budget 2 x")


def _reopened(table: sw.PhaseTable) -> sw.PhaseTable:
    """The same table without the systems that earlier requests left in it."""
    from dataclasses import replace

    return replace(table, known_stability=table.stability)


def opening(source: str) -> None:
    """Stability of a whole table, and opening its compiled copy."""
    from stabwin.phases.stability import Stability

    table = sw.load_phases(source)
    line(
        f"stability of all {len(table)} phases",
        seconds(lambda: Stability.of(table.columns, table.scheme)),
        None,
        "budget 15 s",
    )
    line(
        "opened from the compiled copy",
        seconds(lambda: sw.load_phases(source), 5),
        None,
        "budget 0.2 s",
    )
    folder = tempfile.mkdtemp()
    first = seconds(lambda: sw.load_phases(source, cache=folder))
    shutil.rmtree(folder)
    line("read, stabilised and compiled the first time", first)


def contacts_of_all(source: str) -> None:
    """Every stable lithium compound with eight partners: minimum, fraction and products of each contact."""
    from stabwin.lists.expand import expand

    table = sw.load_phases(source, scheme="literature")
    names, _ = expand(["stable all Li"], table, CHECKOUT)
    _contacts(table, names[:20], (None, *OPEN_VOLTAGES_V))
    count = f"{len(names)} stable Li compounds x {len(PARTNERS)}"
    with_pymatgen = _pymatgen_contact(table, names)
    each = len(names) * len(PARTNERS)
    closed = core_seconds(lambda: _contacts(table, names, (None,)))
    line(f"contacts of {count}, closed", closed, with_pymatgen * each, "budget 5 s")
    sample = random.Random(1).sample(names, min(SAMPLE, len(names)))
    scaled = core_seconds(lambda: _contacts(table, sample, OPEN_VOLTAGES_V)) * len(names) / len(sample)
    line(f"the same at three voltages (from {len(sample)})", scaled)
    scaled = (
        core_seconds(lambda: sw.interface_matrix(sample, PARTNERS, phases=table)) * len(names) / len(sample)
    )
    line(f"the same as sw.interface_matrix, all kinks (from {len(sample)})", scaled)


def _contacts(table: sw.PhaseTable, names: list[str], voltages: tuple[float | None, ...]) -> None:
    from stabwin.analysis.conditions import ContactConditions
    from stabwin.analysis.interfaces.contact import contact_between
    from stabwin.analysis.lines.mixture import Side
    from stabwin.chemistry.target import resolve_target

    partners = [Side.of(table, resolve_target(name, "Li")) for name in PARTNERS]
    for name in names:
        side = Side.of(table, resolve_target(name, "Li"))
        for partner in partners:
            for voltage_v in voltages:
                conditions = ContactConditions(voltage_v=voltage_v)
                contact_between(side, partner, "Li", conditions).mutual(table)


def _pymatgen_contact(table: sw.PhaseTable, names: list[str]) -> float:
    """The mean time of some contacts with pymatgen, diagram included."""
    from pymatgen.analysis.interface_reactions import InterfacialReactivity
    from pymatgen.analysis.phase_diagram import PhaseDiagram
    from pymatgen.core import Composition

    chosen = random.Random(2)
    times = []
    for _ in range(PYMATGEN_SAMPLE):
        left = Composition(chosen.choice(names))
        right = Composition(sw.Target(chosen.choice(PARTNERS)).resolve().formula.reduced)
        entries = entries_within(table, {element.symbol for element in (left + right)})

        def theirs(left: object = left, right: object = right, entries: list[object] = entries) -> None:
            InterfacialReactivity(left, right, PhaseDiagram(entries)).get_kinks()

        times.append(core_seconds(theirs))
    return statistics.mean(times)


def screens(source: str) -> None:
    """A screen with open voltages in one and in two processes, the whole table, and a rerun."""
    from stabwin.screening.answer_keys import AnswerKeys
    from stabwin.screening.plan import Plan
    from stabwin.screening.runner import run_tasks
    from stabwin.screening.study import make_study

    cache = Path(tempfile.mkdtemp())
    layer = {"electrolytes": ["LPSCl"], "electrodes": ["NMC811"], "candidates": ["stable all Li"]}
    phases = {"source": source, "scheme": "literature"}
    study = {"name": "bench", "phases": phases, "coatings": {**layer, "voltages_v": list(OPEN_VOLTAGES_V)}}
    table = sw.load_phases(source, scheme="literature", cache=cache)
    keys = AnswerKeys(table)
    tasks = [(keys.key(task), task) for task in Plan(make_study(study), table, Path.cwd()).tasks]
    times = {}
    for jobs in (1, 2):
        run_tasks(tasks[:40], table, cache=cache, jobs=jobs)  # starts and warms the processes
        times[jobs] = seconds(lambda jobs=jobs: run_tasks(tasks, table, cache=cache, jobs=jobs), 3)
        line(f"computing {len(tasks)} coatings with 3 voltages, {jobs} processes", times[jobs])
    print(f"{'1 process against 2':58s} {times[1] / times[2]:9.2f} x {'':24s} budget 1.7 x")
    study["windows"] = {"targets": ["stable all Li"]}
    study["coatings"] |= {"electrolytes": PARTNERS[:4], "electrodes": PARTNERS[4:]}
    peaks = []
    for budget in ("budget 60 s", ""):
        first = "again, all kept" if not budget else "windows, funnel, ranking, files"
        taken, peak = _whole_screen(study, cache)
        line(f"whole table x 8 partners, {first}", taken, None, budget)
        peaks.append(peak)
    print(f"{'largest process of those screens':58s} {max(peaks):8.0f} MB {'':24s} budget 500 MB")
    shutil.rmtree(cache)


# A process of its own, so that the memory of this one does not count.
_LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def _whole_screen(study: dict[str, object], cache: Path) -> tuple[float, float]:
    """A study through the command, in two processes: seconds, and MB of the largest of them."""
    path = cache / "bench.toml"
    path.write_text("\n".join(_toml(study)), "utf-8")
    options = ["--jobs", "2", "--cache", str(cache), "--out", str(cache / "out")]
    stabwin = Path(sys.executable).with_name("stabwin")
    command = [sys.executable, "-c", _LAUNCHER, stabwin, "screen", str(path), *options]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, float(done.stdout)


def _toml(values: dict[str, object]) -> list[str]:
    import json

    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    lines = [f"{key} = {json.dumps(value)}" for key, value in plain.items()]
    for key in values.keys() - plain.keys():
        lines += [f"[{key}]", *(f"{name} = {json.dumps(value)}" for name, value in values[key].items())]
    return lines


def error_bars() -> None:
    """A window with samples, and the demo's coating screen with them, in two processes."""
    starter = sw.load_phases("starter")
    sw.window("LGPS", phases=starter, uncertainty=1000)
    line(
        "window of LGPS with 1,000 samples",
        seconds(lambda: sw.window("LGPS", phases=starter, uncertainty=1000), 5),
        None,
        "budget 0.5 s",
    )
    cache = Path(tempfile.mkdtemp())
    stabwin = Path(sys.executable).with_name("stabwin")
    study = [stabwin, "screen", str(CHECKOUT / "workflows" / "demo.toml"), "--uncertainty", "200"]
    command = [*study, "--jobs", "2", "--cache", str(cache), "--out", str(cache / "out")]
    line(
        "the demo's screen with 200 samples, 2 processes",
        seconds(lambda: subprocess.run(command, check=True, capture_output=True)),
        None,
        "budget 120 s",
    )
    line(
        "the report of that screen",
        seconds(
            lambda: subprocess.run([stabwin, "report", cache / "out"], check=True, capture_output=True)
        ),
    )
    shutil.rmtree(cache)


def heating() -> None:
    """A pair of eight elements from 300 to 1,300 K, alone and mixed, exact; with samples; from a cold shell."""
    asked = {
        "state": "charged",
        "temperatures_k": (300.0, 1300.0),
        "phases": "starter",
        "scheme": "measured",
    }

    def heated(uncertainty: int | None = None) -> sw.Heating:
        return sw.heat("LPSCl", "NMC811", uncertainty=uncertainty, **asked)

    heated(20)
    line("heat LPSCl NMC811, 300 to 1,300 K", seconds(heated, 5), None, "budget 1 s")
    line("heat LPSCl NMC811, 200 samples", seconds(lambda: heated(200), 3))
    command = ("heat", "LPSCl", "NMC811", "--temperatures", "300:1300")
    line("stabwin heat LPSCl NMC811, cold shell, second run", shell(*command))


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
    all_windows(table, source)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory so far':58s} {peak:8.0f} MB {'':24s} budget 500 MB")
    windows_beside_pymatgen(table)
    interfaces_beside_pymatgen(table)
    contacts_of_all(source)
    screens(source)
    error_bars()
    shell("window", "LGPS")
    line("stabwin window LGPS, cold shell, second run", shell("window", "LGPS"), None, "budget 1.5 s")
    heating()
    line(
        "stabwin window LGPS --phases (this table)",
        shell("window", "LGPS", "--phases", source),
        None,
        "budget 4 s",
    )


if __name__ == "__main__":
    main()
