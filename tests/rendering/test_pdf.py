"""The PDF: archives and screen readers accept it, nothing is lost or runs off the sheet, and links lead somewhere."""

import hashlib
import html
import io
import re
import string

import page
import pikepdf
import pymupdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from analysis.rendering import lint
from analysis.rendering.fonts import compiler
from analysis.rendering.pdf import typeset
from analysis.rendering.pdf_postprocessing import finish
from analysis.rendering.report_errors import ReportError

from .conftest import SVG, Make

TABLES = {
    "findings.csv": {"description": "Every “finding”", "text": "id,value\na,1\nb,−2\n"},
    "verdicts.csv": {"description": "Every verdict", "text": 'claim,verdict\n"C01, first",\u2003supported\r\n'},
}
ABOUT = {"title": "A title", "date": "2026-10-30", "lang": "en-GB", "authors": ["The desk"], "edition": "E1"}
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
WORKINGS = (
    '<div class="annex"><h3>Computed</h3><dl class="workings"><dt>Share of …</dt><dd>Part of the whole.</dd>'
    '<dd id="f-a"><b>7%</b> · Japan: <a href="#f-c">7</a> ÷ 100.</dd><dd id="f-b"><b>9%</b> · Korea.</dd></dl>'
    '<dl class="workings"><dt><a href="#s-x">Bank</a></dt><dd id="f-c"><b>7</b> · Japan. Read in '
    '<a href="https://www.example.org/table">a table</a>.</dd><dd id="f-unused"><b>5</b> · France.</dd></dl></div>'
)
SOURCES = '<div class="annex"><dl class="workings"><dt>Bank</dt><dd id="s-x">Title.</dd><dd>Terms.</dd></dl></div>'
READABLE = string.printable[:95] + "äßéÅñçøŁžş€£¥§°±×÷−–—…“”‘’«»·•†½²≈≠≤≥→\u00a0"
MANY = [f"word{i}" for i in range(2400)]


def table_of(text, rows):
    """A table of some rows, in the second of which stands a text."""
    cells = [f"<tr><td>Row {i}</td><td>{text if i == 1 else i}</td></tr>" for i in range(rows)]
    return f"<table><thead><tr><th>Name</th><th>Words</th></tr></thead><tbody>{''.join(cells)}</tbody></table>"


def words(pdf):
    return " ".join("\n".join(sheet.get_text() for sheet in pymupdf.open(stream=pdf)).split())


def tags(pdf, name):
    """The elements of a kind."""
    return [it for it in pdf.objects if isinstance(it, pikepdf.Dictionary) and it.get("/S") == name]


@pytest.fixture(scope="module")
def cells(make):
    table = "<table><tr><th>a</th><th>b</th></tr><tr><th scope=row>x</th><td>1</td></tr></table>"
    prose = "Text $5 *and* $6, see @fig-a.\n\n- a\n  - b\n\n1. c\n\n> quote\n\n```\ncode\n```"
    chip = '<span class="verdict verdict-disputed">disputed</span>'
    key = '<dt><a href="#f-b">9%</a></dt><dd>of all</dd>'
    card = (
        '<article class="claim" id="c-C0{0}"><h3 id="c-C0{0}-h"><a class="self" href="#c-C0{0}">C0{0}</a> A claim {1}'
    )
    card += '</h3><dl class="card"><dt>We found</dt><dd><a href="#f-a">7%</a>.</dd></dl></article>'
    return [
        make.document(**ABOUT, attachments=TABLES),
        make.html(f'<div class="answer"><p>Partly.</p></div><dl>{key * 4}</dl>'),
        make.text(f"## First\n\n{prose}\n\n## Second: more\n\n### Third\n\nIt stands.\n\n## Fourth"),
        make.html('<p>It is <a href="#f-b">9%</a>, and <a href="#f-a">7%</a>.</p>'),
        make.figure(
            title='It fell to <a href="#f-a">7%</a>',
            subtitle="Share",
            source='<a href="https://a.org">Bank</a>',
            label="fig-a",
        ),
        make.output({"image/png": DOT}, {"image/png": {"alt": "A dot.", "title": "T"}}),
        make.html(table, {"caption": "A table", "label": "tbl-a", "source": "Own"}),
        make.html(f'<div class="cards">{card.format(1, chip)}{card.format(2, chip)}</div>'),
        make.text("## Sources"),
        make.html(SOURCES),
        make.text("## Workings"),
        make.html(WORKINGS),
    ]


@pytest.fixture(scope="module")
def pdf(make, cells):
    return make.to_pdf(*cells)


