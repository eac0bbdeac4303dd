"""A named pipe or an endless device in place of a file of the editions: it is told or replaced, and nobody waits."""

import os
from datetime import date
from pathlib import Path

import nbformat
import pytest

from analysis.editions import archive
from analysis.editions.archive import Event, HistoryError, Kind, damage
from analysis.editions.build import make
from analysis.editions.files import lock
from analysis.editions.job import Order
from analysis.editions.manifest import listed_manifest as listed
from analysis.publish import notify
from analysis.rendering.errors import ReportError
from analysis.sources import ingestion

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")


def endless(path):
    path.symlink_to("/dev/zero")


ODD = pytest.mark.parametrize("put", [os.mkfifo, endless], ids=["pipe", "device"])


@ODD
def test_in_place_of_the_count_of_what_was_told_it_is_replaced(tmp_path, put):
    event = Event("2026-11-09", Kind.FAILED, why="no luck")
    archive.append(tmp_path / archive.FILE, [event])
    put(tmp_path / notify.STATE)
    notify.begin(tmp_path)
    assert notify.tell(tmp_path, ()) == []
    assert (tmp_path / notify.STATE).read_text() == "1\n"
    assert Path("/dev/zero").is_char_device()


@ODD
def test_in_place_of_the_history_it_is_told(tmp_path, put):
    put(tmp_path / archive.FILE)
    with pytest.raises(HistoryError, match=r"history\.jsonl: is no file"):
        archive.append(tmp_path / archive.FILE, [Event("2026-11-09", Kind.FAILED)])


@ODD
def test_in_place_of_a_manifest_there_is_no_edition_and_no_draft(tmp_path, put):
    edition = tmp_path / "2026-11-05"
    edition.mkdir()
    put(edition / "manifest.json")
    assert listed(edition / "manifest.json") == set()
    assert damage(edition) == edition / "manifest.json"
    assert archive.newest_day(tmp_path) == date.min


@ODD
def test_in_the_hidden_folder_of_a_refresh_it_is_cleared_away(tmp_path, put):
    (tmp_path / "data" / ".refresh").mkdir(parents=True)
    put(tmp_path / "data" / ".refresh" / "documents.csv")
    with ingestion._locked(tmp_path / "data"):
        assert list((tmp_path / "data" / ".refresh").iterdir()) == []


def test_in_place_of_a_lock_it_is_held_and_removed(tmp_path):
    os.mkfifo(tmp_path / ".out.lock")
    with lock(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == []


@ODD
def test_in_place_of_the_notebook_that_failed_it_is_replaced(tmp_path, put, small, monkeypatch):
    def fail(*_, **__):
        raise ReportError("no such luck")

    monkeypatch.setattr("analysis.rendering.execute.execute", lambda *_, **__: nbformat.v4.new_notebook())
    monkeypatch.setattr("analysis.editions.build._files", fail)
    monkeypatch.setattr("analysis.editions.build._bytes", lambda _: b"as far as it ran")
    put(tmp_path / "out.failed.ipynb")
    (tmp_path / "mine.ipynb").write_text("{}")
    with pytest.raises(ReportError, match="no such luck"):
        make(Order(tmp_path / "mine.ipynb", small, {}, "2026-11-05", tmp_path / "out", ()), lambda _: None)
    assert (tmp_path / "out.failed.ipynb").read_bytes() == b"as far as it ran"
