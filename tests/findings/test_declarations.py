"""Findings and judgements are declared once each, for one name or for every combination of values; studies by name."""

from __future__ import annotations

import inspect
import re
from datetime import date

import pytest

from analysis.errors import NotKnownError, StudyError, UnknownNameError
from analysis.findings import Catalogue, Finding, Option, Parameters, Quantity, Study, Topic, find_study
from analysis.findings.declarations import relative_place
from analysis.study import STUDY

from ..builders import evidence, observed


@pytest.fixture(scope="module")
def data():
    """Hives in two of three economies, over two years."""
    return evidence(
        observed("hives", "AAA", 3, "2021-02-01"),
        observed("hives", "AAA", 4, "2022-02-01", year=2021),
        observed("hives", "BBB", 5, "2021-02-01"),
    )


@pytest.fixture
def declare(data):
    """Make the catalogue of some topics, with the parameters of a study if it has any."""

    def make(*topics, parameters=(), **given):
        study = Study("Bees", "", topics=topics, parameters=tuple(parameters))
        return Catalogue(data, Parameters(date(2024, 4, 12), study_parameters=given), study)

    return make


def number(value=1.0, label="A number"):
    """Make a finding that needs no evidence."""
    return lambda *_, **__: Finding("x", label, Quantity.exact(value, "firms"), "given", source_ids=("office",))


def place():
    """Name the line that calls."""
    return f"tests/findings/test_declarations.py:{inspect.currentframe().f_back.f_lineno}"


def test_a_finding_has_the_name_and_label_of_its_declaration_and_knows_its_line(declare):
    topic = Topic()
    topic.add("bees", number(), "All bees"); line = place()  # fmt: skip  # noqa: E702
    found = declare(topic)["bees"]
    assert (found.id, found.label, relative_place(found.place)) == ("bees", "All bees", line)


def test_a_step_on_the_way_is_named_after_the_finding_that_rests_on_it(declare):
    topic = Topic()
    topic.add("two", number(2.0))
    topic.add("half", lambda c: c["two"] / c["two"].named(".whole"))
    assert [part.id for part in declare(topic)["half"].inputs] == ["two", "half.whole"]


def test_a_name_with_placeholders_is_declared_for_every_combination_each_with_its_values(declare):
    topic = Topic()
    values = {"size": ("big", "small"), "kind": {"bee": "of bees", "wasp": "of wasps"}}
    topic.add(
        "{size}.{kind}", lambda c, size, kind: number(len(size + kind))(c), "Nests {kind}", choice="kind", **values
    )
    catalogue = declare(topic)
    found = {name: catalogue[name] for name in catalogue.names if name.endswith((".bee", ".wasp"))}
    assert list(found) == ["big.bee", "big.wasp", "small.bee", "small.wasp"]
    assert [it.value for it in found.values()] == [6, 7, 8, 9]
    assert (found["big.wasp"].label, found["big.wasp"].choices) == ("Nests of wasps", (("kind", "wasp"),))


def test_an_economy_is_every_economy_of_the_data_and_labels_say_its_name(declare, data):
    topic = Topic()
    topic.add("hives.{economy}", lambda c, economy: c.newest("hives", economy), "Hives, {economy}")
    catalogue = declare(topic)
    assert [name for name in catalogue.names if name.startswith("hives.")] == [f"hives.{e}" for e in data.economies]
    assert [name for name in catalogue if name.startswith("hives.")] == ["hives.AAA", "hives.BBB"]
    assert (catalogue["hives.AAA"].label, catalogue["hives.AAA"].label.variable) == ("Hives, Aaa", ("Aaa",))


