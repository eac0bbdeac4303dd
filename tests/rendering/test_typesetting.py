"""Typst works here or in a process of its own; whoever asks cannot tell the difference."""

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from analysis.rendering import typesetting
from analysis.rendering.errors import ReportError
from analysis.rendering.typesetting import Apart, Here, SettingFailed, apart, typesetter

FILES = {"main.typ": b"#set document(date: none)\nSeven nests."}
STAMP = {"format": "pdf", "timestamp": 0}


@pytest.fixture
def other():
    """A process of its own, which is ended with the test."""
    made = Apart()
    yield made
    if made._pipe:
        made._pipe.close()


def helpers():
    return {it.pid for it in multiprocessing.active_children()}  # which takes leave of those that have ended


def test_a_document_has_the_same_bytes(other):
    assert other.compile(FILES, **STAMP) == Here().compile(FILES, **STAMP)


def test_a_document_that_cannot_be_set_is_told_in_the_same_words_and_the_next_one_is_set(other):
    said = []
    for one in (Here(), other):
        with pytest.raises(SettingFailed) as caught:
            one.compile({"main.typ": b"#nests()"}, **STAMP)
        said.append((caught.value.message, caught.value.diagnostic))
    assert said[0] == said[1]
    assert said[0][0] == "unknown variable: nests"
    assert other.compile(FILES, **STAMP)


def test_where_its_process_is_killed_that_is_told_and_the_next_document_is_set_by_another(other):
    before = helpers()
    other.compile(FILES, **STAMP)
    (helper,) = (it for it in multiprocessing.active_children() if it.pid not in before)
    helper.kill()
    helper.join()
    with pytest.raises(ReportError, match="The process that sets the PDF was ended"):
        other.compile(FILES, **STAMP)
    assert other.compile(FILES, **STAMP)


def test_an_interrupt_is_left_to_whoever_asks(other):
    before = helpers()
    other.compile(FILES, **STAMP)
    (helper,) = helpers() - before
    os.kill(helper, signal.SIGINT)
    assert other.compile(FILES, **STAMP)
    assert helpers() - before == {helper}


def copies_of(pid):
    return {int(it) for it in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def test_where_the_copy_that_sets_a_document_is_killed_that_is_told_and_the_process_lives(other):
    before = helpers()
    other.compile(FILES, **STAMP)
    (helper,) = helpers() - before

    def end_a_copy():
        while not (found := copies_of(helper)):
            time.sleep(0.01)
        os.kill(found.pop(), signal.SIGKILL)

    ending = threading.Thread(target=end_a_copy)
    ending.start()
    with pytest.raises(ReportError, match="The process that sets the PDF was ended"):
        other.compile({"main.typ": b"#for i in range(300000) [ #i]"}, **STAMP)
    ending.join()
    assert other.compile(FILES, **STAMP)
    assert helpers() - before == {helper}


def test_what_sets_a_document_ends_with_it(other):
    before = helpers()
    other.compile(FILES, **STAMP)
    (helper,) = helpers() - before
    assert copies_of(helper) == set()


def test_where_no_process_can_be_copied_a_new_one_sets_each_document(monkeypatch):
    starts = []

    def start():
        mine, other = multiprocessing.Pipe()
        starts.append(threading.Thread(target=typesetting._serve, args=(other,), daemon=True))
        starts[-1].start()
        return mine

    monkeypatch.setattr(typesetting, "_started", start)
    monkeypatch.setattr(typesetting, "COPIES", False)
    one = Apart()
    assert one.compile(FILES, **STAMP) == one.compile(FILES, **STAMP)
    assert len(starts) == 2
    for thread in starts:
        thread.join(10)
        assert not thread.is_alive()


def test_only_meanwhile_documents_are_set_apart():
    assert type(typesetter()) is Here
    with apart():
        assert type(typesetter()) is Apart
    assert type(typesetter()) is Here
