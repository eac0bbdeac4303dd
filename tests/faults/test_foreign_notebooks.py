"""Odd notebooks of other people: each becomes a page and a PDF, or a sentence says why not."""

import time

import pytest
from nbconvert.nbconvertapp import NbConvertApp

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter
from analysis.rendering.errors import ReportError

from .oddities import ODD, png, sized

EXPORTERS = (ReportHTMLExporter, ReportPDFExporter)


def outcome(exporter, text, path):
    """Export a notebook; return the sentence that says why it cannot be, or nothing."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        made, _ = exporter().from_filename(str(path))
    except ReportError as error:
        return str(error)
    assert len(made) > 1000
    return ""


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_an_odd_notebook_is_made_or_told_in_a_sentence_and_soon(tmp_path, exporter, name):
    begun = time.monotonic()
    said = outcome(exporter, ODD[name], tmp_path / "odd.ipynb")
    assert said == "" or (said.isprintable() and 20 < len(said) < 400)
    assert time.monotonic() - begun < 20


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path):
    said = outcome(ReportPDFExporter, png(sized(100_000, 100_000)), tmp_path / "odd.ipynb")
    assert said == "cell [1] “1”: the figure has 100,000 by 100,000 dots; 50,000,000 at most fit a PDF."


def test_nbconvert_as_a_command_ends_with_the_sentence_and_nothing_else(tmp_path):
    (tmp_path / "odd.ipynb").write_text(ODD["a dead link"])
    try:
        with pytest.raises(SystemExit) as end:  # Python prints what it says
            NbConvertApp.launch_instance(["--to", "report-html", str(tmp_path / "odd.ipynb")])
    finally:
        NbConvertApp.clear_instance()
    assert str(end.value) == "cell [1] “1”: the link to '#nowhere' leads nowhere in this document."
    assert [path.name for path in tmp_path.iterdir()] == ["odd.ipynb"]