def test_archives_and_screen_readers_accept_the_pdf(pdf):
    for profile in ("ua1", "3a"):
        assert [failure.message for failure in page.validate_pdf_bytes(pdf, profile=profile).failures] == []


def test_the_pdf_says_what_it_is(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == "A title"
        assert str(document.docinfo["/Author"]) == "The desk"
        assert str(document.docinfo["/CreationDate"]) == "D:20261030000000Z"
        assert str(document.Root.Lang) == "en-GB"
        with document.open_outline() as outline:
            assert [(i.title.replace("\xa0", " "), [k.title for k in i.children][:1]) for i in outline.root] == [
                ("First", []),
                ("Second: more", ["Third"]),
                ("Fourth", ["C01 A claim ◆\xa0disputed"]),
                ("Evidence", ["Sources"]),
            ]
    text = words(pdf)
    assert "E1 Page 1 of" in text
    assert text.count("A title") == len(pymupdf.open(stream=pdf))


def test_no_stream_ends_so_that_its_length_could_be_read_otherwise(pdf):
    """A file with such a stream is packed in another way, for which it gets an entry of its own.

    About one file in 256 has one, if its content differs enough from that of the others.
    """
    for number in range(2000):
        with pikepdf.open(io.BytesIO(pdf)) as document, io.BytesIO() as file:
            text = hashlib.sha256(str(number).encode()).hexdigest()
            document.Root.Extra = document.make_indirect(pikepdf.Dictionary(Text=text))
            document.save(file)
            packed = finish(file.getvalue())
        assert b"\r\nendstream" not in packed
        with pikepdf.open(io.BytesIO(packed)) as document:
            if "/PieceInfo" in document.Root:
                return
    pytest.fail("no file had such a stream")


def test_figures_tables_and_headings_are_tagged(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert {str(it.Alt) for it in tags(document, "/Figure")} == {"Japan stays where it was.", "A dot."}
        assert sorted(str(it.A[0].Scope) for it in tags(document, "/TH")) == ["/Column", "/Column", "/Row"]
        assert len(tags(document, "/Table")) == 1
        assert len(tags(document, "/H1")) == 1


@pytest.mark.parametrize("name", ["../x.csv", r"..\x.csv", "/etc/x.csv", "main.typ", "x.csv\n"])
def test_a_table_whose_name_could_lead_elsewhere_is_refused(make, name):
    with pytest.raises(ReportError, match="needs a plain file name"):
        make.to_pdf(make.document(title="T", attachments={name: {"description": "x", "text": "a\n"}}), make.text("x"))


def test_every_inner_link_has_a_target_and_no_other_is_changed(pdf):
    document = pymupdf.open(stream=pdf)
    links = [link for sheet in document for link in sheet.get_links()]
    inner = [link for link in links if link["kind"] in {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED}]
    assert len(inner) > 20
    assert all(0 <= link["page"] < len(document) for link in inner)
    outer = {link["uri"] for link in links if link["kind"] == pymupdf.LINK_URI}
    assert outer == {"https://a.org"}


@pytest.mark.parametrize("name", ["f-ratio(a,share(b,c))", 'f-back\\slash"'])
def test_a_link_leads_to_the_line_of_its_working_whatever_its_name(make, name):
    text = "<p>Text that fills a line of the column again and again.</p>" * 120
    workings = f'<div class="annex"><dl class="workings"><dt>Share</dt><dd id="{html.escape(name)}">'
    workings += "<b>5 %</b> · five of a hundred.</dd></dl></div>"
    pdf = make.to_pdf(make.html(f'<p>It is <a href="#{html.escape(name)}">5 %</a>.</p>{text}{workings}'))
    document = pymupdf.open(stream=pdf)
    (link, *_) = document[0].get_links()
    (line,) = document[link["page"]].search_for("five of a hundred")
    assert -2 < line.y0 - link["to"].y < 12


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=READABLE, min_size=1, max_size=60).filter(str.strip))
def test_any_text_means_itself(make, text):
    cells = [make.html(f"<p>BEGIN {html.escape(text)} END</p>"), make.output({"text/plain": f"FIRST {text} LAST"})]
    found = words(make.to_pdf(*cells))
    for begin, end in (("BEGIN", "END"), ("FIRST", "LAST")):
        assert "".join(re.search(f"{begin}(.*){end}", found)[1].split()) == "".join(text.split())


