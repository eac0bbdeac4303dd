"""A draft: what the lint refuses is marked in page and PDF, and nothing presents the page as published."""

import io

import pikepdf
import pymupdf
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_output

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint

from .test_lint import PLACES, WORKINGS, report

ADDRESS = "https://example.org/reports/2026-10-30/report.html"
TABLE = "<table><tr><th>Year</th><th>Nests</th></tr><tr><td>2022</td><td>98</td></tr><tr><td>2023</td><td>118</td></tr>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>A drawing</text></svg>'
EVIDENCE = ("## Sources", "## Workings")


def draft(make, *cells):
    """The faults of a draft, its page and its PDF."""
    document = ReportHTMLExporter().read(make.notebook(*cells))[0]
    faults = lint.make_draft(document)
    page = ReportHTMLExporter(address=ADDRESS, has_files=True).render(document)
    return faults, BeautifulSoup(page, "html.parser"), ReportPDFExporter().render(document)


def marks(page):
    return [it.get_text() for it in page.select("mark.unsourced")]


def words(pdf):
    return " ".join(" ".join(sheet.get_text() for sheet in pymupdf.open(stream=pdf)).split())


def test_a_typed_number_is_marked_where_it_stands_or_below_wherever_that_is(make):
    typed = {place: f" {number}" for number, place in enumerate(PLACES, 31)}
    assert make.faults(*report(make)) == []
    faults, page, pdf = draft(make, *report(make, **typed))
    found = marks(page)
    assert len(faults) == len(found) == len(PLACES)
    for number in typed.values():
        (said,) = (it for it in found if it in (f"{number.strip()} (no source)", f"{number.strip()} has no source"))
        assert said in words(pdf)
    assert f"{len(PLACES)} places are marked" in page.select_one(".draft").get_text()


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (lambda make: make.output({"image/svg+xml": SVG}), ["The figure has no alternative text."]),
        (lambda make: make.output({"text/html": TABLE}), ["4 numbers without a source"]),
        (lambda make: make.output({"text/plain": "1\n2\n3\n4\n5"}), ["5 numbers without a source"]),
        (lambda make: make.text("3. third"), ["3 has no source"]),
        (lambda make: make.text("The 7 of 9."), ["7 (no source)", "9 (no source)"]),
        (lambda make: make.text("Nothing."), []),
    ],
    ids=["figure", "table", "printed", "list", "sentence", "nothing"],
)
def test_what_cannot_be_marked_number_by_number_has_a_note_below_it(make, shown, said):
    faults, page, pdf = draft(make, make.text("Before."), shown(make), *map(make.text, EVIDENCE), make.html(WORKINGS))
    assert (len(faults), marks(page)) == (len(said), said)
    assert all(it in words(pdf) for it in said)
    assert all(image["alt"] for image in page.select("img"))
    assert page.select("main mark") == page.select("mark")  # nothing slid into the evidence, which is folded
    assert page.select_one("section.evidence > details > summary h2")


FAILED = new_output("error", ename="ValueError", evalue="no luck", traceback=["Cell In[3], line 2", "b = a"])
READING = {
    "a cell that failed": (
        lambda make: new_code_cell("a = 7\nb = a", outputs=[FAILED], execution_count=3),  # noqa: ARG005
        "cell [3], line 2 “b = a”: ValueError: no luck",
        "cell [3], line 2 “b = a”: ValueError: no luck",
    ),
    "a dead link": (lambda make: make.text("[there](#gone)"), "'#gone' leads nowhere", "there (leads nowhere)"),
    "an unknown figure": (lambda make: make.text("As @fig-x."), "@fig-x refers to a", "@fig-x (refers to nothing)"),
    "an unknown figure in a sentence": (
        lambda make: make.html('<p>As <a class="ref" href="#fig-x">the figure</a>.</p>'),
        "@fig-x refers to a",
        "@fig-x (refers to nothing)",
    ),
    "an id twice": (lambda make: make.html('<p id="a">x</p><p id="a">y</p>'), "'a' is used twice", "'a' is used twice"),
    "no picture": (lambda make: make.text("![It](gone.png)"), "'gone.png' is not there", "'gone.png' is not there"),
    "a placeholder": (lambda make: make.text("It is {a.b}."), "{a.b} would be printed", "{a.b} would be printed"),
    "a lost picture": (lambda make: make.text("So <img src=x onerror=alert(1)>"), "<img> shows", "<img> shows"),
    "no working": (lambda make: make.html('<a href="#f-gone">Seven</a>'), "“Seven” leads", "Seven (leads nowhere)"),
}


