"""Lines over time: where their names stand, and where a line is broken."""

import pytest

from analysis.exhibits.figures import lines


@pytest.mark.parametrize(
    ("values", "heights", "places"),
    [
        ([1, 2], [1, 1], [1, 2]),
        ([5, 5], [2, 2], [4, 6]),
        ([6, 5], [3, 3], [7, 4]),
        ([5, 5], [2, 4], [3.5, 6.5]),
        ([], [], []),
        ([3], [9], [3]),
    ],
)
def test_labels_move_as_little_as_needed(values, heights, places):
    assert lines.apart(values, heights) == pytest.approx(places)


def test_no_line_is_drawn_over_a_missing_year_as_if_it_were_known():
    yearly = lines.Line("yearly", [(2017, 1), (2018, 2), (2021, 3)])
    assert lines._runs(yearly) == [[(2017, 1), (2018, 2)], [(2021, 3)]]
    monthly = lines.Line("monthly", [(2024.0, 1), (2024.083, 2), (2024.25, 3)], step=1 / 12)
    assert lines._runs(monthly) == [[(2024.0, 1), (2024.083, 2)], [(2024.25, 3)]]
