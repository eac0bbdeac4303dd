"""A sentence says how far the link of a number reaches: `[{x} firms]` makes one link of both."""

import pytest

import analysis as an
from analysis.errors import TemplateError
from analysis.rendering.tree import parse, plain, walk
from analysis.report import page
from analysis.report.writer import HTML, PLAIN

ONE = "{imd.JPN.rank}"
"""A number that the report prints as 32nd."""


def links(pen, template):
    """The words of each link of a sentence."""
    return [plain([it]) for it in walk(parse(pen.fill(template, HTML))) if it.tag == "a"]


@pytest.mark.parametrize(
    ("template", "linked", "said"),
    [
        (f"[{ONE} place]", ["32nd place"], "32nd place"),
        (f"It was [{ONE} place of all], then.", ["32nd place of all"], "It was 32nd place of all, then."),
        (f"the [edition’s place {ONE}]", ["edition’s place 32nd"], "the edition’s place 32nd"),
        (f"[the {ONE} place] and {ONE}", ["the 32nd place", "32nd"], "the 32nd place and 32nd"),
        (f"[{ONE} R&D place], [{ONE} co-operative]", ["32nd R&D place", "32nd co-operative"], None),
        (f"as said [sic], {ONE}", ["32nd"], "as said [sic], 32nd"),
        (f"**Place.** [{ONE} place]", ["32nd place"], "Place. 32nd place"),
    ],
)
def test_one_link_takes_in_the_number_and_the_words_in_brackets(report, template, linked, said):
    assert links(report.pen, template) == linked
    assert said is None or report.pen.fill(template, PLAIN) == said
    assert said is None or "*" in template or plain(parse(report.pen.fill(template, HTML))) == said


@pytest.mark.parametrize("template", ["[{entity:JPN} place]", "[{imd.gap.KOR.end:more|less} places]"])
def test_brackets_around_words_alone_are_refused(report, template):
    with pytest.raises(TemplateError, match="square brackets"):
        report.pen.fill(template, HTML)


def test_a_bracket_may_reach_over_the_end_of_a_line_of_a_cell(report):
    block = page.write(report, "", f"Japan was [{ONE}\nplace of all].")
    assert block.plain == "Japan was 32nd place of all."
    assert [plain([it]) for it in walk(parse(block.page)) if it.tag == "a"] == ["32nd place of all"]


def test_the_mark_of_a_number_of_ones_own_stands_behind_the_words(report):
    mine = an.number(7, "firms", "Own count", "Firms")
    block = report.say("I saw [{x} firms] there.", x=mine)
    assert block.plain == "I saw 7 firms (own number) there."
    assert "</span></a> (own number) there." in block.page
