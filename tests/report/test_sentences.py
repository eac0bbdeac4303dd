"""Sentences made from findings: what a template prints, what it refuses, and what comes out escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis as an
from analysis.errors import AnalysisError, TemplateError, UnitError, UnknownNameError
from analysis.findings import Catalogue, Finding, Quantity
from analysis.rendering.tree import parse, plain, walk
from analysis.report import ipython
from analysis.report.markup import HTML, PLAIN, capital, for_jupyter
from analysis.report.templates import REACHING, paragraphs
from analysis.report.writer import Writer, choose, refuse_unit_beside

from ..findings.test_doctests import storks

ONE = "{imd.JPN.rank}"
"""A number that the report prints as 32nd."""

SCRAPS = st.sampled_from(
    [
        *("<script>alert(1)</script>", "](javascript:alert(1))", "<b onclick=x>", "</a>", "<!--", "&lt;", "&"),
        *("'\"[]()<>*_`\\{}|#aB é"),
        *("**", "~~"),
    ]
)
NASTY = st.lists(SCRAPS, min_size=1, max_size=8).map("".join).filter(str.strip)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Tags(HTMLParser):  # the names of its methods are given
    """Every tag of a text with its attributes, and the text as a reader sees it."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):  # noqa: D102
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data):  # noqa: D102
        self.tags.append(("comment", data))

    def handle_data(self, data):  # noqa: D102
        self.text += data


# -- how a cell is split into sentences ----------------------------------------------------------------

CELLS = {
    **{f"Red is warm{end}\nBlue.": [[f"Red is warm{end}", "Blue."]] for end in (".", "?", "!", ".”", ".)", '."')},
    **{f"Red is warm{end}\nand so on.": [[f"Red is warm{end} and so on."]] for end in ("", ",", ";", "”", "}", "…")},
    "Red. Blue is cold,\nthough. Or not?": [["Red. Blue is cold, though. Or not?"]],
    "\nRed\n  \n\nBlue is cold.\nGreen.\n\n": [["Red"], ["Blue is cold.", "Green."]],
}


@pytest.mark.parametrize(("cell", "sentences"), CELLS.items())
def test_a_sentence_ends_with_its_line_and_a_paragraph_with_an_empty_one(cell, sentences):
    assert paragraphs(cell) == sentences


