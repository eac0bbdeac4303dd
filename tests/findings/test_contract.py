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
from analysis.editions.job import create_job
from analysis.findings import Catalogue, Outcome, Parameters, Study, Topic
from analysis.findings.verdicts import BY_HAND, contract_faults
from analysis.study import STUDY

from ..made_up import SETTINGS, claimed, observed
from ..made_up import evidence as made

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
    assert faults_of([claimed("C01", "said"), claimed("C02", "said")], "C01") == [
        "claims.csv:3:check: no rule computes C02; judge it in the study, or write editorial or no"
    ]


def test_a_rule_that_judges_a_claim_which_the_article_does_not_have_is_named_with_its_place():
    (line,) = faults_of([claimed("C01", "said")], "C01", "C02")
    place = f"tests/findings/test_contract.py:{inspect.getsourcelines(topic)[1] + 4}"
    assert line == f"claims.csv:1:claim_id: has no C02, which {place} judges; add the claim or remove its rule"


@pytest.mark.parametrize("verdict", ["", "supported"])
def test_a_verdict_by_hand_is_one_that_a_person_may_give(verdict):
    """A claim that cannot be checked is declared so by its check, not by a verdict."""
    claim = claimed("C01", check="editorial", rule="editorial", editorial_verdict=verdict)
    words = "is empty; a verdict by hand is required; expected one of " + ", ".join(BY_HAND)
    assert faults_of([claim]) == ([] if verdict else [f"claims.csv:2:editorial_verdict: {words}"])
    assert set(BY_HAND) == set(Outcome) - {Outcome.NOT_CHECKABLE}


def test_every_claim_that_cannot_be_judged_is_named_at_once_in_order():
    by_hand = {"check": "editorial", "rule": "editorial"}
    claims = [claimed("C01", "said"), claimed("C02", **by_hand), claimed("C03", "said"), claimed("C04", **by_hand)]
    found = faults_of(claims, "C01")
    assert [line.rsplit(":", 1)[0].split(": ")[0] for line in found] == [
        "claims.csv:3:editorial_verdict", "claims.csv:4:check", "claims.csv:5:editorial_verdict",
    ]  # fmt: skip


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


def test_a_report_is_refused_while_a_threshold_is_missing():
    claims = [claimed("C01", check="no", rule="not checkable")]
    data = made(SAID, FOUND, claims=claims)
    with pytest.raises(DataError, match=r"^choices\.toml:1:thresholds\.many: is missing$"):
        _ = Catalogue(data, Parameters(data.newest), replace(NEEDS, windows={})).verdicts


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


@pytest.fixture(scope="module")
def lines(faults):
    """Change which choices are varied, and tell what is wrong with them."""
    return lambda change: faults(lambda tables: change(tables["sensitivity"]))


def test_the_projects_own_claims_can_all_be_judged_and_its_choices_are_known(faults):
    assert faults(lambda _: None) == []


ACCOUNTS = "mof, meti, own_share, per_year, per_head, per_head_ppp, with_tax_credit, as_awarded"
PLACE = "choices.toml:1:sensitivity"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["mof", "foo"], f"'foo' is no option that a rule knows; expected one of {ACCOUNTS}"),
        (["meti", 7], f"7 is not text; expected one of {ACCOUNTS}"),
        ([["mof"]], f"['mof'] is not text; expected one of {ACCOUNTS}"),
        (["mof", "meti", "mof"], "'mof' stands here twice; name each option once"),
        ([], f"is empty; expected a list of one or more of {ACCOUNTS}"),
        ("mof", f"'mof' is not a list; expected a list of one or more of {ACCOUNTS}"),
        (False, f"False is not a list; expected a list of one or more of {ACCOUNTS}"),
    ],
)
def test_an_option_that_no_rule_knows_gets_one_line_that_says_what_is_known(lines, given, message):
    found = lines(lambda sensitivity: sensitivity["C26"].update(account=given))
    assert found == [f"{PLACE}.C26.account: {message}"]


def test_a_claim_whose_choices_no_rule_knows_is_refused(lines, now):
    judged = now.catalogue.judgements
    expected = f"expected one of {', '.join(claim for claim, one in judged.items() if one.under)}"
    assert judged["C11"].under is None  # the eleventh has a rule, but nothing in it varies
    for claim in ("C99", "C11"):
        found = lines(lambda s, claim=claim: s.update({claim: {"account": ["mof"]}}))
        assert found == [f"{PLACE}: {claim!r} is no claim whose choices a rule knows; {expected}"]


def test_a_claim_that_is_no_table_is_refused(lines):
    found = lines(lambda sensitivity: sensitivity.update(C26=["mof"]))
    assert found == [f"{PLACE}.C26: ['mof'] is not a table; expected one with account"]


def test_a_misspelt_axis_is_refused_once_and_not_also_called_missing(lines):
    found = lines(lambda s: s["C26"].update(acount=s["C26"].pop("account")))
    assert found == [f"{PLACE}.C26: 'acount' is no choice that a rule knows; expected one of account"]


def test_an_axis_that_the_rule_needs_may_not_be_missing(lines):
    found = lines(lambda sensitivity: sensitivity["C26"].pop("account"))
    assert found == [f"{PLACE}.C26.account: is missing; expected a list of one or more of {ACCOUNTS}"]


