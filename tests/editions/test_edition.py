import copy
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

from analysis.editions.job import notebooks_folder
from analysis.rendering.style import FOLDER as WEBFONTS

from ..made import call


def test_a_quiet_run_prints_nothing_at_all(edition):
    assert (edition.run.returncode, edition.run.stdout, edition.run.stderr) == (0, "", "")


def test_a_run_says_what_it_does_counts_the_verdicts_and_names_its_files(again):
    assert again.run.returncode == 0
    assert again.run.stderr.splitlines() == [
        "writing other/place",
        "running report as known on " + json.loads(again.files["manifest.json"])["parameters"]["as_of"],
        "setting HTML",
        "setting PDF",
        "drawing each figure by itself",
    ]
    counts, *files = again.run.stdout.splitlines()
    assert {name: int(number) for number, _, name in (part.partition(" ") for part in counts.split(", "))} == Counter(
        again.verdicts
    )
    assert files == [f"other/place/{name}" for name in sorted({name.partition("/")[0] for name in again.files})]


def test_an_edition_has_six_files_each_figure_by_itself_and_nothing_beside_it(edition):
    names = [figure["id"] for figure in edition.page.select("figure.exhibit:not(.table)")]
    assert len(names) == edition.figures > 10
    assert sorted(edition.files) == sorted([
        "figures/preview.png", "findings.csv", "manifest.json", "report.html", "report.ipynb", "report.pdf",
        "verdicts.csv",
        *(f"figures/{name}.{suffix}" for name in names for suffix in ("png", "svg")),
    ])  # fmt: skip
    assert [path.name for path in edition.folder.parent.iterdir()] == ["first"]


def test_the_manifest_names_every_file_with_the_hash_that_other_tools_give(edition):
    outputs = json.loads(edition.files["manifest.json"])["outputs"]
    assert outputs == {
        name: hashlib.sha256(content).hexdigest() for name, content in edition.files.items() if name != "manifest.json"
    }


def test_an_edition_that_would_come_out_the_same_is_left_as_it_is(edition, tmp_path):
    shutil.copytree(edition.folder, tmp_path / "copy")
    done = call("report", "--out", "copy", "-p", "focus", "JPN", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        0, "leaving copy as it is: nothing of which it is made has changed; --force makes it anew\n",
    )  # fmt: skip
    assert "copy/report.html" in done.stdout.splitlines()
    done = call("report", "--out", "copy", "-q", "--force", "--to", "html", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "copy" / "report.pdf").exists()) == (0, False)


def test_the_page_offers_no_file_that_is_not_beside_it(edition):
    saved = [link["href"] for link in edition.page.select(".share a[download]") if link["href"].startswith("figures/")]
    assert len(saved) == 2 * edition.figures
    assert set(saved) <= set(edition.files)


def test_every_number_in_prose_titles_and_tables_is_a_link_to_its_working(edition):
    """Beside names from the data, numbers of figures and tables, and days of the calendar."""
    main = copy.copy(edition.page.main)
    for form in (main, *main.find_all("template")):  # what a choice puts in a figure's place counts too
        for part in form.select("a, svg, dl.workings, time, .label, .number"):
            part.decompose()
    assert [str(text) for text in main.find_all(string=re.compile(r"\d"))] == []


def test_the_prose_is_there_and_links_its_numbers(edition):
    paragraphs = edition.page.main.find_all("p", recursive=False)
    assert len(paragraphs) > 15
    assert len(edition.page.select('main > p a[href^="#f-"]')) > 80


def test_every_link_inside_the_page_has_its_target(edition):
    names = {tag["id"] for tag in edition.page.select("[id]")}
    links = {a["href"] for a in edition.page.select("[href^='#']")}
    assert len(links) > 300
    assert {link for link in links if link[1:] not in names} == set()


def test_every_number_of_the_page_stands_in_the_table_in_the_column_that_the_page_names(edition):
    rows = list(csv.DictReader(io.StringIO(edition.files["findings.csv"].decode())))
    named = {column: {row[column] for row in rows} for column in ("finding_id", "observation_id")}
    links = {a["href"] for form in (edition.page, *edition.page.find_all("template")) for a in form.select("a[href]")}
    names = {link.removeprefix("#f-") for link in links if link.startswith("#f-")}
    assert len(names) > 600
    listed = edition.page.find("h3", string="From sources").find_next("dl").select("[id]")
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


def test_no_name_stands_twice_in_the_page(edition):
    names = [tag["id"] for tag in edition.page.select("[id]")]
    assert len(names) == len(set(names))