@given(st.lists(st.text("ab .,?", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=6))
def test_no_word_is_lost_or_moved(lines):
    said = " ".join(" ".join(sentence for sentence in paragraph) for paragraph in paragraphs("\n".join(lines)))
    assert said.split() == " ".join(lines).split()


# -- what a template prints ----------------------------------------------------------------------------

FORMS = {
    "{seven:words} of the firms": "seven of the firms",
    "{seven:Words} firms": "Seven firms",
    "[the {seven:words} firms]": "the seven firms",
    "{half:words} of {seven}": "half of 7",
    "{lead:words} as much": "1.7 times as much",
    "{lead:1} times": "2 times",
    "{seven:2} firms": "7 firms",
}


@pytest.mark.parametrize(("template", "text"), FORMS.items())
def test_a_number_is_written_in_the_form_asked_for_and_leads_to_the_same_working(pen, template, text):
    nodes = parse(pen.fill(template, HTML))
    assert pen.fill(template, PLAIN) == plain(nodes) == text
    plainly = parse(pen.fill(re.sub(":[Ww]ords|:[0-9]", "", template), HTML))
    links, others = ([it.attrs for it in walk(found) if it.tag == "a"] for found in (nodes, plainly))
    assert links == others


UNLINKED = {
    "{seven:plain} firms": "7 firms",
    "[the {seven:words plain} firms]": "the seven firms",
    "{lead:1 plain} times": "2 times",
    "Since {year}, in {year:plain}": "Since 2019, in 2019",
    "On {day}": "On 9 April 2024",
}


@pytest.mark.parametrize(("template", "text"), UNLINKED.items())
def test_a_plain_number_and_a_date_are_marked_as_findings_without_link_or_working(pen, finding, template, text):
    day = date(2024, 4, 9).toordinal()
    pen.catalogue.add("year", lambda _: finding("year", 2019, 2019, "year"))
    pen.catalogue.add("day", lambda _: finding("day", day, day, "date"))
    nodes = parse(pen.fill(template, HTML))
    assert plain(nodes) == text
    marked = [plain(it.children) for it in walk(nodes) if "number" in it.attrs.get("class", "").split()]
    assert all(any(word in number for number in marked) for word in re.findall(r"\d+", text))
    assert [it for it in walk(nodes) if it.tag == "a"] == []
    assert pen.used == {}


def test_links_lead_to_the_entry_of_a_name_of_a_row_or_of_a_claim(pen, report):
    title = "Label of lead&#10;Range: 1.6 to 1.8&#10;Source: Ministry of Finance, Japan"
    assert pen.fill("{lead} times", HTML) == f'<a href="#f-lead" title="{title}">1.7</a> times'
    assert list(pen.used) == ["lead"]
    assert Tags(report.pen.fill(ONE, HTML)).tags[0][1]["href"] == "#f-imd_wdcr_rank.JPN.2023.2023-11-30"
    link = '<a class="verdict verdict-not-checkable" href="#c-C01">not checkable</a>'
    assert (pen.fill("{verdict:C01}", HTML), pen.fill("{verdict:C01}", PLAIN)) == (link, "not checkable")


REACHES = {
    f"[{ONE} place]": (["32nd place"], "32nd place"),
    f"It was [{ONE} place of all], then.": (["32nd place of all"], "It was 32nd place of all, then."),
    f"[the {ONE} place] and {ONE}": (["the 32nd place", "32nd"], "the 32nd place and 32nd"),
    f"as said [sic], {ONE}": (["32nd"], "as said [sic], 32nd"),
    f"**Place.** [{ONE} place]": (["32nd place"], "Place. 32nd place"),
    f"[{ONE}\nplace]": (["32nd\nplace"], "32nd\nplace"),
}


@pytest.mark.parametrize(("template", "expected"), REACHES.items())
def test_one_link_takes_in_the_number_and_the_words_in_brackets(report, template, expected):
    nodes = parse(report.pen.fill(template, HTML))
    links = [plain([it]) for it in walk(nodes) if it.tag == "a"]
    assert [" ".join(it.split()) for it in links] == [" ".join(it.split()) for it in expected[0]]
    assert report.pen.fill(template, PLAIN) == expected[1]


WORDS = [
    (1.1, 1.3, "ratio", "more"), (0.9, 1.1, "ratio", "as much"), (0.6, 0.8, "ratio", "less"),
    (1.0, 1.0, "ratio", "as much"), (1.0, 1.2, "ratio", "as much"), (0.8, 1.0, "ratio", "as much"),
    (0.1, 0.3, "share", "more"), (-0.1, 0.1, "share", "as much"), (-0.3, -0.1, "share", "less"),
    (2, 4, "places", "more"), (-4, -2, "places", "less"), (0.6, 0.8, "USD", "more"),
]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "unit", "word"), WORDS)
def test_the_comparative_word_follows_the_bounds_around_one_for_ratios_and_zero_for_the_rest(
    finding, low, high, unit, word
):
    found = finding("x", low, high, unit)
    assert choose(found, ["more", "as much", "less"]) == word
    assert choose(found, ["up", "down"]) == ("down" if word == "less" else "up")


def test_sentences_without_public_evidence_are_left_out(pen):
    sentences = ["First {seven} firms.", "Then {late} of them.", "It is {late:more|less}.", "Last {half}."]
    assert pen.sentences(sentences, PLAIN) == "First 7 firms. Last 50%."


def test_a_phrase_and_an_alias_follow_the_choice_made(reports, choosing, finding):
    chosen = reports(denominator="gdp_ppp", basis="per_year", rate_rule="ppp").pen
    words = "per trillion international dollars of GDP, per year of the programme, at purchasing power parity"
    assert chosen.fill("{phrase:denominator}, {phrase:basis}, {phrase:rate_rule}", PLAIN) == words
    pen = choosing({"half.total": finding("half.total", 0.5, 0.5), "half.per_year": finding("half.per_year", 0.1, 0.1)})
    assert pen.fill("{half.chosen}", HTML) == pen.fill("{half.total}", HTML)


