"""The rows of the tables: documents, observations, series that publishers serve, and look-ups of them."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from analysis.dataset.dates import in_words, is_of_whole_years, last_day, span_ahead, years_in_words
from analysis.dataset.schema_checks import Table
from analysis.dataset.unit_names import spelled
from analysis.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Record = TypeVar("Record", bound=DataclassInstance)


class LookUp(NamedTuple):
    """One question put to the dataset, and the days of knowledge on which it has the same answer.

    `key` is what was asked for: an indicator with entity, actor and account, the name of a row, or a pair of
    currencies with its source. The answer holds from `since` up to, but not including, `until`: a new row can win a
    look-up even where the answer so far was "nothing".
    """

    key: tuple[str, ...]
    since: date
    until: date


Note = Callable[[LookUp], None]
"""Receives each look-up, so that a finding knows on what it depends."""


def unheard(_: LookUp) -> None:
    """Ignore a look-up."""


class DocumentKind(StrEnum):
    """How near a document is to whoever made the figure, the nearest first."""

    OWN = "own"
    COPY = "copy"
    PRESS = "press"
    UNKNOWN = "unknown"
    THIRD_PARTY = "third_party"
    UNRELIABLE = "unreliable"
    UNSEEN = "unseen"

    @property
    def distance(self) -> int:
        """How far from the maker of the figure, as a rank to sort by."""
        return list(DocumentKind).index(self)


KINDS = {
    DocumentKind.OWN: "publisher’s own",
    DocumentKind.COPY: "copy of the publisher’s",
    DocumentKind.PRESS: "second-hand",
    DocumentKind.UNKNOWN: "a page of unknown kind",
    DocumentKind.THIRD_PARTY: "a third party’s",
    DocumentKind.UNRELIABLE: "a forum, blog or personal page",
    DocumentKind.UNSEEN: "not seen",
}
"""What each kind is called in a sentence; not only the press reports figures at second hand."""

LANGUAGES = {
    "de": "German", "es": "Spanish", "fr": "French", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pt": "Portuguese", "zh": "Chinese",
}  # fmt: skip
"""Names of languages by the first part of their code."""


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
    kind: DocumentKind
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


def parse_documents(table: Table) -> dict[str, Document]:
    """Turn the checked text of `documents.csv` into documents, by name."""
    kinds = [DocumentKind(text) for text in table["kind"]]
    return {document.document_id: document for document in _records(Document, {**table, "kind": kinds})}


def _records(kind: "type[Record]", columns: Mapping[str, Sequence[object]]) -> "list[Record]":
    """Make a record of each row, from the columns that are named as its fields."""
    cells = (columns[field.name] for field in fields(kind))
    return [kind(*row) for row in zip(*cells, strict=True)]


def reliable(names: Iterable[str], documents: Mapping[str, Document]) -> list[str]:
    """Return the names of documents that may decide something: all but forums, blogs and personal pages."""
    return [name for name in names if documents[name].kind is not DocumentKind.UNRELIABLE]


NUMBER_COLUMNS = ("value", "precision", "low", "high")
DATE_COLUMNS = ("period_start", "period_end", "published")
SAME_FIGURE = (
    "indicator",
    "entity",
    "actor",
    "account",
    "period_start",
    "period_end",
    "published",
    "unit",
    "base_period",
    "price_basis",
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
            return str((start or end) or "")  # one day may be all that is known, or none
        if start == end:
            return end.isoformat()
        if is_of_whole_years(start, end):
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
        if is_of_whole_years(start, end):
            return self.period

        day_after = end + timedelta(days=1)
        if start.day > 1 and end > self.published:
            return f"{in_words(start)}, {span_ahead(start, day_after)}"
        is_of_whole_months = start.day == 1 and day_after.day == 1
        if not is_of_whole_months:
            return f"{in_words(start)} to {in_words(end)}"
        first, last = f"{start:%B %Y}", f"{end:%B %Y}"
        return first if first == last else f"{first} to {last}"


def spans(rows: Iterable[Observation]) -> str:
    """Return the years in which the periods of some figures end, with runs joined: 2001 to 2004.

    A figure without a period counts in the year in which it became public.
    """
    return years_in_words((row.period_end or row.published).year for row in rows)


def bounds(value: float, precision: float, qualifier: str) -> tuple[float, float]:
    """Return the lower and upper bound that a printed figure allows.

    A rounded figure may be half its last printed digit away, and so may one derived from such figures, whose precision
    is that of all of them; one said to be about right a whole digit. `gt` and `ge` have no upper bound, and `le` (up
    to) starts at zero.
    """
    match qualifier:
        case "exact":
            return value, value
        case "eq" | "derived" | "range":
            return value - precision / 2, value + precision / 2
        case "approx":
            return value - precision, value + precision
        case "gt" | "ge":
            return value, math.inf
        case "le" | "lt":
            return (0.0 if value > 0 else -math.inf), value
    raise ValueError(f"unknown qualifier {qualifier!r}")


def parse_observations(table: Table) -> list[Observation]:
    """Parse the checked text of `observations.csv`."""
    cells: dict[str, Sequence[object]] = dict(table)
    for name in NUMBER_COLUMNS:
        cells[name] = [float(text) for text in table[name]]
    for name in DATE_COLUMNS:
        cells[name] = [date.fromisoformat(text) if text else None for text in table[name]]
    # one spelling for what files write as per 10,000 or per ten thousand
    cells["unit"] = list(map(spelled, table["unit"]))
    return _records(Observation, cells)


def parse_article(table: Table) -> dict[str, Observation]:
    """Turn the text of `article.csv` into the article's own figures, each named as its finding, `claim.<claim>`."""
    return _with_defaults(table, {"observation_id": [f"claim.{claim}" for claim in table["claim_id"]]})


