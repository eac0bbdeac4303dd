"""Figures that are hardly plausible are told with their reason, until they were accepted."""

from __future__ import annotations

from functools import cache

import pytest

from analysis.dataset.plausibility import precision_fault, suspicions
from analysis.dataset.printed_number import read_token
from analysis.dataset.records import bounds
from analysis.sources.ingestion import read_data
from analysis.study import STUDY

from ..conftest import DATA


@pytest.mark.parametrize(
    ("printed", "value", "digit", "filled"),
    [
        ("0.50%", 0.005, 1e-4, 1e-4),
        ("about 60%", 0.6, 0.01, 0.1),
        ("500 billion JPY", 500e9, 1e9, 100e9),
        ("1,208", 1208, 1, 1),
        ("1.20e+15 KRW", 1.2e15, 1e13, 1e13),
        ("4,760億円", 476e9, 1e8, 1e9),
        ("1兆7,225億円", 1.7225e12, 1e8, 1e8),
        ("33조 원", 33e12, 1e12, 1e12),
        ("three million", 3e6, 1e6, 1e6),
    ],
)
def test_a_printed_token_tells_its_value_and_its_last_digit(printed, value, digit, filled):
    assert read_token(printed) == pytest.approx((value, digit, filled), rel=1e-12)


@pytest.mark.parametrize(
    ("printed", "precision", "qualifier", "fits"),
    [
        ("0.50%", 1e-4, "eq", True),
        ("0.5%", 1e-4, "eq", False),
        ("0.50%", 1e-3, "eq", False),
        ("60%", 0.1, "approx", True),
        ("60%", 1, "eq", False),
        ("45 billion USD", 5e9, "approx", True),  # the middle of a range
        ("15.9 billion EUR", 3e8, "derived", True),
        ("15.9 billion EUR", 1e7, "derived", False),
        ("11 of 38", 0, "exact", True),
        ("dominated", 0, "gt", True),
    ],
)
def test_a_precision_is_that_of_the_last_digit_printed(printed, precision, qualifier, fits):
    assert (precision_fault(printed, precision, qualifier) == "") is fits


# -- slips as people make them: well formed, so that nothing but their size or place gives them away ------------------


class Slips:
    """A copy of the data in which slips are planted: bounds follow the value, and the rest is as given."""

    def __init__(self, copy):
        self.copy = copy

    def enter(self, name, *, beside="", **cells):
        """Change a row, or enter one like it beside it under another name."""
        header, *rows = self.copy.rows("observations.csv")
        at = next(n for n, row in enumerate(rows) if row[0] == name)
        row = dict(zip(header, rows[at], strict=True)) | cells
        low, high = bounds(float(row["value"]), float(row["precision"]), row["qualifier"])
        row |= {"low": f"{low:.12g}", "high": f"{high:.12g}", "observation_id": beside or row["observation_id"]}
        rows[at : at + (not beside)] = [[row[column] for column in header]]
        self.copy.write("observations.csv", [header, *rows])

    def broken(self):
        """The rules that are broken now and were not before, with the rows that break them."""
        self.copy.load()  # no defect of form
        return broken(self.copy.folder) - broken(DATA)


@cache
def broken(data):
    """Every row that breaks a rule, with the rule."""
    return {(it.name, it.rule) for it in suspicions(read_data(data), STUDY.ranked)}


@pytest.fixture
def slips(copy):
    return Slips(copy)


CHIPS, UNICORNS = "semiconductor_sales_share_hq.JPN.sia.2024.2025-06-03", "cb_insights_unicorns.JPN.2024-03-20"
TESTERS, GDP = "test_tools_share_hq.JPN.2025.2026-08-12", "gdp_nominal_lcu.JPN.2023"
EQUITY, INFLOW = "state_equity_jpy.RAPIDUS.2026-02-27.2026-02-27", "fdi_inflow_usd.JPN.2024.2026-07-08"


@pytest.mark.parametrize(
    ("row", "cells", "rule"),
    [
        pytest.param("rnd_share_gdp.JPN.2023.2026-07-13", {"value": "0.0544125", "printed": "5.44125%"}, "step",
                     id="another digit in value and token"),
        pytest.param("imd_wdcr_rank.JPN.2021.2021-09-29", {"value": "18", "printed": "18"}, "step",
                     id="another digit in a rank"),
        pytest.param("gdp_per_hour_rank_oecd.JPN.jpc.2024.2025-12-22", {"value": "18", "printed": "18 of 38"}, "step",
                     id="another digit in the latest rank"),
        pytest.param("imd_wdcr_rank.JPN.2025.2025-11-04", {"value": "90", "printed": "90"}, "rank",
                     id="a rank beyond the number ranked"),
        pytest.param(CHIPS, {"period_start": "2023-01-01", "period_end": "2023-12-31",
                             "observation_id": CHIPS.replace("2024", "2023")}, "period", id="another year"),
        pytest.param(CHIPS, {"account": "omdia", "observation_id": CHIPS.replace("sia", "omdia")}, "account",
                     id="another account"),
        pytest.param("advanced_logic_capacity_share.JPN.2032.2024-05-09", {"status": "A"}, "status",
                     id="a forecast as measured"),
        pytest.param(f"{UNICORNS}.2024-03-21", {"value": "8", "printed": "8", "published": "2024-04-01",
                                                "beside": f"{UNICORNS}.2024-04-01"}, "revision",
                     id="the same count again with another value"),
        pytest.param(INFLOW, {"value": "-13356571710", "printed": "-13356.57171 million USD"}, "revision",
                     id="another sign"),
        pytest.param(EQUITY, {"value": "100000000", "printed": "100 million JPY", "precision": "1000000"}, "size",
                     id="million for billion"),
        pytest.param(f"{GDP}.2026-04-14", {"published": "2024-04-14", "observation_id": f"{GDP}.2024-04-14"}, "edition",
                     id="a new vintage two years early"),
        pytest.param(TESTERS, {"value": "0.93", "printed": "93.0%"}, "whole",
                     id="shares that add up to more than all"),
        pytest.param(TESTERS, {"precision": "0.01"}, "precision", id="a precision ten times too coarse"),
        pytest.param("rnd_share_gdp.JPN.2023.2026-07-13", {"document_id": "toyokeizai_882176_fdi"}, "",
                     id="a document of another publisher, which no rule notices"),
    ],
)  # fmt: skip
def test_which_slips_break_a_rule(slips, row, cells, rule):
    slips.enter(row, **cells)
    name = cells.get("beside") or cells.get("observation_id") or row
    assert ((name, rule) in slips.broken()) is bool(rule)
    assert bool(slips.broken()) is bool(rule)


def test_two_digits_of_a_rate_swapped_break_a_rule(slips):
    header, *rows = slips.copy.rows("exchange_rates.csv")
    (row,) = (row for row in rows if row[0] == "2024-04-12" and row[3] == "163.16")
    row[3] = "136.16"
    slips.copy.write("exchange_rates.csv", [header, *rows])
    assert ("ecb_exr.EUR.JPY.2024-04-12", "step") in slips.broken()
