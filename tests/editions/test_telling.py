"""Of each event those are told who want to know, once, and also when a run was interrupted before it could tell."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from analysis.editions import archive
from analysis.editions.archive import Event, Kind
from analysis.publish import notify

from .. import services
from .updating import EDITION as PUBLISHED_EDITION

TURNED = {"claim": "C08", "before": "supported", "after": "contradicted", "causes": ["vintage a: 110 million"]}
DRAFT = Event("2026-11-09", Kind.DRAFT, "2026-11-05", why="a verdict changed", verdicts=(TURNED,))
EDITION = Event("2026-11-16", Kind.PUBLISHED, "2026-11-12", why="numbers in tables or figures changed")
FAILED = Event("2026-11-23", Kind.FAILED, why="no room")


@pytest.fixture
def post():
    """A mail server that keeps what it is sent."""
    with services.mail() as keeper:
        yield keeper


def told(post):
    return [letter["Subject"] for _, letter in post.letters]


def entered(reports, *events):
    archive.append(reports / archive.FILE, events)


def test_what_happened_before_anybody_was_told_is_not_told_now(tmp_path, post):
    entered(tmp_path, DRAFT, FAILED)
    notify.begin(tmp_path)
    assert notify.tell(tmp_path, [post.address]) == []
    assert told(post) == []


def test_each_event_is_told_once_with_the_name_of_the_report(tmp_path, post):
    notify.begin(tmp_path)
    entered(tmp_path, DRAFT)
    for _ in range(2):
        notify.tell(tmp_path, [post.address], title="Bees")
    entered(tmp_path, FAILED)
    notify.tell(tmp_path, [post.address], title="Bees")
    assert told(post) == ["Bees: draft 2026-11-05: the verdict on C08 changed", "Bees: the update failed"]
    text = post.letters[0][1].get_content()
    assert "(C08)\r\nsupported → contradicted; newly public: a: 110 million\r\n" in text
    assert "japan-tech update --approve 2026-11-05" in text


def test_a_letter_says_what_the_claim_is_in_the_words_of_the_edition(tmp_path, post):
    notify.begin(tmp_path)
    shutil.copytree(PUBLISHED_EDITION, tmp_path / "drafts" / "2026-11-05")
    entered(tmp_path, DRAFT)
    notify.tell(tmp_path, [post.address])
    text = post.letters[0][1].get_content().replace("\r\n", "\n")
    statement = next(line for line in text.split("\n") if line.endswith(" (C08)"))
    assert statement.startswith("The country has a population of 125 million.")
    assert f"Read {tmp_path / 'drafts' / '2026-11-05' / 'report.html'}; then say:" in text


def test_what_an_interrupted_run_left_untold_is_told_by_the_next_one(tmp_path, post):
    entered(tmp_path, FAILED)
    notify.begin(tmp_path)
    entered(tmp_path, DRAFT)  # and here the run was killed
    notify.begin(tmp_path)
    notify.tell(tmp_path, [post.address])
    assert told(post) == ["draft 2026-11-05: the verdict on C08 changed"]


def test_what_could_not_be_delivered_is_tried_again(tmp_path, post):
    notify.begin(tmp_path)
    entered(tmp_path, DRAFT)
    (line,) = notify.tell(tmp_path, [f"json://127.0.0.1:{services.closed_port()}"])
    assert "address 1 of 1" in line
    assert notify.tell(tmp_path, [post.address]) == []
    assert told(post) == ["draft 2026-11-05: the verdict on C08 changed"]


def test_of_numbers_alone_nobody_is_told_unless_that_is_asked_for(tmp_path, post):
    notify.begin(tmp_path)
    entered(tmp_path, EDITION)
    notify.tell(tmp_path, [post.address])
    assert told(post) == []
    entered(tmp_path, EDITION)
    notify.tell(tmp_path, [post.address], numbers=True, base="https://example.org/x/")
    assert told(post) == ["edition 2026-11-12: numbers in tables or figures changed"]
    assert "https://example.org/x/2026-11-12/" in post.letters[0][1].get_content()


def test_who_heard_of_a_draft_hears_that_it_was_withdrawn_and_what_it_was_about(tmp_path, post):
    notify.begin(tmp_path)
    entered(tmp_path, Event("2026-11-16", Kind.WITHDRAWN, "2026-11-05", verdicts=(TURNED,)))
    notify.tell(tmp_path, [post.address])
    assert told(post) == ["draft 2026-11-05 was withdrawn"]
    assert "no longer bears it out: C08." in post.letters[0][1].get_content()


def test_an_edition_with_other_numbers_in_its_sentences_is_told_and_names_them(tmp_path, post):
    notify.begin(tmp_path)
    ranks = [{"label": f"Rank {at}", "before": "30th", "after": "27th"} for at in range(10)]
    entered(tmp_path, replace(EDITION, weight="sentence", why="a sentence changed", numbers=tuple(ranks)))
    notify.tell(tmp_path, [post.address])
    assert told(post) == ["edition 2026-11-12: a sentence changed"]
    text = post.letters[0][1].get_content()
    assert "Rank 0: 30th → 27th\r\n" in text
    assert "and 2 more in sentences" in text


def test_a_correction_is_told(tmp_path, post):
    notify.begin(tmp_path)
    entered(tmp_path, Event("2026-11-20", Kind.CORRECTION, "2026-11-12", what="16 in place of 26", why="mistyped"))
    notify.tell(tmp_path, [post.address])
    assert told(post) == ["edition 2026-11-12: a correction"]
    assert "16 in place of 26" in post.letters[0][1].get_content()


def test_a_history_that_cannot_be_read_is_told_each_time(tmp_path, post):
    (tmp_path / archive.FILE).write_text("{}\n")
    notify.tell(tmp_path, [post.address])
    assert told(post) == ["the update failed"]


def test_an_address_that_is_dead_silences_no_other(tmp_path, post):
    notify.begin(tmp_path)
    entered(tmp_path, FAILED, DRAFT)
    dead = f"json://127.0.0.1:{services.closed_port()}"
    (line,) = notify.tell(tmp_path, [post.address, dead])
    assert "address 2 of 2" in line
    assert notify.tell(tmp_path, [post.address, dead]) == []
    assert told(post) == ["the update failed", "draft 2026-11-05: the verdict on C08 changed"]


def test_a_history_that_came_back_from_an_older_copy_is_told_from_its_end_on(tmp_path, post):
    notify.begin(tmp_path)
    entered(tmp_path, FAILED, FAILED, FAILED)
    notify.tell(tmp_path, [post.address])
    (tmp_path / archive.FILE).unlink()
    entered(tmp_path, FAILED)
    notify.begin(tmp_path)
    entered(tmp_path, DRAFT)
    notify.tell(tmp_path, [post.address])
    assert told(post)[3:] == ["draft 2026-11-05: the verdict on C08 changed"]
