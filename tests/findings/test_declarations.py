"""Findings and judgements are declared once each, for one name or for every combination of values."""

from __future__ import annotations

import inspect
import re
from datetime import date

import pytest

from analysis.errors import NotKnownError, StudyError
from analysis.findings import Catalogue, Finding, Option, Parameters, Quantity, Study, Topic
from analysis.findings.declarations import shown

from ..builders import evidence, observed

DAY = date(2024, 4, 12)


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
        return Catalogue(data, Parameters(DAY, given=given), study)

    return make


def number(value=1.0, label="A number"):
    """Make a finding that needs no evidence."""
    return lambda *_, **__: Finding("x", label, Quantity.exact(value, "firms"), "given", source_ids=("office",))


def line():
    """The place of the line that calls."""
    return f"tests/findings/test_declarations.py:{inspect.currentframe().f_back.f_lineno}"


# -- names ----------------------------------------------------------------------------------------------


def test_a_finding_bears_the_name_and_the_label_of_its_declaration_and_knows_its_line(declare):
    topic = Topic()
    topic.add("bees", number(), "All bees"); place = line()  # fmt: skip  # noqa: E702
    found = declare(topic)["bees"]
    assert (found.id, found.label, shown(found.place)) == ("bees", "All bees", place)


def test_a_step_on_the_way_takes_the_name_of_what_rests_on_it_in_front(declare):
    topic = Topic()
    topic.add("two", number(2.0))
    topic.add("half", lambda c: c["two"] / c["two"].named(".whole"))
    assert [part.id for part in declare(topic)["half"].inputs] == ["two", "half.whole"]


def test_names_stand_in_the_order_in_which_they_are_declared(declare):
    topic, other = Topic(), Topic()
    for name in ("b", "a"):
        topic.add(name, number())
    other.add("c", number())
    names = [name for name in declare(other, topic).names if name in "abc"]
    assert names == ["c", "b", "a"]


# -- places in braces -----------------------------------------------------------------------------------


def test_a_name_with_places_is_declared_for_every_combination(declare):
    topic = Topic()
    topic.add("{size}.{kind}", number(), size=("big", "small"), kind=("bee", "wasp"))
    names = {name for name in declare(topic).names if "." in name and name.split(".")[0] in ("big", "small")}
    assert names == {"big.bee", "big.wasp", "small.bee", "small.wasp"}


def test_what_makes_a_finding_receives_each_value_by_its_name(declare):
    topic = Topic()

    def make(c, size, kind):
        return number(label=f"{size} {kind}")(c)

    topic.add("{size}.{kind}", make, size=("big",), kind=("bee",))
    assert declare(topic)["big.bee"].label == "big bee"


def test_an_economy_in_braces_stands_for_every_economy_of_the_data(declare, data):
    topic = Topic()
    topic.add("hives.{economy}", lambda c, economy: c.newest("hives", economy))
    catalogue = declare(topic)
    assert {name for name in catalogue.names if name.startswith("hives.")} == {f"hives.{e}" for e in data.economies}
    assert {name for name in catalogue if name.startswith("hives.")} == {"hives.AAA", "hives.BBB"}


def test_a_label_says_countries_and_firms_by_their_names_and_values_in_the_words_given(declare):
    topic = Topic()
    words = {"all": "of all kinds", "one": "of one kind"}
    topic.add("hives.{economy}.{kind}.{year}", number(), "Hives {kind}, {economy}, {year}", kind=words, year=(2020,))
    label = declare(topic)["hives.AAA.one.2020"].label
    assert label == "Hives of one kind, Aaa, 2020"
    assert label.own == ("Aaa", "2020")  # what may differ between findings made alike; words of a kind may not


def test_a_value_that_is_an_analysts_choice_stands_with_the_finding(declare):
    topic = Topic()
    topic.add("per.{base}", number(), base=("head", "area"), choice="base")
    assert declare(topic)["per.area"].choices == (("base", "area"),)


