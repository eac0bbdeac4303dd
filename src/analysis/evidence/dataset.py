"""The dataset as a whole: read, checked, corrected, and limited to what was known on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.evidence import observations, rates
from analysis.evidence.folders import find_data
from analysis.evidence.lookups import LookUp, Note, unheard
from analysis.evidence.observations import Observation
from analysis.evidence.rates import NotKnown, Rates
from analysis.evidence.schema import DataError, Defect, Table, read_package, read_tables
from analysis.evidence.settings import FILE, Settings, read_settings

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, str]
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the report may know: claims, figures, rates and terms, as they were public on `as_of`.

    `note` is told of each look-up and between which days of knowledge its answer holds.
    """

    as_of: date
    claims: Mapping[str, Row]
    entities: Mapping[str, Row]
    indicators: Mapping[str, Row]
    sources: Mapping[str, Row]
    corrections: Mapping[str, Row]
    settings: Settings
    rates: Rates
    _by_key: Mapping[Key, list[Observation]]
    _by_id: Mapping[str, Observation]
    note: Note = unheard

    @property
    def judged_at(self) -> date:
        """The day of the article, on which words such as "latest" are resolved."""
        return self.settings.judged_at

    @property
    def newest(self) -> date:
        """The newest day on which any figure or rate of the dataset became public."""
        return max(self.rates.newest, *(o.published for o in self._by_id.values()))

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
        return tuple(claim_id for claim_id, claim in self.claims.items() if claim["observation_id"])

    @property
    def later_sources(self) -> set[str]:
        """Sources whose figures all became public after the day of knowledge."""
        known = {o.source_id for o in self._by_id.values() if o.published <= self.as_of}
        return {o.source_id for o in self._by_id.values()} - known

    @property
    def summary(self) -> str:
        """The size of the dataset in words, as far as it was public."""
        public = sum(o.published <= self.as_of for o in self._by_id.values())
        return f"{len(self.claims_judged)} claims, {public:,} observations, {len(self.rates):,} exchange rates"

    def as_known_on(self, as_of: date) -> "Evidence":
        """Return the same evidence, limited to what was public on a day."""
        return replace(self, as_of=as_of, rates=self.rates.as_known_on(as_of))

    def noted_by(self, note: Note) -> "Evidence":
        """Return the same evidence, which tells `note` of each look-up."""
        return replace(self, note=note, rates=self.rates.noted_by(note))

    def observation(self, observation_id: str) -> Observation:
        """Return one row by its name; raise `NotKnown` when it was not yet public."""
        found = self._by_id[observation_id]
        public = found.published <= self.as_of
        since, until = (found.published, date.max) if public else (date.min, found.published)
        self.note(LookUp((observation_id,), since, until))
        if not public:
            raise NotKnown(f"{observation_id}: public only since {found.published}")
        return found

    def key_of(self, observation_id: str) -> Key | None:
        """Return under which indicator, entity and counterpart a row is looked up; None without such a row."""
        row = self._by_id.get(observation_id)
        return (row.indicator, row.entity, row.counterpart) if row else None

    def source_of(self, observation_id: str) -> str:
        """Return whose figure a row is; nothing without such a row."""
        row = self._by_id.get(observation_id)
        return row.source_id if row else ""

    @property
    def names_of_rows(self) -> tuple[str, ...]:
        """The names of all rows of `observations.csv`."""
        return tuple(self._by_id)

    def years(self, indicator: str) -> tuple[int, ...]:
        """Return the years of which the dataset has a figure of an indicator, whenever that became public."""
        rows = (o for key, group in self._by_key.items() if key[0] == indicator for o in group)
        return tuple(sorted({o.period_end.year for o in rows if o.period_end}))

    def frame(self) -> "pd.DataFrame":
        """Return every public observation as a table of pandas, one row each, by name."""
        import pandas as pd

        rows = [asdict(o) for o in self._by_id.values() if o.published <= self.as_of]
        frame = pd.DataFrame(rows).set_index("observation_id")
        return frame.astype(dict.fromkeys(("period_start", "period_end", "published"), "datetime64[s]"))

    def vintages(
        self, indicator: str, entity: str, counterpart: str = "", *, by: date | None = None
    ) -> list[Observation]:
        """Return every public row of an indicator by period and day of publication.

        The article's own figures are what is checked, so they are no evidence. `by` leaves out what became public after
        that day.
        """
        day = min(self.as_of, by or self.as_of)
        rows = self._by_key.get((indicator, entity, counterpart), [])
        known = [o for o in rows if o.published <= day]
        since = max((o.published for o in known), default=date.min)
        later = (o.published for o in rows if o.published > day and (by is None or o.published <= by))
        self.note(LookUp((indicator, entity, counterpart), since, min(later, default=date.max)))
        return known

    def series(self, indicator: str, entity: str, counterpart: str = "") -> list[Observation]:
        """Return the newest public vintage of each period, in order."""
        newest = {(o.period_start, o.period_end): o for o in self.vintages(indicator, entity, counterpart)}
        return sorted(newest.values(), key=lambda o: (o.period_end or date.min, o.published))

    def latest(
        self, indicator: str, entity: str, counterpart: str = "", *, until: date | None = None, year: int = 0
    ) -> Observation:
        """Return the newest vintage of the last period that ends by `until`, or of one year.

        Raises `NotKnown` when nothing of the kind was public on `as_of`.
        """
        rows = [
            o
            for o in self.series(indicator, entity, counterpart)
            if (until is None or (o.period_end or o.published) <= until)
            and (not year or (o.period_end is not None and o.period_end.year == year))
        ]
        if not rows:
            raise NotKnown(" ".join(filter(None, (indicator, entity, counterpart, str(year or "")))))
        return rows[-1]


