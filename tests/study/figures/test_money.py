"""The figure of the pledges: whose money it is, and what became of them."""

import csv
import io

from analysis.study import charts

from ...drawing import draw
from ...opened import opened


def test_the_table_of_pledges_has_words_units_and_the_shares_that_are_drawn():
    table = draw(charts.pledges, opened()).figure.data
    rows = {row["pledge"]: row for row in csv.DictReader(io.StringIO(table))}
    assert [column for column in next(iter(rows.values())) if "remark" in column or column in {"name", "value"}] == []
    micron, plant = rows["Micron"], rows["PSMC and SBI"]
    assert micron["public share, at most, in per cent"] == "38.4"
    assert micron["state aid seen, at most, in US dollars"] == "$1.25 billion"  # 192 billion yen at 153.1731
    assert (micron["cancelled on"], plant["cancelled on"]) == ("", "2024-09-27")


def test_an_own_rate_has_a_row_of_its_own_where_its_sum_is_on_the_scale():
    def own(**given):
        rows = csv.DictReader(io.StringIO(draw(charts.dollar_figures, opened(**given)).figure.data))
        return [row["printed"] for row in rows if row["by which rate"] == "the reader’s own rate"]

    assert own(rate_rule="own", own_rate=140) == ["$28.1 billion", "$16.1 billion"]  # of 3,931 and 2,260 billion yen
    assert own(rate_rule="own", own_rate=1000) == own() == []
