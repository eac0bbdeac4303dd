"""Numbers set large at the top of a report, each with what it is."""

from bs4 import BeautifulSoup

RANK = ("imd.JPN.rank", "of {imd.JPN.panel} ranked.", "The newest seen is {since.JPN.imd.rank}.")


def told(block):
    page = BeautifulSoup(block.page, "html.parser")
    return [(dt.get_text(), dt.find_next_sibling("dd").get_text()) for dt in page.select("dl.keys > div > dt")]


def test_a_number_stands_over_what_it_is_and_leads_to_its_working(report):
    block = report.key_numbers(RANK)
    assert told(block) == [("32nd", "of 64 ranked. The newest seen is 30th.")]
    assert block.plain == "32nd of 64 ranked. The newest seen is 30th."
    links = [a["href"] for a in BeautifulSoup(block.page, "html.parser").select("dt a")]
    assert links == ["#f-imd_wdcr_rank.JPN.2023.2023-11-30"]


def test_a_sentence_that_was_not_known_on_the_day_is_left_out(then):
    assert told(then.key_numbers(RANK)) == [("32nd", "of 64 ranked.")]


def test_a_number_that_was_not_known_on_the_day_is_left_out_and_without_any_there_is_nothing(then):
    later = ("since.JPN.imd.rank", "since.")
    assert told(then.key_numbers(later, RANK)) == told(then.key_numbers(RANK))
    assert then.key_numbers(later) is None
