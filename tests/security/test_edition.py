"""An edition in which every text is hostile: page, notebook, PDF, tables and drawings say it and do nothing of it."""

from __future__ import annotations

import base64
import csv
import io
import re
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pikepdf
import pymupdf

from ..browsers import needs_chromium
from . import trap
from .conftest import OURS


@needs_chromium
def test_hundreds_of_hostile_texts_stand_in_the_pages_and_in_the_notebook_and_do_nothing(made, browser, tmp_path):
    """Those of the edition, the outputs of its notebook, and the pages of the site around it."""
    outputs, sprung = tmp_path / "outputs.html", tmp_path / "sprung.html"
    outputs.write_text(made.outputs, encoding="utf-8")
    sprung.write_text("<p>a</p><img src=x onerror=\"trap('here')\">", encoding="utf-8")
    around = (made.reports / name for name in ("corrections.html", "index.html"))
    *catches, control = trap.opened(browser, made.edition / "report.html", outputs, *around, sprung, ours=OURS)
    assert "ran: here" in control.caught  # or the trap would catch nothing at all
    for catch in catches:  # the front page shows a picture of the edition
        assert [it for it in catch.caught if "2026-10-30/figures/fig-lead-chips.png" not in it] == []
    said = [{case.mark for case in made.cases if catch.says(case.text)} for catch in catches]
    page, notebook, corrections, _ = map(len, said)
    assert min(page, notebook) >= 350  # each a column and a text of its own
    assert corrections >= 5  # what is corrected, why, and the names and sources of it
    assert len({case.place for case in made.cases if case.mark in said[0]}) >= 20


RUN = {b"/AA", b"/JS", b"/JavaScript", b"/Launch", b"/OpenAction", b"/RichMedia", b"/SubmitForm", b"/XFA"}
"""Names that a PDF has which does something by itself, or leads a reader to what does."""


def test_the_pdf_says_the_hostile_texts_and_leads_only_to_the_hosts_of_its_documents(made):
    content = (made.edition / "report.pdf").read_bytes()
    with (made.data / "documents.csv").open(encoding="utf-8", newline="") as file:
        hosts = {urlsplit(row["url"]).hostname for row in csv.DictReader(file)} - {None}
    with pikepdf.open(io.BytesIO(content)) as document:
        names = {name for it in document.objects for name in re.findall(rb"/[A-Z]\w*", it.unparse(resolved=True))}
    assert b"/Type" in names
    assert names & RUN == set()
    with pymupdf.open(stream=content) as document:
        links = [link["uri"] for sheet in document for link in sheet.get_links() if "uri" in link]
        said = "".join("".join(sheet.get_text() for sheet in document).split())
        assert document.embfile_names() == ["findings.csv", "verdicts.csv"]
    assert len(links) > 10
    assert {urlsplit(it).scheme for it in links} <= {"http", "https"}
    assert {urlsplit(it).hostname for it in links} <= hosts
    assert len([case for case in made.cases if "".join(case.text.split()) in said]) >= 100


FORMULA = re.compile(r"[\s\x00]*[=@+\-＝＠＋－]")
NUMBER = re.compile(r"[-+]?([\d.,]+(e[-+]?\d+)?|inf)( ?%)?( [\w $]*)?", re.IGNORECASE)
"""What begins with a sign and is a number, perhaps with its unit."""


def formulas(text):
    """The cells of a table that a spreadsheet would compute."""
    cells = (cell for row in csv.reader(io.StringIO(text)) for cell in row)
    return [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)]


def test_no_table_has_a_cell_that_a_spreadsheet_would_compute(made):
    page = (made.edition / "report.html").read_text(encoding="utf-8")
    saved = [unquote(it, "utf-8-sig") for it in re.findall(r'"data:text/csv;charset=utf-8,([^"]*)"', page)]
    assert len(saved) > 10
    tables = [(made.edition / name).read_text(encoding="utf-8") for name in ("findings.csv", "verdicts.csv")]
    assert [found for text in (*saved, *tables) if (found := formulas(text))] == []
    assert formulas('=1+1,"@SUM(A1)"\n-2+3|cmd,-4.5\n') == ["=1+1", "@SUM(A1)", "-2+3|cmd"]


def loads(drawing):
    """What a drawing holds that runs, moves or loads something; a drawing inside it is looked into as well."""
    for it in ElementTree.fromstring(drawing).iter():
        if (tag := it.tag.rpartition("}")[2]) in {"animate", "foreignObject", "iframe", "script", "set"}:
            yield tag
        for name, value in it.attrib.items():
            if name.endswith("href") and value.startswith("data:image/svg+xml;base64,"):
                yield from loads(base64.b64decode(value.partition(",")[2]))
            elif name.startswith("on") or (name.endswith("href") and not value.startswith(("#", "data:image/png;"))):
                yield f"{name} {value}"


def test_drawings_run_and_load_nothing(made):
    files = sorted((made.edition / "figures").glob("*.svg"))
    assert len(files) > 6
    assert {file.name: found for file in files if (found := list(loads(file.read_bytes())))} == {}
    assert list(loads('<svg onload="a"><script/><g><a href="//b"/></g></svg>')) == ["onload a", "script", "href //b"]
