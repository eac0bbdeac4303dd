"""The data folder under a crash: at whatever instant a run dies, the data can be loaded and the next run mends them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analysis.dataset import DataError, load
from analysis.sources import run

DOCUMENT = {
    "document_id": "fed_h10_2030_01_01", "publisher": "Board", "title": "Rates", "url": "", "language": "en",
    "published": "", "seen": "2030-01-01", "kind": "own", "checksum": "sha256:" + "0" * 64, "note": "an answer",
}  # fmt: skip
RATE = {
    "date": "2029-12-28", "base": "USD", "quote": "JPY", "rate": "150.00", "precision": "0.01", "source_id": "fed_h10",
    "published": "2029-12-31", "document_id": "fed_h10_2030_01_01", "locator": "column", "confirmed_by": "",
}  # fmt: skip
ROWS = {"exchange_rates": [RATE], "documents": [DOCUMENT]}


class Died(Exception):
    """The process ends here."""


@pytest.fixture
def folder(few_copy):
    """A small data folder with one rate of the source that a test adds to."""
    few_copy.write("exchange_rates.csv", [row for row in few_copy.rows("exchange_rates.csv") if row[5] != "fed_h10"])
    return few_copy.folder


def committed(folder):
    with run.held(folder):
        run.commit(folder, run.prepared(folder, ROWS))


def state(folder):
    """Which of the two rows is there."""
    return tuple(RATE["document_id"] in (folder / name).read_text(encoding="utf-8") for name in run.ORDER[::2])


@pytest.mark.parametrize("at", range(9))
def test_a_run_that_dies_at_any_rename_or_write_leaves_data_that_load_and_the_next_run_mends_it(
    folder, at, monkeypatch
):
    steps = iter(range(99))

    def dying(real):
        def act(*arguments, **more):
            if next(steps) == at:
                raise Died
            return real(*arguments, **more)

        return act

    monkeypatch.setattr(run, "_write", dying(run._write))
    monkeypatch.setattr(Path, "replace", dying(Path.replace))
    monkeypatch.setattr(Path, "unlink", dying(Path.unlink))
    died = False
    try:
        committed(folder)
    except Died:
        died = True
    monkeypatch.undo()
    load(folder)
    documents, rates = state(folder)
    assert documents or not rates
    with run.held(folder):
        pass
    load(folder)
    assert state(folder) in {(True, True), (False, False)}
    assert [path.name for path in (folder / ".refresh").iterdir()] == ["lock"]
    assert died == (at < 8)


def test_a_file_edited_after_the_crash_is_left_as_it_was_edited(folder, monkeypatch):
    monkeypatch.setattr(run, "recover", lambda _: None)
    store_room = folder / ".refresh"
    store_room.mkdir()
    run.commit(folder, run.prepared(folder, ROWS))
    monkeypatch.undo()
    path = folder / "exchange_rates.csv"
    edited = path.read_text(encoding="utf-8").replace(",column ", ",the column ", 1)
    path.write_text(edited, encoding="utf-8")
    with run.held(folder):
        assert path.read_text(encoding="utf-8") == edited
    load(folder)


@pytest.mark.parametrize(
    "journal", ["", "[1]", "{", json.dumps({"../evil": ["a", "b"]}), json.dumps({"documents.csv": 3})]
)
def test_a_journal_that_is_none_is_cleared_away(folder, journal):
    (folder / ".refresh").mkdir()
    (folder / ".refresh" / "journal.json").write_text(journal, encoding="utf-8")
    before = (folder / "documents.csv").read_bytes()
    with run.held(folder):
        assert (folder / "documents.csv").read_bytes() == before
    assert [path.name for path in (folder / ".refresh").iterdir()] == ["lock"]


@pytest.mark.parametrize("dangling", [False, True])
def test_a_hidden_folder_that_is_a_link_is_refused_and_nothing_behind_it_is_deleted(folder, tmp_path, dangling):
    behind = tmp_path / "behind"
    if not dangling:
        behind.mkdir()
        (behind / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / ".refresh").symlink_to(behind, target_is_directory=True)
    with pytest.raises(run.ReadOnly, match="has to be a folder, and no link to one"), run.held(folder):
        pass
    assert [path.name for path in behind.iterdir()] == ["mine.txt"] if not dangling else not behind.exists()


def test_rows_that_would_break_the_dataset_are_refused_before_anything_is_replaced(folder):
    before = shutil.copytree(folder, folder.parent / "before")
    with pytest.raises(DataError, match="fed_h10_2030_01_01"):
        run.prepared(folder, {"exchange_rates": [RATE]})
    assert all((folder / path.name).read_bytes() == path.read_bytes() for path in before.iterdir())


def test_a_row_goes_where_the_order_of_the_table_wants_it_and_every_other_line_stays():
    text = 'k,t\r\na,"one, two"\r\nc,"""three"""\r\n'
    assert run.with_rows(text, ["k"], [{"k": "b", "t": "x, y"}, {"k": "d", "t": "z"}]) == (
        'k,t\r\na,"one, two"\r\nb,"x, y"\r\nc,"""three"""\r\nd,z\r\n'
    )
