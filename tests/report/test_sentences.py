"""Sentences made from findings: what a template prints, what it refuses, and what comes out escaped."""

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis as an
from analysis.errors import AnalysisError, TemplateError, UnitError, UnknownNameError
from analysis.findings import Catalogue, Finding, Quantity
from analysis.findings.label_composition import capitalise
from analysis.rendering.html_tree import parse, plain, walk
from analysis.report.ipython import write
from analysis.writing.markup import HTML, PLAIN, for_jupyter
from analysis.writing.template_parsing import BRACKETED_PLACEHOLDER, split_paragraphs
from analysis.writing.writer import Writer, choose, refuse_unit_beside

from ..findings.test_doctests import storks

ONE = "{imd.JPN.rank}"
"""A number that the report prints as 32nd."""

# -- how a cell is split into sentences ----------------------------------------------------------------

CELLS = {
    **{f"Red is warm{end}\nBlue.": [[f"Red is warm{end}", "Blue."]] for end in (".", "?", "!", ".”", ".)", '."')},
    **{f"Red is warm{end}\nand so on.": [[f"Red is warm{end} and so on."]] for end in ("", ",", ";", "”", "}", "…")},
    "Red. Blue is cold,\nthough. Or not?": [["Red. Blue is cold, though. Or not?"]],
    "\nRed\n  \n\nBlue is cold.\nGreen.\n\n": [["Red"], ["Blue is cold.", "Green."]],
}


@pytest.mark.parametrize(("cell", "sentences"), CELLS.items())
def test_a_sentence_ends_with_its_line_and_a_paragraph_with_an_empty_one(cell, sentences):
    assert split_paragraphs(cell) == sentences