@pytest.mark.parametrize(("shown", "line", "marked"), READING.values(), ids=READING)
def test_what_cannot_be_read_is_marked_at_its_place_beside_other_faults(make, shown, line, marked):
    cells = [make.text("Before 7."), shown(make), make.text("After 9."), *map(make.text, EVIDENCE), make.html(WORKINGS)]
    faults, page, pdf = draft(make, *cells)
    found = marks(page)
    assert [("'7'" in faults[0], line in faults[1], "'9'" in faults[2])] == [(True, True, True)]
    assert len(faults) == len(found) == 3
    assert marked in found[1]
    assert marked in words(pdf)
    assert page.find("img") is None
    assert "3 places are marked" in page.select_one(".draft").get_text()


def test_a_notebook_without_workings_is_told_so_once(make):
    numbers = "".join(f'<a href="#f-{name}">Some</a>' for name in "abcdef")
    (line,) = make.faults(make.html(f"<p>{numbers}</p>"))
    assert "“Some” leads nowhere in this document, as 5 others; end the notebook with" in line


def test_nothing_presents_a_draft_as_published(make):
    about = make.document(title="Storks", description="What", date="2026-10-30", linked_data={"@type": "Report"})
    _, page, _ = draft(make, about, make.text("It has 7."))
    assert page.title.get_text() == "DRAFT: Storks"
    assert page.find("meta", {"name": "robots"})["content"] == "noindex"
    shared = page.select("meta[property], meta[name^=twitter], link[rel=canonical], script[type='application/ld+json']")
    assert shared == []
    banner = page.select_one("header > :first-child")
    assert banner.get_text(strip=True).startswith("DRAFT, not for publication: 1 place")
    checked = BeautifulSoup(make.to_html(about, make.text("Nothing.")), "html.parser")
    assert not checked.select(".draft, meta[name=robots]")
    assert checked.select("meta[property]")


def test_draft_stands_across_every_sheet_of_the_pdf_which_still_meets_the_standard_for_screen_readers(make):
    text = " ".join(["Words and words."] * 400)
    _, _, pdf = draft(make, make.document(title="Storks"), make.text(text), make.text("It has 7."))
    sheets = pymupdf.open(stream=pdf)
    assert len(sheets) > 1
    assert all("DRAFT" in [word[4] for word in sheet.get_text("words")] for sheet in sheets)
    opened = pikepdf.open(io.BytesIO(pdf))
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    for sheet in opened.pages:
        large = 0
        around = []
        for operands, operator in pikepdf.parse_content_stream(sheet):
            if str(operator) in ("BDC", "BMC"):
                around.append(str(operands[0]))
            elif str(operator) == "EMC":
                around.pop()
            elif str(operator) == "Tf" and operands[1] > 99:
                large += 1
                assert "/Artifact" in around  # it is no text for who listens
        assert large == 1
    assert "DRAFT" not in words(make.to_pdf(make.text("Nothing.")))


@pytest.mark.parametrize(("text", "is_draft"), [("It has 7.", True), ("It has some.", False)])
def test_a_page_of_nbconvert_is_a_draft_if_it_has_faults(make, text, is_draft):
    notebook = make.notebook(make.document(title="Storks"), make.text(text))
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    pdf, _ = ReportPDFExporter().from_notebook_node(notebook)
    assert ("DRAFT: Storks" in page, "DRAFT: Storks" in words(pdf)) == (is_draft, is_draft)
