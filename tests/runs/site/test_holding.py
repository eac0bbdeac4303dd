"""A forged or edited edition of which no history tells does not become a site."""

from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest

from analysis.runs.site import Addresses, Site, build
from analysis.runs.site.holding import Contradiction

from ...editions import figure, judged, row
from ...shelves import THIRD, publish, tell

PAGE = """<!doctype html><title>p</title><script type="application/ld+json">{"@graph": [{"@type": "ClaimReview",
"@id": "#c-C01", "claimReviewed": "So.", "reviewRating": {"@type": "Rating", "alternateName": "Supported"}}]}</script>
<main><article class="claim" id="c-C01"><h3>So <span class="verdict verdict-supported">supported</span></h3>
<p>It was <a href="#f-sum">¥3</a>, twice that <a href="#f-double">¥6</a>.</p></article>
<dl class="workings"><dt>Sums</dt><dd id="f-sum"><b>¥3</b> · As published. <a href="#s-mof">Ministry</a></dd>
<dd id="f-double"><b>¥6</b> · Twice <a href="#f-sum">¥3</a>.</dd><dd id="s-mof">Ministry.</dd></dl></main>"""


@pytest.fixture
def edition(tmp_path):
    """An edition whose page says what its tables say: a sum of three yen, and twice that."""
    rows = figure("sum", 3), row("double", 6, "obs.sum")
    folder = publish(tmp_path / "reports" / THIRD, *rows, verdicts=(judged("C01"),))
    rewrite(folder, "report.html", PAGE)
    return folder


def rewrite(folder, name, text):
    """Write a file of an edition, and its hash into the manifest as whoever forges it would."""
    (folder / name).write_text(text, encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["outputs"][name] = sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.fixture
def built(edition, small):
    reports = edition.parent
    return lambda: build(Site(reports, small, reports, Addresses.below("")), lambda _: None)


def test_what_agrees_with_its_own_tables_becomes_a_site(built):
    built()


@pytest.mark.parametrize(
    ("was", "forged", "words"),
    [
        ("<b>¥3</b>", "<b>¥9</b>", r"sum is ¥9 there and ¥3 in findings\.csv"),
        ("<b>¥6</b>", "<b>¥60</b>", r"double is ¥60 there and ¥6 in findings\.csv"),
        ('was <a href="#f-sum">¥3', 'was <a href="#f-sum">¥9', "the number '¥9' differs from its working, “¥3 · As"),
        (">supported<", ">contradicted<", r"C01 is contradicted there and supported in verdicts\.csv"),
        ('"Supported"', '"Contradicted"', r"C01 is Contradicted there and supported in verdicts\.csv"),
        ("¥3", "¥9", r"sum is ¥9 there and ¥3 in findings\.csv"),
    ],
)
def test_a_page_that_was_changed_with_its_manifest_is_refused_in_one_line(edition, built, was, forged, words):
    assert was in PAGE
    rewrite(edition, "report.html", PAGE.replace(was, forged))
    with pytest.raises(Contradiction, match=f"{THIRD}/report.html: .*{words}.*; bring it back") as caught:
        built()
    assert len(caught.value.lines) == 1
    assert not (edition.parent / "index.html").exists()


@pytest.mark.parametrize(
    ("name", "was", "forged"), [("findings.csv", "¥3", "¥2"), ("verdicts.csv", "supported", "disputed")]
)
def test_a_table_that_was_changed_with_its_manifest_is_refused_too(edition, built, name, was, forged):
    text = (edition / name).read_text()
    rewrite(edition, name, text.replace(was, forged))
    with pytest.raises(Contradiction, match=re.escape(name)):
        built()


def test_what_the_history_knows_was_held_against_its_run_and_is_not_read_again(edition, built):
    tell(edition.parent, {"day": THIRD, "event": "published", "edition": THIRD, "as_of": THIRD})
    rewrite(edition, "report.html", PAGE.replace(">supported<", ">contradicted<"))
    built()
