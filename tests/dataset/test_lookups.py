"""Between which days of knowledge an answer of the evidence stays the same, held against asking on every single day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import NotKnownError

from ..builders import evidence, observed, rated

START = date(2024, 4, 1)
SPAN = 24
DAYS = [START + timedelta(days=n) for n in range(SPAN)]
day = st.integers(1, SPAN - 2).map(lambda n: START + timedelta(days=n))
"""Days on which something becomes public; a day lies before the first of them and one after the last."""


@st.composite
def rows(draw):
    """Some vintages of two indicators, each of one day; the article's own figure is no evidence."""
    drawn = draw(st.lists(st.tuples(st.sampled_from(("hives", "people")), st.integers(2019, 2021), day), max_size=7))
    unique = {observed(name, "AAA", 3, public.isoformat(), year=year)["observation_id"]: (name, year, public)
              for name, year, public in drawn}  # fmt: skip
    return [observed(name, "AAA", 3, public.isoformat(), year=year) for name, year, public in unique.values()]


@st.composite
def rates(draw):
    """Some daily rates of one pair, in order, none public before its day nor before the one of the day before."""
    days = sorted(draw(st.sets(st.integers(0, SPAN - 4), min_size=1, max_size=9)))
    found, public = [], 0
    for n in days:
        public = max(public, n + draw(st.integers(0, 3)))
        found.append(
            rated(
                (START + timedelta(days=n)).isoformat(),
                150.0 + draw(st.integers(0, 5)),
                published=(START + timedelta(days=public)).isoformat(),
            )
        )
    return found


def asked(data, ask):
    """What a question is answered with on every day, and between which days each answer is said to hold."""
    found = {}
    for as_of in DAYS:
        heard = []
        known = data.as_known_on(as_of).noted_by(heard.append)
        try:
            answer = ask(known)
        except NotKnownError as reason:
            answer = str(reason)
        (look_up,) = heard
        found[as_of] = answer, look_up
    return found


def hold(found):
    """Hold each answer against those of all other days: it is theirs as long as it was said to hold."""
    for as_of, (answer, look_up) in found.items():
        assert look_up.since <= as_of < look_up.until
        for other, (theirs, _) in found.items():
            if look_up.since <= other < look_up.until:
                assert theirs == answer, (as_of, other, look_up)


def end_in_time(found):
    """An answer that is said to end on a day is another one on that day: nothing is computed anew in vain."""
    for answer, look_up in found.values():
        if look_up.until in found:
            assert found[look_up.until][0] != answer, look_up
        if look_up.since in found and look_up.since > START:
            assert found[look_up.since - timedelta(days=1)][0] != answer, look_up


BASE = observed("honey", "AAA", 1, START.isoformat())
"""A row that is always there, so that no table is empty."""


@settings(max_examples=40, deadline=None)
@given(rows=rows(), by=st.none() | day)
def test_an_answer_to_which_vintages_there_are_holds_as_long_as_it_says(rows, by):
    data = evidence(BASE, *rows)
    found = asked(data, lambda e: e.vintages("hives", "AAA", by=by))
    hold(found)
    end_in_time(found)


@settings(max_examples=40, deadline=None)
@given(rows=rows(), year=st.sampled_from((0, 2020)), until=st.none() | st.just(date(2020, 12, 31)))
def test_an_answer_to_which_row_is_the_newest_holds_as_long_as_it_says(rows, year, until):
    data = evidence(BASE, *rows)
    hold(asked(data, lambda e: e.latest("hives", "AAA", until=until, year=year)))
    hold(asked(data, lambda e: e.series("hives", "AAA")))


@settings(max_examples=40, deadline=None)
@given(rates=rates(), wanted=st.integers(0, SPAN).map(lambda n: START + timedelta(days=n)), level=st.integers(150, 156))
def test_an_answer_on_rates_holds_as_long_as_it_says(rates, wanted, level):
    data = evidence(BASE, rates=rates)
    pair = "USD", "JPY"
    hold(asked(data, lambda e: e.rates.on(*pair, wanted, "bank")))
    hold(asked(data, lambda e: e.rates.last_at_least(*pair, level, wanted, "bank")))
    found = asked(data, lambda e: e.rates.between(*pair, START, wanted, "bank"))
    hold(found)
    end_in_time(found)
