"""What a sentence is refused, and how it comes by a year."""

import re

import pytest

import analysis as an
from analysis.errors import TemplateError, UnitError
from analysis.report import page
from analysis.report.markup import MARKDOWN


@pytest.mark.parametrize(
    "digit", ["\uff17", "\u0667", "\u096d", "\u2166", "\u2466", "\u00bd", "\u2077", "\U0001d7d5", "\u3226"]
)
def test_digits_of_any_script_are_refused(pen, digit):
    with pytest.raises(TemplateError, match="may not hold a digit"):
        pen.fill(f"There are {digit} firms.", MARKDOWN)


def test_what_is_typed_is_no_html(report):
    figure = report.bars("unicorns.{}.count", title="<script> & co")
    assert figure.title == r"\<script> & co"
    assert "<strong>&lt;script&gt; &amp; co</strong>" in figure._repr_mimebundle_()[0]["text/html"]


@pytest.mark.parametrize(
    "marks",
    ["[the list](https://example.org/list)", "![it](a.png)", "<b>", "</a>", "<a href='#x'>", "`code`", "[it](#fig-x)"],
)
def test_marks_that_no_sentence_takes_are_refused_and_sent_to_a_markdown_cell(report, marks):
    told = re.escape(f"{marks!r} would be printed as it stands; ") + ".* belongs in a Markdown cell$"
    with pytest.raises(TemplateError, match=told):
        report.say(f"Look at {marks} here.")
    with pytest.raises(TemplateError, match=f"^line 3: {told}"):
        page.write(report, "", f"First.\nLook at {marks} here.")


def test_a_year_comes_from_a_figure(report):
    people = report.figure("population", "JPN", year=2024)
    assert report.say("So it was in {x.year}.", x=people).plain == "So it was in 2024."
    assert report.say("So it was in {economy.JPN.gdp.year}.").plain == "So it was in 2023."
    with pytest.raises(UnitError, match=r"2015 was typed; a year belongs to a figure: of x=… it is \{x\.year\}"):
        report.say("So it was in {year}.", year=2015)
    with pytest.raises(TemplateError, match="x was computed and is of no single year"):
        report.say("So it was in {x.year}.", x=people / people)


def test_the_name_of_a_finding_is_kept_for_it(report):
    mine = an.number(5.7e9, "JPY", "Nikkei").named("subsidy.JPN.amount")
    with pytest.raises(
        TemplateError, match=r"subsidy\.JPN\.amount is the name of another number, ¥3\.931 trillion; here"
    ):
        report.say("It is {mine}.", mine=mine)
    assert report.say("It is {same}.", same=report["subsidy.JPN.amount"])


@pytest.mark.parametrize(
    "template",
    [
        *("{x}\u2060{x}", "{x}*bn*", "{x:2}bn", "**{x}**{x}", "–{x}", "‑{x}", "$ {x:2}", "{x}’{x}", "{x:words}fold"),
        *("{x}:{x}", "{x}'{x}", "₩{x}"),
    ],
)
def test_what_stands_beside_a_number_may_not_make_another_of_it(report, template):
    with pytest.raises(TemplateError, match="would make another number; set a blank") as caught:
        report.say(f"Japan has {template} firms.", x=report["unicorns.JPN.count"])
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("template", ["{x}–{x}", "{x}, {x}", "*{x}*", "{x}’s", "so: {x}", "A–B {x}", "{x} *per* year"])
def test_what_stands_apart_from_a_number_passes(report, template):
    assert report.say(f"Japan has {template}.", x=report["unicorns.JPN.count"])


def test_an_address_a_handle_and_a_place_of_the_one_in_focus_pass(report):
    report.bars("unicorns.{}.count", label="fig-first")
    typed = "{name:@}, mail first@fig.org, or @figures and @fig-first."
    assert repr(report.say(typed)) == "Japan, mail first@fig.org, or @figures and the figure."
