"""What a finding and a verdict show of themselves in a notebook and at a prompt."""

import pytest
from bs4 import BeautifulSoup
from IPython.lib.pretty import pretty

from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity


@pytest.fixture(scope="module")
def d(then):
    return then.catalogue


def shown(thing):
    return BeautifulSoup(thing._repr_html_(), "html.parser")


def test_a_finding_shows_number_bounds_unit_and_name(d):
    page = shown(d["subsidy.ratio.DEU.mof"])
    assert page.strong.get_text() == "1.73"
    assert "bounds 1.699 to 1.765 · ratio · subsidy.ratio.DEU.mof" in page.get_text()
    assert pretty(d["subsidy.ratio.DEU.mof"]).endswith("1.73 (bounds 1.699 to 1.765; ratio; subsidy.ratio.DEU.mof)")


def test_a_finding_unfolds_down_to_where_its_figures_were_seen(d):
    finding = d["subsidy.JPN.amount_usd.day"]
    text = shown(finding).get_text()
    for leaf in finding.leaves():
        assert leaf.text in text
        assert all(source in text for source in leaf.source_ids)
    assert "read in mof_2024_05_21_slide_iii_1_10, " in text
    assert ": graph and list under it, Japan" in text
    assert "public since 2024-04-09" in text


def test_a_verdict_shows_what_it_says_and_the_evidence_on_each_side(d):
    page = shown(d.verdicts["C04"])
    assert page.strong.get_text().startswith("C04: ")
    for finding in (*d.verdicts["C04"].evidence_for, *d.verdicts["C04"].evidence_against):
        assert finding.text in page.get_text()
    assert pretty(d.verdicts["C11"]).startswith("C11: supported (computed, ")


def test_a_verdict_says_on_what_kind_of_document_it_rests_at_the_weakest(d):
    for claim in ("C03", "C11", "C25"):
        words = d.verdicts[claim].grounds.words
        assert pretty(d.verdicts[claim]).endswith(f"; weakest evidence: {words})")
    assert "weakest" not in pretty(d.verdicts["C09"])  # an opinion rests on nothing


def test_a_dollar_sign_is_no_mathematics(d):
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set(shown(d["yen.AWS.usd.day"]).div["class"])


def test_text_of_the_data_is_never_markup():
    finding = Finding("x<y", "<script>alert</script>", Quantity.exact(1, "<b>"), "a & b", source_ids=("<i>",))
    page = shown(finding)
    assert page.find_all(["script", "b", "i"]) == []
    assert "<script>alert</script>" in page.get_text()
