import html
import io
import json
import re
import string
import subprocess
import sys

import page
import pikepdf
import pymupdf
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.rendering import ReportPDFExporter
from analysis.rendering.errors import ReportError
from analysis.rendering.fonts import compiler
from analysis.rendering.typst_text import quote

DATA = {
    "title": "A title",
    "subtitle": "Sub",
    "date": "2026-10-30",
    "lang": "en",
    "authors": ["The desk"],
    "edition": "E1",
}
WORKINGS = (
    '<dl class="workings">'
    + "".join(f'<dt>Share</dt><dd id="f-{i}">{i} % · {i} of 100</dd>' for i in range(40))
    + "</dl>"
)
READABLE = string.printable[:95] + "äßéÅñçøŁžş€£¥§°±×÷−–—…“”‘’«»·•†½²≈≠≤≥→\u00a0"


def words(pdf):
    return "\n".join(p.get_text() for p in pymupdf.open(stream=pdf))


def tags(pdf, name):
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == name:
                found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot)
    return found


@pytest.fixture(scope="module")
def cells(make):
    table = "<table><tr><th>a</th><th>b</th></tr><tr><th scope=row>x</th><td>1</td></tr></table>"
    prose = "Text $5 *and* $6, see @fig-a.\n\n- a\n  - b\n\n1. c\n\n> quote\n\n```\ncode\n```"
    chip = '<span class="verdict verdict-disputed">disputed</span>'
    return [
        make.document(**DATA),
        make.html('<div class="answer"><p>Partly, by <a href="#f-1">7 %</a>.</p></div>'),
        make.text(f"## First\n\n{prose}\n\n## Second\n\n### Third"),
        make.figure(
            title="It fell to [7 %](#f-7)",
            subtitle="Share",
            source="[Bank](https://example.org)",
            label="fig-a",
        ),
        make.html(table, {"caption": "A table", "label": "tbl-a", "source": "Own"}),
        make.html('<aside class="note"><p>A note.</p></aside>'),
        make.html(f"<aside><h3>Claim</h3><p>{chip}</p></aside>"),
        make.html("<section><h3>Workings</h3>" + WORKINGS + "</section>"),
    ]


@pytest.fixture(scope="module")
def pdf(make, cells):
    return make.to_pdf(*cells)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_archives_and_screen_readers_accept_the_pdf(pdf, profile):
    report = page.validate_pdf_bytes(pdf, profile=profile)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def test_two_runs_give_the_same_bytes(make, cells, pdf):
    compiler.cache_clear()
    assert make.to_pdf(*cells) == pdf


def test_no_stream_ends_in_a_byte_that_a_reader_could_take_for_the_end_of_a_line(make):
    """One stream in 256 would: by hand, sixteen documents of some forty streams each hit it almost surely."""
    for number in range(16):
        cells = [make.text(f"## Part {number} {part}\n\nText {part * number}") for part in range(60)]
        assert b"\r\nendstream" not in make.to_pdf(*cells)


