"""Figures of every kind and size, in both backends: they build, and nothing lies on anything else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from typer.testing import CliRunner

import stabwin
from stabwin.cli.app import app
from stabwin.errors import OutputError, RequestError
from stabwin.report import figures
from stabwin.report.figures import style, typesetting
from stabwin.report.figures.placing import spread

DRAW = {
    "window": figures.window_chart,
    "profile": figures.profile_chart,
    "energy": figures.energy_chart,
    "interface": figures.interface_chart,
    "contact": figures.contact_chart,
    "heat": figures.heat_map,
    "coating": figures.coating_chart,
    "heating": figures.heat_chart,
    "oxygen": figures.onset_map,
}
SIZES = (1, 4, 30, 200)


def texts_with_boxes(figure: Any) -> list[tuple[str, Bbox]]:
    """Every text that is seen, with its box in pixels."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    # Titles of axes find their places when they are drawn.
    figure.draw_without_rendering()
    seen: list[Text] = list(figure.texts)
    for axes in figure.axes:
        seen.extend(axes.texts)
        for axis in (axes.xaxis, axes.yaxis):
            if axis.get_visible():
                seen.extend([*axis.get_ticklabels(), axis.label])
    return [(text.get_text(), text.get_window_extent(renderer)) for text in seen if text.get_text().strip()]


def overlaps(boxes: list[tuple[str, Bbox]]) -> list[tuple[str, str]]:
    found = []
    ordered = sorted(boxes, key=lambda one: one[1].y0)
    for place, (text, box) in enumerate(ordered):
        for other_text, other in ordered[place + 1 :]:
            if other.y0 >= box.y1 - 1:
                break
            if min(box.x1, other.x1) - max(box.x0, other.x0) > 1 and min(box.y1, other.y1) - other.y0 > 1:
                found.append((text, other_text))
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", DRAW)
def test_no_text_lies_on_another_or_is_cut(kind, size, results):
    figure = DRAW[kind](results(kind, size))
    boxes = texts_with_boxes(figure)
    assert len(boxes) > 5
    assert overlaps(boxes) == []
    width, height = figure.get_size_inches() * figure.dpi
    cut = [text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]
    assert cut == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", DRAW)
def test_plotly_draws_the_same(kind, size, results):
    figure = DRAW[kind](results(kind, size), backend="plotly")
    assert figure.data
    assert figure.layout.width > 200
    for trace in figure.data:
        if trace.hovertext is not None:
            assert all("nan" not in text for text in trace.hovertext)


