"""The evidence as tables of pandas, as it was public on a day: codes to join by, with names beside them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from analysis.dataset.dataset_as_of import Evidence
from analysis.dataset.dates import last_day
from analysis.dataset.records import Observation

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "Made in the notebook from the dataset of this report"
"""What a table gives as its source, in `attrs`, where it is shown in a report."""

DAY_COLUMNS = ("period_start", "period_end", "published", "date")
"""Columns that hold days; where there is none they are empty."""

CATEGORIES = (
    "entity", "entity_name", "counterpart", "actor", "actor_name", "account", "indicator", "indicator_name",
    "frequency", "unit", "price_basis", "qualifier", "status", "source_id", "published_is", "publisher",
    "kind", "better", "currency", "language", "base", "quote", "check", "rule",
)  # fmt: skip
"""Columns whose codes and names repeat; they are categories."""

NAME_COLUMNS = {"entity": "entity_name", "actor": "actor_name", "indicator": "indicator_name", "source_id": "publisher"}
"""For each column of codes, the column of names beside it."""


def observations(evidence: Evidence, chosen: Iterable[Observation] | None = None) -> "pd.DataFrame":
    """Return public observations, all unless some are given, by their names.

    `year` is that in which a period ends, and `is_default` tells the newest vintage by the preferred account.
    """
    names = names_of_codes(evidence)
    defaults = evidence.default_rows
    rows = []
    for row in evidence.public if chosen is None else chosen:
        cells = with_names(asdict(row), names)
        cells["is_default"] = row.observation_id in defaults
        cells["period"] = row.period
        cells["year"] = row.period_end.year if row.period_end else None
        rows.append(cells)
    # Int64 allows gaps, as a figure may have no period
    frame = tidy(rows, "observation_id").astype({"year": "Int64"})

    # Put the two columns that are not stored before the days of the period
    columns = [column for column in frame.columns if column not in ("period", "year")]
    place = columns.index("period_start")
    columns[place:place] = ["period", "year"]
    return frame[columns]


def article(evidence: Evidence) -> "pd.DataFrame":
    """Return the figures of the article by claim, without columns that are empty for them."""
    names = names_of_codes(evidence)
    rows = []
    for name, row in evidence.article.items():
        if evidence.is_public(row):
            rows.append({"claim_id": name.removeprefix("claim.")} | with_names(asdict(row), names))
    return tidy(rows, "claim_id")


def events(evidence: Evidence) -> "pd.DataFrame":
    """Return every public event by name: its day, where that is known, who is in it, and what happened."""
    names = names_of_codes(evidence)
    columns = ("entity", "actor", "published", "published_is", "source_id", "document_id", "locator", "confirmed_by")
    rows = []
    for name, event in evidence.events.items():
        if evidence.is_public(event):
            cells = with_names({column: getattr(event, column) for column in columns}, names)
            rows.append({"event_id": name, "day": event.period_end, "what": event.note} | cells)
    return tidy(rows, "event_id", days=("day", "published"))


def exchange_rates(evidence: Evidence) -> "pd.DataFrame":
    """Return every public exchange rate, one row each, by its day: what one unit of `base` cost, in `unit`."""
    names = names_of_codes(evidence)
    rows = []
    for rate, published in evidence.rates.public():
        rows.append({
            "date": rate.day,
            "base": rate.base,
            "quote": rate.quote,
            "rate": rate.value,
            "precision": rate.precision,
            "unit": f"{rate.quote} per {rate.base}",
            "source_id": rate.source_id,
            "publisher": names["source_id"][rate.source_id],
            "published": published,
            "document_id": rate.documents[0],
            "locator": rate.locator,
        })  # fmt: skip
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
    """Return the sources by code, with the terms of use."""
    return tidy(evidence.sources.values(), "source_id")


def documents(evidence: Evidence) -> "pd.DataFrame":
    """Return every document that had been published or carries what was public, by code, with its address.

    One that bears no day counts as published once a figure is that was read in it. `published` is a day, a month or a
    year, as far as the document tells; `published_by` is the last day of that.
    """
    rows = []
    for document in evidence.public_documents:
        published_by = last_day(document.published) if document.published else None
        rows.append(asdict(document) | {"kind": document.kind.value, "published_by": published_by})
    return tidy(rows, "document_id", days=("published_by", "seen"))


def tidy(rows: Iterable[Mapping[str, object]], index: str = "", days: Collection[str] = DAY_COLUMNS) -> "pd.DataFrame":
    """Make a table of rows: days are days, codes that repeat are categories, and `index` names the rows."""
    # Importing pandas takes half a second
    import pandas as pd

    frame = with_gaps(pd.DataFrame(list(rows)))
    frame.attrs["source"] = SOURCE
    for column in frame.columns.intersection(list(days)):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    categories = [column for column in CATEGORIES if column in frame.columns and column != index]
    frame = frame.astype(dict.fromkeys(categories, "category"))
    # a table without rows has no columns, and so none to be named by
    return frame.set_index(index) if index and len(frame.columns) else frame


def with_gaps(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Let an empty cell count as missing, as pandas counts: in a file it is empty."""
    return frame.mask(frame == "")


def names_of_codes(evidence: Evidence) -> dict[str, dict[str, str]]:
    """Return the names of the codes of each column."""
    return {
        "entity": {code: row["name"] for code, row in evidence.entities.items()},
        "actor": {code: row["name"] for code, row in evidence.actors.items()},
        "indicator": {code: row["name"] for code, row in evidence.indicators.items()},
        "source_id": {code: row["publisher"] for code, row in evidence.sources.items()},
    }


def with_names(row: Mapping[str, object], names: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """Add the name of each code of a row in a column beside it; an empty cell has none."""
    cells: dict[str, object] = {}
    for column, value in row.items():
        cells[column] = value
        if column in NAME_COLUMNS and NAME_COLUMNS[column] not in row:
            cells[NAME_COLUMNS[column]] = names[column].get(str(value), "")
    return cells