def test_a_year_is_that_of_a_figure(report):
    people = report.figure("population", "JPN", year=2024)
    assert report.say("In {x.year} and {economy.JPN.gdp.year}.", x=people).plain == "In 2024 and 2023."
    with pytest.raises(UnitError):
        report.say("So it was in {year}.", year=2015)


UNITS = {
    "robots per 10,000 workers": "419 robots per ten thousand workers",
    "cases per 100 000 people": "419 cases per hundred thousand people",
    "USD per thousand people": "$419 per thousand people",
    "CHF": "419 CHF",
}


@pytest.mark.parametrize(("unit", "said"), UNITS.items())
def test_a_number_of_ones_own_is_printed_with_its_unit(report, unit, said):
    told = report.say("Japan had {x}.", x=an.number(419, unit, "IFR, 2024")).plain
    assert told == f"Japan had {said} (own number)."


@pytest.mark.parametrize("words", ["Avonia had {x}.", "Avonia had {x} nests."])
def test_a_figure_of_the_dataset_is_printed_with_its_unit_unless_the_sentence_names_it(words):
    d = storks()
    assert d.say(words, x=d.figure("stork_nests", "AVO")).plain == "Avonia had 118 nests."


def test_the_mark_of_a_number_of_ones_own_stands_behind_the_words_of_its_link(report):
    block = report.say("I saw [{x} firms] there.", x=an.number(7, "firms", "Own count", "Firms"))
    assert block.plain == "I saw 7 firms (own number) there."
    assert "</span></a> (own number) there." in block.page


KEY = ("imd.JPN.rank", "of {imd.JPN.panel} ranked.", "The latest is {since.JPN.imd.rank}.")


def test_key_numbers_stand_over_what_they_are_as_far_as_known(report, then):
    assert report.key_numbers(KEY).plain == "32nd of 64 ranked. The latest is 30th."
    page = BeautifulSoup(report.key_numbers(KEY).page, "html.parser")
    assert [a["href"] for a in page.select("dt a")] == ["#f-imd_wdcr_rank.JPN.2023.2023-11-30"]
    assert then.key_numbers(("since.JPN.imd.rank", "since."), KEY).plain == "32nd of 64 ranked."
    assert then.key_numbers(("since.JPN.imd.rank", "since.")) is None


TYPED = [
    ("it is *imprecise* here", "it is <em>imprecise</em> here", "it is imprecise here"),
    ("**Rules.** An amount", "<strong>Rules.</strong> An amount", "Rules. An amount"),
    ("a * b * c", "a * b * c", "a * b * c"),
    ("*<i>*", "<em>&lt;i&gt;</em>", "<i>"),
    ("as @fig-a-b shows", 'as <a class="ref" href="#fig-a-b">the figure</a> shows', "as the figure shows"),
    ("(@tbl-a)", '(<a class="ref" href="#tbl-a">the table</a>)', "(the table)"),
    ("mail first@fig.org, or @figures", "mail first@fig.org, or @figures", "mail first@fig.org, or @figures"),
]


@pytest.mark.parametrize(("typed", "page", "text"), TYPED)
def test_typed_words_are_emphasised_and_refer(typed, page, text):
    assert (HTML.words(typed), PLAIN.words(typed)) == (page, text)


# -- what a template refuses ---------------------------------------------------------------------------

REFUSED = [
    *("It fell in 2017.", "{seven} of 31 claims", "the G20", "the G77", "٣ firms", "½ of it", "Part Ⅻ", "⑦", "12 nm"),
    *("{half}5", "{seven}2 nm", "G7.5", "{lead:more|5}", "{lead:.1f}"),
    *("{seven", "seven}", "{seven:more}", "{seven:more|as much|less|none}", "{seven:more:less}"),
    *("{verdict:none}", "{entity:XXX}", "{phrase:focus}", "[{entity:JPN} place]", "[{lead:more|less} places]"),
    *("{seven}{seven}", "{seven}bn", "{seven}.{half}", "-{seven}", "−{seven}", "It is +{seven}", "¥{seven}"),
    *("{seven}*bn*", "{seven:2}bn", "**{seven}**{seven}", "$ {seven:2}", "¥[{seven} firms]", "−[{seven} firms]"),
]


