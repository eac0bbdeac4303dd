"""Editions opened from a folder, and the parameters that name them; what is no edition is refused in one line."""

import shutil

import pytest

from analysis.errors import EditionError, ParameterError
from analysis.report.revisions import Rebuilt, check, open_snapshot
from analysis.study import STUDY

from ..made_editions import edition as made
from ..made_editions import judged, row, write


@pytest.fixture(scope="module")
def edition(tmp_path_factory, evidence, data):
    """The folder of an edition of the article's day."""
    return write(tmp_path_factory.mktemp("editions") / "then", evidence, evidence.judged_at, data)


NO_EDITION = {
    "an unknown name": (
        "yesterday",
        "yesterday: is neither the folder of an edition nor a day; write reports/2024-04-12",
    ),
    "no name": (" ", "no edition was named; write reports/2024-04-12 or 2024-04-12"),
    "no day of the calendar": ("2025-02-29", "2025-02-29: is neither the folder of an edition nor a day"),
    "a folder without a manifest": ("{home}", "{home}: has no manifest.json, so it is not an edition"),
}


@pytest.mark.parametrize(("name", "words"), NO_EDITION.values(), ids=list(NO_EDITION))
def test_what_is_no_edition_is_refused_in_one_line(tmp_path, evidence, data, name, words):
    with pytest.raises(EditionError) as error:
        open_snapshot(name.format(home=tmp_path), data, evidence, STUDY)
    assert str(error.value).startswith(words.format(home=tmp_path))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("day", "words"),
    [("2024-04-11", "lies before the article"), ("2030-01-01", "lies after the newest figure of the data")],
)
def test_a_day_that_the_data_do_not_reach_is_refused(evidence, data, day, words):
    with pytest.raises(ParameterError, match=rf"^parameter as_of: {day} {words}"):
        open_snapshot(day, data, evidence, STUDY)


@pytest.mark.parametrize(
    ("content", "words"), [(b'{"parameters": ', ":1: is not JSON: "), (b"\xff\xfe", ": is not text in UTF-8")]
)
def test_a_manifest_that_cannot_be_read_is_named_with_its_place(edition, evidence, data, tmp_path, content, words):
    copy = shutil.copytree(edition, tmp_path / "old")
    (copy / "manifest.json").write_bytes(content)
    with pytest.raises(EditionError) as error:
        open_snapshot(str(copy), data, evidence, STUDY)
    assert str(error.value).startswith(f"{copy / 'manifest.json'}{words}")


# -- parameters --------------------------------------------------------------------------------------


def test_without_parameters_the_articles_day_is_compared_with_everything_known(evidence, data):
    chosen, edition = check({}, evidence, data, STUDY)
    assert chosen == {"before": "2024-04-12", "after": "2026-10-30"}
    assert edition == "2026-10-30"


def test_the_edition_is_named_after_the_day_of_the_second(evidence, data):
    assert check({"after": "2024-05-31"}, evidence, data, STUDY)[1] == "2024-05-31"


@pytest.mark.parametrize("name", ["focus", "as_of", "peers"])
def test_a_parameter_of_the_report_is_none_of_the_revisions(evidence, data, name):
    with pytest.raises(ParameterError) as error:
        check({name: "KOR"}, evidence, data, STUDY)
    assert str(error.value) == f"parameter {name}: unknown; expected before or after"


@pytest.mark.parametrize("name", ["before", "after"])
def test_a_wrong_edition_is_laid_to_its_parameter(evidence, data, name):
    with pytest.raises(
        ParameterError, match=rf"^parameter {name}: nowhere: is neither the folder of an edition nor a day"
    ):
        check({name: "nowhere"}, evidence, data, STUDY)


# -- findings of an edition --------------------------------------------------------------------------


def test_a_count_read_back_knows_the_whole_from_the_verdict_it_belongs_to(evidence):
    """The table of findings holds only what is printed; nothing is read out of that."""
    count = row("holds.C01", 1, printed="1 of 7", unit="specifications", sources="")
    read = Rebuilt(made(count, row("other", 2, sources=""), verdicts=(judged(of="2"),)), evidence, "before")
    assert (read.finding("holds.C01").of, read.finding("other").of) == (2, None)
    assert Rebuilt(made(count, verdicts=(judged(of=""),)), evidence, "before").finding("holds.C01").of is None
    assert Rebuilt(made(count), evidence, "before").finding("holds.C01").of is None
