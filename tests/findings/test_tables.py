import csv
import io
from datetime import date

import pandas as pd
import pytest

from analysis.dataset.records import DocumentKind
from analysis.findings import Catalogue, compare, parameters
from analysis.study import STUDY


@pytest.fixture(scope="module", params=[{}, {"as_of": "2024-04-12"}, {"rate_rule": "ppp", "focus": "KOR"}], ids=str)
def catalogue(request, evidence):
    return Catalogue(evidence, parameters.check(request.param, evidence, STUDY), STUDY)


def rows(content):
    return list(csv.DictReader(io.StringIO(content)))


@pytest.fixture(scope="module")
def findings(catalogue):
    return rows(compare.findings_csv(catalogue.everything(), catalogue.evidence.documents))


@pytest.fixture(scope="module")
def verdicts(catalogue):
    return rows(compare.verdicts_csv(catalogue.verdicts))


def test_every_finding_and_every_figure_beneath_one_has_a_row_of_its_own(catalogue, findings):
    """What a reader's choice puts in place of another finding stands under that finding's own name."""
    names = [row["finding_id"] for row in findings]
    beneath = {leaf.id for finding in catalogue.values() for leaf in finding.leaves()}
    assert names == sorted(set(names))
    aliases = {name for name, finding in catalogue.items() if finding.id != name}
    assert set(catalogue) - aliases <= set(names)
    assert beneath <= set(names)
    assert aliases
    assert not aliases & set(names)


def test_every_input_of_a_finding_is_itself_a_row(findings):
    names = {row["finding_id"] for row in findings}
    assert {name for row in findings for name in row["inputs"].split()} <= names


def test_a_finding_has_the_sources_of_its_inputs(findings):
    by_name = {row["finding_id"]: row for row in findings}
    for row in findings:
        if row["inputs"]:
            below = {s for name in row["inputs"].split() for s in by_name[name]["sources"].split()}
            assert set(row["sources"].split()) == below, row["finding_id"]


def test_only_a_computed_verdict_has_a_margin_and_a_count_of_choices(verdicts):
    for row in verdicts:
        if row["method"] == "editorial":
            assert (row["margin"], row["holds_in"], row["of"]) == ("", "", ""), row["claim_id"]
        else:
            assert 0 <= int(row["holds_in"]) <= int(row["of"]), row["claim_id"]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("claim.C25", ["25000000000", "24500000000", "25500000000", "USD", "$25 billion"]),
        ("claim.C11", ["32", "32", "32", "rank", "32nd"]),
        ("claim.C01", ["2000000000", "2000000000", "inf", "USD", "billions of dollars"]),
        ("subsidy.DEU.share.mof", ["0.0041", "0.00405", "0.00415", "share", "0.41%"]),
    ],
)
def test_numbers_are_written_for_machines_beside_what_is_printed(findings, name, cells):
    row = next(row for row in findings if row["finding_id"] == name)
    assert [row[column] for column in ("value", "low", "high", "unit", "printed")] == cells


@pytest.mark.parametrize(
    ("name", "label", "observation", "published"),
    [
        (
            "subsidy.DEU.share.mof",
            "Chip support as a share of GDP (Finance Ministry), Germany",
            "chip_support_pct_gdp.DEU.mof.2024-04-09.2024-04-09",
            "2024-04-09",
        ),
        (
            "claim.C11",
            "The article, claim C11: Rank in the digital ranking, Japan, 2023",
            "claim.C11",
            "2024-04-12",
        ),
        ("yen.day", "dollar in yen, fixing of 12 April 2024", "", ""),
    ],
)
def test_a_figure_from_a_source_says_which_one_it_is_and_since_when_it_was_public(
    findings, name, label, observation, published
):
    row = next(row for row in findings if row["finding_id"] == name)
    assert (row["label"], row["observation_id"], row["published"]) == (label, observation, published)


