"""A sentence says how far the link of a number reaches: `[{x} firms]` makes one link of both."""

import pytest

import analysis as an
from analysis.errors import TemplateError
from analysis.rendering.tree import inline, parse, plain, walk
from analysis.report import page
from analysis.report.writer import HTML, MARKDOWN, PLAIN

ONE = "{imd.JPN.rank}"
"""A number that the report prints as 32nd."""


def links(pen, template, markup=HTML):
    """The words of each link of a sentence."""
    read = inline if markup is MARKDOWN else parse
    return [plain([it]) for it in walk(read(pen.fill(template, markup))) if it.tag == "a"]


@pytest.mark.parametrize("markup", [HTML, MARKDOWN])
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
def test_one_link_takes_in_the_number_and_the_words_in_brackets(report, template, linked, said, markup):
    assert links(report.pen, template, markup) == linked
    assert said is None or report.pen.fill(template, PLAIN) == said
    assert said is None or "*" in template or plain(parse(report.pen.fill(template, HTML))) == said


@pytest.mark.parametrize(
    "template",
    [
        f"[{ONE} {ONE}]", f"[{ONE} of {ONE} places]", f"[[{ONE} place] of all]", f"[{ONE} [sic] place]",
        f"[{ONE} place", f"{ONE} place]", f"[{ONE}]", f"[[{ONE}]]", f"[{ONE} place](https://example.org)",
        f"[{ONE}](#f-x)", f"[*{ONE}* place]", f"[{ONE} *place*]", f"[**{ONE} place**]", f"[{ONE} (@fig-rank)]",
        f"[{ONE} @fig-rank]", f"[{ONE}-fold]", f"[{ONE}bn]", f"[{ONE}’s place]", f"[{ONE}, place]", f"[{ONE} × place]",
        f"[−{ONE} place]", f"[¥{ONE} yen]", f"[¥ {ONE}]", f"[US$ {ONE}]", f"[{ONE} %]", f"[~ {ONE}]", f"[< {ONE}]",
        f"[not {ONE}]", f"[{ONE} not]", f"[Never {ONE}]", f"[no {ONE} place]", f"[less than {ONE}]",
        f"[at least {ONE}]", f"[less {ONE}]", f"[over {ONE} firms]", f"[I {ONE} place]", f"[V {ONE} place]",
        f"[{ONE} K place]", f"[{ONE} or place]", "[{entity:JPN} place]", "[{verdict:C11} place]",
        "[{label:H10} place]",
        "[{imd.gap.KOR.end:more|less} places]", f"[{{entity:@}} {ONE}]", f"[{ONE} <b>place</b>]", f"[{ONE} `place`]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("markup", [HTML, MARKDOWN, PLAIN])
def test_brackets_that_could_mislead_are_refused_in_one_line(report, template, markup):
    with pytest.raises(TemplateError, match=r"a bracket in .* cannot be read; brackets hold one number") as raised:
        report.pen.fill(template, markup)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("template", [f"¥[{ONE} place]", f"[a place {ONE}]nd", f"−[{ONE} place]", f"[a {ONE}]{ONE}"])
def test_what_is_glued_to_a_number_is_refused_across_a_bracket(report, template):
    with pytest.raises(TemplateError, match="would make another number"):
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
