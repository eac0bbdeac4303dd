"""The pages of the site, also in a real browser: what they say, whom they shut out, what they load, what they run."""

from __future__ import annotations

import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup

from analysis.editions.corrections import Correction
from analysis.findings import Outcome
from analysis.publish import site as pages
from analysis.publish.feed import Entry, Turn
from analysis.publish.site import Addresses
from analysis.publish.verify import Contradiction

from ...chromium import needs_chromium
from ...shelves import FIRST, HEAD, SECOND, THIRD, page, publish, tell
from ..conftest import browser  # noqa: F401  # a fixture of the neighbours

AXE = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map(it => it.id + ' ' + it.help))"
FILES = ("index.html", "corrections.html", "claims/C01.html", "latest/index.html")
TRAP = "(document.title = 'SPRUNG', window.sprung = true)"
"""What a hostile text would do; no page may do it."""

HOSTILE = [
    f"<script>{TRAP}</script>", f"</script><script>{TRAP}</script>", f"<img src=x onerror=\"{TRAP}\">",
    f"\"><svg onload=\"{TRAP}\">", f"' onmouseover='{TRAP}' x='", f"</title><script>{TRAP}</script>",
    f"</style><script>{TRAP}</script>", f"<!--<script>{TRAP}</script>",
    f"<iframe srcdoc=\"<script>parent.{TRAP}</script>\">",
    f"javascript:{TRAP}", "<meta http-equiv=refresh content='0; url=https://example.org/'>",
    "<base href=https://example.org/>", "<link rel=stylesheet href=https://example.org/a.css>",
    "<style>*{display:none}</style>",
    f"{{{{ {TRAP} }}}}", "{% include '/etc/passwd' %}", "]]><x>", "&lt;script&gt;", "\u202egnp.exe", "\x1b[31m\x00",
]  # fmt: skip
"""Texts that would run, load or hide something if they were not escaped."""


def read(file):
    return BeautifulSoup(file.read_bytes(), "html.parser")


def texts(soup, selector):
    return [" ".join(it.get_text().split()) for it in soup.select(selector)]


def test_the_newest_edition_is_offered_first_with_page_and_pdf(built):
    soup = read(built() / "index.html")
    assert texts(soup, "main h2")[0] == "The newest edition: as known on 30 October 2026"
    assert soup.select_one("a.read")["href"] == f"{THIRD}/report.html"
    assert texts(soup, "#newest .counts li") == ["1 supported", "1 disputed"]
    assert [it["href"] for it in soup.select("#newest .offer a")][1:] == [
        f"{THIRD}/report.pdf", f"{THIRD}/findings.csv", f"{THIRD}/verdicts.csv", "latest/",
    ]  # fmt: skip


def test_the_list_says_for_each_edition_its_verdicts_and_what_took_its_place(built, reports):
    tell(reports, {"day": "2025-07-02", "event": "published", "edition": SECOND, "supersedes": FIRST, "why": "new"})
    soup = read(built() / "index.html")
    assert texts(soup, "thead th") == ["Edition", "Published", "Supported", "Disputed", "Superseded", "Read"]
    rows = [texts(row, "th, td") for row in soup.select("tbody tr")]
    assert rows == [
        [THIRD, "not on record", "1", "1", "the newest", "Page · PDF"],
        [SECOND, "2025-07-02", "1", "1", f"by {THIRD}", "Page · PDF"],
        [FIRST, "not on record", "2", "0", "2025-07-02", "Page · PDF"],
    ]
    assert texts(soup, f"#e-{SECOND} .meta") == [f"Published on 2 July 2025: new · superseded by {THIRD} · Page · PDF"]


def test_a_verdict_that_changed_is_told_with_its_claim_its_cause_and_a_link_to_it(built):
    soup = read(built() / "index.html")
    (turn,) = soup.select(".turns li")
    assert " ".join(turn.get_text().split()) == (
        "C01 “Less < more & so on.” supported → disputed Cause: newly public: sum2 (¥4, public since 2025-01-31)"
    )
    assert turn.a["href"] == f"{SECOND}/report.html#c-C01"


