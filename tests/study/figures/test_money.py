"""The figure of the pledges: whose money it is, and what became of them."""

from datetime import date

from analysis.study import charts

from ...drawing import draw
from ...opened import opened


def test_the_table_of_pledges_has_words_units_and_the_shares_that_are_drawn():
    table = draw(charts.pledges, opened()).figure.data
    assert [column for column in table if "remark" in column or column in {"name", "value"}] == []
    micron, plant = (table[table["pledge"] == name].iloc[0] for name in ("Micron", "PSMC and SBI"))
    assert micron["public share, at most, in per cent"] == "38.4"
    assert micron["state aid seen, at most, in US dollars"] == "$1.25 billion"  # 192 billion yen at 153.1731
    assert (micron["cancelled on"], plant["cancelled on"]) == (None, date(2024, 9, 27))


def test_an_own_rate_has_a_row_of_its_own_where_its_sum_is_on_the_scale():
    def own(**given):
        rows = draw(charts.dollar_figures, opened(**given)).figure.data
        return list(rows["printed"][rows["by which rate"] == "the reader’s own rate"])

    assert own(rate_rule="own", own_rate=140) == ["$28.1 billion", "$16.1 billion"]  # of 3,931 and 2,260 billion yen
    assert own(rate_rule="own", own_rate=1000) == own() == []
