"""Every table and figure can be saved as a table: what it shows, in a form that no spreadsheet takes for a command."""

from __future__ import annotations

import csv
import io
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from analysis.rendering.html_tree import Element, parse
from analysis.rendering.table_grid import Cell, TableGrid, read, to_csv

FRAME = "<table><thead><tr><th>Land</th><th>Sum</th></tr></thead><tbody>{}</tbody></table>"


def table(source):
    """The grid of a table written in HTML."""
    (element,) = parse(source)
    assert isinstance(element, Element)
    return read(element)


def saved(page):
    """The links to what can be saved, each with its name and its text as an editor shows it."""
    found = []
    for link in BeautifulSoup(page, "html.parser").select("a.save"):
        kind, _, content = link["href"].partition(",")
        assert kind == "data:text/csv;charset=utf-8"
        text = unquote(content, errors="strict")
        assert text.startswith("\ufeff")  # without this mark spreadsheets take it for another encoding
        found.append((link["download"], text.removeprefix("\ufeff")))
    return found


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1,234", '"1,234"'),
        ('He said “yes” and "no"', '"He said “yes” and ""no"""'),
        ("two<br>lines", "two lines"),
        ("a &amp; <b>b</b> &lt;i&gt;", "a & b <i>"),
        *((hidden, "'=1+1") for hidden in ("=1+1", "<b></b>=1+1", " =1+1", "<br>=1+1", "&#61;1+1", "&nbsp;=1+1")),
    ],
)
def test_commas_and_quotes_are_kept_apart_mark_up_is_left_out_and_nothing_hides_a_formula(cell, text):
    assert to_csv(table(FRAME.format(f"<tr><th>x</th><td>{cell}</td></tr>"))) == f"Land,Sum\nx,{text}\n"


def test_a_cell_that_spans_columns_or_rows_stands_in_the_first_of_them():
    source = (
        "<table><thead><tr><th rowspan=2>Land</th><th colspan=2>Money</th></tr>"
        "<tr><th>2023</th><th>2024</th></tr></thead>"
        "<tbody><tr><th rowspan=2>Japan</th><td>1</td><td>2</td></tr><tr><td colspan=2>none</td></tr></tbody></table>"
    )
    assert to_csv(table(source)) == "Land,Money,\n,2023,2024\nJapan,1,2\n,none,\n"


@given(st.lists(st.lists(st.text("ab ,;\"'\n\t=+-@0é–", max_size=6), min_size=2, max_size=2), min_size=1, max_size=4))
def test_any_words_come_back_as_they_were_but_for_blanks_and_the_guard(texts):
    grid = TableGrid(
        [], [[Cell([text], column=column) for column, text in enumerate(row)] for row in texts], ["left"] * 2
    )
    back = [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(to_csv(grid)))]
    assert back == [[" ".join(text.split()).removeprefix("'") for text in row] for row in texts]


COMPUTED = ('=HYPERLINK("https://x.example")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=", "+1 times", "+5%+A1")
KEPT = ("+48%", "-1.5", "+1,234.5", "−12%", "–", "a=b", "1+1", "'=1", "(−3)")


@pytest.mark.parametrize(("text", "saved"), [*((it, f"'{it}") for it in COMPUTED), *((it, it) for it in KEPT)])
def test_words_that_a_spreadsheet_would_compute_get_an_apostrophe_and_others_stay_as_they_are(text, saved):
    grid = TableGrid([], [[Cell([text])]], ["left"])
    assert next(csv.reader(io.StringIO(to_csv(grid)))) == [saved]


@given(st.text("=+-@0123456789.,% \t\nA'\"", max_size=12))
def test_no_cell_begins_as_a_formula_unless_it_is_a_number(text):
    grid = TableGrid([], [[Cell([text], column=0), Cell(["end"], column=1)]], ["left", "left"])
    cell, _ = next(csv.reader(io.StringIO(to_csv(grid))))
    if cell.startswith(("=", "+", "-", "@")):
        assert cell[0] in "+-"
        assert not set(cell[1:]) - set("0123456789.,% ")
        assert "%" not in cell[:-1]


def test_what_is_saved_of_a_table_is_what_it_shows(make):
    rows = '<tr><th>Japan, “Nippon”</th><td>+48%</td></tr><tr><th>=Korea</th><td><a href="#f-x">1,234</a></td></tr>'
    workings = make.html('<dl class="workings"><dt id="f-x">1,234</dt><dd>Seen.</dd></dl>')
    page = make.to_html(make.html(FRAME.format(rows), {"caption": "T", "label": "tbl-t"}), workings)
    ((name, text),) = saved(page)
    assert name == "tbl-t.csv"
    shown = BeautifulSoup(page, "html.parser").table
    assert list(csv.reader(io.StringIO(text))) == [["Land", "Sum"], ["Japan, “Nippon”", "+48%"], ["'=Korea", "1,234"]]
    assert [[cell.get_text() for cell in row.select("th, td")] for row in shown.select("tr")] == [
        ["Land", "Sum"], ["Japan, “Nippon”", "+48%"], ["=Korea", "1,234"],
    ]  # fmt: skip


def test_what_is_saved_of_a_figure_is_what_was_handed_on_with_it(make):
    data = 'name,value\n"Japan, é",7\n'
    page = make.to_html(make.figure(title="F", label="fig-f", data=data))
    assert saved(page) == [("fig-f.csv", data)]


@pytest.mark.parametrize("label", ['fig-"><script>x</script>', "fig-' onclick='x"])
def test_a_label_cannot_break_out_of_the_name_of_the_file(make, label):
    page = make.to_html(make.figure(title="F", label=label, data="a\n1\n"))
    assert saved(page) == [(f"{label}.csv", "a\n1\n")]
    assert BeautifulSoup(page, "html.parser").select("main script, [onclick]") == []
