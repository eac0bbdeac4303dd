from __future__ import annotations

import json
from hashlib import sha256

import pytest

from analysis.editions import files
from analysis.editions.archive import HistoryError
from analysis.editions.files import Locked, lock
from analysis.editions.manifest import UnfitFolder
from analysis.errors import EditionError
from analysis.publish import site
from analysis.publish.site import Addresses, Site, build

from ...shelves import FIRST, SECOND, THIRD, publish, tell

PAGES = {"index.html", "corrections.html", "feed.xml"}


def held(path):
    """Every file below a folder, by its name there, with the hash of what it holds and when it was written."""
    return {
        file.relative_to(path).as_posix(): (sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns)
        for file in path.rglob("*")
        if file.is_file()
    }


def contents(path):
    return {name: content for name, (content, _) in held(path).items()}


def test_around_the_editions_nothing_of_them_is_touched(built, reports):
    before = held(reports)
    built()
    after = held(reports)
    assert {name: after[name] for name in before} == before
    new = set(after) - set(before)
    assert {name for name in new if not name.startswith(("latest/", "claims/"))} == PAGES | {site.STAMP}


def test_elsewhere_it_has_copies_of_the_editions_and_the_folder_of_the_editions_is_not_touched(
    built, reports, tmp_path
):
    before = held(reports)
    out = built(tmp_path / "public")
    assert held(reports) == before
    assert {path.name for path in out.iterdir()} == {*PAGES, "claims", "latest", FIRST, SECOND, THIRD}
    for name in (FIRST, SECOND, THIRD):
        assert contents(out / name) == contents(reports / name)


def test_the_newest_edition_is_at_the_stable_address_byte_by_byte_and_a_page_leads_to_its_permanent_one(built, reports):
    latest = built() / "latest"
    copied = contents(latest)
    page = (latest / "index.html").read_text()
    assert copied.pop("index.html")
    assert copied == contents(reports / THIRD)
    assert f'<meta http-equiv="refresh" content="0; url=../{THIRD}/report.html">' in page
    assert f'<link rel="canonical" href="../{THIRD}/report.html">' in page
    built(base="https://example.org/r/")
    assert (
        f'<link rel="canonical" href="https://example.org/r/{THIRD}/report.html">'
        in (latest / "index.html").read_text()
    )


def test_the_same_editions_give_the_same_bytes_and_what_stands_already_is_not_written_again(built, tmp_path):
    one, other = built(tmp_path / "one"), built(tmp_path / "other")
    assert contents(one) == contents(other)
    before = held(one)
    built(one)
    after = held(one)
    assert {name for name in before if before[name] != after[name]} <= PAGES
    assert contents(one) == contents(other)


def test_after_a_new_edition_the_stable_address_holds_nothing_of_the_old_one(built, reports):
    built()
    publish(reports / "2026-11-30", title="Newer")
    latest = built() / "latest"
    assert {name: text for name, text in contents(latest).items() if name != "index.html"} == contents(
        reports / "2026-11-30"
    )
    assert "../2026-11-30/report.html" in (latest / "index.html").read_text()


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "null", '{"day": "2026-11-02"}', '{"day": "yesterday", "event": "published"}',
        '{"day": "20261102", "event": "published"}', '{"day": "2026-11-02", "event": "invented"}',
        '{"day": "2026-11-02", "event": "published", "edition": 7}',
        '{"day": "2026-11-02", "event": "published", "verdicts": ["C01"]}',
        '{"day": "2026-11-02", "event": "published", "verdicts": [{"claim": "C01", "before": "a", "causes": []}]}',
        '{"day": "2026-11-02", "event": "draft", "verdicts": [{"claim": 1, "before": "", "after": "", "causes": []}]}',
        '{"day": "2026-11-02", "event": "published", "causes": [1]}',
        '{"day": "2026-11-02", "event": "published", "sources": {"imf": 1}}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_history_changed_by_hand_is_refused_with_file_and_line_and_nothing_is_written(built, reports, line):
    good = {"day": "2024-04-15", "event": "published", "edition": FIRST}
    (reports / "history.jsonl").write_text(json.dumps(good) + f"\n{line}\n", encoding="utf-8")
    before = held(reports)
    with pytest.raises(HistoryError, match=r"history\.jsonl:2: ") as caught:
        built()
    assert len(caught.value.lines) == 1
    assert caught.value.exit_code == 1
    assert held(reports) == before


