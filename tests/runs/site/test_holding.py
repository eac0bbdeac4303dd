"""A forged or edited edition does not become a site, whether or not a history tells of it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
import typst

from analysis.evidence import find_data
from analysis.rendering.html_markup import hash_for_policy
from analysis.runs import seals
from analysis.runs.site import Addresses, Site, build
from analysis.runs.site.holding import Contradiction

from ...editions import figure, judged, row
from ...shelves import HEAD, THIRD, publish, tell

REPORTS = Path(__file__).parents[3] / "reports"
TOLD = {"day": THIRD, "event": "published", "edition": THIRD, "as_of": THIRD}
PAGE = (
    HEAD
    + """<title>p</title><script type="application/ld+json">{"@graph": [{"@type": "ClaimReview",
"@id": "#c-C01", "claimReviewed": "So.", "reviewRating": {"@type": "Rating", "alternateName": "Supported"}}]}</script>
</head><body>
<main><article class="claim" id="c-C01"><h3>So <span class="verdict verdict-supported">supported</span></h3>
<p>It was <a href="#f-sum">¥3</a>, twice that <a href="#f-double">¥6</a>.</p></article>
<dl class="workings"><dt>Sums</dt><dd id="f-sum"><b>¥3</b> · As published. <a href="#s-mof">Ministry</a></dd>
<dd id="f-double"><b>¥6</b> · Twice <a href="#f-sum">¥3</a>.</dd><dd id="s-mof">Ministry.</dd></dl></main>"""
)


@pytest.fixture
def edition(tmp_path):
    """An edition whose page says what its tables say: a sum of three yen, and twice that."""
    rows = figure("sum", 3), row("double", 6, "obs.sum")
    folder = publish(tmp_path / "reports" / THIRD, *rows, verdicts=(judged("C01"),))
    rewrite(folder, "report.html", PAGE)
    return folder


def rewrite(folder, name, text):
    """Write a file of an edition, and its hash into the manifest as whoever forges it would."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
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


def test_a_line_of_the_history_without_a_hash_vouches_for_nothing(edition, built):
    tell(edition.parent, TOLD)
    built()
    rewrite(edition, "report.html", PAGE.replace(">supported<", ">contradicted<"))
    with pytest.raises(Contradiction, match="C01 is contradicted there"):
        built()


def test_an_edition_is_the_one_whose_hash_the_history_holds(edition, built):
    """A page that contradicts itself is published all the same where it is the one that an update made."""
    rewrite(edition, "report.html", PAGE.replace(">supported<", ">contradicted<"))
    tell(edition.parent, TOLD | {"manifest": seals.seal(edition)})
    built()
    rewrite(edition, "report.html", PAGE)
    with pytest.raises(
        seals.NoLongerWhole, match=f"{THIRD}/manifest.json: .*not the manifest that history.jsonl"
    ) as it:
        built()
    assert len(it.value.lines) == 1


@pytest.mark.parametrize(
    ("was", "forged", "words"),
    [
        ("<p>It", "<p>Japan leads with 99% of chips.</p><p>It", "the number '99%' has no origin"),
        (
            "<title>",
            "<script>run()</script><title>",
            r"holds a script that its security policy does not name, “run\(\)”",
        ),
        ("<title>", "<script src=//evil.example></script><title>", "asks for something outside"),
        (HEAD, "<!doctype html><html><head>", "does not begin with the security policy"),
        (HEAD, f"<!-- {HEAD} -->", "does not begin with the security policy"),
        ("style-src 'unsafe-inline'", "script-src 'unsafe-inline'", "does not begin with the security policy"),
    ],
)
def test_a_page_may_hold_no_number_without_origin_and_no_script_but_its_own(edition, built, was, forged, words):
    assert was in PAGE
    rewrite(edition, "report.html", PAGE.replace(was, forged, 1))
    with pytest.raises(Contradiction, match=f"{THIRD}/report.html: .*{words}"):
        built()


def test_the_script_that_the_policy_names_is_the_one_of_the_page(edition, built):
    policy = HEAD.replace("base-uri", f"script-src '{hash_for_policy('show()')}'; base-uri")
    rewrite(edition, "report.html", PAGE.replace(HEAD, policy) + "<script>show()</script>")
    built()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.pdf", b"%PDF-1.4 forged", "is no PDF that can be read"),
        ("report.pdf", typst.compile(b"It was 99 yen."), "holds the number 99, which the page does not"),
        ("evil.html", b"<script>run()</script>", "is no file of a report"),
        ("figures/1.svg", b'<svg onload="run()"/>', "runs a script"),
        ("figures/1.svg", b"<svg><script>run()</script></svg>", "runs a script"),
    ],
)
def test_no_other_file_says_or_does_what_a_report_does_not(edition, built, name, content, words):
    rewrite(edition, name, content)
    with pytest.raises(Contradiction, match=f"{name}: {words}"):
        built()


def test_the_pdf_of_a_newer_edition_is_read_number_by_number(edition, built):
    numbered = PAGE.replace('<dd id="f-', '<dd data-number="1" id="f-')
    rewrite(edition, "report.html", numbered)
    with pytest.raises(Contradiction, match=r"report\.pdf: .*the page says ¥3,, the PDF nothing"):
        built()


def test_the_editions_of_this_project_are_as_they_should_be(tmp_path):
    build(Site(REPORTS, find_data(), tmp_path / "public", Addresses.below("")), lambda _: None)
