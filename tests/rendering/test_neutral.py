"""Rendering knows nothing of what it renders: no file of it names a country, figure, claim or source of the study."""

import re
from pathlib import Path

import pytest

from analysis import rendering

ROOM = Path(rendering.__file__).parent
WRITTEN = [path for path in sorted(ROOM.rglob("*")) if path.suffix in {".py", ".css", ".js", ".j2", ".typ", ".json"}]
ANY_ARTICLE = {"article"}
"""Names in the data that are words of any study."""


@pytest.fixture(scope="module")
def names(evidence):
    """Every name that the data give to what the study is about."""
    countries = {name for code, entity in evidence.entities.items() for name in (code, entity["name"])}
    known = countries | set(evidence.indicators) | set(evidence.sources) | set(evidence.claims)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(known - ANY_ARTICLE, key=len, reverse=True)))})\b")


def test_names_of_the_study_are_known_when_they_are_seen(names):
    assert names.findall("`{entity:KOR}`, claim C26, Japan, a rank") == ["KOR", "C26", "Japan"]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOM).as_posix())
def test_no_file_of_the_room_names_what_the_study_is_about(names, path):
    assert names.findall(path.read_text("utf-8")) == []
