"""One scheduled run: what it publishes, what it enters in the history, whom it tells, and how it ends."""

from __future__ import annotations

import pytest

from analysis.editions import archive
from analysis.editions.archive import Event, Kind
from analysis.errors import AnalysisError
from analysis.publish import notify, update
from analysis.publish.update import Run, run
from analysis.sources import SourceError
from analysis.study import STUDY

from .. import services
from .updating import EDITION, POPULATION, kept


@pytest.fixture
def report(tmp_path):
    return kept(tmp_path)


@pytest.fixture
def post():
    """A mail server that keeps what it is sent."""
    with services.mail() as keeper:
        yield keeper


def told(post):
    return [str(letter["Subject"]).removeprefix(f"{STUDY.title}: ") for _, letter in post.letters]


def never(line):
    raise AssertionError(line)


def offline(report, day, post=None, **given):
    to = (post.address,) if post else ()
    return run(Run(report.on(day), offline=True, to=to, **given), lambda _line: None, never)


def entered(report):
    return [(event.day, event.event) for event in archive.read(report.reports / archive.FILE)]


def test_with_nothing_new_nobody_is_told_and_the_site_is_built_once(report, post):
    done, code = offline(report, "2026-11-02", post)
    assert (done.event, code, told(post)) == (None, 0, [])
    index = report.reports / "index.html"
    assert EDITION.name in index.read_text()
    before = index.stat().st_mtime_ns
    offline(report, "2026-11-09", post)
    assert index.stat().st_mtime_ns == before
    assert entered(report) == [(EDITION.name, "published")]  # the edition that was there


@pytest.mark.long
def test_what_goes_wrong_is_entered_told_and_raised_and_when_it_is_well_again_that_is_told_too(report, post):
    offline(report, "2026-11-02", post)
    claims = report.data / "claims.csv"
    good = claims.read_text()
    claims.write_text(good.replace("C08,", "C07,", 1))
    with pytest.raises(AnalysisError):
        offline(report, "2026-11-09", post)
    assert entered(report)[-1] == ("2026-11-09", "failed")
    assert "claims.csv" in archive.read(report.reports / archive.FILE)[-1].why
    claims.write_text(good)
    assert offline(report, "2026-11-16", post)[1] == 0
    assert offline(report, "2026-11-23", post)[1] == 0
    assert entered(report)[-1] == ("2026-11-16", "recovered")  # once
    assert told(post) == ["the update failed", "the update works again"]


def test_a_run_that_fetches_nothing_does_not_say_of_a_source_that_it_is_well(report, post):
    failed = Event("2026-11-02", Kind.FAILED, why="ecb_exr: no answer", sources={"ecb_exr": "no answer"})
    archive.append(report.reports / archive.FILE, [failed])
    offline(report, "2026-11-09", post)
    assert (told(post), entered(report)[-1][1]) == ([], "published")


def test_a_history_edited_by_hand_is_told_and_stays_as_it_is(report, post):
    file = report.reports / archive.FILE
    file.write_text("{}\n")
    with pytest.raises(AnalysisError, match=r"history\.jsonl:1"):
        offline(report, "2026-11-09", post)
    assert (file.read_text(), told(post)) == ("{}\n", ["the update failed"])


def test_what_nobody_thought_of_is_entered_told_and_ends_in_one_line(report, post, monkeypatch):
    def stumble(*_):
        raise KeyError("beans")

    offline(report, "2026-11-02", post)
    monkeypatch.setattr(update, "update", stumble)
    with pytest.raises(update.Unforeseen, match="KeyError: 'beans'"):
        offline(report, "2026-11-09", post)
    assert (told(post), entered(report)[-1][1]) == (["the update failed"], "failed")


@pytest.mark.long
def test_a_site_that_an_interrupted_run_left_behind_is_built_by_the_next_one(report):
    offline(report, "2026-11-02")
    correction = Event("2026-11-03", Kind.CORRECTION, EDITION.name, what="a word", why="it was wrong")
    archive.append(report.reports / archive.FILE, [correction])
    (report.reports / "feed.xml").unlink()
    offline(report, "2026-11-09")
    assert "a word" in (report.reports / "corrections.html").read_text()
    assert (report.reports / "feed.xml").is_file()


@pytest.mark.long
def test_a_changed_verdict_is_told_as_a_draft_and_again_when_it_is_published(report, post):
    report.row(POPULATION, "2026-11-05", 110_000_000, "110.000 million")
    assert offline(report, "2026-11-09", post)[1] == 4
    assert offline(report, "2026-11-16", post)[1] == 4  # it waits, and nobody is told twice
    assert offline(report, "2026-11-17", post, approval="2026-11-05")[1] == 0
    assert told(post) == [f"{what} 2026-11-05: the verdict on C08 changed" for what in ("draft", "edition")]
    body = post.letters[0][1].get_content()
    assert "The country has a population of 125 million. (C08)\r\nsupported → contradicted; newly public: " in body
    assert "japan-tech update --approve 2026-11-05" in body
    index = (report.reports / "index.html").read_text()
    assert index.index("2026-11-05") < index.index(EDITION.name)


def test_a_source_that_failed_stays_so_until_it_answers_whatever_else_went_wrong_meanwhile(report):
    for why, sources in (("no answer", {"ecb_exr": "no answer"}), ("a stray folder", None)):
        archive.append(report.reports / archive.FILE, [Event("2026-11-02", Kind.FAILED, why=why, sources=sources)])
    offline(report, "2026-11-09")
    assert entered(report)[-1] == ("2026-11-09", "recovered")  # of the update, not of the source
    assert update._failing(Run(report.on("2026-11-16"))) == {"ecb_exr"}


def test_a_source_that_failed_is_told_though_the_run_fails_later(report, post):
    notify.begin(report.reports)
    (report.reports / EDITION.name / "manifest.json").write_text("{")

    def fails(*_):
        raise SourceError("no route")

    fetchers = dict.fromkeys(("fred", "sdmx", "ecb_file", "world_bank"), fails)
    with pytest.raises(AnalysisError, match="manifest"):
        run(Run(report.on("2026-11-16"), to=(post.address,), fetchers=fetchers), lambda _: None, lambda _: None)
    assert told(post) == ["a source failed", "the update failed"]
    assert {"ecb_exr", "fed_h10", ""} <= update._failing(Run(report.on("2026-11-17")))


def test_a_source_that_answers_is_told_as_well_while_another_one_fails(report, post):
    sources = {"ecb_exr": "no answer", "fed_h10": "no answer"}
    archive.append(report.reports / archive.FILE, [Event("2026-11-02", Kind.FAILED, why="x", sources=sources)])
    notify.begin(report.reports)
    update._enter_recoveries(Run(report.on("2026-11-09")), {"fed_h10": "no answer"})
    last = archive.read(report.reports / archive.FILE)[-1]
    assert (last.event, last.why) == ("recovered", "well again: ecb_exr")
    assert update._failing(Run(report.on("2026-11-10"))) == {"fed_h10"}
