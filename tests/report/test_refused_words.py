"""What a sentence is refused, and how it comes by a year."""

import re

import pytest

import analysis as an
from analysis.errors import TemplateError, UnitError, UnknownNameError
from analysis.report import page
from analysis.report.markup import MARKDOWN
from analysis.report.tables import Claim, Verbatim


@pytest.mark.parametrize(
    "digit", ["\uff17", "\u0667", "\u096d", "\u2166", "\u2466", "\u00bd", "\u2077", "\U0001d7d5", "\u3226"]
)
def test_digits_of_any_script_are_refused(pen, digit):
    with pytest.raises(TemplateError, match="may not hold a digit"):
        pen.fill(f"There are {digit} firms.", MARKDOWN)


def test_what_is_typed_is_no_html(report):
    figure = report.bars("unicorns.{}.count", title="<script> & co")
    assert figure.title == r"\<script> & co"
    assert "<strong>&lt;script&gt; &amp; co</strong>" in figure.caption


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


def test_a_heading_is_no_sentence_and_signs_between_words_are_no_marks(report):
    with pytest.raises(TemplateError, match=r"^'## What came of it.' would be printed as it stands"):
        report.say("## What came of it.")
    words = "With a < b and c > d it is [sic] (so) the *first* # and “x”."
    assert report.say(words).plain == words.replace("*", "")


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


def test_a_rate_that_the_study_has_not_comes_from_a_source_that_is_named(report):
    rate = report.rate("USD", "JPY", "2010-01-04")
    assert rate.text == "¥92.55"
    assert "Board of Governors of the Federal Reserve System" in rate.label


def test_a_series_that_is_no_share_says_what_to_do(report):
    with pytest.raises(UnitError, match=r"USD are no share of persons; divide two tables, as d\.wide"):
        report.wide("fdi_inflow_usd.{} / population.{}")
    with pytest.raises(UnitError, match="a rank is not counted in millions"):
        report.wide("imd_wdcr_rank", each="million")


def test_a_name_that_nothing_has_names_the_one_meant(report):
    with pytest.raises(UnknownNameError, match=r"did you mean imd\.JPN\.rank\?"):
        report["imd.jpn.rank"]
    with pytest.raises(UnknownNameError, match="no history of 'C99'"):
        report.history["C99"]


def test_a_rate_that_does_not_fit_names_the_currencies(report):
    with pytest.raises(UnitError, match="is in EUR, the rate is of USD and JPY; convert takes"):
        an.convert(report["subsidy.DEU.amount"], report.rate("USD", "JPY", "2024-04-12"))


@pytest.mark.parametrize("kind", [Verbatim, Claim])
def test_words_of_a_notebook_are_a_template_whatever_they_call_themselves(report, kind):
    typed = kind("¥99 trillion")
    for cell in (typed, ("so", typed)):
        with pytest.raises(TemplateError, match="may not hold a digit"):
            report.table("tbl-x", "Support for chips", ["Country", "Support"], [["{entity:JPN}", cell]])
    with pytest.raises(TemplateError, match="may not hold a digit"):
        report.bars("unicorns.{}.count", title=typed)


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


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("Look (@fig_first).", "@fig_first leads nowhere; write @fig-first"),
        ("Look (@Figure-frist).", "@Figure-frist leads nowhere; write @fig-first"),
        ("Look at @storks.", "@storks leads nowhere; write @tbl-storks"),
        ("Look at @tbl.", "@tbl leads nowhere; write @tbl-storks"),
    ],
)
def test_what_was_to_lead_to_a_figure_or_table_and_cannot_is_refused_with_the_nearest_label(report, typed, right):
    report.bars("unicorns.{}.count", label="fig-first")
    report.table("tbl-storks", "Storks", ["", "Firms"], [["Here", "=unicorns.JPN.count"]])
    with pytest.raises(TemplateError, match=f"{right}$"):
        report.say(typed)


def test_an_address_a_handle_and_a_place_of_the_one_in_focus_pass(report):
    report.bars("unicorns.{}.count", label="fig-first")
    typed = "{name:@}, mail first@fig.org, or @figures and @fig-first."
    assert repr(report.say(typed)) == "Japan, mail first@fig.org, or @figures and the figure."
