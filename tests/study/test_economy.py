"""The size of an economy, its people, and output a head."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.findings import Catalogue, parameters
from analysis.study import STUDY
from analysis.study.economy import FIRST, PEERS, SIZES, common_year, common_year_then, gdp


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2024-04-12", 2022),  # in October 2023 that year was the last without a forecast
        ("2024-04-16", 2022),  # Japan's 2023 is known, Britain's still a forecast: all share a year
        ("2025-04-22", 2023),
        ("2026-10-30", 2023),  # never later than the year before the article
    ],
)
def test_gdp_is_of_the_last_full_year_before_the_article_known_for_every_economy(report_on, day, year):
    catalogue = report_on(date.fromisoformat(day)).catalogue
    assert common_year(catalogue) == year
    assert common_year_then(catalogue) == 2022  # as it was known on the article's day, whatever the day is now


def open_on(folder):
    evidence = folder.load()
    return Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)


def added(copy, economy="ITA", **given):
    """Add an economy to the data, with its GDP by year, in euros; return the catalogue of all that is known then."""
    rows = copy.rows("entities.csv")
    germany = dict(zip(rows[0], next(row for row in rows if row[0] == "DEU"), strict=True))
    copy.write("entities.csv", [*rows, list((germany | {"entity": economy, "name": "Italy"}).values())])
    rows = copy.rows("observations.csv")
    like = dict(zip(rows[0], next(r for r in rows if r[0].startswith("gdp_nominal_lcu.DEU.2022.")), strict=True))
    for year, billions in given.items():
        number = year.removeprefix("year_")
        days = {"period_start": f"{number}-01-01", "period_end": f"{number}-12-31"}
        bounds = {"value": f"{billions}000000000", "low": f"{billions}000000000", "high": f"{billions}000000000"}
        name = f"gdp_nominal_lcu.{economy}.{number}"
        words = {"observation_id": name, "entity": economy, "qualifier": "exact", "precision": "0", "status": "A"}
        words["printed"] = f"{billions} billion EUR"
        rows.append(list((like | days | bounds | words).values()))
    copy.write("observations.csv", rows)
    return open_on(copy)


@pytest.mark.parametrize(
    "given",
    [pytest.param({}, marks=pytest.mark.long), {"year_2021": 1700}],
    ids=["no GDP at all", "GDP of an earlier year"],
)
def test_an_economy_that_is_added_to_the_data_moves_no_year_and_removes_no_finding(small_copy, given):
    before = open_on(small_copy)
    after = added(small_copy, **given)
    assert "ITA" in after.evidence.economies
    assert common_year(after) == common_year(before)
    assert set(before) <= set(after)
    assert all(after[name].quantity == before[name].quantity for name in before)
    assert [name for name in after.missing if ".ITA." in name]


def test_an_economy_that_is_added_is_set_beside_the_others_in_their_year(small_copy):
    after = added(small_copy, year_2022=1962, year_2023=2128)
    assert gdp(after, "ITA").value == 2128e9


@pytest.mark.parametrize(("without", "year"), [("GBR.2023.", 2022), ("GBR.", 2023)])
def test_an_economy_compared_by_default_holds_all_others_back_to_its_last_year_if_it_has_any(small_copy, without, year):
    """All figures of one table share a year; a country without any is left out of it."""
    rows = small_copy.rows("observations.csv")
    left = [row for row in rows if not row[0].startswith(f"gdp_nominal_lcu.{without}")]
    assert len(left) < len(rows)
    small_copy.write("observations.csv", left)
    assert common_year(open_on(small_copy)) == year


def test_output_a_head_is_output_over_people(now):
    """All three are of one year, the last full one known of every economy."""
    c = now.catalogue
    for economy in (FIRST, *PEERS):
        key = f"economy.{economy}"
        for measure in ("gdp", "gdp_ppp"):
            assert c[f"{key}.{measure}_per_head"].value == pytest.approx(
                c[f"{key}.{measure}"].value / c[f"{key}.population"].value
            )
        years = {c[f"{key}.{name}"].observation.period_end.year for name in SIZES}
        assert years == {common_year(c)} == {c["economy.year"].value}
