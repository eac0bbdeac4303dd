"""Each figure by itself: one drawing and one picture for each titled figure, with what a reader should know."""

from __future__ import annotations

import html
from itertools import cycle

import pymupdf
import pytest
from nbformat.v4 import new_notebook

from analysis.rendering import exporters as made
from analysis.rendering.document_from_notebook import read_report
from analysis.rendering.exporters import graphics
from analysis.rendering.pdf import typeset
from analysis.rendering.report_errors import ReportError

HOSTILE = [
    '"]) #panic("out") #text("',
    "#import \"main.typ\"; #set page(width: 1pt)",
    "\\u{22} + read(\"report.typ\") + \\",
    "$x$ *bold* _thin_ `raw` <label> @ref // comment /* more */",
    "= A heading\\",
]  # fmt: skip


@pytest.fixture
def report(make):
    """Read a report of some cells, with a title, an edition and an author."""

    def read(*cells):
        about = make.document(title="A report", edition="As known on a day", authors=["Its makers"])
        return read_report(new_notebook(cells=[about, *cells]))

    return read


@pytest.fixture
def set_as_pdf(monkeypatch):
    """Have the pages that are set for pictures set as a PDF as well, whose text can be read back."""
    pages = []

    def spy(*given, **options):
        with pymupdf.open(stream=typeset(*given, format="pdf")[0]) as document:
            pages[:] = [" ".join(sheet.get_text().split()) for sheet in document]
        return typeset(*given, **options)

    monkeypatch.setattr(made, "typeset", spy)
    return pages


def test_every_titled_figure_gives_one_drawing_and_one_picture_named_by_its_label(make, report):
    files = graphics(report(
        make.text("Words."), make.figure(title="One", label="fig-one"), make.figure(), make.figure(title="Two"),
        make.html("<table><tr><th>n</th></tr><tr><td>1</td></tr></table>", {"caption": "T", "label": "tbl-t"}),
    ))  # fmt: skip
    assert sorted(files) == ["fig-one.png", "fig-one.svg", "figure-2.png", "figure-2.svg"]


@pytest.mark.parametrize(
    ("place", "text"), list(zip(cycle(["title", "subtitle", "source", "credit"]), HOSTILE, strict=False))
)
def test_no_text_can_break_out_of_its_place(make, set_as_pdf, place, text):
    shown = {"title": "T", "subtitle": "U", "source": "S", "credit": "R", place: text}
    words = {name: html.escape(shown[name]) for name in ("title", "subtitle", "source")}
    about = make.document(title=shown["credit"])
    files = graphics(read_report(new_notebook(cells=[about, make.figure(label="fig-a", **words)])))
    assert sorted(files) == ["fig-a.png", "fig-a.svg"]
    assert files["fig-a.png"].startswith(b"\x89PNG")
    assert int.from_bytes(files["fig-a.png"][16:20]) * 72 / 192 == pytest.approx(538.58, abs=1)  # as wide as the page
    assert "".join(set_as_pdf[0].replace("Japan & others", "").split()) == "".join("".join(shown.values()).split())


@pytest.mark.parametrize("label", ["../out", "/etc/x", "..", ".hidden", "a\\b", "a\x00b"])
def test_a_label_that_could_lead_out_of_the_folder_is_refused_with_its_cell(make, report, label):
    figure = make.figure(title="T", label=label, cell={"id": "drawn"})
    with pytest.raises(
        ReportError, match=r"^cell \d “drawn”: the label '.*' cannot name a file; use letters and hyphens\.$"
    ):
        graphics(report(figure))
