"""A named pipe or an endless device in place of a file of the editions: it is told or replaced, and nobody waits."""

import os
from pathlib import Path

import pytest

from analysis.editions import archive
from analysis.editions.archive import Event, EventKind, HistoryError
from analysis.publish import notify
from analysis.sources import ingestion

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")


def endless(path):
    path.symlink_to("/dev/zero")


ODD = pytest.mark.parametrize("put", [os.mkfifo, endless], ids=["pipe", "device"])


@ODD
def test_in_place_of_the_count_of_what_was_told_it_is_replaced(tmp_path, put):
    event = Event("2026-11-09", EventKind.FAILED, why="no luck")
    archive.append(tmp_path / archive.FILE, [event])
    put(tmp_path / notify.STATE)
    notify.begin(tmp_path)
    assert notify.tell(tmp_path, ()) == []
    assert (tmp_path / notify.STATE).read_text() == "1\n"
    assert Path("/dev/zero").is_char_device()


@ODD
def test_in_place_of_the_history_it_is_told(tmp_path, put):
    put(tmp_path / archive.FILE)
    with pytest.raises(HistoryError, match=r"history\.jsonl: cannot be read"):
        archive.append(tmp_path / archive.FILE, [Event("2026-11-09", EventKind.FAILED)])


@ODD
def test_in_the_hidden_folder_of_a_refresh_it_is_cleared_away(tmp_path, put):
    (tmp_path / "data" / ".refresh").mkdir(parents=True)
    put(tmp_path / "data" / ".refresh" / "documents.csv")
    with ingestion._locked(tmp_path / "data"):
        assert list((tmp_path / "data" / ".refresh").iterdir()) == []