REQUIRED = {"claims", "observations", "entities", "indicators", "sources"}
"""What `datapackage.json` has to declare; exchange rates and corrections are read where there are any."""


def load(folder: Path | str | None = None, as_of: date | None = None) -> Evidence:
    """Load the dataset and check it against its declaration.

    `folder` is the data folder; without it the project's own is looked for. `as_of` limits the evidence to
    what was public on that day; without it, everything counts. Raises `DataError` with every defect.
    """
    path = Path(folder) if folder else find_data()
    tables, defects = read_tables(path, read_package(path))
    if missing := sorted(REQUIRED - tables.keys()):
        raise DataError([Defect("datapackage.json", 1, "resources", f"declares no table {', '.join(missing)}")])
    settings = None
    try:
        settings = read_settings(path / FILE)
    except DataError as error:
        defects += error.defects
    daily = tables.get("exchange-rates")
    if not defects:
        defects += observations.defects(tables["observations"]) + (rates.defects(daily) if daily else [])
    if defects or settings is None:
        raise DataError(defects)
    claims, corrections = _rows(tables["claims"]), _rows(tables.get("corrections", {}))
    printed = {claim["observation_id"] for claim in claims}
    rows = _corrected(observations.parse(tables["observations"]), corrections)
    evidence = Evidence(
        as_of=as_of or date.max,
        claims={r["claim_id"]: r for r in claims},
        entities={r["entity"]: r for r in _rows(tables["entities"])},
        indicators={r["indicator"]: r for r in _rows(tables["indicators"])},
        sources={r["source_id"]: r for r in _rows(tables["sources"])},
        corrections={r["observation_id"]: r for r in corrections},
        settings=settings,
        rates=Rates.parse(daily, as_of or date.max) if daily else Rates({}, as_of or date.max),
        _by_key=_by_key(row for row in rows if row.observation_id not in printed),
        _by_id={o.observation_id: o for o in rows},
    )
    return evidence if as_of else evidence.as_known_on(evidence.newest)


def _by_key(rows: Iterable[Observation]) -> dict[Key, list[Observation]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.indicator, row.entity, row.counterpart].append(row)
    for group in groups.values():
        group.sort(key=lambda o: (o.period_end or o.published, o.published))
    return dict(groups)


def _rows(table: Table) -> list[Row]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def _corrected(rows: list[Observation], corrections: list[Row]) -> list[Observation]:
    return list(_apply(rows, {c["observation_id"]: (number, c) for number, c in enumerate(corrections, 2)}))


def _apply(rows: list[Observation], wanted: dict[str, tuple[int, Row]]) -> Iterator[Observation]:
    """Apply each correction, provided that the source still has the value it was written for."""
    for row in rows:
        if row.observation_id not in wanted:
            yield row
            continue
        number, c = wanted[row.observation_id]
        if row.value != float(c["expected"]):
            message = f"{row.observation_id} is {row.value:g}, not {c['expected']}: the source has changed"
            raise DataError([Defect("corrections.csv", number, "expected", f"{message}; remove the correction")])
        value = float(c["corrected"])
        low, high = observations.bounds(value, row.precision, row.qualifier)
        yield replace(row, value=value, low=low, high=high, status="E", note=c["reason"])
