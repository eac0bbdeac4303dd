"""The site around published editions: what it says, what it refuses, what it never touches, whom it shuts out."""

from __future__ import annotations

import hashlib
import json
import re
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup
from lxml import etree

from analysis.editions import atomic_files
from analysis.editions.publication_history import BEFORE, ArchiveError
from analysis.errors import EditionError
from analysis.rendering.svg import picture_address

from ..browsers import needs_chromium
from ..builders import FIRST, IN_THE_DATA, SECOND, THIRD, figure, publish
from ..builders import enter as enter_edition

BASE = "https://example.org/r/"
NEWER = f"{THIRD}-2"
PAGES = {"index.html", "corrections.html", "feed.xml", "about.html"}
STATEMENT = (
    "American technology companies are putting billions of dollars into artificial intelligence, cyber-defence and "
    "chips in Japan."
)
QUOTED = "“American firms are investing billions of dollars”"
CAUSE = "newly public: Label of obs.sum2: ¥4, public since 2025-01-31"
REVISED = "The cause: 1 figure that became public or was revised."
CORRECTED = {"event": "correction", "what": "It said 56%.", "why": "A column was mistaken."}


def enter(reports, *events):
    """Write a history that knows all three editions."""
    known = {event.get("edition") for event in events if event["event"] in ("published", "approved")}
    before = [{"day": day, "event": "published", "edition": day, "why": BEFORE} for day in (FIRST, SECOND, THIRD)]
    lines = [json.dumps(event) + "\n" for event in (*(it for it in before if it["day"] not in known), *events)]
    (reports / "history.jsonl").write_text("".join(lines), encoding="utf-8")


def contents(path):
    return {
        it.relative_to(path).as_posix(): sha256(it.read_bytes()).hexdigest() for it in path.rglob("*") if it.is_file()
    }


def read(file):
    return BeautifulSoup(file.read_bytes(), "html.parser")


def texts(soup, selector):
    return [" ".join(it.get_text().split()) for it in soup.select(selector)]


def test_around_the_editions_nothing_of_them_is_touched_and_the_same_editions_give_the_same_bytes(built, reports):
    before = contents(reports)
    built()
    once = contents(reports)
    times = {path: path.stat().st_mtime_ns for path in reports.rglob("*")}
    built()
    assert {name: once[name] for name in before} == before
    assert {name.partition("/")[0] for name in once.keys() - before.keys()} == {*PAGES, "claims", "latest"}
    assert contents(reports) == once
    assert {path: path.stat().st_mtime_ns for path in reports.rglob("*")} == times


def test_elsewhere_it_has_copies_of_the_editions_without_their_notebooks(built, reports, tmp_path):
    (reports / THIRD / "report.ipynb").write_text("{}")
    before = contents(reports)
    out = built(tmp_path / "public")
    assert {path.name for path in out.iterdir()} == {*PAGES, "claims", "latest", FIRST, SECOND, THIRD}
    copies = {name: content for name, content in before.items() if name.endswith((".html", ".pdf", ".csv"))}
    assert copies.items() <= contents(out).items()
    assert not (out / THIRD / "report.ipynb").exists()


def test_the_newest_edition_is_at_the_stable_address_and_a_page_there_leads_to_its_permanent_one(built, reports):
    built()
    publish(reports / NEWER)
    latest = built(base=BASE) / "latest"
    copied = contents(latest)
    assert copied.pop("index.html")
    assert copied == contents(reports / NEWER)
    page = read(latest / "index.html")
    assert page.select_one("meta[http-equiv=refresh]")["content"] == f"0; url=../{NEWER}/report.html"
    assert page.select_one("link[rel=canonical]")["href"] == f"{BASE}{NEWER}/report.html"
    assert not page.select("nav a[href='claims/index.html']")


