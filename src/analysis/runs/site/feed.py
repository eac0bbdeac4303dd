"""The feed of the site (Atom, RFC 4287): an entry for each edition and for each verdict that changed in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

from analysis.runs.site.shelf import PAGE
from analysis.runs.site.wording import change, day, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.runs.site.addresses import Addresses
    from analysis.runs.site.record import Entry, Turn

NAMESPACE = "http://www.w3.org/2005/Atom"
FEED = "feed.xml"
GENERATOR = "japan-tech site"


@dataclass(frozen=True, slots=True)
class Channel:
    """What the feed is called and who writes it; `name` and `since` make its identifiers, which never change."""

    title: str
    author: str
    name: str
    since: str

    def identifier(self, *parts: str) -> str:
        """Return a name for a thing that holds wherever the site stands (a tag URI, RFC 4151).

        The domain `.invalid` is kept free for ever, so that nobody else can own the name.
        """
        stem = re.sub(r"[^a-z0-9-]+", "-", self.name.lower()).strip("-") or "report"
        return f"tag:{stem}.invalid,{self.since}:{'/'.join(quote(part, safe='') for part in parts)}"


def write_feed(channel: Channel, entries: Sequence[Entry], addresses: Addresses) -> bytes:
    """Write the feed, newest first; its times are days of the editions and of the history, never the clock's."""
    feed = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _add(feed, "id", channel.identifier("feed"))
    _add(feed, "title", channel.title)
    _add(feed, "updated", _moment(max(entry.updated for entry in entries)))
    _add(_add(feed, "author"), "name", channel.author)
    _add(feed, "generator", GENERATOR)
    _link(feed, "alternate", addresses.of("index.html"), "text/html")
    if addresses.base:
        _link(feed, "self", addresses.of(FEED), "application/atom+xml")
    for entry in entries:
        feed.extend(_of_edition(channel, entry, addresses))
    ElementTree.indent(feed)
    text = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _of_edition(channel: Channel, entry: Entry, addresses: Addresses) -> Iterator[ElementTree.Element]:
    page = f"{entry.name}/{PAGE}"
    corrected = [f"{it.verb} on {day(it.day)}: {it.text}" for it in entry.corrections]
    texts = [*corrected, change(entry), f"Verdicts: {verdicts(entry)}."]
    yield _entry(
        channel.identifier("edition", entry.name), f"Edition of {entry.name}, as known on {entry.as_of}",
        entry.updated, entry.published, addresses.of(page), " ".join(texts),
    )  # fmt: skip
    for turn in entry.turns:
        yield _entry(
            channel.identifier("verdict", entry.name, turn.claim), _turned(turn),
            entry.published or entry.as_of, entry.published,
            addresses.of(f"{page}{anchor(turn.claim)}"),
            " ".join(filter(None, (turn.statement, _because(turn), f"In the edition of {entry.name}."))),
        )  # fmt: skip


def anchor(claim: str) -> str:
    """Return where in the page of an edition a claim stands; what is no name of a claim has no place there."""
    return f"#c-{claim}" if re.fullmatch(r"\w{1,40}", claim, re.ASCII) else ""


def _turned(turn: Turn) -> str:
    return f"{turn.claim}: {turn.before or 'no verdict'} → {turn.after or 'no verdict'}"


def _because(turn: Turn) -> str:
    return f"Cause: {'; '.join(turn.causes)}." if turn.causes else ""


def _entry(
    identifier: str, title: str, updated: str, published: str, address: str, summary: str
) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    _add(entry, "id", identifier)
    _add(entry, "title", title)
    _add(entry, "updated", _moment(updated))
    if published:
        _add(entry, "published", _moment(published))
    _link(entry, "alternate", address, "text/html")
    _add(entry, "summary", summary)
    return entry


def _add(parent: ElementTree.Element, tag: str, text: str = "") -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag)
    child.text = text or None
    return child


def _link(parent: ElementTree.Element, rel: str, address: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", rel=rel, type=kind, href=address)


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
