import pytest


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("C01", "billions of dollars"),
        ("C04", "$14 billion"),
        ("C05", "$2.9 billion"),
        ("C07", "three million"),
        ("C08", "125 million"),
        ("C11", "32nd"),
        ("C12", "seven"),
        ("C13", "more than 1,200"),
        ("C14", "more than $1 billion"),
        ("C22", "$8.6 billion"),
        ("C23", "$20 billion"),
        ("C25", "$25 billion"),
        ("C28", "34 years"),
    ],
)
def test_a_figure_of_the_article_is_repeated_as_it_stands_there(then, claim, text):
    assert then.catalogue[f"claim.{claim}"].text == text


def test_a_figure_of_the_article_comes_from_the_article(then, evidence):
    claims = [c for c, row in evidence.claims.items() if row["observation_id"]]
    assert len(claims) > 12
    assert {then.catalogue[f"claim.{c}"].sources for c in claims} == {("article",)}


def test_the_articles_day_is_a_finding(then, now):
    assert then.catalogue["claim.day"].text == now.catalogue["claim.day"].text == "12 April 2024"


def test_the_years_of_the_sum_stand_as_in_the_article_and_are_its_own(then):
    """April 2021 to March 2024 are three years."""
    years = then.catalogue["claim.C25.years"]
    assert (years.value, years.text, years.sources) == (3, "three", ("article",))
