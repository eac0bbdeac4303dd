"""What a killed run leaves is finished or undone by the next one, and what was lost is named, with a way back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.dataset import DataError, find_data, load
from analysis.editions import archive
from analysis.editions import publication_history as history
from analysis.editions.build import make
from analysis.editions.project import open_project
from analysis.editions.publication_history import ArchiveError, Event, EventKind
from analysis.editions.studies import reports_of
from analysis.errors import AnalysisError, EditionError
from analysis.publish.correct import correct
from analysis.publish.site import Site, build
from analysis.publish.update import UpdateOptions, run
from analysis.sources import refresh
from analysis.sources.fetchers import Fred

from ..builders import THIRD, figure, publish, three
from ..conftest import Copy
from ..faults.stepping import STEPPING
from ..servers import serving
from ..sources.publisher_answers import as_fred, held, newer

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "norway"
TODAY = date(2026, 12, 2)


def silent(_line):
    """Say nothing."""


# -- kills ------------------------------------------------------------------------------------------------

KILL_AT = (
    STEPPING
    + """
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from analysis.editions import archive, archive_integrity, atomic_files
from analysis.editions import publication_history as history
from analysis.editions.publication_history import Event, EventKind
kind, good, reports = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
day = "2026-10-30-2"
evidence = SimpleNamespace(newest=date(2026, 10, 30), renamed={}, names_of_rows=())
folder = reports / day
if kind == "approved":
    made, folder = {}, reports / "drafts" / day
else:
    made = {path.name: path.read_bytes() for path in (good / "drafts" / day).iterdir()}
seal = archive_integrity.seal(good / "drafts" / day)
name = day if kind != "renewed" else "2026-10-30"
if kind == "renewed":
    made = {path.name: path.read_bytes() for path in (good / "renewed").iterdir()}
    seal = archive_integrity.seal(good / "renewed")
def work():
    with atomic_files.lock(reports / history.LOCK):
        with history.recording(reports, Event("2026-11-02", EventKind(kind), name, "2026-10-30", manifest=seal)):
            if kind == "approved":
                folder.rename(reports / name)
            else:
                atomic_files.replace_folder(reports / name, made)
for limit, is_done in killed_at_each_step(work):
    with atomic_files.lock(reports / history.LOCK):  # as the next run does
        archive_integrity.check(reports, evidence, date(2026, 12, 2))
        history.settle(reports)
        history.append(reports / history.HISTORY_JSONL, [Event("2026-11-03", EventKind.ASKED)])
    events = archive_integrity.check(reports, evidence, date(2026, 12, 2))
    print(sum((event.event, event.edition) == (kind, name) for event in events))
    assert not list(reports.glob(".*")), (limit, list(reports.glob(".*")))
    shutil.rmtree(reports)
    shutil.copytree(good, reports)
"""
)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are killed as Linux does it")
@pytest.mark.parametrize("kind", ["published", "approved", "renewed"])
def test_killed_at_any_step_an_edition_is_both_placed_and_recorded_or_neither(tmp_path, kind):
    good = tmp_path / "good"
    publish(good / THIRD, day="2026-11-01")
    publish(good / "drafts" / f"{THIRD}-2", figure("sum", 4), kind=None)
    publish(good / THIRD / "x" / THIRD, figure("sum", 5), kind=None).rename(good / "renewed")
    shutil.rmtree(good / THIRD / "x")
    reports = shutil.copytree(good, tmp_path / "reports")
    command = [sys.executable, "-c", KILL_AT, kind, good, reports]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = done.stdout.split()
    assert found == sorted(found)
    assert {"0", "1"} == {*found}


# -- losses -----------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path):
    """The tutorial's article with an edition."""
    folder = Path(shutil.copytree(TUTORIAL, tmp_path / "home"))
    run(on(folder, today=date(2026, 6, 10)), silent, silent)
    return folder


@pytest.mark.parametrize("into", ["", "reports/2026-01-02"])
def test_a_report_made_by_hand_before_anything_was_published_never_becomes_an_edition(tmp_path, into):
    folder = Path(shutil.copytree(TUTORIAL, tmp_path / "home"))
    project = open_project(folder / "data")
    out = folder / into if into else None
    made = project.create_job(project.notebook, {"as_of": "2026-01-02"}, formats=("html",), out=out)
    make(made, silent)
    assert made.out == folder / (into or "reports/preview/2026-01-02")
    if into:
        with pytest.raises(ArchiveError, match=r"2026-01-02: not in history\.jsonl; move it to .*preview"):
            run(on(folder), silent, silent)
        (folder / "reports" / "preview").mkdir()
        made.out.rename(folder / "reports" / "preview" / "2026-01-02")
    run(on(folder), silent, silent)
    assert [path.name for path in archive.editions(folder / "reports")] == ["2026-06-03"]