@pytest.mark.parametrize("kind", DRAW)
def test_the_same_figure_is_the_same_bytes(kind, results, tmp_path):
    written = []
    for name in ("one.svg", "two.svg"):
        figures.save_figure(DRAW[kind](results(kind, 4)), tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert b"<svg" in written[0]
    assert b"dc:date" not in written[0]


@pytest.mark.parametrize("ending", ["pdf", "png", "html"])
def test_the_other_formats_are_the_same_bytes_too(ending, results, tmp_path):
    backend = figures.backend_of(f"x.{ending}")
    written = []
    for name in ("one", "two"):
        where = tmp_path / f"{name}.{ending}"
        figures.save_figure(figures.window_chart(results("window", 1), backend=backend), where)
        written.append(where.read_bytes())
    assert written[0] == written[1]
    assert len(list(tmp_path.iterdir())) == 2, "nothing is left beside the file"


def test_a_page_asks_for_nothing_from_the_network(results, tmp_path):
    figures.save_figure(figures.window_chart(results("window", 1), backend="plotly"), tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text("utf-8")
    # Links inside the library are for people who click on them; scripts and styles would be fetched.
    assert 'src="http' not in page
    assert "<link" not in page


def test_an_unknown_ending_is_refused_in_one_sentence(results, tmp_path):
    figure = figures.window_chart(results("window", 1))
    for name in ("x.gif", "x", "x.html"):
        with pytest.raises(OutputError, match="its name must end with") as refused:
            figures.save_figure(figure, tmp_path / name)
        assert refused.value.message.count(".\n") == 0
        assert refused.value.message.endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_backend_and_nothing_to_draw_are_refused(results):
    with pytest.raises(RequestError, match="'ggplot' draws no figures"):
        figures.window_chart(results("window", 1), backend="ggplot")
    with pytest.raises(RequestError, match="nothing to draw"):
        figures.window_chart([])
    with pytest.raises(RequestError, match="range of voltages"):
        figures.contact_chart(results("interface", 1))


def test_one_result_needs_no_list(results):
    window = results("window", 1)[0]
    figure = figures.window_chart(window)
    assert "LGPS" in {text for text, _ in texts_with_boxes(figure)}


def test_zero_width_windows_and_unbounded_ones_are_marked(starter):
    import stabwin

    answers = stabwin.windows(["As-LPSI", "SiO2"], phases=starter)
    assert {answers[0].window, answers[1].oxidation_limit_v} == {"zero_width", None}
    figure = figures.window_chart(answers, electrodes=())
    assert {line.get_marker() for line in figure.axes[0].lines} >= {"|", ">"}


def test_error_bars_are_drawn_where_samples_were(starter):
    found = stabwin.windows(["LGPS", "LLZO"], phases=starter, uncertainty=100)
    ends = {
        round(getattr(spread, end), 9)
        for window in found
        for spread in (window.uncertainty.reduction_limit_v, window.uncertainty.oxidation_limit_v)
        for end in ("p05", "p95")
    }

    def drawn(figure: Any) -> set[float]:
        return {round(x, 9) for trace in figure.data for x in trace.x if isinstance(x, float)}

    assert ends <= drawn(figures.window_chart(found, backend="plotly"))
    assert not ends <= drawn(
        figures.window_chart(stabwin.windows(["LGPS", "LLZO"], phases=starter), backend="plotly")
    )
    profile = stabwin.profile("LGPS", phases=starter, uncertainty=100)
    low = {round(spread.p05, 9) for _, spread in profile.uncertainty.decomposition_energy}
    shaded = figures.energy_chart(profile, backend="plotly").data
    assert low <= {round(y, 9) for trace in shaded if trace.fill == "toself" for y in trace.y}


@pytest.mark.parametrize(("a", "b", "explained"), [("LGPS", "LCO", True), ("LGPS", "Li", False)])
def test_a_whisker_is_explained_where_one_is_drawn(a, b, explained, starter):
    # The curve against the metal is that of a finite amount; its error bar is of an unlimited reservoir.
    contact = stabwin.interface(a, b, phases=starter, uncertainty=20)
    assert contact.uncertainty is not None
    figure = figures.interface_chart(contact, backend="plotly")
    assert any("Whisker" in words.text for words in figure.layout.annotations) == explained
    bar = contact.uncertainty.mutual_ev_per_atom
    drawn = any(list(trace.y) == [bar.p05, bar.p95] for trace in figure.data if trace.y is not None)
    assert drawn == explained


def test_figures_leave_a_users_settings_alone(results, tmp_path):
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    before = dict(mpl.rcParams)
    figures.save_figure(figures.window_chart(results("window", 1)), tmp_path / "x.svg")
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Li10Ge(PS6)2", "Li<sub>10</sub>Ge(PS<sub>6</sub>)<sub>2</sub>"),
        ("Ce1/3NbO3", "Ce<sub>1/3</sub>NbO<sub>3</sub>"),
        ("LPSCl", "LPSCl"),
        ("NMC811", "NMC811"),
        ("Al-LLZO-0.27", "Al-LLZO-0.27"),
        ("70Li2S-30P2S5", "70Li<sub>2</sub>S-30P<sub>2</sub>S<sub>5</sub>"),
        ("a<b & c", "a&lt;b &amp; c"),
    ],
)
def test_formulas_have_subscripts_and_names_have_none(text, label):
    assert typesetting.typeset(text) == label
    assert typesetting.plain(label) == text


def test_mathtext_takes_dollars_as_they_are():
    assert typesetting.to_mathtext("a$b<sub>2</sub>") == r"a\$b$_{2}$"


@given(
    st.lists(st.floats(-1, 11), max_size=40),
    st.floats(0.01, 1),
)
def test_labels_that_are_spread_keep_their_distance_and_order(wanted, gap):
    places = spread(wanted, gap, 0.0, 10.0)
    least = min(gap, 10.0 / max(len(wanted) - 1, 1))
    assert all(b - a >= least - 1e-6 for a, b in pairwise(sorted(places)))
    assert all(-1e-6 <= place <= 10 + 1e-6 for place in places)
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    assert [places[index] for index in order] == sorted(places)


@given(st.floats(-5, 5), st.floats(0.001, 10))
def test_ticks_are_round_and_within_the_axis(low, span):
    ticks = style.round_ticks(low, low + span)
    assert 1 <= len(ticks) <= 8
    assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in ticks)
    assert len(set(style.tick_text(ticks))) == len(ticks)


