import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import TemplateError, UnknownNameError
from analysis.findings import Catalogue
from analysis.rendering.tree import parse, plain, walk
from analysis.report.markup import capital
from analysis.report.writer import HTML, PLAIN, Writer, choose

SCRAPS = st.sampled_from(
    [
        *("<script>alert(1)</script>", "](javascript:alert(1))", "<b onclick=x>", "</a>", "<!--", "&lt;", "&"),
        *"'\"[]()<>*_`\\{}|#aB é",
        *("**", "~~"),
    ]
)
NASTY = st.lists(SCRAPS, min_size=1, max_size=8).map("".join).filter(str.strip)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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


def one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize(
    "template", ["It fell in 2017.", "{seven} of 31 claims", "the G20", "٣ firms", "{half}5", "½ of it", "Part Ⅻ"]
)
@pytest.mark.parametrize("markup", [HTML, PLAIN])
def test_a_template_that_holds_a_digit_is_refused(pen, template, markup):
    with pytest.raises(TemplateError, match="may not hold a digit"):
        pen.fill(template, markup)


@pytest.mark.parametrize("template", ["the G77", "the 1980s5", "the 31980s", "{seven}2 nm", "12 nm", "3.2 nm", "G7.5"])
def test_a_name_of_the_list_allows_itself_alone(report, template):
    with pytest.raises(TemplateError):
        report.pen.fill(template.replace("seven", "unicorns.JPN.count"), PLAIN)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{seven:words} of the firms, half of them", "seven of the firms, half of them"),
        ("{seven:Words} firms", "Seven firms"),
        ("[the {seven:words} firms]", "the seven firms"),
        ("{half:words} of {seven}", "half of 7"),
        ("{lead:words} as much", "1.7 times as much"),
        ("{lead:1} times", "2 times"),
        ("{seven:2} firms", "7 firms"),
    ],
)
def test_a_number_is_written_in_the_form_asked_for_and_leads_to_the_same_working(pen, template, text):
    plainly = pen.fill(re.sub(":[Ww]ords|:[0-9]", "", template), HTML)
    assert pen.fill(template, PLAIN) == text
    nodes = parse(pen.fill(template, HTML))
    assert plain(nodes) == text
    links, others = ([it.attrs for it in walk(found) if it.tag == "a"] for found in (nodes, parse(plainly)))
    assert links == others


@pytest.mark.parametrize(("template", "text"), [
    ("{seven:plain} firms", "7 firms"),
    ("[the {seven:words plain} firms]", "the seven firms"),
    ("{lead:1 plain} times", "2 times"),
    ("Since {year}, in {year:plain}", "Since 2019, in 2019"),
    ("On {day}", "On 9 April 2024"),
])  # fmt: skip
def test_a_plain_number_and_a_date_are_marked_as_findings_and_get_neither_link_nor_working(
    pen, finding, template, text
):
    pen.catalogue.add("year", lambda _: finding("year", 2019, 2019, "year"))
    pen.catalogue.add(
        "day", lambda _: finding("day", date(2024, 4, 9).toordinal(), date(2024, 4, 9).toordinal(), "date")
    )
    nodes = parse(pen.fill(template, HTML))
    assert plain(nodes) == text
    marked = [plain(it.children) for it in walk(nodes) if "number" in it.attrs.get("class", "").split()]
    assert all(any(word in number for number in marked) for word in re.findall(r"\d+", text))
    assert [it for it in walk(nodes) if it.tag == "a"] == []
    assert pen.used == {}
    assert set(pen.plain) <= {"seven", "lead", "year", "day"}


def test_a_number_that_is_plain_in_one_place_keeps_its_working_where_it_is_linked(pen):
    assert "href" in pen.fill("{seven:plain} and {seven}", HTML)
    assert [*pen.used] == ["seven"]


def test_a_fault_among_sentences_names_the_sentence(pen):
    with pytest.raises(UnknownNameError, match=r"^sentence 3: no finding 'sevn'"):
        pen.sentences(["First.", "{late}.", "There are {sevn}."], HTML)


def test_an_unknown_kind_of_place_is_refused(pen):
    with pytest.raises(TemplateError, match="no entity 'XXX'"):
        pen.fill("{entity:XXX}", PLAIN)


@pytest.mark.parametrize(
    "template",
    ["{seven", "seven}", "{seven:more}", "{seven:more|as much|less|none}", "{seven:more:less}", "{verdict:none}"],
)
def test_a_place_that_cannot_be_filled_is_refused_and_never_printed(pen, template):
    with pytest.raises(TemplateError):
        pen.fill(template, PLAIN)


def test_a_sentence_with_evidence_not_yet_public_is_left_out_and_the_others_are_kept(pen):
    sentences = ["First {seven} firms.", "Then {late} of them.", "It is {late:more|less}.", "Last {half}."]
    assert pen.sentences(sentences, PLAIN) == "First 7 firms. Last 50%."


