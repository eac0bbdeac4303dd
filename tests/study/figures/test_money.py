"""The figure of the pledges: whose money it is, and what became of them."""

import csv
import io

import pytest

from analysis.study import charts

from ...drawing import draw
from ...opened import opened


def test_pledges_tell_public_money_and_what_was_given_up():
    alt = draw(charts.pledges, opened()).figure.alt
    # A ceiling of 192 billion yen on 500 is 38.4 per cent, one of 20 on 40 half.
    assert "Micron up to $3.27 billion, up to 38.4% public;" in alt
    assert "Samsung $260 million, up to 50% public." in alt
    assert "PSMC and SBI at least $5.22 billion, given up on 27 September 2024;" in alt
    # At the day's rate 732 billion yen are 4.779 billion dollars, of 17 billion 28.11 per cent, rounded up.
    assert "Announced or reported since, foreign companies: TSMC Kumamoto, second plant, new plan $17 billion;" in alt
    # 1,500 billion yen at 153.1731; a third of it, 500 billion, is aid for the plant: 33.33 per cent, rounded up.
    assert "Micron, another $9.8 billion, up to 33.4% public" in alt


def test_on_the_day_of_the_article_nothing_was_given_up_and_nothing_came_after():
    alt = draw(charts.pledges, opened(as_of="2024-04-12")).figure.alt
    assert "PSMC and SBI at least $5.22 billion;" in alt
    assert "since" not in alt


def test_the_table_of_pledges_has_words_units_and_the_shares_that_are_drawn():
    table = draw(charts.pledges, opened()).figure.data
    rows = {row["pledge"]: row for row in csv.DictReader(io.StringIO(table))}
    assert [column for column in next(iter(rows.values())) if "remark" in column or column in {"name", "value"}] == []
    micron, plant = rows["Micron"], rows["PSMC and SBI"]
    assert micron["public share, at most, in per cent"] == "38.4"
    assert micron["state aid seen, at most, in US dollars"] == "$1.25 billion"  # 192 billion yen at 153.1731
    assert (micron["given up on"], plant["given up on"]) == ("", "2024-09-27")


@pytest.mark.parametrize("rule", ["day", "ppp"])
def test_what_is_a_diamond_is_called_the_rule_chosen_whoever_chose_it(rule):
    subtitle = draw(charts.dollar_figures, opened(rate_rule=rule)).figure.subtitle
    assert "Diamond: the rule chosen;" in subtitle
    assert "of this report" not in subtitle


def test_an_own_rate_has_a_row_of_its_own_where_its_sum_is_on_the_scale():
    def own(**given):
        rows = csv.DictReader(io.StringIO(draw(charts.dollar_figures, opened(**given)).figure.data))
        return [row["printed"] for row in rows if row["by which rate"] == "the reader’s own rate"]

    assert own(rate_rule="own", own_rate=140) == ["$28.1 billion", "$16.1 billion"]  # of 3,931 and 2,260 billion yen
    assert own(rate_rule="own", own_rate=1000) == own() == []


@pytest.mark.parametrize("rule", ["day", "announced", "period_mean", "ppp"])
def test_a_row_of_dollar_sums_is_called_as_the_option_over_it_and_told_as_chosen(rule):
    report = opened(rate_rule=rule)
    option = report.catalogue.evidence.settings.phrases["rate_rule"][rule].removeprefix("at the ").removeprefix("at ")
    alt = draw(charts.dollar_figures, report).figure.alt
    assert alt.count("Chosen: ") == 1
    assert alt.partition("Chosen: ")[2].startswith(option)
    assert alt.partition(" Chosen: ")[0].count(f" {option}") >= 2  # a row in each part
