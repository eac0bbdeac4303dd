"""The dataset as a whole, limited to what was known on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from analysis.dataset.choices_toml import Settings
from analysis.dataset.dates import in_words
from analysis.dataset.exchange_rates import Rates
from analysis.dataset.records import Document, LookUp, Note, Observation, spans, unheard
from analysis.errors import NotKnownError

Row = dict[str, str]
Key = tuple[str, str, str, str]
"""Under what a figure is looked up: indicator, entity, actor and account."""

PARTS = frozenset({"Q", "M", "D"})
"""Frequencies of figures that cover only a part of a year."""


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
    retired: Mapping[str, str]
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
        """The claims, without defects outside the paragraphs, such as in the title of the article."""
        return tuple(name for name, claim in self.claims.items() if claim["paragraph"] or claim["kind"] != "defect")

    @property
    def claims_with_figures(self) -> tuple[str, ...]:
        """The claims of which the article prints a figure."""
        return tuple(claim_id for claim_id in self.claims if f"claim.{claim_id}" in self.article)

    @property
    def claims_by_row(self) -> dict[int, Row]:
        """The claims by their rows in `claims.csv`, of which the header is row 1; blank rows of an article count."""
        # declared tables have no column `row` and no blank rows, so there the position tells the row
        by_row = {}
        for position, claim in enumerate(self.claims.values(), 2):
            by_row[int(claim.get("row") or position)] = claim
        return by_row

    @property
    def later_sources(self) -> set[str]:
        """Sources whose figures were all published after the as-of date."""
        rows = self._by_id.values()
        with_public_figures = {row.source_id for row in rows if self.is_public(row)}
        return {row.source_id for row in rows} - with_public_figures

    @property
    def summary(self) -> str:
        """The size of the dataset in words, as far as it was public."""
        claims, public = len(self.claims_judged), len(self.public)
        return f"{claims} claims, {public:,} observations, {len(self.rates):,} exchange rates"

    def as_known_on(self, as_of: date) -> "Evidence":
        """Return the same evidence, limited to what was public on a day."""
        return replace(self, as_of=as_of, rates=self.rates.as_known_on(as_of))

    def noted_by(self, note: Note) -> "Evidence":
        """Return the same evidence with `note` called on each look-up."""
        return replace(self, note=note, rates=self.rates.noted_by(note))

    def is_public(self, row: Observation) -> bool:
        """Return whether a row had become public by the as-of date."""
        return row.published <= self.as_of

    def observation(self, observation_id: str) -> Observation:
        """Return a figure, one of the article or an event by its name; raise `NotKnownError` if not public."""
        row = self._by_id[observation_id]
        if not self.is_public(row):
            self.note(LookUp((observation_id,), date.min, row.published))
            raise NotKnownError(f"{observation_id}: public only since {row.published}")
        self.note(LookUp((observation_id,), row.published, date.max))
        return row

    def key_of_figure(self, observation_id: str) -> Key | None:
        """Return the key under which a figure is looked up, or None if it is not evidence."""
        row = self._by_id.get(observation_id)
        return key_of_row(row) if row and self._is_evidence(observation_id) else None

    def name(self, code: str) -> str:
        """Return the name of a country, a region, a firm or a project."""
        row = self.entities.get(code) or self.actors[code]
        return row["name"]

    @property
    def names_of_rows(self) -> tuple[str, ...]:
        """The names of the rows of `observations.csv`, and then of the article's own figures and of events."""
        return tuple(self._by_id)

    def _is_evidence(self, name: str) -> bool:
        return name not in self.article and name not in self.events

    def years(self, indicator: str) -> tuple[int, ...]:
        """Return the years of which the dataset has a figure of an indicator, whenever that became public."""
        years = set()
        for key in self.keys(indicator):
            years |= {row.period_end.year for row in self._by_key[key] if row.period_end}
        return tuple(sorted(years))

    @property
    def public(self) -> list[Observation]:
        """Every observation that was public, in the order of the dataset."""
        return [row for name, row in self._by_id.items() if self.is_public(row) and self._is_evidence(name)]

    @property
    def newest_vintages(self) -> list[Observation]:
        """The newest public vintage of each period of each series."""
        rows = []
        for keys in self._keys.values():
            for indicator, entity, actor, account in keys:
                rows += self.series(indicator, entity, actor, account=account)
        return rows

    @property
    def default_rows(self) -> set[str]:
        """The names of one row of each figure: the newest vintage, by the preferred account of each series.

        A series of no account goes before all, then the order of `accounts.csv` counts.
        """
        order = ["", *self.accounts]
        newest = self.newest_vintages
        accounts: dict[tuple[str, str, str], set[str]] = {}
        for row in newest:
            accounts.setdefault((row.indicator, row.entity, row.actor), set()).add(row.account)
        preferred = {series: min(names, key=order.index) for series, names in accounts.items()}
        return {row.observation_id for row in newest if row.account == preferred[row.indicator, row.entity, row.actor]}

    @property
    def public_documents(self) -> list[Document]:
        """The documents that had been published by the as-of date, or in which anything public then was read."""
        # Documents in which something public was read, and those in which only later things were
        rows = self._by_id.values()
        public: set[str] = set()
        later: set[str] = set()
        for row in rows:
            if self.is_public(row):
                public.update(row.documents)
            else:
                later.update(row.documents)
        for rate, _ in self.rates.public():
            public.update(rate.documents)
        later -= public

        day = self.as_of.isoformat()
        documents = []
        for name, document in self.documents.items():
            if document.published:
                # a month or a year counts from its first day on, so only as much of the day is compared
                was_published = document.published <= day[: len(document.published)]
            else:
                # one that bears no day and carries no figure counts on any day
                was_published = name not in later
            if was_published or name in public:
                documents.append(document)
        return documents

    def keys(self, indicator: str) -> list[Key]:
        """Return the keys of an indicator, whenever their figures were published.

        They are in the order of the table of entities.
        """
        return list(self._keys.get(indicator, ()))

    def rivals(self, observation_id: str) -> list[Observation]:
        """Return the public rows in which other documents give another number for the same figure."""
        return [row for row in self._rivals.get(observation_id, ()) if self.is_public(row)]

    def vintages(
        self, indicator: str, entity: str, actor: str = "", *, account: str = "", by: date | None = None
    ) -> list[Observation]:
        """Return every public row of an indicator by period and day of publication.

        `by` leaves out what became public after that day.
        """
        key = (indicator, entity, actor, account)
        rows = self._by_key.get(key, [])
        day = min(self.as_of, by or self.as_of)
        public = [row for row in rows if row.published <= day]

        # The answer holds from the day of the latest public row until the next row that counts becomes public
        since = max((row.published for row in public), default=date.min)
        last_that_counts = by or date.max
        later = [row.published for row in rows if day < row.published <= last_that_counts]
        self.note(LookUp(key, since, min(later, default=date.max)))
        return public

    def series(self, indicator: str, entity: str, actor: str = "", *, account: str = "") -> list[Observation]:
        """Return the newest public vintage of each period, in order."""
        # in the order of publication, so that the newest vintage of a period stays
        newest = {}
        for row in self.vintages(indicator, entity, actor, account=account):
            newest[row.period_start, row.period_end] = row
        return sorted(newest.values(), key=lambda row: (row.period_end or date.min, row.published))

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
        series = self.series(indicator, entity, actor, account=account)
        hint = ""
        if year:
            parts_of_years = [row for row in series if row.frequency in PARTS]
            if parts_of_years:
                series = [row for row in series if row.frequency not in PARTS]
                hint = f"; months or quarters: {spans(parts_of_years)}"

        rows = series
        if until is not None:
            rows = [row for row in rows if (row.period_end or row.published) <= until]
        if year:
            rows = [row for row in rows if row.period_end is not None and row.period_end.year == year]
        if rows:
            return rows[-1]

        # Say what there is instead
        names = ", ".join(name for name in (entity, actor, account) if name)
        when = ""
        if year:
            when = f" for {year}"
        elif until and series:
            when = f" up to {in_words(until)}"
        if series:
            hint = f"; known: {spans(series)}{hint}"
        raise NotKnownError(f"{indicator} of {names}{when}{hint}")


def key_of_row(row: Observation) -> Key:
    """Return the key under which a row is looked up."""
    return row.indicator, row.entity, row.actor, row.account