def edit(name, text):
    def write(reports):
        (reports / name).parent.mkdir(exist_ok=True)
        (reports / name).write_text(text)

    return write


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        (edit(f"{SECOND}/report.html", "other"), ArchiveError),
        (lambda reports: (reports / SECOND).rename(reports / "2025-07-01"), ArchiveError),
        (edit("history.jsonl", '{"day": "2026-11-02"}\n'), ArchiveError),
        (edit("index.html", "mine"), EditionError),
        (edit("claims/mine.html", "mine"), EditionError),
        (edit("claims/mine.png", "mine"), EditionError),
        (edit("about.html", "mine"), EditionError),
        (edit("latest/mine.txt", "mine"), EditionError),
        (lambda reports: (reports / "latest").symlink_to(reports / FIRST), EditionError),
    ],
)
def test_what_is_damaged_or_of_somebody_else_is_refused_and_nothing_is_written(built, reports, harm, error):
    enter(reports)
    harm(reports)
    before = contents(reports)
    with pytest.raises(error) as caught:
        built()
    assert len(caught.value.lines) == 1
    assert contents(reports) == before


def test_a_full_disk_leaves_every_page_as_it_was_and_the_next_run_is_good(built, reports, monkeypatch):
    built()
    publish(reports / NEWER)
    before = contents(reports)

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(atomic_files.os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            built()
    assert contents(reports) == before
    built()
    assert NEWER in (reports / "latest" / "report.html").read_text()


def test_the_index_offers_the_newest_edition_and_says_of_each_what_changed_and_why(built):
    soup = read(built() / "index.html")
    assert texts(soup, "main h3.group") == ["disputed", "supported"]
    assert [it["href"] for it in soup.select("ul.claims a")] == ["claims/C01.html", "claims/C02.html"]
    assert [it["href"] for it in soup.select("#newest .offer a")] == [
        f"{THIRD}/report.html", f"{THIRD}/report.pdf", f"{THIRD}/findings.csv", f"{THIRD}/verdicts.csv", "latest/",
    ]  # fmt: skip
    assert [texts(row, "th, td")[:3] for row in soup.select("tbody tr")] == [
        [THIRD, "not on record", "the latest"],
        [SECOND, "not on record", f"by {THIRD}"],
        [FIRST, "not on record", f"by {SECOND}"],
    ]
    assert texts(soup, ".change > p:not(.meta)") == [  # the history says nothing: each is compared with the one before
        f"Changed against the edition of 30 June 2025: no verdict and 1 number. {REVISED}",
        f"Changed against the edition of 12 April 2024: 1 verdict and 1 number. {REVISED}",
        "The first edition.",
    ]
    assert texts(soup, ".turns li") == [f"{QUOTED} supported → disputed Cause: {CAUSE}"]
    assert soup.select_one(".turns a")["href"] == f"{SECOND}/report.html#c-C01"


def test_corrections_are_listed_newest_first_and_those_of_sources_with_both_figures(built, reports):
    assert "No correction of an edition is on record." in read(built() / "corrections.html").main.get_text()
    enter(reports, *({"day": f"2026-11-0{day}", "edition": it, **CORRECTED} for day, it in ((1, FIRST), (3, "gone"))))
    soup = read(built() / "corrections.html")
    assert texts(soup, ".turns li") == [
        "Corrected on 3 November 2026, edition gone: It said 56%. A column was mistaken.",
        f"Corrected on 1 November 2026, edition {FIRST}: It said 56%. A column was mistaken.",
    ]
    assert [it["href"] for it in soup.select(".turns a[href]")] == [f"{FIRST}/report.html"]
    assert texts(soup.select_one("table tbody tr"), "th, td")[:3] == ["Unicorns, Japan, 2025-05-06", "9", "8"]


def test_each_claim_has_a_page_with_its_verdict_that_leads_into_the_report_and_tells_machines(built, reports):
    """The second one is of a claim that is not in today's data."""
    judged = {"C01": "missing context", "C99": "supported"}
    publish(reports / NEWER, verdicts=tuple({"claim_id": name, "verdict": it} for name, it in judged.items()))
    folder = built(base=BASE) / "claims"
    assert [it["href"] for it in read(folder / "index.html").select("main li a")] == ["C01.html", "C99.html"]
    page = read(folder / "C01.html")
    said = dict(zip(texts(page, "dt"), texts(page, "dd"), strict=True))
    assert said["The article says"].startswith(STATEMENT)
    assert said["Verdict"] == "missing context"
    assert said["Why"].startswith("These are pledges for cloud computing")
    assert said["How sure"].startswith("Supported by the rule; an editor found that context is missing.")
    assert page.select("dd a[href^=http]")  # its sources
    assert said["Checked"].startswith("By the japan-tech-report maintainers, with figures available on")
    assert not page.select("dd a[href^='#'], dd a[href^='../2025']")
    assert page.select_one("a[rel=next]")["href"] == "C99.html"
    assert page.select_one("main p a")["href"] == f"../{NEWER}/report.html#c-C01"
    review = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", STATEMENT)
    assert review["url"] == page.select_one('link[rel="canonical"]')["href"] == f"{BASE}claims/C01.html"
    assert review["reviewBody"].startswith("These are pledges for cloud computing")  # why, before any detail
    assert said["Why"].startswith(review["reviewBody"][:200])


def test_a_claim_that_is_shared_is_in_quotation_marks_and_has_its_verdict_and_a_picture_with_both(built, reports):
    publish(reports / NEWER, verdicts=({"claim_id": "C01", "verdict": "missing context"},))
    for base in ("", BASE):
        page = read(built(base=base) / "claims" / "C01.html")
        shared = {it.get("property"): it["content"] for it in page.select("meta[property]")}
        assert page.h1.get_text() == shared["og:title"] == shared["og:image:alt"] == f"Missing context: {QUOTED}"
        assert page.title.get_text().startswith(f"Missing context: {QUOTED} · ")
        assert shared["og:description"].startswith("Missing context. These are pledges")
        assert shared["og:image"] == f"{base or '../'}claims/C01.png"
    assert texts(read(reports / "claims" / "index.html"), "main li") == [f"{QUOTED}: missing context"]
    picture = (reports / "claims" / "C01.png").read_bytes()
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [1200, 630]


def test_numbers_of_a_card_lead_into_the_report_where_it_explains_them_and_are_words_elsewhere(built, reports):
    edition = publish(reports / NEWER, verdicts=({"claim_id": "C01", "verdict": "missing context"},))
    page = f"../{NEWER}/report.html"
    assert not read(built() / "claims" / "C01.html").select(f"dd a[href^='{page}']")
    explained = '<p id="f-claim.C01">billions</p>'
    again = publish(
        reports / f"{THIRD}-3", verdicts=({"claim_id": "C01", "verdict": "missing context"},), page=explained
    )
    links_of_card = read(built() / "claims" / "C01.html").select("dd a[href^='../']")
    assert edition.name != again.name
    assert f"../{again.name}/report.html#f-claim.C01" in [it["href"] for it in links_of_card]


def test_every_page_leads_to_one_that_says_who_made_the_report_and_what_is_not_stated(built, reports):
    publish(reports / NEWER, verdicts=({"claim_id": "C01", "verdict": "missing context", "judged_by": "editor"},))
    folder = built()
    for name in ("index.html", "about.html", "corrections.html", "claims/index.html", "claims/C01.html"):
        (link,) = [it for it in read(folder / name).select("footer a") if it.get_text() == "About"]
        assert (folder / name).parent.joinpath(link["href"]).resolve() == (folder / "about.html").resolve()
    page = read(folder / "about.html")
    said = dict(zip(texts(page, "dt"), texts(page, "dd"), strict=True))
    assert said["Written by"] == "The japan-tech-report maintainers"
    assert (said["Funding"], said["Contact"]) == ("not stated", "not stated")
    assert said["Text and charts"] == "MIT"
    assert "1 by an editor" in page.main.get_text()


def test_every_table_has_a_caption_and_every_inner_link_leads_somewhere(built, tmp_path):
    out = built(tmp_path / "public")
    for name in (
        "index.html",
        "corrections.html",
        "about.html",
        "claims/index.html",
        "claims/C02.html",
        "latest/index.html",
    ):
        soup = read(out / name)
        assert all(table.caption and table.select("th[scope]") for table in soup.select("table"))
        ids = {it["id"] for it in soup.select("[id]")}
        for link in soup.select("[href]"):
            path, fragment = urlsplit(link["href"]).path, urlsplit(link["href"]).fragment
            assert (out / name).parent.joinpath(path).exists(), link
            assert path or fragment in ids, link


ATOM = "{http://www.w3.org/2005/Atom}"
STEM = "tag:japan-tech.invalid,2024-04-12"
NEEDED = {"feed": {"id", "title", "updated", "author"}, "entry": {"id", "title", "updated"}}
"""What RFC 4287 wants each to have (sections 4.1 and 4.2)."""


def feed(folder):
    """Read the feed, which keeps RFC 4287."""
    root = etree.fromstring((folder / "feed.xml").read_bytes())
    for node in (root, *root.iter(f"{ATOM}entry")):
        names = [child.tag.removeprefix(ATOM) for child in node if child.tag not in (f"{ATOM}link", f"{ATOM}entry")]
        assert NEEDED[node.tag.removeprefix(ATOM)] <= set(names)
        assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", it.text) for it in root.iter(f"{ATOM}updated"))
    ids = [it.text for it in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    return root


def of_entries(root, name):
    return [entry.findtext(f"{ATOM}{name}") for entry in root.findall(f"{ATOM}entry")]


def links(root):
    return [entry.find(f"{ATOM}link").get("href") for entry in root.findall(f"{ATOM}entry")]


def test_the_feed_has_an_entry_for_each_edition_and_changed_verdict_under_lasting_names(built, reports):
    root = feed(built())
    assert of_entries(root, "id") == [
        f"{STEM}:edition/{THIRD}", f"{STEM}:edition/{SECOND}", f"{STEM}:verdict/{SECOND}/C01",
        f"{STEM}:edition/{FIRST}",
    ]  # fmt: skip
    assert of_entries(root, "title")[2] == f"Disputed, before supported: {QUOTED}"
    assert of_entries(root, "updated") == [f"{day}T00:00:00Z" for day in (THIRD, SECOND, SECOND, FIRST)]
    assert of_entries(root, "summary")[2] == (
        f"The article says, in our words: {STATEMENT} The verdict is now disputed; before it was supported. "
        f"Cause: {CAUSE}. In the edition of {SECOND}."
    )
    assert links(root)[2] == f"{SECOND}/report.html#c-C01"
    assert all((reports / urlsplit(link).path).is_file() for link in links(root))
    absolute = feed(built(base=BASE))
    assert of_entries(absolute, "id") == of_entries(root, "id")
    assert links(absolute) == [f"{BASE}{link}" for link in links(root)]
    assert [it.get("href") for it in absolute.findall(f"{ATOM}link")] == [f"{BASE}index.html", f"{BASE}feed.xml"]


def test_each_correction_has_an_entry_of_its_own_under_a_name_that_later_ones_do_not_change(built, reports):
    corrected = {"day": "2026-11-05", "edition": FIRST, **CORRECTED}
    enter(reports, corrected)
    folder = built()
    root = feed(folder)
    assert of_entries(root, "id")[0] == f"{STEM}:correction/2026-11-05/1"
    assert of_entries(root, "title")[0] == "Corrected on 5 November 2026: A column was mistaken."
    assert of_entries(root, "summary")[0].startswith("It said 56%. A column was mistaken. ")
    assert of_entries(root, "updated")[0] == root.findtext(f"{ATOM}updated") == "2026-11-05T00:00:00Z"
    assert of_entries(root, "published") == ["2026-11-05T00:00:00Z", None, None, None, None]  # of the editions unknown
    link = urlsplit(links(root)[0])
    assert link.path == "corrections.html"
    assert read(folder / link.path).find(id=link.fragment).get_text().startswith("Corrected on 5 November 2026")
    assert of_entries(root, "updated")[-1] == f"{FIRST}T00:00:00Z"
    enter(reports, corrected, {**corrected, "edition": SECOND, "what": "It said 57%."})
    again = feed(built())
    assert of_entries(again, "id")[:2] == [f"{STEM}:correction/2026-11-05/{number}" for number in (2, 1)]
    assert of_entries(again, "summary")[1] == of_entries(root, "summary")[0]


AXE = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map(it => it.id + ' ' + it.help))"


@needs_chromium
def test_the_pages_shut_nobody_out_ask_for_nothing_and_fit(browser, built, reports):
    enter(reports, {"day": "2026-11-05", "edition": FIRST, **CORRECTED})
    built()
    for name in ("index.html", "corrections.html", "about.html", "claims/C01.html", "claims/index.html"):
        context = browser.new_context(viewport={"width": 360, "height": 900}, color_scheme="dark")
        tab, asked, said = context.new_page(), [], []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.goto((reports / name).as_uri())
        assert (asked, said) == ([tab.url], [])
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        tab.evaluate(AXE_SCRIPT)
        assert tab.evaluate(AXE) == []
        tab.keyboard.press("Tab")
        assert tab.locator(":focus").get_attribute("class") == "skip"
        tab.keyboard.press("Enter")
        assert tab.locator(":focus").get_attribute("id") == "main"
        context.close()


def test_the_front_page_begins_with_the_answer_and_the_picture_of_the_newest_edition(built, reports):
    """Of an edition that does not say its answer the finding does."""
    answer = figure(IN_THE_DATA, 0, THIRD) | {"finding_id": "lead.answer", "printed": "Not yet"}
    publish(reports / NEWER, answer, verdicts=({"claim_id": "C01", "verdict": "supported"},))
    begins = "main > section:first-child > p:first-child"
    assert texts(read(built() / "index.html"), begins) == ["Not yet."]
    edition = publish(reports / f"{THIRD}-3", answer, kind=None)
    file = edition / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"answer": "No. It fell.", "picture": "report.pdf"}))
    enter_edition(edition)
    page = read(built() / "index.html")
    assert texts(page, begins) == ["No. It fell."]
    assert [it["src"] for it in page.select("main img")] == [f"{THIRD}-3/report.pdf"]
    assert page.select_one("meta[property='og:description']")["content"] == "No. It fell."


