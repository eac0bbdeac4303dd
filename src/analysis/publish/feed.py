"""The feed of the site (Atom, RFC 4287): an entry for each edition and for each verdict that changed in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree

from analysis.editions import archive
from analysis.editions.archive import place
from analysis.editions.corrections import corrections, plain
from analysis.errors import AnalysisError
from analysis.findings import Outcome
from analysis.findings.compare import Changes, Kind
from analysis.publish.verify import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from analysis.editions.archive import Event
    from analysis.editions.corrections import Correction
    from analysis.findings.compare import Change
    from analysis.publish.verify import Edition


# ----- addresses -------------------------------------------------------------------------------------------
# Where a site will stand: absolute addresses where that is known, and otherwise such as hold wherever it stands.

CLEAN = re.compile(r"[!-~]+")
NOT_IN_ADDRESSES = frozenset('<>"{}|\\^`')


class WrongAddress(AnalysisError, ValueError):
    """What was given as the address of the site is none; the message shows one."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a site; `base` ends in a stroke, or is empty where it is not known where the site will stand."""

    base: str = ""

    @classmethod
    def below(cls, given: str) -> Addresses:
        """Check the address of a site as somebody typed it. Raises `WrongAddress`."""
        if given and not _is_base(given):
            shown = given if len(given) <= 80 else f"{given[:80]}…"
            raise WrongAddress(f"--base-url {shown!r}: expected an address such as https://example.org/reports/")
        return cls(f"{given.rstrip('/')}/" if given else "")

    def of(self, path: str) -> str:
        """Return the address of a file of the site, absolute where the base is known."""
        return urljoin(self.base, path) if self.base else path


def _is_base(given: str) -> bool:
    """Say whether a text is a web address of a folder: with scheme and host, without account, query and fragment."""
    if not CLEAN.fullmatch(given) or NOT_IN_ADDRESSES & set(given):
        return False
    try:
        parts = urlsplit(given)
        _ = parts.port  # a port that is no number is found out only when asked for
    except ValueError:
        return False
    is_folder = not parts.query and not parts.fragment and not given.endswith(("?", "#", ".html", ".htm", ".xml"))
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and is_folder


# ----- record ----------------------------------------------------------------------------------------------
# What a reader is told of each edition: what changed in it and why, what took its place, and what was mended.

MOST_CAUSES = 3

COUNTED = {
    Kind.VINTAGE: ("figure that became public or was revised", "figures that became public or were revised"),
    Kind.CORRECTION: ("corrected error of a source", "corrected errors of sources"),
    Kind.DATA: ("other edit of the data", "other edits of the data"),
    Kind.PARAMETER: ("other parameter", "other parameters"),
    Kind.METHOD: ("change of the program or of a declared choice", "changes of the program or of declared choices"),
    Kind.TEXT: ("change of words", "changes of words"),
}
"""How causes of one kind are counted in words, one of them and several."""

