"""Which study is reported on: the one named, or the project's own."""

import os

from analysis.findings import Study, find_study

OWN = "analysis.study:STUDY"
"""The project's own study. It is imported by name, so that a fault in it is told like one in any other."""

STUDY_VARIABLE = "JAPAN_TECH_STUDY"
"""The environment variable that names a study; the option --study of the command sets it for a kernel."""


def study_named(name: str = "") -> Study:
    """Return a study by MODULE:NAME or FILE.py:NAME, by default the one in JAPAN_TECH_STUDY, or the project's own.

    Raises `UnknownStudy` where there is none of that name.
    """
    return find_study(name or os.environ.get(STUDY_VARIABLE, "") or OWN)
