"""The documents in which the figures were read, and what makes one fit to carry a figure."""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from analysis.evidence.schema import Defect, Table

HOME = re.compile(r"/?(index|home|default)?(\.\w+)?/?|/[a-z]{2}(-[A-Za-z]{2,4})?/?", re.IGNORECASE)
"""The path of a home page, in one language or several."""

TRACKING = re.compile(r"(utm_|fbclid|gclid|lang|hl)[^=&]*(=|$)", re.IGNORECASE)

FORGE = re.compile(
    r"([\w.-]*\.)?(github\.com|githubusercontent\.com|jsdelivr\.net|gitlab\.com|codeberg\.org|huggingface\.co|bitbucket\.org)"
)
BRANCH = re.compile(r"/(blob|raw|resolve|tree|src|gh)/|//raw\.", re.IGNORECASE)
"""An address at which a branch may come to hold another file."""

COMMIT = re.compile(r"[0-9a-f]{40}|sha256:[0-9a-f]{64}")


class Kind(StrEnum):
    """How near a document is to whoever made the figure, the nearest first."""

    OWN = "own"
    COPY = "copy"
    PRESS = "press"
    THIRD_PARTY = "third_party"
    UNRELIABLE = "unreliable"
    UNSEEN = "unseen"

    @property
    def distance(self) -> int:
        """How far from the maker of the figure, as a rank to sort by."""
        return list(Kind).index(self)


KINDS = {
    Kind.OWN: "publisher’s own",
    Kind.COPY: "copy of the publisher’s",
    Kind.PRESS: "press",
    Kind.THIRD_PARTY: "a third party’s",
    Kind.UNRELIABLE: "a forum, blog or personal page",
    Kind.UNSEEN: "not seen",
}
"""What each kind is called in a sentence."""


OUR_TITLE = re.compile(r"^\[Page of |\(in [A-Z][a-z]+\)$")
"""Titles in English of documents in any language: of a page of somebody, and one that names its language."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document that was read: a page, a report or a file, with its deep address.

    `published` is a day, a month or a year, as far as the document tells it; `checksum` belongs to a copied file.
    """

    document_id: str
    publisher: str
    title: str
    url: str
    language: str
    published: str
    seen: str
    kind: Kind
    checksum: str
    note: str

    @property
    def title_language(self) -> str:
        """The language of the title: English where we wrote one ourselves, for a page without one or not in English."""
        return "en" if OUR_TITLE.search(self.title) else self.language

    @property
    def is_not_before(self) -> date:
        """The last day on which the document can have been published; the last of all days where it bears none."""
        return last_day(self.published)


def parse(table: Table) -> dict[str, Document]:
    """Turn the checked text of `documents.csv` into documents, by name."""
    columns = {**table, "kind": [Kind(text) for text in table["kind"]]}
    found = (Document(*row) for row in zip(*columns.values(), strict=True))
    return {document.document_id: document for document in found}


def reliable(names: Iterable[str], known: Mapping[str, Document]) -> list[str]:
    """Return the documents that may decide something: all but forums, blogs and personal pages."""
    return [name for name in names if known[name].kind is not Kind.UNRELIABLE]


def last_day(published: str) -> date:
    """Return the last day of a year, a month or a day; the last of all days where no calendar has it.

    >>> last_day("2024-02"), last_day("2024")
    (datetime.date(2024, 2, 29), datetime.date(2024, 12, 31))
    """
    if not _is_day(published):
        return date.max
    first, parts = _first_day(published), published.count("-")
    if parts == 2:
        return first
    month = first.month if parts else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def _first_day(published: str) -> date:
    """Return the first day of a year, a month or a day; raises `ValueError` where no calendar has it."""
    return date.fromisoformat(published + "-01" * (2 - published.count("-")))


def _is_day(published: str) -> bool:
    try:
        return bool(_first_day(published))
    except ValueError:
        return False


def defects(table: Table) -> Iterator[Defect]:
    """Find documents without an address or a day of reading, and copies that do not say of what."""
    file = "documents.csv"
    addresses: dict[str, int] = {}
    for number, row in enumerate(zip(*table.values(), strict=True), 2):
        cells = dict(zip(table, row, strict=True))
        if cells["published"] and not _is_day(cells["published"]):
            yield Defect(file, number, "published", f"{cells['published']!r} is in no calendar")
            continue
        if cells["kind"] == Kind.UNSEEN:
            continue
        if not cells["seen"]:
            yield Defect(file, number, "seen", "is empty; only a document of kind unseen has none")
        if not cells["url"] and not cells["checksum"]:
            yield Defect(file, number, "url", "is empty; give the address, or the checksum of a file that has none")
        if cells["url"] and (fault := _of_address(cells["url"])):
            yield Defect(file, number, "url", f"{cells['url'][:60]!r} {fault}")
        elif cells["url"] and addresses.setdefault(cells["url"], number) != number:
            yield Defect(file, number, "url", f"is that of row {addresses[cells['url']]} as well; keep one of them")
        if cells["seen"] and cells["published"] and cells["seen"] < str(_first_day(cells["published"])):
            yield Defect(file, number, "seen", f"{cells['seen']} lies before {cells['published']}, its publication")
        if cells["kind"] == Kind.COPY and not cells["note"]:
            yield Defect(file, number, "note", "is empty; say of which file or release this is a copy")
        if _may_move(cells["url"], cells["kind"]) and not (COMMIT.search(cells["url"]) or cells["checksum"]):
            yield Defect(file, number, "url", "names no commit; give its forty digits, or the file’s checksum")


