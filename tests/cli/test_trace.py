"""The trace of a number, line by line."""

from pathlib import Path

import pytest


def test_a_trace_goes_down_to_sources_line_by_line(shell):
    done = shell("trace", "subsidy.ratio.DEU.mof")
    assert (done.returncode, "using the data of" in done.stderr) == (0, True)
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


def test_a_trace_of_a_claim_gives_its_verdict_the_line_that_judges_it_and_the_evidence(call):
    lines = call("trace", "C26").stdout.splitlines()
    assert "C26" in lines[0]
    assert lines[1] == "supported by the figures public when the article ran; in doubt since 31 May 2024"
    file, _, line = lines[2].removeprefix("judged at ").rpartition(":")
    assert '"C26"' in " ".join(Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1 : int(line) + 2])
    assert "for it:" in lines or "against it:" in lines


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


def test_every_name_of_renamed_csv_leads_to_a_row_a_finding_or_a_source(evidence, now):
    known = {*evidence.names_of_rows, *evidence.sources, *now.catalogue.names}
    assert len(evidence.renamed) > 500
    assert {new for new in evidence.renamed.values() if new not in known} == set()
    assert not evidence.renamed.keys() & known


def test_a_row_that_a_newer_vintage_has_replaced_is_one_that_was_looked_up_and_not_taken(call):
    """On a day of the year before the older vintage counts; with everything known the newer one does."""

    def told(*arguments):
        lines = call("trace", "--uses", "gdp_nominal_usd.JPN.2023.2025-04-22", *arguments).stdout.splitlines()
        heads = [number for number, line in enumerate(lines) if not line.startswith("  ")]
        return [{line.split(" = ")[0].strip() for line in part} for part in (lines[1 : heads[1]], lines[heads[1] :])]

    resting, _ = told("-p", "as_of", "2025-04-30")
    assert "unicorns.JPN.gdp" in resting
    resting, considered = told()
    assert "unicorns.JPN.gdp" in considered - resting