def test_on_the_day_of_the_article_the_later_account_is_left_out(report, then):
    sentences = ["One {subsidy.JPN.share.mof}.", "Other {subsidy.JPN.share.meti}."]
    assert then.pen.sentences(sentences, PLAIN) == "One 0.71%."
    assert report.pen.sentences(sentences, PLAIN) == "One 0.71%. Other 0.68%."


@pytest.mark.parametrize(
    ("low", "high", "unit", "word"),
    [
        (1.1, 1.3, "ratio", "more"), (0.9, 1.1, "ratio", "as much"), (0.6, 0.8, "ratio", "less"),
        (1.0, 1.0, "ratio", "as much"), (1.0, 1.2, "ratio", "as much"), (0.8, 1.0, "ratio", "as much"),
        (0.1, 0.3, "share", "more"), (-0.1, 0.1, "share", "as much"), (-0.3, -0.1, "share", "less"),
        (0.0, 0.0, "share", "as much"), (0.6, 0.8, "share", "more"), (2, 4, "places", "more"),
        (-4, -2, "places", "less"), (0.6, 0.8, "USD", "more"),
    ],
)  # fmt: skip
def test_the_comparative_word_follows_the_bounds_around_one_for_ratios_and_zero_for_the_rest(
    finding, low, high, unit, word
):
    assert choose(finding("x", low, high, unit), ["more", "as much", "less"]) == word


@pytest.mark.parametrize(("low", "high", "word"), [(1.1, 1.3, "up"), (0.9, 1.1, "up"), (0.6, 0.8, "down")])
def test_with_two_words_the_first_stands_unless_the_bounds_lie_below(finding, low, high, word):
    assert choose(finding("x", low, high, "ratio"), ["up", "down"]) == word


def test_a_place_with_words_prints_the_word_and_no_link(pen):
    assert pen.fill("Japan gives {lead:more|as much|less}.", HTML) == "Japan gives more."
    assert pen.used == {}


def test_a_computed_number_links_to_the_entry_of_its_name(pen):
    title = "Label of lead&#10;Range: 1.6 to 1.8&#10;Source: Ministry of Finance, Japan"
    assert pen.fill("{lead} times", HTML) == f'<a href="#f-lead" title="{title}">1.7</a> times'
    assert list(pen.used) == ["lead"]


def test_a_number_from_a_source_links_to_the_entry_of_its_row(report):
    link = Tags(report.pen.fill("{imd.JPN.rank}", HTML)).tags[0][1]["href"]
    assert link == f"#f-{report['imd.JPN.rank'].observation.observation_id}"
    assert link.startswith("#f-imd_wdcr_rank.JPN.2023")


def test_a_verdict_is_marked_and_leads_to_its_card_in_pages_and_is_plain_in_text(pen):
    link = '<a class="verdict verdict-not-checkable" href="#c-C01">not checkable</a>'
    assert pen.fill("{verdict:C01}", HTML) == link
    assert pen.fill("{verdict:C01}", PLAIN) == "not checkable"


@QUICK
@given(text=NASTY, label=NASTY)
def test_any_printed_text_and_label_come_out_escaped_in_html(pen, text, label):
    found = Tags(pen.number(replace(pen.catalogue["seven"], as_printed=text, label=label), HTML))
    assert [(tag, sorted(attrs)) for tag, attrs in found.tags] == [("a", ["href", "title"])]
    assert found.tags[0][1]["href"] == "#f-seven"
    assert found.tags[0][1]["title"] == one_line(capital(label)) + "\nSource: Ministry of Finance, Japan"
    assert found.text == text


@QUICK
@given(name=NASTY)
def test_any_name_of_a_country_comes_out_escaped(pen, name):
    evidence = pen.catalogue.evidence
    named = {**evidence.entities, "KOR": {"name": name, "name_in_prose": name}}
    other = Writer(Catalogue(replace(evidence, entities=named), pen.catalogue.parameters))
    mark = [("span", {"class": "label"})] if re.search(r"\d", name) else []
    page = Tags(other.fill("{entity:KOR} and {name:KOR}", HTML))
    assert page.tags == mark * 2
    assert page.text == f"{name} and {name}"


def test_a_name_that_holds_a_digit_is_marked_as_one_and_no_other_is(report):
    marked = 'the <span class="label">G7</span>, Federal Reserve <span class="label">H.10</span>, South Korea'
    assert report.pen.fill("the {label:G7}, Federal Reserve {label:H10}, {name:KOR}", HTML) == marked


def test_a_title_of_a_link_stays_inside_its_quotes_and_keeps_its_lines():
    link = walk(parse(HTML.link("x", "f-x", 'a" onmouseover="b\n c  d')))[0]
    assert link.attrs == {"href": "#f-x", "title": 'a" onmouseover="b\nc d'}
    assert link.children == ["x"]
