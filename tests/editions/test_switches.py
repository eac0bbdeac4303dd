"""The reader's switches in a real browser: what they change is what the report says when it is made that way."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pymupdf
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, expect, sync_playwright

from analysis import load
from analysis.charts import figure
from analysis.findings import Finding, Quantity
from analysis.rendering import ReportHTMLExporter
from analysis.report.writer import choose
from analysis.study import STUDY
from analysis.study.charts import dollar_figures, unicorn_density

from .. import kernelless
from ..chromium import LAUNCH, needs_chromium
from ..rendering.conftest import Make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from analysis.charts import Figure
    from analysis.report.report import Report

    from ..made import Edition

pytestmark = needs_chromium

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "report.ipynb"
CHOICES = [
    {"denominator": "gdp_ppp"}, {"denominator": "population"}, {"basis": "per_year"},
    {"rate_rule": "announced"}, {"rate_rule": "period_mean"}, {"rate_rule": "ppp"},
    {"denominator": "population", "basis": "per_year", "rate_rule": "ppp"},
]  # fmt: skip

AS_MADE = {"denominator": "gdp", "basis": "total", "rate_rule": "day"}

SAID = (
    "main > p:not([role], :has(> .citation)), main .answer, main .note, main td, main th, .tile, dl:not(.workings) > dd"
)
"""Sentences and tables; workings name what was made."""

READ = f"() => [...document.querySelectorAll('{SAID}')].map(it => it.textContent)"
NUMERAL = "const numeral = it => [...it.childNodes].find(node => node.nodeType === Node.TEXT_NODE).data;"
"""A link may take in words beside its number."""

LINKS = f"""() => {{ {NUMERAL} return [...document.querySelectorAll('[data-alias][href]')].map(it =>
  [it.dataset.alias, numeral(it), it.getAttribute('href')]) }}"""
WORKINGS = f"""() => {{ {NUMERAL} return [...document.querySelectorAll('[data-alias][href]')].map(it =>
  [numeral(it), document.getElementById(it.hash.slice(1))?.textContent.split('·')[0] ?? 'nowhere']) }}"""
CHECKED = "() => Object.fromEntries([...document.querySelectorAll('input:checked')].map(it => [it.name, it.value]))"
PHRASES = "() => [...document.querySelectorAll('[data-phrase]')].map(it => [it.dataset.phrase, it.textContent])"


BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'


def label(choice: dict[str, str]) -> str:
    """The values chosen."""
    return "-".join(choice.values())


@dataclass
class Reading:
    """What a page says, and which of it follows a choice."""

    said: list[str]
    links: list[list[str]]
    phrases: list[list[str]]


@dataclass
class View:
    """A page that was opened, and what it asked for and complained about since."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def read(self) -> Reading:
        """What it says now."""
        return Reading(*map(self.page.evaluate, (READ, LINKS, PHRASES)))

    def chosen(self) -> dict[str, str]:
        """What its switches say."""
        return self.page.evaluate(CHECKED)

    def switch(self, name: str) -> Locator:
        """The first switch of that name."""
        return self.page.locator(f".yardstick:has(input[name={name}])").first

    def choose(self, choice: dict[str, str]) -> None:
        """Choose as a reader does, at the first switch of each name."""
        for name, value in choice.items():
            self.switch(name).locator(f"input[value={value}]").check()

    @property
    def told(self) -> str:
        """What was told of a choice last."""
        return self.page.locator("#told").get_by_role("status").inner_text()

    def go_to(self, fragment: str) -> None:
        """Write an address by hand, and wait until the page has heard of it."""
        heard = "hash => new Promise(done => { onhashchange = done; location.hash = hash })"
        self.page.evaluate(heard, fragment)

    def arrive_at(self, fragment: str) -> None:
        """Wait until the address says this behind the page; the page tells its choice after the browser has moved."""
        self.page.wait_for_url(lambda url: unquote(url.partition("#")[2]) == fragment)

    @property
    def fragment(self) -> str:
        """What the address says behind the page."""
        return self.page.url.partition("#")[2]


