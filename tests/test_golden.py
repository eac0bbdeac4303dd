"""Numbers, verdicts and public names are those of the golden files; `python -m tests.golden` writes them anew."""

import pytest

from .golden.expected import REPORTS, TOPICS, folder, names, numbers, verdicts


def read(report, name):
    return (folder(report) / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("report", [*REPORTS, *TOPICS])
def test_numbers_are_those_on_record(report):
    assert sorted(set(numbers(report).splitlines()) ^ set(read(report, "numbers.csv"))) == []


@pytest.mark.parametrize("report", REPORTS)
def test_verdicts_are_those_on_record(report):
    assert sorted(set(verdicts(report).splitlines()) ^ set(read(report, "verdicts.csv"))) == []


def test_what_users_call_is_what_is_on_record():
    assert names().splitlines() == read("", "names.txt")
