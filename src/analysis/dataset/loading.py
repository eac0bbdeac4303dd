"""Read, check and correct the files of a data folder."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from analysis.dataset import article_folder, figures_csv, records
from analysis.dataset.choices_toml import CHOICES_TOML, Settings, read_settings
from analysis.dataset.dataset_as_of import Evidence, Key, Row, key_of_row
from analysis.dataset.digests import stored_digest
from analysis.dataset.exchange_rates import Rates
from analysis.dataset.figures_csv import Derived
from analysis.dataset.folders import find_data
from analysis.dataset.records import Document, Interface, Observation, reliable
from analysis.dataset.row_checks import row_defects
from analysis.dataset.schema_checks import DataError, Defect, Table, read_package, read_tables

NEEDED_COLUMNS = {
    "observations": tuple(field.name for field in fields(Observation)),
    "documents": tuple(field.name for field in fields(Document)),
    "interfaces": tuple(field.name for field in fields(Interface)),
    "claims": (
        "claim_id", "paragraph", "printed", "title", "statement", "kind", "check", "rule", "editorial_verdict",
        "context", "context_changes_reading", "caveat", "source_ids", "evidence", "document_id", "note",
    ),
    "article": article_folder.ARTICLE_COLUMNS,
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

REQUIRED_TABLES = {"claims", "observations", "entities", "indicators", "sources", "documents"}
"""What `datapackage.json` has to declare; all other tables are read where there are any."""


def load(folder: Path | str | None = None, as_of: date | None = None) -> Evidence:
    """Load the dataset and check it against its declaration.

    `folder` is the data folder; without it the project's own is looked for. `as_of` limits the evidence to
    what was public on that day; without it, everything counts. Raises `DataError` with every defect. A folder of which
    no byte has changed is not read again.
    """
    data = Path(folder) if folder else find_data()
    content_hash = stored_digest(data) if data.is_dir() else ""
    return _known_on(data, as_of, content_hash)


# Both caches have the hash of the folder's content in their key, so that no change of a file is missed


@lru_cache(maxsize=4)
def _known_on(folder: Path, as_of: date | None, content_hash: str) -> Evidence:
    # read once for all days
    whole = _read(folder, content_hash)
    return whole.as_known_on(as_of or whole.newest)


@lru_cache(maxsize=2)
def _read(folder: Path, _content_hash: str) -> Evidence:
    """Read a folder with all that is known."""
    tables, settings, _ = checked_tables(folder)
    return parse_evidence(tables, settings, is_of_article=article_folder.is_article(folder))


def parse_evidence(tables: Mapping[str, Table], settings: Settings, *, is_of_article: bool) -> Evidence:
    """Return the evidence of checked tables, with all that is known."""
    corrections = _rows(tables.get("corrections", {}))
    observations = list(_corrected(records.parse_observations(tables["observations"]), corrections))
    article_figures = records.parse_article(tables["article"]) if "article" in tables else {}
    events = records.parse_events(tables["events"]) if "events" in tables else {}
    documents = records.parse_documents(tables["documents"])
    daily_rates = tables.get("exchange-rates")
    rates = Rates.parse(daily_rates, date.max) if daily_rates else Rates({}, date.max)

    # Rows set aside, and rows that no reliable document has, can be looked up by their name alone
    used = [row for row in observations if not row.disagrees_with and reliable(row.documents, documents)]
    by_key = _by_key(used)
    by_id = {row.observation_id: row for row in observations} | article_figures | events

    days = [row.published for row in by_id.values()]
    days.append(rates.newest)
    if is_of_article:
        days.append(settings.judged_at)  # the figures may all be older
    entities = _rows_by_name(tables, "entities", "entity")
    renamings = _rows(tables.get("renamed", {}))
    return Evidence(
        as_of=date.max,
        newest=max(days),
        claims=_rows_by_name(tables, "claims", "claim_id"),
        entities=entities,
        actors=_rows_by_name(tables, "actors", "actor"),
        accounts={row["account"]: row["name"] for row in _rows(tables.get("accounts", {}))},
        indicators=_rows_by_name(tables, "indicators", "indicator"),
        sources=_rows_by_name(tables, "sources", "source_id"),
        documents=documents,
        corrections=_rows_by_name(tables, "corrections", "observation_id"),
        renamed={row["old"]: row["new"] for row in renamings if row["new"]},
        retired={row["old"]: row.get("since", "") for row in renamings if not row["new"]},
        settings=settings,
        rates=rates,
        article=article_figures,
        events=events,
        _by_key=by_key,
        _keys=_by_indicator(by_key, list(entities)),
        _by_id=by_id,
        _rivals=_rivals(observations),
    )


def checked_tables(folder: Path, figures: str | None = None) -> tuple[dict[str, Table], Settings, Derived]:
    """Read the tables and the settings of a folder, with what its sheet adds; return what was derived as well.

    `figures` is a text to be read in place of the sheet. Raises `DataError` with every defect.
    """
    if article_folder.is_article(folder):
        tables, settings, derived = article_folder.read_tables(folder, figures)
        # what was derived from the claims has no file of its own, and nobody opened its documents
        defects = [defect for defect in row_defects(tables) if defect.file != "article.csv" and defect.column != "seen"]
    else:
        tables, settings = _declared(folder)
        derived = Derived()
        if figures is None and (folder / figures_csv.FIGURES_CSV).is_file():
            figures = article_folder.text_of(folder / figures_csv.FIGURES_CSV)
        if figures is not None:
            derived = figures_csv.extend(tables, figures_csv.read_sheet(figures))
        defects = list(row_defects(tables))
    defects = figures_csv.locate(defects, tables, derived)
    if defects:
        raise DataError(defects)
    return tables, settings, derived


def _declared(folder: Path) -> tuple[dict[str, Table], Settings]:
    """Read the tables as `datapackage.json` declares them, and the settings."""
    tables, defects = read_tables(folder, read_package(folder))
    missing = sorted(REQUIRED_TABLES - tables.keys())
    if missing:
        raise DataError([Defect("datapackage.json", 1, "resources", f"declares no table {', '.join(missing)}")])
    settings = None
    try:
        settings = read_settings(folder / CHOICES_TOML)
    except DataError as error:
        defects += error.defects
    # tables with a defect may lack columns for that reason alone
    defects = defects or list(_undeclared(tables))
    if defects or settings is None:
        raise DataError(defects)
    return tables, settings


def _undeclared(tables: dict[str, Table]) -> Iterator[Defect]:
    """Find tables whose declaration lacks a column that is needed."""
    for name, columns in NEEDED_COLUMNS.items():
        if name not in tables:
            continue
        missing = [column for column in columns if column not in tables[name]]
        if missing:
            yield Defect("datapackage.json", 1, name, f"declares no column {missing[0]}")


def _by_key(rows: Iterable[Observation]) -> dict[Key, list[Observation]]:
    """Group rows by what they are looked up under, each group by the end of the period and then by publication."""
    groups = defaultdict(list)
    for row in rows:
        groups[key_of_row(row)].append(row)
    for group in groups.values():
        group.sort(key=lambda row: (row.period_end or row.published, row.published))
    return dict(groups)


def _by_indicator(keys: Iterable[Key], entities: list[str]) -> dict[str, list[Key]]:
    """Group keys by indicator, in the order of the table of entities."""

    def place(key: Key) -> int:
        _, entity, _, _ = key
        return entities.index(entity)

    groups = defaultdict(list)
    for key in sorted(keys, key=place):
        indicator, *_ = key
        groups[indicator].append(key)
    return dict(groups)


def _rivals(rows: Iterable[Observation]) -> dict[str, list[Observation]]:
    """Group unused rows by the name of the row that is used instead."""
    groups = defaultdict(list)
    for row in rows:
        if row.disagrees_with:
            groups[row.disagrees_with].append(row)
    return dict(groups)


def _rows(table: Table) -> list[Row]:
    return [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


def _rows_by_name(tables: Mapping[str, Table], table: str, key: str) -> dict[str, Row]:
    """Return the rows of a table by the column that names them; none if the table is missing."""
    return {row[key]: row for row in _rows(tables.get(table, {}))}


def _corrected(rows: list[Observation], corrections: list[Row]) -> Iterator[Observation]:
    """Apply each correction, provided that the source still has the value it was written for."""
    lines = {correction["observation_id"]: line for line, correction in enumerate(corrections, 2)}
    for row in rows:
        if row.observation_id not in lines:
            yield row
            continue
        # the first correction stands in line 2, below the header
        line = lines[row.observation_id]
        correction = corrections[line - 2]
        expected = correction["expected"]
        if row.value != float(expected):
            message = f"{row.observation_id} is {row.value:g}, not {expected}: the source has changed"
            raise DataError([Defect("corrections.csv", line, "expected", f"{message}; remove the correction")])
        value = float(correction["corrected"])
        # the precision is still that of the source; E is an estimate, in the codes of SDMX
        low, high = records.bounds(value, row.precision, row.qualifier)
        yield replace(row, value=value, low=low, high=high, status="E", note=correction["reason"])