NAMED = {
    Kind.VINTAGE: "newly public",
    Kind.CORRECTION: "corrected",
    Kind.DATA: "edited in the data",
    Kind.PARAMETER: "parameter",
    Kind.METHOD: "program or choice",
    Kind.TEXT: "words",
}
"""How a cause is introduced where it is named by itself."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A verdict that says another thing than in the edition before; of a new claim nothing was said before."""

    claim: str
    statement: str
    before: str
    after: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition as it stands in the list. `published` is the day of publication, empty if it is not on record."""

    name: str
    as_of: str
    published: str
    why: str
    before: str
    turns: tuple[Turn, ...]
    moved: int
    causes: tuple[str, ...]
    superseded_by: str
    superseded_on: str
    counts: Mapping[Outcome, int]
    files: tuple[str, ...]
    corrections: tuple[Correction, ...]

    @property
    def updated(self) -> str:
        """The day on which the edition or what is said of it last changed."""
        return max(self.published or self.as_of, *(it.day for it in self.corrections), "")


def entries(editions: Sequence[Edition], events: Sequence[Event]) -> list[Entry]:
    """Tell of every edition, newest first: from the history, and where that says nothing by comparing two editions."""
    names = {edition.name for edition in editions}
    told = {event.edition: event for event in events if event.event in archive.PUBLISHED and event.edition in names}
    followed = {old.name: new.name for old, new in pairwise(editions)}
    followed |= {event.supersedes: event.edition for event in told.values() if _is_later(event)}
    mended = corrections(events)
    found = []
    for old, new in pairwise([None, *editions]):
        assert new is not None
        event, later = told.get(new.name), followed.get(new.name, "")
        turns, moved, causes = _of_history(event, new) if event and event.supersedes else _compared(old, new)
        found.append(
            Entry(
                name=new.name, as_of=new.snapshot.as_of, published=archive.day_of_publication([event] if event else []),
                why=plain(event.why) if event else "", before=_before(event, old, names),
                turns=turns, moved=moved, causes=causes,
                superseded_by=later, superseded_on=archive.day_of_publication([told[later]] if later in told else []),
                counts=_counts(new), files=new.files,
                corrections=tuple(it for it in mended if it.edition == new.name),
            )
        )  # fmt: skip
    return found[::-1]


def grouped(causes: Iterable[str]) -> tuple[str, ...]:
    """Count causes by their kind where there are many; what is of no known kind is told as it stands, first."""
    unique = list(dict.fromkeys(causes))
    kinds = Counter(kind for cause in unique if (kind := cause.partition(" ")[0]) in [*Kind])
    other = [plain(cause) for cause in unique if cause.partition(" ")[0] not in kinds]
    rest = len(other) - MOST_CAUSES
    more = [f"{rest} more"] if rest > 0 else []
    counted = [f"{number:,} {COUNTED[Kind(kind)][number > 1]}" for kind, number in sorted(kinds.items())]
    return (*other[:MOST_CAUSES], *more, *counted)


def _is_later(event: Event) -> bool:
    """Say whether an edition can have taken the place of the one it names: none supersedes a later one."""
    old, new = place(event.supersedes), place(event.edition)
    return bool(old and new and old < new)


def _before(event: Event | None, old: Edition | None, names: set[str]) -> str:
    """Name the edition that this one was compared with, where it is still there."""
    if event and event.supersedes:
        return event.supersedes if event.supersedes in names else ""
    return old.name if old else ""


def _of_history(event: Event, edition: Edition) -> tuple[tuple[Turn, ...], int, tuple[str, ...]]:
    by_claim = {it["claim"]: it for it in event.verdicts if it["before"] != it["after"]}
    turns = tuple(
        Turn(plain(claim), plain(edition.claims.get(claim, "")), plain(it["before"]), plain(it["after"]),
             in_short(it["causes"]))
        for claim, it in by_claim.items()
    )  # fmt: skip
    return turns, event.moved, grouped(event.causes)


def _compared(old: Edition | None, new: Edition) -> tuple[tuple[Turn, ...], int, tuple[str, ...]]:
    if old is None:
        return (), 0, ()
    changes = Changes(old.snapshot, new.snapshot)
    turned = [(change, *_outcomes(change)) for change in changes.verdicts]
    turns = tuple(
        Turn(plain(c.name), plain(new.claims.get(c.name, "")), before, after, in_short(_told(c)))
        for c, before, after in turned
        if before != after
    )
    moved = [change for change in changes.findings if change.moved]
    return turns, len(moved), grouped(cause for change in (*changes.verdicts, *moved) for cause in _told(change))


def _outcomes(change: Change) -> tuple[str, str]:
    before, after = (row["verdict"] if row else "" for row in (change.before, change.after))
    return before, after


def _told(change: Change) -> list[str]:
    return [f"{c.kind.value} {c.name}" + (f" ({c.words})" if c.words else "") for c in change.causes]


def in_short(causes: Sequence[str]) -> tuple[str, ...]:
    """Introduce the first causes in words, and count the others."""
    more = len(causes) - MOST_CAUSES
    return (*map(_introduced, causes[:MOST_CAUSES]), *([f"{more} more"] if more > 0 else []))


def _introduced(cause: str) -> str:
    kind, _, rest = cause.partition(" ")
    return plain(f"{NAMED[Kind(kind)]}: {rest}" if kind in [*Kind] and rest else cause)


def _counts(edition: Edition) -> dict[Outcome, int]:
    found = Counter(row["verdict"] for row in edition.snapshot.verdicts.values())
    return {outcome: found[outcome.value] for outcome in Outcome}


# ----- wording ---------------------------------------------------------------------------------------------
# What is said of an edition in plain words, on the pages and in the feed alike.


def change(entry: Entry) -> str:
    """Say in a sentence or two what changed against the edition before, and what that is laid to."""
    if not entry.before and not entry.turns and not entry.moved:
        return "The first edition."
    turned, moved = len(entry.turns), entry.moved
    what = [
        f"{turned} {'verdict' if turned == 1 else 'verdicts'}" if turned else "no verdict",
        f"{moved:,} {'number' if moved == 1 else 'numbers'}" if moved else "no number",
    ]
    against = f" against the edition of {day(entry.before)}" if entry.before else ""
    because = f" The cause: {'; '.join(entry.causes)}." if entry.causes else ""
    return f"Changed{against}: {' and '.join(what)}.{because}"


def verdicts(entry: Entry) -> str:
    """Count the verdicts of an edition, those that occur."""
    return ", ".join(f"{number} {outcome.value}" for outcome, number in entry.counts.items() if number)


def day(iso: str) -> str:
    """Write a day as a reader says it; what is no day stays as it is.

    >>> day("2026-10-30")
    '30 October 2026'
    """
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {found:%B %Y}"


# ----- feed ------------------------------------------------------------------------------------------------

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