def test_the_front_page_draws_the_first_figure_in_the_colours_of_the_page(built, reports):
    """Wide and narrow, as the notebook of the edition has it; a picture would be white in dark mode and cut off."""
    judgements = ({"claim_id": "C01", "verdict": "supported"},)
    edition = publish(reports / NEWER, figure(IN_THE_DATA, 0, THIRD), verdicts=judgements, kind=None)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0" style="fill: #1b2733"/></svg>'
    )
    about = {
        "ours": True,
        "label": "fig-a",
        "title": "Cats & <em>dogs</em>",
        "alt": "Cats & dogs. Cats.",
        "narrow": drawing,
    }
    shown = f'<figure><img alt="" src="{picture_address(drawing)}"></figure>'
    output = {"data": {"text/html": shown}, "metadata": {"text/html": about}}
    notebook = json.dumps({"cells": [{"outputs": [output]}]}).encode()
    content = json.loads((edition / "manifest.json").read_text())
    for name, written in {"report.ipynb": notebook, "figures/fig-a.png": b""}.items():
        (edition / name).parent.mkdir(exist_ok=True)
        (edition / name).write_bytes(written)
        content["outputs"][name] = hashlib.sha256(written).hexdigest()
    content |= {"picture": "figures/fig-a.png", "picture_alt": about["alt"]}
    (edition / "manifest.json").write_text(json.dumps(content))
    enter_edition(edition)
    page = read(built() / "index.html")
    assert [it["class"] for it in page.select("main .newest svg")] == [["wide"], ["narrow"]]
    assert {it["style"] for it in page.select("main .newest svg path")} == {"fill: var(--ink)"}
    assert page.select_one("main .newest figcaption .title").get_text() == "Cats & dogs"
    assert not page.select("main img")
