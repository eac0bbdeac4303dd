"""What was computed holds on all as-of dates on which its look-ups have the same answers, and on no other."""

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
    topic.add("never", lambda c: c.observe("honey", "AAA"))
    topic.add("rate", lambda c: c.rate("USD", "JPY", date(2024, 4, 20), "bank", "rate"))
    return Catalogue(data, Parameters(LATER), Study("Bees", "", topics=(topic,)))


def number(value=1.0):
    return Finding("x", "A number", Quantity.exact(value, "firms"), "given", source_ids=("office",))


@pytest.mark.parametrize("first", ["2024-04-12", "2024-05-19", "2024-05-20", "2024-06-01"])
def test_the_order_in_which_days_are_asked_for_makes_no_difference(catalogue, first):
    days = [date(2024, *day) for day in ((4, 12), (5, 19), (5, 20), (5, 31), (6, 1))]
    assert catalogue.on(date.fromisoformat(first))["twice"]
    assert [catalogue.on(day)["twice"].value for day in days] == [16, 16, 18, 18, 18]
    assert [catalogue.on(day)["rate"].value for day in days] == [150, 155, 155, 155, 155]  # 155 is public since 6 May


def test_a_finding_holds_no_longer_than_what_it_was_made_from(catalogue):
    known = {name: catalogue.on(DAY).entry(name) for name in ("bbb", "twice", "people", "never", "rate")}
    restated = date(2024, 5, 20)
    assert {name: (it.since, it.until) for name, it in known.items()} == {
        "bbb": (date(2021, 2, 1), date.max),
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
    assert list(catalogue.verdicts) == list(catalogue.history) == ["C01"]  # before anything that counts them
    counts = [(c["supported"].value, c["verdicts.supported"].value) for c in (catalogue, catalogue.on(DAY))]
    assert counts == [(0, 0), (1, 1)]
    assert "history.turns" not in catalogue.on(DAY)
    assert catalogue.on(date(2024, 5, 20))["history.turns"].value == 1


@pytest.mark.parametrize(
    ("names", "way"), [(("a",), "a → a"), (("a", "b"), "a → b → a"), (("a", "b", "c"), "a → b → c → a")]
)
def test_a_cycle_among_findings_is_one_line_with_the_way_and_the_place_and_no_gap(data, names, way):
    topic = Topic()
    for name, other in zip(names, (*names[1:], names[0]), strict=True):
        topic.add(name, lambda c, other=other: c[other] + c[other])
    place = f"tests/findings/test_cache.py:{inspect.currentframe().f_lineno - 1}"
    catalogue = Catalogue(data, Parameters(DAY), Study("Bees", "", topics=(topic,)))
    for ask in (lambda: catalogue["a"], lambda: "a" in catalogue, lambda: catalogue.get("a"), lambda: len(catalogue)):
        with pytest.raises(StudyError) as error:
            ask()
        assert (error.value.lines, error.value.exit_code) == (
            [f"a circle among findings: {way}; a is declared at {place}"], 1,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda _: None, "TypeError: gives a NoneType, not a Finding"),
        (lambda _: {}["bees"], "KeyError: 'bees'"),
        (lambda: number(1.0), "TypeError: <lambda>() takes 0 positional arguments but 1 was given"),
        (lambda _: sys.exit(0), "SystemExit: 0"),
        (lambda c: c["honny"], "no finding 'honny'"),
    ],
)
def test_code_of_a_study_that_fails_is_one_line_with_the_finding_and_where_it_is_declared(catalogue, made, said):
    catalogue.add("faulty", made)
    with pytest.raises(AnalysisError) as caught:
        catalogue["faulty"]
    (line,) = caught.value.lines
    assert re.sub(r"^faulty, declared at \S*test_cache\.py:\d+: ", "", line).startswith(said)