def test_every_figure_from_the_dataset_was_public_on_the_day_and_no_computed_one_has_a_day(catalogue, findings, raw):
    as_of = catalogue.parameters.as_of
    from_rows = [row for row in findings if row["observation_id"]]
    assert len(from_rows) > 100
    for row in from_rows:
        assert row["published"] == raw.rows[row["observation_id"]]["published"], row["finding_id"]
        assert date.fromisoformat(row["published"]) <= as_of, row["finding_id"]
        assert row["inputs"] == "", row["finding_id"]
    assert [row["finding_id"] for row in findings if not row["observation_id"] and row["published"]] == []


@pytest.mark.parametrize(
    ("claim", "decisive"),
    [
        ("C03", ""),  # judged by hand
        ("C11", "imd.JPN.rank"),
        ("C23", "pledge.JASM_FAB_2.kyodo pledge.JASM.announced"),
        ("C27", "subsidy.ratio.DEU.mof subsidy.ratio.DEU.meti"),  # on the article's day only the first was public
    ],
)
def test_a_verdict_names_the_findings_that_decide_it(catalogue, verdicts, claim, decisive):
    row = next(row for row in verdicts if row["claim_id"] == claim)
    known = [name for name in decisive.split() if name in catalogue]
    assert row["evidence"].split() == known
    assert known or not decisive


def test_a_figure_names_the_documents_it_was_read_in_and_a_computed_one_none(findings, raw, evidence):
    for row in findings:
        if row["observation_id"]:
            cells = raw.rows[row["observation_id"]]
            read = [cells["document_id"], *cells["confirmed_by"].split()]
            reliable = [name for name in read if evidence.documents[name].kind is not DocumentKind.UNRELIABLE]
            assert row["documents"].split() == (reliable or read)
        elif row["inputs"]:
            assert row["documents"] == "", row["finding_id"]
        assert set(row["documents"].split()) <= evidence.documents.keys()


def test_each_document_has_its_address_in_the_same_place_or_the_word_none(findings, verdicts, evidence):
    for row in findings:
        addresses = [evidence.documents[name].url or "none" for name in row["documents"].split()]
        assert row["addresses"].split() == addresses, row["finding_id"]
    weakest = {row["weakest_document"]: row["weakest_address"] for row in verdicts if row["weakest_document"]}
    assert {name: evidence.documents[name].url or "none" for name in weakest} == weakest
    article = next(row for row in findings if row["finding_id"] == "claim.C11")
    assert article["documents"].endswith(" article_text")  # which lies nowhere on the web
    assert article["addresses"].endswith(" none")


def test_a_verdict_names_its_weakest_document_and_how_near_that_is(verdicts, evidence):
    for row in verdicts:
        if row["verdict"] == "not checkable":
            assert (row["weakest_document"], row["weakest_kind"], row["is_firm"]) == ("", "", ""), row["claim_id"]
        else:
            document = evidence.documents[row["weakest_document"]]
            assert row["weakest_kind"] == document.kind.value, row["claim_id"]
            assert row["is_firm"] in {"yes", "no"}, row["claim_id"]


def test_tables_of_pandas_hold_the_same_rows_and_columns(catalogue, findings, verdicts):
    frames = compare.findings_frame(catalogue), compare.verdicts_frame(catalogue.verdicts)
    for frame, written in zip(frames, (findings, verdicts), strict=True):
        assert list(frame.index) == [next(iter(row.values())) for row in written]
        assert [frame.index.name, *frame.columns] == list(written[0])
    assert frames[0].loc["claim.C25", "value"] == 25e9
    assert frames[1]["is_firm"].dtype == "boolean"
    for claim in verdicts:
        firm = frames[1].loc[claim["claim_id"], "is_firm"]
        assert pd.isna(firm) if claim["is_firm"] == "" else firm == (claim["is_firm"] == "yes")
        assert pd.isna(frames[1].loc[claim["claim_id"], "weakest_kind"]) == (claim["weakest_kind"] == "")
    assert frames[0]["observation_id"].isna().sum() == sum(row["observation_id"] == "" for row in findings)
    # at the rate of the day the yearly totals and, once they are known, the round sum beside them; not at the mean
    is_known = "subsidy.JPN.totals_shown" in catalogue
    assert frames[1].loc["C25", "holds_in"] == (2 if is_known else 1)
    assert frames[1].loc["C11", "of"] == 1
