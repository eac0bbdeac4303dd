import csv
import hashlib
import io
import json
import re
import shutil
from collections import Counter
from contextlib import closing
from datetime import date
from urllib.parse import unquote

import page as validation
import pikepdf
import pymupdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from analysis.rendering import ReportHTMLExporter
from analysis.rendering.fonts import PAGE_FONT_FOLDER
from analysis.rendering.report_errors import ReportError

from ..command import call


def test_an_edition_has_six_files_and_each_figure_by_itself_with_the_hashes_that_other_tools_give(edition):
    assert (edition.run.returncode, edition.run.stdout, edition.run.stderr) == (0, "", "")  # it was made quietly
    names = [figure["id"] for figure in edition.page.select("figure.exhibit:not(.table)")]
    assert len(names) == edition.figures > 8
    assert sorted(edition.files) == sorted([
        "figures/preview.png", "findings.csv", "manifest.json", "report.html", "report.ipynb", "report.pdf",
        "verdicts.csv",
        *(f"figures/{name}.{suffix}" for name in names for suffix in ("png", "svg")),
    ])  # fmt: skip
    assert [path.name for path in edition.folder.parent.iterdir()] == ["first"]  # nothing is left beside it
    outputs = json.loads(edition.files["manifest.json"])["outputs"]
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in edition.files.items()}
    assert outputs == {name: value for name, value in hashes.items() if name != "manifest.json"}


