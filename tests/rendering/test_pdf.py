import html
import io
import json
import re
import string
import subprocess
import sys
from collections import Counter
from itertools import accumulate
from pathlib import Path

import page
import pikepdf
import pymupdf
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_notebook

from analysis import rendering
from analysis.rendering import ReportPDFExporter, lint
from analysis.rendering.errors import ReportError
from analysis.rendering.style import compiler
from analysis.rendering.typst import to_typst
from analysis.rendering.typst_text import quote

from .conftest import SVG

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
PRINTED = Path(rendering.__file__).parent / "templates/report_pdf"
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
                ("First", []), ("Second", ["Third", "Claim"]), ("Workings", ["Workings"]),
            ]  # fmt: skip


def test_figures_tables_and_headings_are_tagged(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert [str(f.Alt) for f in tags(document, "/Figure")] == ["Japan stays where it was."]
        assert len(tags(document, "/Table")) == 1
        assert [(str(it.A[0].Scope), [*it.A[0].get("/Headers", [])]) for it in tags(document, "/TH")] == [
            ("/Column", []), ("/Column", []), ("/Row", ["U1x0y0"]),
        ]  # fmt: skip
        assert [[str(name) for name in it.A[0].Headers] for it in tags(document, "/TD")] == [["U1x1y0", "row-000000"]]
        named = pikepdf.NameTree(document.Root.StructTreeRoot.IDTree)
        assert [str(it.ID) for it in tags(document, "/TH")] == ["U1x0y0", "U1x1y0", "row-000000"] == list(named)
        assert len(tags(document, "/Caption")) == 2
        assert len(tags(document, "/H2")) == 3  # beneath the title


@pytest.mark.parametrize(
    ("cell", "head"),
    [
        ('<th scope="row"><a href="https://example.org">C01</a></th>', True),
        ('<th scope="row">to <a href="https://example.org">1980</a>, again</th>', True),
        ("<td><strong>Japan</strong> and others</td>", False),
        ('<td><a href="https://example.org">C01</a></td>', False),
    ],
)
def test_a_first_cell_that_is_bold_throughout_heads_its_row(make, cell, head):
    pdf = make.to_pdf(make.html(f"<table><tr><th>a</th><th>b</th></tr><tr>{cell}<td>x</td></tr></table>"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len([it for it in tags(document, "/TH") if it.A[0].Scope == "/Row"]) == head


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


@pytest.mark.parametrize(
    "source",
    [
        "<dl><dt>One</dt><dd>two</dd><dd><p>three</p><p>four</p></dd></dl>",
        "<dl>One <b>two</b><div><dt>three</dt><dd>four</dd></div><div>five</div></dl>",
        "<dl><dd>One</dd><dt>two</dt><dt>three</dt></dl>",
        "<ul>One<li>two</li><p>three</p><div><li>four</li></div></ul>",
        "<details><summary><h3>One</h3><p>two</p></summary>three</details>",
        "<summary>One <div>two</div></summary>",
        "<p>One <tbody>two</tbody> three</p>",
        "<p>One</p><table><caption>two</caption><tr><td>three</td></tr></table>",
        "<blockquote>One<table><caption><b>two</b></caption><tr><td>three</td></tr></table></blockquote>",
        "<table><caption><p>One</p><p>two</p></caption><tr><td>three</td></tr></table>",
        "<b><div>One</div><div>two</div></b>three",
        "<pre><div>One</div>two<br>three</pre>",
        "<p>One</p><table></table><table><tr></tr></table>",
        "<table><tr><td>One</td><td rowspan='2'>two</td></tr><tr><td colspan='2'>three</td></tr></table>",
        "<ol><li>One<dl><dt>two</dt></dl></li></ol>",
    ],
)
def test_every_word_of_a_list_is_printed_also_where_its_parts_are_out_of_place(make, source):
    """Words beside the parts of a list were lost, and so was a text of several paragraphs; some ran together."""
    wanted = re.findall(r"\w+", re.sub("<[^>]*>", " ", source))
    assert re.findall(r"\b(?:One|two|three|four|five)\b", words(make.to_pdf(make.html(source)))) == wanted


@pytest.mark.parametrize(
    "title", ["1. Growth", "2024. Growth", "- Growth", "# Growth", "> Growth", "1) Growth", "Growth\n\nand decline"]
)
def test_a_title_is_printed_as_it_is_typed_where_it_could_begin_a_list_or_a_heading(make, title):
    """Nothing of it was printed."""
    text = " ".join(
        words(make.to_pdf(make.figure(title=title), make.html(table_of("few", 4), {"caption": title}))).split()
    )
    assert text.count(f"Figure 1 {' '.join(title.split())} Japan") == 1
    assert text.count(f"Table 1 {' '.join(title.split())} Name") == 1


@pytest.mark.parametrize(
    "source",
    [
        '<ul><a id="in"></a><li>one</li></ul>',
        '<ul><div id="in"><li>one</li></div></ul>',
        '<ul><div id="in"><ul><li></li></ul></div><li>one</li></ul>',
        '<ol><li>one</li><a id="in"></a></ol>',
        '<dl><div id="in"><dt>one</dt><dd>two</dd></div></dl>',
    ],
)
def test_a_link_leads_to_what_stands_around_the_parts_of_a_list(make, source):
    (sheet,) = pymupdf.open(stream=make.to_pdf(make.html(f'<p>See <a href="#in">there</a>.</p>{source}')))
    assert [it["kind"] for it in sheet.get_links()] == [pymupdf.LINK_GOTO]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_line_ends_within_many_words_that_blanks_hold_together(make, blank):
    sheet = pymupdf.open(stream=make.to_pdf(make.html(f"<p>{blank.join(MANY.split()[:60])}</p>")))[0]
    assert all(word[2] < sheet.rect.width - 50 for word in sheet.get_text("words"))
    assert re.findall(r"word\d+", sheet.get_text()) == MANY.split()[:60]


def test_a_long_word_stays_in_the_column_of_the_contents(make):
    names = ["compute_rolling_window_average_by_country", "sklearn.linear_model.LogisticRegression", "x" * 40, "Short"]
    cells = [make.html('<div class="answer"><p>Partly.</p></div>'), *(make.text(f"## {it}\n\nText.") for it in names)]
    sheet = pymupdf.open(stream=make.to_pdf(*cells))[0]
    contents = sheet.get_text(clip=(sheet.search_for("Contents")[0].x0 - 5, 0, sheet.rect.width - 50, 400)).replace(
        "\n", ""
    )
    assert all(name in contents for name in names)


def test_a_long_title_and_a_long_edition_stay_on_the_sheet_above_and_below_the_text(make):
    many = " ".join(MANY.split()[:70])
    pdf = make.to_pdf(make.document(title=many, edition=many), make.text("Line.  \n" * 80))
    first, second, *_ = pymupdf.open(stream=pdf)
    assert second.get_text().count("word0 word1 word2") == 2
    assert all(12 < word[1] < word[3] < second.rect.height - 12 for word in second.get_text("words"))
    assert " ".join(first.get_text().split()).count("word69") == 1


def test_a_link_to_what_has_no_place_in_print_is_told_with_its_cell(make):
    nested = "<table><tr><td><table><tr id='row'><td>1</td></tr></table></td></tr></table><p><b>2</b></p>"
    told = r"cell abc: the link to '#row' leads to what has no place in print, as a part of a table; give its id to"
    with pytest.raises(ReportError, match=told):
        make.to_pdf(
            make.html(f"<blockquote>{nested}</blockquote>"), make.html('<p><a href="#row">it</a></p>', id="abc")
        )


@pytest.mark.parametrize("tag", ["code", "kbd", "pre"])
def test_a_link_leads_into_what_is_typed_as_it_is(make, tag):
    source = f'<p>See <a href="#in">there</a>.</p><{tag}>some <b id="in">code</b></{tag}>'
    (sheet,) = pymupdf.open(stream=make.to_pdf(make.html(source)))
    assert [it["kind"] for it in sheet.get_links()] == [pymupdf.LINK_GOTO]


def test_a_sign_without_a_glyph_is_named_with_its_cell_and_word_and_what_to_do(make):
    told = (
        r"cell abc: the fonts of the PDF have no sign for '日' \(U\+65E5 .*\), as in “\(日本\)”; "
        r"leave that word or column out, as by table\.drop\(columns=…\), or make the page alone, with --to html\.$"
    )
    with pytest.raises(ReportError, match=told):
        make.to_pdf(make.text("Fine."), make.text("Not (日本) here.", id="abc"))


@pytest.mark.parametrize("sign", ["\ue123", "&#xe123;"])
def test_a_sign_that_no_font_has_is_named_with_its_cell_where_it_stands_in_a_drawing_or_in_text(make, sign):
    drawn = SVG.replace("Japan", f"Japan{sign}")
    for cell in (make.figure(drawn, cell={"id": "abc"}), make.html(f"<p>In Japan{sign} only.</p>", id="abc")):
        with pytest.raises(ReportError, match=r"^cell abc: the fonts .* no sign for '\\ue123' \(U\+E123 .*“\S*Japan"):
            make.to_pdf(make.text("Fine."), cell)


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
    with pytest.raises(
        ReportError,
        match=r"cell abc, “\[7 %\]\(#f-gone\)”: “7 %” leads nowhere .* d\.workings\(\)",
    ):
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


def test_words_that_stay_together_keep_their_spaces_in_a_column_of_prose(make):
    """By hand: by its weight alone the second column would be narrower than the three words that stay together."""
    long = "A plan that is told of at some length, so that its column takes up most of the room of the whole table"
    rows = [
        (long, "more\u00a0than\u00a0nineteen\u00a0bits", "21 November 2025", "27 September 2024", f"{long}, twice"),
        ("wide open", "seen by the fifteenth of April or so", "up to ten trillions", "given up", "sight"),
    ] * 6
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f"<th>{name}</th>" for name in ("What", "Known", "Since", "As of", "Read in"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    sheet = pymupdf.open(stream=make.to_pdf(make.html(table, {"caption": "Held"})))[0]
    found = {word[4]: word for word in sheet.get_text("words")}
    natural = found["open"][0] - found["wide"][2]
    first, *others = [found[word] for word in ("more", "than", "nineteen", "bits")]
    gaps = [after[0] - before[2] for before, after in zip((first, *others), others, strict=False)]
    assert {word[1] for word in others} == {first[1]}  # on one line
    assert gaps == pytest.approx([natural] * 3, abs=0.05)


@pytest.mark.parametrize("rows", [6, 16, 30])
def test_columns_stand_well_apart_where_the_page_has_room(make, rows):
    """By hand: at least 3 mm, 8.5 points; of a number set to the right and words set to the left it was 2 mm."""
    prose = "Words of a column that wraps, as it takes up what the others leave of the page, and is long."
    row = f"<tr><td>{prose}</td><td>12,345</td><td>read</td></tr>"
    head = "<tr><th>What</th><th>Of</th><th>In</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{row * rows}</tbody></table>"
    sheet = pymupdf.open(stream=make.to_pdf(make.html(table, {"caption": "Apart"})))[0]
    found = {word[4]: word for word in sheet.get_text("words")}
    assert found["read"][0] - found["12,345"][2] > 8.5


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


MANY = " ".join(f"word{i}" for i in range(2400))


def table_of(text, rows):
    """A table of some rows, in the second of which stands a text."""
    cells = [f"<tr><td>Row {i}</td><td>{text if i == 1 else i}</td></tr>" for i in range(rows)]
    return f"<table><thead><tr><th>Name</th><th>Words</th></tr></thead><tbody>{''.join(cells)}</tbody></table>"


TALL = {
    "cell of a short table": lambda make: make.html(table_of(MANY, 4)),
    "cell of a longer table": lambda make: make.html(table_of(MANY, 9)),
    "cell of a long table": lambda make: make.html(table_of(MANY, 60)),
    "cell beside one that spans rows": lambda make: make.html(
        table_of(MANY, 9).replace("<td>Row 1</td>", '<td rowspan="2">Row 1</td>').replace("<td>Row 2</td>", "")
    ),
    "cell of many short lines": lambda make: make.html(table_of("<br>".join(MANY.split()[:120]), 9)),
    "cell with a list": lambda make: make.html(
        table_of(f"<ul>{''.join(f'<li>{it}</li>' for it in MANY.split()[:90])}</ul>", 9)
    ),
    "cell with code": lambda make: make.html(table_of("<pre>" + "\n".join(MANY.split()[:120]) + "</pre>", 9)),
    "cell with a table": lambda make: make.html(
        table_of(f"<table>{''.join(f'<tr><td>{it}</td></tr>' for it in MANY.split()[:90])}</table>", 9)
    ),
    "table of few rows in a list": lambda make: make.html(f"<ul><li>{table_of(MANY, 3)}</li></ul>"),
    "table of few rows in a box": lambda make: make.html(
        f"<details><summary>More</summary>{table_of('<br>'.join(MANY.split()[:120]), 3)}</details>"
    ),
    "rows that a cell spans": lambda make: make.html(
        "<table><tr><th rowspan='90'>All</th><td>0</td></tr>"
        + "".join(f"<tr><td>{it}</td></tr>" for it in MANY.split()[:89])
        + "</table>"
    ),
    "row of a table that is turned": lambda make: make.html(
        table_of(" ".join(MANY.split()[:150]), 9).replace("<td>Row", f"{'<td>1,234,567.8</td>' * 17}<td>Row")
    ),
    "paragraph of many lines": lambda make: make.text("<br>".join(MANY.split()[:90])),
    "term of many lines": lambda make: make.html(f"<dl><dt>{'<br>'.join(MANY.split()[:90])}</dt><dd>Text.</dd></dl>"),
    "source of a table": lambda make: make.html(table_of("few", 4), {"caption": "Title", "source": MANY}),
    "source of a figure": lambda make: make.figure(title="Title", source=MANY),
    "title of a figure": lambda make: make.figure(title=MANY, source="Source"),
    "card": lambda make: make.html(
        "".join(
            f'<section class="claim" id="c-{n}"><h3>Claim {n}</h3><p>{it}</p></section>'
            for n, it in enumerate(["few", MANY, "few"])
        )
    ),
    "tile": lambda make: make.html(f'<div class="tiles"><div><p>few</p></div><div><p>{MANY}</p></div></div>'),
}


@pytest.mark.parametrize("kind", TALL)
def test_what_is_taller_than_a_page_goes_on_on_the_next_and_no_word_of_it_is_lost(make, kind):
    """By hand: 2,400 words fill more than one page of about 1,000; the number of a page stands at its foot."""
    cell = TALL[kind](make)
    wanted = MANY.split()[: len(set(re.findall(r"word\d+", str(cell))))]
    pdf = make.to_pdf(make.text("# Title\n\nBefore."), cell, make.text("Behind."))
    found = [word for sheet in pymupdf.open(stream=pdf) for word in sheet.get_text("words")]
    foot = min(word[1] for word in found if word[4] == "Page")
    standing = [word[4] for word in found if word[3] < foot]
    assert [word for word in standing if word.startswith("word")] == wanted
    assert standing.index("Behind.") > standing.index(wanted[-1])


def test_the_head_of_a_long_table_stands_once_if_a_link_is_in_it(make):
    """What comes again is not read to those who hear it, and may hold no link: the PDF failed."""
    source = table_of("few", 120).replace("Name", '<a href="https://example.org/">Name</a>')
    sheets = list(pymupdf.open(stream=make.to_pdf(make.html(source))))
    assert len(sheets) > 1
    assert [sheet.get_text().count("Name") for sheet in sheets] == [1] + [0] * (len(sheets) - 1)
    assert [link["uri"] for sheet in sheets for link in sheet.get_links()] == ["https://example.org/"]


@pytest.mark.parametrize("rows", [41, 47, 50])
def test_rows_that_a_cell_spans_stay_on_one_page_where_it_holds_them(make, rows):
    groups = (
        f"<tr><th rowspan='{rows}'>{name}</th><td>{name}0</td></tr>"
        + "".join(f"<tr><td>{name}{n}</td></tr>" for n in range(1, rows))
        for name in "abc"
    )
    sheets = pymupdf.open(stream=make.to_pdf(make.html(f"<table>{''.join(groups)}</table>")))
    assert [set(re.findall(r"\b([abc])\d+", sheet.get_text())) for sheet in sheets] == [{"a"}, {"b"}, {"c"}]


@pytest.mark.parametrize("rows", [50, 53])
@pytest.mark.parametrize("box", ['<section class="claim" id="c-1">{}</section>', "<aside>{}</aside>"])
def test_no_title_of_a_box_is_left_alone_where_rows_that_a_cell_spans_would_fill_a_page(make, box, rows):
    group = f"<tr><th rowspan='{rows}'>All</th><td>row0</td></tr>"
    group += "".join(f"<tr><td>row{n}</td></tr>" for n in range(1, rows))
    told = box.format(f"<h3>Titled</h3><table><thead><tr><th>a</th><th>b</th></tr></thead>{group}</table>")
    pdf = make.to_pdf(make.text("before " * 60), make.html(told))
    (title, _), (first, _), (last, _) = places(pdf, "Titled", "row0", f"row{rows - 1}")
    assert title == first
    assert last < 2


def test_no_column_runs_over_the_next_one_where_blanks_hold_words_together(make):
    held = ("\u00a0".join(f"{name}held{i}" for i in range(8)) for name in "abcdef")
    table = f"<table><tr>{''.join(f'<td>{it}</td>' for it in held)}</tr></table>"
    sheet = pymupdf.open(stream=make.to_pdf(make.html(table)))[-1]
    found = [word for word in sheet.get_text("words") if "held" in word[4]]
    ends = [max(word[2] for word in found if word[4].startswith(name)) for name in "abcdef"]
    begins = [min(word[0] for word in found if word[4].startswith(name)) for name in "abcdef"]
    assert len(found) == 48
    assert all(end < begin for end, begin in zip(ends, [*begins[1:], sheet.rect.width - 50], strict=True))


def test_a_long_word_stays_on_the_sheet_in_a_title(make):
    word = "compute_rolling_window_average_by_country_and_year_and_quarter"
    sheet = pymupdf.open(stream=make.to_pdf(make.text(f"# {word}\n\nText.")))[0]
    assert word in sheet.get_text().replace("\n", "")
    assert all(word[2] < sheet.rect.width - 50 for word in sheet.get_text("words"))


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


DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="480pt" height="220pt" viewBox="0 0 480 220">'
    '<rect width="9" height="9"/></svg>'
)


def places(pdf, *wanted):
    """Where words stand: the sheet, and how far down on it."""
    found = [(word[4], sheet.number, word[1]) for sheet in pymupdf.open(stream=pdf) for word in sheet.get_text("words")]
    return [next((number, top) for word, number, top in found if word == it) for it in wanted]


@pytest.mark.parametrize("lines", range(2, 44, 4))
def test_no_figure_comes_before_its_heading_or_the_words_before_it(make, lines):
    figures = [make.figure(DRAWING, title=f"Title{n}", source="S") for n in (1, 2)]
    words = [make.text("before " * 90), make.text("between " * 90), make.text("after " * 300)]
    cells = [make.text("Line.  \n" * lines), make.text("## Part"), words[0], figures[0], words[1], figures[1], words[2]]
    part, before, title1, between, title2 = places(make.to_pdf(*cells), "Part", "before", "Title1", "between", "Title2")
    assert part < before < title1 < title2
    assert part < between


def test_text_goes_on_in_front_of_a_figure_that_has_no_room_on_its_page(make):
    cells = make.text("Line.  \n" * 42), make.figure(DRAWING, title="Title", source="S"), make.text("after " * 300)
    (after, _), (title, _) = places(make.to_pdf(*cells), "after", "Title")
    assert (after, title) == (0, 1)


@pytest.mark.parametrize("lines", [20, 38, 40, 42, 46])
def test_a_figure_is_set_smaller_where_it_then_has_room_and_never_below_three_quarters(make, lines):
    """By hand: of a square drawn 9 points wide at least 6.75 are left; no text could fill its page instead."""
    document = pymupdf.open(
        stream=make.to_pdf(make.text("Line.  \n" * lines), make.figure(DRAWING, title="T", source="S"))
    )
    drawn = [(sheet.number, it["rect"]) for sheet in document for it in sheet.get_drawings()]
    sides = [(number, it.width) for number, it in drawn if it.width == pytest.approx(it.height, abs=0.05)]
    ((number, side),) = sides
    assert (number, side < 8.3) == {20: (0, False), 38: (0, False), 40: (0, True), 42: (1, False), 46: (1, False)}[
        lines
    ]
    assert side >= 6.7


@pytest.mark.parametrize("lines", [44, 48, 50, 52])
def test_no_figure_parts_a_sentence(make, lines):
    """A paragraph began at the foot of a page and went on below the figure at the head of the next one."""
    figure = make.figure(DRAWING, title="Title", source="S")
    sentence, after = make.text("Begin " + "word " * 90 + "End."), make.text("after " * 200)
    (title, _), (begin, _), (end, _) = places(
        make.to_pdf(make.text("Line.  \n" * lines), figure, sentence, after), "Title", "Begin", "End."
    )
    assert title == 1
    assert begin == end


@pytest.mark.parametrize("lines", [24, 28, 32])
def test_a_figure_without_room_behind_much_text_stands_at_the_head_of_the_next_page(make, lines):
    cells = make.text("## Part\n\n" + "before " * 80 * (lines // 4)), make.figure(DRAWING, title="Title", source="S")
    (after, _), (title, top) = places(make.to_pdf(*cells, make.text("after " * 500)), "after", "Title")
    assert (after, title) == (0, 1)
    assert top < 100


def test_a_figure_without_room_beneath_its_heading_stands_at_the_head_of_the_next_page(make):
    """It stood at the foot of that page, behind the headings of the sections that follow."""
    cells = make.text("Line.  \n" * 36), make.text("## Part\n\nshort"), make.figure(DRAWING, title="Title", source="S")
    pdf = make.to_pdf(*cells, make.text("after " * 500))
    (part, _), (after, _), (title, top) = places(pdf, "Part", "after", "Title")
    assert (part, after, title) == (0, 0, 1)
    assert top < 100


@pytest.mark.parametrize("lines", range(2, 40, 6))
def test_a_figure_stands_before_the_next_section_unless_that_leaves_a_wide_gap(make, lines, caplog):
    """It stood at the foot of its page, behind the headings of the sections that follow."""
    cells = [make.text("Line.  \n" * lines)]
    for n in (1, 2):
        cells += [make.text(f"## Part{n}\n\n" + "before " * 30), make.figure(DRAWING, title=f"Title{n}", source="S")]
        cells += [make.text("after " * 60)]
    pdf = make.to_pdf(*cells, make.text("## Part3\n\n" + "end " * 400))
    parts, titles = places(pdf, *(f"Part{n}" for n in (1, 2, 3))), places(pdf, "Title1", "Title2")
    for part, title, following in zip(parts, titles, parts[1:], strict=False):
        assert part < title
        assert title < following or (following[0] == title[0] - 1 and following[1] < 842 - 50 / 25.4 * 72)
    assert caplog.messages == []  # the pages settle


def test_no_figure_parts_the_last_paragraph_of_its_section_from_the_others(make):
    """It stood at the head of the page, so that the words "By that count" followed the figure and not the count."""
    cells = make.text("Line.  \n" * 38), make.text("## Part\n\n" + "first " * 20)
    figure, more = make.figure(DRAWING, title="Title", source="S"), [make.text("more " * 40) for _ in range(4)]
    rest = make.text("last " * 20), make.text("rest " * 20), make.text("## Next\n\n" + "end " * 900)
    pdf = make.to_pdf(*cells, figure, *more, *rest)
    (last, _), (_, rest), title, following = places(pdf, "last", "rest", "Title", "Next")
    assert (last, title[0], following[0]) == (0, 1, 1)
    assert rest < title[1] < following[1]


@pytest.mark.parametrize("between", [1, 8, 40])
def test_exhibits_close_to_each_other_leave_no_hole_and_no_word_is_lost(make, between):
    """The second one stayed where it was told of, and as it had no room there, left a third of the page free."""
    full = DRAWING.replace('"9"', '"100%"').replace("220", "330")
    cells = [make.text("start " * 40)]
    for name in ("one", "two", "three", "four"):
        cells += [make.text(f"{name} " * between), make.figure(full, title=f"Title {name}", source="S")]
    document = pymupdf.open(stream=make.to_pdf(*cells, make.text("after " * 900)))
    counted = Counter(word for sheet in document for word in sheet.get_text().split())
    assert [counted[name] for name in ("start", "one", "two", "three", "four", "after")] == [
        40,
        *[between + 1] * 4,
        900,
    ]
    for sheet in list(document)[:-1]:
        lines = [(line[1], line[3]) for line in sheet.get_text("blocks")]
        drawn = [(it["rect"].y0, it["rect"].y1) for it in sheet.get_drawings()]
        ends = accumulate((bottom for _, bottom in sorted([*lines, *drawn])), max)
        gaps = (top - end for end, (top, _) in zip(ends, sorted([*lines, *drawn])[1:], strict=False))
        assert max(gaps) < sheet.rect.height / 5


def test_a_list_of_empty_items_is_set(make):
    assert "Nests" in words(make.to_pdf(make.text("Nests\n\n- "), make.html("<ul><li>\t</li></ul>")))


def test_a_picture_that_cannot_be_printed_is_told_with_its_cell(make):
    broken = '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"></svg>'
    cells = [make.figure(DRAWING), make.figure(broken, {"id": "nests"}), make.figure(DRAWING)]
    with pytest.raises(ReportError, match="cell nests: the figure cannot be printed: failed to parse SVG"):
        make.to_pdf(*cells)


def story(report):
    _, files = to_typst(report)
    return files["story-0.typ"]


@pytest.mark.parametrize(("above", "moves"), [("## Part", "false"), ("## Part\n\nShort.", "true")])
def test_an_exhibit_that_is_all_its_section_holds_stays_below_its_heading(make, above, moves):
    """The heading stood over nothing, and the figure behind the next one."""
    cells = [make.text(above), make.figure(DRAWING, title="Title", source="S"), make.text("## Next\n\nWords.")]
    report, _ = ReportPDFExporter().read(new_notebook(cells=[make.text("Word " * 200), *cells]))
    assert re.findall(rb"floats: (\w+)", story(report)) == [moves.encode()]


def test_no_exhibit_moves_in_among_the_reference_matter_behind_a_report_with_cards(make):
    """A table of the method stood at the foot of the list of sources."""
    card = make.html('<article class="claim"><h3>A claim</h3><p>Why.</p></article>')
    exhibits = [make.text("Word " * 200), make.figure(DRAWING, title="Title", source="S")]
    for behind, moves in (("## Caveats\n\nWords.", "false"), ("More words.\n\n## Caveats\n\nWords.", "true")):
        cells = [card, *exhibits, make.text(behind), make.text("## Sources"), make.html('<dl class="sources"></dl>')]
        report, _ = ReportPDFExporter().read(new_notebook(cells=cells))
        assert re.findall(rb"floats: (\w+)", story(report)) == [moves.encode()]


# -- the opening, the workings, and claims as cards ---------------------------------------------------


def test_contents_stand_beside_the_opening_with_the_pages_of_the_sections(make):
    parts = [make.text(f"## Part {name}: more\n\n" + "Words. " * 900) for name in ("one", "two", "three", "four")]
    pdf = make.to_pdf(make.html('<div class="answer"><p>Partly.</p></div>'), *parts)
    first, *others = [" ".join(sheet.get_text().split()) for sheet in pymupdf.open(stream=pdf)]
    pages = re.findall(r"Part (\w+) p. (\d)", first.partition("Contents")[2])
    assert [name for name, _ in pages] == ["one", "two", "three", "four"]
    for name, page_number in pages:
        assert f"Part {name}: more" in [first, *others][int(page_number) - 1]


@pytest.mark.parametrize(
    "around",
    ['<a href="https://example.org/">{}</a>', "<span>{}</span>", "<pre>{}</pre>", "<ul><li><b>{}</b></li></ul>"],
)
def test_a_heading_in_a_link_or_a_word_is_printed_as_words_and_is_not_in_the_contents(make, around):
    """The PDF failed, as none of these is a heading there."""
    parts = [make.text(f"## Part {name}\n\nWords.") for name in ("one", "two", "three", "four")]
    inside = make.html(around.format('<h2 id="inside">Inside of it</h2>') + '<p>See <a href="#inside">there</a>.</p>')
    (sheet,) = pymupdf.open(stream=make.to_pdf(make.html('<div class="answer"><p>Partly.</p></div>'), *parts, inside))
    assert "Contents" in sheet.get_text()
    assert sheet.get_text().count("Inside of it") == 1
    assert [it["page"] for it in sheet.get_links() if it["kind"] == pymupdf.LINK_GOTO] == [0] * 5


def test_the_contents_are_heard_as_a_list(make):
    parts = [make.text(f"## Part {name}\n\n" + "Words. " * 900) for name in ("one", "two", "three", "four")]
    pdf = make.to_pdf(make.html('<div class="answer"><p>Partly.</p></div>'), *parts)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (listed,) = tags(document, "/L")
        assert [str(item.S) for item in listed.K] == ["/LI"] * 4


def test_a_short_report_has_no_contents(make):
    assert "Contents" not in words(make.to_pdf(make.text("Begin.\n\n## One\n\nx\n\n## Two\n\ny")))


NUMBERED = (
    '<div class="annex"><h3 id="computed">Computed</h3><dl class="workings"><dt>Share</dt>'
    "<dd>Part of the whole, in the year in which both were counted.</dd>"
    '<dd id="f-a"><b>7%</b> · Japan: <a href="#f-c">7</a>.</dd><dd id="f-b"><b>9%</b> · Korea.</dd></dl>'
    '<h3>Seen</h3><dl class="workings"><dt>Bank</dt><dd id="f-c"><b>7</b> · Japan.</dd><dd id="f-d"><b>5</b></dd></dl>'
    "</div>"
)


@pytest.fixture(scope="module")
def numbered(make):
    said = '<p>It is <a href="#f-b">9%</a> and <a href="#f-a">7%</a>, once more <a href="#f-b">9%</a>.</p>'
    return make.to_pdf(make.text("## Part"), make.html(said), make.text("## Workings"), make.html(NUMBERED))


def test_workings_are_printed_one_by_one_in_the_order_of_their_numbers(numbered):
    annex = " ".join(pymupdf.open(stream=numbered)[1].get_text().replace("\u00a0", " ").split())
    note = "Part of the whole, in the year in which both were counted."
    assert annex.partition("Workings 1 ")[2].startswith(
        f"9% · Share · Korea. {note} In Part (p. 1). b "
        "2 7% · Share · Japan: 7 [3]. More at [1]. In Part (p. 1). a "
        "3 7 · Bank · Japan. c Page"
    )


def test_blanks_that_a_group_of_workings_shares_are_filled_on_paper(make):
    """What a group names at its end or before a colon takes the first of several names; where blanks meet stand all."""
    group = (
        "<dt>Rate of …</dt><dd>As on ….</dd>"
        '<dd id="f-e"><b>5</b> · 30 October.</dd>'
        '<dd id="f-a"><b>7</b> · 12 April: <b>seen</b>.</dd><dd>The text, claim …:</dd>'
        '<dd id="f-b"><b>9</b> · C4, Bank: seen.</dd>'
        '<dt>Sum</dt><dd>For 7 May, …</dd><dd id="f-c"><b>8</b> · 12 April: it.</dd>'
        '<dt>Aid</dt><dd>Ceiling of …, … ÷ rate of …</dd><dd id="f-d"><b>6</b> · Plant, 17 June: it.</dd>'
    )
    workings = make.html(f'<h3>Workings</h3><div class="annex"><dl class="workings">{group}</dl></div>')
    links = ", ".join(f'<a href="#f-{name}">{value}</a>' for name, value in zip("abcde", (7, 9, 8, 6, 5), strict=True))
    pdf = make.to_pdf(make.html(f"<p>{links}.</p>"), workings)
    text = " ".join(words(pdf).replace("\u00a0", " ").split())
    assert "7 · Rate of 12 April · seen. As on 12 April." in text  # and no date twice
    assert "5 · Rate of 30 October. As on 30 October. In" in text
    assert "For 7 May, 12 April. In" in text  # the note ended in its blank
    assert "9 · Rate of C4 · The text, claim C4: C4, Bank: seen. As on …." in text
    assert "6 · Aid · Plant, 17 June: it. Ceiling of Plant, 17 June ÷ rate of …" in text


TO_AND_FRO = """
#let at-rest = places
#let places() = {
  context if outline.depth != without-pages { (query(<more>).len() + 1) * [#metadata(none)<more>] }
  at-rest()
}
"""
"""What is another one with each setting, as long as pages are named."""


def test_pages_that_do_not_come_to_rest_are_not_named(make, tmp_path, monkeypatch, caplog):
    """Those that were named may have been wrong, and a warning was all that said so."""
    (tmp_path / "report.typ").write_text((PRINTED / "report.typ").read_text("utf-8") + TO_AND_FRO, "utf-8")
    figure = make.figure(label="fig-a", title="Title", source="S")
    number = '<p>It is <a href="#f-a">7%</a>.</p>'
    cells = [make.text("See @fig-a."), make.text("Line.  \n" * 50), figure, make.text("## Part"), make.html(number * 2)]
    cells += [make.text("## Workings"), make.html(WORKED)]
    settled = words(make.to_pdf(*cells)).replace("\u00a0", " ")
    monkeypatch.setattr(ReportPDFExporter, "_style", lambda _: tmp_path / "report.typ")
    unsettled = words(make.to_pdf(*cells)).replace("\u00a0", " ")
    assert "See Figure 1 (p. 2)." in settled
    assert "See Figure 1." in unsettled
    assert "seen. In Part (p. 2)." in " ".join(settled.split())
    assert "seen. In Part." in " ".join(unsettled.split())
    assert not caplog.records


def test_a_number_keeps_to_its_unit_and_a_range_together(make):
    """Lines end wherever they do, but not in a number; the bookmark has every word of its heading."""
    told = "".join(f"<p>{'x' * n} {'$8.6 billion of 15–64 ' * 12}</p>" for n in range(1, 9))
    text = pymupdf.open(stream=make.to_pdf(make.html(f"<h2>Years 2019–2023</h2>{told}")))
    lines = [line.strip() for page in text for line in page.get_text().splitlines()]
    assert sum("15–64" in line for line in lines) > 20
    assert [line for line in lines if line.endswith(("8.6", "15–")) or line.startswith(("billion", "64"))] == []
    assert text.get_toc()[0][1] == "Years 2019–2023"


CHOICE = '<p>Counted <span data-phrase="basis">per year</span> it is {}.</p>'
WORKED = '<div class="annex"><dl class="workings"><dt>Share</dt>{}</dl></div>'.format(
    "".join(f'<dd id="f-{name}"><b>{value}%</b> · seen.</dd>' for name, value in (("a", 7), ("b", 8)))
)


def test_each_place_of_a_working_has_its_pages_beside_it_and_a_page_stands_once(make):
    """All pages stood behind all places, and "again" behind those that show a number twice."""
    number = '<p>It is <a href="#f-a">7%</a> and <a href="#f-a">7%</a>.</p>'
    far = make.html(number + "<p>Line.</p>" * 60 + number)
    pdf = make.to_pdf(
        make.text("## One"), far, make.text("## Two"), make.html(number), make.text("## Workings"), make.html(WORKED)
    )
    text = " ".join(words(pdf).replace("\u00a0", " ").split())
    assert "seen. In One (p. 1, p. 2), Two (p. 2)." in text
    document = pymupdf.open(stream=pdf)
    assert len([it for sheet in list(document)[2:] for it in sheet.get_links() if it["kind"] == pymupdf.LINK_GOTO]) == 3


@pytest.mark.parametrize(("own", "said"), [
    ("Read in Daily.", "Avonia. Known since May. Read in Daily, page 3; also in Weekly. A count."),
    (
        "Read in Daily, column 4. An aside.",
        "Avonia. Known since May. Read in Daily, column 4, page 3; also in Weekly. A count. An aside.",
    ),
    ("Read in Monthly.", "Avonia. Read in Monthly. Known since May. Read in Daily, page 3; also in Weekly. A count."),
])  # fmt: skip
def test_a_working_names_a_document_once(make, own, said):
    """It named the one that its group shares before its note, and there again."""
    note = 'Known since May. Read in <a href="https://example.org">Daily</a>, page 3; also in Weekly. A count.'
    entries = f'<dt>Nests</dt><dd>{note}</dd><dd id="f-a"><b>7</b> · Avonia. {own}</dd>'
    cells = make.text("## Workings"), make.html(f'<div class="annex"><dl class="workings">{entries}</dl></div>')
    cells = make.html('<p>It is <a href="#f-a">7</a>.</p>'), *cells
    pdf = make.to_pdf(*cells)
    assert f"7 · Nests · {said} In the opening (p. 1)." in " ".join(words(pdf).replace("\u00a0", " ").split())
    assert lint.pdf_faults(make.to_html(*cells), pdf) == []


def test_workings_begin_a_page_and_the_head_of_their_pages_names_them(numbered):
    first, annex = (sheet.get_text() for sheet in pymupdf.open(stream=numbered))
    assert "Annex: Workings" not in first
    assert annex.startswith("Annex: Workings")


def test_a_paragraph_has_the_numbers_of_its_workings_beside_it(numbered):
    found = [word for word in pymupdf.open(stream=numbered)[0].get_text("words") if word[4] == "[1–2]"]
    assert len(found) == 1
    assert found[0][0] > 140 / 25.4 * 72


def test_the_numbers_beside_a_paragraph_are_read_after_it_and_stand_at_its_first_line(make):
    told = '<p>Begun is <a href="#f-a">7%</a>, ' + "and so on, " * 40 + "ended.</p>"
    pdf = make.to_pdf(make.text("## Part"), make.html(told), make.text("## Workings"), make.html(NUMBERED))
    page = pymupdf.open(stream=pdf)[0]
    text, heights = page.get_text(), {word[4]: word[1] for word in page.get_text("words")}
    assert text.index("Begun") < text.index("ended.") < text.index("[1")
    assert abs(heights["Begun"] - next(y for word, y in heights.items() if word.startswith("[1"))) < 6
    assert heights["ended."] - heights["Begun"] > 20


CARD = (
    '<article class="claim" id="c-C{n}"><h3>C{n} A claim <span class="verdict verdict-disputed">disputed</span></h3>'
    '<dl class="card"><dt>The article says</dt><dd>begin{n} ' + "word " * 120 + "</dd>"
    "<dt>Sources</dt><dd>Bank end{n}</dd></dl></article>"
)


@pytest.fixture(scope="module")
def cards(make):
    cards = "".join(CARD.format(n=n) for n in range(10, 31))
    return make.to_pdf(make.html(f'<p><a href="#c-C17">see</a></p>{cards}'))


def boxes(pdf, word):
    """Where the words stand that begin like this: the sheet, and how far from its left and from its head."""
    found = [(sheet.number, it) for sheet in pymupdf.open(stream=pdf) for it in sheet.get_text("words")]
    return [(number, round(it[0]), round(it[1])) for number, it in found if it[4].startswith(word)]


def test_the_bookmark_of_a_claim_begins_with_its_name(make):
    head = '<h3 id="c-C17"><a class="self" href="#c-C17">C17</a> A claim</h3>'
    pdf = make.to_pdf(make.text("## Claims"), make.html(head))
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        assert [child.title for child in outline.root[0].children] == ["C17 A claim"]


def test_a_bookmark_has_the_words_of_links_as_well(make):
    """They were left out, and a heading that is only an address made the PDF fail."""
    told = "See [the *whole* table](#part) and <https://example.org/>", "https://example.org/", "Two<br>lines", "Part"
    document = pymupdf.open(stream=make.to_pdf(*(make.text(f"## {it}\n\nText.") for it in told)))
    assert [it[1] for it in document.get_toc()] == [
        "See the whole table and https://example.org/", "https://example.org/", "Two lines", "Part",
    ]  # fmt: skip
    assert [link["kind"] for link in document[0].get_links()].count(pymupdf.LINK_URI) >= 2
    assert [link["kind"] for link in document[0].get_links()].count(pymupdf.LINK_GOTO) == 1


def test_claims_stand_in_two_columns_and_none_is_split(cards):
    begins, ends = boxes(cards, "begin"), boxes(cards, "end")
    assert len(begins) == len(ends) == 21
    assert len({number for number, _, _ in begins}) > 1
    assert [(number, left < 290) for number, left, _ in begins] == [(number, left < 290) for number, left, _ in ends]
    assert page.is_pdf_compliant_bytes(cards, profile="ua1")


def test_a_mention_of_a_claim_says_on_which_page_its_card_stands(make):
    """Not where it is the claim's own name, by which a card is found; and within brackets behind a comma."""
    named, bracketed, own = (f'<a href="#c-C{{0}}">{words}</a>' for words in ("named", "bracketed", "C{0}"))
    said = f"<p>It is {named} so ({bracketed}), as {own} is.</p>"
    cards = "".join(CARD.format(n=n) for n in range(10, 31))
    for n in (10, 30):
        pdf = make.to_pdf(make.html(said.format(n)), make.html(cards))
        ((sheet, _, _),) = boxes(pdf, f"begin{n}")
        text = " ".join(words(pdf).replace("\u00a0", " ").split())
        assert f"It is named (p. {sheet + 1}) so (bracketed, p. {sheet + 1}), as C{n} is." in text
    assert sheet > 0


def test_a_claim_that_is_no_card_is_mentioned_without_a_page(make):
    said = '<p>Of <a href="#c-C17">nests</a> (<a href="#c-C17">and eggs</a>).</p>'
    pdf = make.to_pdf(make.html(f'{said}<aside class="claim" id="c-C17"><p>Nests are large.</p></aside>'))
    assert "Of nests (and eggs)." in " ".join(pymupdf.open(stream=pdf)[0].get_text().split())


def test_claims_are_read_down_one_column_and_then_the_other(cards):
    words = [it[4] for sheet in pymupdf.open(stream=cards) for it in sheet.get_text("words")]
    assert [it for it in words if it.startswith("begin")] == [f"begin{n}" for n in range(10, 31)]
    begins = boxes(cards, "begin")
    assert begins == sorted(begins, key=lambda it: (it[0], it[1] > 290, it[2]))


def test_a_mention_of_a_figure_says_its_page_where_that_is_another_one(make, caplog):
    """Also where the two lie open together, as pages two and three do: single sheets do not."""
    told, filler = "It stands (@fig-a), in @fig-a.", "Words. " * 900
    drawn = make.figure(title="Nests", label="fig-a")
    pages = [
        make.text(f"{told}\n\n{filler}"),
        make.text(f"## Two\n\n{told}"),
        drawn,
        *(make.text(f"{filler}\n\n{told}") for _ in range(2)),
    ]
    text = pymupdf.open(stream=make.to_pdf(*pages))
    read = [" ".join(page.get_text().replace("\u00a0", " ").split()) for page in text]
    at = next(n for n, it in enumerate(read, 1) if "Nests" in it)
    found = {number: it for number, it in enumerate(read, 1) if "It stands" in it}
    assert at in found
    assert {number // 2 == at // 2 for number in found if number != at} == {True, False}, (at, list(found))
    for number, it in found.items():
        said = "(Figure 1), in Figure 1." if number == at else f"(Figure 1, p. {at}), in Figure 1 (p. {at})."
        assert f"It stands {said}" in it
    assert not caplog.records  # a page that depends on itself would be warned of


def test_the_head_of_the_workings_leads_to_what_stands_last_without_a_number(make):
    worked = '<dd id="f-a"><b>7</b> · seen.</dd><dt>Drawn</dt><dd id="drawn-x">Bank, Nests.</dd>'
    entries = f'<div class="annex"><dl class="workings"><dt>Nests</dt>{worked}</dl></div>'
    pdf = make.to_pdf(make.html('<p><a href="#f-a">7</a></p>'), make.html(entries))
    text = " ".join(words(pdf).split())
    assert text.index("stands at the end.") < text.index("seen.") < text.index("its own Bank, Nests.")


def test_the_verdict_in_the_heading_of_a_card_has_a_line_of_its_own(make):
    heading = '<h3><a href="#c-C01">C01</a> It nests <span class="verdict verdict-imprecise">imprecise</span></h3>'
    pdf = make.to_pdf(make.html(f'<article class="claim" id="c-C01">{heading}</article>'))
    lines = [line.replace("\u00a0", " ").strip() for line in words(pdf).splitlines()]
    assert lines[lines.index("≈ imprecise") - 1] == "C01 It nests"


def test_the_name_of_a_site_that_fits_a_line_is_not_parted(make):
    """At one of so many widths a line ends at each place of the name."""
    sites = ("wic-net.com", "syakaihokennroumusisikenn.jp")
    cells = [make.html(f"<p>{'i' * n} Read once, then read again, in the long run, by all of us at {site} then.</p>")
             for site in sites for n in range(1, 60, 2)]  # fmt: skip
    text = "\n".join(page.get_text() for page in pymupdf.open(stream=make.to_pdf(*cells)))
    for site in sites:
        assert text.count(site) == 30


def test_what_is_only_for_paper_is_printed_and_not_shown(make):
    cell = make.html('<p class="paper">Look under the number.</p>')
    assert "Look under the number." in words(make.to_pdf(cell))
    assert ".paper { display: none; }" in make.to_html(cell)


def test_a_source_says_on_paper_at_whose_addresses_it_was_read(make):
    """Two hosts are named, each linked to the first document there, and that the workings have others."""
    at = ("www.example.org/a", "example.org/b", "b.test", "c.test")
    read = ", ".join(f'<a href="https://{it}">it</a>' for it in at)
    entry = f'<dd id="f-a"><b>7</b> · Read in {read}.</dd>'
    workings = f'<dl class="workings"><dt><a href="#s-bank">Bank</a></dt>{entry}</dl>'
    listed = '<dl class="workings"><dt>Bank</dt><dd id="s-bank">Nests.</dd><dd>Terms: none.</dd></dl>'
    cells = [make.html(f'<div class="annex">{it}</div>') for it in (listed, workings)]
    cells.insert(0, make.html('<p><a href="#f-a">7</a></p>'))
    pdf = make.to_pdf(*cells)
    text = " ".join(words(pdf).split())
    assert "Bank Nests. Read at example.org, b.test and others, all in Workings. Terms: none." in text
    (first, second) = [it["uri"] for it in pymupdf.open(stream=pdf)[0].get_links() if "uri" in it]
    assert (first, second) == ("https://www.example.org/a", "https://b.test")
    assert "read-at" not in make.to_html(*cells)


def test_the_columns_of_the_last_page_of_claims_are_of_one_length(cards):
    """By hand: of claims of one height one column holds at most one more than the other."""
    begins = boxes(cards, "begin")
    left, right = ([it for it in begins if it[0] == begins[-1][0] and (it[1] > 290) == far] for far in (False, True))
    assert len(left) - len(right) in (0, 1)
    assert len(left) > 0


@pytest.mark.parametrize(("lengths", "widest"), [
    ((120, 220, 220, 20, 20, 20, 320, 220, 320, 220), 135),
    ((120, 20, 320, 120, 320, 220, 120, 220, 320, 220), 245),
])  # fmt: skip
def test_claims_are_dealt_so_that_no_column_is_much_shorter_than_it_need_be(make, lengths, widest):
    """Each column took what had room in it: a first page ended 240 points above its foot, a last one 270 unevenly."""
    cards = "".join(CARD.format(n=n).replace("word " * 120, "word " * it) for n, it in enumerate(lengths, 10))
    ends = dict[tuple[int, bool], int]()
    for number, left, top in boxes(make.to_pdf(make.html(cards)), "end"):
        ends[number, left > 290] = max(top, ends.get((number, left > 290), 0))
    assert [*ends] == [(0, False), (0, True), (1, False), (1, True)]
    assert max(780 - ends[0, False], 780 - ends[0, True], abs(ends[1, False] - ends[1, True])) < widest


@pytest.mark.parametrize("lines", range(6, 30, 4))
def test_claims_never_run_into_a_figure_on_their_page(make, lines):
    words = (
        make.text("## Part\n\nbefore"),
        make.figure(DRAWING, title="Title", source="S"),
        make.text("Line.  \n" * lines),
    )
    pdf = make.to_pdf(*words, make.text("## Claims"), make.html("".join(CARD.format(n=n) for n in range(10, 20))))
    ((on, _, top),) = boxes(pdf, "Title")
    assert len(boxes(pdf, "end")) == 10
    ys = [y for kind in ("begin", "end") for number, _, y in boxes(pdf, kind) if number == on]
    assert all(y < top - 10 or y > top + 220 for y in ys)  # a figure is 220 points high


def test_tiles_stand_in_three_columns_of_like_length_and_are_no_part_of_the_outline(make):
    """By hand: a tile of nine lines, then five of one line; the columns hold the first, three and two."""
    lines = [9, 1, 1, 1, 1, 1]
    tiles = "".join(
        f"<section class=tile><h3>Tile{n}</h3><ul>{'<li>y</li>' * count}</ul></section>"
        for n, count in enumerate(lines)
    )
    pdf = make.to_pdf(make.html(f'<div class="tiles">{tiles}</div>'), make.text("## Part\n\nText."))
    words = {word[4]: word for word in pymupdf.open(stream=pdf)[0].get_text("words")}
    columns = [round(words[f"Tile{n}"][0]) for n in range(6)]
    assert [columns.index(x) for x in columns] in ([0, 1, 1, 1, 4, 4], [0, 1, 1, 3, 3, 3])
    assert words["Tile0"][1] == words["Tile1"][1] < words["Tile2"][1]
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Part"]
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")


def test_the_columns_of_tiles_are_parted_by_the_lines_that_their_small_text_has(make):
    """By hand: 8 lines, 7 and 1, and 3 with 6. In the size of running text, by which they were parted, the 6 are 12."""
    long = "<li>small text of it, small text of it, sma</li>"
    lists = ["<li>y</li>" * 8, "<li>y</li>" * 7, "<li>y</li>", "<li>y</li>" * 3, long * 6]
    tiles = "".join(f"<section><h3>Tile{n}</h3><ul>{it}</ul></section>" for n, it in enumerate(lists))
    pdf = make.to_pdf(make.html(f'<div class="tiles">{tiles}</div>'))
    words = {word[4]: word for word in pymupdf.open(stream=pdf)[0].get_text("words")}
    columns = [round(words[f"Tile{n}"][0]) for n in range(5)]
    assert [columns.index(x) for x in columns] == [0, 1, 1, 3, 3]


def test_no_rule_runs_between_a_large_number_and_the_small_words_below_it(make):
    number = '<a href="#f-1">{}</a>'.format
    keys = f'<dl class="keys"><div><dt>{number("7 %")}</dt><dd>small {number("8 %")} words</dd></div></dl>'
    sheet = pymupdf.open(stream=make.to_pdf(make.html(keys), make.text("## Workings"), make.html(WORKINGS)))[0]
    found = {word[4]: word for word in sheet.get_text("words")}
    rules = [it["rect"].y0 for it in sheet.get_drawings() if it["rect"].width < 40]
    assert rules
    assert min(rules) > found["small"][1] + 5  # below the small words alone


@pytest.mark.parametrize("before", ["Begin.", "## Verdicts"])
def test_what_stands_before_and_with_the_tiles_has_the_first_page_for_itself(make, before, caplog):
    tiles = make.html('<div class="tiles"><section><h3>One</h3></section></div>')
    pdf = make.to_pdf(make.text(before), tiles, make.text("## Part\n\nText."))
    assert [sheet for sheet, _ in places(pdf, "One", "Part")] == [0, 1]
    assert caplog.messages == []  # the break does not ask for itself


def test_what_follows_the_claims_stands_in_two_columns(make):
    cells = make.html(CARD.format(n=1)), make.text("## Method\n\nfirst " + "word " * 500 + "last")
    first, last = (
        next(w for w in pymupdf.open(stream=make.to_pdf(*cells))[0].get_text("words") if w[4] == it)
        for it in ("first", "last")
    )
    assert first[0] < 100
    assert last[0] > 300


def test_in_narrow_columns_a_paragraph_ends_in_the_numbers_of_its_workings(make):
    """They stood below it, and so in the next column where one ended."""
    said = make.html('<p>It fell to <a href="#f-a">7%</a>.</p>')
    annex = make.text("## Workings"), make.html(NUMBERED)
    pdf = make.to_pdf(make.html(CARD.format(n=1)), make.text("## Method"), said, *annex)
    assert "It fell to 7%. [1]" in " ".join(words(pdf).replace("\u00a0", " ").split())


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
