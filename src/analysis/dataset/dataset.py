"""The dataset as a whole, limited to what was known on a day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from analysis.dataset.exchange_rates import Rates
from analysis.dataset.records import Document, Observation, in_words, last_day, spans
from analysis.dataset.schema import LookUp, Note, Settings, unheard
from analysis.errors import NotKnownError

if TYPE_CHECKING:
    import pandas as pd


# ----- dataset ---------------------------------------------------------------------------------------------

Row = dict[str, str]
Key = tuple[str, str, str, str]
"""Under what a figure is looked up: indicator, entity, actor and account."""


PARTS = frozenset({"Q", "M", "D"})
"""Frequencies of figures that cover a part of a year: none of them stands for the year."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Everything the report may know: claims, figures, rates and terms, as they were public on `as_of`.

    `newest` is the last day on which any figure or rate of the dataset became public. `article` holds the article's own
    figures and `events` what happened, by name; neither is looked up as evidence. `note` is told of each look-up and
    between which days of knowledge its answer holds.
    """

    as_of: date
    newest: date
    claims: Mapping[str, Row]
    entities: Mapping[str, Row]
    actors: Mapping[str, Row]
    accounts: Mapping[str, str]
    indicators: Mapping[str, Row]
    sources: Mapping[str, Row]
    documents: Mapping[str, Document]
    corrections: Mapping[str, Row]
    renamed: Mapping[str, str]
    settings: Settings
    rates: Rates
    article: Mapping[str, Observation]
    events: Mapping[str, Observation]
    _by_key: Mapping[Key, list[Observation]]
    _keys: Mapping[str, list[Key]]
    _by_id: Mapping[str, Observation]
    _rivals: Mapping[str, list[Observation]]
    note: Note = unheard

    @property
    def judged_at(self) -> date:
        """The day of the article, on which words such as "latest" are resolved."""
        return self.settings.judged_at

    @property
    def economies(self) -> tuple[str, ...]:
        """Every economy of the dataset; the parameters choose among them what is shown."""
        return tuple(entity for entity, row in self.entities.items() if row["kind"] == "economy")

    @property
    def claims_judged(self) -> tuple[str, ...]:
        """The claims that stand in a paragraph; defects of the article's frame, such as its title, stand in none."""
        return tuple(claim_id for claim_id, claim in self.claims.items() if claim["paragraph"])

    @property
    def claims_with_figures(self) -> tuple[str, ...]:
        """The claims of which the article prints a figure."""
        return tuple(claim_id for claim_id in self.claims if f"claim.{claim_id}" in self.article)

    @property
    def later_sources(self) -> set[str]:
        """Sources whose figures all became public after the day of knowledge."""
        known = {o.source_id for o in self._by_id.values() if o.published <= self.as_of}
        return {o.source_id for o in self._by_id.values()} - known

    @property
    def summary(self) -> str:
        """The size of the dataset in words, as far as it was public."""
        claims, public = len(self.claims_judged), len(self.public)
        return f"{claims} claims, {public:,} observations, {len(self.rates):,} exchange rates"

    def as_known_on(self, as_of: date) -> "Evidence":
        """Return the same evidence, limited to what was public on a day."""
        return replace(self, as_of=as_of, rates=self.rates.as_known_on(as_of))

    def noted_by(self, note: Note) -> "Evidence":
        """Return the same evidence, which tells `note` of each look-up."""
        return replace(self, note=note, rates=self.rates.noted_by(note))

    def observation(self, observation_id: str) -> Observation:
        """Return a figure, one of the article or an event by its name; raise `NotKnownError` if not public."""
        found = self._by_id[observation_id]
        public = found.published <= self.as_of
        since, until = (found.published, date.max) if public else (date.min, found.published)
        self.note(LookUp((observation_id,), since, until))
        if not public:
            raise NotKnownError(f"{observation_id}: public only since {found.published}")
        return found

    def key_of(self, observation_id: str) -> Key | None:
        """Return under which indicator, entity, actor and account a figure is looked up; None where it is not."""
        row = self._by_id.get(observation_id)
        return key_of(row) if row and self._is_evidence(observation_id) else None

    def name(self, who: str) -> str:
        """Return the name of a country, a region, a firm or a project."""
        return (self.entities.get(who) or self.actors[who])["name"]

    @property
    def names_of_rows(self) -> tuple[str, ...]:
        """The names of the rows of `observations.csv`, and then of the article's own figures and of events."""
        return tuple(self._by_id)

    def _is_evidence(self, name: str) -> bool:
        return name not in self.article and name not in self.events

    def years(self, indicator: str) -> tuple[int, ...]:
        """Return the years of which the dataset has a figure of an indicator, whenever that became public."""
        rows = (o for key in self.keys(indicator) for o in self._by_key[key])
        return tuple(sorted({o.period_end.year for o in rows if o.period_end}))

    @property
    def public(self) -> list[Observation]:
        """Every observation that was public, in the order of the dataset."""
        return [o for name, o in self._by_id.items() if o.published <= self.as_of and self._is_evidence(name)]

    @property
    def newest_vintages(self) -> list[Observation]:
        """The newest public vintage of each period of each series."""
        keys = dict.fromkeys(key for of_one in self._keys.values() for key in of_one)
        return [o for *key, account in keys for o in self.series(*key, account=account)]

    @property
    def default_rows(self) -> set[str]:
        """Name one row of each figure: the newest vintage, of each series by the account that is preferred.

        A series of no account goes before all, then the order of `accounts.csv` counts.
        """
        order, newest = ["", *self.accounts], self.newest_vintages
        by_series: dict[tuple[str, ...], set[str]] = {}
        for o in newest:
            by_series.setdefault((o.indicator, o.entity, o.actor), set()).add(o.account)
        preferred = {of: min(accounts, key=order.index) for of, accounts in by_series.items()}
        return {o.observation_id for o in newest if o.account == preferred[o.indicator, o.entity, o.actor]}

    @property
    def public_documents(self) -> list[Document]:
        """The documents that had been published by the day of knowledge, or in which anything public then was read."""
        public = {name for o in self._by_id.values() if o.published <= self.as_of for name in o.documents}
        public |= {name for rate, _ in self.rates.public() for name in rate.documents}
        later = {name for o in self._by_id.values() for name in o.documents} - public
        day = self.as_of.isoformat()
        return [
            it
            for name, it in self.documents.items()
            if name in public or (it.published <= day[: len(it.published)] and (it.published or name not in later))
        ]

    def keys(self, indicator: str) -> list[Key]:
        """Return of whom, and by whose account, the dataset has figures of an indicator, whenever they became public.

        Countries and regions stand in the order of their table.
        """
        return list(self._keys.get(indicator, ()))

    def rivals(self, observation_id: str) -> list[Observation]:
        """Return the public rows in which other documents give another number for the same figure."""
        return [o for o in self._rivals.get(observation_id, ()) if o.published <= self.as_of]

    def vintages(
        self, indicator: str, entity: str, actor: str = "", *, account: str = "", by: date | None = None
    ) -> list[Observation]:
        """Return every public row of an indicator by period and day of publication.

        `by` leaves out what became public after that day.
        """
        day = min(self.as_of, by or self.as_of)
        rows = self._by_key.get((indicator, entity, actor, account), [])
        known = [o for o in rows if o.published <= day]
        since = max((o.published for o in known), default=date.min)
        later = (o.published for o in rows if o.published > day and (by is None or o.published <= by))
        self.note(LookUp((indicator, entity, actor, account), since, min(later, default=date.max)))
        return known

    def series(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> list[Observation]:
        """Return the newest public vintage of each period, in order."""
        newest = {(o.period_start, o.period_end): o for o in self.vintages(indicator, entity, actor, account=account)}
        return sorted(newest.values(), key=lambda o: (o.period_end or date.min, o.published))

    def latest(
        self,
        indicator: str,
        entity: str,
        actor: str = "",
        *,
        account: str = "",
        until: date | None = None,
        year: int = 0,
    ) -> Observation:
        """Return the newest vintage of the last period that ends by `until`, or of one year.

        Raises `NotKnownError` when nothing of the kind was public on `as_of`.
        """
        known, parts = self.series(indicator, entity, actor, account=account), ""
        if year and (of_parts := [o for o in known if o.frequency in PARTS]):
            known, parts = [o for o in known if o.frequency not in PARTS], f"; months or quarters: {spans(of_parts)}"
        rows = [
            o
            for o in known
            if (until is None or (o.period_end or o.published) <= until)
            and (not year or (o.period_end is not None and o.period_end.year == year))
        ]
        if not rows:
            what = f"{indicator} of {', '.join(filter(None, (entity, actor, account)))}"
            when = f" for {year}" if year else f" up to {in_words(until)}" if until and known else ""
            raise NotKnownError(f"{what}{when}{f'; known: {spans(known)}' if known else ''}{parts}")
        return rows[-1]


def key_of(row: Observation) -> Key:
    """Return under what a row is looked up."""
    return row.indicator, row.entity, row.actor, row.account


# ----- frames ----------------------------------------------------------------------------------------------
# The evidence as tables of pandas, as it was public on a day: codes to join by, with names beside them.

SOURCE = "Made in the notebook from the dataset of this report"
"""What a table gives as its source, in `attrs`, where it is shown in a report."""

DAYS = ("period_start", "period_end", "published", "date")
"""Columns that hold days; where there is none they are empty."""

REPEATED = (
    *("entity", "entity_name", "counterpart", "actor", "actor_name", "account", "indicator", "indicator_name"),
    *("frequency", "unit", "price_basis", "qualifier", "status", "source_id", "published_is", "publisher"),
    *("kind", "better", "currency", "language", "base", "quote", "check", "rule"),
)
"""Columns whose codes and names repeat; they are categories."""

BESIDE = {"entity": "entity_name", "actor": "actor_name", "indicator": "indicator_name", "source_id": "publisher"}
"""The column beside each code that holds the name it is known by."""


def observations(evidence: Evidence, seen: Iterable[Observation] | None = None) -> "pd.DataFrame":
    """Return public observations, all unless some are given, by their names.

    `year` is that in which a period ends, and `is_default` tells the newest vintage by the preferred account.
    """
    known, defaults = names(evidence), evidence.default_rows
    rows = (
        {
            **named(asdict(o), known),
            "is_default": o.observation_id in defaults,
            "period": o.period,
            "year": o.period_end.year if o.period_end else None,
        }
        for o in (evidence.public if seen is None else seen)
    )
    frame = tidy(rows, "observation_id").astype({"year": "Int64"})
    columns = [it for it in frame.columns if it not in ("period", "year")]
    before = columns.index("period_start")
    return frame[[*columns[:before], "period", "year", *columns[before:]]]


def article(evidence: Evidence) -> "pd.DataFrame":
    """Return the article's own figures by claim, without the columns that say nothing of them."""
    known = names(evidence)
    rows = (
        {"claim_id": name.removeprefix("claim."), **named(asdict(o), known)}
        for name, o in evidence.article.items()
        if o.published <= evidence.as_of
    )
    return tidy(rows, "claim_id")


def events(evidence: Evidence) -> "pd.DataFrame":
    """Return every public event by name: its day, where that is known, who is in it, and what happened."""
    known = names(evidence)
    columns = ("entity", "actor", "published", "published_is", "source_id", "document_id", "locator", "confirmed_by")
    rows = (
        {"event_id": name, "day": o.period_end, "what": o.note}
        | named({column: getattr(o, column) for column in columns}, known)
        for name, o in evidence.events.items()
        if o.published <= evidence.as_of
    )
    return tidy(rows, "event_id", days=("day", "published"))


def exchange_rates(evidence: Evidence) -> "pd.DataFrame":
    """Return every public exchange rate, one row each, by its day: what one unit of `base` cost, in `unit`."""
    known = names(evidence)
    rows = (
        {
            "date": rate.day,
            "base": rate.base,
            "quote": rate.quote,
            "rate": rate.value,
            "precision": rate.precision,
            "unit": f"{rate.quote} per {rate.base}",
            "source_id": rate.source_id,
            "publisher": known["source_id"][rate.source_id],
            "published": published,
            "document_id": rate.documents[0],
            "locator": rate.locator,
        }
        for rate, published in evidence.rates.public()
    )
    return tidy(rows, "date")


def entities(evidence: Evidence) -> "pd.DataFrame":
    """Return the countries and regions by code."""
    return tidy(evidence.entities.values(), "entity")


def actors(evidence: Evidence) -> "pd.DataFrame":
    """Return the firms and projects by code."""
    return tidy(evidence.actors.values(), "actor")


def indicators(evidence: Evidence) -> "pd.DataFrame":
    """Return what is measured, by code, with its unit and definition."""
    return tidy(evidence.indicators.values(), "indicator")


def sources(evidence: Evidence) -> "pd.DataFrame":
    """Return whose figures these are, by code, with the terms under which they may be used."""
    return tidy(evidence.sources.values(), "source_id")


def documents(evidence: Evidence) -> "pd.DataFrame":
    """Return every document that had been published or carries what was public, by code, with its address.

    One that bears no day counts as published once a figure is that was read in it. `published` is a day, a month or a
    year, as far as the document tells; `published_by` is the last day of that.
    """
    rows = (
        {**asdict(it), "kind": it.kind.value, "published_by": last_day(it.published) if it.published else None}
        for it in evidence.public_documents
    )
    return tidy(rows, "document_id", days=("published_by", "seen"))


def tidy(rows: Iterable[Mapping[str, object]], index: str = "", days: Collection[str] = DAYS) -> "pd.DataFrame":
    """Make a table of rows: days are days, codes that repeat are categories, and `index` names the rows."""
    import pandas as pd

    frame = with_gaps(pd.DataFrame(list(rows)))
    frame.attrs["source"] = SOURCE
    for column in frame.columns.intersection(list(days)):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    frame = frame.astype(dict.fromkeys(frame.columns.intersection([it for it in REPEATED if it != index]), "category"))
    return frame.set_index(index) if index and len(frame.columns) else frame


def with_gaps(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Let an empty cell count as missing, as pandas counts: in a file it is empty."""
    return frame.mask(frame == "")


def names(evidence: Evidence) -> dict[str, dict[str, str]]:
    """Return the name behind each code, by the column in which it stands."""
    return {
        "entity": {code: row["name"] for code, row in evidence.entities.items()},
        "actor": {code: row["name"] for code, row in evidence.actors.items()},
        "indicator": {code: row["name"] for code, row in evidence.indicators.items()},
        "source_id": {code: row["publisher"] for code, row in evidence.sources.items()},
    }


def named(row: Mapping[str, object], known: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """Put beside each code of a row the name it is known by; an empty cell has none."""
    cells: dict[str, object] = {}
    for column, value in row.items():
        cells[column] = value
        if column in BESIDE and BESIDE[column] not in row:
            cells[BESIDE[column]] = known[column].get(str(value), "")
    return cells
