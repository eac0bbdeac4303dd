"""What was computed holds on all days of knowledge on which its look-ups have the same answers, and on no other."""

from __future__ import annotations

import inspect
import re
import sys
from datetime import date

import pytest

from analysis.errors import AnalysisError, StudyError
from analysis.findings import Catalogue, Finding, Parameters, Quantity, Study, Topic

from ..builders import claimed, evidence, observed, rated

DAY, LATER = date(2024, 4, 12), date(2024, 6, 1)


@pytest.fixture(scope="module")
def data():
    """One count that is restated in May, and one that is not."""
    return evidence(
        observed("hives", "AAA", 3, "2021-02-01"),
        observed("hives", "AAA", 4, "2024-05-20"),
        observed("hives", "BBB", 5, "2021-02-01"),
        observed("people", "AAA", 9, "2024-05-20"),
        observed("people", "BBB", 9, "2024-06-01"),
        rates=[rated("2024-04-11", 150.0), rated("2024-04-19", 155.0, published="2024-05-06")],
    )


@pytest.fixture
def catalogue(data):
    topic = Topic()
    topic.add("aaa", lambda c: c.observe("hives", "AAA"))
    topic.add("bbb", lambda c: c.observe("hives", "BBB"))
    topic.add("people", lambda c: c.observe("people", "AAA"))
    topic.add("both", lambda c: c["aaa"] + c["bbb"])
    topic.add("twice", lambda c: c["both"] + c["both"])
    topic.add("b_squared", lambda c: c["bbb"] / c["bbb"])
    topic.add("per_head", lambda c: c["bbb"] / c["people"])
    topic.add("never", lambda c: c.observe("honey", "AAA"))
    topic.add("rate", lambda c: c.rate("USD", "JPY", date(2024, 4, 20), "bank", "rate"))
    topic.add("count", lambda c: number(len(c.verdicts)))
    return Catalogue(data, Parameters(LATER), Study("Bees", "", topics=(topic,)))


def number(value=1.0):
    return Finding("x", "A number", Quantity.exact(value, "firms"), "given", source_ids=("office",))


# -- on several days -------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["2024-04-12", "2024-05-19", "2024-05-20", "2024-05-31", "2024-06-01"])
def test_the_order_of_the_days_makes_no_difference(catalogue, first):
    days = [date.fromisoformat(text) for text in ("2024-04-12", "2024-05-19", "2024-05-20", "2024-05-31", "2024-06-01")]
    catalogue.on(date.fromisoformat(first))["twice"]
    found = {day: catalogue.on(day)["twice"].value for day in days}
    assert list(found.values()) == [16, 16, 18, 18, 18]
    assert [catalogue.on(day)["rate"].value for day in days] == [
        150,
        155,
        155,
        155,
        155,
    ]  # the rate of 19 April is public since 6 May


def test_a_finding_holds_no_longer_than_what_it_was_made_from(catalogue):
    known = {name: catalogue.on(DAY).known(name) for name in ("aaa", "bbb", "both", "twice", "people", "never", "rate")}
    restated = date(2024, 5, 20)
    assert {name: (it.since, it.until) for name, it in known.items()} == {
        "aaa": (date(2021, 2, 1), restated),
        "bbb": (date(2021, 2, 1), date.max),
        "both": (date(2021, 2, 1), restated),
        "twice": (date(2021, 2, 1), restated),
        "people": (date.min, restated),  # a look-up that found nothing ends with the first row
        "never": (date.min, date.max),
        "rate": (date(2024, 4, 11), date(2024, 5, 6)),  # the day on which the next rate became public
    }