def _of_address(url: str) -> str:
    """Say what is wrong with an address: none that can be opened, or that of a home page."""
    try:
        parts = urlsplit(url)
        if not parts.hostname or parts.port == 0:
            return "is no address"
    except ValueError:
        return "is no address"
    query = [part for part in parts.query.split("&") if part and not TRACKING.match(part)]
    if HOME.fullmatch(parts.path or "/") and not query:
        return "leads to a home page; give the document’s own"
    return ""


def _may_move(url: str, kind: str) -> bool:
    """Say whether a file stands on a branch, so that what is read there tomorrow may be another one."""
    host = "" if _of_address(url) else urlsplit(url).hostname or ""
    return bool(FORGE.fullmatch(host) and (kind == Kind.COPY or BRANCH.search(url)))


def misreadings(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find figures, rates and claims that no document carries: one unknown, not opened, or older than they are.

    A figure whose day of publication is uncertain may be older than that day.
    """
    known = parse(tables["documents"])
    for name in ("observations", "article", "events", "exchange-rates"):
        if name in tables:
            yield from _unfit(f"{name.replace('-', '_')}.csv", tables[name], known)
    yield from _unread(tables["claims"], known)
    if "corrections" in tables:
        for number, name in enumerate(tables["corrections"].get("document_id", []), 2):
            if fault := _fault(name, "", "", known):
                yield Defect("corrections.csv", number, "document_id", fault)


def _unfit(path: str, table: Table, known: Mapping[str, Document]) -> Iterator[Defect]:
    """Judge each combination of documents and day once, then name every row that has a faulty one."""
    exact = table.get("published_is", ["exact"] * len(table["published"]))
    others = table.get("confirmed_by", [""] * len(exact))
    rows = list(zip(table["document_id"], others, table["published"], exact, strict=True))
    faults = {row: found for row in set(rows) if (found := list(_faults_of(*row, known)))}
    if faults:
        for number, row in enumerate(rows, 2):
            yield from (Defect(path, number, column, fault) for column, fault in faults.get(row, ()))


def _faults_of(
    first: str, more: str, published: str, certainty: str, known: Mapping[str, Document]
) -> Iterator[tuple[str, str]]:
    since, others = published if certainty == "exact" else "", more.split()
    if len(set(others)) < len(others):
        yield "confirmed_by", "names a document twice"
    for column, name, beside in (("document_id", first, ""), *(("confirmed_by", other, first) for other in others)):
        if fault := _fault(name, since, beside, known):
            yield column, fault


def _fault(name: str, published: str, first: str, known: Mapping[str, Document]) -> str:
    if name not in known:
        return f"{name!r} is not in the table documents"
    if name == first:
        return f"{name!r} cannot confirm itself"
    document = known[name]
    if document.kind is Kind.UNSEEN:
        return f"{name!r} was not opened: it is of kind unseen and carries no figure"
    if published and document.is_not_before < date.fromisoformat(published):
        return f"{name!r} of {document.published} is older than the figure, public since {published}"
    if published and document.seen < published:
        return f"{name!r} was opened on {document.seen}, before the figure became public on {published}"
    return ""


def _unread(claims: Table, known: Mapping[str, Document]) -> Iterator[Defect]:
    for number, (first, more) in enumerate(zip(claims["document_id"], claims["evidence"], strict=True), 2):
        if len(set(more.split())) < len(more.split()):
            yield Defect("claims.csv", number, "evidence", "names a document twice")
        if first in more.split():
            yield Defect("claims.csv", number, "evidence", f"{first!r} is what is checked, and proves nothing")
        for column, names in (("document_id", [first]), ("evidence", more.split())):
            for name in names:
                if fault := _fault(name, "", "", known):
                    yield Defect("claims.csv", number, column, fault)
                elif known[name].kind is Kind.UNRELIABLE:
                    yield Defect("claims.csv", number, column, f"{name!r} is unreliable and proves nothing")
