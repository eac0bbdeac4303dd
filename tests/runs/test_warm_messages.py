"""What a kernel says within one process is what another process would read, and is checked as nbformat checks it."""

from __future__ import annotations

import json
import math
import threading

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.session import json_packer, json_unpacker
from nbformat.v4 import new_output

from analysis.runs.warm.messages import Messages, as_from_json, checked_quickly


class Word(str):
    """A text of a kind of its own."""

    __slots__ = ()


class Words(dict):
    """Words of a kind of their own."""


NUMBERS = [math.nan, math.inf, 2**63, -(2**70)]
ODD = [*NUMBERS, (1, 2), b"x", "\ud800", Word("x"), Words(), {1: 2}, {"\udc00": 1}, {None}]
SMALL, FINITE = st.integers(-(2**63) + 1, 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.none() | st.booleans() | SMALL | FINITE
VALUES = st.recursive(
    PLAIN | st.text() | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def kinds(value):
    """Return the types of a value and of all within it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [type(value), *map(kinds, inner)]


@given(VALUES)
def test_what_is_said_without_json_is_what_json_would_make_of_it(value):
    try:
        said = as_from_json(value)
    except ValueError:
        return
    read = json_unpacker(json_packer(value))
    assert said == read
    assert kinds(said) == kinds(read)
    assert json.dumps(said) == json.dumps(read)  # which tells 0.0 from -0.0, and the order of names


@given(st.recursive(PLAIN | st.text(st.characters(exclude_categories=["Cs"])), st.lists, max_leaves=8))
def test_what_json_leaves_as_it_is_needs_none(value):
    assert as_from_json({"it": value}) == {"it": value}


@pytest.mark.parametrize("odd", ODD)
def test_what_json_would_change_or_refuse_is_left_to_it(odd):
    with pytest.raises(ValueError, match=r"is not what JSON knows|is no text|surrogates not allowed|unmarshallable"):
        as_from_json([odd])


def read_again(content):
    """Return a message's content as who listens reads it."""
    session = Messages(key=b"")
    message = session.msg("display_data", content)
    return session.deserialize(session.serialize(message))["content"]


def test_a_message_says_what_was_shown_as_it_was_sent():
    content = {"data": {"text/plain": "7"}, "metadata": {"width": [1, 2]}}
    session = Messages(key=b"")
    parts = session.serialize(session.msg("display_data", content))
    content["metadata"]["width"].append(3)
    assert session.deserialize(parts)["content"] == {"data": {"text/plain": "7"}, "metadata": {"width": [1, 2]}}


def test_what_a_thread_changes_is_said_as_it_was_at_one_moment():
    """Of two numbers the thread sets one right behind the other; a dictionary grows and shrinks."""
    said, is_over = {"one": 0, "between": list(range(50_000)), "two": 0, "more": {}}, threading.Event()

    def change():
        while not is_over.is_set():
            said["two"] = said["one"] = said["one"] + 1
            said["more"][str(said["one"])] = said["one"]
            said["more"].pop(str(said["one"] - 9), None)

    (thread := threading.Thread(target=change)).start()
    try:
        seen = [as_from_json(said) for _ in range(50)]
    finally:
        is_over.set()
        thread.join()
    assert [it for it in seen if abs(it["one"] - it["two"]) > 1] == []
    assert seen[-1]["one"] > seen[0]["one"]


def test_what_stands_in_two_places_is_said_twice():
    shared = [1]
    one, two = read_again({"one": shared, "two": shared}).values()
    assert one == two == shared
    assert len({id(one), id(two), id(shared)}) == 3


def within_itself():
    """Return a list that holds itself twice."""
    one = []
    one += [one, one]
    return one


def in_many_places():
    """Return lists that hold the next one twice; written out they would be more than there are atoms."""
    one = [1]
    for _ in range(900):
        one = [one, one]
    return one


@pytest.mark.parametrize("endless", [within_itself, in_many_places])
def test_what_has_no_end_is_left_to_json_at_once(endless):
    with pytest.raises((ValueError, RecursionError)):
        as_from_json({"it": endless(), "text": "x" * 300_000})


def test_a_message_that_is_json_already_is_read():
    assert read_again('{"name": "stdout", "text": "x"}') == {"name": "stdout", "text": "x"}


def test_a_message_that_is_not_plain_goes_by_way_of_json():
    assert read_again({"data": {"a": (1, 2), "b": Word("x"), "c": 2**70}}) == {
        "data": {"a": [1, 2], "b": "x", "c": 2**70}
    }


def test_a_message_too_deep_for_json_is_refused_by_it():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(RecursionError):
        read_again({"data": deep})


RIGHT = [
    ("display_data", {"data": {"text/plain": "7", "text/html": ["<b>", "7"], "application/json": {"a": [1]}}}),
    ("display_data", {"data": {}, "metadata": {"image/png": {"width": 1}}}),
    ("execute_result", {"execution_count": None, "data": {"text/plain": "7"}}),
    ("stream", {"name": "stderr", "text": "oh"}),
    ("error", {"ename": "E", "evalue": "", "traceback": ["a", "b"]}),
]
WRONG = [
    ("display_data", {"data": {"text/plain": [5]}}),
    ("display_data", {"data": {"text/plain": 5}, "metadata": []}),
    ("display_data", {"data": {}, "more": 1}),
    ("execute_result", {"execution_count": 1.5}),
    ("execute_result", {"execution_count": 1.0}),
    ("execute_result", {"execution_count": -1}),
    ("stream", {"name": 3}),
    ("error", {"traceback": "a"}),
]


def verdict(kind, parts):
    """Return what is wrong with an output, in the words of nbformat; nothing if it is right."""
    try:
        new_output(kind, **parts)
    except nbformat.ValidationError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("kind", "parts"), RIGHT + WRONG)
def test_an_output_is_right_or_wrong_in_the_words_of_nbformat(kind, parts):
    before = verdict(kind, parts)
    assert bool(before) == ((kind, parts) in WRONG)
    with checked_quickly():
        assert verdict(kind, parts) == before


def test_outputs_are_checked_quickly_for_a_while_alone():
    tuples = {"text": ("a", "b")}
    slowly = verdict("stream", tuples)
    assert slowly
    with checked_quickly():
        assert not verdict("stream", tuples)
    assert verdict("stream", tuples) == slowly
