"""Each figure by itself: one drawing and one picture for each titled figure, with what a reader should know."""

from __future__ import annotations

import html
import re
import struct
from itertools import cycle

import pymupdf
import pytest
from nbformat.v4 import new_notebook

from analysis.rendering import exporters as made
from analysis.rendering.errors import ReportError
from analysis.rendering.exporters import graphics
from analysis.rendering.pdf import typeset
from analysis.rendering.read_notebook import read_report

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


def size(name, content):
    """Width and height in points, of a drawing as it says and of a picture by its dots."""
    if name.endswith(".svg"):
        found = re.search(rb'<svg viewBox="0 0 ([\d.]+) ([\d.]+)" width="\1pt" height="\2pt"', content)
        return tuple(map(float, found.groups()))
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return tuple(dots * 72 / 192 for dots in struct.unpack(">II", content[16:24]))


def test_every_titled_figure_gives_one_drawing_and_one_picture_named_by_its_label(make, report):
    files = graphics(report(
        make.text("Words."), make.figure(title="One", label="fig-one"), make.figure(), make.figure(title="Two"),
        make.html("<table><tr><th>n</th></tr><tr><td>1</td></tr></table>", {"caption": "T", "label": "tbl-t"}),
    ))  # fmt: skip
    assert sorted(files) == ["fig-one.png", "fig-one.svg", "figure-2.png", "figure-2.svg"]
    assert all(content.startswith(b"<svg") for name, content in files.items() if name.endswith(".svg"))


def test_title_subtitle_source_and_credit_are_in_it_and_nothing_else(make, report, set_as_pdf):
    graphics(report(
        make.figure(
            title="It <em>grew</em>", subtitle="In percent", source='The <a href="https://bank.example">Bank</a>',
            label="fig-a",
        ),
        make.figure(title="It fell", label="fig-b"),
    ))  # fmt: skip
    credit = "A report · As known on a day · Its makers"
    first, second = (page.replace("Japan & others", "").split() for page in set_as_pdf)
    assert " ".join(first) == f"It grew In percent The Bank {credit}"
    assert " ".join(second) == f"It fell {credit}"


WHERE = list(zip(cycle(["title", "subtitle", "source", "credit"]), HOSTILE, strict=False))


@pytest.mark.parametrize(("place", "text"), WHERE)
def test_no_text_can_break_out_of_its_place(make, set_as_pdf, place, text):
    words = {"title": "T", "subtitle": "U", "source": "S"}
    escaped = html.escape(text)
    if place != "credit":
        words[place] = escaped
    about = make.document(title=text if place == "credit" else "R")
    files = graphics(read_report(new_notebook(cells=[about, make.figure(label="fig-a", **words)])))
    assert sorted(files) == ["fig-a.png", "fig-a.svg"]
    shown = {"title": "T", "subtitle": "U", "source": "S", "credit": "R", place: text}
    assert "".join(set_as_pdf[0].replace("Japan & others", "").split()) == "".join("".join(shown.values()).split())
    for name, content in files.items():
        assert size(name, content)[0] == pytest.approx(538.58, abs=1)


@pytest.mark.parametrize("label", ["../out", "a/b", "/etc/x", "..", ".hidden", "a\\b", "a\x00b", "fig a"])
def test_a_label_that_could_lead_out_of_the_folder_is_refused_with_its_cell(make, report, label):
    figure = make.figure(title="T", label=label, cell={"id": "drawn"})
    with pytest.raises(
        ReportError, match=r"^cell \d “drawn”: the label '.*' cannot name a file; use letters and hyphens\.$"
    ):
        graphics(report(figure))