def test_the_page_asks_nobody_for_anything(edition):
    source = edition.files["report.html"].decode()
    outside = [
        (tag.name, name, value)
        for tag in edition.page.find_all(True)
        for name, value in tag.attrs.items()
        if name in {"src", "srcset", "href", "xlink:href", "action", "data", "poster", "background"}
        and not str(value).startswith("#")
        and not (tag.name == "a" and re.match(r"https?://|figures/[\w-]+\.(svg|png)$|\w+\.csv$", str(value)))
        and not (tag.get("class") == ["save"] and re.match("data:text/csv;charset=utf-8,", str(value)))
    ]
    assert outside == []
    assert edition.page.select("link, iframe, object, embed, base, form") == []
    assert [script.attrs for script in edition.page.select("script")] == [
        {"type": "application/ld+json"},
        {},
    ]
    own = edition.page.select("script")[-1].string  # the page's policy lets no other script run
    assert re.findall(r"fetch|XMLHttpRequest|WebSocket|sendBeacon|import|eval|innerHTML|https?:", own) == []
    assert "@import" not in source
    addresses = {address for address in re.findall(r"url\(([^)]*)\)", source) if not address.startswith("#")}
    assert len(addresses) == 5  # the typefaces, which the page carries within itself
    assert all(re.fullmatch("data:font/woff2;base64,[A-Za-z0-9+/]+=*", address) for address in addresses)
    assert [name for tag in edition.page.find_all(True) for name in tag.attrs if name.startswith("on")] == []


def test_the_page_brings_a_typeface_for_every_letter_that_it_prints(edition):
    """The marks of verdicts are signs of the style sheet, for which a browser finds a typeface on any machine."""
    fonts = [set(TTFont(path).getBestCmap()) for path in sorted(WEBFONTS.glob("*[!t].woff2"))]  # few words slant
    assert len(fonts) == 4
    printed = {sign for sign in edition.page.main.get_text() if not sign.isspace()}
    assert len(printed) > 80
    assert {sign for sign in printed if any(ord(sign) not in font for font in fonts)} == set()


def saved(exhibit):
    """The name of the file that an exhibit offers to save, and the rows in it, each cell without its guard."""
    (link,) = exhibit.select("a.save")
    assert not re.search(r"[\s#]", link["href"].replace(" ", ""))  # which would end an address, or fall out of it
    content = unquote(link["href"].removeprefix("data:text/csv;charset=utf-8,"))
    assert content.startswith("\ufeff")  # without this mark spreadsheets take it for another encoding
    return link["download"], list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


def test_the_saved_data_of_every_table_are_what_the_table_shows(edition):
    tables = edition.page.select("figure.table")
    assert len(tables) == edition.tables >= 3
    for table in tables:
        name, rows = saved(table)
        assert name == f"{table['id']}.csv"
        cells = [[" ".join(c.get_text().split()) for c in row.select("th, td")] for row in table.select("tr")]
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == cells


def test_the_saved_data_of_every_figure_hold_each_number_drawn(edition):
    """As its value, a share also in per cent, or as it is printed; a threshold is no datum."""
    values = {}
    for row in csv.DictReader(io.StringIO(edition.files["findings.csv"].decode())):
        value = date.fromordinal(int(row["value"])).isoformat() if row["unit"] == "date" else row["value"]
        is_share = row["unit"] == "share"
        ways = {value, f"{100 * float(value):.12g}", *re.findall(r"[\d.]+", row["printed"])} if is_share else {value}
        values |= {row["finding_id"]: ways, row["observation_id"]: ways}
    about = [it.metadata.get("image/svg+xml") for cell in edition.notebook.cells for it in cell.get("outputs", [])]
    numbers = {it["label"]: it["numbers"] for it in about if it}
    for figure in edition.page.select("figure.exhibit:not(.table)"):
        name, (header, *rows) = saved(figure)
        assert name == f"{figure['id']}.csv"
        assert rows
        assert {len(row) for row in rows} == {len(header)}
        drawn = {number.removeprefix("f-") for number in numbers[figure["id"]]}
        cells = {cell for row in rows for cell in row}
        measured = [name for name in drawn if not name.startswith("choice.")]
        assert [name for name in measured if values[name].isdisjoint(cells)] == []


def test_nothing_that_is_saved_becomes_a_formula(edition):
    cells = [cell for e in edition.page.select(".exhibit") for row in saved(e)[1] for cell in row]
    assert len(cells) > 2000
    assert any(cell.startswith("+") for cell in cells)  # such as a margin of +7%
    assert [
        c for c in cells if c.startswith(("=", "+", "-", "@")) and not re.fullmatch(r"[+-][\d.,]+(e-\d+)?%?", c)
    ] == []