@cache
def made_with(**given: str) -> Reading:
    """What the report says when it is made with some parameters, read without a browser; nothing is drawn for that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure, "_drawn", lambda *_: (BLANK, []))
        page, _ = ReportHTMLExporter().from_notebook_node(kernelless.run(NOTEBOOK, given))
    main = BeautifulSoup(page, "html.parser")
    places = main.select("[data-alias][href]")
    links = [[a["data-alias"], a.find(string=True, recursive=False), a["href"]] for a in places]
    phrases = [[it["data-phrase"], it.get_text()] for it in main.select("[data-phrase]")]
    return Reading([it.get_text() for it in main.select(SAID)], links, phrases)


@pytest.fixture(scope="module")
def readings(edition: Edition) -> dict[str, Reading]:
    """What the report says under every choice tried, by the values chosen; made before a browser holds the loop."""
    return {label(choice): made_with(**choice) for choice in [{}, *CHOICES]}


@pytest.fixture(scope="module")
def browser(readings: dict[str, Reading]) -> Iterator[Browser]:
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        yield browser


@contextmanager
def opened(browser: Browser, file: Path, fragment: str = "") -> Iterator[View]:
    """A page, opened; whatever a test does there, it asks for nothing and complains of nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    seen = View(context.new_page())
    seen.page.on("request", lambda request: seen.requests.append(request.url.partition("#")[0]))
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    address = file.as_uri()
    seen.page.goto(f"{address}#{fragment}" if fragment else address)
    yield seen
    assert set(seen.requests) == {address}
    assert seen.complaints == []
    context.close()


@pytest.fixture
def view(browser: Browser, edition: Edition) -> Iterator[View]:
    """The page of the edition, opened anew."""
    with opened(browser, edition.folder / "report.html") as view:
        yield view


@pytest.fixture(scope="module")
def one(browser: Browser, edition: Edition) -> Iterator[View]:
    """The page of the edition, opened once for all tests that only choose."""
    with opened(browser, edition.folder / "report.html") as view:
        yield view


@pytest.fixture
def same(one: View) -> View:
    """The one page with every choice taken back, which leaves it as it was made: a test says so."""
    one.choose(AS_MADE)
    return one


# -- what a choice changes ------------------------------------------------------------------------------


def test_as_opened_the_page_says_what_it_was_made_with_and_tells_of_nothing(view, readings):
    assert view.read() == readings[""]
    assert view.chosen() == AS_MADE
    assert view.told == ""
    assert view.page.locator(".chosen").count() == 0
    assert not view.page.get_by_role("button", name="Show as published").first.is_visible()


def test_each_switch_stands_right_over_what_it_changes_and_none_at_the_top_of_the_page(view):
    over = """all => all.map(it => [it.querySelector("input").name, it.nextElementSibling.id,
      it.nextElementSibling.textContent.slice(0, 11)])"""
    switches = view.page.locator(".yardstick")
    assert [(name, place or words) for name, place, words in switches.evaluate_all(over)] == [
        ("basis", "By our own "), ("denominator", "fig-unicorns"), ("rate_rule", "fig-dollar-figures"),
    ]  # fmt: skip
    assert switches.locator("legend").all_inner_texts() == [
        "Chip support is taken", "Unicorns are counted", "Yen are turned into dollars",
    ]  # fmt: skip
    told = [re.sub(r"\d+", "#", words) for words in switches.locator("small").all_inner_texts()]
    assert told == ["A choice changes up to # places in the report."] + 2 * [
        "A choice redraws Figure # and changes up to # places in the report."
    ]
    assert switches.first.bounding_box()["y"] > 1000


def test_every_option_of_all_three_is_tried(same):
    tried = {(name, value) for choice in CHOICES for name, value in choice.items()} | set(same.chosen().items())
    declared = {(name, value) for name, values in STUDY.options.items() for value in values}
    assert tried == declared - {("rate_rule", "own")}  # which nobody gave
    for name in STUDY.options:
        offered = same.switch(name).locator("input").evaluate_all("all => all.map(it => it.value)")
        assert {(name, value) for value in offered} == {pair for pair in tried if pair[0] == name}


@pytest.mark.parametrize("choice", CHOICES, ids=label)
def test_sentences_and_tables_read_as_in_a_report_made_that_way(same, readings, choice):
    wanted = readings[label(choice)]
    assert wanted.said != readings[""].said
    same.choose(choice)
    assert same.read() == wanted


@pytest.mark.parametrize("choice", CHOICES[-2:], ids=label)
def test_a_shared_address_shows_the_choice_and_tells_of_it(browser, edition, readings, choice):
    fragment = "&".join(f"{name}={value}" for name, value in choice.items())
    with opened(browser, edition.folder / "report.html", fragment) as view:
        assert view.read() == readings[label(choice)]
        assert view.chosen() == AS_MADE | choice
        assert "places changed" in view.told


def test_a_choice_taken_back_leaves_the_page_as_it_was_made(view, readings):
    view.choose({"denominator": "population", "basis": "per_year", "rate_rule": "ppp"})
    view.choose({"basis": "total", "rate_rule": "day", "denominator": "gdp"})
    assert view.read() == readings[""]


