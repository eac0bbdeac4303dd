"""The dataset as a whole: read, checked, corrected, and limited to what was known on a day."""

import os
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.evidence import observations, rates
from analysis.evidence.observations import Observation
from analysis.evidence.rates import NotKnown, Rates
from analysis.evidence.schema import DataError, Defect, Table, read_package, read_tables

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the report may know: claims, figures, rates and terms, as they were public on `as_of`."""

    as_of: date
    claims: dict[str, Row]
    entities: dict[str, Row]
    indicators: dict[str, Row]
    sources: dict[str, Row]
    corrections: dict[str, Row]
    choices: dict[str, Any]
    rates: Rates
    _by_key: dict[tuple[str, str, str], list[Observation]]
    _by_id: dict[str, Observation]

    @property
    def judged_at(self) -> date:
        """The day of the article, on which words such as "latest" are resolved."""
        day: date = self.choices["judged_at"]
        return day

    @property
    def newest(self) -> date:
        """The newest day on which any figure or rate of the dataset became public."""
        return max(self.rates.newest, *(o.published for o in self._by_id.values()))

    @property
    def later_sources(self) -> set[str]:
        """Sources whose figures all became public after the day of knowledge."""
        known = {o.source_id for o in self._by_id.values() if o.published <= self.as_of}
        return {o.source_id for o in self._by_id.values()} - known

    @property
    def summary(self) -> str:
        """The size of the dataset in words, as far as it was public."""
        claims = sum(claim_id.startswith("C") for claim_id in self.claims)
        public = sum(o.published <= self.as_of for o in self._by_id.values())
        return f"{claims} claims, {public:,} observations, {len(self.rates):,} exchange rates"

    def as_known_on(self, as_of: date) -> "Evidence":
        """Return the same evidence, limited to what was public on a day."""
        return replace(self, as_of=as_of, rates=self.rates.as_known_on(as_of))

    def with_threshold(self, name: str, value: float) -> "Evidence":
        """Return the same evidence, judged by another threshold than the declared one."""
        return replace(self, choices={**self.choices, "thresholds": {**self.choices["thresholds"], name: value}})

    def observation(self, observation_id: str) -> Observation:
        """Return one row by its name; raise `NotKnown` when it was not yet public."""
        found = self._by_id[observation_id]
        if found.published > self.as_of:
            raise NotKnown(f"{observation_id}: public only since {found.published}")
        return found

    def frame(self) -> "pd.DataFrame":
        """Return every public observation as a table of pandas, one row each, by name."""
        import pandas as pd

        rows = [asdict(o) for o in self._by_id.values() if o.published <= self.as_of]
        frame = pd.DataFrame(rows).set_index("observation_id")
        return frame.astype(dict.fromkeys(("period_start", "period_end", "published"), "datetime64[s]"))

    def vintages(self, indicator: str, entity: str, counterpart: str = "") -> list[Observation]:
        """Return every public row of an indicator, the article's own apart, by period and day of publication."""
        rows = self._by_key.get((indicator, entity, counterpart), [])
        return [o for o in rows if o.published <= self.as_of and o.source_id != "article"]

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
            raise NotKnown(
                " ".join(filter(None, (indicator, entity, counterpart, str(year or ""), f"by {self.as_of}")))
            )
        return rows[-1]


NAME = "japan-tech"
"""How `datapackage.json` names this dataset."""

TABLES = {"claims", "observations", "exchange-rates", "entities", "indicators", "sources", "corrections"}
"""What `datapackage.json` has to declare."""


