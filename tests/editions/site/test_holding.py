"""A forged or edited edition does not become a site, whether or not a history tells of it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
import typst

from analysis.dataset import find_data
from analysis.editions import archive
from analysis.publish.site import Addresses, Site, build
from analysis.publish.verify import Contradiction
from analysis.rendering.html import hash_for_policy

from ...made_editions import figure, judged, row
from ...shelves import HEAD, THIRD, publish, tell

REPORTS = Path(__file__).parents[3] / "reports"
TOLD = {"day": THIRD, "event": "published", "edition": THIRD, "as_of": THIRD}
PAGE = (
    HEAD
    + """<title>P</title><script type="application/ld+json">{"@graph": [{"@type": "ClaimReview",
"@id": "#c-C01", "claimReviewed": "So.", "reviewRating": {"@type": "Rating", "alternateName": "Supported"}}]}</script>
</head><body>
<h1>P</h1><main><article class="claim" id="c-C01"><h3>So. <span class="verdict verdict-supported">supported</span></h3>
<p>It was <a href="#f-sum">¥3</a>, added to itself <a href="#f-double">¥6</a>.</p></article>
<dl class="workings"><dt>Sums</dt><dd id="f-sum"><b>¥3</b> · As published. <a href="#s-mof">Ministry</a></dd>
<dd id="f-double"><b>¥6</b> · Added to itself: <a href="#f-sum">¥3</a>.</dd><dd id="s-mof">Ministry.</dd></dl></main>"""
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
        ('"Supported"', '"Contradicted"', r"C01 is Contradicted for machines and supported in verdicts\.csv"),
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
    tell(edition.parent, TOLD | {"manifest": archive.seal(edition)})
    built()
    rewrite(edition, "report.html", PAGE)
    with pytest.raises(
        archive.NoLongerWhole, match=f"{THIRD}/manifest.json: .*not the manifest that history.jsonl"
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


BESIDE = {
    "words where a figure is shared": (
        '<p class="share">Japan leads the world</p>',
        "holds “Japan leads the world” where",
    ),
    "a number in words there": ('<details class="share">ninety of all</details>', "holds “ninety of all” where"),
    "a word of ours elsewhere": ('<a class="skip" href="#c-C01">Contents</a>', "holds “Contents” where"),
    "a number of the page alone": ('<span class="share label">¥3</span>', "holds “¥3” where"),
    "lines to embed that say another thing": (
        '<code class="share label snippet">&lt;a href="x"&gt;¥9&lt;/a&gt;</code>',
        "holds “<a href=",
    ),
    "a drawing for a phone": (
        '<svg class="narrow" aria-label="a"><text class="label">¥9</text></svg>',
        "holds “¥9” where",
    ),
    "a name for who listens": ('<p aria-label="It is ¥9">So.</p>', "says '¥9' in aria-label of a tag"),
    "what hovering shows": ('<p title="It is ¥9">So.</p>', "says '¥9' in title of a tag"),
    "what hovering over a shape shows": (
        '<svg class="wide" aria-label="a"><rect title="It is ¥9"/></svg>',
        "says '¥9' in title of a tag",
    ),
    "a style that writes": ("<style>p::after { content: '9 of all' }</style>", "writes '9 of all' by its style"),
    "a style that writes by the number of a sign": (
        '<style>p { --mark: "\\39"; }</style>',
        r'writes "\39" by its style',
    ),
    "a style of one tag": ("<p style=\"--mark: '9'\">So.</p>", "writes '9' by its style"),
    "a link to nowhere": ('<p><a href="#nowhere">See</a></p>', "the link to '#nowhere' leads nowhere"),
    "a working without a source": (
        '<dl class="workings"><dd id="f-x"><b>9</b> · So.</dd></dl>',
        "the working x: its trace does not end in a source",
    ),
    "a choice that shows another number": (
        '<script type="application/json" id="switches-data">[{"numbers": {"a": {"gdp": ["¥9", "f-sum", 0]}}}]</script>',
        "a choice puts '¥9' there, which is not what the working 'f-sum' says",
    ),
}


@pytest.mark.parametrize(("added", "words"), BESIDE.values(), ids=BESIDE)
def test_beside_its_report_a_page_says_what_a_renderer_writes(edition, built, added, words):
    rewrite(edition, "report.html", PAGE.replace("</main>", f"{added}</main>"))
    with pytest.raises(Contradiction, match=re.escape(words)):
        built()


FRAME = {
    "<footer>Japan leads.</footer>": "holds “Japan leads.” where",
    '<footer>By <span class="by">Somebody</span></footer>': "holds “Somebody” where",
    "<footer>As known on 1 May 2020</footer>": "holds “As known on 1 May 2020” where",
    "<nav>Japan leads</nav>": "holds “Japan leads” where",
    "<form>¥3</form>": "holds “¥3” where",
}


@pytest.mark.parametrize(("added", "words"), FRAME.items())
def test_around_the_report_stand_its_title_its_day_and_its_contents(edition, built, added, words):
    ours = "<nav>Contents <a>So. supported</a></nav><footer>P · <span>As known on 30 October 2026</span></footer>"
    rewrite(edition, "report.html", PAGE + ours)
    built()
    rewrite(edition, "report.html", PAGE + added)
    with pytest.raises(Contradiction, match=words):
        built()


REVIEWS = {
    ('"claimReviewed": "So."', '"claimReviewed": "Japan leads."'): "C01 is “Japan leads.” for machines",
    ('"alternateName": "Supported"', '"alternateName": "Supported", "ratingValue": 1'): "C01 is Supported for machines",
    ('{"@type": "Rating", "alternateName": "Supported"}', '["Contradicted"]'): "says to machines what cannot be read",
    ('"@id": "#c-C01"', '"@id": "#c-C02"'): "C02 is Supported for machines and not judged in verdicts.csv",
    (
        '{"@type": "ClaimReview"',
        '{"@type": "Report", "headline": "Q"}, {"@type": "ClaimReview"',
    ): "is called 'Q' for machines",
    ('"@graph"', '"graph"'): "says to machines what cannot be read",
    ("</head>", '<script type="application/ld+json">{"@graph": []}</script></head>'): "what it is more than once",
    ("<title>P", "<title>Q"): "holds “Q” where",
}


@pytest.mark.parametrize(("change", "words"), REVIEWS.items())
def test_to_machines_a_page_says_what_it_says_to_readers(edition, built, change, words):
    assert change[0] in PAGE
    rewrite(edition, "report.html", PAGE.replace(*change, 1))
    with pytest.raises(Contradiction, match=re.escape(words)):
        built()


def test_every_file_that_the_manifest_names_is_there(edition, built):
    manifest = json.loads((edition / "manifest.json").read_text())
    (edition / "report.pdf").unlink()
    with pytest.raises(Contradiction, match=r"report\.pdf: is missing, though the manifest names it"):
        built()
    del manifest["outputs"]["report.pdf"]
    (edition / "manifest.json").write_text(json.dumps(manifest | {"formats": ["html", "pdf"]}))
    with pytest.raises(Contradiction, match=r"report\.pdf: is missing, though the manifest names it"):
        built()
    (edition / "manifest.json").write_text(json.dumps(manifest | {"formats": ["html"]}))
    built()
    manifest["outputs"]["report.ipynb"] = "0"  # which is large, and published nowhere
    (edition / "manifest.json").write_text(json.dumps(manifest))
    built()