def test_the_numbers_that_change_are_the_ones_that_were_worked_by_hand(same):
    """Seven of 4.384854 trillion dollars of GDP, and 2.26 trillion yen as Reuters printed them in dollars.

    3.9308 trillion yen at the rate of 9 April 2024, the day of the ministry's release: 164.97 / 1.0867 = 151.81.
    """
    sentence = same.page.locator("main > p", has_text=re.compile(r"^\s*Japan has"))
    expect(sentence).to_contain_text(
        "Japan has 1.60 unicorns per trillion dollars of GDP (Figure 8), South Korea 7.59 and"
    )
    same.choose({"denominator": "gdp_ppp"})  # of 6.588598 trillion international dollars
    expect(sentence).to_contain_text(
        "Japan has 1.06 unicorns per trillion international dollars of GDP (Figure 8), South Korea 4.50 and"
    )
    converted = same.page.locator("main > p", has_text="Converted")
    expect(converted).to_contain_text("Converted at the rate of the article’s day")
    same.choose({"rate_rule": "announced"})
    expect(converted).to_contain_text(
        "Converted at the rate of the announcement, Japan’s chip support is $25.9 billion and"
    )
    expect(converted).to_contain_text("Amazon’s pledge $15.2 billion.")


def test_other_figures_workings_and_headings_stay_as_they_were_made(same):
    still = "figure:not([data-choice]), dl.workings, h1, h2, .masthead"
    still = f"() => [...document.querySelectorAll('{still}')].map(it => it.textContent)"
    before = same.page.evaluate(still)
    same.choose(CHOICES[-1])
    assert same.page.evaluate(still) == before


def test_what_is_not_known_under_a_choice_is_a_dash_that_leads_nowhere_and_its_table_is_told_of(browser, tmp_path):
    numbers = {"a.chosen": {"total": ["9%", "f-a", 0], "per_year": None}}
    switch = {"name": "basis", "label": "It is taken", "chosen": "total", "numbers": numbers}
    switch["phrases"] = [["total", "over all years"], ["per_year", "per year"]]
    source = "<table><tr><th>Of</th><th>Share</th></tr><tr><td>a</td><td>{}</td></tr></table>"
    table = source.format('<a data-alias="a.chosen" href="#f-a">9%</a>')
    working = Make.html('<dl class="workings"><dt>a</dt><dd id="f-a">9%</dd></dl>')
    file = tmp_path / "unknown.html"
    cells = Make.html(table, {"caption": "Shares", "label": "tbl-shares"}), working
    file.write_text(Make.to_html(Make.document(title="Small", switches=[switch]), *cells), "utf-8")
    with opened(browser, file) as view:
        cell = view.page.locator("[data-alias]")
        expect(cell).to_have_text("9%")
        view.choose({"basis": "per_year"})
        expect(cell).to_have_text("–")
        assert cell.get_attribute("href") is None
        assert view.told == "It is taken per year: 1 place changed, in Table 1. a, Share: –."
        view.choose({"basis": "total"})
        expect(cell).to_have_text("9%")
        assert cell.get_attribute("href") == "#f-a"
        assert view.told == "As published again: 1 place changed, in Table 1. a, Share: 9%."


# -- figures, marks and what is told --------------------------------------------------------------------

FIGURES = [("denominator", "population", unicorn_density), ("rate_rule", "period_mean", dollar_figures)]


def shown(view: View, name: str) -> dict[str, object]:
    """What the figure under a switch says: its title, the words for who cannot see it, its data and its numbers."""
    figure = view.page.locator(f"figure[data-choice={name}]")
    data = figure.locator(".save").get_attribute("href").partition(",")[2]
    return {
        "title": figure.locator(".title").inner_text().replace("\u00a0", " "),
        "alt": figure.locator("span.alt").text_content(),
        "data": unquote(data).removeprefix("\ufeff"),
        "spots": figure.locator(".spot").evaluate_all("all => all.map(it => it.hash.slice(1))"),
    }


def drawn_with(drawn: Callable[[Report], Figure], **given: str) -> dict[str, object]:
    """The same of a figure drawn for a report that was made so."""
    figure = drawn(load(**given))
    title = re.sub(r'\[([^\]]*)\]\([^ ]* "[^"]*"\)', r"\1", figure.title)
    title = re.sub("<[^>]+>", "", title)  # the words that a link takes in are marked
    alt = figure.alt.removeprefix(f"{title}. ")  # a drawing is called by its title already
    return {"title": title, "alt": alt, "data": figure.data, "spots": [spot["to"] for spot in figure.spots]}


