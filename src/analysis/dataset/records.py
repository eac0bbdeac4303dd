"""The documents in which the figures were read, and what makes one fit to carry a figure."""

import calendar
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from analysis.dataset.schema import Defect, Table

# ----- documents -------------------------------------------------------------------------------------------

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


# ----- observations ----------------------------------------------------------------------------------------
# One figure from one source, with the interval its printed precision allows.

NUMBERS = ("value", "precision", "low", "high")
DATES = ("period_start", "period_end", "published")
SAME_FIGURE = (
    *("indicator", "entity", "actor", "account", "period_start", "period_end"),
    *("published", "unit", "base_period", "price_basis"),
)
"""Rows that agree in all of these are about one figure as it became public on one day."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure as one source published it, in base units, with its bounds and the day it became public.

    `actor` is the firm or project it is about, `account` whose account of the matter it is where there are several.
    `document_id` names the document in which it was read, `confirmed_by` others that print the same.
    """

    observation_id: str
    entity: str
    actor: str
    indicator: str
    account: str
    frequency: str
    period_start: date | None
    period_end: date | None
    value: float
    unit: str
    base_period: str
    price_basis: str
    qualifier: str
    printed: str
    precision: float
    low: float
    high: float
    status: str
    source_id: str
    published: date
    published_is: str
    vintage: str
    document_id: str
    locator: str
    confirmed_by: str
    disagrees_with: str
    note: str

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents in which the figure was read, the one it was taken from first."""
        return (self.document_id, *self.confirmed_by.split())

    @property
    def period(self) -> str:
        """The period in the shortest form: a year, a day, or two days."""
        start, end = self.period_start, self.period_end
        if start is None or end is None:
            return str((start or end) or "")
        if start == end:
            return end.isoformat()
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
        return f"{start.isoformat()} to {end.isoformat()}"

    @property
    def when(self) -> str:
        """The period as a sentence says it: 2024, March 2024, 12 April 2024, April 2021 to March 2024.

        Of what was announced amid a month the source says how long, or until when; days that it does not name are none.
        """
        start, end = self.period_start, self.period_end
        if start is None or end is None or start == end:
            return in_words(start or end)
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return self.period
        if start.day > 1 and end > self.published:
            return f"{in_words(start)}, {_span_ahead(start, end + timedelta(days=1))}"
        if start.day > 1 or (end + timedelta(days=1)).day > 1:
            return f"{in_words(start)} to {in_words(end)}"
        first, last = f"{start:%B %Y}", f"{end:%B %Y}"
        return first if first == last else f"{first} to {last}"


def _span_ahead(start: date, after: date) -> str:
    """Say how long a plan runs where its days are those of whole years, or else by when it is to be done."""
    years = after.year - start.year
    if (start.month, start.day) == (after.month, after.day):
        return f"over {years} year{'s' * (years > 1)}"
    last = after - timedelta(days=1)
    if after.day > 1:
        return f"by {in_words(last)}"
    return f"by the end of {last.year}" if after.month == 1 else f"by the end of {last:%B %Y}"


def in_words(day: date | None) -> str:
    """Write a day the way a sentence does: 12 April 2024; of none nothing."""
    return f"{day.day} {day:%B %Y}" if day else ""


def spans(rows: Iterable[Observation]) -> str:
    """Name the years in which the periods of some figures end, with those that follow each other in one: 2001 to 2004.

    A figure without a period counts in the year in which it became public.
    """
    return years_in_words((o.period_end or o.published).year for o in rows)


def years_in_words(years: Iterable[int]) -> str:
    """Name years, with those that follow each other in one: 2001 to 2004, 2006."""
    runs: list[list[int]] = []
    for year in sorted({*years}):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def bounds(value: float, precision: float, qualifier: str) -> tuple[float, float]:
    """Return the lower and upper bound that a printed figure allows.

    A rounded figure may be half its last printed digit away, and so may one derived from such figures, whose precision
    is that of all of them; one said to be about right a whole digit. `gt` and `ge` have no upper bound, and `le` (up
    to) starts at zero.
    """
    match qualifier:
        case "exact":
            return value, value
        case "eq" | "derived":
            return value - precision / 2, value + precision / 2
        case "approx":
            return value - precision, value + precision
        case "gt" | "ge":
            return value, math.inf
        case "le":
            return 0.0, value
    raise ValueError(f"unknown qualifier {qualifier!r}")


def parse_observations(table: Table) -> list[Observation]:
    """Turn the checked text of `observations.csv` into observations, row by row."""
    from analysis.dataset.loading import spelled

    columns = dict(table)
    cells: dict[str, list[object]] = {name: list(column) for name, column in columns.items()}
    for name in NUMBERS:
        cells[name] = [float(text) for text in columns[name]]
    for name in DATES:
        cells[name] = [date.fromisoformat(text) if text else None for text in columns[name]]
    cells["unit"] = list(map(spelled, columns["unit"]))
    return [Observation(*row) for row in zip(*cells.values(), strict=True)]


def of_article(table: Table) -> dict[str, Observation]:
    """Turn the text of `article.csv` into the article's own figures, each named as its finding, `claim.<claim>`."""
    return _named(table, {"observation_id": [f"claim.{claim}" for claim in table["claim_id"]]})


