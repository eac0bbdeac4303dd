"""The examples in docstrings are true."""

import doctest
import importlib
from functools import cache
from pathlib import Path

import pytest

import analysis as an

PACKAGE = Path(an.__file__).parent
STORKS = Path(__file__).resolve().parents[1] / "second_article"
MODULES = sorted(
    ".".join(("analysis", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@cache
def storks():
    """Open the made-up article that the examples of the engine use."""
    return an.load(study=f"{STORKS / 'study.py'}:STUDY", data=STORKS / "data", as_of="2020-05-04")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_of_a_module_are_true(name):
    spaces = doctest.NORMALIZE_WHITESPACE  # a table of pandas ends its lines in blanks
    result = doctest.testmod(importlib.import_module(name), extraglobs={"d": storks()}, optionflags=spaces)
    assert result.failed == 0
    assert result.attempted > 0
