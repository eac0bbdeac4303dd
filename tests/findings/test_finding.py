import re
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

ARTICLE_DAY, LAST = date(2024, 4, 12), date(2026, 10, 30)


def public_since(leaf, raw):
    """The day on which a figure from a source became public, read from the files and not from the program."""
    if leaf.observation:
        return date.fromisoformat(raw.rows[leaf.observation.observation_id]["published"])
    quote, base = leaf.quantity.unit.split(" per ")
    words = re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}", leaf.label)
    days = [datetime.strptime(text, "%d %B %Y").date() for text in words]
    day = leaf.day or days[-1]  # a mean is public with its last day
    return raw.rates[leaf.source_ids[0], base, quote, day]


def is_declared(leaf):
    return leaf.source_ids == ("declared",)


def is_sourced(leaf):
    return (
        is_declared(leaf)
        or leaf.observation
        or leaf.quantity.unit == "JPY per USD"
        or leaf.quantity.unit.endswith(" per EUR")
    )


def test_every_figure_from_a_source_is_a_row_an_exchange_rate_or_a_declared_choice(now):
    assert [f.id for f in now.catalogue.everything() if not f.inputs and not is_sourced(f)] == []


def test_what_was_read_names_its_documents_and_what_was_chosen_has_none(then, now, evidence):
    for report in (then, now):
        leaves = [f for f in report.catalogue.everything() if not f.inputs]
        assert [leaf.id for leaf in leaves if bool(leaf.documents) is is_declared(leaf)] == []
        assert {name for leaf in leaves for name in leaf.documents} <= evidence.documents.keys()


@settings(max_examples=12, deadline=None)
@given(day=st.dates(ARTICLE_DAY, LAST))
def test_no_finding_rests_on_what_was_published_later(report_on, raw, day):
    figures = [f for f in report_on(day).catalogue.everything() if not f.inputs and not is_declared(f)]
    leaves = [f for f in figures if is_sourced(f)]
    assert len(leaves) > 150
    assert [(f.id, public_since(f, raw)) for f in leaves if public_since(f, raw) > day] == []


def test_every_finding_leads_down_to_sources(now):
    for finding in now.catalogue.values():
        leaves = list(finding.leaves())
        assert leaves, finding.id
        assert all(leaf.source_ids for leaf in leaves), finding.id


def test_one_name_is_one_number(then, now):
    for report in (then, now):
        seen = {}
        stack = list(report.catalogue.values())
        for finding in stack:
            assert seen.setdefault(finding.id, finding.quantity) == finding.quantity, finding.id
        while stack:
            finding = stack.pop()
            if finding.id in seen and seen[finding.id] != finding.quantity:
                raise AssertionError(f"{finding.id} stands for two numbers")
            seen[finding.id] = finding.quantity
            stack += [f for f in finding.inputs if f.id not in seen or seen[f.id] != f.quantity]


def test_each_leaf_comes_once(now):
    ids = [leaf.id for leaf in now.catalogue["subsidy.ratio.USA.with_tax_credit"].leaves()]
    assert len(ids) == len(set(ids))
    assert set(ids) == {
        "subsidy.JPN.amount",
        "subsidy.JPN.gdp",
        "subsidy.USA.amount",
        "subsidy.USA.tax_credit",
        "subsidy.USA.gdp",
    }


def test_another_name_changes_neither_number_nor_origin(now):
    finding = now.catalogue["subsidy.JPN.share.total"]
    other = finding.named("elsewhere")
    assert (other.id, other.label) == ("elsewhere", finding.label)
    assert (other.quantity, other.inputs) == (finding.quantity, finding.inputs)
    assert finding.named("elsewhere", "Another label").label == "Another label"
