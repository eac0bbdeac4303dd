"""Odd notebooks of other people: each becomes a page and a PDF, or a sentence says why not."""

import time

import pytest
from nbconvert.nbconvertapp import NbConvertApp

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter
from analysis.rendering.errors import ReportError

from .oddities import ODD, html, png, sized

EXPORTERS = (ReportHTMLExporter, ReportPDFExporter)
TELLING = (
    "of version 9", "a source that is a number", "tags that are a number", "HTML that is a number", "a dead link",
    "tags nested deep", "half a sign in linked data", "a drawing nested", "a picture of half a byte", "no JSON",
)  # fmt: skip
"""Some of each kind, for every day."""


def outcome(exporter, text, path):
    """Export a notebook; return the sentence that says why it cannot be, or nothing."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        made, _ = exporter().from_filename(str(path))
    except ReportError as error:
        return str(error)
    assert len(made) > 1000
    return ""


def is_a_sentence(text):
    return text.isprintable() and 20 < len(text) < 400


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_an_odd_notebook_is_made_or_told_in_a_sentence(tmp_path, exporter, name):
    said = outcome(exporter, ODD[name], tmp_path / "odd.ipynb")
    assert said == "" or is_a_sentence(said)


@pytest.mark.long
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_every_odd_notebook_is_made_or_told_in_a_sentence_and_soon(tmp_path, exporter):
    said = {}
    for name, text in ODD.items():
        begun = time.monotonic()
        said[name] = outcome(exporter, text, tmp_path / "odd.ipynb")
        assert time.monotonic() - begun < 20, name
    assert len(said) > 150
    assert {name for name, text in said.items() if text and not is_a_sentence(text)} == set()
    assert 40 < len([text for text in said.values() if text]) < len(said) - 40


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ODD["a list"], "the notebook cannot be read: AttributeError: 'list' object has no attribute 'get'"),
        (ODD["HTML that is a number"], "cell code cannot be read: TypeError: can only join an iterable"),
        (ODD["a drawing that is empty"], "cell code: the figure is not well-formed SVG (no element found: line 1"),
        (ODD["a picture of half a byte"], "cell code: the figure is not written as image/png is, in UTF-8 or base64."),
        (ODD["a drawing nested"], "the page cannot be written: something in it is nested too deeply"),
        (ODD["cells that span a thousand"], "a table has 90,000 columns with what its cells span; at most 1,000 fit"),
    ],
)  # fmt: skip
def test_the_sentence_says_where_and_what(tmp_path, text, why):
    assert outcome(ReportHTMLExporter, text, tmp_path / "odd.ipynb").startswith(why)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path):
    said = outcome(ReportPDFExporter, png(sized(100_000, 100_000)), tmp_path / "odd.ipynb")
    assert said == "cell code: the figure has 100,000 by 100,000 dots; 50,000,000 at most fit a PDF."


@pytest.mark.parametrize("tag", ["table", "dl"])
def test_tables_and_lists_inside_each_other_take_no_time_without_end(tmp_path, tag):
    deep = "The PDF cannot be made: maximum show rule depth exceeded"
    inner = {"table": "<table><tr><td>", "dl": "<dl><dt>a<dd>"}[tag]
    assert outcome(ReportPDFExporter, html(inner * 20 + "x"), tmp_path / "odd.ipynb") in ("", deep)


def test_nbconvert_as_a_command_ends_with_the_sentence_and_nothing_else(tmp_path):
    (tmp_path / "odd.ipynb").write_text(ODD["a dead link"])
    try:
        with pytest.raises(SystemExit) as end:  # Python prints what it says
            NbConvertApp.launch_instance(["--to", "report-html", str(tmp_path / "odd.ipynb")])
    finally:
        NbConvertApp.clear_instance()
    assert str(end.value) == "cell code: the link to '#nowhere' leads nowhere in this document."
    assert [path.name for path in tmp_path.iterdir()] == ["odd.ipynb"]
