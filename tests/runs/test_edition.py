import copy
import hashlib
import io
import json
import re

import page as validation
import pikepdf
import pymupdf
import pytest

ALLOWED = (
    (r"(Figure|Table) \d{1,2}", "exhibits are numbered in their order"),
    (r"C(0[1-9]|[12]\d|3[01])", "claims are named by their number"),
    (r"H\.10", "the name of a release of the Federal Reserve, from the labels of the data"),
)


def test_a_quiet_run_prints_nothing_at_all(edition):
    assert (edition.run.returncode, edition.run.stdout, edition.run.stderr) == (0, "", "")


def test_a_run_says_what_it_does_counts_the_verdicts_and_names_its_files(again):
    assert again.run.returncode == 0
    assert again.run.stderr.splitlines() == [
        "running report as known on " + json.loads(again.files["manifest.json"])["parameters"]["as_of"],
        "setting HTML",
        "setting PDF",
    ]
    counts, *files = again.run.stdout.splitlines()
    assert sum(int(part.split()[0]) for part in counts.split(", ")) == 31
    assert files == [f"other/place/{name}" for name in sorted(again.files)]


def test_an_edition_has_six_files_and_nothing_beside_it(edition):
    assert sorted(edition.files) == [
        "findings.csv", "manifest.json", "report.html", "report.ipynb", "report.pdf", "verdicts.csv",
    ]  # fmt: skip
    assert [path.name for path in edition.folder.parent.iterdir()] == ["first"]


def test_the_manifest_names_every_file_with_the_hash_that_other_tools_give(edition):
    outputs = json.loads(edition.files["manifest.json"])["outputs"]
    assert outputs == {
        name: hashlib.sha256(content).hexdigest() for name, content in edition.files.items() if name != "manifest.json"
    }


def test_page_and_pdf_stay_small(edition):
    assert len(edition.files["report.html"]) <= 900_000
    assert len(edition.files["report.pdf"]) <= 1_500_000


def test_every_number_in_the_prose_is_a_link_to_its_working(edition):
    main = copy.copy(edition.page.main)
    for part in main.select("a, svg, dl.workings, .masthead"):
        part.decompose()
    for row in main.select("#tbl-choices tbody tr"):
        for cell in row.select("td")[2:]:
            cell.decompose()  # names of choices and thresholds as the data declares them
    for row in main.select("#tbl-history tbody tr"):
        row.select("td")[-1].decompose()  # names of editions as the data declares them
    for subtitle in main.select("figcaption .subtitle"):
        days = r"(\d{1,2} [A-Z][a-z]+ )?(19|20)\d\d"  # subtitles have no links; their days are filled from findings
        subtitle.string = re.sub(days, "", subtitle.get_text())
    left = []
    for text in main.find_all(string=re.compile(r"\d")):
        rest = str(text)
        for pattern, _reason in ALLOWED:
            rest = re.sub(rf"(?<!\w){pattern}(?!\w)", "", rest)
        if re.search(r"\d", rest):
            left.append(f"{text.parent.name}: {text}")
    assert left == []


def test_the_prose_is_there_and_links_its_numbers(edition):
    paragraphs = edition.page.main.find_all("p", recursive=False)
    assert len(paragraphs) > 15
    assert len(edition.page.select('main > p a[href^="#f-"]')) > 80


def test_every_link_inside_the_page_has_its_target(edition):
    names = {tag["id"] for tag in edition.page.select("[id]")}
    links = {a["href"] for a in edition.page.select("[href^='#']")}
    assert len(links) > 300
    assert {link for link in links if link[1:] not in names} == set()


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
        and not (tag.name == "a" and re.match("https?://", str(value)))
    ]
    assert outside == []
    assert edition.page.select("script, link, iframe, object, embed, base, form") == []
    assert "@import" not in source
    assert {address for address in re.findall(r"url\(([^)]*)\)", source) if not address.startswith("#")} == set()
    assert [name for tag in edition.page.find_all(True) for name in tag.attrs if name.startswith("on")] == []


def test_the_thirteen_figures_are_drawings_and_never_pictures(edition):
    assert len(edition.page.select("figure.exhibit svg")) == 13
    assert edition.page.select("img, image, canvas") == []
    with pymupdf.open(stream=edition.files["report.pdf"]) as document:
        assert [sheet.number for sheet in document if sheet.get_images(full=True)] == []


def test_every_figure_has_words_for_those_who_cannot_see_it(edition):
    labels = [svg.get("aria-label", "") for svg in edition.page.select("figure.exhibit svg")]
    assert min(map(len, labels)) > 60


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_archives_and_screen_readers_accept_the_pdf(edition, profile):
    report = validation.validate_pdf_bytes(edition.files["report.pdf"], profile=profile)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


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
