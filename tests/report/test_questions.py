"""The questions of an analyst in `docs/questions.md`: each has one line for an answer, and every answer is true."""

import doctest
import re
from pathlib import Path

import pandas as pd
import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "questions.md"


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


def test_every_answer_is_true(page):
    """The fences of Markdown would pass for answers; tables of pandas end their lines in blanks."""
    text = re.sub(r"^```.*$", "", page, flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    with pd.option_context("display.width", 120):
        result = runner.run(test)
    assert result.failed == 0
    assert result.attempted > 25
