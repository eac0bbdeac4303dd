"""The way from the files of a data folder to the evidence: read, checked and corrected."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from analysis.evidence import consistency, documents, observations, rates, units
from analysis.evidence.dataset import Evidence, Key, Row, key_of
from analysis.evidence.digests import stored_digest
from analysis.evidence.documents import Document, reliable
from analysis.evidence.folders import find_data
from analysis.evidence.interfaces import Interface
from analysis.evidence.observations import Observation
from analysis.evidence.rates import Rates
from analysis.evidence.schema import DataError, Defect, Table, read_package, read_tables
from analysis.evidence.settings import FILE, Settings, read_settings

ORDERED = {"observations": Observation, "documents": Document, "interfaces": Interface}
"""Tables whose rows are taken as they stand."""

COLUMNS = {
    **{name: tuple(field.name for field in fields(kind)) for name, kind in ORDERED.items()},
    "claims": (
        "claim_id", "paragraph", "printed", "title", "statement", "kind", "check", "rule", "editorial_verdict",
        "context", "context_changes_reading", "caveat", "source_ids", "evidence", "document_id", "note",
    ),
    "article": (
        "claim_id", "paragraph", "printed", "value", "low", "high", "unit", "qualifier", "precision", "entity", "actor",
        "indicator", "period_start", "period_end", "source_id", "published", "document_id", "locator", "confirmed_by",
        "note",
    ),
    "events": (
        "event_id", "day", "entity", "actor", "what", "published", "published_is", "source_id", "document_id",
        "locator", "confirmed_by",
    ),
    "entities": ("entity", "kind", "name", "name_in_prose", "currency"),
    "indicators": ("indicator", "name", "unit"),
    "sources": ("source_id", "publisher", "title", "licence", "kind"),
    "exchange-rates": (
        "date", "base", "quote", "rate", "precision", "source_id", "published",
        "document_id", "locator", "confirmed_by",
    ),
    "actors": ("actor", "name", "name_in_prose"),
    "accounts": ("account", "name"),
    "corrections": ("observation_id", "expected", "corrected", "reason"),
    "renamed": ("old", "new"),
}  # fmt: skip
"""The columns that the program needs, table by table."""

MOVED = (
    "the column is gone since 1.26.0; move the rows that it names from observations.csv to article.csv, those of the "
    "indicator milestone to events.csv, and declare both tables in datapackage.json as this version does"
)
"""What to do with a data folder of an earlier version."""

REQUIRED = {"claims", "observations", "entities", "indicators", "sources", "documents"}
"""What `datapackage.json` has to declare; all other tables are read where there are any."""


def load(folder: Path | str | None = None, as_of: date | None = None) -> Evidence:
    """Load the dataset and check it against its declaration.

    `folder` is the data folder; without it the project's own is looked for. `as_of` limits the evidence to
    what was public on that day; without it, everything counts. Raises `DataError` with every defect. A folder of which
    no byte has changed is not read again.
    """
    place = Path(folder) if folder else find_data()
    return _loaded(place, as_of, stored_digest(place) if place.is_dir() else "")


@lru_cache(maxsize=4)
def _loaded(folder: Path, as_of: date | None, _content: str) -> Evidence:
    """Read a folder; what is remembered is told apart by its content."""
    tables, settings = _checked(folder)
    daily, claims = tables.get("exchange-rates"), _rows(tables["claims"])
    corrections = _rows(tables.get("corrections", {}))
    rows = _corrected(observations.parse(tables["observations"]), corrections)
    article = observations.of_article(tables["article"]) if "article" in tables else {}
    events = observations.of_events(tables["events"]) if "events" in tables else {}
    known = Rates.parse(daily, as_of or date.max) if daily else Rates({}, as_of or date.max)
    read = documents.parse(tables["documents"])
    by_key = _by_key(row for row in rows if not row.disagrees_with and reliable(row.documents, read))
    by_id = {o.observation_id: o for o in rows} | article | events
    entities = {r["entity"]: r for r in _rows(tables["entities"])}
    evidence = Evidence(
        as_of=as_of or date.max,
        newest=max(known.newest, *(row.published for row in by_id.values())),
        claims={r["claim_id"]: r for r in claims},
        entities=entities,
        actors={r["actor"]: r for r in _rows(tables.get("actors", {}))},
        accounts={r["account"]: r["name"] for r in _rows(tables.get("accounts", {}))},
        indicators={r["indicator"]: r for r in _rows(tables["indicators"])},
        sources={r["source_id"]: r for r in _rows(tables["sources"])},
        documents=read,
        corrections={r["observation_id"]: r for r in corrections},
        renamed={r["old"]: r["new"] for r in _rows(tables.get("renamed", {}))},
        settings=settings,
        rates=known,
        article=article,
        events=events,
        _by_key=by_key,
        _keys=_by_indicator(by_key, list(entities)),
        _by_id=by_id,
        _rivals=_rivals(rows),
    )
    return evidence if as_of else evidence.as_known_on(evidence.newest)


def _checked(folder: Path) -> tuple[dict[str, Table], Settings]:
    """Read the tables and the settings; raise `DataError` with every defect of either."""
    package = read_package(folder)
    if _is_of_old(folder):
        raise DataError([Defect("claims.csv", 1, "observation_id", MOVED)])
    tables, defects = read_tables(folder, package)
    if missing := sorted(REQUIRED - tables.keys()):
        raise DataError([Defect("datapackage.json", 1, "resources", f"declares no table {', '.join(missing)}")])
    settings = None
    try:
        settings = read_settings(folder / FILE)
    except DataError as error:
        defects += error.defects
    if not defects:
        defects += _undeclared(tables)
    if not defects:
        daily = tables.get("exchange-rates")
        defects += observations.defects(tables["observations"]) + (rates.defects(daily) if daily else [])
        defects += observations.misfits("article.csv", tables["article"]) if "article" in tables else []
        defects += documents.defects(tables["documents"])
        defects += [*documents.misreadings(tables), *consistency.defects(tables), *_unfit_names(tables)]
        defects += units.defects(tables)
    if defects or settings is None:
        raise DataError(units.told_once(tables, defects))
    return tables, settings


def _is_of_old(folder: Path) -> bool:
    """Say whether the claims name rows of the observations as what the article prints, as up to 1.25.0."""
    try:
        with (folder / "claims.csv").open(encoding="utf-8") as file:
            return "observation_id" in file.readline().rstrip().split(",")
    except (OSError, UnicodeDecodeError):
        return False


def _undeclared(tables: dict[str, Table]) -> Iterator[Defect]:
    """Find tables whose declaration lacks a column that is needed; the observations stand in the order of theirs."""
    for name, columns in COLUMNS.items():
        if missing := [column for column in columns if name in tables and column not in tables[name]]:
            yield Defect("datapackage.json", 1, name, f"declares no column {missing[0]}")
        elif name in ORDERED and name in tables and list(tables[name]) != list(columns):
            yield Defect("datapackage.json", 1, name, f"needs the columns {', '.join(columns)}, in this order")


def _unfit_names(tables: dict[str, Table]) -> Iterator[Defect]:
    """Find names that are told as changed and are still in use, or lead to one that was changed itself."""
    if "renamed" not in tables:
        return
    used, table = {*tables["observations"]["observation_id"], *tables["sources"]["source_id"]}, tables["renamed"]
    old = set(table["old"])
    for number, (before, since) in enumerate(zip(table["old"], table["new"], strict=True), 2):
        if before in used:
            yield Defect("renamed.csv", number, "old", f"{before!r} is still in use")
        if since in old:
            yield Defect("renamed.csv", number, "new", f"{since!r} was renamed itself; give the name it has now")


def _by_key(rows: Iterable[Observation]) -> dict[Key, list[Observation]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    for group in groups.values():
        group.sort(key=lambda o: (o.period_end or o.published, o.published))
    return dict(groups)


def _by_indicator(keys: Iterable[Key], places: list[str]) -> dict[str, list[Key]]:
    """Put under each indicator what is looked up of it, in the order of the table of places."""
    groups = defaultdict(list)
    for key in sorted(keys, key=lambda key: places.index(key[1])):
        groups[key[0]].append(key)
    return dict(groups)


def _rivals(rows: Iterable[Observation]) -> dict[str, list[Observation]]:
    """Put rows that are not used, as another document has the figure, under the name of the row that is."""
    groups = defaultdict(list)
    for row in rows:
        if row.disagrees_with:
            groups[row.disagrees_with].append(row)
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
