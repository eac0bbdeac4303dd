"""The profile of an economy: its newest figures, its place among the others, and what it set aside for chips."""

from __future__ import annotations

import pytest


def text(report, name):
    return report.catalogue[name].text


def test_growth_is_that_since_the_first_year_seen(now, raw):
    first = float(raw.observations["gdp_nominal_usd.KOR.2015.2026-04-14"]["value"])
    assert text(now, "profile.KOR.start") == "2015"
    assert now.value("profile.KOR.growth.gdp") == pytest.approx(now.value("profile.KOR.gdp") / first - 1)


def test_research_is_counted_by_the_oecd_where_the_world_bank_leaves_an_economy_out(now):
    assert text(now, "profile.TWN.research") == text(now, "lead.research_oecd.TWN")
    assert text(now, "profile.JPN.research") == text(now, "lead.research.JPN")
