"""What a sentence is refused, and how it comes by a year."""

import pytest

from analysis.errors import TemplateError, UnitError
from analysis.report.markup import HTML


@pytest.mark.parametrize(
    "digit", ["\uff17", "\u0667", "\u096d", "\u2166", "\u2466", "\u00bd", "\u2077", "\U0001d7d5", "\u3226"]
)
def test_digits_of_any_script_are_refused(pen, digit):
    with pytest.raises(TemplateError, match="may not hold a digit"):
        pen.fill(f"There are {digit} firms.", HTML)


def test_what_is_typed_is_no_html(report):
    figure = report.bars("unicorns.{}.count", title="<script> & co")
    assert figure.title == "&lt;script&gt; &amp; co"


def test_a_year_comes_from_a_figure(report):
    people = report.figure("population", "JPN", year=2024)
    assert report.say("So it was in {x.year}.", x=people).plain == "So it was in 2024."
    assert report.say("So it was in {economy.JPN.gdp.year}.").plain == "So it was in 2023."
    with pytest.raises(UnitError):
        report.say("So it was in {year}.", year=2015)


def test_an_address_a_handle_and_a_place_of_the_one_in_focus_pass(report):
    report.bars("unicorns.{}.count", label="fig-first")
    typed = "{name:@}, mail first@fig.org, or @figures and @fig-first."
    assert repr(report.say(typed)) == "Japan, mail first@fig.org, or @figures and the figure."