@pytest.mark.parametrize(("name", "option", "drawn"), FIGURES, ids=["unicorns", "dollars"])
def test_a_figure_is_redrawn_as_in_a_report_made_that_way_and_comes_back(same, name, option, drawn):
    before = shown(same, name)
    assert before == drawn_with(drawn)
    same.choose({name: option})
    assert shown(same, name) == drawn_with(drawn, **{name: option})
    assert shown(same, name) != before
    same.choose(AS_MADE)
    assert shown(same, name) == before


def test_every_number_of_a_redrawn_figure_leads_to_its_working(same):
    same.choose({"denominator": "population", "rate_rule": "ppp"})
    pairs = same.page.locator("figure[data-choice] a[href^='#f-']").evaluate_all(
        "all => all.map(it => [it.hash.slice(1), document.getElementById(it.hash.slice(1))?.textContent ?? ''])"
    )
    assert len(pairs) > 20
    assert [name for name, working in pairs if " · " not in working] == []


def test_the_table_of_a_figure_stays_open_and_shows_the_data_of_what_stands_there(view):
    show, data = view.page.locator("#fig-unicorns .show"), view.page.locator("#fig-unicorns .data")
    show.click()
    made = data.inner_text()
    view.switch("denominator").locator("input:checked").focus()
    view.page.keyboard.press("ArrowUp")  # from the first option to the last
    assert view.chosen()["denominator"] == "population"
    assert (show.inner_text(), show.get_attribute("aria-expanded")) == ("Hide the table", "true")
    assert "0.562" in data.inner_text()
    assert "0.562" not in made
    view.choose({"denominator": "gdp"})
    assert (show.inner_text(), data.inner_text()) == ("Hide the table", made)
    show.click()
    view.choose({"denominator": "population"})
    assert (show.inner_text(), show.get_attribute("aria-expanded")) == ("Show as table", "false")
    assert not data.is_visible()


def test_what_is_unfolded_to_share_a_figure_stays_so_and_says_where_its_pictures_are(view):
    share, said = view.page.locator("#fig-unicorns .share"), "of the figure as published"
    share.locator("summary").click()
    view.choose({"denominator": "population"})
    expect(share.get_by_text(said)).to_be_visible()
    share.locator("summary").click()
    view.choose({"denominator": "gdp"})
    assert (share.get_attribute("open"), share.get_by_text(said).count()) == (None, 0)


def test_what_changed_is_counted_told_and_marked_until_it_is_as_published(view):
    figure = view.page.locator("#fig-unicorns .number").first.inner_text()
    view.choose({"denominator": "population"})
    said = "Japan’s population is 36.9% of the American one, its unicorns are 1.07%"
    assert (
        view.told
        == f"Unicorns are counted per ten million people: 5 places changed, in Unicorns; {figure} redrawn: {said}."
    )
    marked = view.page.locator(".chosen")
    assert [it.split()[0] for it in marked.all_inner_texts()] == ["0.562", "per", "2.71", "19.5", "34.6"]
    view.choose({"basis": "per_year"})
    # By hand: 3.931 of 616.03 trillion yen in 3 years, 52.75 of 27,811.5 billion dollars in 5: 0.2127 % and 0.03793 %.
    assert view.told == (
        "Chip support is taken per year of the programme: 3 places changed, in Chip subsidies. By our own count, taken "
        "per year of the programme and against the newest figure for the GDP of 2023, Japan’s share is 0.213%, "
        "5.61 times the American one. Still chosen: Unicorns are counted per ten million people."
    )
    view.page.locator("#told").get_by_role("button", name="Show all as published").click()
    said = "Japan’s economy is 15.8% of the American one, its unicorns are 1.07%"
    assert (
        view.told
        == f"As published again: 8 places changed, in Chip subsidies (3), Unicorns (5); {figure} redrawn: {said}."
    )
    assert marked.count() == 0
    assert (view.chosen(), view.fragment) == (AS_MADE, "")


def test_what_is_told_stands_behind_the_switch_used_last_and_leads_back_to_it(view):
    """By hand: behind the option chosen what takes it back, two links, and the buttons of what is told."""
    told = view.page.locator("#told")
    view.switch("denominator").locator("input:checked").focus()
    view.page.keyboard.press("ArrowDown")
    expect(view.page.get_by_role("group", name="What your choice changed")).to_be_visible()
    for _ in range(4):
        view.page.keyboard.press("Tab")
    expect(told.get_by_role("button", name="Show as published")).to_be_focused()
    view.page.keyboard.press("Enter")
    assert (view.chosen(), view.page.evaluate("document.activeElement.value")) == (AS_MADE, "gdp")
    view.switch("basis").locator("input:checked").focus()
    assert (view.told, told.evaluate("it => it.previousElementSibling.querySelector('input').name")) == ("", "basis")


