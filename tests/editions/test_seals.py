"""What an update publishes has its seal in the history, by which an edition that was forged later is found."""

from __future__ import annotations

import pytest

from analysis.dataset.loading import digest
from analysis.editions import archive
from analysis.editions.archive import Event, Kind, NoLongerWhole
from analysis.editions.checks import MARK, publishing, reconciled
from analysis.study import STUDY

from ..shelves import SECOND, THIRD, publish

TOLD = Event("2026-11-02", Kind.PUBLISHED, THIRD, THIRD)


@pytest.fixture
def reports(tmp_path):
    """An edition that was there before the history began, and one that was published since."""
    publish(tmp_path / SECOND)
    archive.append(tmp_path / archive.FILE, [Event(SECOND, Kind.PUBLISHED, SECOND, SECOND)])
    with publishing(tmp_path, TOLD):
        publish(tmp_path / THIRD)
    return tmp_path


def forge(folder):
    """Change what the manifest of an edition says, as whoever changes a file of it has to."""
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"n"', '"m"'))


def test_the_hash_of_the_manifest_is_in_the_event_and_older_events_have_none(reports):
    known = archive.seals(archive.read(reports / archive.FILE))
    assert known == {THIRD: digest((reports / THIRD / "manifest.json").read_bytes())}


def test_an_update_stops_at_an_edition_with_another_manifest(reports):
    record = reconciled(reports, STUDY)
    forge(reports / THIRD)
    with pytest.raises(NoLongerWhole, match=rf"{THIRD}/manifest\.json: is not the manifest that history\.jsonl knows"):
        reconciled(reports, STUDY)
    assert archive.read(reports / archive.FILE) == record


def test_a_run_that_was_killed_after_it_told_is_not_told_twice(reports):
    archive.append(reports / MARK, [TOLD])
    before = archive.read(reports / archive.FILE)
    assert reconciled(reports, STUDY) == before


def test_an_edition_that_was_re_rendered_is_known_by_its_new_manifest(reports):
    forge(reports / THIRD)
    seal = archive.seal(reports / THIRD)
    archive.append(reports / archive.FILE, [Event("2026-11-09", Kind.RENEWED, THIRD, why="A slip.", manifest=seal)])
    assert reconciled(reports, STUDY)[-1].manifest == seal
