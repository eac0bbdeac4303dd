"""The history of a report: one line for each event, read back as written, and never lost."""

from __future__ import annotations

import json
from datetime import date

import pytest

from analysis.editions import archive
from analysis.editions.archive import Event, HistoryError, Kind
from analysis.findings.compare import Changes, Weight

from ..made_editions import double, edition, figure, judged

DAY = date(2026, 11, 9)
OLD = edition(figure("sum", 2), double(2), verdicts=(judged(),))
NEW = edition(figure("sum", 3), double(3), verdicts=(judged(verdict="imprecise"),), made_of={"data x.csv": "x"})
NEWS = archive.News(Weight.VERDICT, Changes(OLD, NEW), {"double"})


@pytest.fixture
def file(tmp_path):
    return tmp_path / archive.FILE


def test_before_the_first_run_there_is_no_history(file):
    assert archive.read(file) == []


def test_events_are_read_back_as_they_were_written(file):
    events = [
        archive.event(Kind.DRAFT, DAY, "2026-11-05", file.parent / "2026-10-30", NEWS),
        Event("2026-11-10", Kind.FAILED, why="no room “left”\non the disk", sources={"ecb_exr": "no answer"}),
    ]
    archive.append(file, events[:1])
    archive.append(file, events[1:])
    assert archive.read(file) == events
    assert len(file.read_text().splitlines()) == 2


def test_an_event_says_what_turned_how_much_moved_and_what_it_is_laid_to(file):
    event = archive.event(Kind.PUBLISHED, DAY, "2026-11-05-2", file.parent / "2026-10-30", NEWS)
    assert (event.as_of, event.supersedes, event.moved) == ("2026-11-05", "2026-10-30", 2)
    label = NEW.findings["obs.sum"]["label"]
    assert event.causes == (f"data {label}: ¥2 → ¥3",)
    assert (event.why, event.weight) == ("a verdict changed", "verdict")
    doubled = {
        name: row["printed"] for name, row in (("before", OLD.findings["double"]), ("after", NEW.findings["double"]))
    }
    assert event.numbers == ({"label": NEW.findings["double"]["label"], **doubled},)
    assert event.verdicts == (
        {"claim": "C01", "before": "supported", "after": "imprecise", "causes": [f"data {label}: ¥2 → ¥3"]},
    )


def test_what_is_empty_is_left_out_of_a_line(file):
    archive.append(file, [Event("2026-11-10", Kind.RECOVERED)])
    assert json.loads(file.read_text()) == {"day": "2026-11-10", "event": "recovered"}


def test_nothing_to_add_writes_nothing(file):
    archive.append(file, [])
    assert not file.exists()


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "[]", "1", '"x"', "null", '{"day": "2026-11-10"}', '{"event": "failed"}', "[" * 9999,
        '{"day": "soon", "event": "failed"}', '{"day": "2026-11-10", "event": "lost"}',
        '{"day": 1, "event": "failed"}', '{"day": "2026-11-10", "event": "failed", "moved": "9"}',
        '{"day": "2026-11-10", "event": "failed", "verdicts": {}}',
        '{"day": "2026-11-10", "event": "failed", "why": 1}',
        '{"day": "2026-11-10", "event": "failed", "sources": []}',
        '{"day": "2026-11-10", "event": "published", "numbers": [{"label": "x"}]}',
    ],
)  # fmt: skip
def test_a_line_that_is_no_event_is_told_by_its_number_and_the_file_stays(file, line):
    archive.append(file, [Event("2026-11-10", Kind.RECOVERED)])
    content = file.read_text() + line + "\n"
    file.write_text(content)
    if not line:
        assert len(archive.read(file)) == 1  # an empty line is none
        return
    with pytest.raises(HistoryError, match=r"history\.jsonl:2: "):
        archive.read(file)
    assert file.read_text() == content


def test_bytes_that_are_no_text_are_told(file):
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(HistoryError, match="is not text"):
        archive.read(file)


def test_what_a_later_version_adds_to_an_event_is_passed_over(file):
    file.write_text('{"day": "2026-11-10", "event": "failed", "mood": "good"}\n')
    assert archive.read(file) == [Event("2026-11-10", Kind.FAILED)]
