"""How a line goes, in words: from its first point by its peak and its low to the last."""

import pytest

from analysis.charts import canvas, lines


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ([3, 4, 7], [0, 2]),
        ([3, 9, 9, 1], [0, 1, 3]),
        ([5, 5, 5], [0, 2]),
        ([50, 100, 0, 60], [0, 1, 2, 3]),
        ([0, 50, 44, 100, 94], [0, 4]),  # the peak lies within an eighth of the end
        ([7], [0]),
    ],
)
def test_a_line_is_told_by_its_ends_its_peak_and_its_low(values, at):
    assert canvas.extremes(values) == at


def test_thick_lines_are_told_by_their_course_and_thin_ones_by_their_ends():
    ranks = {2017: 19, 2023: 6, 2025: 15}
    korea = lines.Line("korea", list(ranks.items()), width=2.2, texts=["19th", "6th", "15th"])
    thin = [
        lines.Line("Avonia", [(2017, 3), (2025, 2)], texts=["3rd", "2nd"]),
        lines.Line("Borduria", [(2017, 3), (2026, 4)], texts=["3rd", "4th"], forecasts={2026: ", forecast"}),
    ]
    told = "Korea rises from 19th in 2017 to 6th in 2023, then falls to 15th in 2025."
    ends = "In 2025: Avonia 2nd. In 2026: Borduria 4th (forecast)."
    assert lines.describe([thin[0], korea, thin[1]], first_is_best=True) == f"{told} {ends}"
    assert lines.describe(thin[:1], first_is_best=True) == "Avonia rises from 3rd in 2017 to 2nd in 2025."
    level = lines.Line("Level", [(2017, 3), (2018, 3)], texts=["3", "3"])
    assert lines.describe([level]) == "Level goes from 3 in 2017 to 3 in 2018."
