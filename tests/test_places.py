"""From a finding to the line that declares it, and from a name to the source by searching for it."""

import ast
import re
from pathlib import Path

import pytest

from analysis.findings import Catalogue, parameters
from analysis.study import STUDY


@pytest.fixture(scope="module")
def catalogue(evidence):
    return Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)


def is_pattern_of(text: str, name: str) -> bool:
    """Whether a text is the name, or the name with places in braces."""
    return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)), name))


def test_every_finding_is_named_at_the_line_that_declares_it(catalogue):
    texts = {}
    lost = []
    for name, declared in catalogue.names.items():
        path, _, line = declared.place.rpartition(":")
        if path not in texts:
            tree = ast.parse(Path(path).read_text(encoding="utf-8"))
            texts[path] = [
                (node.lineno, node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
        near = (text for at, text in texts[path] if int(line) <= at <= int(line) + 1)
        if not any(is_pattern_of(text, name) for text in near):
            lost.append((name, declared.place))
    assert lost == []
