import doctest
import importlib
from functools import cache
from pathlib import Path

import pytest

import analysis as an

PACKAGE = Path(an.__file__).parent


def modules():
    """Name the modules in whose source an example stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if ">>> " in path.read_text(encoding="utf-8"):
            parts = ("analysis", *path.relative_to(PACKAGE).with_suffix("").parts)
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = list(modules())
STORKS = Path(__file__).resolve().parents[1] / "second_article"


@cache
def storks():
    """The made-up article that the examples of the engine tell of."""
    return an.load(study=f"{STORKS / 'study.py'}:STUDY", data=STORKS / "data", as_of="2020-05-04")


def test_the_front_door_of_the_package_has_examples():
    assert {"analysis", "analysis.findings.quantity", "analysis.findings.finding"} <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_of_a_module_are_true(name):
    spaces = doctest.NORMALIZE_WHITESPACE  # a table of pandas ends its lines in blanks
    result = doctest.testmod(importlib.import_module(name), extraglobs={"d": storks()}, optionflags=spaces)
    assert result.failed == 0
    assert result.attempted > 0