@pytest.mark.parametrize("template", REFUSED)
@pytest.mark.parametrize("markup", [HTML, PLAIN], ids=["HTML", "plain"])
def test_a_template_that_would_mislead_is_refused(pen, template, markup):
    with pytest.raises(TemplateError) as caught:
        pen.fill(template, markup)
    assert len(caught.value.lines) == 1


PASSING = [
    "({seven}).",
    "{half}, {half}–{lead}",
    "mid-{seven}",
    "{seven}-fold",
    "*{seven}*",
    "{seven}’s",
    "A–B {seven}",
]


@pytest.mark.parametrize("template", [*PASSING, "the {label:G7}", "{seven} {lead:more|less}er"])
def test_what_only_surrounds_a_number_passes(pen, template):
    assert pen.fill(template, HTML)


def a_number(unit: str) -> Finding:
    return Finding("n", "A number", Quantity.exact(2.0, unit), "as published", source_ids=("s",))


BESIDE_WRONG = {
    "It is {x} dollars.": "JPY",
    "It is {x} *US dollars*.": "JPY",
    "It is {x} won.": "USD",
    "It is {x} percentage points.": "share",
    "It is [{x} dollars] a year.": "share",
    "It is {x} USD.": "firms",
    "It is a {x}-dollar plan.": "JPY",
    "It is {x} dollars’ worth.": "JPY",
    "It is {x} €.": "GBP",
    "It is USD {x}.": "JPY",
    "It is {x} times as much.": "JPY",
    "It took {x} weeks.": "days",
    "It is {x} international dollars.": "USD",
}
BESIDE_RIGHT = {
    "It is {x} yen per dollar.": "JPY per USD",
    "It is {x} yen.": "JPY",
    "It is a {x}-year-old plan.": "JPY",
    "It is {x} dollars a head.": "USD per persons",
    "It is {x} dollars.": "INTUSD",
    "Of them {x} won a prize.": "firms",
    "In {x} dollars.": "year",
    "For each it spends {x} dollars.": "ratio",
    "It was tried {x} times.": "trials",
    "The {x} points to growth.": "share",
    "It grew by {x} points.": "points",
    "There are {x} firms worth a lot of dollars.": "firms",
    "The yen {x} it paid.": "USD",
}


@pytest.mark.parametrize(("sentence", "unit"), BESIDE_WRONG.items())
def test_a_unit_beside_a_number_of_another_is_refused(sentence, unit):
    with pytest.raises(TemplateError):
        refuse_unit_beside(REACHING.search(sentence), a_number(unit))


@pytest.mark.parametrize(("sentence", "unit"), BESIDE_RIGHT.items())
def test_words_beside_a_number_that_fit_it_or_name_no_unit_pass(sentence, unit):
    refuse_unit_beside(REACHING.search(sentence), a_number(unit))


def test_what_became_public_later_stands_in_no_figure_table_or_sentence_of_an_earlier_day(then, report):
    later = report.figure("gdp_nominal_usd", "JPN", year=2025)
    ways = (
        lambda: then.bars({"Japan": later}),
        lambda: then.dots(report.compare("gdp_nominal_usd")),
        lambda: then.table("tbl-a", "A", ["", "Output"], [["Japan", later]]),
        lambda: then.say("It is {x}.", x=later),
    )
    for show in ways:
        with pytest.raises(TemplateError):
            show()
    assert report.bars({"Japan": then.figure("gdp_nominal_usd", "JPN")})  # the other way round is history


def test_two_numbers_of_one_name_are_not_shown_side_by_side_with_one_working(report, then):
    now, before = report["unicorns.JPN.gdp"], then["unicorns.JPN.gdp"]
    with pytest.raises(TemplateError, match=r"unicorns\.JPN\.gdp"):
        report.say("{x} and {y}", x=now, y=before)
    assert report.say("{x} and {y}", x=now, y=before.named("then.unicorns")).plain == "1.60 and 1.65"


