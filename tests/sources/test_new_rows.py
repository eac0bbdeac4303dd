"""Which rows an answer adds, by rules alone: no server, no file."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.dataset.records import Interface
from analysis.sources import ContradictionError, Download, Value
from analysis.sources.new_rows import row_name, rows_to_add, span

TODAY = date(2026, 11, 26)
EDITION = date(2026, 5, 1)
EDITIONS = Interface(
    "office", "sdmx", "OFFICE", "FLOW", "A.HIVES", "observations", "hives", "AAA", "", "", "", "firms", 1.0, "1",
    "vintages", "served", "Survey %B %Y",
)  # fmt: skip
ALWAYS = Interface(
    "office", "sdmx", "OFFICE", "FLOW", "A.HIVES", "observations", "hives", "AAA", "", "", "", "firms", 1.0, "1",
    "always", "fetched", "as fetched on %Y-%m-%d",
)  # fmt: skip
COLUMNS = (
    *("observation_id", "entity", "actor", "indicator", "account", "frequency", "period_start", "period_end", "value"),
    *("unit", "base_period", "price_basis", "precision", "published", "disagrees_with", "vintage"),
)


def tables():
    """Two years of one series, published on 1 May 2026."""
    like = {"entity": "AAA", "indicator": "hives", "frequency": "A", "unit": "firms", "precision": "1"}
    like |= {"published": "2026-05-01", "vintage": "Survey May 2026"}
    held = [
        like | {"observation_id": name, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "value": value}
        for name, year, value in (("a", 2024, "10"), ("b", 2025, "12"))
    ]
    return {
        "observations": {name: [row.get(name, "") for row in held] for name in COLUMNS},
        "documents": {"document_id": ["old"], "checksum": [""], "url": ["https://example.org/old"]},
        "sources": {"source_id": ["office"], "publisher": ["Office"], "title": ["Survey"]},
    }


def added(of, values, published=None, edition=EDITION):
    """The rows that an answer of these years and values adds, and how those that are no documents are called."""
    day = date.fromisoformat(published) if published else None
    served = tuple(Value(of, period, printed, "series", day) for period, printed in values)
    rows = rows_to_add(tables(), [of], Download(served, "https://example.org/new", "sha256:1"), TODAY, edition)
    return rows, [row_name("observations", row) for row in rows.get("observations", ())]


def test_a_new_vintage_enters_whole_with_the_day_that_the_source_names():
    rows, names = added(
        EDITIONS, [("2023", "9"), ("2024", "10"), ("2025", "13"), ("2026", "14"), ("2027", "15")], "2026-10-13"
    )
    assert names == ["hives.AAA.2024.2026-10-13", "hives.AAA.2025.2026-10-13", "hives.AAA.2026.2026-10-13"]
    figures = rows["observations"]
    assert [(row["value"], row["low"], row["high"]) for row in figures][1] == ("13", "12.5", "13.5")
    assert {(row["published"], row["published_is"], row["vintage"]) for row in figures} == {
        ("2026-10-13", "exact", "Survey October 2026")
    }
    (document,) = rows["documents"]
    assert {row["document_id"] for row in figures} == {document["document_id"]} == {"office_2026_11_26"}
    assert (document["url"], document["published"], document["seen"]) == (
        "https://example.org/new", "2026-10-13", "2026-11-26",
    )  # fmt: skip


def test_of_a_source_without_vintages_only_what_changed_enters_as_of_the_day_it_was_fetched():
    rows, names = added(ALWAYS, [("2025", "13"), ("2024", "10")])  # the newest may be served first
    assert names == ["hives.AAA.2025.2026-11-26"]
    (row,) = rows["observations"]
    assert (row["published_is"], row["vintage"]) == ("latest", "as fetched on 2026-11-26")


@pytest.mark.parametrize("of", [EDITIONS, ALWAYS], ids=["vintages", "always"])
def test_what_is_stored_and_served_alike_adds_nothing_not_even_a_document(of):
    assert added(of, [("2024", "10"), ("2025", "12")], "2026-05-01") == ({}, [])


@pytest.mark.parametrize(
    ("of", "values", "published", "why"),
    [
        (EDITIONS, [("2025", "12")], "2026-10-13", "hives.AAA of 2024-01-01, stored as 10, is gone"),
        (ALWAYS, [], None, "hives.AAA of 2024-01-01, stored as 10, is gone; and 1 more"),
        (EDITIONS, [("2024", "10"), ("2025", "14")], "2026-05-01", "2025 is 14, stored as 12"),
        (EDITIONS, [("2024", "10"), ("2025", "12")], "2025-10-14", "is of 2025-10-14, older than what is stored"),
        (EDITIONS, [("2024", "10"), ("2025", "12")], "2026-11-27", "2026-11-27, which lies in the future"),
        (EDITIONS, [("2024", "10"), ("2025", "12")], None, "does not state on which day it was published"),
        (ALWAYS, [("2024", "10"), ("2025", "12"), ("2024", "10")], None, "hives.AAA: 2024 is there twice"),
        (ALWAYS, [("2024", "10"), ("2025", "12"), ("2027", "13")], None, "of 2027 lies in the future"),
        *((ALWAYS, [("2024", "10"), (period, "12")], None, "is not a period") for period in ("2025-99", "9" * 50)),
        *(
            (ALWAYS, [("2024", "10"), ("2025", number)], None, "which is not a number above zero")
            for number in ("nan", "inf", "0", "-1", "=1+1", "1_2", "\u0661\u0662", "\uff11\uff12")
        ),
        (ALWAYS, [("2024", "10"), ("2025", "1.1e30")], None, "of 2025 is '1.1e30', which is beyond 1e+30"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_contradicts_what_is_stored_or_itself_is_refused(of, values, published, why):
    with pytest.raises(ContradictionError) as caught:
        added(of, values, published)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2018", ("2018-01-01", "2018-12-31")),
        ("2024-Q4", ("2024-10-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-02-29", ("2024-02-29", "2024-02-29")),
    ],
)
def test_a_period_is_read_as_its_first_and_last_day(period, days):
    assert tuple(day.isoformat() for day in span(period)) == days
