"""Stacked bars: where the part of a sum stands, and what was given up."""

import math
from dataclasses import replace
from datetime import date

import pytest

from analysis.charts import bars
from analysis.charts.bars import Remark, Stack
from analysis.charts.canvas import NARROW, WIDE, Sheet
from analysis.findings import Quantity


@pytest.fixture
def panels(finding):
    half, day = finding("half", 0.25, 0.25, "share"), finding("day", 738988, 738988, "date")
    public, gone = Remark("{} public", half, "public, in per cent"), Remark("given up on {}", day, "given up on")
    more = replace(finding("d", 5, 5), quantity=Quantity(5, 5, math.inf, "USD"))
    return [
        ("Then", [
            Stack("Whole", finding("a", 8, 8, "USD"), finding("b", 2, 2, "USD"), public),
            Stack("Gone", finding("c", 4, 4, "USD"), remark=gone, given_up=True, is_left_out=True),
        ]),
        ("Since", [Stack("New", more)]),
    ]  # fmt: skip


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_part_ends_where_the_sum_does_and_what_was_given_up_is_hollow(panels, width):
    sheet = Sheet(width)
    bars.stacked(sheet, panels, left=1)
    then, since = sheet.drawing.axes
    rest, part, gone = ((bar.get_x(), bar.get_width()) for bar in then.patches)
    point = then.get_xlim()[1] / sheet.breadth(then) / 72
    assert (rest, part, gone) == (pytest.approx((0, 6 - point)), (6, 2), (0, 4))  # a point of paper parts the two
    assert [bar.get_facecolor()[3] for bar in then.patches] == [1, 1, 0]
    assert then.get_xlim() == pytest.approx(since.get_xlim())  # one scale for all panels
    assert {text.get_text() for text in then.texts} >= {"$8", "25% public", "$4", "given up on 12 April 2024"}


def test_the_words_and_the_data_hold_all_that_is_drawn(panels):
    assert bars.describe_stacks(panels) == (
        "Then: Whole, $8 (25% public) down to Gone, $4 (given up on 12 April 2024). Since: New, at least $5."
    )
    header, *rows = bars.table_stacks(panels, named="plan", told="cost", part="public money")
    assert header == (
        *("panel", "plan", "cost", "low", "high", "unit", "printed"),
        *("public money", "public money, exact", "public, in per cent", "given up on"),
    )
    assert [(*row[:3], *row[6:]) for row in rows] == [
        ("Then", "Whole", 8, "$8", "$2", 2, "25", ""),
        ("Then", "Gone", 4, "$4", "not drawn", "", "", date(2024, 4, 12)),
        ("Since", "New", 5, "at least $5", "none seen", "", "", ""),
    ]
    whole = [("Then", [replace(stack, part=None) for stack in panels[0][1]])]
    assert {row[7] for row in [*bars.table_stacks(whole)][1:]} == {""}  # where no part is told apart, none is missing
