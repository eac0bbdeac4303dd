from __future__ import annotations

import os
import shutil

import pytest

from analysis.errors import EditionError
from analysis.publish import verify
from analysis.study import STUDY

from ...shelves import FIRST, SECOND, THIRD, publish


@pytest.fixture
def read(reports, small, evidence):
    return lambda: verify.editions(reports, small, evidence, STUDY)


def test_editions_are_read_in_the_order_of_their_days_and_numbers(reports, read):
    publish(reports / f"{THIRD}-10")
    publish(reports / f"{THIRD}-2")
    assert [it.name for it in read()] == [FIRST, SECOND, THIRD, f"{THIRD}-2", f"{THIRD}-10"]


def test_reports_of_other_kinds_drafts_and_the_site_itself_are_none(reports, read):
    for name in (f"{THIRD}-focus-KOR", f"{THIRD}-unicorns", "latest", "drafts/2026-11-01", f".{THIRD}.new-a"):
        publish(reports / name, as_of=THIRD)
    (reports / "2026-11-02").write_text("a file, no folder")
    assert [it.name for it in read()] == [FIRST, SECOND, THIRD]


def test_title_and_claims_come_from_what_the_page_says_to_machines(read):
    assert read()[0].title == "A title"
    assert read()[0].claims == {"C01": "Less < more & so on.", "C02": "It was in March."}


@pytest.mark.parametrize(
    "page",
    [b"<p>", b'<script type="application/ld+json">[1]</script>', b'<script type="application/ld+json">{</script>'],
)
def test_a_page_that_says_nothing_to_machines_has_neither_title_nor_claims(page, tmp_path):
    assert verify.described(tmp_path) == ("", {})
    (tmp_path / verify.PAGE).write_bytes(page)
    assert verify.described(tmp_path) == ("", {})


def test_the_executed_notebook_and_files_of_somebody_else_are_not_published(reports, read):
    (reports / THIRD / "report.ipynb").write_text("{}")
    (reports / THIRD / "notes.txt").write_text("mine")
    assert read()[-1].files == ("findings.csv", "manifest.json", "report.html", "report.pdf", "verdicts.csv")


@pytest.mark.parametrize("name", ["report.html", "report.pdf", "findings.csv", "verdicts.csv"])
def test_a_file_that_is_another_one_than_was_published_is_named(reports, read, name):
    with (reports / SECOND / name).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(verify.Damaged, match=rf"{SECOND}/{name}: is not the file that was published"):
        read()


def break_manifest(folder):
    (folder / "manifest.json").write_text("{")


def lose_page(folder):
    (folder / "report.html").unlink()


def lose_all(folder):
    shutil.rmtree(folder)
    folder.mkdir()


def link(folder):
    (folder / "figures").symlink_to("/etc")


def pipe(folder):
    (folder / "findings.csv").unlink()
    os.mkfifo(folder / "findings.csv")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (break_manifest, r"manifest\.json:1: is not JSON"), (lose_page, r"has no report\.html"),
        (lose_all, "is no folder of an edition|has no manifest"), (link, "figures: is no file of an edition"),
        (pipe, r"findings\.csv: is no file of an edition"),
        (lambda folder: folder.rename(folder.with_name("2025-07-01")), f"is of {SECOND} by its manifest"),
    ],
)  # fmt: skip
def test_what_is_no_edition_is_named_in_one_line(reports, read, harm, words):
    harm(reports / SECOND)
    with pytest.raises(EditionError, match=words) as caught:
        read()
    assert len(caught.value.lines) == 1


def test_a_folder_without_editions_says_how_one_is_made(small, evidence, tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(EditionError, match="japan-tech report"):
            verify.editions(folder, small, evidence, STUDY)