def test_a_fault_among_sentences_names_the_sentence(pen):
    with pytest.raises(UnknownNameError, match=r"^sentence 3: .*'sevn'"):
        pen.sentences(["First.", "{late}.", "There are {sevn}."], HTML)


# -- what comes out escaped ----------------------------------------------------------------------------


@QUICK
@given(text=NASTY, label=NASTY)
def test_any_printed_text_and_label_come_out_escaped(pen, text, label):
    found = Tags(pen.number(replace(pen.catalogue["seven"], as_printed=text, label=label), HTML))
    assert [(tag, sorted(attrs)) for tag, attrs in found.tags] == [("a", ["href", "title"])]
    assert found.tags[0][1]["href"] == "#f-seven"
    assert found.tags[0][1]["title"] == f"{' '.join(capital(label).split())}\nSource: Ministry of Finance, Japan"
    assert found.text == text


@QUICK
@given(name=NASTY)
def test_any_name_of_a_country_comes_out_escaped_and_marked_if_it_holds_a_digit(pen, name):
    evidence = pen.catalogue.evidence
    named = {**evidence.entities, "KOR": {"name": name, "name_in_prose": name}}
    other = Writer(Catalogue(replace(evidence, entities=named), pen.catalogue.parameters))
    found = Tags(other.fill("{entity:KOR} and {name:KOR}", HTML))
    assert found.tags == ([("span", {"class": "label"})] if re.search(r"\d", name) else []) * 2
    assert found.text == f"{name} and {name}"


def test_a_title_of_a_link_stays_inside_its_quotes_and_keeps_its_lines():
    (link,) = walk(parse(HTML.link("x", "f-x", 'a" onmouseover="b\n c  d')))
    assert (link.attrs, link.children) == ({"href": "#f-x", "title": 'a" onmouseover="b\nc d'}, ["x"])


def test_what_is_typed_is_not_read_as_html(report):
    assert report.bars("unicorns.{}.count", title="<script> & co").title == "&lt;script&gt; &amp; co"


def test_jupyter_reads_no_dollar_of_any_paragraph_as_mathematics():
    page = for_jupyter("<p>$5</p>\n<p>$6</p>")
    assert page.count('<p class="mathjax_ignore tex2jax_ignore">') == 2


# -- cells of sentences --------------------------------------------------------------------------------


def test_a_cell_shows_what_the_method_would(report, then):
    block = ipython.write(report, "", f"Japan was {ONE} of\n{{imd.JPN.panel}}.\nSo what.\n")
    assert block == report.say(f"Japan was {ONE} of {{imd.JPN.panel}}.", "So what.")
    assert ipython.write(report, " answer ", "Words.") == report.say("Words.", kind="answer")
    note = ipython.write(report, "note", "Red.\n\nBlue.")
    assert (note.page, note.plain) == ('<aside class="note"><p>Red.</p>\n<p>Blue.</p></aside>', "Red.\nBlue.")
    late = "{subsidy.JPN.share.meti}"  # public only after the article
    assert ipython.write(then, "", f"First. It is\n{late}. Last of it.\nThen.").plain == "Then."
    assert ipython.write(then, "", f"It is {late}.\n\nThen.").page == "<p>Then.</p>"
    assert ipython.write(then, "", f"It is {late}.") is None


FAULTS = [
    ("", "Red.\nIt is {imd.JPN.rnak}.", "line 3: ", "imd.JPN.rnak"),
    ("", "Red is\n\nso. It fell\nin 2017.", "line 4: ", "2017"),
    ("", "Red }.", "line 2: ", "}"),
    ("", "{imd.JPN.rank} of\n{statement:C99}.", "line 2: ", "C99"),
    ("answr", "Red.", "line 1: ", "answr"),
    ("", " \n", "", "%%say"),
]


@pytest.mark.parametrize(("line", "cell", "place", "named"), FAULTS)
def test_a_fault_names_the_line_on_which_its_sentence_begins(report, line, cell, place, named):
    with pytest.raises(AnalysisError) as caught:
        ipython.write(report, line, cell)
    assert str(caught.value).startswith(place)
    assert named in str(caught.value)