def on(home, **given):
    """Return an update of an article's folder."""
    return replace(UpdateOptions(home / "data", home / "reports", TODAY, offline=True), **given)


def history_file(home):
    return home / "reports" / history.HISTORY_JSONL


def drop(at):
    """Remove a line of the history."""

    def harm(home):
        lines = history_file(home).read_text().splitlines(keepends=True)
        history_file(home).write_text("".join(line for number, line in enumerate(lines) if number != at % len(lines)))

    return harm


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda home: history_file(home).unlink(), r"history\.jsonl: lacks lines that 2026-06-03 knows; restore it"),
        (
            lambda home: history_file(home).write_text(""),
            r"history\.jsonl: lacks lines that 2026-06-03 knows; restore it",
        ),
        (drop(0), r"history\.jsonl:1: does not follow the line before, or lines before it are lost"),
        (drop(1), r"history\.jsonl:2: does not follow the line before"),
        (drop(-1), r"is not the manifest that history\.jsonl records"),
        (
            lambda home: history_file(home).write_text(
                history_file(home).read_text() + '{"day": "2026-12-01", "event": "failed"}\n'
            ),
            "is not chained to the line before; japan-tech correct enters corrections",
        ),
        (
            lambda home: history.append(history_file(home), [Event("2036-01-01", EventKind.FAILED)]),
            "ends on 2036-01-01, after today, 2026-12-02; was the clock ahead",
        ),
        (
            lambda home: history.append(
                history_file(home), [Event("2026-12-01", EventKind.ASKED, rows={"figures.csv": 99})]
            ),
            r"figures\.csv: has 20 rows, 99 on 2026-12-01; restore what is missing",
        ),
    ],
)
def test_a_history_and_tables_that_lost_lines_stop_update_approval_and_site_and_come_back_from_a_copy(
    home, tmp_path, harm, words
):
    history.append(history_file(home), [Event("2026-12-01", EventKind.FAILED)])
    correct(
        Site(home / "reports", home / "data", home / "reports", today=TODAY), "2026-06-03", "It said 1.", "", silent
    )
    good = history_file(home).read_bytes()
    harm(home)
    place = Site(home / "reports", home / "data", tmp_path / "public", today=TODAY)
    for publishing in (
        lambda: run(on(home), silent, silent),
        lambda: run(on(home, approval="2026-06-03"), silent, silent),
        lambda: build(place, silent),
    ):
        before = history_file(home).read_bytes() if history_file(home).exists() else b""
        with pytest.raises(ArchiveError, match=words):
            publishing()
        history_file(home).write_bytes(before) if before else history_file(home).unlink(missing_ok=True)
    assert not (tmp_path / "public" / "index.html").exists()
    history_file(home).write_bytes(good)
    assert run(on(home), silent, silent)[1] == 0


def test_what_check_refuses_no_update_publishes(home):
    """A count with three noughts too many, on which no verdict rests."""
    file = home / "data" / "figures.csv"
    counts = {f"2026-0{month}": 30_000 + month for month in range(1, 6)} | {"2026-06": 30_000_000}
    rows = (
        f'Norway,Fast chargers,{month},"{count:,}",chargers,Road office,https://e.org/a,2026-07-01,own'
        for month, count in counts.items()
    )
    file.write_text(file.read_text() + "".join(f"{row}\n" for row in rows))
    before = sorted(path.name for path in (home / "reports").iterdir())
    for publishing in (
        lambda: run(on(home), silent, silent),
        lambda: build(Site(home / "reports", home / "data", home / "reports"), silent),
    ):
        with pytest.raises(DataError, match=r"figures\.csv:27:value: .* far from"):
            publishing()
    assert sorted(path.name for path in (home / "reports").iterdir()) == before
    status = json.loads((home / "reports" / "status.json").read_text())
    assert (status["exit"], status["edition"]) == (1, "2026-06-03")