def test_the_figures_are_drawings_and_never_pictures(edition):
    assert len(edition.page.select("figure.exhibit svg.wide")) == edition.figures
    assert edition.page.select("img, image, canvas") == []
    with pymupdf.open(stream=edition.files["report.pdf"]) as document:
        assert [sheet.number for sheet in document if sheet.get_images(full=True)] == []


def test_every_figure_has_words_for_those_who_cannot_see_it(edition):
    drawings = edition.page.select("figure.exhibit svg")
    words = [edition.page.find(id=svg["aria-describedby"]).text for svg in drawings]
    assert min(map(len, words)) > 60
    pairs = {(svg["aria-label"], svg.find_parent("figure").select_one(".title").text) for svg in drawings}
    assert [name for name, title in pairs if name != title.replace("\u00a0", " ")] == []


def test_a_figure_is_heard_by_its_number_and_title_without_the_names_of_its_links(edition):
    figures = edition.page.select("figure.exhibit:has(svg)")
    expected = [
        f"{number}: {figure.select_one('.title').text}".replace("\u00a0", " ")
        for figure in figures
        for number in [figure.select_one(".number").text]
    ]
    assert [figure["aria-label"] for figure in figures] == expected


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_archives_and_screen_readers_accept_the_pdf(edition, profile):
    report = validation.validate_pdf_bytes(edition.files["report.pdf"], profile=profile)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def test_every_row_of_a_table_has_a_head_in_the_pdf(edition):
    """One whose head is a link, or a name with a link in the middle, as well as one with a bare name."""
    with pikepdf.open(io.BytesIO(edition.files["report.pdf"])) as document:
        rows = [it for it in document.objects if isinstance(it, pikepdf.Dictionary) and it.get("/S") == "/TR"]
        firsts = [row.K[0] for row in rows]
        assert [str(it.S) for it in firsts] == ["/TH"] * len(rows)
        heads = [it for it in firsts if it.A[0].Scope == "/Row"]
        assert len(heads) == len(edition.page.select(".exhibit.table tbody tr"))


def test_the_pdf_says_the_same_as_the_page(edition):
    with pymupdf.open(stream=edition.files["report.pdf"]) as document:
        text = "".join("".join(sheet.get_text() for sheet in document).split())
    for paragraph in edition.page.main.find_all("p", recursive=False)[:6]:
        for link in paragraph.select("a"):
            assert "".join(link.get_text().split()) in text


def test_the_pdf_carries_the_day_of_knowledge_and_no_clock(edition):
    day = json.loads(edition.files["manifest.json"])["parameters"]["as_of"].replace("-", "")
    with pikepdf.open(io.BytesIO(edition.files["report.pdf"])) as document:
        assert str(document.docinfo["/CreationDate"]).startswith(f"D:{day}000000")


def test_no_file_names_a_folder_of_the_machine(edition):
    for name, content in edition.files.items():
        for place in (str(edition.folder.parent), "/tmp/", "/home/", "/root/"):
            assert place.encode() not in content, name


def test_the_executed_notebook_holds_no_clock_and_only_what_was_shown(edition):
    notebook = json.loads(edition.files["report.ipynb"])
    assert "papermill" not in notebook["metadata"]
    kinds = {output["output_type"] for cell in notebook["cells"] for output in cell.get("outputs", [])}
    assert kinds <= {"execute_result", "display_data"}


@pytest.mark.parametrize("name", ["findings.csv", "verdicts.csv"])
def test_the_pdf_carries_the_tables_of_the_edition_byte_for_byte(edition, name):
    with pikepdf.open(io.BytesIO(edition.files["report.pdf"])) as document:
        assert set(document.attachments) == {"findings.csv", "verdicts.csv"}
        assert document.attachments[name].get_file().read_bytes() == edition.files[name]


def test_the_page_names_the_tables_beside_it(edition):
    data = json.loads(edition.page.select_one("script").string)
    (dataset,) = [node for node in data["@graph"] if node["@type"] == "Dataset"]
    files = [file["contentUrl"] for file in dataset["distribution"]]
    assert files == ["findings.csv", "verdicts.csv"]
    assert set(files) <= set(edition.files)


def test_every_name_in_the_data_for_machines_is_a_place_in_the_page_or_in_these_data(edition):
    graph = json.loads(edition.page.select_one("script").string)["@graph"]
    reviews = [node["@id"] for node in graph if node["@type"] == "ClaimReview"]
    assert len(reviews) == len(edition.verdicts) - edition.verdicts.count("not checkable")
    assert [name for name in reviews if edition.page.find(id=name[1:]) is None] == []


# -- sheets --------------------------------------------------------------------------------------------


def counted(text):
    """How often each word of a text stands there."""
    return Counter(re.findall(r"[^\W\d_]{2,}", text))


