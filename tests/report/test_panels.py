"""What an explorer shows, and what a study says that has nothing to show."""

from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from analysis.charts.interactive import Panel, column, exploration_of, values
from analysis.errors import AnalysisError
from analysis.findings import Study
from analysis.study import STUDY


def test_a_study_without_an_explorer_is_answered_in_one_line():
    with pytest.raises(AnalysisError) as error:
        exploration_of(Study("Have the storks come back?", ""))
    assert error.value.lines == [
        "Have the storks come back?: this study has nothing to explore; give its Study an explorer",
    ]


def test_what_a_study_shows_is_loaded_only_when_it_is_asked_for():
    asked = []
    study = replace(STUDY, explorer=lambda: asked.append("asked") or "shown")
    assert asked == []
    assert (exploration_of(study), asked) == ("shown", ["asked"])


def test_a_panel_knows_whether_anything_it_shows_has_changed():
    panel = Panel(Figure().add_axes((0, 0, 1, 1)))
    assert [panel._changes(*shown) for shown in ((1, "a"), (1, "a"), (1, "b"), (1, "a"))] == [True, False, True, True]
    with pytest.raises(NotImplementedError):
        panel.update(None)


def test_findings_are_the_same_to_a_panel_when_they_look_the_same(finding):
    one, twin, other = finding("one", 1, 1), finding("twin", 1, 1), finding("one", 1, 2)
    assert values([one, None]) == values([twin, None])
    assert values([one]) != values([other])


def test_a_column_has_an_empty_text_beside_each_row():
    axes = Figure().add_axes((0, 0, 0.5, 1))
    texts = column(axes, 3)
    assert [(text.get_text(), text.get_position()[1]) for text in texts] == [("", 0), ("", 1), ("", 2)]
    assert all(text.get_position()[0] > 1 for text in texts)
