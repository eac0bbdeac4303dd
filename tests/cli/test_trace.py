"""The trace of a number, line by line."""

import re
from pathlib import Path

import pytest

from analysis.dataset import load
from analysis.findings import Catalogue, parameters
from analysis.study import STUDY


def test_a_trace_goes_down_to_sources_line_by_line(shell):
    done = shell("trace", "subsidy.ratio.DEU.mof")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "subsidy.ratio.DEU.mof = 1.73"
    assert [line for line in lines if line.startswith(("├─ ", "└─ "))] == [
        "├─ subsidy.JPN.share.mof = 0.71%", "└─ subsidy.DEU.share.mof = 0.41%",
    ]  # fmt: skip
    assert sum("source mof_fsc_2024: " in line for line in lines) == 2
    assert "read in mof_2024_05_21_slide_iii_1_10 (copy of the publisher’s): " in done.stdout
    assert lines[-1].endswith(
        "seen on 2026-11-26: https://www.digitimes.com/news/a20240415PD204/japan-government-funding-subsidies-semiconductor-us.html"
    )


@pytest.mark.parametrize("finding", ["yen.AWS.usd.period_mean", "pledge.foreign.usd", "robust.always", "claim.C11"])
def test_every_branch_of_a_trace_ends_in_a_source(call, finding):
    lines = call("trace", finding).stdout.splitlines()
    nodes = [
        (re.search(r"[^│├└─ ]", line).start(), n) for n, line in enumerate(lines) if re.match(r"[│ ]*[├└]─ ", line)
    ]
    nodes.insert(0, (0, 0))
    for (depth, start), (next_depth, end) in zip(nodes, [*nodes[1:], (0, len(lines))], strict=True):
        if next_depth <= depth:  # nothing below: a figure from a source
            assert any("source " in line for line in lines[start:end]), lines[start]


def test_a_trace_of_the_articles_own_figure_names_claim_and_paragraph(call):
    assert "claim C11, paragraph 10, printed “32nd”" in call("trace", "claim.C11").stdout


def test_a_trace_names_the_line_that_declares_a_finding(call):
    declared = next(line for line in call("trace", "imd.JPN.rank").stdout.splitlines() if "declared at " in line)
    file, _, line = declared.partition("declared at ")[2].rpartition(":")
    assert '"imd.{economy}.rank"' in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_a_trace_may_be_asked_by_the_link_of_a_page_and_names_the_finding_it_stands_for(call):
    by_link = call("trace", "#f-imd.JPN.rank").stdout.splitlines()
    assert by_link == call("trace", "imd.JPN.rank").stdout.splitlines()
    assert by_link[-1].startswith("the same figure is imd.JPN.2023.rank, declared at ")


def test_a_trace_of_a_claim_gives_its_verdict_the_line_that_judges_it_and_the_evidence(call):
    lines = call("trace", "C26").stdout.splitlines()
    assert "C26" in lines[0]
    file, _, line = lines[1].removeprefix("judged at ").rpartition(":")
    assert '"C26"' in " ".join(Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1 : int(line) + 2])
    assert "for it:" in lines or "against it:" in lines


def test_a_trace_of_a_claim_that_cannot_be_checked_says_why(call, small_copy):
    """Without Japan's places in the ranking there is nothing to hold the article's thirty-second against."""
    header, *rows = small_copy.rows("observations.csv")
    kept = [row for row in rows if not row[0].startswith("imd_wdcr_rank.JPN.")]
    assert len(kept) < len(rows)
    small_copy.write("observations.csv", [header, *kept])
    done = call("trace", "C11", "--data", small_copy.folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "C11: not checkable (computed, rank)"
    assert lines[1] == "cannot be checked: imd.JPN.rank: imd_wdcr_rank of JPN"
    assert lines[2].startswith("judged at ")
    assert len(lines) == 3


def test_a_trace_of_a_defect_of_the_text_says_what_it_is(call):
    done = call("trace", "D01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["D01: not judged (defect)", "The title is printed a second time."]


@pytest.mark.parametrize("before", ["", "obs.", "#f-"])
def test_a_trace_by_a_name_of_an_earlier_edition_is_that_of_the_row_it_has_become(call, before):
    old, new = (
        "chip_support_pct_gdp_mof.DEU.2024-04-09.2024-04-09",
        "chip_support_pct_gdp.DEU.mof.2024-04-09.2024-04-09",
    )
    done = call("trace", f"{before}{old}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"obs.{new} = 0.41%\n")
    assert done.stdout == call("trace", f"obs.{new}").stdout


@pytest.mark.parametrize("before", ["", "obs.", "#f-obs."])
def test_a_row_that_bears_the_name_of_a_finding_is_found_by_its_own(call, before):
    done = call("trace", f"{before}chip_support_amount.FRA.mof.2024-04-09.2024-05-21")
    assert (done.returncode, done.stderr) == (0, "")
    assert "€5.4 billion" in done.stdout


def test_every_name_of_renamed_csv_leads_to_a_row_a_finding_or_a_source(evidence, now):
    known = {*evidence.names_of_rows, *evidence.sources, *now.catalogue.names}
    assert len(evidence.renamed) > 500
    assert {new for new in evidence.renamed.values() if new not in known} == set()
    assert not evidence.renamed.keys() & known


# -- the other way round -----------------------------------------------------------------------------

AMOUNT = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"
GDP = "gdp_nominal_usd.JPN.2023.2026-04-14"


def told(done):
    """The findings that rest on a row with their numbers, and those that took another."""
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    heads = [number for number, line in enumerate(lines) if not line.startswith("  ")]
    resting, considering = lines[1 : heads[1]], lines[heads[1] + 1 :]
    assert lines[0].endswith(f": {len(resting)}")
    assert lines[heads[1]] == f"findings that looked it up and took another: {len(considering)}"
    return [dict(line.strip().split(" = ", 1) for line in part) for part in (resting, considering)]


def test_the_uses_of_a_row_are_the_findings_that_rest_on_it_with_their_numbers(call, small):
    evidence = load(small)
    catalogue = Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)
    for row in (AMOUNT, GDP):
        done = call("trace", "--uses", row)
        resting, considering = told(done)
        assert done.stdout.startswith(f"findings that rest on {row}: ")
        assert resting == {
            name: finding.text
            for name, finding in catalogue.items()
            if any(leaf.observation and leaf.observation.observation_id == row for leaf in finding.leaves())
        }
        assert resting.keys() & considering.keys() == set()


def test_a_row_that_a_newer_vintage_has_replaced_is_one_that_was_looked_up_and_not_taken(call):
    """On a day of the year before the older vintage counts; with everything known the newer one does."""
    old = call("trace", "--uses", "gdp_nominal_usd.JPN.2023.2025-04-22", "-p", "as_of", "2025-04-30")
    new = call("trace", "--uses", "gdp_nominal_usd.JPN.2023.2025-04-22")
    assert "unicorns.JPN.gdp" in told(old)[0]
    resting, considering = told(new)
    assert "unicorns.JPN.gdp" not in resting
    assert "unicorns.JPN.gdp" in considering
