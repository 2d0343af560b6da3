"""Runs to report, and a browser to look at their pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import stabwin

# Every question of a study, two pairs of neighbours, failures, and texts that would be mark-up.
STUDY = """
name = "small"
question = "Which of these <script>alert(1)</script> layers keep LPSCl & LGPS apart from LCO?"

[phases]
source = "starter"

[windows]
targets = ["LGPS", "LLZO", "Li3PS4", "<img src=x onerror=alert(1)>"]
voltage_v = 3.0

[profiles]
targets = ["LPSCl"]

[interfaces]
a = ["LGPS", "LLZO"]
b = ["LCO", "Li"]
state = "both"

[coatings]
electrolytes = ["LPSCl", "LGPS"]
electrodes = ["LCO"]
candidates = ["LiNbO3", "Al2O3", "Li-M-O with M in [P, B, Nb, Ta, Ti, Zr, Al, Si]"]
top = 5
"""

ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

SCROLL_TO_THE_END = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 600) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}"""


@pytest.fixture(scope="session")
def run(warm_program: Any) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command with arguments."""

    def run_command(*arguments: object) -> subprocess.CompletedProcess[str]:
        return warm_program([*map(str, arguments)], os.environ)

    return run_command


@pytest.fixture(scope="session")
def run_folder(run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a study that was run."""
    where = tmp_path_factory.mktemp("study")
    (where / "small.toml").write_text(STUDY, "utf-8")
    done = run("screen", where / "small.toml", "--out", where / "small", "--jobs", "1")
    assert done.returncode == 1, done.stderr  # one target is no formula
    assert f"stabwin report {where / 'small'}" in done.stderr
    return where / "small"


@pytest.fixture(scope="session")
def report(run_folder: Path) -> Path:
    return stabwin.write_report(run_folder)


@pytest.fixture
def copied(run_folder: Path, tmp_path: Path) -> Path:
    """A copy of the run folder, without reports, to be damaged."""
    return Path(shutil.copytree(run_folder, tmp_path / "small", ignore=shutil.ignore_patterns("report.*")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("Chromium isn't installed: the page is not looked at in a browser.")
    from playwright.sync_api import sync_playwright

    arguments = list(ARGUMENTS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # it has none for root
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=arguments)
        yield started
        started.close()


class Opened:
    """A page in the browser, with all that it asked for and complained of."""

    def __init__(self, browser: Any, path: Path, **settings: Any) -> None:
        self.context = browser.new_context(accept_downloads=True, **settings)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(10_000)
        self.page.goto(path.as_uri())

    def _hear(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def look_at_everything(self) -> None:
        """Scroll to the end, so that every part that waits to be seen is shown."""
        self.page.evaluate(SCROLL_TO_THE_END)
        self.page.wait_for_selector("[data-drawn]")
        self.page.wait_for_selector("[data-material]")

    def table(self, name: str) -> Any:
        """A full table, once it is shown."""
        place = self.page.locator(f"[data-table={name}]")
        place.scroll_into_view_if_needed()
        place.locator("tbody tr").first.wait_for()
        return place

    def cells(self, place: Any, column: str) -> list[str]:
        """The texts of a column of a table."""
        heads = place.locator("thead th").evaluate_all("all => all.map((one) => one.dataset.column)")
        at = heads.index(column) + 1
        return list(place.locator(f"tbody td:nth-child({at})").all_inner_texts())


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Open a page; settings as for a browser's context."""
    opened: list[Opened] = []

    def open_page(path: Path, **settings: Any) -> Opened:
        opened.append(Opened(browser, path, **settings))
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()


@pytest.fixture(scope="module")
def shown(browser: Any, report: Path) -> Iterator[Opened]:
    """The report, opened once for the tests that leave it as good as they find it."""
    opened = Opened(browser, report)
    yield opened
    opened.context.close()
