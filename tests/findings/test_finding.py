"""A finding leads down to sources that were public on its day, and shows itself in a notebook; labels in pieces."""

from __future__ import annotations

import re
from datetime import date, datetime

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.lib.pretty import pretty

from analysis.findings.finding import Finding
from analysis.findings.label_composition import Wording, compose, varying
from analysis.findings.quantity import Quantity

ARTICLE_DAY, LAST = date(2024, 4, 12), date(2026, 10, 30)
DECLARED = ("declared",)


def leaves_of(report):
    return [f for f in report.catalogue.everything() if not f.inputs]


def is_a_rate(leaf):
    return leaf.quantity.unit == "JPY per USD" or leaf.quantity.unit.endswith(" per EUR")


def public_since(leaf, raw):
    """Return when a figure from a source became public, read from the files and not by the program."""
    if leaf.observation:
        return date.fromisoformat(raw.rows[leaf.observation.observation_id]["published"])
    quote, base = leaf.quantity.unit.split(" per ")
    days = re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}", leaf.label)
    day = leaf.day or datetime.strptime(days[-1], "%d %B %Y").date()  # a mean is public with its last day
    return raw.rates[leaf.source_ids[0], base, quote, day]


def test_every_finding_leads_down_to_rows_rates_and_declared_choices_each_with_its_source_and_documents(then, now):
    for report in (then, now):
        for leaf in leaves_of(report):
            assert leaf.source_ids == DECLARED or leaf.observation or is_a_rate(leaf), leaf.id
            assert bool(leaf.documents) is (leaf.source_ids != DECLARED), leaf.id
            assert set(leaf.documents) <= report.catalogue.evidence.documents.keys()
        assert [f.id for f in report.catalogue.values() if not f.sources] == []


@settings(max_examples=12, deadline=None)
@given(day=st.dates(ARTICLE_DAY, LAST))
def test_no_finding_rests_on_what_was_published_later(report_on, raw, day):
    leaves = [leaf for leaf in leaves_of(report_on(day)) if leaf.source_ids != DECLARED]
    assert len(leaves) > 150
    assert [(f.id, public_since(f, raw)) for f in leaves if public_since(f, raw) > day] == []


def test_one_name_is_one_number(then, now):
    for report in (then, now):
        below = [part for finding in report.catalogue.values() for part in finding.beneath()]
        assert len({finding.id for finding in below}) == len({(finding.id, finding.quantity) for finding in below})


# -- shown in a notebook and at a prompt


def page(thing):
    return BeautifulSoup(thing._repr_html_(), "html.parser")


def test_a_finding_shows_number_bounds_unit_and_name(then):
    ratio = then.catalogue["subsidy.ratio.DEU.mof"]
    assert page(ratio).strong.get_text() == "1.73"
    assert "bounds 1.699 to 1.765 · ratio · subsidy.ratio.DEU.mof" in page(ratio).get_text()
    assert pretty(ratio).endswith("1.73 (bounds 1.699 to 1.765; ratio; subsidy.ratio.DEU.mof)")


def test_a_finding_unfolds_down_to_where_its_figures_were_read(then):
    finding = then.catalogue["subsidy.JPN.amount_usd.day"]
    text = page(finding).get_text()
    assert [leaf.id for leaf in finding.leaves() if leaf.text not in text or leaf.source_ids[0] not in text] == []
    assert "read in mof_2024_05_21_slide_iii_1_10, " in text
    assert "public since 2024-04-09" in text
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set(page(finding).div["class"])  # a dollar sign begins no formula


def test_a_verdict_shows_what_it_says_the_evidence_on_each_side_and_its_weakest_document(then):
    verdicts = then.catalogue.verdicts
    text = page(verdicts["C04"]).get_text()
    assert text.startswith("C04: ")
    assert all(it.text in text for it in (*verdicts["C04"].evidence_for, *verdicts["C04"].evidence_against))
    assert pretty(verdicts["C11"]).startswith("C11: supported (computed, ")
    assert pretty(verdicts["C11"]).endswith(f"; weakest evidence: {verdicts['C11'].grounds.words})")
    assert "weakest" not in pretty(verdicts["C09"])  # an opinion rests on nothing


def test_text_of_the_data_is_never_markup():
    finding = Finding("x<y", "<script>alert</script>", Quantity.exact(1, "<b>"), "a & b", source_ids=("<i>",))
    assert page(finding).find_all(["script", "b", "i"]) == []
    assert "<script>alert</script>" in page(finding).get_text()


# -- labels that remember which of their words may differ between findings that were made alike

PIECES = st.lists(st.text(max_size=8) | st.text(max_size=8).map(varying), max_size=5)


@given(st.lists(PIECES, min_size=1, max_size=3))
def test_a_label_is_its_pieces_in_order_however_they_are_grouped(groups):
    parts = [part for group in groups for part in group]
    label, nested = compose(*parts), compose(*(compose(*group) for group in groups))
    assert label == "".join(parts)
    assert "".join(a + b for a, b in zip(label.constant, (*label.variable, ""), strict=True)) == label
    assert label.variable == tuple(str(part) for part in parts if isinstance(part, Wording))
    assert (nested, nested.constant, nested.variable) == (label, label.constant, label.variable)
