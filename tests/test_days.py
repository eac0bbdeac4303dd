"""Reports made for earlier days: they say nothing that was not public then, and agree with themselves."""

import re
from datetime import date, datetime
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup, Tag

from analysis.editions.notebooks import notebooks_folder
from analysis.rendering import ReportHTMLExporter

from . import notebook_runner

DAYS = ("2024-04-12", "2024-06-30", "2024-12-31", "2025-06-01", "2026-02-04", "")
NOTEBOOKS = ("report", "chip_subsidies", "technological_lead")

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
FULL_DATE = re.compile(rf"\b\d{{1,2}} (?:{MONTHS}) \d{{4}}\b")
HEADINGS = ["h2", "h3", "h4"]


class Made(NamedTuple):
    """A page, the variables of its notebook, and the day it is made for."""

    page: BeautifulSoup
    report: Any
    day: date

    @property
    def body(self) -> Tag:
        """The story, without what stands around it."""
        main = self.page.find("main")
        assert isinstance(main, Tag)
        return main


def make(notebook: str, day: str) -> Made:
    """The page of a notebook as of a day."""
    executed, names = notebook_runner.execute(notebooks_folder() / f"{notebook}.ipynb", {"as_of": day})
    text, _ = ReportHTMLExporter().from_notebook_node(executed)
    report = names["r"]
    return Made(BeautifulSoup(text, "html.parser"), report, report.catalogue.evidence.as_of)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            (notebook, day),
            marks=() if (notebook, day) == ("report", DAYS[0]) else pytest.mark.long,
            id=f"{notebook}-{day or 'default'}",
        )
        for notebook in NOTEBOOKS
        for day in DAYS
    ],
)
def made(request):
    return make(*request.param)


def rows(page: BeautifulSoup, table: str) -> list[Tag]:
    """The rows of a table."""
    return page.select(f"#{table} tbody tr")


def leads(page: BeautifulSoup) -> int:
    """In how many rows of the table of measures Japan is in front."""
    in_front = [row.select("td")[3].get_text() for row in rows(page, "tbl-lead")]
    return sum(text.startswith("Japan") for text in in_front)


def cards(page: BeautifulSoup, verdict: str = "") -> int:
    """How many cards of claims there are, with a verdict."""
    return len(page.select("article.claim h4" + (f" .verdict-{verdict}" if verdict else "")))


COUNTS = {
    "verdicts.all": cards,
    "verdicts.supported": lambda page: cards(page, "supported"),
    "verdicts.missing_context": lambda page: cards(page, "missing-context"),
    "verdicts.not_checkable": lambda page: cards(page, "not-checkable"),
    "verdicts.in_doubt": lambda page: sum("in doubt since" in it.get_text() for it in page.select("article.claim h4")),
    "lead.measures": lambda page: len(rows(page, "tbl-lead")),
    "lead.first": leads,
}
"""What a count that is told is the number of, on the page."""


CALLED = {
    "CBO": "Congressional Budget Office",
    "CSET": "Center for Security and Emerging Technology",
    "GAO": "Government Accountability Office",
    "IMF": "International Monetary Fund",
    "METI": "Ministry of Economy, Trade and Industry",
    "SIA": "Semiconductor Industry Association",
}


def test_counts_equal_what_they_count(made):
    told = {link["href"].removeprefix("#f-") for link in made.page.select("a[href^='#f-']")}
    has_table, has_cards = bool(rows(made.page, "tbl-lead")), cards(made.page) > 0
    for name, count in COUNTS.items():
        if name in told and (has_table if name.startswith("lead.") else has_cards):
            assert (name, made.report[name].value) == (name, count(made.page))


def test_no_date_is_later_than_the_day(made):
    for part in made.page.select("template, style, script"):
        part.decompose()
    for terms in made.page.find_all("dd", string=re.compile("^Terms: ")):
        terms.decompose()  # the licence of today
    text = " ".join(made.page.get_text(" ").split())
    dates = {words: datetime.strptime(words, "%d %B %Y").date() for words in FULL_DATE.findall(text)}
    assert {words for words, day in dates.items() if day > made.day} == set()


def test_findings_rest_on_nothing_published_later(made):
    late = {
        (finding.id, leaf.id)
        for finding in made.report.pen.used.values()
        for leaf in finding.leaves()
        if leaf.since and leaf.since > made.day
    }
    assert late == set()


def test_notes_name_only_publishers_of_which_something_is_shown(made):
    """Beside their full names, those by which notes call them."""
    publishers = {source["publisher"].partition(",")[0] for source in made.report.catalogue.evidence.sources.values()}
    listed = " ".join(made.page.find(id="sources").find_next_sibling().get_text(" ").split())
    notes = " ".join(note.get_text(" ") for note in made.body.select("p.source"))
    publishers -= {"Rapidus"}  # whose aid a table shows
    shown = {name for name in publishers if re.search(rf"\b{re.escape(name)}\b", notes)}
    assert {name for name in shown if name not in listed} == set()
    called = {short for short, name in CALLED.items() if re.search(rf"\b{short}\b", notes) and name not in listed}
    assert called == set()


def test_no_heading_stands_over_nothing(made):
    for heading in made.body.find_all(HEADINGS):
        under = heading.find_next_sibling()
        is_empty = under is None or (under.name in HEADINGS and under.name <= heading.name)
        assert not is_empty, heading.get_text()
        assert under.get_text().strip() or under.find(["img", "svg"]), heading.get_text()
