"""A scheduled update publishes what readers should hear of, keeps a changed verdict back, and touches no edition."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from analysis.editions import publication_history as history
from analysis.editions.atomic_files import LockedError, lock
from analysis.editions.drafts import DraftError
from analysis.editions.publication_history import ArchiveError, Event, EventKind
from analysis.errors import AnalysisError
from analysis.findings.diff_weight import Weight
from analysis.publish import update as module
from analysis.publish.update import UpdateResult, approve, exit_code, run, update
from analysis.sources import fetchers
from analysis.sources.fetchers import Fred

from ..builders import enter
from ..editions.updating import EDITION, FDI, POPULATION
from ..servers import serving


def silent(_line):
    """Say nothing."""


def never(line):
    raise AssertionError(line)


def record(report):
    return history.read(report.reports / history.HISTORY_JSONL)


def events(report):
    return [(event.event, event.edition) for event in record(report)]


def turn_a_verdict(report, day="2026-11-05"):
    report.doubtful_row(POPULATION, day, 110_000_000, "110.000 million")


def test_with_nothing_new_nothing_is_made_and_nothing_changed(report):
    report.rate("2026-11-02", 160.0)  # which moves no finding
    before = report.files()
    done = update(report.on("2026-11-30", every=1), never)
    assert (done.event, done.weight, exit_code(done)) == (None, Weight.NOTHING, 0)
    assert exit_code(done, a_source_failed=True) == 3
    assert report.files() == before
    assert events(report) == [("published", EDITION.name)]


# -- drafts -----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_changed_verdict_waits_as_a_draft_until_it_is_approved(report):
    before = report.files()
    turn_a_verdict(report)
    done = update(report.on("2026-11-09"), silent)
    assert (done.event.event, done.draft, exit_code(done)) == ("draft", "2026-11-05", 4)
    assert report.files() == before
    assert "C08" in [it["claim"] for it in done.event.verdicts if it["before"] != it["after"]]
    report.rate("2026-11-11", 160.0)  # nothing weighty: it stands
    again = update(report.on("2026-11-12"), never)
    assert (again.event, again.draft) == (None, "2026-11-05")
    with pytest.raises(DraftError, match="2026-11-05"):
        approve(report.on("2026-11-12", approval="2026-11-06"))
    page = report.reports / "drafts" / "2026-11-05" / "report.html"
    good = page.read_bytes()
    page.write_bytes(good[:5000])
    with pytest.raises(DraftError, match=r"report\.html"):
        approve(report.on("2026-11-12", approval="2026-11-05"))
    page.write_bytes(good)
    published = approve(report.on("2026-11-12", approval="2026-11-05"))
    assert (published.event.edition, published.event.supersedes) == ("2026-11-05", EDITION.name)
    assert {name: content for name, content in report.files().items() if name in before} == before
    assert events(report)[-2:] == [("draft", "2026-11-05"), ("approved", "2026-11-05")]
    assert not list((report.reports / "drafts").iterdir())


@pytest.mark.long
def test_a_draft_that_later_figures_belie_is_not_published(report):
    turn_a_verdict(report)
    update(report.on("2026-11-09"), silent)
    report.row(POPULATION, "2026-11-12", 124_352_000, "124.352 million")  # taken back
    with pytest.raises(DraftError, match="have changed since"):
        approve(report.on("2026-11-13", approval="2026-11-05"))
    done = update(report.on("2026-11-16"), silent)  # the verdict is the published one again, the figure is not
    assert (done.draft, done.weight, list((report.reports / "drafts").iterdir())) == ("", Weight.NUMBER, [])
    assert events(report)[-1] == ("withdrawn", "2026-11-05")
    assert record(report)[-1].why.startswith("a draft, not an edition")


# -- what is refused --------------------------------------------------------------------------------------


def lose_an_edition(report):
    lost = Event("2026-10-01", EventKind.PUBLISHED, "2026-10-01")
    history.append(report.reports / history.HISTORY_JSONL, [lost, replace(lost, edition=EDITION.name)])


def lose_days(report):
    report.row(FDI, "2026-10-31", 125e12, "125 trillion JPY")
    later = report.reports / "2026-12-03"
    (report.reports / EDITION.name).rename(later)
    content = (later / "manifest.json").read_text().replace('"as_of": "2026-10-30"', '"as_of": "2026-12-03"')
    (later / "manifest.json").write_text(content)
    (report.reports / history.HISTORY_JSONL).unlink()
    enter(later)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (
            lambda report: report.row(FDI, "2027-11-05", 125e12, "125 trillion JPY"),
            "on 2027-11-05, which lies after today",
        ),
        (lambda report: (report.reports / EDITION.name / "report.html").write_text("edited"), r"report\.html"),
        (lose_an_edition, r"reports/2026-10-01: published and missing; restore it from version control$"),
        (lose_days, "data end on 2026-10-31, before the newest edition, 2026-12-03; restore later rows$"),
        (
            lambda report: report.lose("observations.csv", FDI),
            rf"the data lack {FDI}, on which 2026-10-30 rests; restore what is missing",
        ),
    ],
)
def test_what_does_not_fit_stops_an_update_before_anything_is_made(report, small, tmp_path, harm, words):
    report = replace(report, data=shutil.copytree(small, tmp_path / "small"))
    harm(report)
    before = report.files()
    with pytest.raises(ArchiveError, match=words):
        update(report.on("2026-12-07", unattended=True), never)
    assert report.files() == before
    assert not (report.reports / "drafts").exists()


def test_inside_an_edition_and_beside_another_update_nothing_is_published(report):
    with pytest.raises(ArchiveError, match="name the folder that holds the editions"):
        update(replace(report.on("2026-11-09"), reports=report.reports / EDITION.name), never)
    with lock(report.reports / "update"), pytest.raises(LockedError):
        update(report.on("2026-11-02"), never)


# -- a whole run ------------------------------------------------------------------------------------------


def offline(report, day, **more):
    return run(report.on(day, offline=True, **more), silent, never)


def test_a_failure_is_entered_and_raised_and_when_it_is_mended_the_site_is_built(report):
    claims = report.data / "claims.csv"
    good = claims.read_text()
    claims.write_text(good.replace("C08,", "C07,", 1))
    with pytest.raises(AnalysisError):
        offline(report, "2026-11-09")
    assert (record(report)[-1].event, "claims.csv" in record(report)[-1].why) == ("failed", True)
    claims.write_text(good)
    done, code = offline(report, "2026-11-16")
    assert (done.event, code) == (None, 0)
    assert EDITION.name in (report.reports / "index.html").read_text()


def test_a_source_that_contradicts_what_is_stored_is_entered_and_warned_of_and_stops_nothing(
    report, small, tmp_path, monkeypatch
):
    report = replace(report, data=shutil.copytree(small, tmp_path / "small"))
    monkeypatch.setattr(fetchers, "BACKOFF", 0)
    monkeypatch.setattr(module, "update", lambda *_: UpdateResult(None, Weight.NOTHING))
    interfaces, rates = report.data / "interfaces.csv", report.data / "exchange_rates.csv"
    head, *rows = interfaces.read_text().splitlines(keepends=True)
    interfaces.write_text("".join([head, *(row for row in rows if row.startswith("fed_h10,"))]))
    before = rates.read_bytes()
    warned = []
    with serving(lambda _: (200, "text/csv", b"observation_date,DEXJPUS\n2026-11-02,150.00\n")) as server:
        work = report.on("2026-11-09", fetchers={"fred": Fred(server.address)})
        _, code = run(work, silent, warned.append)
    assert code == 3
    assert ["is gone" in line for line in warned] == [True]
    failed = record(report)[-1]
    assert "is gone" in failed.sources["fed_h10"]
    assert rates.read_bytes() == before
    assert (report.reports / "index.html").is_file()


def test_what_nobody_thought_of_ends_in_one_line_and_a_mistyped_draft_is_no_failure(report, monkeypatch):
    with pytest.raises(DraftError):
        offline(report, "2026-11-03", approval="2026-11-01")
    assert events(report) == [("published", EDITION.name)]

    def stumble(*_):
        raise KeyError("beans")

    monkeypatch.setattr(module, "update", stumble)
    with pytest.raises(ArchiveError, match="KeyError: 'beans'"):
        offline(report, "2026-11-09")
    assert events(report)[-1][0] == "failed"
