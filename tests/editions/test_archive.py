"""The archive: editions, drafts and the history are held against each other and against the data, in one place."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.dataset.digests import digest
from analysis.editions import archive, archive_integrity, check
from analysis.editions import publication_history as history
from analysis.editions.drafts import remove_drafts
from analysis.editions.publication_history import ArchiveError, Event, EventKind
from analysis.errors import EditionError
from analysis.findings.diff import Changes
from analysis.findings.diff_weight import Weight

from ..builders import FIRST, SECOND, THIRD, double, edition, figure, judged, publish

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 12, 2)
NEWER = f"{THIRD}-2"
KNOWN = SimpleNamespace(newest=date.fromisoformat(THIRD), renamed={"old": "sum"}, names_of_rows=("sum",))
"""Data that end on the day of the newest edition and have one row."""


@pytest.fixture
def reports(tmp_path):
    """Two recorded editions, the older one by a version that recorded no hash, and a recorded draft."""
    publish(tmp_path / SECOND, kind=None)
    history.append(tmp_path / history.HISTORY_JSONL, [Event(SECOND, EventKind.PUBLISHED, SECOND, SECOND)])
    publish(tmp_path / THIRD, day="2026-11-02")
    publish(tmp_path / "drafts" / f"{THIRD}-2", kind=EventKind.DRAFT, day="2026-11-03")
    return tmp_path


def forge(folder, *, with_manifest):
    """Change a page, and the manifest so that it fits."""
    page = (folder / "report.html").read_text() + " "
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "report.html").write_text(page)
    if with_manifest:
        manifest["outputs"]["report.html"] = digest(page.encode())
        (folder / "manifest.json").write_text(json.dumps(manifest))


def test_the_archive_of_this_project_is_whole(evidence):
    archive_integrity.check(ROOT / "reports", evidence, TODAY)
    archive_integrity.check_rows(ROOT / "reports", evidence)
    archive_integrity.check_counts(ROOT / "reports", ROOT / "data")


def test_lost_rows_are_named_rather_than_the_claims_that_miss_them(tmp_path):
    """Of twenty figures nine are left; three claims name some of the others."""
    data = Path(shutil.copytree(ROOT / "docs" / "norway" / "data", tmp_path / "data"))
    reports = tmp_path / "reports"
    reports.mkdir()
    history.append(
        reports / history.HISTORY_JSONL, [Event("2026-06-03", EventKind.ASKED, rows=archive_integrity.count_rows(data))]
    )
    assert check.check(data, "", reports, TODAY).remarks == ()
    lines = (data / "figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data / "figures.csv").write_text("".join(lines[:10]), encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"figures\.csv: has 9 rows, 20 on 2026-06-03; restore what is missing$"):
        check.check(data, "", reports, TODAY)


def test_the_readme_leads_to_the_newest_edition_and_shows_it_with_words_for_who_cannot_see_it():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ((alt, picture),) = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", readme)
    assert len(alt) > 30
    assert (ROOT / picture).is_file()
    named = {*re.findall(r"\]\((reports/[^)]*)\)", readme)} - {picture}
    assert len(named) >= 2
    newest = archive.editions(ROOT / "reports")[-1].name
    assert [path for path in named if not (ROOT / path).exists() or newest not in path] == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda at: shutil.rmtree(at / SECOND), f"{SECOND}: published and missing; restore it from version control"),
        (lambda at: (at / SECOND / "manifest.json").write_text("{"), f"{SECOND}: its manifest.json cannot be read"),
        (lambda at: (at / SECOND / "report.pdf").unlink(), f"{SECOND}: report.pdf is missing; restore it from a copy"),
        (lambda at: forge(at / SECOND, with_manifest=False), f"{SECOND}: report.html was changed; restore it"),
        (
            lambda at: forge(at / THIRD, with_manifest=True),
            f"{THIRD}/manifest.json: is not the manifest that history.jsonl records",
        ),
        (lambda at: publish(at / FIRST, kind=None), f"{FIRST}: not in history.jsonl; move it to"),
    ],
)
def test_what_is_missing_or_changed_or_not_recorded_is_named_in_one_line(reports, harm, fault):
    archive_integrity.check(reports, KNOWN, TODAY)
    harm(reports)
    with pytest.raises(ArchiveError) as caught:
        archive_integrity.check(reports, KNOWN, TODAY)
    assert fault in str(caught.value)
    assert (len(caught.value.lines), caught.value.exit_code) == (1, 1)


def test_the_rows_of_an_edition_may_have_been_renamed_since_and_not_be_gone(reports):
    publish(reports / NEWER, figure("old", 3))
    archive_integrity.check_rows(reports, KNOWN)
    publish(reports / f"{THIRD}-3", figure("gone", 3))
    with pytest.raises(ArchiveError, match=f"the data lack gone, on which {THIRD}-3 rests"):
        archive_integrity.check_rows(reports, KNOWN)


def test_drafts_are_removed_but_for_one_and_never_with_a_file_of_somebody(reports):
    publish(reports / "drafts" / THIRD, kind=None)
    remove_drafts(reports, but=THIRD)
    assert [path.name for path in (reports / "drafts").iterdir()] == [THIRD]
    (reports / "drafts" / THIRD / "mine.txt").write_text("mine")
    with pytest.raises(EditionError, match=r"mine\.txt: is not part of the report and would be lost"):
        remove_drafts(reports)


def test_editions_stand_in_the_order_of_their_days_and_numbers_and_nothing_else_counts(tmp_path):
    names = ["2025-06-30", "2026-10-30", "2026-10-30-2", "2026-10-30-10", "2026-11-05"]
    others = ["2026-10-30-country_profile", "20261030", "latest", ".2026-10-30.new-x", "2026-13-30"]
    for name in (*reversed(names), *others):
        publish(tmp_path / name)
    (tmp_path / "2026-10-28").write_text("a file")
    assert [path.name for path in archive.editions(tmp_path)] == names
    assert archive.newest_day(tmp_path) == date(2026, 11, 5)
    assert archive.newest_day(tmp_path / "drafts") == date.min


@pytest.mark.parametrize(
    ("there", "taken", "name"),
    [
        (("2026-10-29",), (), "2026-10-30"),
        (("2026-10-30",), (), "2026-10-30-2"),
        (("2026-10-30", "2026-10-30-2"), ("2026-10-30-3",), "2026-10-30-4"),
    ],
)
def test_an_edition_is_named_after_its_day_and_a_second_one_of_it_has_a_number(tmp_path, there, taken, name):
    for folder in there:
        (tmp_path / folder).mkdir()
    assert archive.free_name(tmp_path, date(2026, 10, 30), taken) == name


# -- history ----------------------------------------------------------------------------------------------

DAY = date(2026, 11, 9)
OLD = edition(figure("sum", 2), double(2), verdicts=(judged(),))
NEW = edition(figure("sum", 3), double(3), verdicts=(judged(verdict="imprecise"),), made_of={"data x.csv": "x"})
NEWS = history.News(Weight.VERDICT, Changes(OLD, NEW), {"double"})


@pytest.fixture
def file(tmp_path):
    return tmp_path / history.HISTORY_JSONL


def test_events_are_read_back_as_they_were_written_and_what_is_empty_is_left_out(file):
    assert history.read(file) == []
    history.append(file, [])
    assert not file.exists()
    events = [
        history.event(EventKind.DRAFT, DAY, "2026-11-05", file.parent / "2026-10-30", NEWS),
        Event("2026-11-10", EventKind.FAILED, why="no room “left”\non the\u2028disk", sources={"ecb_exr": "no answer"}),
        Event("2026-11-10", EventKind.RECOVERED),
    ]
    for event in events:
        history.append(file, [event])
    assert history.read(file) == events
    assert json.loads(file.read_text().split("\n")[2]) == {
        "day": "2026-11-10", "event": "recovered", "previous": sha256(file.read_bytes().splitlines()[1]).hexdigest(),
    }  # fmt: skip


def test_an_event_says_what_changed_and_what_that_is_due_to(file):
    event = history.event(EventKind.PUBLISHED, DAY, "2026-11-05-2", file.parent / "2026-10-30", NEWS)
    cause = f"data {NEW.findings['obs.sum']['label']}: ¥2 → ¥3"
    assert (event.as_of, event.supersedes, event.moved, event.causes) == ("2026-11-05", "2026-10-30", 2, (cause,))
    assert (event.why, event.weight) == ("a verdict changed", "verdict")
    printed = {name: of.findings["double"]["printed"] for name, of in (("before", OLD), ("after", NEW))}
    assert event.numbers == ({"label": NEW.findings["double"]["label"], **printed},)
    assert event.verdicts == ({"claim": "C01", "before": "supported", "after": "imprecise", "causes": [cause]},)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not an event"),
        ("[" * 9999, "not an event"),
        ('{"day": "soon", "event": "failed"}', "'soon'"),
        ('{"day": "2026-11-10", "event": "lost"}', "'lost' is not a valid EventKind"),
        ('{"day": "2026-11-10", "event": "failed", "moved": "9"}', "moved has the wrong type"),
    ],
)
def test_a_line_that_is_no_event_is_told_by_its_number_and_the_file_stays(file, line, why):
    history.append(file, [Event("2026-11-10", EventKind.RECOVERED)])
    content = file.read_text() + line + "\n"
    file.write_text(content)
    for attempt in (history.read, lambda at: history.append(at, [Event("2026-11-10", EventKind.RECOVERED)])):
        with pytest.raises(ArchiveError, match=r"history\.jsonl:2: ") as caught:
            attempt(file)
        assert why in str(caught.value)
    assert file.read_text() == content