def run(*arguments: str, cwd: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from stabwin.cli.main import run; run()", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        cwd=cwd,
    )


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("profile", "LGPS"), "profile.pdf"),
        (("interface", "LCO", "LGPS"), "interface.png"),
        (("interface", "LCO", "LGPS", "--voltages", "LCO"), "contact.html"),
        (("interface", "LCO,LFP", "LGPS,LLZO"), "matrix.svg"),
    ],
)
def test_the_option_writes_the_file_and_nothing_else_changes(arguments, file, tmp_path):
    asked = [*arguments, "--phases", "starter"]
    plain = CliRunner().invoke(app, asked)
    drawn = CliRunner().invoke(app, [*asked, "--plot", str(tmp_path / file)])
    assert (drawn.exit_code, drawn.stdout) == (0, plain.stdout)
    assert plain.stdout
    assert [path.name for path in tmp_path.iterdir()] == [file]
    assert (tmp_path / file).stat().st_size > 5000


def test_the_program_writes_the_file_and_nothing_else_changes(tmp_path):
    plain = run("window", "LGPS", "LLZO", "--phases", "starter", cwd=tmp_path)
    drawn = run("window", "LGPS", "LLZO", "--phases", "starter", "--plot", "window.svg", cwd=tmp_path)
    assert (drawn.returncode, drawn.stdout) == (0, plain.stdout)
    assert "LLZO" in drawn.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["window.svg"]


def test_coatings_are_drawn(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ["coatings", "--electrolyte", "LPSCl", "--cathode", "LCO", "--phases", "starter", "--jobs", "1"]
    asked += ["--candidates", "LiNbO3", "--candidates", "Li3PO4"]
    plain = CliRunner().invoke(app, asked)
    drawn = CliRunner().invoke(app, [*asked, "--plot", "coatings.svg"])
    assert (drawn.exit_code, drawn.stdout) == (0, plain.stdout)
    assert plain.stdout
    assert (tmp_path / "coatings.svg").stat().st_size > 5000


def test_an_ending_is_refused_before_anything_is_computed(tmp_path):
    refused = run("window", "LGPS", "--phases", "starter", "--plot", "x.gif", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_window_without_a_figure_imports_no_plotting(tmp_path):
    script = (
        "import sys\n"
        "from stabwin.cli.main import run\n"
        "try:\n"
        "    run()\n"
        "except SystemExit:\n"
        "    pass\n"
        "assert not {'matplotlib', 'plotly'} & {name.partition('.')[0] for name in sys.modules}\n"
        "assert 'stabwin.report.figures' not in sys.modules\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, "window", "LGPS", "--phases", "starter"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        cwd=tmp_path,
    )
    assert found.returncode == 0, found.stderr


def test_importing_figures_imports_no_plotting():
    script = (
        "import sys, stabwin.report.figures\n"
        "assert not {'matplotlib', 'plotly'} & {name.partition('.')[0] for name in sys.modules}\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


def test_a_heat_map_says_what_its_contacts_share_and_stands_in_the_middle(starter):
    contacts = ["LGPS", "LLZO"], ["LCO", "NMC811"]
    for asked, title in (
        ({"state": "charged", "voltage_v": 3.0}, "Contacts at 3 V, charged, scheme literature"),
        ({"state": "both"}, "Closed contacts, scheme literature"),
    ):
        figure = figures.heat_map(stabwin.interface_matrix(*contacts, phases=starter, **asked))
        assert title in [text.get_text() for text in figure.texts]
        matrix, key = (axes.get_position() for axes in figure.axes[:2])
        assert abs(matrix.x0 + matrix.x1 - 1) < 0.35
        assert key.x0 + key.x1 == pytest.approx(1)


def test_the_unit_of_a_figure_is_that_of_the_terminal(starter):
    from stabwin.report.sections.contact_lists import interface_tables

    for asked, unit in (({}, "eV/atom"), ({"voltage_v": 3.0}, "eV per non-ion atom")):
        matrix = stabwin.interface_matrix(["LGPS"], ["LCO", "LFP"], phases=starter, **asked)
        assert interface_tables(matrix)[0].title == f"Mutual reaction energy ({unit})"
        labels = [axes.xaxis.label.get_text() for axes in figures.heat_map(matrix).axes]
        assert f"Mutual energy ({unit})" in labels


@pytest.mark.parametrize("width", [390, 1200])
def test_a_page_of_a_figure_fills_its_window(starter, tmp_path, width):
    playwright = pytest.importorskip("playwright.sync_api")
    path = tmp_path / "page.html"
    figures.save_figure(
        figures.profile_chart(stabwin.profile("LGPS", phases=starter), backend="plotly"), path
    )
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"],
        )
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(path.as_uri())
        page.wait_for_selector("#figure .main-svg")
        box = page.evaluate("document.querySelector('#figure .main-svg').getBoundingClientRect().toJSON()")
        browser.close()
    assert box["right"] - box["left"] == pytest.approx(width, abs=2)