def of_events(table: Table) -> dict[str, Observation]:
    """Turn the text of `events.csv` into events by name: the value of each is its day, or that by which it was public.

    The note of an event is what happened.
    """
    days = [day or published for day, published in zip(table["day"], table["published"], strict=True)]
    counted = [str(date.fromisoformat(day).toordinal()) for day in days]
    own = {"observation_id": table["event_id"], "note": table["what"], "printed": days}
    own |= dict.fromkeys(("period_start", "period_end"), table["day"]) | dict.fromkeys(
        ("value", "low", "high"), counted
    )
    same = {"unit": "date", "qualifier": "exact", "precision": "0"}
    return _named(table, own | {name: [text] * len(days) for name, text in same.items()})


def _named(table: Table, own: Mapping[str, list[str]]) -> dict[str, Observation]:
    """Read a table that lacks columns of the observations, which are the same in all its rows."""
    given, size = {**table, **own}, len(own["observation_id"])
    same = {"frequency": "_Z", "status": "A", "published_is": "exact"}
    names = [field.name for field in fields(Observation)]
    cells = {name: given.get(name) or [same.get(name, "")] * size for name in names}
    return {row.observation_id: row for row in parse_observations(cells)}


def misfits(path: str, table: Table) -> list[Defect]:
    """Find figures without an end, and those whose bounds contradict value, precision and qualifier."""
    found = []
    rows = zip(table["value"], table["precision"], table["qualifier"], table["low"], table["high"], strict=True)
    for number, (value, precision, qualifier, low, high) in enumerate(rows, 2):
        row = [float(text) for text in (value, precision, low, high)]
        if math.isinf(row[0]) or math.isinf(row[1]):
            found.append(Defect(path, number, "value", f"{value} has no end; only a bound may have none"))
            continue
        if not row[2] <= row[0] <= row[3]:
            found.append(Defect(path, number, "low", f"{low} ≤ {value} ≤ {high} does not hold"))
            continue
        for column, given, expected in zip(("low", "high"), row[2:], bounds(row[0], row[1], qualifier), strict=True):
            if not math.isclose(given, expected, rel_tol=1e-9, abs_tol=1e-12):
                message = f"{given:.12g} contradicts value, precision and {qualifier}; expected {expected:.12g}"
                found.append(Defect(path, number, column, message))
    return found


def defects_observations(table: Table) -> list[Defect]:
    """Find rows whose bounds, period or days contradict each other, and rows that contradict an earlier one."""
    found = misfits("observations.csv", table)
    for number, (start, end) in enumerate(zip(table["period_start"], table["period_end"], strict=True), 2):
        if start and end and start > end:
            found.append(Defect("observations.csv", number, "period_end", f"{end} lies before {start}"))
    return found + list(_contradictions(table))


def _contradictions(table: Table) -> Iterator[Defect]:
    """Name each row that gives another value or bound than an earlier row for one figure in one vintage.

    Where two documents disagree both are kept, and the one that is not used names the other in `disagrees_with`.
    """
    first: dict[tuple[str, ...], int] = {}
    by_name = {name: at for at, name in enumerate(table["observation_id"])}
    for at, same in enumerate(zip(*(table[name] for name in SAME_FIGURE), strict=True)):
        if other := table["disagrees_with"][at]:
            if fault := _no_rival(table, at, by_name.get(other)):
                yield Defect("observations.csv", at + 2, "disagrees_with", f"{other!r} {fault}")
            continue
        before = first.setdefault(same, at)
        for column in ("value", "low", "high") if before != at else ():
            here, there = table[column][at], table[column][before]
            if float(here) != float(there):
                other = f"row {before + 2}, {table['observation_id'][before]}"
                what = f"{here} contradicts the {there} of {other}, in the same vintage"
                message = f"{what}; keep one, or name it in disagrees_with"
                yield Defect("observations.csv", at + 2, column, message)
                break  # the bounds follow the value


def _no_rival(table: Table, at: int, other: int | None) -> str:
    """Say why a row is none that another document could contradict: none of that name, or about something else."""
    if other is None:
        return "is no row of this table"
    if other == at:
        return "is the row itself"
    about = [column for column in SAME_FIGURE if column != "published"]
    if differing := next((column for column in about if table[column][at] != table[column][other]), ""):
        return f"is about another figure: {differing} differs"
    if float(table["value"][at]) == float(table["value"][other]):
        return "has the same value; name the document in its confirmed_by"
    if table["document_id"][at] in (table["document_id"][other], *table["confirmed_by"][other].split()):
        return "was read in the same document"
    return "names a row that is itself set aside" if table["disagrees_with"][other] else ""