def test_what_an_address_chose_is_told_behind_its_switch(browser, edition):
    with opened(browser, edition.folder / "report.html", "basis=per_year") as view:
        view.page.locator("#told").get_by_role("button", name="Show as published").click()
        assert view.page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["basis", "total"]


@pytest.mark.long
def test_what_is_told_leads_to_the_figure_and_keeps_the_choice(view):
    view.choose({"denominator": "population"})
    first, figure = view.page.locator("#told").get_by_role("link").all()
    assert view.page.locator(first.get_attribute("href")).inner_text().startswith("0.562")
    figure.click()
    view.arrive_at("denominator=population&at=fig-unicorns")
    expect(view.page.locator("#fig-unicorns figcaption")).to_be_in_viewport()


@pytest.mark.long
def test_a_switch_takes_back_its_own_choice_and_no_other(view):
    view.choose({"denominator": "population", "basis": "per_year"})
    view.switch("denominator").get_by_role("button", name="Show as published").click()
    assert view.chosen() == AS_MADE | {"basis": "per_year"}
    assert view.told.startswith("Unicorns are counted per trillion dollars of GDP: 5 places changed")


@pytest.mark.long
def test_the_way_back_to_a_number_of_the_figure_as_made_finds_the_figure_in_another_form_too(view):
    name = view.page.locator("#fig-unicorns .number").first.inner_text()
    back = view.page.locator("dl.workings a.use", has_text=re.compile(rf"^{name}$".replace(" ", r"\s"))).first
    view.choose({"denominator": "population"})
    target = back.get_attribute("href")
    back.click()
    view.arrive_at(f"denominator=population&at={target[1:]}")
    expect(view.page.locator("#fig-unicorns figcaption")).to_be_in_viewport()
    view.choose({"denominator": "gdp"})
    assert view.page.locator(target).count() == 1


@pytest.mark.long
@pytest.mark.parametrize(("motion", "moves"), [("no-preference", True), ("reduce", False)])
def test_what_changed_lights_up_unless_a_reader_wants_no_motion(view, motion, moves):
    view.page.emulate_media(reduced_motion=motion)
    view.choose({"denominator": "population"})
    lit = "() => document.getAnimations().filter(it => it instanceof Animation && !it.animationName).length"
    assert (view.page.evaluate(lit) > 0) == moves


def test_a_link_to_another_working_is_renamed_though_its_digits_stay(view):
    """By hand: the United States have 23.6 unicorns per trillion dollars of GDP at exchange rates and at parity."""
    link = view.page.locator("main > p a[data-alias='unicorns.USA.chosen']")
    made = link.get_attribute("aria-label")
    assert made == "23.6, Unicorns per trillion dollars of GDP, United States"
    view.choose({"denominator": "gdp_ppp"})
    assert link.text_content() == "23.6"
    said = "23.6, Unicorns per trillion international dollars of GDP, United States, as chosen"
    assert link.get_attribute("aria-label") == said
    view.choose({"denominator": "gdp"})
    assert link.get_attribute("aria-label") == made


@pytest.mark.long
def test_a_link_keeps_the_words_it_takes_in_and_its_name_begins_with_what_it_says(view):
    names = """() => [...document.querySelectorAll("main > p a[data-alias]")].map(it =>
      [it.dataset.alias, it.textContent.replaceAll("\\u00a0", " "), it.ariaLabel])"""
    before = view.page.evaluate(names)
    view.choose({"denominator": "population"})
    after = {alias: (text, name) for alias, text, name in view.page.evaluate(names)}
    # Japan has 7 unicorns for 124.5 million people: 0.562 for each ten million.
    assert after["unicorns.JPN.chosen"] == ("0.562 unicorns", "0.562 unicorns, as chosen")
    text, name = after["unicorns.KOR.chosen"]
    assert name == f"{text}, Unicorns per ten million people, South Korea, as chosen"
    title = view.page.locator("#fig-unicorns .title").inner_text().replace("\u00a0", " ")
    assert view.page.locator("#fig-unicorns").get_attribute("aria-label").endswith(f": {title}")
    view.choose({"denominator": "gdp"})
    assert view.page.evaluate(names) == before
    assert all(name is None or name.startswith(f"{text}, ") for _, text, name in before)