def test_corrections_are_told_newest_first_and_those_of_sources_with_both_figures(built, reports):
    assert "No correction of an edition is on record." in read(built() / "corrections.html").main.get_text()
    said = {"event": "correction", "what": "It said 56%.", "why": "A column was mistaken."}
    tell(reports, {"day": "2026-11-01", "edition": FIRST, **said}, {"day": "2026-11-03", "edition": "gone", **said})
    soup = read(built() / "corrections.html")
    of_sources = [texts(row, "th, td") for row in soup.select("table tbody tr")]
    assert texts(soup, ".turns li") == [
        "Corrected on 3 November 2026, edition gone: It said 56%. A column was mistaken.",
        f"Corrected on 1 November 2026, edition {FIRST}: It said 56%. A column was mistaken.",
    ]
    assert [it.get("href") for it in soup.select(".turns a")] == [f"{FIRST}/report.html"]
    assert of_sources[0] == [
        "Unicorns, Japan, 2025-05-06", "9", "8", "one Japanese firm (Opn) stands in the list twice",
        "CB Insights: Global Unicorn Club list",
    ]  # fmt: skip


def test_every_table_has_a_caption_and_every_inner_link_leads_somewhere(built, tmp_path):
    out = built(tmp_path / "public")
    for name in FILES:
        soup = read(out / name)
        assert all(table.caption and table.select("th[scope]") for table in soup.select("table"))
        ids = {it["id"] for it in soup.select("[id]")}
        for link in soup.select("[href]"):
            path, fragment = urlsplit(link["href"]).path, urlsplit(link["href"]).fragment
            assert (out / name).parent.joinpath(path).exists(), link
            assert path or fragment in ids, link


def test_its_own_address_is_named_only_where_it_is_known(built):
    def canonical(folder):
        return [it["href"] for it in read(folder / "index.html").select("link[rel=canonical]")]

    assert canonical(built()) == []
    assert canonical(built(base="https://example.org/r")) == ["https://example.org/r/index.html"]


@pytest.mark.parametrize(
    ("name", "text", "address"),
    [
        ("CITATION.cff", "contact: [{email: desk@example.org}]\nurl: https://example.org/", "mailto:desk@example.org"),
        ("CITATION.cff", "repository-code: https://example.org/code", "https://example.org/code"),
        ("CITATION.cff", "url: javascript:alert(1)", ""),
        ("pyproject.toml", "[project]\nurls.Issues = 'https://example.org/issues'", "https://example.org/issues"),
        ("pyproject.toml", "[project]\nname = 'a'", ""),
        ("pyproject.toml", "[tool.other]\nname = 'a'", ""),
        ("pyproject.toml", "project = 1", ""),
        ("pyproject.toml", "[project]\nurls = ['https://example.org/']", ""),
        ("pyproject.toml", "[project", ""),
        ("CITATION.cff", "contact: [", ""),
        ("CITATION.cff", "- a list", ""),
        ("CITATION.cff", "", ""),
        ("CITATION.cff", "contact: {email: desk@example.org}", ""),
        ("CITATION.cff", "contact: [desk]\nurl: 2026-11-26", ""),
        ("CITATION.cff", "\x00", ""),
        ("CITATION.cff", "[" * 5000, ""),
    ],
)
def test_errors_are_reported_where_the_project_says(tmp_path, name, text, address):
    (tmp_path / name).write_text(text)
    assert pages.contact(tmp_path) == address


def test_files_that_cannot_be_read_state_no_address(tmp_path):
    (tmp_path / "CITATION.cff").write_bytes(b"url: \xff")
    (tmp_path / "pyproject.toml").mkdir()
    assert pages.contact(tmp_path) == ""


def entry(number):
    counts = dict.fromkeys(Outcome, 3)
    day = f"{2000 + number // 12}-{number % 12 + 1:02}-28"
    turns = (Turn("C26", "A claim of some length about two countries.", "supported", "disputed", ("one", "two")),) * 2
    corrections = (Correction(day, day, "It said 56%.", "A column was mistaken."),)
    return Entry(
        name=day, as_of=day, published=day, why="a verdict changed", before="2000-01-01", turns=turns, moved=200,
        causes=("84 figures",), superseded_by=day, superseded_on=day, counts=counts, files=("report.pdf",),
        corrections=corrections,
    )  # fmt: skip


def test_ten_years_of_monthly_editions_stay_below_three_hundred_kilobytes():
    entries = [entry(number) for number in range(119, -1, -1)]
    written = pages.index(pages.Frame("A title", Addresses()), entries, {"name": "A title"})
    assert len(written) < 300_000
    told = BeautifulSoup(written, "html.parser").select(".change")
    assert len(told) == 120
    assert [len(it.select(".turns li")) for it in told] == pages.WHOLE * [2] + (120 - pages.WHOLE) * [0]
    assert "Each is told in the feed." in told[-1].get_text()