@pytest.mark.parametrize(
    "source",
    [
        "<dl><dt>One</dt><dd>two</dd><dd><p>three</p><p>four</p></dd></dl>",
        "<details><summary><h3>One</h3><p>two</p></summary>three</details>",
        "<p>One <tbody>two</tbody> three</p>",
        "<blockquote>One<table><caption><b>two</b></caption><tr><td>three</td></tr></table></blockquote>",
        "<table><tr><td>One</td><td rowspan='2'>two</td></tr><tr><td colspan='2'>three</td></tr></table>",
        "<ul><li>" * 9 + "One",
    ],
)
def test_every_word_is_printed_also_where_parts_are_out_of_place(make, source):
    wanted = re.findall(r"\b(?:One|two|three|four|five)\b", re.sub("<[^>]*>", " ", source))
    assert re.findall(r"\b(?:One|two|three|four|five)\b", words(make.to_pdf(make.html(source)))) == wanted


ALL, BROAD = " ".join(MANY), "x" * 300
ITEMS = "".join(f"<li>{it}</li>" for it in MANY[:90])
SPANNING = table_of(ALL, 9).replace("<td>Row 1</td>", '<td rowspan="2">Row 1</td>').replace("<td>Row 2</td>", "")
LARGE = SVG.replace('width="400pt" height="100pt"', 'width="90cm" height="90cm"')
LONG = {
    "long word": Make.html(f"<p>{BROAD}</p>"),
    "long line of code": Make.html(f"<pre>{BROAD}</pre>"),
    "table of 26 columns": Make.html(
        "<table>" + f"<tr>{'<th>A longer heading</th>' * 26}</tr><tr>{'<td>12,345</td>' * 26}</tr>"
    ),
    "nested table": Make.html(f"<ul><li>{table_of('12,345.6</td><td>' * 30, 3)}</li></ul>"),
    "tall cell beside one that spans rows": Make.html(SPANNING),
    "cell with a list": Make.html(table_of(f"<ul>{ITEMS}</ul>", 9)),
    "card": Make.html(f'<article class="claim"><h3>Claim</h3><p>{ALL}</p></article>'),
    "source of a table": Make.html(table_of("few", 4), {"caption": "Title", "source": ALL}),
    "title of a figure": Make.figure(title=ALL),
    "large drawing": Make.figure(LARGE),
}


@pytest.mark.parametrize("cell", LONG.values(), ids=list(LONG))
def test_what_is_long_stays_on_its_sheet_and_goes_on_on_the_next_and_no_word_is_lost(make, cell):
    """By hand: 2,400 words fill more than one page of about 1,000; the number of a page stands at its foot."""
    pdf = make.to_pdf(make.text("# Title\n\nBefore."), cell, make.text("Behind."))
    assert lint.sheet_faults(pdf) == []
    sheets = [sheet.get_text("words") for sheet in pymupdf.open(stream=pdf)]
    foots = [min(word[1] for word in sheet if word[4] == "Page") for sheet in sheets]
    standing = [word[4] for sheet, foot in zip(sheets, foots, strict=True) for word in sheet if word[3] < foot]
    assert set(re.findall(r"\bword\d+\b", str(cell))) - set(standing) == set()
    assert standing.count("Behind.") == 1


def test_a_long_table_repeats_its_header_on_each_page(make):
    sheets = list(pymupdf.open(stream=make.to_pdf(make.html(table_of("few", 120), {"caption": "Long"}))))
    assert len(sheets) > 1
    assert all("Name" in sheet.get_text() for sheet in sheets)
    assert "Row 119" in sheets[-1].get_text()


@pytest.mark.parametrize("lines", range(28, 48, 6))
def test_no_heading_and_no_title_is_left_alone_at_the_foot_of_a_page(make, lines):
    before = make.text("Line.  \n" * lines)
    cells = [before, make.text("## Heading"), make.html(table_of("few", 40), {"caption": "Title"})]
    found = {}
    for number, sheet in enumerate(pymupdf.open(stream=make.to_pdf(*cells))):
        for word in ("Heading", "Title", "Row 0"):
            if word in sheet.get_text():
                found.setdefault(word, number)
    assert found["Heading"] == found["Title"] == found["Row 0"]


@pytest.mark.parametrize("after", ["", "A line on it."])
def test_an_exhibit_with_little_text_after_it_stays_before_the_next_heading_and_the_evidence(make, after):
    cells = [make.text("Line.  \n" * 18), make.text("## First\n\nText.")]
    cells += [make.figure(title="Drawing", label="fig-a", source="Own"), make.text(f"{after}\n\n## Second\n\nText.")]
    cells += [make.html(table_of("few", 3), {"caption": "Rows", "label": "tbl-a", "source": "Own"}), make.text(after)]
    cells += [make.text("## Sources"), make.html(SOURCES)]
    places = {}
    for number, sheet in enumerate(pymupdf.open(stream=make.to_pdf(*cells))):
        for word in ("First", "Drawing", "Second", "Rows", "Evidence"):
            for place in sheet.search_for(word):
                places.setdefault(word, (number, place.y0))
    assert sorted(places, key=places.get) == ["First", "Drawing", "Second", "Rows", "Evidence"]