# -- a name for what the reader chooses -----------------------------------------------------------------


BASIS = Option("basis", ("total", "yearly"))


@pytest.fixture
def chosen():
    topic = Topic()
    topic.add("honey.{economy}.total", number(6.0), economy=("AAA",))
    topic.add("honey.{economy}.by_year", number(2.0), economy=("AAA",))
    topic.choose(
        "honey.{economy}.chosen", "basis", "honey.{economy}.{option}", renamed={"yearly": "by_year"}, economy=("AAA",)
    )
    return topic


@pytest.mark.parametrize(("basis", "name"), [("total", "honey.AAA.total"), ("yearly", "honey.AAA.by_year")])
def test_a_common_name_stands_for_the_finding_of_the_value_chosen(declare, chosen, basis, name):
    catalogue = declare(chosen, parameters=[BASIS], basis=basis)
    assert catalogue["honey.AAA.chosen"] == catalogue[name]


def test_where_the_value_has_no_number_the_common_name_is_missing_for_that_reason(declare):
    topic = Topic()
    topic.add("honey.total", number())
    topic.add("honey.yearly", lambda c: c.newest("honey", "AAA"))
    topic.choose("honey.chosen", "basis", "honey.{option}")
    catalogue = declare(topic, parameters=[BASIS], basis="yearly")
    with pytest.raises(NotKnownError, match=r"^honey\.chosen: honey\.yearly: honey of AAA$"):
        catalogue["honey.chosen"]
    assert "honey.chosen" in declare(topic, parameters=[BASIS], basis="total")


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


# -- declared twice -------------------------------------------------------------------------------------


def twice(first, second):
    return rf"declared at {first} and again at {second}; keep one of the two$".replace(".", r"\.")


def test_a_name_declared_twice_in_one_topic_is_refused_with_both_places(declare):
    topic = Topic()
    topic.add("bees", number()); first = line()  # fmt: skip  # noqa: E702
    topic.add("bees", number()); second = line()  # fmt: skip  # noqa: E702
    with pytest.raises(StudyError, match=f"^finding bees: {twice(first, second)}"):
        declare(topic)


def test_a_pattern_that_meets_itself_is_refused(declare):
    """One economy named twice, and two values that read alike."""
    for values in ({"x": ("a", "a")}, {"x": ("a.b", "a"), "y": ("c", "b.c")}):
        topic = Topic()
        topic.add(".".join(f"{{{name}}}" for name in values), number(), **values)
        with pytest.raises(StudyError):
            declare(topic)


def test_a_finding_added_to_a_catalogue_takes_no_name_that_is_taken(declare):
    topic = Topic()
    topic.add("bees", number()); first = line()  # fmt: skip  # noqa: E702
    catalogue = declare(topic)
    catalogue.add("wasps", number(7.0), "All wasps")
    assert (catalogue["wasps"].value, catalogue["wasps"].label) == (7, "All wasps")
    assert list(catalogue.names)[-1] == "wasps"
    for name, place in (("bees", first), ("wasps", r"tests/findings/test_declarations.py:\d+")):
        with pytest.raises(StudyError, match=f"^finding {name}: declared at {place.replace('.py', '[.]py')} and"):
            catalogue.add(name, number())
    assert catalogue["bees"].value == 1


def test_a_claim_judged_twice_is_refused_with_both_places(declare):
    topic = Topic()
    topic.judge("C01", lambda case: case.amount("bees")); first = line()  # fmt: skip  # noqa: E702
    topic.judge("C01", lambda case: case.amount("bees")); second = line()  # fmt: skip  # noqa: E702
    with pytest.raises(StudyError, match=f"^claim C01: {twice(first, second)}"):
        declare(topic)


# -- places in the code ---------------------------------------------------------------------------------


def test_every_finding_of_the_study_knows_the_line_that_declares_it(now):
    for name, declared in now.catalogue.names.items():
        path, _, number = declared.place.rpartition(":")
        assert path.endswith(".py"), name
        assert int(number) > 0, name
