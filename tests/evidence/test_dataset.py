from datetime import date

import pytest

from analysis.evidence import DataError, NotKnown, find_data, load

FIRST, REBASED = date(2013, 2, 1), date(2017, 3, 3)


def test_without_a_day_everything_that_is_public_counts(evidence, raw):
    newest = max(*(row["published"] for row in raw.observations.values()), *map(str, raw.rates.values()))
    assert evidence.as_of == evidence.newest == date.fromisoformat(newest)


def test_the_summary_counts_claims_without_the_defects_of_the_text(evidence, raw):
    assert evidence.summary == f"31 claims, {len(raw.observations):,} observations, {len(raw.rates):,} exchange rates"


def test_of_two_vintages_the_newest_public_one_counts(evidence):
    before = evidence.as_known_on(date(2017, 3, 2)).latest("labour_force", "JPN", year=2012)
    after = evidence.as_known_on(REBASED).latest("labour_force", "JPN", year=2012)
    assert (before.value, before.published) == (65.55e6, FIRST)
    assert (after.value, after.published) == (65.65e6, REBASED)


def test_vintages_keep_what_was_replaced_and_a_series_does_not(evidence):
    rows = [o for o in evidence.vintages("labour_force", "JPN") if o.period_end.year == 2012]
    assert [o.value for o in rows] == [65.55e6, 65.65e6]
    assert [o.value for o in evidence.series("labour_force", "JPN") if o.period_end.year == 2012] == [65.65e6]


def test_a_series_stands_in_order_of_time(evidence):
    ends = [o.period_end for o in evidence.series("labour_force", "JPN")]
    assert ends == sorted(ends)
    assert ends[0].year == 2012


@pytest.mark.parametrize("economy", ["CHN", "DEU", "JPN", "USA"])
def test_the_second_account_is_unknown_until_its_day(evidence, economy):
    name = f"chip_support_pct_gdp_meti.{economy}.2024-05-31.2024-05-31"
    eve, day = evidence.as_known_on(date(2024, 5, 30)), evidence.as_known_on(date(2024, 5, 31))
    with pytest.raises(NotKnown, match="2024-05-31"):
        eve.observation(name)
    with pytest.raises(NotKnown):
        eve.latest("chip_support_pct_gdp_meti", economy)
    assert day.latest("chip_support_pct_gdp_meti", economy) == day.observation(name)


def test_gdp_is_known_by_the_vintage_of_the_day(evidence):
    """The outlook of April 2024 came four days after the article."""
    gdp = [evidence.as_known_on(date(2024, 4, day)).latest("gdp_nominal_lcu", "JPN", year=2022) for day in (15, 16)]
    assert [o.value for o in gdp] == [557_227.0e9, 559_710.0e9]


def test_the_articles_own_figures_are_no_evidence(evidence):
    rows = evidence.vintages("cb_insights_unicorns", "WLD")
    assert rows
    assert all(o.source_id != "article" for o in rows)
    assert evidence.observation("cb_insights_unicorns.WLD.2024-04-12.article").value == 1200


def test_the_last_period_is_the_one_that_has_ended(evidence):
    assert evidence.latest("imd_wdcr_rank", "JPN", until=date(2024, 4, 12)).value == 32
    assert evidence.latest("imd_wdcr_rank", "JPN").value == 30


def test_what_nobody_published_is_not_known(evidence):
    with pytest.raises(NotKnown, match="population JPN 1800"):
        evidence.latest("population", "JPN", year=1800)


def test_a_limit_on_knowledge_can_be_lifted_again(evidence):
    early = evidence.as_known_on(date(2024, 4, 12))
    assert early.as_known_on(evidence.newest).latest("imd_wdcr_rank", "JPN").value == 30


def test_loading_up_to_a_day_equals_limiting_to_it(data, evidence):
    day = date(2024, 4, 12)
    loaded, limited = load(data, day), evidence.as_known_on(day)
    assert loaded.as_of == limited.as_of == day
    assert loaded.series("cb_insights_unicorns", "JPN") == limited.series("cb_insights_unicorns", "JPN")
    assert loaded.latest("cb_insights_unicorns", "JPN").period_end == date(2024, 3, 20)


