"""What keeps claims from being judged, told in one line each with the place where it can be mended."""

from __future__ import annotations

import inspect
import sys
from copy import deepcopy
from dataclasses import fields, replace
from datetime import date

import pytest

from analysis import cli
from analysis.dataset import DataError, Settings
from analysis.editions.job import open_project
from analysis.findings import Catalogue, Parameters, Study, Topic
from analysis.findings.catalogue import contract_faults
from analysis.study import STUDY

from ..builders import SETTINGS, claimed, observed
from ..builders import evidence as made

SAID = observed("hives", "AAA", 3, "2024-04-12", observation_id="said", source_id="article")
FOUND = observed("hives", "AAA", 3, "2024-01-01")


def topic(*claims):
    """Judge some claims by the newest count."""
    found = Topic()
    for claim in claims:
        found.judge(claim, lambda case: case.amount(case.c.newest("hives", "AAA")))
    return found


def faults_of(claims, *judged, study=None, settings=SETTINGS):
    """Tell what keeps claims from being judged, of a made-up article."""
    data = made(SAID, FOUND, claims=claims, settings=settings)
    study = study or Study("Bees", "", topics=(topic(*judged),))
    catalogue = Catalogue(data, Parameters(data.newest), study)
    return [str(fault) for fault in contract_faults(data, study, catalogue.judgements)]


# -- claims ----------------------------------------------------------------------------------------------


def test_a_claim_that_a_rule_computes_a_person_judges_or_nobody_can_check_has_no_fault():
    by_hand = claimed("C02", check="editorial", rule="editorial", editorial_verdict="supported")
    claims = [claimed("C01", "said"), by_hand, claimed("C03", check="no", rule="not checkable")]
    assert faults_of(claims, "C01") == []


def test_a_claim_to_be_computed_that_no_rule_computes_is_named():
    (line,) = faults_of([claimed("C01", "said"), claimed("C02", "said")], "C01")
    assert line.startswith("claims.csv:3:check: no rule computes C02")


def test_a_rule_that_judges_a_claim_which_the_article_does_not_have_is_named_with_its_place():
    (line,) = faults_of([claimed("C01", "said")], "C01", "C02")
    place = f"tests/findings/test_contract.py:{inspect.getsourcelines(topic)[1] + 4}"
    assert line.startswith(f"claims.csv:1:claim_id: has no C02, which {place} judges")


# -- settings --------------------------------------------------------------------------------------------

NEEDS = Study("Bees", "", thresholds=("imprecise", "many"), windows={"start": date, "gap": int, "list": list})


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        ("", ["thresholds.many: is missing", *(f"windows.{name}: is missing" for name in NEEDS.windows)]),
        ("many = 3\n[windows]\nstart = 2024-01-01\ngap = 3\nlist = []", []),
        (
            "many = 3\n[windows]\nstart = 2024\ngap = true\nlist = {}",
            [
                "windows.start: 2024 is not a date",
                "windows.gap: True is not a int",
                "windows.list: {} is not a list",
            ],
        ),
    ],
)
def test_a_threshold_or_window_that_the_study_needs_is_declared_in_its_type(lines, faults):
    claims = [claimed("C01", check="no", rule="not checkable")]
    found = faults_of(claims, study=NEEDS, settings=SETTINGS + lines)
    assert found == [f"choices.toml:1:{fault}" for fault in faults]


# -- choices that no rule knows ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def faults(evidence, now):
    """Change the project's settings, and tell what is wrong with them."""

    def tell(change):
        tables = {field.name: deepcopy(getattr(evidence.settings, field.name)) for field in fields(Settings)}
        change(tables)
        changed = replace(evidence, settings=Settings(**tables))
        return [str(fault) for fault in contract_faults(changed, STUDY, now.catalogue.judgements)]

    return tell


