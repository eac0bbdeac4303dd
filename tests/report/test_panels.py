"""What an explorer shows, and what a study says that has nothing to show."""

from dataclasses import replace

import pytest

from analysis.charts.interactive import exploration_of
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