def test_an_edition_that_would_come_out_the_same_is_left_as_it_is(edition, tmp_path):
    shutil.copytree(edition.folder, tmp_path / "copy")
    done = call("report", "--out", "copy", "-p", "basis", "total", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "copy is up to date; use --force to render it again"
    assert "copy/report.html" in done.stdout.splitlines()


def test_every_number_in_prose_titles_and_tables_is_a_link_to_its_working(edition):
    """Beside names from the data, numbers of figures and tables, and days of the calendar."""
    main = edition.body()
    for form in (main, *main.find_all("template")):  # what a choice puts in a figure's place counts too
        for part in form.select("a, svg, dl.workings, time, .label, .number"):
            part.decompose()
    assert [str(text) for text in main.find_all(string=re.compile(r"\d"))] == []


def test_every_number_of_the_page_stands_in_the_table_in_the_column_that_the_page_names(edition):
    rows = list(csv.DictReader(io.StringIO(edition.files["findings.csv"].decode())))
    named = {column: {row[column] for row in rows} for column in ("finding_id", "observation_id")}
    links = {a["href"] for form in (edition.page, *edition.page.find_all("template")) for a in form.select("a[href]")}
    names = {link.removeprefix("#f-") for link in links if link.startswith("#f-")}
    assert len(names) > 600
    listed = edition.page.find("h4", string="From sources").find_next("dl").select("[id]")
    seen = {tag["id"].removeprefix("f-") for tag in listed}
    assert len(names & seen) > 200
    assert names & seen <= named["observation_id"]
    assert names - seen <= named["finding_id"]
    printed = {row["finding_id"]: row["printed"] for row in rows} | {
        row["observation_id"]: row["printed"] for row in rows
    }
    entries = {entry["id"]: entry for entry in edition.page.select("dl.workings [id^=f-]")}
    wrong = [name for name in names if entries[f"f-{name}"].b.get_text() != printed[name]]
    assert wrong == []


def test_the_page_brings_a_typeface_for_every_letter_that_it_prints(edition):
    """The marks of verdicts are signs of the style sheet, for which a browser finds a typeface on any machine."""
    upright = sorted(PAGE_FONT_FOLDER.glob("*[!t].woff2"))  # few words slant
    fonts = [set(TTFont(path).getBestCmap()) for path in upright]
    assert len(fonts) == 4
    printed = {sign for sign in edition.body().get_text() if not sign.isspace()}
    assert len(printed) > 80
    assert {sign for sign in printed if any(ord(sign) not in font for font in fonts)} == set()


def saved(exhibit):
    """The name of the file that an exhibit offers to save, and the rows in it."""
    (link,) = exhibit.select("a.save")
    content = unquote(link["href"].removeprefix("data:text/csv;charset=utf-8,"))
    return link["download"], list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


def test_the_saved_data_of_every_figure_hold_each_number_drawn(edition):
    """As its value, a share also in per cent, or as it is printed; a threshold is no datum."""
    values = {}
    for row in csv.DictReader(io.StringIO(edition.files["findings.csv"].decode())):
        value = date.fromordinal(int(row["value"])).isoformat() if row["unit"] == "date" else row["value"]
        is_share = row["unit"] == "share"
        ways = {value, f"{100 * float(value):.12g}", *re.findall(r"[\d.]+", row["printed"])} if is_share else {value}
        values |= {row["finding_id"]: ways, row["observation_id"]: ways}
    about = [it.metadata.get("text/html", {}) for cell in edition.notebook.cells for it in cell.get("outputs", [])]
    numbers = {it["label"]: it["numbers"] for it in about if "numbers" in it}
    for figure in edition.page.select("figure.exhibit:not(.table)"):
        name, (header, *rows) = saved(figure)
        assert name == f"{figure['id']}.csv"
        assert rows
        assert {len(row) for row in rows} == {len(header)}
        drawn = {number.removeprefix("f-") for number in numbers[figure["id"]]}
        cells = {cell for row in rows for cell in row}
        measured = [name for name in drawn if not name.startswith("choice.")]
        assert [name for name in measured if values[name].isdisjoint(cells)] == []


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_archives_and_screen_readers_accept_the_pdf(edition, profile):
    report = validation.validate_pdf_bytes(edition.files["report.pdf"], profile=profile)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def test_the_notebook_is_rendered_again_with_the_tables_that_lie_beside_it(edition, tmp_path):
    (tmp_path / "report.ipynb").write_bytes(edition.files["report.ipynb"])
    with pytest.raises(ReportError, match=r"put the file findings\.csv beside it"):
        ReportHTMLExporter().from_filename(str(tmp_path / "report.ipynb"))
    for name in ("findings.csv", "verdicts.csv"):
        (tmp_path / name).write_bytes(edition.files[name])
    page, _ = ReportHTMLExporter(has_tables=True).from_filename(str(tmp_path / "report.ipynb"))
    assert len(BeautifulSoup(page, "html.parser").select('a[download][href="findings.csv"]')) > 0


def test_no_file_names_a_folder_of_the_machine(edition):
    for name, content in edition.files.items():
        for place in (str(edition.folder.parent), "/tmp/", "/home/", "/root/"):
            assert place.encode() not in content, name


@pytest.mark.parametrize("name", ["findings.csv", "verdicts.csv"])
def test_the_pdf_carries_the_tables_of_the_edition_byte_for_byte(edition, name):
    with pikepdf.open(io.BytesIO(edition.files["report.pdf"])) as document:
        assert set(document.attachments) == {"findings.csv", "verdicts.csv"}
        assert document.attachments[name].get_file().read_bytes() == edition.files[name]


# -- sheets --------------------------------------------------------------------------------------------


def counted(text):
    """How often each word of a text stands there."""
    return Counter(re.findall(r"[^\W\d_]{2,}", text))


ONLY_PRINTED = re.compile(r"\bS\d+\b|\[[\d–,\s]+\]|\bp\.\xa0\d+")
"""Numbers of sources, those of workings in brackets, and pages in the contents."""


def test_the_pdf_prints_the_numbers_of_the_page_before_the_workings(edition):
    page = edition.body()
    only_shown = "nav, form, script, svg.narrow, .share, .drawn, .more, .annex:has([data-number])"
    for it in page.select(only_shown):
        it.decompose()
    with closing(pypdfium2.PdfDocument(edition.files["report.pdf"])) as document:
        sheets = [sheet.get_textpage().get_text_range() for sheet in document]
    body = "\n".join(re.sub(r"\S[^\n]*\s+Page \d+ of \d+\s*$", "", sheet) for sheet in sheets)
    printed = ONLY_PRINTED.sub("", body[: re.search(r"^1 \S.* · ", body, re.MULTILINE).start()])
    wanted, found = (Counter(re.findall(r"\d[\d.,]*\d|\d", text)) for text in (page.get_text(" "), printed))
    assert wanted.total() > 700
    assert (wanted - found, found - wanted) == (Counter(), Counter())


def test_no_word_of_a_paragraph_is_missing_from_the_pdf(edition):
    """A page full of exhibits once swallowed the lines behind them, and no number was amiss."""
    page = edition.body()
    for screen_only in page.select("nav, form, .share, .data, .screen"):
        screen_only.decompose()
    told = counted(" ".join(it.get_text(" ") for it in page.select("p")))
    assert len(told) > 700
    with pymupdf.open(stream=edition.files["report.pdf"]) as document:
        printed = counted(" ".join(sheet.get_text() for sheet in document))
    assert told - printed == Counter()
