"""An edition that is re-rendered gives its reason, and says what changed, wherever readers look."""

from __future__ import annotations

import csv
import errno
import json
import re
import shutil
from datetime import date

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from analysis.dataset import find_data
from analysis.dataset.loading import stored_digest
from analysis.editions import archive, build
from analysis.editions.archive import Event, EventKind
from analysis.editions.corrections import corrections
from analysis.editions.job import Job
from analysis.findings.compare import Changes

from ..builders import edition, figure, judged, publish, tell
from ..command import call
from .updating import EDITION, POPULATION

DAY = EDITION.name
PUBLISHED = {"day": "2026-11-25", "event": "published", "edition": DAY, "as_of": DAY}
ATOM = {"": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize(
    "options", [["--renew"], ["--renew", "--reason", " "], ["--reason", "A slip."], ["--renew", "--reason", "x"]]
)
def test_re_rendering_and_its_reason_go_together(tmp_path, options):
    done = call("report", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


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
    (found,) = corrections([archive.renewed(date(2026, 12, 1), DAY, "A slip", Changes(before, after))])
    assert (found.is_correction, found.what, found.why) == (is_correction, what, "A slip.")


@pytest.fixture
def project(tmp_path):
    """A published edition, and data in which the figure behind the verdict on C08 is another one by now."""
    shutil.copytree(find_data(), tmp_path / "data")
    shutil.copytree(EDITION, tmp_path / "reports" / DAY)
    tell(tmp_path / "reports", PUBLISHED, PUBLISHED | {"day": "2026-11-28", "event": "correction", "what": "A typo."})
    table = tmp_path / "data" / "observations.csv"
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    row = next(row for row in rows if row["observation_id"] == POPULATION)
    row |= {"value": "100000000", "low": "99999500", "high": "100000500", "printed": "100.000 million"}
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return tmp_path


def test_page_site_and_feed_give_the_reason_and_the_verdict_that_changed(project):
    reports = project / "reports"
    options = ("--data", "data", "--out", f"reports/{DAY}")
    assert call("report", *options, cwd=project).returncode == 2
    done = call("report", *options, "--renew", "--reason", "A figure was entered again", cwd=project)
    assert done.returncode == 0, done.stderr
    assert call("site", "--data", "data", "--reports", "reports", "-q", cwd=project).returncode == 0
    page = BeautifulSoup((reports / DAY / "report.html").read_bytes(), "html.parser")
    feed = etree.fromstring((reports / "feed.xml").read_bytes())
    told = {
        "page": page.select_one("#changes").find_next("ul").get_text(),
        "corrections": BeautifulSoup((reports / "corrections.html").read_bytes(), "html.parser").main.get_text(),
        "list": BeautifulSoup((reports / "index.html").read_bytes(), "html.parser").main.get_text(),
        "feed": feed.findtext("entry/summary", namespaces=ATOM),
    }
    for place, text in told.items():
        assert "C08 from supported to contradicted" in text, place
        assert re.search(r"\d+ numbers changed\. A figure was entered again\.", text), place
    assert "A typo." in told["page"]
    said = page.select_one(".masthead").get_text()
    assert "Published on 25 November 2026." in said
    assert "A figure was entered again." in said
    graph = json.loads(page.select_one("script[type='application/ld+json']").string)["@graph"]
    report = next(node for node in graph if node["@type"] == "Report")
    assert (report["datePublished"], report["temporalCoverage"]) == ("2026-11-25", f"../{DAY}")
    assert {node["datePublished"] for node in graph if node["@type"] == "ClaimReview"} == {"2026-11-25"}
    assert page.select_one("meta[property='article:published_time']")["content"] == "2026-11-25"
    assert page.select_one(".citation").get_text().endswith("Published on 25 November 2026.")
    assert feed.findtext("entry/published", namespaces=ATOM) == "2026-11-25T00:00:00Z"


def test_a_re_rendering_that_cannot_be_put_in_place_leaves_history_and_edition_as_they_were(
    tmp_path, small, monkeypatch
):
    edition = publish(tmp_path / DAY)
    archive.record(tmp_path, Event(DAY, EventKind.PUBLISHED, DAY, DAY))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    job = Job(tmp_path / "n.ipynb", small, {}, DAY, edition, (), stored=stored_digest(small))
    made = build.Made({"manifest.json": b"{}"}, "", Event("2026-12-01", EventKind.RENEWED, DAY, why="A slip."))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(build, "replace_folder", full)
        with pytest.raises(OSError, match="No space left"):
            build.put(job, made)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    build.put(job, made)
    assert archive.read(tmp_path / archive.FILE)[-1].manifest == archive.seal(edition)