def load(folder: Path | str | None = None, as_of: date | None = None) -> Evidence:
    """Load the dataset and check it against its declaration.

    `folder` is the data folder; without it the project's own is looked for. `as_of` limits the evidence to
    what was public on that day; without it, everything counts. Raises `DataError` with every defect.
    """
    path = Path(folder) if folder else find_data()
    tables, defects = read_tables(path, read_package(path))
    if missing := sorted(TABLES - tables.keys()):
        raise DataError([Defect("datapackage.json", 1, "resources", f"declares no table {', '.join(missing)}")])
    choices = _read_choices(path / "choices.toml", defects)
    if not defects:
        defects += observations.defects(tables["observations"]) + rates.defects(tables["exchange-rates"])
    if defects:
        raise DataError(defects)
    rows = _corrected(observations.parse(tables["observations"]), _rows(tables["corrections"]))
    by_key = defaultdict(list)
    for row in rows:
        by_key[row.indicator, row.entity, row.counterpart].append(row)
    for group in by_key.values():
        group.sort(key=lambda o: (o.period_end or o.published, o.published))
    evidence = Evidence(
        as_of=as_of or date.max,
        claims={r["claim_id"]: r for r in _rows(tables["claims"])},
        entities={r["entity"]: r for r in _rows(tables["entities"])},
        indicators={r["indicator"]: r for r in _rows(tables["indicators"])},
        sources={r["source_id"]: r for r in _rows(tables["sources"])},
        corrections={r["observation_id"]: r for r in _rows(tables["corrections"])},
        choices=choices,
        rates=Rates.parse(tables["exchange-rates"], as_of or date.max),
        _by_key=dict(by_key),
        _by_id={o.observation_id: o for o in rows},
    )
    return evidence if as_of else evidence.as_known_on(evidence.newest)


def homes() -> Iterator[Path]:
    """Go through the folders that may hold this project: the working one and those above, then the package's own.

    A folder whose `data` declares another data package is somebody else's project.
    """
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        if (folder / "data" / "datapackage.json").is_file() and _is_ours(folder / "data"):
            yield folder


def _is_ours(data: Path) -> bool:
    try:
        return bool(read_package(data).get("name") == NAME)
    except DataError:
        return True  # to be complained of, not passed over


def find_data() -> Path:
    """Find the project's data folder, from any folder inside the project or from the installed package.

    The environment variable JAPAN_TECH_DATA goes first; then the folders from the working one upwards, so
    that a notebook finds the checkout it stands in.
    """
    if named := os.environ.get("JAPAN_TECH_DATA"):
        return Path(named)
    for folder in homes():
        return folder / "data"
    raise DataError([Defect("data", 1, "-", "no data folder found here or above; give one with --data")])


CHOICES = {
    "judged_at": date,
    "thresholds": dict.fromkeys(("much_larger", "imprecise", "low_percentile", "low_level", "dominates"), float),
    "windows": {
        "workforce_start": int, "before_pandemic": int, "digital_start": int, "rates_start": date,
        "record_gap_days": int, "rebased": list,
    },
    "sensitivity": {},
    "names": {},
    "labels": {},
    "switches": {},
    "phrases": {},
}  # fmt: skip
"""What `choices.toml` has to hold, and of which type."""


def _read_choices(path: Path, defects: list[Defect]) -> dict[str, Any]:
    try:
        choices = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        defects.append(Defect(path.name, 1, "-", "is missing"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        defects.append(Defect(path.name, 1, "-", f"is not TOML in UTF-8: {error}"))
    else:
        defects += [Defect(path.name, 1, name, fault) for name, fault in _faults(choices, CHOICES)]
        return choices
    return {}


def _faults(given: dict[str, Any], expected: dict[str, Any], inside: str = "") -> Iterator[tuple[str, str]]:
    for name, kind in expected.items():
        value, place = given.get(name), f"{inside}{name}"
        if value is None:
            yield place, "is missing"
        elif isinstance(kind, dict):
            if isinstance(value, dict):
                yield from _faults(value, kind, f"{place}.")
            else:
                yield place, f"{value!r} is not a table"
        elif not isinstance(value, kind) or isinstance(value, (bool, datetime)):
            yield place, f"{value!r} is not a {kind.__name__}"


def _rows(table: Table) -> list[Row]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def _corrected(rows: list[Observation], corrections: list[Row]) -> list[Observation]:
    """Apply each correction, provided that the source still has the value it was written for."""
    wanted = {c["observation_id"]: (number, c) for number, c in enumerate(corrections, 2)}
    done = []
    for row in rows:
        if row.observation_id in wanted:
            number, c = wanted[row.observation_id]
            if row.value != float(c["expected"]):
                message = f"{row.observation_id} is {row.value:g}, not {c['expected']}: the source has changed"
                raise DataError([Defect("corrections.csv", number, "expected", f"{message}; remove the correction")])
            value = float(c["corrected"])
            low, high = observations.bounds(value, row.precision, row.qualifier)
            row = replace(row, value=value, low=low, high=high, status="E", note=c["reason"])
        done.append(row)
    return done
