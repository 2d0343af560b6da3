"""The page in a real browser: no network, and everything that a reader can do."""

from __future__ import annotations

import csv
import io
from pathlib import Path


def rows_of(run_folder, table):
    return list(csv.DictReader(io.StringIO((run_folder / f"{table}.csv").read_text("utf-8"))))


def test_it_loads_without_the_network_and_without_a_complaint(look, report, tmp_path):
    seen = look(report)
    seen.look_at_everything()
    assert seen.complaints == []
    assert {url.partition(":")[0] for url in seen.requests} <= {"file", "data", "blob"}
    assert [url for url in seen.requests if url.startswith("file:")] == [report.as_uri()]
    seen.page.screenshot(path=tmp_path / "page.png", full_page=True)
    assert (tmp_path / "page.png").stat().st_size > 50_000


def test_its_policy_forbids_the_network(shown):
    sent = shown.page.evaluate(
        "() => fetch('https://example.org').then(() => 'sent', (error) => error.name)"
    )
    assert sent == "TypeError"
    assert any("Content Security Policy" in said for said in shown.complaints)


def test_it_runs_no_script_but_its_own(shown):
    shown.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.intruded = true";
          document.head.append(script);
        }"""
    )
    assert shown.page.evaluate("window.intruded") is None


def test_a_click_sorts_and_a_second_turns_the_order(shown):
    place = shown.table("coating_ranking")
    head = place.locator("th[data-column=oxidation_limit_v]")
    assert head.get_attribute("aria-sort") == "none"
    for direction in ("ascending", "descending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == direction
        limits = [float(text) for text in shown.cells(place, "oxidation_limit_v") if text != "no limit"]
        assert len(limits) >= 20
        assert limits == sorted(limits, reverse=direction == "descending")


def test_what_has_no_value_is_last_either_way(look, report):
    seen = look(report)
    place = seen.table("coating_ranking")
    place.locator(".pager select").select_option("500")
    for _ in range(2):
        place.locator("th[data-column=rank] button").click()
        filled = [rank != "\N{EN DASH}" for rank in seen.cells(place, "rank")]
        assert True in filled
        assert False in filled
        assert filled == sorted(filled, reverse=True)


def test_the_keyboard_sorts(look, report):
    seen = look(report)
    place = seen.table("windows")
    head = place.locator("th[data-column=reduction_limit_v]")
    head.locator("button").focus()
    seen.page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    # The focus stays, so that the next press turns the order.
    seen.page.keyboard.press(" ")
    assert head.get_attribute("aria-sort") == "descending"
    limits = [float(text) for text in seen.cells(place, "reduction_limit_v")[:3]]
    assert limits == sorted(limits, reverse=True)


def test_the_search_and_the_filters_leave_the_rows_they_should(look, report, run_folder):
    rows = rows_of(run_folder, "coating_ranking")
    seen = look(report)
    place = seen.table("coating_ranking")
    status = place.locator("[role=status]")
    assert status.inner_text().endswith(f"of {len(rows)}")

    place.locator("[data-filter=passes]").check()
    passing = [row for row in rows if row["passes"] == "True"]
    assert 0 < len(passing) <= 25
    assert seen.cells(place, "candidate") == [row["candidate"] for row in passing]
    assert f"of {len(passing)} found of {len(rows)}" in status.inner_text()

    place.locator("[data-filter=electrolyte]").select_option("LGPS")
    place.locator("[data-filter=with]").select_option("P")
    there = [row for row in passing if row["electrolyte"] == "LGPS"]
    wanted = [row["candidate"] for row in there if "P" in row["formula"]]
    assert 0 < len(wanted) < len(there)
    assert seen.cells(place, "candidate") == wanted

    place.locator("[data-filter=without]").select_option("P")
    assert "No row" in status.inner_text()
    for name in ("with", "without"):
        place.locator(f"[data-filter={name}]").select_option("")
    place.locator("input[type=search]").fill("li3po4")
    place.locator("tbody tr").nth(1).wait_for(state="detached")
    assert seen.cells(place, "candidate") == ["Li3PO4"]


def test_pages_of_a_table_show_every_row_once(look, report, run_folder):
    seen = look(report)
    place = seen.table("coating_ranking")
    turn = place.get_by_role("button", name="Next")
    shown = seen.cells(place, "candidate")
    while turn.is_enabled():
        turn.click()
        shown += seen.cells(place, "candidate")
    assert shown == [row["candidate"] for row in rows_of(run_folder, "coating_ranking")]


def test_a_hidden_column_is_shown_when_asked(look, report):
    seen = look(report)
    place = seen.table("windows")
    assert seen.cells(place, "reduction_limit_v")[0] == "1.721"
    assert place.locator("th[data-column=scheme]").count() == 0
    place.get_by_text("Columns").click()
    place.get_by_label("scheme").check()
    assert seen.cells(place, "scheme")[0] == "literature"


def test_numbers_have_their_decimals_and_a_true_minus(shown):
    energies = shown.cells(shown.table("interfaces"), "mutual_ev_per_atom")
    assert "\N{MINUS SIGN}0.3372" in energies
    assert all(len(text.partition(".")[2]) == 4 for text in energies)


def test_a_name_opens_the_material_with_its_reactions(look, report):
    seen = look(report)
    place = seen.table("coating_ranking")
    place.locator("input[type=search]").fill("LiNbO3")
    place.get_by_role("link", name="LiNbO3").first.click()
    article = seen.page.locator("[data-material=LiNbO3]")
    article.wait_for()
    assert seen.page.url.endswith("#material/LiNbO3")
    assert article.locator("h3 sub").inner_text() == "3"
    text = article.inner_text()
    assert "fails: oxidation limit, electrolyte contact" in text
    assert "fails by 0.242" in text
    reaction = article.locator("td.reaction").filter(has_text="LiNbO3 + Li6PS5Cl").first
    written = reaction.inner_text().replace("\N{NARROW NO-BREAK SPACE}", "")
    products = "1.19Li2S + Li3PO4 + 0.1905Li5(NbS2)7 + LiCl + 1.143S"
    assert written == f"1.333LiNbO3 + Li6PS5Cl \N{RIGHTWARDS ARROW} {products}"
    assert reaction.locator("sub").all_inner_texts() == ["3", "6", "5", "2", "3", "4", "5", "2", "7"]


def test_an_address_opens_its_material(shown, report):
    shown.page.goto(f"{report.as_uri()}#material/LGPS")
    article = shown.page.locator("[data-material=LGPS]")
    article.wait_for()
    assert "stable from 1.721 to 2.143 V" in article.inner_text()


def test_texts_of_the_data_are_no_mark_up(look, report):
    dialogs = []
    seen = look(report)
    seen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    seen.look_at_everything()
    name = "<img src=x onerror=alert(1)>"
    place = seen.table("windows")
    assert name in seen.cells(place, "target")
    place.get_by_role("link", name=name).click()
    seen.page.locator("[data-material] h3", has_text=name).wait_for()
    assert dialogs == []
    assert seen.page.locator("img").count() == 0


def test_a_figure_is_drawn_and_another_can_be_chosen(look, report):
    seen = look(report)
    seen.look_at_everything()
    figure = seen.page.locator("figure").first
    assert figure.locator(".main-svg").count() > 0
    assert "LPSCl" in figure.locator(".chart").inner_text()
    figure.locator("select").select_option(index=1)
    figure.locator("[data-drawn='1']").wait_for()
    assert "LGPS" in figure.locator(".chart").inner_text()


def test_dark_mode_follows_the_system_and_the_switch(look, report):
    seen = look(report, color_scheme="dark")
    seen.look_at_everything()
    of_text = "getComputedStyle(document.querySelector('.xtick text')).fill"

    def lightness():
        colour = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        return int(colour.partition("(")[2].partition(",")[0])

    assert lightness() < 60
    dark = seen.page.evaluate(of_text)
    seen.page.locator("#theme").click()
    assert lightness() > 200
    seen.page.wait_for_function(f"dark => {of_text} !== dark", arg=dark)


def test_the_page_never_scrolls_sideways(look, report):
    seen = look(report, viewport={"width": 390, "height": 844})
    seen.look_at_everything()
    for width in (390, 360, 768, 1440):
        seen.page.set_viewport_size({"width": width, "height": 844})
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_download_is_the_file_of_the_run(shown, run_folder):
    for name in ("coating_contacts.csv", "windows.csv", "summary.json"):
        with shown.page.expect_download() as started:
            shown.page.locator(f"[data-file='{name}']").click()
        assert started.value.suggested_filename == f"small_{name}"
        assert Path(started.value.path()).read_bytes() == (run_folder / name).read_bytes()


def test_bibtex_is_copied(look, report):
    seen = look(report, permissions=["clipboard-read", "clipboard-write"])
    seen.page.get_by_text("BibTeX", exact=True).click()
    seen.page.locator("#copy").click()
    seen.page.get_by_text("Copied").wait_for()
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert copied == seen.page.locator("#bibtex").text_content()
    assert copied.count("@article{") == copied.count("doi = {") >= 5


def test_it_prints_without_its_controls_and_in_ink(look, report, tmp_path):
    seen = look(report, color_scheme="dark")
    seen.look_at_everything()
    of_text = "getComputedStyle(document.querySelector('.xtick text')).fill"
    dark = seen.page.evaluate(of_text)
    assert seen.page.evaluate(f"dispatchEvent(new Event('beforeprint')), {of_text}") != dark
    assert seen.page.evaluate(f"dispatchEvent(new Event('afterprint')), {of_text}") == dark
    seen.page.emulate_media(media="print")
    for part in (".bar", "[data-table=coating_ranking] .controls", "#downloads"):
        assert seen.page.locator(part).is_hidden(), part
    seen.page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_without_scripts_the_answer_provenance_and_citations_show(look, report):
    seen = look(report, java_script_enabled=False)
    for part in ("#answer", "#provenance", "#citations", "#failures", "noscript"):
        assert seen.page.locator(part).is_visible(), part
    for part in ("#tables", "#figures", "#downloads", "#theme"):
        assert seen.page.locator(part).is_hidden(), part
    assert "passes, Pareto-optimal" in seen.page.locator("#answer").inner_text()
    assert "sha256:" in seen.page.locator("#provenance").inner_text()


def test_the_keyboard_skips_to_the_answer(look, report):
    seen = look(report)
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "answer"
