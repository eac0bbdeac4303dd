import pytest

from analysis.evidence import DataError
from analysis.evidence.article import END, START, paragraphs, read, unexplained


def test_paragraphs_run_from_the_first_sentence_to_the_link_that_follows():
    text = f"Title\nTitle\n\n{START} one.\n\nA heading\nTwo.\n{END}\nfooter 99\n"
    assert paragraphs(text) == [f"{START} one.", "A heading", "Two."]


def test_a_text_without_the_link_runs_to_its_end():
    assert paragraphs(f"{START}.\nLast.") == [f"{START}.", "Last."]


def test_another_text_is_refused():
    with pytest.raises(DataError, match="not found"):
        paragraphs("Something else")


def test_a_file_that_cannot_be_read_gives_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read(tmp_path / "absent.txt")
    (tmp_path / "latin.txt").write_bytes("Japón".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        read(tmp_path / "latin.txt")


def test_a_number_that_no_claim_covers_is_reported_with_its_paragraph(evidence):
    """A text of empty paragraphs but one: every printed token is then missing, and the new number uncovered."""
    found = unexplained(evidence, ["", "and 17 of them"])
    assert [d.message for d in found if d.file == "article"] == [
        "paragraph 2: '17' is neither a claim nor listed as not a claim"
    ]
    assert any("'$14 billion' does not stand in paragraph 3" in d.message for d in found)


def test_a_number_inside_a_claims_own_words_is_explained(evidence):
    (found,) = [d for d in unexplained(evidence, ["", "", "$14 billion and 3"]) if d.file == "article"]
    assert "'3'" in found.message
