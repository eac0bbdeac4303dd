"""A comparison of two days is an edition of its own, made by the command."""

from __future__ import annotations

import csv
import io

from ..command import Edition, call


def test_a_comparison_is_an_edition_whose_table_and_page_tell_the_two_verdicts_that_changed(tmp_path):
    days = ("-p", "before", "2024-05-30", "-p", "after", "2024-05-31")
    done = call("report", "revisions", *days, "--to", "html", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["writing out", "running revisions as known on 2024-05-31", "setting HTML"]
    summary, *paths = done.stdout.splitlines()
    assert summary.startswith("verdicts changed: 2, findings: ")
    assert paths[:-1] == [f"out/{name}" for name in ("changes.csv", "manifest.json", "report.html", "report.ipynb")]
    assert paths[-1] == f"open: {(tmp_path / 'out' / 'report.html').as_uri()}"
    made = Edition(done, tmp_path / "out")
    rows = [row for row in csv.DictReader(io.StringIO(made.files["changes.csv"].decode())) if row["what"] == "verdict"]
    assert {row["name"]: (row["before"], row["after"]) for row in rows} == {
        "C26": ("supported, holds in 6 of 7", "overstated, holds in 6 of 8"),  # one account more supports neither
        "C27": ("supported, holds in 1 of 3", "disputed, holds in 1 of 4"),
    }
    for row, economy in zip(rows, ("USA", "DEU"), strict=True):
        assert f"chip_support_pct_gdp.{economy}.meti.2024-05-31.2024-05-31" in row["causes"]
    text = " ".join(made.page.main.get_text().split())
    assert "Compared are 2024-05-30, as known on 30 May 2024, and 2024-05-31, as known on 31 May 2024." in text
    assert [row.th.get_text() for row in made.page.select("#tbl-verdicts tbody tr")] == ["C26", "C27"]
