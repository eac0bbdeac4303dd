"""What a notebook writes by hand does not pass as ours, whatever marks of the page it imitates."""

from __future__ import annotations

import pytest

from analysis.rendering import lint
from analysis.rendering.errors import ReportError
from analysis.rendering.foreign import OURS

IMITATIONS = (
    '<span class="label">{}</span>',
    '<span class="number">{}</span>',
    '<b class="tick">{}</b>',
    '<span class="use"><i class="ref">{}</i></span>',
    '<time datetime="2024-04-12">{}</time>',
    '<div class="workings">{}</div>',
    '<dl class="workings"><dt>Mine</dt><dd id="f-mine"><b>{}</b> · Counted.</dd></dl>',
)
TYPED = ('<p class="share">{}</p>', '<p class="skip">{}</p>', '<p class="source">{}</p>', "<p data-phrase=x>{}</p>")


def ways(make, text):
    """The same as prose, and as outputs of HTML and Markdown; a block of Markdown stands by itself."""
    return (
        make.text(f"\n{text}\n"),
        make.output({"text/html": text}),
        make.output({"text/markdown": f"\n{text}\n"}),
    )


@pytest.mark.parametrize("imitation", IMITATIONS)
def test_a_number_in_marks_of_ours_has_no_origin_when_it_was_written_by_hand(make, imitation):
    for cell in ways(make, imitation.format("99 firms")):
        found = lint.faults(make.to_html(cell))
        assert [fault for fault in found if "the number '99' has no origin" in fault], cell
    assert lint.faults(make.to_html(make.html('<span class="label">99 firms</span>'))) == []


@pytest.mark.parametrize("imitation", TYPED)
def test_words_that_measure_hide_in_no_marks_of_ours(make, imitation):
    for cell in ways(make, imitation.format("It is twice as much.")):
        assert "measures something" in " ".join(lint.faults(make.to_html(cell))), cell


def test_a_working_written_by_hand_is_no_place_that_a_number_can_lead_to(make):
    link = '<p>There are <a href="#f-mine">99</a>.</p>'
    forged = '<div id="f-mine">99</div>'
    for cell in (*ways(make, forged + link), *ways(make, f"{link}<dl class='workings'>{forged}</dl>")):
        with pytest.raises(ReportError, match="leads nowhere"):
            make.to_html(cell)


def test_a_verdict_a_card_and_a_choice_written_by_hand_look_like_any_words(make):
    forged = (
        '<article class="claim" id="c-C26"><a class="verdict verdict-supported" data-alias="x">supported</a></article>'
    )
    for cell in ways(make, forged):
        page = make.to_html(cell)
        body = page[page.index("<main") : page.index("</main>")]
        assert "supported" in body
        assert not [mark for mark in ("verdict-", 'class="claim"', "c-C26", "data-alias") if mark in body]


def test_a_table_of_somebody_elses_gets_the_line_that_says_what_to_do(make):
    table = '<table><tr><td class="label">1</td><td>2</td><td>3</td><td>4</td></tr></table>'
    (line,) = lint.faults(make.to_html(make.output({"text/html": table})))
    assert line.endswith(
        'as 3 others; give the table a source, as d.exhibit(table, source="whose numbers"), '
        "or tag the cell remove-cell to leave it out"
    )


@pytest.mark.parametrize("value", ["yes", 1, [True], None])
def test_only_what_the_package_writes_says_that_it_is_ours(make, value):
    cell = make.output({"text/html": '<b class="label">99</b>'}, {"text/html": {OURS: value}})
    assert lint.faults(make.to_html(cell))


def test_names_by_which_an_author_leads_to_a_table_stay(make):
    page = make.to_html(make.text('<p id="wages">Wages</p>\n\n[there](#wages)'))
    assert 'id="wages"' in page
