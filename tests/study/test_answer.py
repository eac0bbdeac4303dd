"""The answer to the title's question: the rule and the measures worked by hand, and applied to every economy."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from analysis.findings import Catalogue, parameters
from analysis.study import STUDY, tables
from analysis.study.answer import Answer, Scoreboard, Way, board, decide, direction, in_front, scores
from analysis.study.lead import MEASURES
from analysis.study.sensitivity import VARIATIONS, effective_variations

from ..reports import opened


@pytest.mark.parametrize(
    ("front", "ahead_by", "up", "down", "expected"),
    [
        (4, 2, 0, 0, "Yes"),
        (4, 2, 0, 3, "Yes"),  # who leads in most leads, whichever way it moves
        (3, 1, 0, 0, "Close"),
        (2, 0, 2, 0, "Partly"),
        (2, -1, 3, 1, "Partly"),
        (0, -3, 2, 0, "Partly"),
        (2, -1, 1, 0, "Not yet"),
        (2, -1, 0, 1, "Not yet"),
        (2, -1, 0, 2, "No"),
        (0, -3, 1, 0, "No"),
    ],
)
def test_the_answer_follows_from_first_places_then_from_moves(front, ahead_by, up, down, expected):
    assert decide(front, ahead_by, up, down) == expected


@pytest.mark.parametrize(
    ("now", "of", "front"),
    [
        ({"A": 100, "B": 98}, {}, ("A", "B")),  # within 2% of the best: nobody is better by more
        ({"A": 100, "B": 97}, {}, ("A",)),
        ({"A": 0, "B": 0}, {}, ()),  # nothing of something
        ({"A": 0.38}, {"world": True}, ()),  # the others' figures are not published
        ({"A": 0.94}, {"world": True}, ("A",)),  # nobody else can have more
        ({"A": 1, "B": 2}, {"is_rank": True}, ("A",)),
        ({"A": 2, "B": 3}, {"is_rank": True}, ()),  # the first is somebody who is not compared
    ],
)
def test_in_front_is_whom_nobody_beats_by_more_than_two_per_cent(now, of, front):
    assert in_front(now, 0.02, **of) == front


FLAT = dict.fromkeys(range(2010, 2021), 100.0)
WAVERING = {year: 50.0 + (1 if year % 2 else -1) for year in range(2010, 2021)}  # swings by 2 of 100 a year


@pytest.mark.parametrize(
    ("own", "given", "expected"),
    [
        (WAVERING, {}, Way.FLAT),
        # 58 in 2020 against 51, 49, 51, 49, 51 of 2015 to 2019, over 100: by 0.07 to 0.09, beyond 1.5 swings of 0.02 √n
        (WAVERING | {2020: 58.0}, {}, Way.UP),
        (WAVERING | {2020: 42.0}, {}, Way.DOWN),
        (WAVERING | {2020: 52.0}, {}, Way.FLAT),
        (WAVERING | {2020: 58.0}, {"swing": 4.0}, Way.FLAT),  # 0.08 √1 is more than the change against 2019
        ({2016: 1.0, 2017: 1.0, 2018: 2.0, 2019: 3.0, 2020: 9.0}, {}, Way.TOO_FEW),  # five figures
        ({2018: 50.0, 2020: 60.0}, {"judges_two": True}, Way.UP),
        ({2018: 50.0, 2020: 50.5}, {"judges_two": True}, Way.FLAT),  # within 2%
    ],
)
def test_a_direction_is_a_change_beyond_the_usual_swing(own, given, expected):
    assert direction(own, [FLAT], **given) is expected


def test_ones_own_rise_is_no_direction_when_the_best_other_rises_more():
    own = {2010 + n: 100.0 + n for n in range(11)}
    other = {2010 + n: 100.0 * 1.05**n for n in range(11)}
    assert direction(own, [other]) is Way.DOWN
    assert direction(own, [other], yardstick="own") is Way.UP


def board_of(**values):
    thresholds = {"level": 0.02, "ahead": 2, "lasts": 2, "swing": 1.5, "base_years": 5, "fewest": 6, "margin": 2}
    return Scoreboard(values, frozenset(), thresholds, 2024)


def test_an_economy_that_leads_in_two_measures_more_gets_yes_whoever_it_is():
    last = {m: {"JPN": {2023: 0.4}, "USA": {2023: 0.3}} for m in ("chips", "wafers")}
    assert {e: row.answer for e, row in board_of(**last).scores().items() if e in ("JPN", "USA")} == {
        "JPN": Answer.YES, "USA": Answer.NO,
    }  # fmt: skip
    other = {m: {"USA": of["JPN"], "JPN": of["USA"]} for m, of in last.items()}
    assert board_of(**other).scores()["USA"].answer is Answer.YES


def test_with_the_figures_of_1990_japan_leads(evidence):
    """Dataquest: chips 49.5 to 36.5%; VLSI: all machines 48.7 to 42.8%."""
    values = {
        "chips": {"JPN": {1989: 0.521, 1990: 0.495}, "USA": {1989: 0.349, 1990: 0.365}},
        "tools": {"JPN": {1990: 0.487}, "USA": {1990: 0.428}},
    }
    assert board_of(**values).scores()["JPN"].answer is Answer.YES


def test_the_scoreboard_of_today_by_hand(now):
    found = scores(now.catalogue)
    assert {e: row.front for e, row in found.items() if row.front} == {
        "JPN": ("wafers", "patents"),
        "USA": ("chips", "tools", "ai", "ranking"),
        "KOR": ("research",),
        "TWN": ("logic",),
        "SGP": ("exports", "ranking"),
    }


def test_the_history_says_on_each_day_what_was_said_on_that_day(evidence, now):
    days = [name.removeprefix("lead.turn.") for name in now.catalogue if name.startswith("lead.turn.")]
    assert days[0] == "2024-04-12"
    chance = Random(1)
    looked_at = [date.fromisoformat(day) for day in days]
    looked_at += [day + timedelta(chance.randint(1, 60)) for day in looked_at[:-1]]
    for day in sorted(looked_at):
        c = Catalogue(evidence, parameters.default(STUDY, day), STUDY)
        last = max(it for it in days if it <= day.isoformat())
        for short, what in (("answer", "lead.answer"), ("first", "lead.first"), ("lost", "lead.lost")):
            assert now.catalogue[f"lead.{short}.{last}"].text == c[what].text, (day, what)


def test_every_choice_is_tried_that_the_data_allow(now):
    assert {o.words for o in VARIATIONS if len(o.choices.measures) == len(MEASURES) - 1} >= {
        f"leaving out {it.name}" for it in MEASURES.values()
    }
    known = board(now.catalogue).values
    assert [o.words for o in VARIATIONS if {*o.choices.measures} - known.keys()] == []  # none is without figures
    every = {option.words for option, _ in effective_variations(now.catalogue)}
    assert {"counting robots for Japan", "adding photomasks", "leaving out figures older than five years"} <= every


def test_each_choice_that_changes_the_answer_is_named(now):
    of = board(now.catalogue)
    turning = {o.words for o in VARIATIONS if of.scores(o.choices)["JPN"].answer is not of.scores()["JPN"].answer}
    told = now.catalogue["lead.answer.turned"].text
    assert turning
    assert [words for words in turning if words not in told] == []


# -- the measures ---------------------------------------------------------------------------------------------


def test_a_series_is_never_continued_with_another_count(now):
    rows = [leaf.observation for leaf in now.catalogue["lead.chips.change"].leaves()]
    assert {row.account for row in rows} == {"sia"}
    assert now.catalogue.missing["lead.tools.change"] == "tools: no newer figure of the same count"


def test_an_edition_whose_years_are_not_known_is_told_only_where_it_is_the_latest(report_on):
    assert "lead.patents.edition" not in report_on(date(2024, 8, 14)).catalogue  # whose latest edition has years


def test_a_count_of_kinds_of_machine_rests_on_two_years_of_each(now):
    assert len(now.catalogue["lead.tool.fell"].inputs) == 10


def test_a_dollar_of_the_years_of_two_chip_shares_is_the_mean_of_their_noon_rates(now, raw):
    for when, year in (("then", 2021), ("now", 2024)):
        rates = [rate for day, (rate, _) in raw.noon.items() if day.year == year]
        assert now.value(f"lead.dollar.{when}") == pytest.approx(sum(rates) / len(rates))


@pytest.mark.parametrize(
    ("year", "rank", "number"),
    [(2017, 27, 63), (2018, 22, 63), (2019, 23, 63), (2020, 27, 63), (2021, 28, 64), (2022, 29, 63), (2023, 32, 64)],
)
def test_each_edition_of_the_ranking_is_set_against_its_own_number(then, year, rank, number):
    assert then.value(f"imd.JPN.{year}.rank") == rank
    assert then.value(f"imd.JPN.{year}.percentile") == pytest.approx((number - rank) / (number - 1))


def test_the_table_of_measures_begins_with_those_in_which_japan_is_in_front():
    """On both days Japan was in front in wafers and patents, whose direction no figures show."""
    for day in ("2024-04-12", "2026-10-30"):
        table = tables.lead_measures(opened(as_of=day))
        lines = table.plain.splitlines()[1:]
        assert [line.split(",")[0] for line in lines[:2]] == [
            "Silicon wafers",
            "Inventions patented in several countries",
        ]
        assert [line.endswith("Japan  –") for line in lines] == [True, True, *[False] * (len(lines) - 2)]
