"""The evidence as tables of pandas, on a made-up dataset of a few rows."""

from datetime import date

import pandas as pd
import pytest

from analysis.dataset import frames

from ..builders import evidence as made
from ..builders import observed


@pytest.fixture(scope="module")
def data():
    """A figure of a year, one of a firm, and one that became public later."""
    return made(
        observed("hives", "AAA", 3, "2024-04-01", year=2020),
        observed("honey", "AAA", 5, "2024-04-02", of="MAKER", period_start="2021-04-01", period_end="2022-03-31"),
        observed("hives", "BBB", 4, "2024-05-01", frequency="_Z", period_start="", period_end=""),
    )


def test_names_stand_beside_codes(data):
    row = frames.observations(data).loc["honey.AAA.MAKER.2021.2024-04-02"]
    assert row[["entity", "entity_name", "actor", "actor_name"]].tolist() == ["AAA", "Aaa", "MAKER", "Maker"]
    assert row[["indicator", "indicator_name", "source_id"]].tolist() == ["honey", "Honey", "office"]
    columns = list(frames.observations(data).columns)
    for code, name in frames.NAME_COLUMNS.items():
        assert columns.index(name) == columns.index(code) + 1


def test_a_period_is_written_out_and_has_the_year_in_which_it_ends(data):
    seen = frames.observations(data)
    assert seen["period"].tolist()[:2] == ["2020", "2021-04-01 to 2022-03-31"]
    assert pd.isna(seen["period"].iloc[2])
    assert seen["year"].tolist()[:2] == [2020, 2022]
    assert pd.isna(seen["year"].iloc[2])
    assert pd.isna(seen["period_end"].iloc[2])
    assert seen["published"].iloc[0] == pd.Timestamp("2024-04-01")


def test_the_default_row_is_the_newest_vintage_by_no_account_or_by_the_first_of_the_table():
    """By the second account there is a figure of a year more; no series is made of two accounts."""
    rows = [
        observed("hives", "AAA", 3, "2024-04-01", observation_id="old"),
        observed("hives", "AAA", 4, "2024-05-01", observation_id="new"),
        observed("hives", "AAA", 5, "2024-06-01", account="one", observation_id="another's"),
        observed("hives", "BBB", 6, "2024-06-01", account="other", observation_id="second"),
        observed("hives", "BBB", 7, "2024-06-01", account="other", year=2021, observation_id="second only"),
        observed("hives", "BBB", 8, "2024-05-01", account="one", observation_id="first"),
    ]
    seen = frames.observations(made(*rows))
    assert set(seen.index[seen.is_default]) == {"new", "first"}
    assert set(frames.observations(made(*rows).as_known_on(date(2024, 4, 30))).query("is_default").index) == {"old"}


def test_what_became_public_later_is_left_out(data):
    known = data.as_known_on(date(2024, 4, 30))
    assert frames.observations(known)["entity"].tolist() == ["AAA", "AAA"]
    assert [o.entity for o in known.public] == ["AAA", "AAA"]


def test_a_document_keeps_the_day_it_tells_and_has_the_last_one_that_it_may_mean(evidence):
    """One of 2023 was published by the end of that year; of one without a day nothing is known."""
    documents = frames.documents(evidence)
    assert documents.loc["abachy_2023_materials", "published"] == "2023"
    assert documents.loc["abachy_2023_materials", "published_by"] == pd.Timestamp("2023-12-31")
    assert documents["published"].isna().any()
    assert documents.loc[documents["published"].isna(), "published_by"].isna().all()