def test_the_pdf_says_what_it_is(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == "A title"
        assert str(document.docinfo["/CreationDate"]) == "D:20261030000000Z"
        assert str(document.Root.Lang) == "en"
        with document.open_outline() as outline:
            assert [(i.title, [k.title for k in i.children]) for i in outline.root] == [
                ("First", []), ("Second", ["Third", "Claim", "Workings"]),
            ]  # fmt: skip


def test_figures_tables_and_headings_are_tagged(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert [str(f.Alt) for f in tags(document, "/Figure")] == ["Japan stays where it was."]
        assert len(tags(document, "/Table")) == 1
        assert len(tags(document, "/TH")) == 2
        assert len(tags(document, "/Caption")) == 2
        assert len(tags(document, "/H1")) == 2


def test_every_inner_link_has_a_target_in_the_file(pdf):
    document = pymupdf.open(stream=pdf)
    links = [link for sheet in document for link in sheet.get_links()]
    inner = [link for link in links if link["kind"] in {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED}]
    assert len(inner) == 5  # two numbers with a link back from each of their workings, and a reference to a figure
    assert all(0 <= link["page"] < len(document) for link in inner)
    assert [link["uri"] for link in links if link["kind"] == pymupdf.LINK_URI] == ["https://example.org"]


def test_a_verdict_is_marked_by_more_than_colour(pdf):
    assert "◆ disputed" in words(pdf).replace("\u00a0", " ")


def test_running_text_shows_page_numbers_and_edition(pdf):
    text = words(pdf)
    assert "E1" in text
    assert re.search(r"Page 1 of \d", text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=READABLE, min_size=1, max_size=60).filter(str.strip))
def test_any_text_comes_back_from_the_pdf_unchanged(make, text):
    pdf = make.to_pdf(make.html(f"<p>BEGIN {html.escape(text)} END</p>"))
    found = re.search("BEGIN(.*)END", words(pdf), re.DOTALL)[1]
    assert "".join(found.split()) == "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_string_means_itself_to_typst(text):
    source = f"#metadata({quote(text)})<it>".encode()
    assert json.loads(typst.query(source, "<it>", field="value", one=True, ignore_system_fonts=True)) == text


@pytest.mark.parametrize(
    "text",
    [
        "0.15 - + =",
        "// no comment /* neither */",
        "#import",
        "$5 $6",
        "a@b.org <tag> ~ `x` \\",
        "= no heading",
        "*_x_*",
    ],
)
def test_signs_of_typst_are_only_signs(make, text):
    assert text in words(make.to_pdf(make.html(f"<p>{html.escape(text)}</p>"))).replace("\n", " ")


def test_a_sign_without_a_glyph_is_named_with_its_cell(make):
    with pytest.raises(ReportError, match=r"cell abc: the fonts of the PDF have no sign for '日' \(U\+65E5"):
        make.to_pdf(make.text("Fine."), make.text("Not 日 here.", id="abc"))


def test_a_png_picture_is_printed_with_its_alt_text(make):
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
    pdf = make.to_pdf(make.output({"image/png": dot}, {"image/png": {"alt": "A dot.", "title": "T"}}))
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert len(pymupdf.open(stream=pdf)[0].get_images()) == 1
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert [str(figure.Alt) for figure in tags(document, "/Figure")] == ["A dot."]


def test_a_figure_without_alt_text_is_refused_with_its_cell(make):
    with pytest.raises(ReportError, match=r"cell pic: the figure has no alt text"):
        make.to_pdf(make.figure(alt="", cell={"id": "pic"}))


def test_a_link_that_leads_nowhere_is_refused(make):
    with pytest.raises(ReportError, match=r"cell abc: the link to '#f-gone' leads nowhere"):
        make.to_pdf(make.text("[7 %](#f-gone)", id="abc"))


@pytest.mark.parametrize(
    ("columns", "word"),
    [(4, "word"), (9, "a longer heading"), (14, "a longer heading"), (26, "12,345.6"), (45, "12,345.6")],
)
def test_no_table_runs_off_the_page(make, columns, word):
    row = "".join(f"<td>{word}</td>" for _ in range(columns))
    head = "".join(f"<th>Column {i}</th>" for i in range(columns))
    source = f"<table><thead><tr>{head}</tr></thead><tbody>{f'<tr>{row}</tr>' * 5}</tbody></table>"
    for sheet in pymupdf.open(stream=make.to_pdf(make.html(source, {"caption": "Wide"}))):
        for x0, y0, x1, y1, text, *_ in sheet.get_text("words"):
            assert x0 >= 30, text
            assert x1 <= sheet.rect.width - 30, text
            assert y0 >= 0, text
            assert y1 <= sheet.rect.height, text


@pytest.mark.parametrize("size", [(480, 2000), (3000, 300), (3000, 3000)])
def test_no_figure_runs_off_the_page(make, size):
    box = f'width="{size[0]}pt" height="{size[1]}pt" viewBox="0 0 {size[0]} {size[1]}"'
    corner = f'<text x="{size[0] - 60}" y="{size[1] - 9}" font-family="Source Sans Pro">corner</text>'
    pdf = make.to_pdf(
        make.figure(f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{corner}</svg>', title="T", source="S")
    )
    sheets = list(pymupdf.open(stream=pdf))
    assert len(sheets) == 1
    (x0, _, x1, y1, *_) = next(word for word in sheets[0].get_text("words") if word[4] == "corner")
    assert 0 < x0 < x1 <= sheets[0].rect.width - 50
    assert y1 <= sheets[0].rect.height - 60


@pytest.mark.parametrize(
    "frame",
    [
        "<p>{}</p>",
        "<table><tr><td>{}</td><td>b</td></tr></table>",
        '<dl class="workings"><dt>t</dt><dd>{}</dd></dl>',
        "<p><code>{}</code></p>",
        "<pre>{}</pre>",
    ],
)
def test_a_web_address_breaks_instead_of_running_off_the_page(make, frame):
    address = "https://example.org/" + "a-very-long/path_without.any?space=" * 8 + "x" * 90
    pdf = make.to_pdf(make.html(frame.format(address)))
    assert address in "".join(words(pdf).split())
    sheet = pymupdf.open(stream=pdf)[0]
    assert max(word[2] for word in sheet.get_text("words")) <= sheet.rect.width - 50


def test_a_wide_table_inside_a_box_stays_inside(make):
    row = "<td>12,345.6</td>" * 20
    sheet = pymupdf.open(stream=make.to_pdf(make.html(f"<aside><p>x</p><table><tr>{row}</tr></table></aside>")))[0]
    assert max(word[2] for word in sheet.get_text("words")) <= sheet.rect.width - 50


def test_a_language_with_a_region_is_understood(make):
    pdf = make.to_pdf(make.document(title="T", lang="en-GB"), make.text("x"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "en-GB"


def test_signs_that_cannot_be_seen_do_no_harm(make):
    pdf = make.to_pdf(make.document(title="A\x00 title\x1b", subtitle="b\x07"), make.text("c\x0bd"))
    assert "A title" in words(pdf)


def test_a_cell_of_prose_wraps_instead_of_shrinking(make):
    prose = "The evidence agrees with what was said about the money. " * 6
    source = f"<table><tr><th>Claim</th><th>Why</th></tr><tr><td>One</td><td>{prose}</td></tr></table>"
    sizes = {
        round(span["size"], 1)
        for block in pymupdf.open(stream=make.to_pdf(make.html(source)))[0].get_text("dict")["blocks"]
        for line in block.get("lines", [])
        for span in line["spans"]
        if "evidence" in span["text"]
    }
    assert sizes == {8.8}


def test_a_long_table_repeats_its_header_on_each_page(make):
    rows = "".join(f"<tr><td>Row {i}</td><td>{i}</td></tr>" for i in range(120))
    source = f"<table><thead><tr><th>Heading</th><th>n</th></tr></thead><tbody>{rows}</tbody></table>"
    sheets = list(pymupdf.open(stream=make.to_pdf(make.html(source, {"caption": "Long"}))))
    assert len(sheets) > 1
    assert all("Heading" in sheet.get_text() for sheet in sheets)
    assert "Row 119" in sheets[-1].get_text()


@pytest.mark.parametrize("lines", range(34, 46, 2))
def test_no_heading_and_no_title_is_left_alone_at_the_foot_of_a_page(make, lines):
    rows = "".join(f"<tr><td>Row {i} ends</td><td>{i}</td></tr>" for i in range(40))
    table = f"<table><thead><tr><th>Name</th><th>n</th></tr></thead><tbody>{rows}</tbody></table>"
    filler = make.text("Line.  \n" * lines)
    for sheet in pymupdf.open(stream=make.to_pdf(filler, make.html(table, {"caption": "Long title"}))):
        assert ("Long title" in sheet.get_text()) == ("Row 0 ends" in sheet.get_text())
    for sheet in pymupdf.open(stream=make.to_pdf(filler, make.text("## Part\n\nText begins."))):
        assert ("Part" in sheet.get_text()) == ("Text begins." in sheet.get_text())


def test_a_figure_its_title_and_its_source_share_a_page(make):
    size = 'width="480pt" height="300pt" viewBox="0 0 480 300"'
    tall = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="9" height="9"/></svg>'
    cells = [make.figure(tall, title=f"Title{i} ends", source=f"Source{i} ends") for i in range(5)]
    for sheet in pymupdf.open(stream=make.to_pdf(*cells)):
        text = sheet.get_text()
        assert set(re.findall(r"Title(\d)", text)) == set(re.findall(r"Source(\d)", text))


def test_of_two_exhibits_close_to_each_other_only_the_first_moves_to_the_top_of_a_page(make):
    """A page full of exhibits that had moved there lost the text that went on behind them."""
    size = 'width="480pt" height="220pt" viewBox="0 0 480 220"'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="9" height="9"/></svg>'
    said = "Word " * 450, "between " * 8, "after " * 60
    cells = [make.figure(drawing, title="First", source="S"), make.text("## Part\n\n" + said[0])]
    for n in (1, 2):
        cells += [make.figure(drawing, title=f"Title{n}", source="S"), make.text(said[n])]
    sheet = pymupdf.open(stream=make.to_pdf(*cells))[1]
    found = [word for *_, word, _, _, _ in sorted(sheet.get_text("words"), key=lambda it: it[1])]
    names = dict.fromkeys(word for word in found if word in {"Title1", "Title2", "between"})
    assert list(names) == ["Title1", "between", "Title2"]


def test_nbconvert_finds_both_by_name():
    from nbconvert.exporters import get_exporter

    assert get_exporter("report-pdf") is ReportPDFExporter
    assert get_exporter("report-html").__name__ == "ReportHTMLExporter"


def test_finding_the_exporters_loads_nothing_heavy():
    heavy = ("typst", "matplotlib", "pandas")
    code = f"import sys, analysis.rendering; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- tables that go with the report ---------------------------------------------------------------------

TABLES = {
    "findings.csv": {"description": "Every “finding”", "text": "id,value\na,1\nb,−2\n"},
    "verdicts.csv": {"description": "Every verdict", "text": 'claim,verdict\n"C01, first",\u2003supported\r\n'},
}


@pytest.fixture(scope="module")
def attaching(make, cells):
    return make.to_pdf(make.document(**DATA, attachments=TABLES), *cells[1:])


def test_tables_of_the_report_come_back_from_the_pdf_byte_for_byte(attaching):
    with pikepdf.open(io.BytesIO(attaching)) as document:
        assert {n: f.get_file().read_bytes() for n, f in document.attachments.items()} == {
            name: table["text"].encode() for name, table in TABLES.items()
        }


def test_an_attached_table_says_what_it_is_and_belongs_to_the_document(attaching):
    with pikepdf.open(io.BytesIO(attaching)) as document:
        for name, table in TABLES.items():
            found = document.attachments[name]
            assert (found.description, found.get_file().mime_type) == (table["description"], "text/csv")
            assert str(found.obj.AFRelationship) == "/Data"
        assert [str(file.UF) for file in document.Root.AF] == list(TABLES)


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_archives_and_screen_readers_accept_a_pdf_with_tables(attaching, profile):
    report = page.validate_pdf_bytes(attaching, profile=profile)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def test_a_pdf_claims_the_part_of_the_standard_that_it_needs_and_no_other(pdf, attaching):
    def part(content):
        with pikepdf.open(io.BytesIO(content)) as document, document.open_metadata() as about:
            return about["pdfaid:part"] + about["pdfaid:conformance"]

    assert (part(pdf), part(attaching)) == ("2A", "3A")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == []


def test_a_chosen_standard_is_raised_by_one_part_for_tables_and_others_are_kept(make):
    cells = make.document(title="T", attachments=TABLES), make.text("x")
    pdf = make.to_pdf(*cells, pdf_standards=["a-2b"])
    assert page.is_pdf_compliant_bytes(pdf, profile="3b")
    assert b"%PDF-1.7" in make.to_pdf(*cells, pdf_standards=["1.7"])


def test_a_pdf_with_tables_is_the_same_on_every_run(make, cells, attaching):
    compiler.cache_clear()
    assert make.to_pdf(make.document(**DATA, attachments=TABLES), *cells[1:]) == attaching


@pytest.mark.parametrize(
    "name",
    ["../x.csv", "a/b.csv", r"..\x.csv", "/etc/x.csv", "x.typ", "main.typ", "x.csv\n", ".csv", "-x.csv", "a b.csv"],
)
@pytest.mark.parametrize("way", ["to_html", "to_pdf"])
def test_a_table_whose_name_could_lead_elsewhere_is_refused(make, way, name):
    table = {"description": "x", "text": "a\n"}
    with pytest.raises(ReportError, match=r"needs a plain file name that ends in \.csv") as error:
        getattr(make, way)(make.document(title="T", attachments={name: table}), make.text("x"))
    assert repr(name) in str(error.value)