def test_a_history_that_is_no_text_is_refused(built, reports):
    (reports / "history.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(HistoryError, match=r"history\.jsonl: is not text"):
        built()


def test_a_sign_that_some_take_for_the_end_of_a_line_is_none(built, reports):
    tell(reports, {"day": "2026-11-02", "event": "correction", "edition": FIRST, "what": "a\u2028b\x85c", "why": "d"})
    assert "a b c" in (built() / "corrections.html").read_text()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_somebody_else_is_not_replaced(built, reports, name):
    (reports / name).write_text("mine")
    with pytest.raises(UnfitFolder, match=rf"{name}: is no page of such a site"):
        built()
    assert (reports / name).read_text() == "mine"
    assert not (reports / "latest").exists()


def test_files_of_somebody_else_at_the_stable_address_or_in_a_copy_are_not_lost(built, reports, tmp_path):
    out = built(tmp_path / "public")
    for place in (out / "latest" / "mine.txt", out / SECOND / "mine.txt"):
        place.write_text("mine")
        with pytest.raises(UnfitFolder, match=r"mine\.txt"):
            built(out)
        assert place.read_text() == "mine"
        place.unlink()
    built(out)


def test_a_link_at_the_stable_address_is_not_followed(built, reports, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (reports / "latest").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnfitFolder, match="latest: is no folder of such a site"):
        built()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_second_run_at_the_same_time_is_told_to_wait(built, reports):
    with lock(reports / "latest"), pytest.raises(Locked):
        built()


def test_a_page_that_cannot_be_written_whole_stays_as_it_was(tmp_path, monkeypatch):
    page = tmp_path / "index.html"
    page.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.replace_file(page, b"new")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("index.html", "old")]


def test_a_full_disk_leaves_every_page_as_it_was_and_the_next_run_is_good(built, reports, monkeypatch):
    built()
    publish(reports / "2026-11-30")
    added = contents(reports)

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            built()
    assert contents(reports) == added
    built()
    assert contents(reports / "latest")["report.html"] == contents(reports / "2026-11-30")["report.html"]


@pytest.mark.parametrize("below", ["", "public", "figures/public"])
def test_inside_an_edition_or_the_data_no_site_is_built(built, reports, small_copy, below):
    before = held(reports)
    for folder in (reports / SECOND, small_copy.folder):
        with pytest.raises(UnfitFolder, match="lies inside"):
            build(Site(reports, small_copy.folder, folder / below, Addresses()), lambda _: None)
    assert held(reports) == before
    assert not (small_copy.folder / "index.html").exists()


def test_an_edition_published_while_a_run_waits_for_its_turn_is_read(reports, small, monkeypatch):
    """The editions are read once the lock is held, so that no run puts an older edition back."""
    taken = site.lock

    def publishing(folder):
        if folder.name == "latest":
            publish(reports / "2026-11-30")
        return taken(folder)

    monkeypatch.setattr(site, "lock", publishing)
    build(Site(reports, small, reports, Addresses()), lambda _: None)
    assert contents(reports / "latest")["report.html"] == contents(reports / "2026-11-30")["report.html"]


def test_what_is_wrong_with_an_edition_is_found_before_anything_is_written(built, reports, small):
    (reports / SECOND / "verdicts.csv").write_text("claim_id\n")
    before = held(reports)
    with pytest.raises(EditionError, match=SECOND):
        build(Site(reports, small, reports / "out", Addresses()), lambda _: None)
    assert held(reports) == before