def test_the_projects_own_claims_can_all_be_judged_and_its_choices_are_known(faults):
    assert faults(lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda t: t["sensitivity"]["C26"].update(account=["mof", "foo"]), "sensitivity.C26.account: 'foo'"),
        (lambda t: t["sensitivity"]["C26"].update(account=["mof", "mof"]), "sensitivity.C26.account: 'mof'"),
        (lambda t: t["sensitivity"]["C26"].update(account=[]), "sensitivity.C26.account: "),
        (lambda t: t["sensitivity"]["C26"].update(account="mof"), "sensitivity.C26.account: 'mof'"),
        (lambda t: t["sensitivity"]["C26"].pop("account"), "sensitivity.C26.account: "),
        (lambda t: t["sensitivity"].update(C26=["mof"]), "sensitivity.C26: ['mof']"),
        (lambda t: t["sensitivity"].update(C99={"account": ["mof"]}), "sensitivity: 'C99'"),
        (lambda t: t["phrases"].pop("basis"), "phrases.basis: "),
        (lambda t: t["phrases"]["basis"].pop("per_year"), "phrases.basis.per_year: "),
        (lambda t: t["phrases"]["basis"].update(total=3), "phrases.basis.total: 3"),
        (lambda t: t["phrases"]["basis"].update(monthly="x"), "phrases.basis: 'monthly'"),
        (lambda t: t["switches"].pop("basis"), "switches.basis: "),
        (lambda t: t["switches"].update(focus="x"), "switches: 'focus'"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_one_line_with_its_place(faults, change, place):
    (line,) = faults(change)
    assert line.startswith(f"choices.toml:1:{place}")


def test_options_may_be_left_out_and_stand_in_any_order(faults):
    def change(tables):
        tables["sensitivity"]["C26"] = {"account": ["per_year", "meti"]}
        del tables["sensitivity"]["C04"]

    assert faults(change) == []


def test_no_claim_is_judged_while_a_choice_is_unknown(evidence):
    sensitivity = evidence.settings.sensitivity | {"C26": {"account": ["mof", "foo"]}}
    changed = replace(evidence, settings=replace(evidence.settings, sensitivity=sensitivity))
    catalogue = Catalogue(changed, Parameters(evidence.newest), STUDY)
    with pytest.raises(DataError, match=r"^choices\.toml:1:sensitivity\.C26\.account: 'foo'"):
        _ = catalogue.verdicts


# -- where it is told -------------------------------------------------------------------------------------

CLAIM_ROW = 4
"""C03 is the third claim, beneath the header."""

FAULTS = {
    "a claim to be computed that no rule computes": (
        {"check": "computed"},
        "claims.csv:4:check: no rule computes C03; judge it in the study, or write editorial or no",
    ),
    "a claim to be judged by hand without a verdict": (
        {"editorial_verdict": ""},
        (
            "claims.csv:4:editorial_verdict: is empty; a verdict by hand is required; "
            "expected one of supported, missing context, imprecise, overstated, disputed, contradicted"
        ),
    ),
}


@pytest.fixture(params=FAULTS.values(), ids=list(FAULTS))
def faulty(request, small_copy):
    """A copy of the data in which C03 cannot be judged, and the line that says so."""
    cells, line = request.param
    assert small_copy.row_of("claims.csv", "C03") == CLAIM_ROW
    for column, text in cells.items():
        assert small_copy.set("claims.csv", CLAIM_ROW, column, text) != text
    return small_copy, line


def call(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["japan-tech", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    return end.value.code, said.out, said.err


def test_the_check_of_the_data_names_it_in_one_line_with_code_1(faulty, monkeypatch, capsys):
    copy, line = faulty
    assert call(monkeypatch, capsys, "check", "--data", copy.folder) == (1, "", f"{line}\n")


def test_a_report_of_such_data_is_refused_before_a_kernel_starts(faulty, tmp_path):
    copy, line = faulty
    with pytest.raises(DataError, match=r"^claims\.csv:4:") as caught:
        open_project(copy.folder).create_job("report", {}, out=tmp_path / "out", formats=("html",))
    assert str(caught.value) == line
    assert not (tmp_path / "out").exists()


def test_a_claim_said_to_be_not_checkable_needs_no_verdict(small_copy):
    small_copy.set("claims.csv", CLAIM_ROW, "check", "no")
    small_copy.set("claims.csv", CLAIM_ROW, "editorial_verdict", "")
    data = small_copy.load()
    verdict = Catalogue(data, Parameters(data.newest), STUDY).verdicts["C03"]
    assert (verdict.outcome, verdict.method) == ("not checkable", "editorial")
