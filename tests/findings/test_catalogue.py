import re
from datetime import date

import pytest

from analysis import findings
from analysis.evidence import NotKnown
from analysis.findings import UnknownFinding
from analysis.findings.catalogue import Catalogue


def test_a_name_that_no_rule_computes_is_answered_with_the_nearest_one(then):
    with pytest.raises(UnknownFinding, match=r"did you mean imd\.JPN\.rank"):
        then.catalogue["imd.JPN.rnk"]
    with pytest.raises(UnknownFinding):
        then.catalogue.knows("imd.JPN.rnk")


def test_a_finding_that_was_not_public_is_missing_with_its_reason(then):
    assert not then.catalogue.knows("subsidy.KOR.package")
    assert "subsidy.KOR.package" not in then.catalogue
    with pytest.raises(NotKnown, match=r"subsidy\.KOR\.package: "):
        then.catalogue["subsidy.KOR.package"]


def test_what_rests_on_something_missing_is_missing_too(then):
    assert "subsidy.KOR.package" in then.catalogue.missing["subsidy.KOR.share.package"]


def test_no_name_is_both_known_and_missing(then, now):
    for report in (then, now):
        assert not set(report.catalogue) & report.catalogue.missing.keys()
        assert all(report.catalogue.knows(name) for name in report.catalogue)


def test_the_same_names_are_asked_for_on_every_day(then, now):
    """Apart from editions of a ranking, which come one by one, and from margins under choices that came later."""
    late = set(now.catalogue) - set(then.catalogue) - then.catalogue.missing.keys()
    assert {name for name in late if not re.match(r"imd\.|margin\.C\d\d\.", name)} == set()


def test_everything_includes_what_lies_beneath(then):
    ids = [f.id for f in then.catalogue.everything()]
    assert ids == sorted(set(ids))
    aliases = then.catalogue.alternatives.keys()
    assert set(then.catalogue) - aliases <= set(ids)
    assert {then.catalogue[name].id for name in aliases if name in then.catalogue} <= set(ids)
    assert "rate.JPY_per_EUR.2024-04-12.ecb_exr" in ids


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2024-04-12", 2022),  # in October 2023 that year was the last without a forecast
        ("2024-04-16", 2022),  # Japan's 2023 is known, Britain's still a forecast: all share a year
        ("2025-04-22", 2023),
        ("2026-10-30", 2023),  # never later than the year before the article
    ],
)
def test_gdp_is_of_the_last_full_year_before_the_article_known_for_every_economy(evidence, day, year):
    known = evidence.as_known_on(date.fromisoformat(day))
    assert Catalogue(known, findings.Parameters(date.fromisoformat(day))).gdp_year == year


def test_a_rate_over_the_euro_needs_both_sides(then):
    assert then.catalogue.fixing("USD", "KRW", date(2024, 4, 12)).value == pytest.approx(1469.79 / 1.0652)
    assert then.catalogue.fixing("EUR", "USD", date(2024, 4, 12)).value == 1.0652
    for base, quote in (("USD", "USD"), ("USD", "EUR")):
        with pytest.raises(NotKnown):
            then.catalogue.fixing(base, quote, date(2024, 4, 12))


def test_a_corrected_figure_says_what_its_source_published(report_on, now):
    """The list of October 2025 has 1,296 rows, three of which repeat a firm; that of May names nine firms of Japan."""
    may = report_on(date(2025, 6, 1)).catalogue["since.JPN.unicorns"]
    assert may.value == 8
    assert may.method == "published as 9, corrected: one Japanese firm (Opn) stands in the list twice"
    october = now.catalogue["since.WLD.unicorns"]
    assert october.value == 1296 - 3
    assert october.method == "published as 1296, corrected: three rows of the list repeat a firm"


def test_nothing_is_said_of_a_figure_that_needs_no_correction(now):
    assert now.catalogue["unicorns.WLD.count"].method == "as published"


def test_computing_again_gives_the_same(evidence, then):
    catalogue, verdicts = findings.compute(evidence, findings.Parameters(date(2024, 4, 12)))
    assert dict(catalogue) == dict(then.catalogue)
    assert verdicts == then.verdicts


# -- one figure changed ---------------------------------------------------------------------------------


def state(catalogue):
    return {f.id: (f.quantity, f.text) for f in catalogue.everything()}


def resting_on(catalogue, observation_id):
    return {
        f.id
        for f in catalogue.everything()
        if any(leaf.observation and leaf.observation.observation_id == observation_id for leaf in f.leaves())
    }


def compare(now, copy, observation_id):
    """Return the findings that changed, and those that rest on the observation before or after."""
    evidence = copy.load()
    changed, _ = findings.compute(evidence, findings.Parameters(evidence.newest))
    before, after = state(now.catalogue), state(changed)
    assert before.keys() == after.keys()
    touched = resting_on(now.catalogue, observation_id) | resting_on(changed, observation_id)
    return {name for name in before if before[name] != after[name]}, touched, changed


def test_a_changed_sum_changes_what_rests_on_it_and_nothing_else(now, copy):
    """4.4 instead of 3.9 trillion: 28.4 to 29.1 billion dollars, a gap of 10.1 per cent to 25.5."""
    name = "chip_support_amount_mof.JPN.2021-04-01.2024-04-09"
    copy.observe(name, value="4400000000000", low="4350000000000", high="4450000000000", printed="4.4 trillion JPY")
    changed, touched, catalogue = compare(now, copy, name)
    assert changed <= touched
    counts = {f for f in touched if f.startswith(("verdicts.", "robust.", "holds."))}
    assert touched - changed <= counts  # a count need not move with the evidence beneath it
    assert {"verdicts.missing_context", "verdicts.contradicted", "holds.C25", "margin.C25"} <= changed
    assert catalogue["verdicts.contradicted"].value == 2 + 1
    assert catalogue["holds.C25"].text == "0 of 4"
    assert catalogue["subsidy.JPN.implied_rate"].value == pytest.approx(4400 / 25)
    assert catalogue["subsidy.JPN.share.mof"].value == 0.0071  # printed by the ministry, not computed from it
    assert len(changed) > 20


def test_a_changed_rank_changes_what_rests_on_it_and_nothing_else(now, copy):
    name = "imd_wdcr_rank.JPN.2018.2018-06-19"
    copy.observe(name, value="21", low="21", high="21", printed="21 of 63")
    changed, touched, catalogue = compare(now, copy, name)
    assert (
        changed
        == touched
        == {
            "imd.JPN.2018.rank",
            "imd.JPN.2018.percentile",
            "imd.JPN.best",
            "imd.JPN.below_best",
            f"obs.{name}",
        }
    )
    assert catalogue["imd.JPN.below_best"].value == 32 - 21
    assert catalogue["imd.JPN.2018.percentile"].value == pytest.approx((63 - 21) / 62)


def test_a_changed_claim_changes_its_verdict_and_no_evidence(now, copy):
    name = "cb_insights_unicorns.JPN.2024-04-12.article"
    copy.observe(name, value="8", low="8", high="8", printed="eight")
    changed, touched, catalogue = compare(now, copy, name)
    assert changed <= touched | {f for f in now.catalogue if f.startswith(("verdicts.", "robust.", "holds."))}
    assert {"claim.C12", "margin.C12", "holds.C12"} <= changed
    assert catalogue["margin.C12"].value == pytest.approx(8 / 7 - 1)
    assert catalogue["unicorns.JPN.count"].value == 7
