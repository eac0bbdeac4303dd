"""The short result beneath the controls says what the last move changed, and marks it."""

from analysis.explorer import ONLY_PICTURES, Brief
from analysis.explorer.controls import Clickable, LiveSentence


def sentence(*pieces):
    """A sentence of words and numbers in turn."""
    return LiveSentence(tuple(pieces[::2]), tuple(Clickable(it, None) for it in pieces[1::2]))


RESULT = sentence("It is ", "overstated", ".")
STORKS = sentence("There are ", "12", " storks in ", "France", ".")
EGGS = sentence("They lay ", "3 & 4", " eggs.")


def shown(brief):
    return brief.box.value.partition(">")[2].removesuffix("</div>")


def after(*moves):
    """What is shown after some moves, each given as its sentences and whether a picture changed."""
    brief = Brief()
    for sentences, has_moved in moves:
        brief.begin()
        brief.show(sentences, has_moved)
    return shown(brief)


def test_a_sentence_that_changed_is_shown_with_what_changed_marked():
    other = sentence("There are ", "15", " storks in ", "France", ".")
    found = after(((RESULT, STORKS, EGGS), True), ((RESULT, other, EGGS), True))
    assert found == "<p>It is overstated.</p><p>There are <mark>15</mark> storks in France.</p>"


def test_a_verdict_that_turns_is_marked_and_words_that_change_are_too():
    turned = sentence("It is ", "supported", ".")
    eggs = sentence("They hide ", "3 & 4", " eggs.")
    found = after(((RESULT, STORKS, EGGS), True), ((turned, STORKS, eggs), False))
    assert found == "<p>It is <mark>supported</mark>.</p><p><mark>They hide </mark>3 &amp; 4 eggs.</p>"


def test_where_only_a_picture_changed_it_says_so_and_where_nothing_did_it_does_not():
    start = ((RESULT, STORKS), True)
    assert after(start, ((RESULT, STORKS), True)) == f"<p>It is overstated.</p><p>{ONLY_PICTURES}</p>"
    assert after(start, ((RESULT, STORKS), False)) == "<p>It is overstated.</p>"


def test_a_sentence_that_comes_or_goes_is_told_or_left_out():
    assert after(((RESULT, None), True), ((RESULT, EGGS), False)).endswith("<p>They lay 3 &amp; 4 eggs.</p>")
    assert after(((RESULT, EGGS), True), ((None, None), False)) == ""
