import re

import pytest

from analysis.dataset import DataError
from analysis.dataset.article_coverage import paragraphs, read_article, unexplained_numbers

START, END = "Based on massive", "You may also like"


def test_paragraphs_run_from_the_first_sentence_to_the_link_that_follows():
    text = f"Title\nTitle\n\n{START} one.\n\nA heading\nTwo.\n{END}\nfooter 99\n"
    assert paragraphs(text, START, END) == [f"{START} one.", "A heading", "Two."]


def test_another_text_is_refused():
    with pytest.raises(DataError, match="not found"):
        paragraphs("Something else", START, END)


def test_a_file_that_cannot_be_read_gives_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_article(tmp_path / "absent.txt", START, END)
    (tmp_path / "latin.txt").write_bytes("Japón".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        read_article(tmp_path / "latin.txt", START, END)


@pytest.mark.parametrize(
    "number",
    [
        *("7", "1,200", "2.9", "32", "Seven", "twelve", "nineteen", "thirty", "three million", "billions", "third"),
        *("ninth", "a decade", "Half", "dozens", "twice", "1970s"),
    ],
)
def test_a_number_that_no_claim_covers_is_found_in_digits_and_words(evidence, invented, number):
    assert unexplained_numbers(evidence, invented) == []
    invented[1] += f" Here is {number}."
    found = unexplained_numbers(evidence, invented)
    assert len(found) == len(re.findall("three million", number)) + 1
    assert all("paragraph 2: " in defect.message for defect in found)


@pytest.mark.parametrize("word", ["someone", "often", "bone", "tenfold-free", "weight", "firstly", "halfway"])
def test_words_that_only_hold_a_number_are_no_numbers(evidence, invented, word):
    invented[1] += f" {word}"
    assert unexplained_numbers(evidence, invented) == []


def test_a_number_is_covered_only_in_the_paragraph_of_its_claim(evidence, invented):
    invented[0] += " The 32nd."
    assert [defect.message for defect in unexplained_numbers(evidence, invented)] == [
        "paragraph 1: '32' is neither a claim nor listed as not a claim"
    ]


def test_a_number_that_only_begins_like_a_claim_is_not_covered(evidence, invented):
    where = next(n for n, line in enumerate(invented) if "32nd" in line)
    invented[where] += " 132nd"
    assert [defect.row for defect in unexplained_numbers(evidence, invented)] == [where + 1]