def test_options_may_be_left_out_and_stand_in_any_order(lines):
    def change(sensitivity):
        sensitivity["C26"] = {"account": ["per_year", "meti"]}
        del sensitivity["C04"]

    assert lines(change) == []


def test_no_claim_is_judged_while_a_choice_is_unknown(evidence):
    sensitivity = evidence.settings.sensitivity | {"C26": {"account": ["mof", "foo"]}}
    changed = replace(evidence, settings=replace(evidence.settings, sensitivity=sensitivity))
    catalogue = Catalogue(changed, Parameters(evidence.newest), STUDY)
    with pytest.raises(DataError, match=r"^choices\.toml:1:sensitivity\.C26\.account: 'foo'"):
        _ = catalogue.verdicts


# -- the words for what a reader may change ---------------------------------------------------------------

NAME = "expected one of denominator, basis, rate_rule"
VALUE = "expected one of total, per_year"
TABLE = "expected a table with total, per_year"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda c: c["phrases"].pop("basis"), f"phrases.basis: is missing; {TABLE}"),
        (lambda c: c["phrases"].update(basis="x"), f"phrases.basis: 'x' is not a table; {TABLE}"),
        (lambda c: c["phrases"]["basis"].pop("per_year"), "phrases.basis.per_year: is missing"),
        (lambda c: c["phrases"]["basis"].update(total=3), "phrases.basis.total: 3 is not text"),
        (lambda c: c["phrases"]["basis"].update(total=" "), "phrases.basis.total: ' ' is not text"),
        (lambda c: c["phrases"]["basis"].update(monthly="x"), f"phrases.basis: 'monthly' is not known; {VALUE}"),
        (lambda c: c["phrases"].update(focus={}), f"phrases: 'focus' is no parameter that a reader changes; {NAME}"),
        (lambda c: c["switches"].pop("basis"), "switches.basis: is missing"),
        (lambda c: c["switches"].update(basis=False), "switches.basis: False is not text"),
        (lambda c: c["switches"].update(focus="x"), f"switches: 'focus' is not known; {NAME}"),
    ],
)
def test_words_that_are_missing_or_of_no_use_are_refused_with_one_line(faults, change, line):
    assert faults(change) == [f"choices.toml:1:{line}"]


@pytest.mark.parametrize("place", ["phrases", "phrases.rate_rule", "switches"])
def test_a_misspelt_name_is_refused_once_and_not_also_called_missing(faults, place):
    def misspell(choices):
        table = choices
        for part in place.split("."):
            table = table[part]
        first = next(iter(table))
        table[f"{first}x"] = table.pop(first)

    (line,) = faults(misspell)
    assert line.startswith(f"choices.toml:1:{place}: ")


@pytest.mark.parametrize("table", ["switches", "phrases"])
def test_without_any_words_for_what_a_reader_may_change_each_is_called_missing(faults, table):
    places = [line.removeprefix("choices.toml:1:").split(": ")[0] for line in faults(lambda t: t.update({table: {}}))]
    assert places == [f"{table}.{name}" for name in STUDY.options]


def test_no_report_is_made_while_a_phrase_is_missing(small_copy):
    path = small_copy.folder / "choices.toml"
    text = path.read_text(encoding="utf-8")
    assert 'per_year = "per year of the programme"' in text
    path.write_text(text.replace('per_year = "per year of the programme"', ""), encoding="utf-8")
    broken = small_copy.load()
    line = "choices.toml:1:phrases.basis.per_year: is missing"
    catalogue = Catalogue(broken, Parameters(broken.newest), STUDY)
    assert [str(defect) for defect in contract_faults(broken, STUDY, catalogue.judgements)] == [line]
    with pytest.raises(DataError, match=f"^{line}$"):
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


def test_a_claim_that_cannot_be_judged_is_one_defect_and_no_crash(faulty):
    copy, line = faulty
    data = copy.load()
    with pytest.raises(DataError) as caught:
        _ = Catalogue(data, Parameters(data.newest), STUDY).verdicts
    assert [str(defect) for defect in caught.value.defects] == [line]


def test_the_check_of_the_data_names_it_in_one_line_with_code_1(faulty, monkeypatch, capsys):
    copy, line = faulty
    assert call(monkeypatch, capsys, "check", "--data", copy.folder) == (1, "", f"{line}\n")


def test_a_report_of_such_data_is_refused_before_a_kernel_starts(faulty, tmp_path):
    copy, line = faulty
    with pytest.raises(DataError, match=r"^claims\.csv:4:") as caught:
        create_job("report", {}, data=copy.folder, out=tmp_path / "out", formats=("html",))
    assert str(caught.value) == line
    assert not (tmp_path / "out").exists()


def test_a_verdict_by_hand_that_no_report_knows_is_refused_where_the_table_is_read(small_copy):
    small_copy.set("claims.csv", CLAIM_ROW, "editorial_verdict", "likely")
    (defect,) = small_copy.defects()
    assert str(defect).startswith("claims.csv:4:editorial_verdict: 'likely' is unknown; expected one of supported")


def test_a_claim_said_to_be_not_checkable_needs_no_verdict(small_copy):
    small_copy.set("claims.csv", CLAIM_ROW, "check", "no")
    small_copy.set("claims.csv", CLAIM_ROW, "editorial_verdict", "")
    data = small_copy.load()
    verdict = Catalogue(data, Parameters(data.newest), STUDY).verdicts["C03"]
    assert (verdict.outcome, verdict.method) == ("not checkable", "editorial")
