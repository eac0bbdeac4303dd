import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.templates import paragraphs


def texts(cell):
    return [list(map(str, paragraph)) for paragraph in paragraphs(cell)]


@pytest.mark.parametrize("end", [".", "?", "!", ".”", ".)", "!’", '."', ".*"])
def test_a_line_that_ends_a_sentence_ends_it_and_the_next_begins_another(end):
    assert texts(f"Red is warm{end}\nBlue is cold.") == [[f"Red is warm{end}", "Blue is cold."]]


@pytest.mark.parametrize("end", ["", ",", ";", ":", "”", ")", "}", "…"])
def test_a_line_that_ends_otherwise_goes_on_in_the_next(end):
    assert texts(f"Red is warm{end}\nand so on.") == [[f"Red is warm{end} and so on."]]


def test_a_full_stop_within_a_line_ends_nothing():
    assert texts("Red is warm. Blue is cold,\nthough. Or not?") == [["Red is warm. Blue is cold, though. Or not?"]]


def test_an_empty_line_begins_a_paragraph_and_ends_a_sentence():
    assert texts("\nRed\n  \n\nBlue is cold.\nGreen.\n\n") == [["Red"], ["Blue is cold.", "Green."]]


@given(st.lists(st.text("ab .,?", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=6))
def test_no_word_is_lost_or_moved(lines):
    said = " ".join(" ".join(sentence for sentence in paragraph) for paragraph in paragraphs("\n".join(lines)))
    assert said.split() == " ".join(lines).split()


def test_a_sentence_knows_the_line_on_which_it_begins():
    ((first, second),) = paragraphs("Red is warm.\nBlue\nis cold.", first=2)
    assert (first.line, second.line) == (2, 3)