def test_a_number_that_a_verdict_rests_on_waits_and_an_ordinary_figure_does_not(home):
    file = home / "data" / "figures.csv"
    good = file.read_text()
    file.write_text(
        good + "Sweden,Electric share of new cars,2025,36.1,%,Mobility Sweden,https://e.org/a,2026-07-01,own\n"
    )
    done, code = run(on(home), silent, silent)
    assert (done.event.edition, code) == ("2026-07-01", 0)
    file.write_text(
        file.read_text()
        + "Norway,New Teslas,2025,34285.5,cars,Norwegian Road Federation,https://e.org/b,2026-08-01,own\n".replace(
            "34285.5", '"34,286"'
        )
    )
    done, code = run(on(home), silent, silent)
    assert (done.draft, code, done.event.weight) == ("2026-08-01", 4, "decision")
    assert run(on(home, approval="2026-08-01"), silent, silent)[1] == 0


# -- ways out ---------------------------------------------------------------------------------------------


def test_a_correction_stands_on_the_page_at_the_latest_address_in_the_list_and_in_the_feed(home):
    before = (home / "reports" / "2026-06-03" / "findings.csv").read_bytes()
    place = Site(home / "reports", home / "data", home / "reports", today=TODAY)
    with pytest.raises(EditionError, match="2026-06-04: not a published edition; expected one of: 2026-06-03"):
        correct(place, "2026-06-04", "It said 1.", "", silent)
    correct(place, "2026-06-03", "It said 110 million.", "Two rows were swapped.", silent)
    for name in ("2026-06-03/report.html", "latest/report.html", "corrections.html", "feed.xml"):
        text = BeautifulSoup(
            (home / "reports" / name).read_bytes(), "xml" if "xml" in name else "html.parser"
        ).get_text()
        assert "It said 110 million. Two rows were swapped." in text, name
    assert (home / "reports" / "2026-06-03" / "findings.csv").read_bytes() == before
    assert run(on(home), silent, silent)[1] == 0


def test_a_damaged_feed_is_named_and_written_again_once_it_is_deleted(home):
    feed = home / "reports" / "feed.xml"
    good = feed.read_bytes()
    feed.write_bytes(b"damaged")
    with pytest.raises(EditionError, match=r"feed\.xml: .*delete it if it is a damaged page"):
        run(on(home), silent, silent)
    feed.unlink()
    assert run(on(home), silent, silent)[1] == 0
    assert feed.read_bytes() == good


def test_a_wrong_rate_that_its_publisher_corrects_is_corrected_by_hand_and_fetching_goes_on(small, tmp_path):
    data = Copy(Path(shutil.copytree(small, tmp_path / "data")))
    data.write("interfaces.csv", [row for row in data.rows("interfaces.csv") if row[0] in ("source_id", "fed_h10")])
    served = held(data.folder) | newer()
    rows = data.rows("exchange_rates.csv")
    at = max(number for number, row in enumerate(rows) if "fed_h10" in row)
    good = rows[at][3]
    rows[at][3] = f"{float(good) * 1.03:.2f}"
    data.write("exchange_rates.csv", rows)
    with serving(lambda _: (200, "text/csv", as_fred(served))) as server:
        fetchers = {"fred": Fred(server.address)}
        (answer,) = refresh(data.folder, today=TODAY, fetchers=fetchers)
        assert (answer.status, f"stored as {rows[at][3]}" in answer.why) == ("quarantined", True)
        rows[at][3] = good
        data.write("exchange_rates.csv", rows)
        (answer,) = refresh(data.folder, today=TODAY, fetchers=fetchers)
    assert answer.status == "entered"
    load(data.folder)


# -- one project ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["data/article.toml", "data/claims.csv", "data/figures.csv", "report.ipynb"])
def test_nothing_stands_in_for_what_the_folder_of_an_article_lacks(home, monkeypatch, lost):
    monkeypatch.delenv("JAPAN_TECH_DATA", raising=False)
    monkeypatch.chdir(home)
    (home / lost).unlink()
    place = find_data()
    assert place == home / "data"
    with pytest.raises(AnalysisError, match=Path(lost).name):
        run(UpdateOptions(place, reports_of(place), TODAY, offline=True), silent, silent)


def test_the_front_page_says_when_publishers_were_asked_and_who_did_not_answer(tmp_path, small):
    reports = three(tmp_path / "reports")
    sources = {"ecb_exr": "ecb.europa.eu answered 503", "fed_h10": "entered"}
    history.append(reports / history.HISTORY_JSONL, [Event("2026-11-30", EventKind.ASKED, sources=sources)])
    build(Site(reports, small, reports), silent)
    text = BeautifulSoup((reports / "index.html").read_bytes(), "html.parser").get_text()
    assert "Publishers last asked on 30 November 2026, without a usable answer from European Central Bank" in text
