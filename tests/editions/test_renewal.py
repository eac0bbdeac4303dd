"""An edition that is re-rendered gives its reason, and says what changed, wherever readers look."""

from __future__ import annotations

import errno
import json
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from analysis.dataset.digests import stored_digest
from analysis.editions import archive_integrity, build
from analysis.editions import publication_history as history
from analysis.editions.corrections import corrections
from analysis.editions.dateline import add_dateline
from analysis.editions.job import Job
from analysis.editions.publication_history import Event, EventKind
from analysis.findings.diff import Changes
from analysis.rendering import ReportHTMLExporter

from ..builders import edition, figure, judged, publish
from ..command import call
from ..conftest import Copy
from .updating import EDITION, POPULATION, kept

DAY = EDITION.name


@pytest.mark.parametrize(
    ("number", "verdict", "is_correction", "what"),
    [
        (3, "supported", False, "No verdict and no number changed."),
        (4, "supported", True, "One number changed."),
        (4, "disputed", True, "Verdicts changed: C01 from supported to disputed. One number changed."),
    ],
)
def test_one_that_changes_a_verdict_or_a_number_is_a_correction(number, verdict, is_correction, what):
    before = edition(figure("sum", 3), verdicts=(judged(evidence="obs.sum"),))
    after = edition(figure("sum", number), verdicts=(judged(evidence="obs.sum", verdict=verdict),))
    (found,) = corrections([history.renewed(date(2026, 12, 1), DAY, "A slip", Changes(before, after))])
    assert (found.is_correction, found.what, found.why) == (is_correction, what, "A slip.")


def test_below_the_answer_stands_the_weightiest_change_of_the_latest_day(edition):
    words = Event("2026-12-01", EventKind.RENEWED, DAY, why="Words were mended", moved=3)
    other = Event("2026-12-01", EventKind.RENEWED, DAY, why="The rule is another", weight="answer")
    for events in ((*EVENTS, other, words), (*EVENTS, words, other)):
        report, _ = ReportHTMLExporter().read(edition.notebook, {"metadata": {"path": str(edition.folder)}})
        add_dateline(report, events)
        page = BeautifulSoup(ReportHTMLExporter().render(report), "html.parser")
        below = page.select(".masthead")[1].get_text()
        assert "Corrected on 1 December 2026: The rule is another. All changes." in below


TURNED = {"claim": "C08", "before": "supported", "after": "contradicted", "causes": []}
EVENTS = (
    Event("2026-11-25", EventKind.PUBLISHED, DAY, DAY),
    Event("2026-11-28", EventKind.CORRECTION, DAY, what="A typo."),
    Event("2026-12-01", EventKind.RENEWED, DAY, why="A figure was entered again", verdicts=(TURNED,), moved=7),
)


def test_the_page_says_when_it_was_published_and_what_was_changed_since_and_why(edition):
    exporter = ReportHTMLExporter()
    report, _ = exporter.read(edition.notebook, {"metadata": {"path": str(edition.folder)}})
    add_dateline(report, EVENTS)
    page = BeautifulSoup(exporter.render(report), "html.parser")
    changes = [item.get_text() for item in page.select_one("#changes").find_next("ul").select("li")]
    what = "Verdicts changed: C08 from supported to contradicted. 7 numbers changed. A figure was entered again."
    assert changes == [f"Corrected on 1 December 2026: {what}", "Corrected on 28 November 2026: A typo."]
    said = page.select(".masthead")[1].get_text()  # below the answer
    assert "Published on 25 November 2026. Corrected on 1 December 2026: A figure was entered again." in said
    assert page.select_one(".citation").get_text().endswith("Published on 25 November 2026.")
    assert page.select_one("meta[property='article:published_time']")["content"] == "2026-11-25"
    graph = json.loads(page.select_one("script[type='application/ld+json']").string)["@graph"]
    report = next(node for node in graph if node["@type"] == "Report")
    assert (report["datePublished"], report["dateModified"]) == ("2026-11-25", "2026-12-01")
    assert {node["datePublished"] for node in graph if node["@type"] == "ClaimReview"} == {"2026-11-25"}


@pytest.mark.long
def test_page_site_and_feed_give_the_reason_and_the_verdict_that_changed(tmp_path):
    """Of an edition whose data have another figure behind the verdict on C08 by now."""
    project, reports = kept(tmp_path), tmp_path / "reports"
    history.append(reports / history.HISTORY_JSONL, EVENTS[:1])
    cells = {"value": "100000000", "low": "99999500", "high": "100000500", "printed": "100.000 million"}
    Copy(project.data).observe(POPULATION, **cells)
    project.accept(POPULATION, "2026-12-01")
    options = ("--data", "data", "--out", f"reports/{DAY}")
    assert call("report", *options, cwd=tmp_path).returncode == 2
    done = call("report", *options, "--renew", "--reason", "A figure was entered again", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert call("site", "--data", "data", "--reports", "reports", "-q", cwd=tmp_path).returncode == 0
    front = BeautifulSoup((reports / "index.html").read_bytes(), "html.parser").get_text()
    assert "A figure was entered again. What changed" in " ".join(front.split())
    for place in (f"{DAY}/report.html", "corrections.html", "feed.xml"):
        parser = "xml" if place.endswith(".xml") else "html.parser"
        text = BeautifulSoup((reports / place).read_bytes(), parser).get_text()
        assert "C08 from supported to contradicted" in text, place
        assert re.search(r"\d+ numbers changed\. A figure was entered again\.", text), place
    assert "<published>2026-11-25T00:00:00Z</published>" in (reports / "feed.xml").read_text(encoding="utf-8")


def test_a_re_rendering_that_cannot_be_put_in_place_leaves_history_and_edition_as_they_were(
    tmp_path, small, monkeypatch
):
    edition = publish(tmp_path / DAY, day=DAY)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    job = Job(tmp_path / "n.ipynb", small, {}, DAY, edition, (), stored=stored_digest(small))
    event = Event("2026-12-01", EventKind.RENEWED, DAY, why="A slip.")
    rendered = build.RenderedEdition({"manifest.json": b"{}"}, "", event)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(build, "replace_folder", full)
        with pytest.raises(OSError, match="No space left"):
            build.put(job, rendered)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    build.put(job, rendered)
    assert history.read(tmp_path / history.HISTORY_JSONL)[-1].manifest == archive_integrity.seal(edition)
