"""A sheet to draw on: where axes stand on a wide one and on a narrow one."""

import pytest

from analysis.charts.canvas import NARROW, WIDE, Place, Sheet


def test_what_stands_side_by_side_on_a_wide_sheet_stands_below_on_a_narrow_one():
    wide, narrow = Sheet(WIDE), Sheet(NARROW)
    for sheet in (wide, narrow):
        sheet.axes(Place(height=2, left=1, below=0.5))
    assert (wide.beside, narrow.beside) == (0, 2.5)
    assert (wide.fit("one", "other"), narrow.fit("one", "other")) == ("one", "other")


def test_axes_stay_where_they_were_put_when_the_sheet_grows():
    sheet = Sheet(NARROW)
    first = sheet.axes(Place(height=1, left=0.5, right=0.5, top=0.25, below=0.25))
    sheet.axes(Place(height=2, left=0, top=2))
    assert sheet.drawing.get_size_inches() == pytest.approx((NARROW, 4))
    left, bottom, right, top = first.get_position().extents
    assert [left * NARROW, (1 - right) * NARROW] == pytest.approx([0.5, 0.5])
    assert [4 * (1 - top), 4 * (1 - bottom)] == pytest.approx([0.25, 1.25])


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Japan", ["Japan"]),
        ("purchasing power", ["purchasing power"]),
        ("rate of the company", ["rate of the", "company"]),
        ("with the tax credit", ["with the", "tax credit"]),
    ],
)
def test_a_name_is_broken_into_few_lines_of_about_the_same_length_where_room_is_scarce(name, lines):
    assert Sheet(NARROW).wrap(name).split("\n") == lines
    assert Sheet(WIDE).wrap(name) == name
