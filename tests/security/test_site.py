"""The site around editions whose texts are hostile: its pages and its feed say them and do nothing of them."""

from __future__ import annotations

import io
from datetime import date

import pytest
from lxml import etree

from analysis.publish.site import Site, build

from ..browsers import needs_chromium
from ..builders import FIRST, SECOND, THIRD, publish, tell, three
from . import hostile, trap
from .conftest import OURS

ATOM = "{http://www.w3.org/2005/Atom}"
SHOWN = (
    "why of an edition", "cause of an edition", "claim of a verdict", "verdict before", "verdict after",
    "cause of a verdict", "edition of a correction", "what of a correction",
    "why of a correction",
)  # fmt: skip


def told(at, mine):
    """A published edition and two corrections, with one hostile text in every part of each."""
    day = f"2026-12-{at + 1:02}"
    turned = {"claim": mine["claim of a verdict"].text, "before": mine["verdict before"].text}
    turned |= {"after": mine["verdict after"].text, "causes": [mine["cause of a verdict"].text]}
    known = {"claim": f"C{at:02}", "before": "supported", "after": "disputed", "causes": ["vintage a"]}
    name = f"{THIRD}-{at + 2}"
    published = {"day": day, "event": "published", "edition": name, "supersedes": THIRD}
    corrected = {"day": day, "event": "correction", "what": mine["what of a correction"].text}
    corrected |= {"why": mine["why of a correction"].text}
    return (
        published | {"why": mine["why of an edition"].text, "verdicts": [turned, known],
                     "causes": [mine["cause of an edition"].text]},
        corrected | {"edition": mine["edition of a correction"].text},
        corrected | {"edition": name},
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory, small):
    """A site with an edition for each text: its history is hostile."""
    reports = three(tmp_path_factory.mktemp("site") / "reports")
    known = hostile.cases(SHOWN)
    events = [{"day": day, "event": "published", "edition": day} for day in (FIRST, SECOND, THIRD)]
    for at in range(len(hostile.PAYLOADS)):
        mine = {place: found[at] for place, found in known.items()}
        folder = reports / f"{THIRD}-{at + 2}"
        publish(folder)
        events += told(at, mine)
    tell(reports, *events)
    build(Site(reports, small, reports, "https://example.org/r/", today=date(2027, 1, 4)), lambda _: None)
    return reports, [case for place in SHOWN for case in known[place]]


@needs_chromium
def test_hundreds_of_hostile_texts_of_history_and_editions_stand_in_the_pages_and_do_nothing(site, browser):
    reports, put = site
    files = [reports / name for name in ("index.html", "corrections.html", "feed.xml")]
    catches = trap.opened(browser, *files[:2], ours=OURS)
    assert [catch.caught for catch in catches] == [[], []]
    reached = {case.mark for case in put if any(catch.says(case.text) for catch in catches)}
    assert [case for case in put if case.mark not in reached] == []


def test_in_the_feed_hostile_texts_are_text(site):
    reports, put = site
    strict = etree.XMLParser(resolve_entities=False, no_network=True, dtd_validation=False, recover=False)
    feed = etree.parse(io.BytesIO((reports / "feed.xml").read_bytes()), strict)
    assert (feed.docinfo.doctype, feed.docinfo.encoding) == ("", "utf-8")
    for link in feed.iter(f"{ATOM}link"):
        assert link.get("href").startswith("https://example.org/r/")
        assert set(link.attrib) == {"rel", "type", "href"}
    assert not [it for it in feed.iter() if it.get("type") in {"html", "xhtml"}]  # so readers take it for plain text
    said = trap.single(" ".join(feed.getroot().itertext()))
    reached = [case for case in put if trap.single(case.text) in said]
    assert len(reached) >= 200