def test_two_switches_of_one_kind_say_the_same(browser, tmp_path):
    """One stands in each part of a text that says what was chosen."""
    part = '<h2>{0}</h2><p>It is <a data-alias="x" href="#f-x">1</a> <span data-phrase="way">there</span>.</p><p>.</p>'
    switch = {
        "name": "way", "label": "It goes", "chosen": "there", "phrases": [["there", "there"], ["back", "back"]],
        "numbers": {"x": {"there": ["1", "f-x", 0], "back": ["2", "f-x", 0]}},
    }  # fmt: skip
    source = "".join(map(part.format, ("One", "Other"))) + '<dl class="workings"><dt>x</dt><dd id="f-x">x</dd></dl>'
    file = tmp_path / "two.html"
    file.write_text(Make.to_html(Make.document(title="Two", switches=[switch]), Make.html(source)), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.locator(".yardstick").count() == 2
    page.locator(".yardstick").last.locator("input[value=back]").check()
    assert page.locator(".yardstick input:checked").evaluate_all("all => all.map(it => it.value)") == ["back", "back"]
    assert page.locator("main a[data-alias]").all_inner_texts() == ["2", "2"]
    page.close()


# -- the working of what is shown -----------------------------------------------------------------------


@pytest.mark.parametrize("choice", [{}, CHOICES[-1]], ids=label)
def test_every_link_leads_to_the_working_that_begins_with_the_number_shown(same, choice):
    same.choose(choice)
    found = same.page.evaluate(WORKINGS)
    assert len(found) >= 8
    assert [(number, working) for number, working in found if number.split() != working.split()] == []


def test_following_a_link_keeps_the_choice_and_shows_the_working(view, readings):
    view.choose({"denominator": "population"})
    view.page.locator("main > p [data-alias='unicorns.JPN.chosen']").click()
    view.arrive_at("denominator=population&at=f-unicorns.JPN.population")
    expect(view.page.locator(":target")).to_be_in_viewport()
    expect(view.page.locator(":target")).to_contain_text("0.562 · ")  # seven of 124.6 million people
    assert view.read() == readings["population"]


@pytest.mark.long
def test_after_loading_it_anew_the_page_says_what_its_switches_say(view, readings):
    view.choose({"basis": "per_year"})
    view.page.reload()
    assert (view.read(), view.chosen()["basis"]) == (readings["per_year"], "per_year")
    view.page.locator("main > p [data-alias='subsidy.JPN.chosen']").click()
    view.arrive_at("basis=per_year&at=f-subsidy.JPN.share.per_year")
    view.page.reload()
    assert (view.read(), view.chosen()["basis"]) == (readings["per_year"], "per_year")


# -- the address ----------------------------------------------------------------------------------------


def test_the_address_names_what_differs_from_the_report_as_made_and_nothing_else(same):
    told = []
    for choice in (
        {"denominator": "population"}, {"rate_rule": "ppp"}, {"denominator": "gdp"}, {"basis": "per_year"},
        {"rate_rule": "day"}, {"basis": "total"},
    ):  # fmt: skip
        same.choose(choice)
        told.append(same.fragment)
    assert told == [
        "denominator=population", "denominator=population&rate_rule=ppp", "rate_rule=ppp",
        "basis=per_year&rate_rule=ppp", "basis=per_year", "",
    ]  # fmt: skip


def test_the_address_of_a_figure_that_is_copied_holds_the_choice_and_no_picture_of_another_is_offered(view):
    keep = "{ value: { writeText: async (text) => { window.copied = text; } } }"
    view.page.evaluate(f"Object.defineProperty(navigator, 'clipboard', {keep})")
    figure = view.page.locator("#fig-unicorns")
    for choice, address in (("population", "#denominator=population&at=fig-unicorns"), ("gdp", "#fig-unicorns")):
        view.choose({"denominator": choice})
        if choice == "population":  # and stays unfolded
            figure.locator("summary").click()
        figure.get_by_role("button", name="Copy").first.click()
        assert view.page.evaluate("window.copied").endswith(f"report.html{address}")
        assert (figure.get_by_role("link", name="Save as SVG").count() == 1) == (choice == "gdp")


def test_the_address_of_a_choice_and_a_place_opens_both(view, readings):
    """What one reader sees after following a number, another sees who is sent the address."""
    view.choose({"denominator": "population"})
    view.page.locator("main > p [data-alias='unicorns.JPN.chosen']").click()
    view.arrive_at("denominator=population&at=f-unicorns.JPN.population")
    shared, other = view.page.url, view.page.context.new_page()
    other.goto(shared)
    other.wait_for_url(shared)
    assert View(other).read() == readings["population"]
    expect(other.locator(":target")).to_have_id("f-unicorns.JPN.population")
    expect(other.locator(":target")).to_be_in_viewport()


@pytest.mark.long
def test_back_and_forth_between_a_number_and_its_working_the_choice_stays(view, readings):
    there = "basis=per_year&at=f-subsidy.ratio.USA.share.per_year"  # which a sentence tells whatever is chosen
    view.choose({"basis": "per_year"})
    view.page.locator("main > p [data-alias='subsidy.ratio.USA.chosen']").click()
    view.arrive_at(there)
    view.page.locator(":target a.use").first.click()
    for fragment in (there, "basis=per_year"):
        view.page.go_back()
        view.arrive_at(fragment)
    assert view.read() == readings["per_year"]


@pytest.mark.long
def test_a_choice_made_at_a_place_keeps_the_place_and_taken_back_leaves_it_alone(view):
    view.go_to("method")
    view.choose({"basis": "per_year"})
    assert view.fragment == "basis=per_year&at=method"
    view.choose({"basis": "total"})
    assert view.fragment == "method"


@pytest.mark.long
def test_an_address_written_by_hand_brings_its_own_choice_and_place(view, readings):
    """What somebody was sent opens as it was sent, although another choice was made here before."""
    view.choose({"denominator": "population"})
    view.go_to("f-unicorns.JPN.gdp")
    assert view.chosen()["denominator"] == "gdp"
    assert view.read() == readings[""]
    view.go_to("denominator=gdp_ppp&at=method")
    expect(view.page.locator(":target")).to_have_id("method")
    assert view.read() == readings["gdp_ppp"]


@pytest.mark.long
def test_a_place_whose_name_is_not_ascii_can_be_shared_too(view):
    view.page.evaluate("document.querySelector('h2').id = 'Städte'")
    view.choose({"denominator": "population"})
    view.page.evaluate("document.querySelector('nav a').setAttribute('href', '#Städte')")
    view.page.locator("nav a").first.click()
    view.arrive_at("denominator=population&at=Städte")


def test_choosing_leaves_no_trail_behind_the_back_button(same):
    before = same.page.evaluate("history.length")
    same.choose(CHOICES[-1])
    assert same.page.evaluate("history.length") == before


@pytest.mark.long
def test_an_address_followed_within_the_page_shows_what_it_names_and_nothing_chosen_before(view, readings):
    view.choose({"denominator": "population", "rate_rule": "ppp"})
    view.go_to("basis=per_year")
    assert view.read() == readings["per_year"]
    assert view.chosen() == {"denominator": "gdp", "basis": "per_year", "rate_rule": "day"}


HOSTILE = [
    *("denominator=nobody", "denominator=", "denominator=GDP_PPP", "focus=KOR", "as_of=2024-04-12", "chosen", "%", "="),
    *("denominator=constructor", "__proto__=population", "constructor=population", "denominator=__proto__", "&&&=&"),
    *("denominator[]=population", "denominator=population%00", "basis=per_year;", "no-such-place", "at=nowhere"),
    "f-unicorns.JPN.population",
    quote("denominator=<img src=x onerror=alert(1)>"),
    quote('basis="><script>alert(1)</script>'),
]


def test_an_unknown_or_hostile_address_changes_nothing(view, readings):
    for fragment in HOSTILE:
        view.go_to(fragment)
        assert (view.read(), view.told) == (readings[""], ""), fragment


@pytest.mark.parametrize("fragment", HOSTILE[-3:])
def test_nor_does_it_when_the_page_is_opened_there(browser, edition, readings, fragment):
    with opened(browser, edition.folder / "report.html", fragment) as view:
        assert (view.read(), view.told) == (readings[""], "")
        assert view.chosen() == AS_MADE


# -- paper, the keyboard, and no script -----------------------------------------------------------------


def test_print_shows_the_report_as_it_was_made_and_the_screen_the_choice_again(same, readings):
    same.choose(CHOICES[-1])
    same.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert same.read() == readings[""]
    same.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert same.read() == readings[label(CHOICES[-1])]


@pytest.mark.long
def test_a_printed_page_tells_the_report_as_it_was_made_without_switches(view, readings):
    view.choose({"denominator": "population"})
    with pymupdf.open(stream=view.page.pdf()) as document:
        text = " ".join(" ".join(sheet.get_text() for sheet in document).split())
    assert "Japan has 1.60 unicorns per trillion dollars of GDP" in text
    assert "Japan has 0.562" not in text
    assert "Unicorns are counted" not in text
    assert "Show as published" not in text
    assert view.read() == readings["population"]


def test_the_keyboard_alone_chooses_and_takes_it_back(view, readings):
    view.switch("denominator").locator("input:checked").focus()
    view.page.keyboard.press("ArrowDown")
    assert view.chosen()["denominator"] == "gdp_ppp"
    assert view.read() == readings["gdp_ppp"]
    view.page.keyboard.press("Enter")  # sends no form
    assert view.read() == readings["gdp_ppp"]
    view.page.keyboard.press("Tab")
    assert view.page.evaluate("document.activeElement.textContent") == "Show as published"
    view.page.keyboard.press("Enter")
    assert view.read() == readings[""]
    assert view.page.evaluate("document.activeElement.value") == "gdp"  # where it was


def test_without_script_there_are_no_switches_and_everything_else_is_there(browser, edition, readings):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((edition.folder / "report.html").as_uri() + "#denominator=population")
    assert page.locator("form, input, button").count() == 0
    assert page.locator(SAID).evaluate_all("all => all.map(it => it.textContent)") == readings[""].said
    assert page.locator("figure.exhibit svg.wide").count() == edition.figures
    assert page.locator("a.save").count() == edition.figures + edition.tables
    assert page.locator("nav a").first.is_visible()
    context.close()


# -- words, and texts that would rather be tags ---------------------------------------------------------

TROUBLE = "</script><img src=x onerror=alert(1)>&amp;\"'"
SIDES = {"up": 0, "level": 1, "down": 2}
WORDS = ["more|as much|less", "rose|fell", f"{TROUBLE}|b|c"]


@pytest.fixture
def small(browser, tmp_path) -> Iterator[Page]:
    """A page made by hand: one number that lies above, beside, below and nowhere, and words that follow it."""
    numbers = {name: [f"{name} {TROUBLE}", "f-x", side] for name, side in SIDES.items()}
    switch = {
        "name": "way", "label": "It goes", "chosen": "up",
        "phrases": [[name, f"{name} {TROUBLE}"] for name in (*SIDES, "nowhere")],
        "numbers": {"x.chosen": {**numbers, "nowhere": None}},
    }  # fmt: skip
    escaped = [words.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;") for words in WORDS]
    spans = "".join(f'<span data-alias="x.chosen" data-words="{words}">?</span>' for words in escaped)
    source = (
        f'<p><a data-alias="x.chosen" href="#f-x" title="It was">?</a>{spans}<span data-phrase="way">?</span>'
        '<span data-alias="other.chosen">kept</span></p>'
        '<dl class="workings"><dt id="f-x">x</dt><dd>Seen.</dd></dl>'
    )
    file = tmp_path / "small.html"
    file.write_text(Make.to_html(Make.document(title="Small", switches=[switch]), Make.html(source)), "utf-8")
    context = browser.new_context()
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(file.as_uri())
    yield page
    assert complaints == []
    context.close()


def take(page: Page, way: str) -> None:
    page.locator(f".yardstick input[value={way}]").check()


@pytest.mark.parametrize(("way", "low", "high"), [("up", 0.1, 0.2), ("level", -0.1, 0.1), ("down", -0.2, -0.1)])
def test_a_word_follows_the_number_as_it_does_in_a_sentence_of_the_report(small, way, low, high):
    take(small, way)
    finding = Finding("x", "X", Quantity((low + high) / 2, low, high, "share"), "as published")
    wanted = [choose(finding, words.split("|")) for words in WORDS]
    assert small.locator("[data-words]").all_text_contents() == wanted


def test_where_the_number_is_not_known_no_word_claims_to_compare_it(small):
    take(small, "nowhere")
    assert small.locator("main p").inner_text() == f"––––nowhere {TROUBLE}kept"
    take(small, "down")
    assert small.locator("main p a").text_content() == f"down {TROUBLE}"
    assert small.locator("[data-words]").all_text_contents() == ["less", "fell", "c"]


@pytest.mark.parametrize("way", SIDES)
def test_no_text_of_a_choice_becomes_a_tag(small, way):
    take(small, way)
    assert small.locator("main p a").text_content() == f"{way} {TROUBLE}"
    assert small.locator("[data-phrase]").text_content() == f"{way} {TROUBLE}"
    assert small.locator("img, main script").count() == 0
    assert json.loads(small.locator("#switches-data").text_content())[0]["phrases"][0][1] == f"up {TROUBLE}"


def test_a_script_that_is_not_the_pages_own_does_not_run(browser, edition, tmp_path):
    source = (edition.folder / "report.html").read_text("utf-8")
    file = tmp_path / "changed.html"
    file.write_text(re.sub(r"</main>", "</main><script>document.title = 'taken'</script>", source, count=1), "utf-8")
    context = browser.new_context()
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    assert page.title() != "taken"
    assert any("Content Security Policy" in text for text in complaints)
    assert page.locator(".yardstick").first.is_visible()  # its own script did
    context.close()
