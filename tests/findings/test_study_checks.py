"""What keeps claims from being judged is named in one line each, with the place where it can be mended."""

from __future__ import annotations

import inspect
from copy import deepcopy
from dataclasses import fields, replace
from datetime import date

import pytest

from analysis import cli
from analysis.dataset import DataError, Settings
from analysis.editions.project import open_project
from analysis.errors import AnalysisError
from analysis.findings import Catalogue, Parameters, Study, Topic
from analysis.findings.study_checks import study_faults
from analysis.study import STUDY

from ..builders import SETTINGS, claimed, evidence, observed

SAID = observed("hives", "AAA", 3, "2024-04-12", observation_id="said", source_id="article")


def faults_of(claims, *judged, study=None, settings=SETTINGS):
    """Name what keeps the claims of a made-up article from being judged; the study has rules for those judged."""
    topic = Topic()
    for claim in judged:
        topic.judge(claim, lambda case: case.amount(case.c.newest("hives", "AAA")))
    data = evidence(SAID, observed("hives", "AAA", 3, "2024-01-01"), claims=claims, settings=settings)
    study = study or Study("Bees", "", topics=(topic,))
    catalogue = Catalogue(data, Parameters(data.newest), study)
    return [str(fault) for fault in study_faults(data, study, catalogue.judgements)]


def test_each_claim_that_is_computed_has_a_rule_and_each_rule_a_claim():
    by_hand = claimed("C02", check="editorial", rule="editorial", editorial_verdict="supported")
    claims = [claimed("C01", "said"), by_hand, claimed("C03", check="no", rule="not checkable")]
    assert faults_of(claims, "C01") == []
    (line,) = faults_of(claims)
    assert line.startswith("claims.csv:2:check: no rule computes C01")
    (line,) = faults_of(claims, "C01", "C09")
    place = f"tests/findings/test_study_checks.py:{inspect.getsourcelines(faults_of)[1] + 4}"
    assert line.startswith(f"claims.csv:1:claim_id: has no C09, which {place} judges")


NEEDS = Study("Bees", "", thresholds=("imprecise", "many"), windows={"start": date, "gap": int, "list": list})


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        ("", ["thresholds.many: is missing", *(f"windows.{name}: is missing" for name in NEEDS.windows)]),
        ("many = 3\n[windows]\nstart = 2024-01-01\ngap = 3\nlist = []", []),
        (
            "many = 3\n[windows]\nstart = 2024\ngap = true\nlist = {}",
            ["windows.start: 2024 is not a date", "windows.gap: True is not a int", "windows.list: {} is not a list"],
        ),
    ],
)
def test_a_threshold_or_window_that_the_study_needs_is_declared_in_its_type(lines, faults):
    claims = [claimed("C01", check="no", rule="not checkable")]
    found = faults_of(claims, study=NEEDS, settings=SETTINGS + lines)
    assert found == [f"choices.toml:1:{fault}" for fault in faults]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda t: t["sensitivity"]["C26"].update(account=["per_year", "meti"]), None),  # in any order, some left out
        (lambda t: t["sensitivity"].pop("C04"), None),
        (lambda t: t["sensitivity"]["C26"].update(account=["mof", "foo"]), "sensitivity.C26.account: 'foo'"),
        (lambda t: t["sensitivity"]["C26"].update(account=["mof", "mof"]), "sensitivity.C26.account: 'mof'"),
        (lambda t: t["sensitivity"]["C26"].update(account=[]), "sensitivity.C26.account: "),
        (lambda t: t["sensitivity"]["C26"].update(account="mof"), "sensitivity.C26.account: 'mof'"),
        (lambda t: t["sensitivity"]["C26"].pop("account"), "sensitivity.C26.account: "),
        (lambda t: t["sensitivity"].update(C26=["mof"]), "sensitivity.C26: ['mof']"),
        (lambda t: t["sensitivity"].update(C99={"account": ["mof"]}), "sensitivity: 'C99'"),
        (lambda t: t["phrases"].pop("basis"), "phrases.basis: "),
        (lambda t: t["phrases"]["basis"].update(total=3), "phrases.basis.total: 3"),
        (lambda t: t["phrases"]["basis"].update(monthly="x"), "phrases.basis: 'monthly'"),
        (lambda t: t["switches"].pop("basis"), "switches.basis: "),
        (lambda t: t["ranges"].update(many=[1]), "ranges: 'many'"),
        (lambda t: t["ranges"].update(imprecise=["far"]), "ranges.imprecise: ['far']"),
    ],
)
def test_a_setting_of_the_project_that_cannot_be_meant_is_one_line_with_its_place(evidence, now, change, place):
    tables = {field.name: deepcopy(getattr(evidence.settings, field.name)) for field in fields(Settings)}
    change(tables)
    changed = replace(evidence, settings=Settings(**tables))
    lines = [str(fault) for fault in study_faults(changed, STUDY, now.catalogue.judgements)]
    assert [line[: len(f"choices.toml:1:{place}")] for line in lines] == ([f"choices.toml:1:{place}"] if place else [])
    if place:
        with pytest.raises(AnalysisError):
            _ = Catalogue(changed, Parameters(evidence.newest), STUDY).verdicts


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("check", "computed", "claims.csv:4:check: no rule computes C03"),
        ("editorial_verdict", "", "claims.csv:4:editorial_verdict: is empty; a verdict by hand is required"),
    ],
)
def test_check_names_a_claim_that_cannot_be_judged_and_a_report_is_refused_before_it_begins(
    small_copy, tmp_path, monkeypatch, capsys, column, text, fault
):
    small_copy.set("claims.csv", small_copy.row_of("claims.csv", "C03"), column, text)
    monkeypatch.setattr("sys.argv", ["japan-tech", "check", "--data", str(small_copy.folder)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    stdout, stderr = capsys.readouterr()
    assert (end.value.code, stdout, stderr.count("\n"), stderr[: len(fault)]) == (1, "", 1, fault)
    with pytest.raises(DataError, match=f"^{fault}"):
        open_project(small_copy.folder).create_job("report", {}, out=tmp_path / "out", formats=("html",))
    assert not (tmp_path / "out").exists()
