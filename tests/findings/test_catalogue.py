"""The catalogue: every finding by name, known or missing with a reason, the same whatever was computed before."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dataset import DataError, load
from analysis.errors import NotKnownError, UnknownNameError
from analysis.findings import Catalogue, Parameters, parameters
from analysis.study import STUDY

ARTICLE_DAY = date(2024, 4, 12)


def opened(evidence, day=None, **given):
    """Open a catalogue that shares nothing with any other."""
    return Catalogue(evidence, parameters.check({"as_of": day or evidence.newest, **given}, evidence, STUDY), STUDY)


def test_a_name_that_no_rule_computes_is_answered_with_the_nearest_one(then):
    with pytest.raises(UnknownNameError, match=r"imd\.JPN\.rnk"):
        then.catalogue["imd.JPN.rnk"]
    for ask in (then.catalogue.knows, then.catalogue.known, then.catalogue.named):
        with pytest.raises(UnknownNameError):
            ask("imd.JPN.rnk")
    assert "imd.JPN.rnk" not in then.catalogue
    assert not then.catalogue.declares("imd.JPN.rnk")
    assert then.catalogue.get("imd.JPN.rnk", 3) == 3


def test_a_finding_that_was_not_public_is_missing_with_its_reason(then):
    assert not then.catalogue.knows("subsidy.KOR.package")
    assert "subsidy.KOR.package" not in then.catalogue
    with pytest.raises(NotKnownError, match=r"subsidy\.KOR\.package: "):
        then.catalogue["subsidy.KOR.package"]


def test_what_rests_on_something_missing_is_missing_too(then):
    assert "subsidy.KOR.package" in then.catalogue.missing["subsidy.KOR.share.package"]


def test_the_same_names_are_declared_on_every_day_but_for_the_history_of_verdicts(then, now):
    early, late = list(then.catalogue.names), list(now.catalogue.names)
    assert late[: len(early)] == early
    assert {name for name in late[len(early) :] if not re.fullmatch(r"(history|holds)\.C\d\d\.[-\d]+", name)} == set()
    assert late[len(early) :]


def test_everything_includes_what_lies_beneath(then):
    ids = [f.id for f in then.catalogue.everything()]
    assert ids == sorted(set(ids))
    aliases = {name for name, finding in then.catalogue.items() if finding.id != name}
    assert set(then.catalogue) - aliases <= set(ids)
    assert {then.catalogue[name].id for name in aliases} <= set(ids)
    assert "rate.JPY_per_EUR.2024-04-12.ecb_exr" in ids


def test_a_corrected_figure_says_what_its_source_published(report_on):
    """The list of October 2025 has 1,298 rows, three of which repeat a firm; that of May names nine firms of Japan."""
    may = report_on(date(2025, 6, 1)).catalogue["since.JPN.unicorns"]
    assert may.value == 8
    assert may.method == "published as 9, corrected: one Japanese firm (Opn) stands in the list twice"
    october = report_on(date(2025, 12, 1)).catalogue["since.WLD.unicorns"]
    assert october.value == 1298 - 3
    assert october.method == "published as 1298, corrected: three firms stand in the list twice"


def test_a_finding_is_found_by_the_name_it_has_in_the_table_even_if_it_is_declared_under_none(now):
    rate = next(f for f in now.catalogue.everything() if f.id.startswith("rate."))
    assert not now.catalogue.declares(rate.id)
    assert now.catalogue.named(rate.id) == rate
    assert now.catalogue.named("imd.JPN.rank") == now.catalogue["imd.JPN.rank"]


def test_a_row_is_found_by_the_name_it_had_before_it_was_renamed(now, evidence):
    old = "chip_support_pct_gdp_mof.DEU.2024-04-09.2024-04-09"
    new = "chip_support_pct_gdp.DEU.mof.2024-04-09.2024-04-09"
    assert evidence.renamed[old] == new
    for name in (old, f"obs.{old}", f"#f-obs.{old}", new, f"obs.{new}"):
        assert now.catalogue.named(name).observation.observation_id == new
    with pytest.raises(UnknownNameError):
        now.catalogue.named(f"{old}.x")


def test_a_finding_of_ones_own_stands_among_all_others_and_is_traced_like_them(evidence):
    catalogue = opened(evidence, ARTICLE_DAY)
    before = len(catalogue)
    catalogue.add("mine", lambda c: c["imd.JPN.rank"] - c["imd.KOR.rank"], "Places between the two")
    assert (catalogue["mine"].value, catalogue["mine"].label) == (32 - 6, "Places between the two")
    assert len(catalogue) == before + 1
    assert "mine" in {finding.id for finding in catalogue.everything()}
    assert catalogue["mine"].place.startswith(__file__)
    assert catalogue["mine"].sources


def test_a_threshold_is_the_declared_one_or_the_readers_own(evidence):
    declared = evidence.settings.thresholds["much_larger"]
    assert opened(evidence).threshold("much_larger") == declared
    assert opened(evidence, much_larger=2).threshold("much_larger") == 2 != declared
    with pytest.raises(KeyError):
        opened(evidence).threshold("no such threshold")


def test_without_a_study_there_are_the_claims_and_their_counts_alone(evidence):
    """A claim to be computed is then one that no rule judges."""
    catalogue = Catalogue(evidence, Parameters(evidence.newest))
    assert catalogue["claim.C25"].text == "$25 billion"
    with pytest.raises(DataError, match="no rule computes C01"):
        _ = catalogue.verdicts


# -- one day, whatever was computed before --------------------------------------------------------------


def told(catalogue):
    """All that a catalogue says: each finding with its origin, or why there is none, the verdicts and their history."""
    names = {name: catalogue[name] if name in catalogue else catalogue.missing[name] for name in catalogue.names}
    return names, catalogue.verdicts, catalogue.history


@pytest.fixture(scope="module")
def whole(evidence):
    """A catalogue of everything known, all of it computed before any other day is asked for."""
    catalogue = opened(evidence)
    told(catalogue)
    return catalogue


days = st.integers(0, (date(2026, 10, 30) - ARTICLE_DAY).days).map(lambda n: ARTICLE_DAY + timedelta(days=n))
EVES = [date(2024, 4, 15), date(2024, 4, 16), date(2024, 5, 30), date(2024, 5, 31)]
"""Days on which vintages of GDP and the second account of subsidies became public, and the days before them."""


@pytest.mark.long
@settings(max_examples=4, deadline=None)
@given(day=st.sampled_from([ARTICLE_DAY, *EVES]) | days)
def test_the_catalogue_of_a_day_says_the_same_whether_or_not_another_day_was_computed_before(evidence, whole, day):
    """Values, bounds, labels, methods, inputs, and reasons: what is shared between days is what does not differ."""
    shared, fresh = told(whole.on(day)), told(opened(evidence, day))
    assert shared[0].keys() == fresh[0].keys()
    assert [name for name in fresh[0] if shared[0][name] != fresh[0][name]] == []
    assert shared[1:] == fresh[1:]


@pytest.mark.long
@settings(max_examples=3, deadline=None)
@given(several=st.lists(days, min_size=3, max_size=4, unique=True))
def test_days_may_be_asked_for_in_any_order(evidence, several):
    """Findings of a day asked for last are made of what was computed for the days before."""
    first, *others = several
    catalogue = opened(evidence, first)
    for day in others:
        dict(catalogue.on(day))
    last = others[-1]
    assert told(catalogue.on(last)) == told(opened(evidence, last))
    assert told(catalogue) == told(opened(evidence, first))


@pytest.mark.parametrize("given", [{"rate_rule": "ppp", "basis": "per_year"}, {"focus": "KOR", "much_larger": 2}])
def test_the_reader_s_parameters_go_along_to_another_day(evidence, given):
    catalogue = opened(evidence, **given)
    dict(catalogue)
    assert told(catalogue.on(ARTICLE_DAY)) == told(opened(evidence, ARTICLE_DAY, **given))


def test_another_order_of_asking_gives_the_same(evidence):
    forwards, backwards = opened(evidence), opened(evidence)
    names = list(forwards.names)
    for name in reversed(names):
        backwards.get(name)
    assert told(backwards) == told(forwards)


# -- one figure changed ---------------------------------------------------------------------------------


COUNTS = ("verdicts.", "verdict.", "documents.", "robust.", "holds.", "history.")
"""Counts, what is counted, and days: none need move with the evidence beneath it."""


def state(catalogue):
    return {f.id: (f.quantity, f.text) for f in catalogue.everything()}


def resting_on(catalogue, observation_id):
    return {
        f.id
        for f in catalogue.everything()
        if any(leaf.observation and leaf.observation.observation_id == observation_id for leaf in f.leaves())
    }


@pytest.fixture(scope="module")
def unchanged(small):
    return opened(load(small))


def compare(unchanged, copy, observation_id):
    """Return the findings that changed, those that rest on the observation before or after, and all that is known."""
    changed = opened(copy.load())
    before, after = state(unchanged), state(changed)
    assert before.keys() == after.keys()
    touched = resting_on(unchanged, observation_id) | resting_on(changed, observation_id)
    return {name for name in before if before[name] != after[name]}, touched, changed


def test_a_changed_sum_changes_what_rests_on_it_and_nothing_else(unchanged, small_copy):
    """4.4 instead of 3.93 trillion: at 153.17 yen 28.7 billion dollars, a gap of 11.2 per cent to 25.5."""
    name = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"
    small_copy.observe(
        name, value="4400000000000", low="4399850000000", high="4400150000000", printed="4400.0 billion JPY"
    )
    changed, touched, catalogue = compare(unchanged, small_copy, name)
    assert changed <= touched
    same_day = {"subsidy.JPN.totals_shown"}
    assert touched - changed <= {f for f in touched if f.startswith(COUNTS)} | same_day
    assert {"verdicts.missing_context", "verdicts.contradicted", "holds.C25", "margin.C25"} <= changed
    assert catalogue["verdicts.contradicted"].value == unchanged["verdicts.contradicted"].value + 1
    assert (unchanged["holds.C25"].text, catalogue["holds.C25"].text) == ("2 of 4", "1 of 4")
    assert catalogue["subsidy.JPN.implied_rate"].value == pytest.approx(4400 / 25)
    assert catalogue["subsidy.JPN.share.mof"].value == 0.0071  # printed by the ministry, not computed from it
    assert len(changed) > 20


def test_a_changed_claim_changes_its_verdict_and_no_evidence(unchanged, small_copy):
    name = "claim.C12"
    small_copy.observe(name, value="8", low="8", high="8", printed="eight")
    changed, touched, catalogue = compare(unchanged, small_copy, name)
    assert changed <= touched | {f for f in unchanged if f.startswith(("verdicts.", "robust.", "holds."))}
    assert {"claim.C12", "margin.C12", "holds.C12"} <= changed
    assert catalogue["margin.C12"].value == pytest.approx(8 / 7 - 1)
    assert catalogue["unicorns.JPN.count"].value == 7