def test_contents_name_the_pages_of_the_sections(make):
    parts = [make.text(f"## Part {name}: more\n\n" + "Words. " * 900) for name in ("one", "two", "three", "four")]
    pdf = make.to_pdf(make.html('<div class="answer"><p>Partly.</p></div>'), *parts)
    sheets = [" ".join(sheet.get_text().split()) for sheet in pymupdf.open(stream=pdf)]
    pages = re.findall(r"Part (\w+) p. (\d)", sheets[0].partition("Contents")[2])
    assert [name for name, _ in pages] == ["one", "two", "three", "four"]
    assert all(f"Part {name}: more" in sheets[int(number) - 1] for name, number in pages)


def test_workings_are_listed_by_number_and_cited_beside_the_text(pdf):
    text = words(pdf).replace("\u00a0", " ")
    listed = text.partition("Share of … Part of the whole. 1 ")[2]
    assert listed.startswith("7% · Japan: 7 ÷ 100. In ")
    assert "2 9% · Korea. In " in listed
    assert "Read in a table" not in text  # to which nothing but another working leads
    assert "It is 9%, and 7%. [1–2]" in text
    assert "Title. Terms." in text


def test_a_working_with_a_summary_is_printed_in_a_line_with_the_numbers_of_its_sources(make):
    """The sources are numbered in the order of their list, and of many the first six are named."""
    listed = "".join(f'<dd id="s-{name}">Title {name}.</dd>' for name in "xabcdefg")
    sources = f'<div class="annex"><dl class="workings"><dt>Bank</dt>{listed}</dl></div>'
    summaries = {
        "f-a": {"text": "Share of Japan, 2024", "sources": ["s-b", "s-x"]},
        "f-b": {"text": "Share of Korea", "sources": [f"s-{name}" for name in "xabcdefg"]},
    }
    story = make.html('<p>It is <a href="#f-b">9%</a>, and <a href="#f-a">7%</a>.</p>')
    evidence = [make.text("## Sources"), make.html(sources), make.text("## Workings"), make.html(WORKINGS)]
    text = words(make.to_pdf(make.document(title="T", summaries=summaries), story, *evidence))
    assert "S1 Title x. S2 Title a. S3 Title b." in text
    assert "1 7% · Share of Japan, 2024. S3 S1" in text
    assert "2 9% · Share of Korea. S1 S2 S3 S4 S5 S6 and 2 more" in text
    assert "Part of the whole" not in text


def test_an_error_names_the_cell(make):
    empty = '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"></svg>'
    for cell, told in [
        (make.text("Not (日本) here.", id="abc"), r"no sign for '日' \(U\+65E5 .*\), as in “\(日本\)”"),
        (make.figure(SVG.replace("Japan", "Japan\ue123"), cell={"id": "abc"}), r"no sign for '\\ue123' \(U\+E123"),
        (make.figure(empty, cell={"id": "abc"}), "the figure cannot be printed: failed to parse SVG"),
        (make.text("[7 %](#f-gone)", id="abc"), "“7 %” leads nowhere"),
    ]:
        with pytest.raises(ReportError, match=rf"^(cell 3|text cell) “.*”: .*{told}") as error:
            make.to_pdf(make.text("Fine."), make.figure(), cell)
        assert len(str(error.value).splitlines()) == 1


def test_a_drawing_of_somebody_else_shows_no_file(make, tmp_path, monkeypatch):
    """Typst looks for the file where the program is called, and private files may lie there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "private").mkdir()
    Image.new("RGB", (9, 9)).save(tmp_path / "private" / "scan.png")
    svg = SVG.replace("<text", '<image href="private/scan.png" width="9" height="9"/><text')
    compiler.cache_clear()
    (sheet,) = pymupdf.open(stream=make.to_pdf(make.output({"image/svg+xml": svg}, {"image/svg+xml": {"alt": "A"}})))
    assert sheet.get_images() == []
    with pytest.raises(ReportError, match="failed to load linked image"):
        typeset("graphics", [("it.svg", *[""] * 4)], {"it.svg": svg.encode()}, format="svg")
