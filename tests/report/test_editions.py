"""Editions opened from a folder, and the parameters that name them; anything else is refused in one line."""

import shutil

import pytest

from analysis.errors import EditionError, ParameterError
from analysis.report.revisions import Rebuilt, check, open_snapshot
from analysis.study import STUDY

from ..builders import edition as made
from ..builders import judged, row, write_edition


@pytest.fixture(scope="module")
def edition(tmp_path_factory, evidence, data):
    """The folder of an edition of the article's day."""
    return write_edition(tmp_path_factory.mktemp("editions") / "then", evidence, evidence.judged_at, data)


NO_EDITION = {
    "an unknown name": ("yesterday", EditionError, "yesterday: "),
    "no name": (" ", EditionError, "no edition was named"),
    "no day of the calendar": ("2025-02-29", EditionError, "2025-02-29: "),
    "a folder without a manifest": ("{home}", EditionError, "{home}: has no manifest.json"),
    "a day before the article": ("2024-04-11", ParameterError, "parameter as_of: 2024-04-11 "),
    "a day after the data": ("2030-01-01", ParameterError, "parameter as_of: 2030-01-01 "),
}


@pytest.mark.parametrize(("name", "error", "words"), NO_EDITION.values(), ids=list(NO_EDITION))
def test_what_is_not_an_edition_is_refused_in_one_line(tmp_path, evidence, data, name, error, words):
    with pytest.raises(error) as caught:
        open_snapshot(name.format(home=tmp_path), data, evidence, STUDY)
    assert str(caught.value).startswith(words.format(home=tmp_path))
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("content", [b'{"parameters": ', b"\xff\xfe", b"[]"])
def test_a_manifest_that_cannot_be_read_is_named(edition, evidence, data, tmp_path, content):
    copy = shutil.copytree(edition, tmp_path / "old")
    (copy / "manifest.json").write_bytes(content)
    with pytest.raises(EditionError, match=r"manifest\.json"):
        open_snapshot(str(copy), data, evidence, STUDY)


def test_without_parameters_the_articles_day_is_compared_with_everything_known(evidence, data):
    assert check({}, evidence, data, STUDY) == ({"before": "2024-04-12", "after": "2026-10-30"}, "2026-10-30")
    assert check({"after": "2024-05-31"}, evidence, data, STUDY)[1] == "2024-05-31"


@pytest.mark.parametrize("given", [{"focus": "KOR"}, {"before": "nowhere"}, {"after": "nowhere"}], ids=str)
def test_a_wrong_parameter_is_named(evidence, data, given):
    with pytest.raises(ParameterError, match=f"^parameter {next(iter(given))}: "):
        check(given, evidence, data, STUDY)


def test_a_count_read_back_knows_the_whole_from_the_verdict_it_belongs_to(evidence):
    """The table of findings holds only what is printed; nothing is read out of that."""
    count = row("holds.C01", 1, printed="1 of 7", unit="specifications", sources="")
    read = Rebuilt(made(count, row("other", 2, sources=""), verdicts=(judged(of="2"),)), evidence, "before")
    assert (read.finding("holds.C01").of, read.finding("other").of) == (2, None)
    assert Rebuilt(made(count, verdicts=(judged(of=""),)), evidence, "before").finding("holds.C01").of is None
    assert Rebuilt(made(count), evidence, "before").finding("holds.C01").of is None
