"""From a finding to the line that declares it, and from a name to the source by searching for it."""

import ast
import re
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.findings import Catalogue, Study, Topic, parameters
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


def a_study(*topics):
    return Study("A study", "made up", topics=topics)


def test_a_second_declaration_of_a_name_is_refused_with_both_places(evidence):
    one, other = Topic(), Topic()
    one.add("twice", lambda c: c["once"])
    other.add("twice", lambda c: c["once"])
    with pytest.raises(StudyError) as caught:
        Catalogue(evidence, parameters.Parameters(evidence.newest), a_study(one, other))
    here = re.escape(Path(__file__).name)
    assert re.fullmatch(
        rf"finding twice: declared at \S*{here}:\d+ and again at \S*{here}:\d+; keep one of the two", str(caught.value)
    )


def test_a_circle_is_one_line_that_names_the_way_round_and_where_it_begins(evidence):
    topic = Topic()
    topic.add("one", lambda c: c["two"])
    topic.add("two", lambda c: c["one"])
    c = Catalogue(evidence, parameters.Parameters(evidence.newest), a_study(topic))
    with pytest.raises(StudyError) as caught:
        c["one"]
    assert re.fullmatch(
        rf"a circle among findings: one → two → one; one is declared at \S*{re.escape(Path(__file__).name)}:\d+",
        str(caught.value),
    )
