"""An edition in which every text is hostile: page, notebook, PDF, tables and drawings say it and do nothing of it."""

from __future__ import annotations

import base64
import csv
import html
import io
import re
from itertools import chain
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pikepdf
import pymupdf
import pytest
from mistune import create_markdown

from ..browsers import needs_chromium
from . import hostile, trap
from .conftest import OURS

CONTEXTS = (
    "<!doctype html><meta charset=utf-8><title>{0}</title><body><p>{0}</p><p title=\"{0}\">a</p><p title='{0}'>b</p>"
    "<textarea hidden>{0}</textarea><!-- {0} --><p><![CDATA[{0}]]></p>{1}{2}"
)
"""Every place of a page at which a text that is not escaped does harm; the last two are Markdown and double reading."""


@pytest.mark.long
@needs_chromium
def test_the_trap_catches_every_text_that_is_not_escaped(browser, tmp_path):
    long, short = hostile.cases(("page",))["page"], hostile.cases(("name",), hostile.SHORT, "w")["name"]
    files = [tmp_path / f"{case.mark}.html" for case in (*long, *short)]
    for file, case in zip(files, (*long, *short), strict=True):
        markdown = create_markdown(escape=False)(case.text)
        file.write_text(CONTEXTS.format(case.text, markdown, html.unescape(case.text)), encoding="utf-8")
    catches = trap.opened(browser, *files)
    free = [case.text for case, it in zip((*long, *short), catches, strict=True) if not it.of(case)]
    assert free == []
    ran = [it for catch in catches for it in catch.caught if it.startswith(("ran: q", "error: w"))]
    assert len(set(ran)) >= 20  # what is caught by sight alone asks or leads elsewhere


@pytest.fixture(scope="module")
def catches(browser, made, tmp_path_factory):
    """The page of the edition, the outputs of its notebook, and the pages of the site around it, opened."""
    outputs = tmp_path_factory.mktemp("outputs") / "outputs.html"
    outputs.write_text(made.outputs, encoding="utf-8")
    around = (made.reports / name for name in ("corrections.html", "index.html"))
    return trap.opened(browser, made.edition / "report.html", outputs, *around, ours=OURS)


@needs_chromium
def test_hundreds_of_hostile_texts_stand_in_the_pages_and_in_the_notebook_and_do_nothing(made, catches):
    for catch in catches:  # the front page shows a picture of the edition
        assert [it for it in catch.caught if "2026-10-30/figures/fig-lead-chips.png" not in it] == []
    said = [{case.mark for case in made.cases if catch.says(case.text)} for catch in catches]
    page, notebook, corrections, _ = map(len, said)
    assert min(page, notebook) >= 350  # each a column and a text of its own
    assert corrections >= 5  # what is corrected, why, and the names and sources of it
    assert len({case.place for case in made.cases if case.mark in said[0]}) >= 20


# -- the other files ----------------------------------------------------------------------------------------

ACTIONS = {"/GoTo", "/URI"}
RUN = {"/AA", "/JS", "/JavaScript", "/Launch", "/OpenAction", "/RichMedia", "/SubmitForm", "/XFA"}
"""Names that a PDF has which does something by itself, or leads a reader to what does."""


def acts(content, hosts):
    """What a PDF would do: actions other than going to a page or to a web address of a known host."""
    found = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for it in chain.from_iterable(map(_dictionaries, document.objects)):
            found += [name for name in it.keys() if name in RUN]  # noqa: SIM118  # it has no iteration of its own
            if it.get("/Type") == "/Action" or "/URI" in it:
                found += [str(it.S)] if str(it.S) not in ACTIONS else []
                found += _address(str(it.get("/URI", "")), hosts)
    return found


def _dictionaries(it):
    """A part of a PDF and all that stands inside it by itself, where it has names."""
    if isinstance(it, (pikepdf.Dictionary, pikepdf.Stream)):
        yield it
    if isinstance(it, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
        for part in it if isinstance(it, pikepdf.Array) else (value for _, value in it.items()):
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                yield from _dictionaries(part)


def _address(address, hosts):
    parts = urlsplit(address)
    return [address] if address and (parts.scheme not in ("http", "https") or parts.hostname not in hosts) else []


def test_the_pdf_says_the_hostile_texts_and_leads_only_to_the_hosts_of_its_documents(made):
    content = (made.edition / "report.pdf").read_bytes()
    with (made.data / "documents.csv").open(encoding="utf-8", newline="") as file:
        hosts = {urlsplit(row["url"]).hostname for row in csv.DictReader(file)} - {None}
    assert acts(content, hosts) == []
    with pymupdf.open(stream=content) as document:
        said = "".join("".join(sheet.get_text() for sheet in document).split())
        assert document.embfile_names() == ["findings.csv", "verdicts.csv"]
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
    for text in (
        *saved,
        *((made.edition / name).read_text(encoding="utf-8") for name in ("findings.csv", "verdicts.csv")),
    ):
        assert formulas(text) == []
    assert formulas('=1+1,"@SUM(A1)"\n-2+3|cmd,-4.5\n') == ["=1+1", "@SUM(A1)", "-2+3|cmd"]


def loads(drawing):
    """What a drawing holds that runs, moves or loads something; a drawing inside it is looked into as well."""
    for it in ElementTree.fromstring(drawing).iter():
        tag = it.tag.rpartition("}")[2]
        if tag in {"animate", "foreignObject", "iframe", "script", "set"}:
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
