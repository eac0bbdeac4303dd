"""Editions opened to be compared: from folders, days and data folders."""

from __future__ import annotations

import pytest

from analysis.editions.open_edition import open_snapshot
from analysis.errors import EditionError, ParameterError
from analysis.study import STUDY

from ..builders import write_edition

NO_EDITION = {
    "an unknown name": ("yesterday", EditionError, "yesterday"),
    "a folder without a manifest": ("{home}", EditionError, "manifest.json"),
    "a day before the article": ("2024-04-11", ParameterError, "parameter as_of: 2024-04-11 "),
    "a day after the data": ("2030-01-01", ParameterError, "parameter as_of: 2030-01-01 "),
}


@pytest.mark.parametrize(("name", "error", "words"), NO_EDITION.values(), ids=NO_EDITION)
def test_what_is_not_an_edition_is_refused_in_one_line(tmp_path, evidence, data, name, error, words):
    with pytest.raises(error) as caught:
        open_snapshot(name.format(home=tmp_path), data, evidence, STUDY)
    assert words in str(caught.value)
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("content", [b'{"parameters": ', b"\xff\xfe", b"[]"])
def test_a_manifest_that_cannot_be_read_is_named(evidence, data, tmp_path, content):
    edition = write_edition(tmp_path / "then", evidence, evidence.judged_at, data)
    (edition / "manifest.json").write_bytes(content)
    with pytest.raises(EditionError, match=r"manifest\.json"):
        open_snapshot(str(edition), data, evidence, STUDY)
