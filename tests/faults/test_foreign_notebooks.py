"""Odd notebooks of other people: each becomes a page and a PDF, or a sentence says why not."""

import time

import pytest
from nbconvert.nbconvertapp import NbConvertApp

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter
from analysis.rendering.errors import ReportError

from .oddities import ODD, png, sized

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
    assert len(said) > 50
    assert {name for name, text in said.items() if text and not is_a_sentence(text)} == set()
    assert 10 < len([text for text in said.values() if text]) < len(said) - 10


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path):
    said = outcome(ReportPDFExporter, png(sized(100_000, 100_000)), tmp_path / "odd.ipynb")
    assert said == "cell code: the figure has 100,000 by 100,000 dots; 50,000,000 at most fit a PDF."


def test_nbconvert_as_a_command_ends_with_the_sentence_and_nothing_else(tmp_path):
    (tmp_path / "odd.ipynb").write_text(ODD["a dead link"])
    try:
        with pytest.raises(SystemExit) as end:  # Python prints what it says
            NbConvertApp.launch_instance(["--to", "report-html", str(tmp_path / "odd.ipynb")])
    finally:
        NbConvertApp.clear_instance()
    assert str(end.value) == "cell code: the link to '#nowhere' leads nowhere in this document."
    assert [path.name for path in tmp_path.iterdir()] == ["odd.ipynb"]
