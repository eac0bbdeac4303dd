"""The verdicts that changed, in words, for who does not see the figure."""

from bs4 import BeautifulSoup

from analysis.report.writer import PLAIN


def changed(report):
    """The claims of which something else was to be said at first."""
    return [
        claim for claim, states in report.history.items() if states[0].verdict.outcome != states[-1].verdict.outcome
    ]


def test_a_verdict_that_changed_is_told_with_its_day_and_with_the_figures_that_changed_it(report):
    """By hand: METI's shares, public seven weeks later in a newspaper, are 0.68 and 0.50 per cent, a ratio of 1.36."""
    items = BeautifulSoup(report.turns().page, "html.parser").select("p")
    assert [item.get_text() for item in items] == report.turns().plain.splitlines()
    told = {item.select_one("a.verdict")["href"].removeprefix("#c-"): item.get_text() for item in items}
    assert told["C26"] == (
        "C26 (Japan gives chips much more than the United States): supported by the figures public when the "
        "article ran, overstated from 31 May 2024. Japan gives more by both ministries, but by METI’s account only "
        "1.36 times as much, less than the 1.5 times that “much” needs. New that day were figures of: "
        "Ministry of Economy, Trade and Industry, Japan, read in The Yomiuri Shimbun (The Japan News)."
    )
    assert [*told] == changed(report)


def test_as_many_verdicts_are_told_as_have_changed(report):
    told = report.turns().plain.splitlines()
    assert str(len(told)) == report.pen.fill("{history.turns}", PLAIN)


def test_while_no_verdict_has_changed_there_is_nothing_to_tell(then):
    assert then.turns() is None
    assert then.then_and_now() is None


def test_beside_the_list_of_verdicts_those_are_named_that_were_other_ones_when_the_article_ran(report):
    told = report.then_and_now()
    assert "; Japan gives chips much more than the United States, supported then, overstated now; " in told.plain
    page = BeautifulSoup(told.page, "html.parser")
    assert page.get_text() == told.plain
    assert [link["href"].removeprefix("#c-") for link in page.select("a")] == changed(report)


def test_the_history_of_a_claim_is_a_line_that_says_which_verdict_held_from_when(report):
    told = repr(report.history).splitlines()
    assert [line.partition(":")[0] for line in told] == list(report.history)
    assert "C26: supported from 12 April 2024, then overstated from 31 May 2024" in told
    first, *_, last = report.history["C26"]
    assert repr(first) == "supported from 12 April 2024"
    assert repr(last).startswith("overstated from 31 May 2024 (new: Chip support as a share of GDP (METI), Japan; Chip")
