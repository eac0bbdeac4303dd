from collections import Counter

import pytest

OUTCOMES = ("supported", "missing_context", "imprecise", "disputed", "contradicted", "not_checkable")


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        # C26 and C27 leave the supported once the second account is public
        ("then", (16, 7, 2, 0, 2, 4)),
        ("now", (14, 7, 3, 1, 2, 4)),
    ],
)
def test_verdicts_are_counted(request, day, counts):
    report = request.getfixturevalue(day)
    assert tuple(report.value(f"verdicts.{name}") for name in OUTCOMES) == counts
    assert report.value("verdicts.all") == sum(counts) == 31
    assert report.value("verdicts.flawed") == sum(counts[1:5])


def test_counts_agree_with_the_verdicts_themselves(now):
    found = Counter(verdict.outcome.value.replace(" ", "_") for verdict in now.verdicts.values())
    assert {name: now.value(f"verdicts.{name}") for name in OUTCOMES} == dict(found)


def test_claims_that_hold_always_or_never_are_among_those_with_a_choice(then, now):
    for report in (then, now):
        varied = {c: v for c, v in report.verdicts.items() if v.of > 1}
        assert report.value("robust.all") == len(varied)
        assert report.value("robust.always") == sum(all(s.holds for s in v.specifications) for v in varied.values())
        assert report.value("robust.never") == sum(not any(s.holds for s in v.specifications) for v in varied.values())


def test_how_often_a_claim_holds_is_told_out_of_all_tried(now):
    assert now.catalogue["holds.C26"].text == "6 of 8"
    assert now.catalogue["holds.C27"].text == "3 of 6"
    assert now.catalogue["holds.C31"].text == "3 of 7"


def test_a_count_leads_to_the_evidence_of_its_claims(now):
    leaves = {
        leaf.observation.observation_id for leaf in now.catalogue["verdicts.disputed"].leaves() if leaf.observation
    }
    assert "chip_support_pct_gdp_meti.DEU.2024-05-31.2024-05-31" in leaves
