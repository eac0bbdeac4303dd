import csv
import hashlib
import io
import json
import math
import re
from datetime import date

import pytest

from analysis.evidence import find_data, load
from analysis.findings import Outcome, compute, parameters
from analysis.runs import manifest, tables
from analysis.runs.edition import find_notebook


@pytest.fixture(scope="module")
def evidence():
    return load()


@pytest.fixture(scope="module", params=[{}, {"as_of": "2024-04-12"}, {"rate_rule": "ppp", "focus": "KOR"}], ids=str)
def computed(request, evidence):
    return compute(evidence, parameters.check(request.param, evidence))


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture(scope="module")
def findings(computed):
    return rows(tables.findings_csv(computed[0]))


@pytest.fixture(scope="module")
def verdicts(computed):
    return rows(tables.verdicts_csv(computed[1]))


def test_findings_have_their_columns(findings):
    assert ",".join(findings[0]) == "finding_id,value,low,high,unit,printed,method,inputs,sources"


def test_there_are_at_least_sixty_findings_each_with_a_name_of_its_own(findings):
    names = [row["finding_id"] for row in findings]
    assert len(names) >= 60
    assert len(names) == len(set(names))
    assert names == sorted(names)


def test_every_input_of_a_finding_is_itself_a_row(findings):
    names = {row["finding_id"] for row in findings}
    assert {name for row in findings for name in row["inputs"].split()} <= names


def test_every_finding_ends_in_sources_of_the_dataset(findings, evidence):
    assert [row["finding_id"] for row in findings if not row["sources"]] == []
    assert {source for row in findings for source in row["sources"].split()} <= set(evidence.sources)


def test_a_finding_has_the_sources_of_its_inputs(findings):
    by_name = {row["finding_id"]: row for row in findings}
    for row in findings:
        if row["inputs"]:
            below = {s for name in row["inputs"].split() for s in by_name[name]["sources"].split()}
            assert set(row["sources"].split()) == below, row["finding_id"]


def test_the_bounds_of_every_finding_hold_its_value(findings):
    for row in findings:
        low, value, high = (float(row[column]) for column in ("low", "value", "high"))
        assert low <= value <= high, row["finding_id"]
        assert math.isfinite(value), row["finding_id"]


def test_every_finding_is_printed_and_says_how_it_was_made(findings):
    assert [row["finding_id"] for row in findings if not (row["printed"] and row["method"] and row["unit"])] == []


def test_one_name_means_one_number(computed):
    known, stack, seen = {}, list(computed[0].values()), set()
    while stack:
        finding = stack.pop()
        if id(finding) not in seen:
            seen.add(id(finding))
            assert known.setdefault(finding.id, finding.quantity) == finding.quantity, finding.id
            stack += finding.inputs


def test_verdicts_have_their_columns(verdicts):
    assert ",".join(verdicts[0]) == "claim_id,verdict,method,rule,margin,holds_in,of"


def test_all_31_claims_are_judged_in_order(verdicts):
    assert [row["claim_id"] for row in verdicts] == [f"C{n:02}" for n in range(1, 32)]


def test_a_verdict_is_one_of_six_and_computed_or_editorial(verdicts):
    assert {row["verdict"] for row in verdicts} <= {outcome.value for outcome in Outcome}
    assert {row["method"] for row in verdicts} == {"computed", "editorial"}


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


@pytest.fixture
def about(evidence):
    given = parameters.check({"as_of": "2024-04-12", "focus": "KOR"}, evidence)
    return find_data(), find_notebook("report"), given


def test_a_manifest_names_parameters_inputs_and_outputs(about):
    content = json.loads(manifest.write(*about, {"b.pdf": b"b", "a.csv": b"a"}))
    assert list(content) == ["parameters", "notebook", "package", "data", "outputs"]
    assert content["parameters"]["as_of"] == "2024-04-12"
    assert content["parameters"]["focus"] == "KOR"
    assert list(content["notebook"]) == ["report.ipynb"]
    assert set(content["data"]) == {path.name for path in find_data().iterdir()}
    assert list(content["outputs"]) == ["a.csv", "b.pdf"]


def test_a_manifest_gives_the_hash_that_other_tools_give(about):
    content = json.loads(manifest.write(*about, {"report.pdf": b"%PDF\r\nstream\r\n"}))
    assert content["outputs"]["report.pdf"] == hashlib.sha256(b"%PDF\r\nstream\r\n").hexdigest()


def test_a_manifest_holds_no_clock_and_no_path(about):
    text = manifest.write(*about, {"a.csv": b"a"}).decode()
    assert re.findall(r"[/\\]|\d\d:\d\d", text) == []
    assert re.findall(r"\b20\d\d-\d\d-\d\d\b", text) == ["2024-04-12"]
    assert about[2].as_of == date(2024, 4, 12)


def test_a_changed_figure_changes_the_manifest(about, tmp_path):
    for path in find_data().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    same = json.loads(manifest.write(tmp_path, *about[1:], {}))
    assert same == json.loads(manifest.write(*about, {}))
    with (tmp_path / "claims.csv").open("ab") as file:
        file.write(b"\n")
    changed = json.loads(manifest.write(tmp_path, *about[1:], {}))
    assert {name for name, digest in changed["data"].items() if digest != same["data"][name]} == {"claims.csv"}


def test_line_ends_of_a_checkout_do_not_matter():
    assert manifest.digest(b"a\r\nb\r\n") == manifest.digest(b"a\nb\n")