@given(st.lists(st.text("ab .,?", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=6))
def test_no_word_is_lost_or_moved(lines):
    words = " ".join(" ".join(sentence for sentence in paragraph) for paragraph in split_paragraphs("\n".join(lines)))
    assert words.split() == " ".join(lines).split()


# -- what a template prints ----------------------------------------------------------------------------

FORMS = {
    "{seven:words} of the firms": "seven of the firms",
    "{seven:Words} firms": "Seven firms",
    "[the {seven:words} firms]": "the seven firms",
    "{half:words} of {seven}": "half of 7",
    "{lead:words} as much": "1.7 times as much",
    "{lead:1} times": "2 times",
}


@pytest.mark.parametrize(("template", "text"), FORMS.items())
def test_a_number_is_written_in_the_form_asked_for_and_leads_to_the_same_working(pen, template, text):
    nodes = parse(pen.fill(template, HTML))
    assert pen.fill(template, PLAIN) == plain(nodes) == text
    plainly = parse(pen.fill(re.sub(":[Ww]ords|:[0-9]", "", template), HTML))
    links, others = ([it.attrs for it in walk(each) if it.tag == "a"] for each in (nodes, plainly))
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
    assert 'href="#f-imd_wdcr_rank.JPN.2023.2023-11-30"' in report.pen.fill(ONE, HTML)
    link = '<a class="verdict verdict-contradicted" href="#c-C23">contradicted</a>'
    assert report.pen.fill("{verdict:C23}", HTML) == link


def test_a_verdict_that_later_figures_changed_says_since_when(report, then):
    assert report.pen.fill("{verdict:C26}", PLAIN) == "overstated (in doubt since 31 May 2024)"
    assert then.pen.fill("{verdict:C26}", PLAIN) == "supported"


REACHES = {
    f"It was [{ONE} place of all], then.": (["32nd place of all"], "It was 32nd place of all, then."),
    f"[the {ONE} place] and {ONE}": (["the 32nd place", "32nd"], "the 32nd place and 32nd"),
    f"as said [sic], {ONE}": (["32nd"], "as said [sic], 32nd"),
    f"**Place.** [{ONE}\nplace]": (["32nd place"], "Place. 32nd\nplace"),
}


@pytest.mark.parametrize(("template", "expected"), REACHES.items())
def test_one_link_takes_in_the_number_and_the_words_in_brackets(report, template, expected):
    nodes = parse(report.pen.fill(template, HTML))
    assert [plain([it]) for it in walk(nodes) if it.tag == "a"] == expected[0]
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
    number = finding("x", low, high, unit)
    assert choose(number, ["more", "as much", "less"]) == word
    if word == "as much":
        with pytest.raises(TemplateError, match=r"may be neither, .*in the middle"):
            choose(number, ["up", "down"])
    else:
        assert choose(number, ["up", "down"]) == {"more": "up", "less": "down"}[word]


def test_sentences_without_public_evidence_are_left_out(pen):
    sentences = ["First {seven} firms.", "Then {late} of them.", "It is {late:more|less}.", "Last {half}."]
    assert pen.sentences(sentences, PLAIN) == "First 7 firms. Last 50%."
    with pytest.raises(UnknownNameError, match=r"^sentence 3: .*'sevn'"):
        pen.sentences(["First.", "{late}.", "There are {sevn}."], HTML)


def test_a_phrase_follows_the_choice_made(reports):
    pen = reports(denominator="gdp_ppp", basis="per_year", rate_rule="ppp").pen
    words = "per trillion international dollars of GDP, per year of the programme, at purchasing power parity"
    assert pen.fill("{phrase:denominator}, {phrase:basis}, {phrase:rate_rule}", PLAIN) == words


def test_a_year_is_that_of_a_figure(report):
    people = report.figure("population", "JPN", year=2024)
    assert report.say("In {x.year} and {economy.JPN.gdp.year}.", x=people).plain == "In 2024 and 2023."
    with pytest.raises(UnitError):
        report.say("So it was in {year}.", year=2015)


UNITS = {
    ("furlongs", "It is {x}."): "It is 5 furlongs (own number).",
    ("storks", "It saw {x} storks."): "It saw 5 (own number) storks.",
    ("storks", "Storks: {x}."): "Storks: 5 (own number).",
    ("firms", "I saw [{x} firms] there."): "I saw 5 firms (own number) there.",
    ("robots per 10,000 workers", "It is {x}."): "It is 5 robots per ten thousand workers (own number).",
    ("JPY per USD", "It is {x}."): "It is ¥5 per dollar (own number).",
    ("JPY per USD", "It is {x} to the dollar."): "It is ¥5 (own number) to the dollar.",
    ("<b>", "It is {x}."): "It is 5 <b> (own number).",
    ("persons", "It is {x}."): "It is 5 (own number).",
    ("share", "It is {x}."): "It is 500% (own number).",
}


@pytest.mark.parametrize(("case", "text"), UNITS.items())
def test_an_unknown_unit_follows_a_number_of_ones_own_unless_the_sentence_names_it(report, case, text):
    unit, template = case
    own = an.number(5, unit, "Nikkei Asia", "Length")
    block = report.say(template, x=own)
    assert block.plain == text
    assert "<b>" not in block.page


@pytest.mark.parametrize("words", ["Avonia had {x}.", "Avonia had {x} nests."])
def test_a_figure_of_the_dataset_is_printed_with_its_unit_unless_the_sentence_names_it(words):
    d = storks()
    assert d.say(words, x=d.figure("stork_nests", "AVO")).plain == "Avonia had 118 nests."


TYPED = [
    ("it is *imprecise* here", "it is <em>imprecise</em> here", "it is imprecise here"),
    ("**Rules.** An amount", "<strong>Rules.</strong> An amount", "Rules. An amount"),
    ("a * b * c", "a * b * c", "a * b * c"),
    ("*<i>*", "<em>&lt;i&gt;</em>", "<i>"),
    ("as @fig-a-b shows", 'as <a class="ref" href="#fig-a-b">the figure</a> shows', "as the figure shows"),
    ("(@tbl-a)", '(<a class="ref" href="#tbl-a">the table</a>)', "(the table)"),
    ("mail first@fig.org, or @figures", "mail first@fig.org, or @figures", "mail first@fig.org, or @figures"),
]


@pytest.mark.parametrize(("template", "page", "text"), TYPED)
def test_words_are_emphasised_and_refer(template, page, text):
    assert (HTML.words(template), PLAIN.words(template)) == (page, text)


# -- what a template refuses ---------------------------------------------------------------------------

REFUSED = [
    *("It fell in 2017.", "{seven} of 31 claims", "the G20", "the G77", "٣ firms", "½ of it", "Part Ⅻ", "⑦", "12 nm"),
    *("{half}5", "{seven}2 nm", "G7.5", "{lead:more|5}", "{lead:.1f}"),
    *("{seven", "seven}", "{seven:more}", "{seven:more|as much|less|none}", "{seven:more:less}"),
    *("{verdict:none}", "{entity:XXX}", "{phrase:focus}", "[{entity:JPN} place]", "[{lead:more|less} places]"),
    *("{seven}{seven}", "{seven}bn", "{seven}.{half}", "-{seven}", "−{seven}", "It is +{seven}", "¥{seven}"),
    *("{seven}*bn*", "{seven:2}bn", "**{seven}**{seven}", "$ {seven:2}", "¥[{seven} firms]", "−[{seven} firms]"),
]
PASSING = [
    *("({seven}).", "{half}, {half}–{lead}", "mid-{seven}", "{seven}-fold", "*{seven}*", "{seven}’s", "A–B {seven}"),
    *("the {label:G7}", "{seven} {lead:more|less}er"),
]


@pytest.mark.parametrize("template", REFUSED)
def test_a_template_that_would_mislead_is_refused(pen, template):
    with pytest.raises(TemplateError) as caught:
        pen.fill(template, HTML)
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("template", PASSING)
def test_what_only_surrounds_a_number_passes(pen, template):
    assert pen.fill(template, HTML)


UNIT_BESIDE = [
    ("It is {x} dollars.", "JPY", False),
    ("It is {x} *US dollars*.", "JPY", False),
    ("It is {x} percentage points.", "share", False),
    ("It is [{x} dollars] a year.", "share", False),
    ("It is a {x}-dollar plan.", "JPY", False),
    ("It is {x} €.", "GBP", False),
    ("It is USD {x}.", "JPY", False),
    ("It is {x} times as much.", "JPY", False),
    ("It took {x} weeks.", "days", False),
    ("It is a {x}-year-old plan.", "JPY", True),
    ("It is {x} dollars a head.", "USD per persons", True),
    ("It is {x} dollars.", "INTUSD", True),
    ("Of them {x} won a prize.", "firms", True),
    ("In {x} dollars.", "year", True),
    ("For each it spends {x} dollars.", "ratio", True),
    ("There are {x} firms worth a lot of dollars.", "firms", True),
    ("The yen {x} it paid.", "USD", True),
]


@pytest.mark.parametrize(("sentence", "unit", "is_right"), UNIT_BESIDE)
def test_a_unit_beside_a_number_of_another_is_refused(sentence, unit, is_right):
    number = Finding("n", "A number", Quantity.exact(2.0, unit), "as published", source_ids=("s",))
    if is_right:
        refuse_unit_beside(BRACKETED_PLACEHOLDER.search(sentence), number)
    else:
        with pytest.raises(TemplateError):
            refuse_unit_beside(BRACKETED_PLACEHOLDER.search(sentence), number)


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


# -- what comes out escaped ----------------------------------------------------------------------------

SCRAPS = st.sampled_from(
    [
        *("<script>alert(1)</script>", "](javascript:alert(1))", "<b onclick=x>", "</a>", "<!--", "&lt;", "&"),
        *("'\"[]()<>*_`\\{}|#aB é"),
        *("**", "~~"),
    ]
)
NASTY = st.lists(SCRAPS, min_size=1, max_size=8).map("".join).filter(str.strip)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def tags(page):
    """Every tag of a page with its attributes."""
    return [(tag.name, tag.attrs) for tag in page.find_all(True)]


def soup(page):
    """The page as a browser reads it, without comments, which would hide text."""
    parsed = BeautifulSoup(page, "html.parser", multi_valued_attributes=None)
    assert not parsed.find_all(string=lambda text: isinstance(text, Comment))
    return parsed


@QUICK
@given(text=NASTY, label=NASTY)
def test_any_printed_text_and_label_come_out_escaped(pen, text, label):
    page = soup(pen.number(replace(pen.catalogue["seven"], as_printed=text, label=label), HTML))
    title = f"{' '.join(capitalise(label).split())}\nSource: Ministry of Finance, Japan"
    assert tags(page) == [("a", {"href": "#f-seven", "title": title})]
    assert page.get_text() == text


@QUICK
@given(name=NASTY)
def test_any_name_of_a_country_comes_out_escaped_and_marked_if_it_holds_a_digit(pen, name):
    evidence = pen.catalogue.evidence
    entities = {**evidence.entities, "KOR": {"name": name, "name_in_prose": name}}
    other = Writer(Catalogue(replace(evidence, entities=entities), pen.catalogue.parameters))
    page = soup(other.fill("{entity:KOR} and {name:KOR}", HTML))
    assert tags(page) == ([("span", {"class": "label"})] if re.search(r"\d", name) else []) * 2
    assert page.get_text() == f"{name} and {name}"


def test_what_is_typed_is_not_read_as_html_and_dollars_not_as_mathematics(report):
    assert report.bars("unicorns.{}.count", title="<script> & co").title == "&lt;script&gt; &amp; co"
    assert for_jupyter("<p>$5</p>\n<p>$6</p>").count('<p class="mathjax_ignore tex2jax_ignore">') == 2


# -- cells of sentences --------------------------------------------------------------------------------


def test_a_cell_shows_what_the_method_would(report, then):
    block = write(report, "", f"Japan was {ONE} of\n{{imd.JPN.panel}}.\nSo what.\n")
    assert block == report.say(f"Japan was {ONE} of {{imd.JPN.panel}}.", "So what.")
    answer = write(report, " answer ", "Words.")
    assert answer == report.say("Words.", kind="answer")
    assert answer.metadata == {"report": {"answer": "Words."}}
    note = write(report, "note", "Red.\n\nBlue.")
    assert (note.page, note.plain) == ('<aside class="note"><p>Red.</p>\n<p>Blue.</p></aside>', "Red.\nBlue.")
    late = "{subsidy.JPN.share.meti}"  # public only after the article
    assert write(then, "", f"First. It is\n{late}. Last of it.\nThen.").plain == "Then."
    assert write(then, "", f"It is {late}.\n\nThen.").page == "<p>Then.</p>"
    assert write(then, "", f"It is {late}.") is None


def test_a_cell_takes_findings_from_the_variables_of_the_notebook(report):
    times = report["subsidy.JPN.share.mof"] / report["subsidy.DEU.share.mof"]
    block = write(report, "", "It is {times:more|less}: {times}.", {"times": times, "other": 3})
    assert block.plain == f"It is more: {times.text}."
    with pytest.raises(UnitError, match="3 has no unit"):
        write(report, "", "It is {other}.", {"other": 3})


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
        write(report, line, cell)
    assert str(caught.value).startswith(place)
    assert named in str(caught.value)
