"""The page's own script: the policy of the page lets it run and no other, and no text in its data can become one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from urllib.parse import unquote

import pymupdf
import pytest
from bs4 import BeautifulSoup

from analysis.rendering.errors import ReportError
from analysis.rendering.lint import page_faults, pdf_faults

SWITCHES = [
    {
        "name": "basis",
        "label": "Support is taken",
        "chosen": "per_year",
        "phrases": [["total", "over all years"], ["per_year", "per year"]],
        "numbers": {"half.chosen": {"total": ["50%", "f-half", 0], "per_year": None}},
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


def test_the_script_of_a_page_is_without_its_comments_and_indentation(written):
    (script,) = [text for attributes, text in scripts(written(SWITCHES)) if not attributes]
    lines = script.splitlines()
    assert "(() => {" in lines
    assert not [line for line in lines if line.startswith((" ", "//"))]


def test_the_script_is_the_same_whatever_the_report_says(written):
    assert policy(written(SWITCHES)) == policy(written(SWITCHES[:1]))


@pytest.mark.parametrize("switches", [None, []])
def test_without_switches_the_page_has_no_script_and_allows_none(make, switches):
    about = make.document(title="A report", linked_data={"@type": "Report"}, switches=switches)
    page = make.to_html(about, make.text("Words."))
    assert [attributes for attributes, _ in scripts(page)] == [' type="application/ld+json"']
    assert "script-src" not in policy(page)
    assert BeautifulSoup(page, "html.parser").select("form, input, button, #switches-data") == []


@pytest.mark.parametrize(("rows", "sortable", "is_worth_it"), [(3, True, False), (4, True, True), (4, False, False)])
def test_a_page_has_a_script_where_a_table_can_be_sorted(make, rows, sortable, is_worth_it):
    body = "<tr><td>a</td><td>b</td></tr>" * rows
    table = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{body}</tbody></table>"
    page = make.to_html(make.html(table, {"caption": "T", "sortable": sortable}))
    assert ("makeSortable" in page) == is_worth_it


def test_a_page_has_a_script_where_a_figure_has_data_to_read(make):
    pages = [make.to_html(make.figure(title="F", data=data)) for data in ("", "a\n1\n")]
    assert ["tabulate" in page for page in pages] == [False, True]


def test_a_page_has_a_script_for_links_where_it_has_numbers_and_none_for_sharing_where_nothing_is_shared(make):
    working = make.html('<dl class="workings"><dt>Any</dt><dd id="f-x"><b>7</b> · Number</dd></dl>')
    pages = [make.to_html(make.text("Text.")), make.to_html(make.text("[7](#f-x)"), working)]
    assert ["tooltip" in page for page in pages] == [False, True]
    assert ["clipboard" in page for page in [*pages, make.to_html(make.figure(title="F"))]] == [False, False, True]


def test_without_anything_for_machines_either_there_is_no_script_at_all(make):
    assert scripts(make.to_html(make.text("# Words"))) == []


def test_the_data_of_the_switches_stand_in_the_page_as_they_were_given(written):
    ((_, text),) = [found for found in scripts(written(SWITCHES)) if "application/json" in found[0]]
    assert json.loads(text) == SWITCHES


def test_the_page_has_no_switch_before_its_script_runs(written):
    """Without the script it could change nothing; the script puts each over what it changes."""
    page = written(SWITCHES)
    assert BeautifulSoup(page, "html.parser").select("form, fieldset, input, select, button") == []
    assert policy(page)["form-action"] == "'none'"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["name", "label", "value", "phrase", "number", "alias"])
def test_no_text_can_end_the_data_or_become_a_tag(written, place, text):
    words = {name: name for name in ("name", "label", "value", "phrase", "number", "alias")} | {place: text}
    switch = {
        "name": words["name"],
        "label": words["label"],
        "chosen": words["value"],
        "phrases": [[words["value"], words["phrase"]]],
        "numbers": {words["alias"]: {words["value"]: [words["number"], "f-x", 0]}},
    }
    page, harmless = written([switch]), written(SWITCHES[1:])
    ((_, data),) = [found for found in scripts(page) if "application/json" in found[0]]
    assert json.loads(data) == [switch]
    read = BeautifulSoup(page, "html.parser")
    assert [tag.name for tag in read.find_all(True)] == [
        tag.name for tag in BeautifulSoup(harmless, "html.parser").find_all(True)
    ]


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
        "data-alias": "half.chosen", "href": "#f-half", "id": "use", "aria-label": "50%, Half: as published",
    }  # fmt: skip
    assert word.attrs == {"data-alias": "half.chosen", "data-words": "more|as much|less"}
    assert phrase.attrs == {"data-phrase": "basis"}
    assert other.attrs == {}


# -- figures under other options --------------------------------------------------------------------------

OTHER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><text>{}</text></svg>'
WORKING = (
    '<dl class="workings"><dt>One</dt><dd id="f-one"><b>1</b> · From <a href="#s-x">X</a></dd><dd id="s-x">X.</dd></dl>'
)


def drawn(title, **about):
    """What an output says of a figure in another form."""
    given = {"label": "fig-x", "title": title, "alt": f"{title}.", "data": f"a\n{title}\n"}
    return {"svg": OTHER.format(title), **given, **about}


@pytest.fixture
def chosen(make):
    """Write a page with a figure that has another form per year."""

    def write(**about):
        spot = {"to": "f-one", "text": "1", "about": "One", "box": [0, 0, 0.1, 0.1]}
        other = drawn("Other", **{"spots": [spot], **about})
        figure = make.figure(**drawn("Made"), choice="basis", variants={"per_year": other})
        return make.to_html(make.document(title="A report"), figure, make.html(WORKING))

    return write


def test_another_form_of_a_figure_lies_inert_beside_it_with_all_that_goes_with_it(chosen):
    figure = BeautifulSoup(chosen(), "html.parser").figure
    assert (figure["id"], figure["data-choice"]) == ("fig-x", "basis")
    template = figure.find("template", recursive=False)
    assert template["data-option"] == "per_year"
    assert [it.string for it in template.select(".number, .title")] == ["Figure 1", "Other"]
    assert template.svg["aria-label"] == "Other"
    assert template.find(id=template.svg["aria-describedby"]).string == "Other."
    data = template.select_one("a.save")["href"].partition(",")[2]
    assert unquote(data).removeprefix("\ufeff") == "a\nOther\n"
    assert figure.figcaption.find_parent("template") is None  # the form as made comes first, and is read without script


def test_who_cites_a_figure_that_a_choice_redrew_says_so(chosen):
    figure = BeautifulSoup(chosen(), "html.parser").figure
    assert figure.template.select_one(".cited").string.startswith(
        "Figure 1, “Other”, redrawn by a reader’s choice. In: "
    )
    figure.template.decompose()
    assert figure.select_one(".cited").string.startswith("Figure 1, “Made”. In: ")


def test_data_that_another_form_shares_stand_once_on_the_page(chosen):
    figure = BeautifulSoup(chosen(data=drawn("Made")["data"]), "html.parser").figure
    own, other = figure.select_one("a.save"), figure.template.select_one("a.save")
    assert own["href"].startswith("data:text/csv")
    assert not other.has_attr("href")  # the switch gives it that of the figure


def test_a_number_in_another_form_leads_to_its_working_and_nothing_leads_back_to_it(chosen):
    """What is not in the page before it is chosen cannot be gone to."""
    page = BeautifulSoup(chosen(), "html.parser")
    (spot,) = page.template.find_all("a", class_="spot")
    assert (spot["href"], spot["aria-label"]) == ("#f-one", "1: One")
    assert not spot.has_attr("id")
    assert page.select("a.use") == []


def test_a_dead_link_in_another_form_is_an_error(chosen):
    spot = {"to": "f-two", "text": "2", "box": [0, 0, 0.1, 0.1]}
    with pytest.raises(ReportError, match="“2” leads nowhere"):
        chosen(spots=[spot])


@pytest.mark.parametrize("given", [["x"], {"per_year": {}}, {"per_year": "x"}])
def test_a_form_without_a_drawing_is_an_error_that_says_so(make, given):
    with pytest.raises(ReportError, match="need a drawing each"):
        make.to_html(make.figure(**drawn("Made"), choice="basis", variants=given))


def test_another_form_needs_its_own_words_for_who_cannot_see_it(chosen):
    with pytest.raises(ReportError, match="no alt text"):
        chosen(alt="")


def test_an_option_is_no_way_into_the_page(make):
    figure = make.figure(**drawn("Made"), choice='"><b>', variants={'"><i>': drawn("Other")})
    page = BeautifulSoup(make.to_html(figure), "html.parser")
    assert (page.figure["data-choice"], page.template["data-option"]) == ('"><b>', '"><i>')
    assert page.select("b, i") == []


def test_the_lint_reads_other_forms_but_does_not_look_for_them_on_paper(make):
    """A digit that was typed there is found; the number of the figure itself stands in print once."""
    about = {"choice": "basis", "variants": {"per_year": drawn("Other of 7")}}
    cells = make.document(title="A report"), make.figure(**drawn("Made"), **about)
    page = make.to_html(*cells)
    assert ["'7' has no origin" in fault for fault in page_faults(page)] == [True, True]  # title and drawing
    assert pdf_faults(page, make.to_pdf(*cells)) == []


def test_paper_has_no_switches(make):
    pdf = make.to_pdf(make.document(title="A report", switches=SWITCHES), make.text("Words."))
    with pymupdf.open(stream=pdf) as document:
        text = "".join(sheet.get_text() for sheet in document)
    assert "Words." in text
    assert "Support is taken" not in text
