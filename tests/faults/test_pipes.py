"""A named pipe or an endless device in place of a file of the editions: it is told or replaced, and nobody waits."""

import os
from datetime import date
from pathlib import Path

import nbformat
import pytest

from analysis.evidence.refresh import store
from analysis.rendering.errors import ReportError
from analysis.runs import archive, history, telling
from analysis.runs.drafts import damage
from analysis.runs.edition import make
from analysis.runs.history import Event, HistoryError, Kind
from analysis.runs.locking import lock
from analysis.runs.manifest import listed
from analysis.runs.orders import Order
from analysis.runs.site import Addresses, Site, is_behind

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")


def endless(path):
    path.symlink_to("/dev/zero")


ODD = pytest.mark.parametrize("put", [os.mkfifo, endless], ids=["pipe", "device"])


@ODD
def test_in_place_of_the_count_of_what_was_told_it_is_replaced(tmp_path, put):
    event = Event("2026-11-09", Kind.FAILED, why="no luck")
    history.append(tmp_path / history.FILE, [event])
    put(tmp_path / telling.STATE)
    telling.begin(tmp_path)
    assert telling.tell(tmp_path, ()) == []
    assert (tmp_path / telling.STATE).read_text() == "1\n"
    assert Path("/dev/zero").is_char_device()


@ODD
def test_in_place_of_the_history_it_is_told(tmp_path, put):
    put(tmp_path / history.FILE)
    with pytest.raises(HistoryError, match=r"history\.jsonl: is no file"):
        history.append(tmp_path / history.FILE, [Event("2026-11-09", Kind.FAILED)])


@ODD
def test_in_place_of_the_stamp_of_a_site_the_site_is_built_anew(tmp_path, put):
    (tmp_path / "latest").mkdir()
    for name in ("index.html", "corrections.html", "feed.xml", "latest/index.html"):
        (tmp_path / name).touch()
    put(tmp_path / ".site")
    assert is_behind(Site(tmp_path, tmp_path, tmp_path, Addresses()))


@ODD
def test_in_place_of_a_manifest_there_is_no_edition_and_no_draft(tmp_path, put):
    edition = tmp_path / "2026-11-05"
    edition.mkdir()
    put(edition / "manifest.json")
    assert listed(edition / "manifest.json") == set()
    assert damage(edition) == edition / "manifest.json"
    assert archive.newest_day(tmp_path) == date.min


@ODD
@pytest.mark.parametrize("name", ["journal.json", "documents.csv", "japan-tech-refresh-x"])
def test_in_the_hidden_folder_of_a_refresh_it_is_cleared_away(tmp_path, put, name):
    (tmp_path / store.ROOM).mkdir()
    put(tmp_path / store.ROOM / name)
    with store.held(tmp_path):
        pass
    assert [path.name for path in (tmp_path / store.ROOM).iterdir()] == ["lock"]


def test_what_a_killed_refresh_tried_is_cleared_away(tmp_path):
    tried = tmp_path / store.ROOM / "japan-tech-refresh-x"
    tried.mkdir(parents=True)
    (tried / "documents.csv").touch()
    with store.held(tmp_path):
        assert not tried.exists()


def test_in_place_of_a_lock_it_is_held_and_removed(tmp_path):
    os.mkfifo(tmp_path / ".out.lock")
    with lock(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == []


@ODD
def test_in_place_of_the_notebook_that_failed_it_is_replaced(tmp_path, put, small, monkeypatch):
    def fail(*_, **__):
        raise ReportError("no such luck")

    monkeypatch.setattr("analysis.rendering.execution.execute", lambda *_, **__: nbformat.v4.new_notebook())
    monkeypatch.setattr("analysis.runs.edition._files", fail)
    monkeypatch.setattr("analysis.runs.edition._bytes", lambda _: b"as far as it ran")
    put(tmp_path / "out.failed.ipynb")
    (tmp_path / "mine.ipynb").write_text("{}")
    with pytest.raises(ReportError, match="no such luck"):
        make(Order(tmp_path / "mine.ipynb", small, {}, "2026-11-05", tmp_path / "out", ()), lambda _: None)
    assert (tmp_path / "out.failed.ipynb").read_bytes() == b"as far as it ran"
