"""Lines over time: where their names stand, and where a line is broken."""

import pytest
from matplotlib.text import Annotation

from analysis.charts import lines
from analysis.charts.canvas import WIDE, Place, Sheet


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


def test_the_name_of_a_line_that_ended_early_stands_beside_the_plot_with_its_year_and_no_line_below_it():
    """Early is named at the height of its end, where dots lead from there that no line of data has."""
    long = lines.Line("Long", [(year, 1) for year in range(2017, 2026)])
    late, early = lines.Line("Late", [(2023, 2), (2024, 2)]), lines.Line("Early", [(2020, 3), (2021, 3)])
    axes = lines.over_time(Sheet(WIDE), [long, late, early], Place(2, 0.4, 1.8), limits=(0, 4))
    at = {text.get_text(): text.xy for text in axes.texts if isinstance(text, Annotation)}
    assert at == {"Long": (2025, 1), "Late (2024)": (2025, 2), "Early (2021)": (2025, 3)}
    leaders = [list(zip(*it.get_data(), strict=True)) for it in axes.lines if it.get_linestyle() == "--"]
    assert leaders == [[(2021, 3), (2025, 3)]]