# -- in a real browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory, small):
    """A site with a history and a correction, built once."""
    from analysis.publish.site import Site, build

    from ...shelves import three

    reports = three(tmp_path_factory.mktemp("site") / "reports")
    tell(
        reports,
        {"day": "2025-07-02", "event": "approved", "edition": SECOND, "supersedes": FIRST, "why": "approved",
         "verdicts": [{"claim": "C01", "before": "supported", "after": "disputed", "causes": ["vintage a: 3 → 4"]}]},
        {"day": "2026-11-05", "event": "correction", "edition": FIRST, "what": "It said 56%.", "why": "A mistake."},
    )  # fmt: skip
    build(Site(reports, small, reports, Addresses()), lambda _: None)
    return reports


def opened(browser, file, width=1280, scheme="light", script=True):  # noqa: F811
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    tab, asked, said = context.new_page(), [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    tab.goto(file.as_uri())
    return tab, asked, said


@needs_chromium
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (360, "dark"),
        (1280, "light"),
        pytest.param(360, "light", marks=pytest.mark.long),
        pytest.param(1280, "dark", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("name", FILES[:2])
def test_the_page_shuts_nobody_out_asks_for_nothing_and_fits(browser, site, name, width, scheme):  # noqa: F811
    tab, asked, said = opened(browser, site / name, width, scheme)
    assert asked == [tab.url]
    assert said == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate(AXE_SCRIPT)
    assert tab.evaluate(AXE) == []
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").get_attribute("class") == "skip"
    tab.keyboard.press("Enter")
    assert tab.locator(":focus").get_attribute("id") == "main"
    tab.context.close()


@needs_chromium
def test_the_stable_address_leads_to_the_permanent_one_without_script(browser, site):  # noqa: F811
    tab, _, _ = opened(browser, site / "latest" / "index.html", script=False)
    tab.wait_for_url(f"**/{THIRD}/report.html")
    assert tab.locator("#here").inner_text() == "An edition."
    tab.context.close()


@needs_chromium
@pytest.mark.parametrize("text", [*HOSTILE[:2], *(pytest.param(text, marks=pytest.mark.long) for text in HOSTILE[2:])])
def test_hostile_texts_of_history_and_edition_run_and_load_nothing(browser, reports, built, text):  # noqa: F811
    turned = {"claim": text, "before": text, "after": f"{text}!", "causes": [text]}
    known = {"claim": "C01", "before": "supported", "after": text, "causes": [f"vintage {text}"]}
    publish(reports / "2026-11-30", title=text, claims={"C01": text, text: text})
    tell(
        reports,
        {"day": "2026-12-01", "event": "published", "edition": "2026-11-30", "supersedes": THIRD, "why": text,
         "verdicts": [turned, known], "causes": [text, f"method {text}"], "sources": {text: text}},
        {"day": "2026-12-02", "event": "correction", "edition": "2026-11-30", "what": text, "why": text},
        {"day": "2026-12-03", "event": "correction", "edition": text, "what": text, "why": text},
        {"day": "2026-12-04", "event": "published", "edition": text, "supersedes": text},
    )  # fmt: skip
    if any(sign.isdigit() or not sign.isprintable() for sign in text):
        # An edition with a number without an origin, or a word heard otherwise than it is seen, does not get that far.
        with pytest.raises(Contradiction, match=r"\A.+\Z"):
            built(base="https://example.org/r")
        shutil.rmtree(reports / "2026-11-30")
        publish(reports / "2026-11-30", title="Plain", claims={"C01": "supported"})
    out = built(base="https://example.org/r")
    for name in FILES[:3]:
        tab, asked, said = opened(browser, out / name)
        for it in tab.locator("main a").all():
            it.dispatch_event("mouseover")
        assert (asked, said, tab.evaluate("window.sprung")) == ([tab.url], [], None)
        assert tab.title() != "SPRUNG"
        assert (
            tab.locator("script:not([type='application/ld+json']), img, iframe, svg, base, [onclick], [onload]").count()
            == 0
        )
        assert tab.evaluate("document.querySelectorAll('meta[http-equiv=refresh], link[rel=stylesheet]').length") == 0
        assert tab.locator("main :is(h2, article)").first.is_visible()
        assert tab.evaluate("JSON.parse(document.querySelector('script')?.textContent ?? '{}')['@type']") in (
            "DataFeed",
            "ClaimReview",
            None,
        )
        tab.context.close()


@needs_chromium
def test_the_trap_springs_where_a_text_is_not_escaped(browser, tmp_path):  # noqa: F811
    (tmp_path / "page.html").write_bytes(
        page("A title", {}, {}).removeprefix(HEAD.encode()) + f"<script>{TRAP}</script>".encode()
    )
    tab, _, _ = opened(browser, tmp_path / "page.html")
    assert (tab.title(), tab.evaluate("window.sprung")) == ("SPRUNG", True)
    tab.context.close()
