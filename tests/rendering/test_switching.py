"""The page's own script: the policy of the page lets it run and no other, and no text in its data can become one."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pymupdf
import pytest
from bs4 import BeautifulSoup

SWITCHES = [
    {
        "name": "basis",
        "label": "Support is taken",
        "chosen": "per_year",
        "phrases": [["total", "over all years"], ["per_year", "per year"]],
        "numbers": {"half.chosen": {"total": ["50%", "f-half", 0, "Half: as published"], "per_year": None}},
    },
    {
        "name": "rate",
        "label": "Yen are converted",
        "chosen": "day",
        "phrases": [["day", "at the day’s rate"]],
        "numbers": {},
    },
]
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]></script >",
    '"><img src=x onerror=alert(1)>',
    "</option></select></form><b>out</b>",
    "&lt;b&gt; & '\"\\ \u2028",
]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@pytest.fixture
def written(make):
    """Write a page with some switches, as text."""

    def write(switches, *cells):
        return make.to_html(make.document(title="A report", switches=switches), *cells)

    return write


def policy(page):
    """What the page allows, by kind."""
    (found,) = POLICY.findall(page)
    return dict(rule.strip().partition(" ")[::2] for rule in found.split(";"))


def scripts(page):
    """The scripts of a page as a browser reads them: up to the first end tag, each with its attributes."""
    return re.findall(r"<script([^>]*)>(.*?)</script", page, re.DOTALL | re.IGNORECASE)


def hash_of(text):
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_the_policy_names_the_hash_of_the_very_script_in_the_page_and_allows_nothing_else(written):
    page = written(SWITCHES)
    (script,) = [text for attributes, text in scripts(page) if not attributes]
    assert len(script) > 500
    assert policy(page)["script-src"] == f"'{hash_of(script)}'"
    assert policy(page)["default-src"] == "'none'"
    assert set(policy(page)) == {
        "default-src", "img-src", "font-src", "style-src", "script-src", "base-uri", "form-action",
    }  # fmt: skip


def test_the_script_is_the_same_whatever_the_report_says(written):
    assert policy(written(SWITCHES)) == policy(written(SWITCHES[:1]))


@pytest.mark.parametrize("switches", [None, []])
def test_without_switches_the_page_has_no_script_and_allows_none(make, switches):
    about = make.document(title="A report", linked_data={"@type": "Report"}, switches=switches)
    page = make.to_html(about, make.text("Words."))
    assert [attributes for attributes, _ in scripts(page)] == [' type="application/ld+json"']
    assert "script-src" not in policy(page)
    assert BeautifulSoup(page, "html.parser").select("details, form, select, #switches-data") == []


@pytest.mark.parametrize(("rows", "sortable", "is_worth_it"), [(3, True, False), (4, True, True), (4, False, False)])
def test_a_page_has_a_script_where_a_table_can_be_sorted(make, rows, sortable, is_worth_it):
    body = "<tr><td>a</td><td>b</td></tr>" * rows
    table = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{body}</tbody></table>"
    page = make.to_html(make.html(table, {"caption": "T", "sortable": sortable}))
    assert len(scripts(page)) == is_worth_it
    assert ("script-src" in policy(page)) == is_worth_it


def test_a_page_has_a_script_where_a_figure_has_data_to_read(make):
    assert [len(scripts(make.to_html(make.figure(title="F", data=data)))) for data in ("", "a\n1\n")] == [0, 1]


def test_without_anything_for_machines_either_there_is_no_script_at_all(make):
    assert scripts(make.to_html(make.text("# Words"))) == []


def test_the_data_of_the_switches_stand_in_the_page_as_they_were_given(written):
    ((_, text),) = [found for found in scripts(written(SWITCHES)) if "application/json" in found[0]]
    assert json.loads(text) == SWITCHES


def test_a_switch_offers_each_option_in_words_and_has_chosen_what_the_report_was_made_with(written):
    page = BeautifulSoup(written(SWITCHES), "html.parser")
    labels = [(next(label.strings).strip(), label.select_one("select")["name"]) for label in page.select("form label")]
    assert labels == [("Support is taken", "basis"), ("Yen are converted", "rate")]
    assert [(o["value"], o.get_text(), o.has_attr("selected")) for o in page.select("select[name=basis] option")] == [
        ("total", "over all years", False), ("per_year", "per year", True),
    ]  # fmt: skip


def test_until_the_script_runs_the_switches_are_not_shown(written):
    page = BeautifulSoup(written(SWITCHES), "html.parser")
    (details,) = page.select("details.switches")
    assert details.has_attr("hidden")
    assert not details.has_attr("open")
    assert details.form["id"] == "switches"
    assert page.select("form") == [details.form]


def test_the_form_sends_nothing_anywhere(written):
    page = written(SWITCHES)
    form = BeautifulSoup(page, "html.parser").form
    assert {"action", "method", "target"}.isdisjoint(form.attrs)
    assert form.select("button, input, [type=submit]") == []
    assert policy(page)["form-action"] == "'none'"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["name", "label", "value", "phrase", "number", "alias", "about"])
def test_no_text_can_end_the_data_or_become_a_tag(written, place, text):
    words = {name: name for name in ("name", "label", "value", "phrase", "number", "alias", "about")} | {place: text}
    switch = {
        "name": words["name"],
        "label": words["label"],
        "chosen": words["value"],
        "phrases": [[words["value"], words["phrase"]]],
        "numbers": {words["alias"]: {words["value"]: [words["number"], "f-x", 0, words["about"]]}},
    }
    page, harmless = written([switch]), written(SWITCHES[1:])
    ((_, data),) = [found for found in scripts(page) if "application/json" in found[0]]
    assert json.loads(data) == [switch]
    read = BeautifulSoup(page, "html.parser")
    assert [tag.name for tag in read.find_all(True)] == [
        tag.name for tag in BeautifulSoup(harmless, "html.parser").find_all(True)
    ]
    assert (read.select_one("select")["name"], read.option["value"]) == (words["name"], words["value"])
    assert read.option.get_text() == words["phrase"]
    assert next(read.select_one("#switches label").strings).strip(" \n") == words["label"]


def test_marks_reach_the_page_on_links_words_and_phrases_and_nothing_else_of_the_kind_does(written, make):
    source = (
        '<p><a data-alias="half.chosen" href="#f-half" title="Half: as published&#10;Seen">50%</a>'
        '<span data-alias="half.chosen" data-words="more|as much|less">more</span>'
        '<span data-phrase="basis">per year</span><span data-other="x" onclick="x" style="x">.</span></p>'
        '<dl class="workings"><dt id="f-half">50%</dt><dd>Seen.</dd></dl>'
    )
    page = BeautifulSoup(written(SWITCHES, make.html(source)), "html.parser")
    link, word, phrase, other = page.main.p.select("a, span")
    assert link.attrs == {
        "data-alias": "half.chosen", "href": "#f-half", "data-about": "Half: as published", "id": "use",
    }  # fmt: skip
    assert word.attrs == {"data-alias": "half.chosen", "data-words": "more|as much|less"}
    assert phrase.attrs == {"data-phrase": "basis"}
    assert other.attrs == {}


def test_paper_has_no_switches(make):
    pdf = make.to_pdf(make.document(title="A report", switches=SWITCHES), make.text("Words."))
    with pymupdf.open(stream=pdf) as document:
        text = "".join(sheet.get_text() for sheet in document)
    assert "Words." in text
    assert "Support is taken" not in text