# -- corrections ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "printed", "corrected"),
    [
        ("cb_insights_unicorns.JPN.2025-05-06.2025-05-06", 9, 9 - 1),  # one firm stands twice
        ("cb_insights_unicorns.WLD.2025-05-06.2025-05-06", 1296, 1296 - 14),
        ("cb_insights_unicorns.WLD.2025-10-07.2025-10-07", 1296, 1296 - 3),
    ],
)
def test_a_correction_replaces_the_value_and_its_bounds_and_leaves_the_file_alone(
    evidence, raw, name, printed, corrected
):
    row = evidence.observation(name)
    assert float(raw.observations[name]["value"]) == printed
    assert (row.low, row.value, row.high) == (corrected, corrected, corrected)
    assert row.status == "E"


def test_a_correction_whose_value_no_longer_stands_is_refused(copy):
    copy.observe("cb_insights_unicorns.JPN.2025-05-06.2025-05-06", value="8", low="8", high="8", printed="8")
    (defect,) = copy.defects()
    assert (defect.file, defect.row, defect.column) == ("corrections.csv", 2, "expected")
    assert "is 8, not 9" in defect.message
    assert "remove the correction" in defect.message


# -- choices --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"judged_at = \n", b"[thresholds\n", "name = 'Jap\xf3n'\n".encode("latin-1")])
def test_choices_that_are_not_toml_are_a_defect(copy, content):
    (copy.folder / "choices.toml").write_bytes(content)
    (defect,) = copy.defects()
    assert (defect.file, defect.row) == ("choices.toml", 1)
    assert "TOML" in defect.message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("judged_at = 2024-04-12", "judged_on = 2024-04-12"),
        ("judged_at = 2024-04-12", 'judged_at = "2024-04-12"'),
        ("[thresholds]", "[limits]"),
    ],
)
def test_choices_without_what_every_report_needs_are_a_defect(copy, before, after):
    path = copy.folder / "choices.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert copy.defects()[0].file == "choices.toml"


def test_every_declared_choice_belongs_to_a_claim_that_is_computed(evidence):
    computed = {claim_id for claim_id, claim in evidence.claims.items() if claim["check"] == "computed"}
    assert evidence.choices["sensitivity"].keys() <= computed


def test_every_claim_names_sources_that_the_dataset_has(evidence):
    named = {source for claim in evidence.claims.values() for source in claim["source_ids"].split()}
    assert len(named) > 20
    assert named <= evidence.sources.keys()


def test_a_claim_judged_by_hand_has_a_verdict_and_a_source(evidence):
    by_hand = [claim for claim in evidence.claims.values() if claim["check"] == "editorial"]
    assert len(by_hand) == 9
    assert [c["claim_id"] for c in by_hand if not (c["editorial_verdict"] and c["source_ids"])] == []


# -- where the data are ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "found"), [('{"name": "japan-tech"}', True), ("{", True), ('{"name": "bees"}', False)]
)
def test_the_data_folder_is_found_from_any_folder_inside_the_project(monkeypatch, data, tmp_path, declared, found):
    """Another project's data are passed over; our own in a bad state are not."""
    (tmp_path / "data").mkdir()
    resources = '"resources": [{"name": "n", "path": "p", "schema": {"fields": [], "primaryKey": "n"}}]'
    text = declared.replace("}", f", {resources}}}") if "}" in declared else declared
    (tmp_path / "data" / "datapackage.json").write_text(text, encoding="utf-8")
    inside = tmp_path / "notebooks" / "deep"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert find_data() == (tmp_path / "data" if found else data)


def test_a_named_data_folder_goes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("JAPAN_TECH_DATA", str(tmp_path / "elsewhere"))
    assert find_data() == tmp_path / "elsewhere"
    with pytest.raises(DataError, match="missing"):
        load()
