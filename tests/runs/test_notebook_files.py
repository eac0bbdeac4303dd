"""A notebook is written byte by byte as nbformat writes it, and stays what it was."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.runs.notebook_files import notebook_bytes

ROOT = Path(__file__).parents[2]
TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\\n\r\t\x00\x1f\x7f\x85\u2028é–😀'))
NUMBERS = st.integers() | st.floats() | st.booleans() | st.none()
PARTS = st.recursive(NUMBERS | TEXT, lambda it: st.lists(it, max_size=3) | st.dictionaries(TEXT, it, max_size=3))
MIMES = st.sampled_from(["text/plain", "text/html", "image/svg+xml", "application/javascript", "image/png"])


@st.composite
def notebooks(draw):
    """Draw a notebook with cells, outputs and metadata of all kinds."""
    data = {**draw(st.dictionaries(MIMES, TEXT, max_size=3)), "application/json": draw(st.dictionaries(TEXT, PARTS))}
    shown = new_output("display_data", data, metadata=draw(st.dictionaries(TEXT, PARTS, max_size=3)))
    said = new_output("stream", text=draw(TEXT))
    code = new_code_cell(draw(TEXT), id="code", outputs=[shown, said], metadata={"trusted": True, "tags": ["a"]})
    words = new_markdown_cell(draw(TEXT), id="words", attachments={"a.txt": {"text/plain": draw(TEXT)}})
    return new_notebook(cells=[code, words], metadata={"about": draw(PARTS), "signature": "x"})


def by_nbformat(notebook):
    return (nbformat.writes(notebook) + "\n").encode()


@given(notebooks())
def test_a_notebook_is_written_as_nbformat_writes_it(notebook):
    before = deepcopy(notebook)
    assert notebook_bytes(notebook) == by_nbformat(notebook)
    assert repr(notebook) == repr(before)  # two that are no numbers are not equal


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/**/*.ipynb")), ids=lambda path: path.stem)
def test_our_notebooks_are_written_as_nbformat_writes_them(path):
    notebook = nbformat.read(path, as_version=4)
    assert notebook_bytes(notebook) == by_nbformat(notebook)


def test_an_output_shown_twice_is_written_twice():
    shown = new_output("display_data", {"text/plain": "a\nb"}, metadata={"a": {"b": "c\nd"}})
    notebook = new_notebook(cells=[new_code_cell("x", id="x", outputs=[shown, shown])])
    assert notebook_bytes(notebook) == by_nbformat(notebook)
    assert notebook_bytes(notebook).count(b'"a\\n",') == 2


def test_a_text_that_no_file_can_hold_is_refused():
    with pytest.raises(UnicodeEncodeError):
        notebook_bytes(new_notebook(cells=[new_code_cell("\ud800", id="x")]))
