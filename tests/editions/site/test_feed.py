from __future__ import annotations

import json
import re
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree

from ...shelves import FIRST, SECOND, THIRD, tell

ATOM = "{http://www.w3.org/2005/Atom}"
STEM = "tag:japan-tech.invalid,2024-04-12"
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:[\w./%~-]+", re.ASCII)
ONCE = {"feed": {"id", "title", "updated", "generator"}, "entry": {"id", "title", "updated", "published", "summary"}}
KNOWN = {"feed": {*ONCE["feed"], "author", "link", "entry"}, "entry": {*ONCE["entry"], "link"}}
NEEDED = {"feed": {"id", "title", "updated", "author"}, "entry": {"id", "title", "updated"}}


def faults(root) -> list[str]:
    """What breaks RFC 4287 in a feed, as far as our feeds use it (sections 4.1 and 4.2)."""
    found = [] if root.tag == f"{ATOM}feed" else ["no feed"]
    for node in (root, *root.iter(f"{ATOM}entry")):
        kind = node.tag.removeprefix(ATOM)
        names = [child.tag.removeprefix(ATOM) for child in node]
        found += [f"{kind} lacks {name}" for name in NEEDED[kind] - set(names)]
        found += [f"{kind} has {name} more than once" for name in ONCE[kind] if names.count(name) > 1]
        found += [f"{kind} may not hold {name}" for name in set(names) - KNOWN[kind]]
        links = [link.attrib for link in node.findall(f"{ATOM}link")]
        found += [f"{kind}: link without href" for link in links if not link.get("href")]
        alternates = [(link["rel"], link["type"]) for link in links if link["rel"] == "alternate"]
        found += [f"{kind}: two alternates of a type"] if len(set(alternates)) < len(alternates) else []
        for name in ("updated", "published"):
            for moment in node.findall(f"{ATOM}{name}"):
                if not re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", moment.text) or not datetime.fromisoformat(
                    moment.text
                ):
                    found.append(f"{kind}: {name} {moment.text}")
        found += [f"{kind}: {it.text} is no tag" for it in node.findall(f"{ATOM}id") if not TAG.fullmatch(it.text)]
    ids = [it.text for it in root.iter(f"{ATOM}id")]
    return found + [f"{it} twice" for it in set(ids) if ids.count(it) > 1]


def feed(folder):
    return etree.fromstring((folder / "feed.xml").read_bytes())


def texts(root, name):
    return [entry.findtext(f"{ATOM}{name}") for entry in root.findall(f"{ATOM}entry")]


def links(root):
    return [entry.find(f"{ATOM}link").get("href") for entry in root.findall(f"{ATOM}entry")]


def test_the_feed_keeps_the_rules_of_atom_with_an_entry_for_each_edition_and_changed_verdict(built):
    root = feed(built())
    assert faults(root) == []
    assert texts(root, "id") == [
        f"{STEM}:edition/{THIRD}", f"{STEM}:edition/{SECOND}", f"{STEM}:verdict/{SECOND}/C01",
        f"{STEM}:edition/{FIRST}",
    ]  # fmt: skip
    assert texts(root, "title")[2] == "C01: supported → disputed"
    assert texts(root, "updated") == [f"{day}T00:00:00Z" for day in (THIRD, SECOND, SECOND, FIRST)]
    assert root.findtext(f"{ATOM}updated") == f"{THIRD}T00:00:00Z"
    assert texts(root, "summary")[2] == (
        f"Less < more & so on. Cause: newly public: sum2 (¥4, public since 2025-01-31). In the edition of {SECOND}."
    )


def test_the_judge_finds_what_breaks_the_rules(built):
    root = feed(built())
    entry = root.find(f"{ATOM}entry")
    entry.remove(entry.find(f"{ATOM}title"))
    root.append(entry.__copy__())
    root.find(f"{ATOM}updated").text = "30 October 2026"
    assert sorted(faults(root)) == [
        "entry lacks title", "entry lacks title", "feed: updated 30 October 2026", f"{STEM}:edition/{THIRD} twice",
    ]  # fmt: skip


def test_links_are_relative_until_the_address_is_known_and_lead_to_files_that_exist(built, reports):
    root = feed(built())
    assert links(root)[2] == f"{SECOND}/report.html#c-C01"
    assert all((reports / urlsplit(link).path).is_file() for link in links(root))
    assert [it.get("rel") for it in root.findall(f"{ATOM}link")] == ["alternate"]


def test_with_an_address_every_link_is_absolute_and_the_identifiers_stay(built):
    before = feed(built())
    root = feed(built(base="https://example.org/reports"))
    assert faults(root) == []
    assert texts(root, "id") == texts(before, "id")
    assert links(root) == [urljoin("https://example.org/reports/", link) for link in links(before)]
    assert [it.get("href") for it in root.findall(f"{ATOM}link")] == [
        "https://example.org/reports/index.html", "https://example.org/reports/feed.xml",
    ]  # fmt: skip


def test_a_correction_makes_the_entry_of_its_edition_newer_and_is_told_in_it(built, reports):
    said = {"what": "It said 56%.", "why": "A column was mistaken."}
    tell(reports, {"day": "2026-11-05", "event": "correction", "edition": FIRST, **said})
    root = feed(built())
    assert faults(root) == []
    assert texts(root, "updated")[-1] == "2026-11-05T00:00:00Z"
    assert not any(texts(root, "published"))  # the day of publication is not on record
    assert texts(root, "summary")[-1].startswith("Corrected on 5 November 2026: It said 56%. A column was mistaken. ")
    assert root.findtext(f"{ATOM}updated") == "2026-11-05T00:00:00Z"


@pytest.mark.parametrize(
    "text", ["]]><x/>", "<a>&amp;", "\x00\x1b[0m", "\ud800", "\uffff", 'C01" onclick="x', "C 01/../é"]
)
def test_hostile_texts_of_the_history_leave_the_feed_well_formed(built, reports, text):
    turned = {"claim": text, "before": text, "after": f"{text}!", "causes": [text]}
    event = {"day": "2026-11-02", "event": "published", "edition": THIRD, "supersedes": SECOND, "verdicts": [turned]}
    (reports / "history.jsonl").write_text(json.dumps(event | {"why": text, "causes": [text]}) + "\n")
    root = feed(built())
    assert faults(root) == []
    assert len(root.findall(f"{ATOM}entry")) == 5
    assert links(root)[1] == f"{THIRD}/report.html"  # what is no name of a claim has no place in the page