def test_what_is_made_of_all_verdicts_follows_them_from_day_to_day():
    """A count of verdicts looks nothing up itself, but the verdicts do, whenever they were computed before."""
    topic = Topic()
    topic.judge("C01", lambda case: case.amount(case.c.observe("hives", "AAA")))
    topic.add("supported", lambda c: number(sum(v.outcome == "supported" for v in c.verdicts.values())))
    rows = observed("hives", "AAA", 3, "2021-02-01"), observed("hives", "AAA", 9, "2024-05-20")
    article = observed("hives", "AAA", 3, "2024-04-12", observation_id="said", source_id="article")
    data = evidence(*rows, article, claims=[claimed("C01", "said")])
    catalogue = Catalogue(data, Parameters(LATER), Study("Bees", "", topics=(topic,)))
    assert list(catalogue.verdicts) == ["C01"]  # before anything that counts them
    assert catalogue.history
    assert (catalogue["supported"].value, catalogue["verdicts.supported"].value) == (0, 0)
    assert (catalogue.on(DAY)["supported"].value, catalogue.on(DAY)["verdicts.supported"].value) == (1, 1)
    assert "history.turns" in catalogue
    assert "history.turns" not in catalogue.on(DAY)
    assert catalogue.on(date(2024, 5, 20))["history.turns"].value == 1


# -- circles ---------------------------------------------------------------------------------------------


def circle(*names):
    """Make a catalogue in which each finding rests on the next, the last on the first; say where each is declared."""
    topic, places = Topic(), {}
    for name, other in zip(names, (*names[1:], names[0]), strict=True):
        topic.add(name, lambda c, other=other: c[other] + c[other])
        places[name] = f"tests/findings/test_memory.py:{inspect.currentframe().f_lineno - 1}"
    topic.add("start", lambda c: c[names[0]])
    topic.add("sound", lambda _: number())
    data = evidence(observed("hives", "AAA", 3, "2021-02-01"))
    return Catalogue(data, Parameters(DAY), Study("Bees", "", topics=(topic,))), places


@pytest.mark.parametrize(
    ("names", "way"), [(("a",), "a → a"), (("a", "b"), "a → b → a"), (("a", "b", "c"), "a → b → c → a")]
)
def test_a_circle_among_findings_is_told_in_one_line_with_the_way_and_the_place(names, way):
    catalogue, places = circle(*names)
    with pytest.raises(StudyError) as error:
        catalogue["start"]
    assert error.value.lines == [f"a circle among findings: {way}; a is declared at {places['a']}"]
    assert error.value.exit_code == 1


def test_a_circle_is_no_gap_in_what_is_known():
    """A finding in a circle is never left out in silence."""
    catalogue, _ = circle("a", "b")
    for ask in (lambda: "a" in catalogue, lambda: catalogue.get("a"), lambda: dict(catalogue), lambda: len(catalogue)):
        with pytest.raises(StudyError):
            ask()


# -- what goes wrong -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda _: None, "TypeError: gives a NoneType, not a Finding"),
        (lambda _: "six", "TypeError: gives a str, not a Finding"),
        (lambda _: {}["bees"], "KeyError: 'bees'"),
        (lambda: number(1.0), "TypeError: <lambda>() takes 0 positional arguments but 1 was given"),
        (lambda _: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda _: sys.exit(0), "SystemExit: 0"),
        (lambda c: c["honny"], "no finding 'honny'"),
    ],
)
def test_code_of_a_study_that_fails_is_one_line_with_the_finding_and_where_it_is_declared(catalogue, made, said):
    catalogue.add("honey", lambda _: number(2.0))
    catalogue.add("faulty", made)
    with pytest.raises(AnalysisError) as caught:
        catalogue["faulty"]
    (line,) = caught.value.lines
    assert re.sub(r"^faulty, declared at \S*test_memory\.py:\d+: ", "", line).startswith(said)


def test_what_is_divided_by_zero_is_not_known(catalogue):
    catalogue.add("none", lambda _: number(0.0))
    catalogue.add("ratio", lambda c: number(2.0) / c["none"])
    assert "ratio" not in catalogue
    assert catalogue.missing["ratio"].startswith("cannot divide by 0")