def parse_events(table: Table) -> dict[str, Observation]:
    """Turn the text of `events.csv` into events by name: the value of each is its day, or that by which it was public.

    The note of an event is what happened.
    """
    days = [day or published for day, published in zip(table["day"], table["published"], strict=True)]
    numbers = [str(date.fromisoformat(day).toordinal()) for day in days]
    return _with_defaults(table, {
        "observation_id": table["event_id"],
        "note": table["what"],
        "printed": days,
        "period_start": table["day"],
        "period_end": table["day"],
        "value": numbers,
        "low": numbers,
        "high": numbers,
        "unit": ["date"] * len(days),
        "qualifier": ["exact"] * len(days),
        "precision": ["0"] * len(days),
    })  # fmt: skip


def _with_defaults(table: Table, computed: Mapping[str, list[str]]) -> dict[str, Observation]:
    """Read a table that lacks columns of the observations, which are the same in all its rows."""
    size = len(computed["observation_id"])
    defaults = {"frequency": "_Z", "status": "A", "published_is": "exact"}
    # columns of the table go before defaults, and computed ones before both
    cells = {field.name: [defaults.get(field.name, "")] * size for field in fields(Observation)}
    rows = parse_observations({**cells, **table, **computed})
    return {row.observation_id: row for row in rows}


RATES_TABLE = "exchange_rates"
"""What `interfaces.csv` calls the table of exchange rates: its file without `.csv`."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One series as its publisher serves it, and the rows of ours that it continues.

    `multiplier` turns what is served into base units. `revises` says whether values change: in vintages that the source
    names, always and without a name, or never. `published` says how the day of publication is known, `vintage` is how
    an edition is called, a pattern for its day.
    """

    source_id: str
    protocol: str
    agency: str
    flow: str
    key: str
    table: str
    indicator: str
    entity: str
    account: str
    base: str
    quote: str
    unit: str
    multiplier: float
    precision: str
    revises: str
    published: str
    vintage: str

    @property
    def is_of_rates(self) -> bool:
        """True for exchange rates, false for figures of an indicator."""
        return self.table == RATES_TABLE

    @property
    def name(self) -> str:
        """The name of the series, in codes."""
        if self.is_of_rates:
            return f"{self.base}.{self.quote}"
        return ".".join(part for part in (self.indicator, self.entity, self.account) if part)


def parse_interfaces(table: Table) -> list[Interface]:
    """Parse the checked text of `interfaces.csv`."""
    return _records(Interface, {**table, "multiplier": [float(text) for text in table["multiplier"]]})


def by_source(interfaces: Iterable[Interface], sources: Iterable[str], data: Path) -> dict[str, list[Interface]]:
    """Group series by source; of `sources` alone, if there are any.

    `data` is the folder that a message names. Raises `UnknownNameError` for a source without series.
    """
    groups: dict[str, list[Interface]] = {}
    for interface in interfaces:
        groups.setdefault(interface.source_id, []).append(interface)
    for source in sources:
        if source not in groups:
            hint = nearest(source, groups, f"expected {', '.join(groups) or 'none: the table is missing'}")
            raise UnknownNameError(f"{source!r} has no row in {data.name}/interfaces.csv{hint}")
    # a source given twice counts once; none given are all
    return {source: groups[source] for source in (dict.fromkeys(sources) or groups)}
