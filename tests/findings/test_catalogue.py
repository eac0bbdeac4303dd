"""The catalogue: every finding by name, known or missing with a reason, the same whatever was computed before."""

from __future__ import annotations

import re
from datetime import date

import pytest

from analysis.dataset import DataError
from analysis.errors import NotKnownError, UnknownNameError
from analysis.findings import Catalogue, Parameters, parameters
from analysis.study import STUDY

ARTICLE_DAY = date(2024, 4, 12)


def opened(evidence, day=None, **given):
    """Open a catalogue that shares nothing with any other."""
    return Catalogue(evidence, parameters.check({"as_of": day or evidence.newest, **given}, evidence, STUDY), STUDY)


def test_an_unknown_name_is_refused_with_the_nearest_one(then):
    c = then.catalogue
    for ask in (c.__getitem__, c.knows, c.entry, c.named):
        with pytest.raises(UnknownNameError, match=r"imd\.JPN\.rank"):
            ask("imd.JPN.rnk")
    assert (c.declares("imd.JPN.rnk"), "imd.JPN.rnk" in c, c.get("imd.JPN.rnk", 3)) == (False, False, 3)


def test_a_finding_that_was_not_public_is_missing_with_its_reason_and_so_is_what_rests_on_it(then):
    assert not then.catalogue.knows("subsidy.KOR.package")
    assert "subsidy.KOR.package" not in then.catalogue
    with pytest.raises(NotKnownError, match=r"subsidy\.KOR\.package: "):
        then.catalogue["subsidy.KOR.package"]
    assert "subsidy.KOR.package" in then.catalogue.missing["subsidy.KOR.share.package"]


def test_the_same_names_are_declared_on_every_day_but_for_the_history_of_verdicts(then, now):
    early, late = list(then.catalogue.names), list(now.catalogue.names)
    assert late[: len(early)] == early
    assert late[len(early) :]
    assert all(re.fullmatch(r"(history|holds)\.C\d\d\.[-\d]+", name) for name in late[len(early) :])


def test_a_row_is_found_by_the_name_it_had_before_it_was_renamed_and_by_the_anchor_of_a_link(now, evidence):
    old = "chip_support_pct_gdp_mof.DEU.2024-04-09.2024-04-09"
    new = "chip_support_pct_gdp.DEU.mof.2024-04-09.2024-04-09"
    assert evidence.renamed[old] == new
    for name in (old, f"obs.{old}", f"#f-obs.{old}", new, f"obs.{new}"):
        assert now.catalogue.named(name).observation.observation_id == new
    with pytest.raises(UnknownNameError):
        now.catalogue.named(f"{old}.x")


def test_a_finding_of_ones_own_is_listed_and_traced_like_all_others(evidence):
    catalogue = opened(evidence, ARTICLE_DAY)
    before = len(catalogue)
    catalogue.add("mine", lambda c: c["imd.JPN.rank"] - c["imd.KOR.rank"], "Places between the two")
    mine = catalogue["mine"]
    assert (mine.value, mine.label, len(catalogue)) == (32 - 6, "Places between the two", before + 1)
    assert mine in catalogue.everything()
    assert mine.place.startswith(__file__)
    assert mine.sources


def test_without_a_study_there_are_the_claims_and_no_rule_for_any(evidence):
    catalogue = Catalogue(evidence, Parameters(evidence.newest))
    assert catalogue["claim.C25"].text == "$25 billion"
    with pytest.raises(DataError, match="no rule computes C01"):
        _ = catalogue.verdicts


def answers(catalogue):
    """Return all that a catalogue says: each finding, or why there is none, the verdicts and their history."""
    names = {name: catalogue[name] if name in catalogue else catalogue.missing[name] for name in catalogue.names}
    return names, catalogue.verdicts, catalogue.history


@pytest.mark.parametrize(
    ("day", "given"),
    [
        (date(2024, 5, 30), {}),  # the eve of the day on which the second account of subsidies became public
        (ARTICLE_DAY, {"rate_rule": "ppp", "basis": "per_year", "focus": "KOR", "much_larger": 2}),
    ],
)
def test_a_day_says_the_same_whatever_was_computed_before_on_another_day_and_in_which_order(evidence, day, given):
    catalogue = opened(evidence, **given)
    for name in reversed(list(catalogue.names)):
        catalogue.get(name)
    shared, fresh = answers(catalogue.on(day)), answers(opened(evidence, day, **given))
    assert [name for name in fresh[0] if shared[0].get(name) != fresh[0][name]] == []
    assert (shared[0].keys(), *shared[1:]) == (fresh[0].keys(), *fresh[1:])