ONLY_PRINTED = re.compile(r"\[[\d–,\s]+\]|\bp\.\xa0\d+|\bRead at [\s\S]*?\S\.(?=\s)")
"""Numbers of workings in brackets, pages in the contents, and at whose addresses sources were read."""


def test_the_pdf_prints_the_numbers_of_the_page_before_the_workings(edition):
    page = BeautifulSoup(edition.files["report.html"], "html.parser").main
    only_shown = "nav, form, script, svg.narrow, .alt[hidden], .share, .drawn, .more, .annex:has([data-number])"
    for it in page.select(only_shown):
        it.decompose()
    with closing(pypdfium2.PdfDocument(edition.files["report.pdf"])) as document:
        sheets = [sheet.get_textpage().get_text_range() for sheet in document]
    body = "\n".join(re.sub(r"\S[^\n]*\s+Page \d+ of \d+\s*$", "", sheet) for sheet in sheets)
    printed = ONLY_PRINTED.sub("", body[: re.search(r"^1 \S.* · ", body, re.MULTILINE).start()])
    wanted, found = (Counter(re.findall(r"\d[\d.,]*\d|\d", text)) for text in (page.get_text(" "), printed))
    assert wanted.total() > 1000
    assert (wanted - found, found - wanted) == (Counter(), Counter())


def test_every_figure_and_table_that_a_sentence_names_is_there(edition):
    """One that is not there is left out of the sentence, so that a slip of the pen would not be seen."""
    cells = json.loads((notebooks_folder() / "report.ipynb").read_text(encoding="utf-8"))["cells"]
    typed = {label for cell in cells for label in re.findall(r"@((?:fig|tbl)-[\w-]+)", "".join(cell["source"]))}
    assert len(typed) > 10
    assert typed <= {it["id"] for it in edition.page.select(".exhibit[id]")}


def test_no_word_of_a_paragraph_is_missing_from_the_pdf(edition):
    """A page full of exhibits once swallowed the lines behind them, and no number was amiss."""
    page = BeautifulSoup(edition.files["report.html"], "html.parser")
    for screen_only in page.select("main nav, main form, main script, main .share, main .data, main .screen"):
        screen_only.decompose()
    told = counted(
        " ".join(it.get_text(" ") for it in page.select("main p, main dl.claims dd, main dl.card dd, main dl.keys dd"))
    )
    assert len(told) > 700
    with pymupdf.open(stream=edition.files["report.pdf"]) as document:
        printed = counted(" ".join(sheet.get_text() for sheet in document))
    assert told - printed == Counter()


def test_every_working_that_the_pdf_prints_stands_there_under_its_number(edition):
    numbers = [int(entry["data-number"]) for entry in edition.page.select("dl.workings dd[data-number]")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    with pymupdf.open(stream=edition.files["report.pdf"]) as document:
        printed = "".join(sheet.get_text() for sheet in document)
    assert [n for n in numbers if not re.search(rf"^{n}\s", printed, re.MULTILINE)] == []


# -- from a number to its working, to its source, and back ----------------------------------------------


def names(use):
    """The numbers that a way back belongs to: those of the entry that it stands in."""
    entry = use.find_parent("dd")
    return {entry["id"], *(tag["id"] for tag in entry.select("span[id]"))}


def test_every_working_leads_back_to_every_place_that_shows_its_number(edition):
    main = edition.page.main
    shown = {(a["id"], a["href"][1:]) for a in main.select('a[href^="#f-"][id]') if not a.find_parent("dl", "workings")}
    uses = main.select('dl.workings a.use:not([href^="#fig-"])')
    back = {(use["href"][1:], name) for use in uses for name in names(use)}
    alike = {name: min(names(use)) for use in uses for name in names(use)}
    assert len(shown) > 500
    assert {(use, alike.get(name)) for use, name in shown} == {(use, alike[name]) for use, name in back}


def test_every_working_that_no_sentence_shows_is_an_input_of_another_or_drawn(edition, evidence):
    """Or the place that a link of an earlier edition leads to, which stands in an entry of a newer name."""
    earlier = {f"f-{old}": f"f-{new}" for old, new in evidence.renamed.items()}
    found = edition.page.select("dl.workings [id^=f-]")
    assert all(entry.find_parent("dd")["id"] == earlier[entry["id"]] for entry in found if entry["id"] in earlier)
    workings = [entry for entry in found if entry["id"] not in earlier]
    assert len(found) > len(workings)
    links = {a["href"][1:] for a in edition.page.select('main a[href^="#f-"]')}
    about = [it.metadata.get("image/svg+xml") for cell in edition.notebook.cells for it in cell.get("outputs", [])]
    links |= {number for it in about if it for number in it["numbers"]}
    assert len(workings) > 300
    assert [entry["id"] for entry in workings if entry["id"] not in links] == []