@pytest.mark.parametrize(("basis", "name"), [("total", "honey.AAA.total"), ("yearly", "honey.AAA.by_year")])
def test_a_common_name_is_the_finding_of_the_value_chosen_or_missing_for_its_reason(declare, basis, name):
    topic, economies = Topic(), {"economy": ("AAA", "BBB")}
    topic.add("honey.{economy}.total", number(6.0), **economies)
    topic.add(
        "honey.{economy}.by_year",
        lambda c, economy: c.newest("hives" if economy == "AAA" else "honey", "AAA"),
        **economies,
    )
    options = "honey.{economy}.{option}"
    topic.choose("honey.{economy}.chosen", "basis", options, renamed={"yearly": "by_year"}, **economies)
    catalogue = declare(topic, parameters=[Option("basis", ("total", "yearly"))], basis=basis)
    assert catalogue["honey.AAA.chosen"] == catalogue[name]
    if basis == "yearly":
        with pytest.raises(NotKnownError, match=r"^honey\.BBB\.chosen: honey\.BBB\.by_year: honey of AAA$"):
            catalogue["honey.BBB.chosen"]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("x.{foo}", {}),
        ("x", {"foo": ("a", "b")}),
        ("x.{", {}),
        ("two words", {}),
        ("x.{a}", {"a": ("b",), "label": "{nope}"}),
        ("x.{a}", {"a": ("b",), "choice": "nope"}),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused_with_its_line(name, more):
    with pytest.raises(StudyError) as caught:
        Topic().add(name, lambda c: c, **more)
    (line,) = caught.value.lines
    assert re.search(rf"test_declarations\.py:\d+: finding {re.escape(repr(name))}: ", line)


def test_a_name_or_claim_declared_twice_is_refused_with_both_places(declare):
    topic, judging = Topic(), Topic()
    topic.add("bees", number()); first = place()  # fmt: skip  # noqa: E702
    catalogue = declare(topic)
    with pytest.raises(StudyError, match=f"^finding bees: declared at {first} and again at "):
        catalogue.add("bees", number())
    topic.add("bees", number()); second = place()  # fmt: skip  # noqa: E702
    with pytest.raises(StudyError, match=f"^finding bees: declared at {first} and again at {second}; keep one"):
        declare(topic)
    judging.judge("C01", lambda case: case.amount("bees")); first = place()  # fmt: skip  # noqa: E702
    judging.judge("C01", lambda case: case.amount("bees")); second = place()  # fmt: skip  # noqa: E702
    with pytest.raises(StudyError, match=f"^claim C01: declared at {first} and again at {second}; keep one"):
        declare(judging)


# -- studies

MINE = 'from analysis.findings import Study\nMINE = Study("Bees", "An article on bees")\nOTHER = "Bees"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    return tmp_path


def test_a_study_is_found_by_module_and_name():
    assert find_study("analysis.study:STUDY") is STUDY


@pytest.mark.parametrize("name", ["mine.py:MINE", "./mine.py:MINE", "{folder}/mine.py:MINE"])
def test_a_study_is_found_in_a_file_which_is_read_anew_each_time(folder, name):
    assert find_study(name.format(folder=folder)).title == "Bees"
    (folder / "mine.py").write_text(MINE.replace("Bees", "Wasps"), encoding="utf-8")
    assert find_study(name.format(folder=folder)).title == "Wasps"


@pytest.mark.parametrize(
    "name",
    [
        *("", "analysis.study", ".study:STUDY", "no_such_module:STUDY", "analysis.study:STUDIES"),
        *("gone.py:STUDY", "mine.py:STUDY", "mine.py:OTHER", "broken.py:STUDY", "needy.py:STUDY", "ends.py:STUDY"),
    ],
)
def test_what_is_no_study_is_named_in_one_line(folder, name):
    for file, text in (("broken", "\nx = (\n"), ("needy", "import bees\n"), ("ends", "raise SystemExit(0)\n")):
        (folder / f"{file}.py").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownNameError) as error:
        find_study(name)
    (line,) = error.value.lines
    assert line.startswith(f"study {name!r}: ")
    assert error.value.exit_code == 2
