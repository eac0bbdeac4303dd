"""An update publishes what readers should hear of, keeps a changed verdict back, and never touches an edition."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from analysis.dataset import load
from analysis.editions import archive, build
from analysis.editions.archive import NoDraft
from analysis.editions.checks import MARK, NoLongerWhole, Stray
from analysis.editions.files import Locked, lock
from analysis.errors import AnalysisError
from analysis.findings.compare import Weight
from analysis.publish.update import FromTheFuture, _is_due, approve, exit_code, summary, update

from .updating import EDITION, FDI, POPULATION, kept


@pytest.fixture
def report(tmp_path):
    return kept(tmp_path)


def events(report):
    return [(event.event, event.edition) for event in archive.read(report.reports / archive.FILE)]


def silent(_line):
    """Say nothing."""


def never(line):
    raise AssertionError(f"an edition was made: {line}")


def test_with_nothing_new_nothing_is_made_and_nothing_changed(report):
    before = report.files()
    done = update(report.on("2026-11-02"), never)
    assert (done.event, done.weight, exit_code(done)) == (None, Weight.NOTHING, 0)
    assert report.files() == before
    assert events(report) == [("published", EDITION.name)]  # it was there before the history began


def test_a_rate_that_moves_no_finding_is_no_reason_for_an_edition(report):
    report.rate("2026-11-02", 160.0)
    done = update(report.on("2026-11-30", every=1), never)
    assert (done.event, done.weight) == (None, Weight.NOTHING)


def test_a_second_update_at_the_same_time_is_turned_away(report):
    with lock(report.reports / "update"), pytest.raises(Locked):
        update(report.on("2026-11-02"), never)


def test_a_source_that_failed_and_a_draft_that_waits_are_told_by_the_exit_code(report):
    done = update(report.on("2026-11-02"), never)
    assert exit_code(done, a_source_failed=True) == 3
    assert summary(done).startswith("nothing to publish")


def test_without_a_draft_there_is_nothing_to_approve(report):
    with pytest.raises(NoDraft, match="is no draft that waits; none is waiting"):
        approve(report.on("2026-11-02"), "2026-11-05")


def test_what_is_said_to_become_public_after_today_is_refused(report):
    report.row(POPULATION, "2027-11-05", 110_000_000, "110.000 million")
    with pytest.raises(FromTheFuture, match="on 2027-11-05, which lies after today, 2026-11-09"):
        update(report.on("2026-11-09"), never)


def test_a_history_edited_by_hand_stops_an_update_before_anything_is_made(report):
    (report.reports / archive.FILE).write_text('{"day": "2026-11-02"}\n')
    before = report.files()
    with pytest.raises(AnalysisError, match=r"history\.jsonl:1: is no event"):
        update(report.on("2026-11-02"), never)
    assert report.files() == before


@pytest.mark.long
def test_a_changed_verdict_waits_as_a_draft_until_it_is_approved(report):
    before = report.files()
    report.row(POPULATION, "2026-11-05", 110_000_000, "110.000 million")
    done = update(report.on("2026-11-09"), silent)
    assert (done.event.event, done.waits, exit_code(done)) == ("draft", "2026-11-05", 4)
    assert report.files() == before
    assert [(turned["claim"], turned["after"]) for turned in done.event.verdicts if turned["before"] != turned["after"]]
    again = update(report.on("2026-11-10"), never)  # it still stands
    assert (again.event, again.waits) == (None, "2026-11-05")
    report.rate("2026-11-11", 160.0)  # nothing weighty: it stands as well
    assert update(report.on("2026-11-12"), never).waits == "2026-11-05"
    with pytest.raises(NoDraft, match="waiting is 2026-11-05"):
        approve(report.on("2026-11-12"), "2026-11-06")
    page = report.reports / "drafts" / "2026-11-05" / "report.html"
    good = page.read_bytes()
    page.write_bytes(good[:5000])
    with pytest.raises(NoDraft, match=r"report\.html: is not the file that was made"):
        approve(report.on("2026-11-12"), "2026-11-05")
    page.write_bytes(good)
    published = approve(report.on("2026-11-12"), "2026-11-05")
    assert (published.event.edition, published.event.supersedes) == ("2026-11-05", EDITION.name)
    assert {name: content for name, content in report.files().items() if name in before} == before
    assert events(report)[-2:] == [("draft", "2026-11-05"), ("approved", "2026-11-05")]
    assert not list((report.reports / "drafts").iterdir())
    assert update(report.on("2026-11-16"), never).event is None


@pytest.mark.long
def test_a_draft_that_later_figures_belie_is_not_published(report):
    report.row(POPULATION, "2026-11-05", 110_000_000, "110.000 million")
    update(report.on("2026-11-09"), silent)
    report.row(POPULATION, "2026-11-12", 124_352_000, "124.352 million")  # taken back
    with pytest.raises(NoDraft, match="have changed since"):
        approve(report.on("2026-11-13"), "2026-11-05")
    done = update(report.on("2026-11-16"), silent)  # that the verdict turned twice is told in a sentence
    assert (done.waits, done.weight, list((report.reports / "drafts").iterdir())) == ("", Weight.SENTENCE, [])
    last = archive.read(report.reports / archive.FILE)[-1]
    assert (last.event, last.edition, last.verdicts[0]["claim"]) == ("withdrawn", "2026-11-05", "C08")


def test_a_draft_that_nothing_bears_out_any_more_is_withdrawn_and_the_history_tells_what_it_was_about(report):
    turned = {"claim": "C08", "before": "supported", "after": "contradicted", "causes": []}
    made = archive.Event("2026-11-09", archive.Kind.DRAFT, "2026-11-05", verdicts=(turned,))
    archive.append(report.reports / archive.FILE, [made])
    shutil.copytree(report.reports / EDITION.name, report.reports / "drafts" / "2026-11-05")
    assert update(report.on("2026-11-16"), never).event is None
    last = archive.read(report.reports / archive.FILE)[-1]
    assert (last.event, last.edition, [verdict["claim"] for verdict in last.verdicts]) == (
        "withdrawn", "2026-11-05", ["C08"],
    )  # fmt: skip
    assert not list((report.reports / "drafts").iterdir())


def test_a_report_made_by_hand_among_the_editions_is_never_taken_for_one(report):
    archive.append(report.reports / archive.FILE, [archive.Event("2026-10-30", archive.Kind.PUBLISHED, EDITION.name)])
    shutil.copytree(report.reports / EDITION.name, report.reports / "2026-11-05")
    with pytest.raises(Stray, match=r"2026-11-05: was published by no update that the history knows; .*preview"):
        update(report.on("2026-11-09"), never)
    assert [event.edition for event in archive.read(report.reports / archive.FILE)] == [EDITION.name]


@pytest.mark.long
def test_for_a_sentence_there_is_an_edition_at_once_and_for_numbers_alone_after_so_many_days(report):
    report.row(FDI, "2026-11-05", 125e12, "125 trillion JPY")
    done = update(report.on("2026-11-09"), silent)
    assert (done.event.event, done.event.edition, done.weight) == ("published", "2026-11-05", Weight.SENTENCE)
    made = json.loads((report.reports / "2026-11-05" / "manifest.json").read_text())
    assert made["parameters"]["as_of"] == "2026-11-05"
    assert load(report.data).newest.isoformat() == "2026-11-05"


@pytest.mark.long
def test_unattended_a_changed_verdict_is_published_at_once(report):
    report.row(POPULATION, "2026-11-05", 110_000_000, "110.000 million")
    done = update(report.on("2026-11-09", unattended=True), silent)
    assert (done.event.event, exit_code(done)) == ("published", 0)


@pytest.mark.long
def test_an_edition_that_an_interrupted_run_left_out_of_the_history_is_entered(report):
    archive.append(report.reports / archive.FILE, [archive.Event("2026-10-30", archive.Kind.PUBLISHED, EDITION.name)])
    turned = {"claim": "C08", "before": "supported", "after": "contradicted", "causes": []}
    under_way = archive.Event("2026-11-02", archive.Kind.PUBLISHED, "2026-10-30-2", verdicts=(turned,))
    archive.append(report.reports / MARK, [under_way])
    shutil.copytree(report.reports / EDITION.name, report.reports / "2026-10-30-2")
    update(report.on("2026-11-09"), silent)
    assert ("published", "2026-10-30-2") in events(report)
    told = archive.read(report.reports / archive.FILE)
    assert under_way in [replace(it, manifest="") for it in told]  # so that it is told what turned
    assert not (report.reports / MARK).exists()


def test_an_edition_whose_manifest_is_broken_stops_an_update_before_anything_is_compared(report):
    (report.reports / EDITION.name / "manifest.json").write_text("{")
    with pytest.raises(NoLongerWhole, match=r"2026-10-30: its manifest\.json cannot be read"):
        update(report.on("2026-11-09"), never)


def test_an_edition_that_was_edited_stops_an_update(report):
    page = report.reports / EDITION.name / "report.html"
    page.write_text(page.read_text() + " ")
    with pytest.raises(NoLongerWhole, match=r"report\.html: is not the file that was published"):
        update(report.on("2026-11-09"), never)


def test_inside_an_edition_nothing_is_published(report):
    with pytest.raises(NoLongerWhole, match="is an edition; name the folder that holds the editions"):
        update(replace(report.on("2026-11-09"), reports=report.reports / EDITION.name), never)


def test_a_day_of_the_history_that_lies_ahead_keeps_no_edition_back(report):
    ahead = [archive.Event(day, archive.Kind.PUBLISHED, EDITION.name) for day in ("2026-10-30", "9999-12-31")]
    assert _is_due(report.on("2026-12-15"), Weight.NUMBER, ahead, first=False)
    assert not _is_due(report.on("2026-11-20"), Weight.NUMBER, ahead, first=False)


def test_a_report_made_by_hand_among_the_drafts_cannot_be_approved(report):
    shutil.copytree(report.reports / EDITION.name, report.reports / "drafts" / EDITION.name)
    with pytest.raises(Stray, match="was made by no update; move it to"):
        approve(report.on("2026-11-09"), EDITION.name)
    made = archive.Event("2026-11-02", archive.Kind.DRAFT, EDITION.name)
    archive.append(report.reports / archive.FILE, [made, replace(made, event=archive.Kind.APPROVED)])
    with pytest.raises(NoDraft, match="is not what an update made"):  # it was approved already
        approve(report.on("2026-11-09"), EDITION.name)


def test_a_draft_with_parameters_of_somebody_cannot_be_approved(report):
    draft = shutil.copytree(report.reports / EDITION.name, report.reports / "drafts" / EDITION.name)
    manifest = json.loads((draft / "manifest.json").read_text())
    manifest["parameters"]["focus"] = "KOR"
    (draft / "manifest.json").write_text(json.dumps(manifest))
    archive.append(report.reports / archive.FILE, [archive.Event("2026-11-02", archive.Kind.DRAFT, EDITION.name)])
    with pytest.raises(NoDraft, match="is not what an update made"):
        approve(report.on("2026-11-09"), EDITION.name)


def test_a_draft_that_an_interrupted_run_left_out_of_the_history_is_entered(report):
    turned = {"claim": "C08", "before": "supported", "after": "contradicted", "causes": []}
    under_way = archive.Event("2026-11-02", archive.Kind.DRAFT, EDITION.name, verdicts=(turned,))
    archive.append(report.reports / MARK, [under_way])
    shutil.copytree(report.reports / EDITION.name, report.reports / "drafts" / EDITION.name)
    update(report.on("2026-11-09"), never)
    assert [event.event for event in archive.read(report.reports / archive.FILE)] == ["draft", "published", "withdrawn"]


@pytest.mark.long
@pytest.mark.parametrize("is_put_back", [False, True])
def test_of_data_written_after_they_were_compared_no_edition_is_made(report, monkeypatch, is_put_back):
    before = [(report.data / name, (report.data / name).read_bytes()) for name in ("observations.csv", "documents.csv")]
    make, files = build.make, build._files

    def late(*order):
        before[:] = [(path, path.read_bytes()) for path, _ in before]
        report.row(POPULATION, "2026-11-05", 110_000_000, "110.000 million")  # which would turn a verdict unread
        return make(*order)

    def and_back(*order):
        for path, content in before if is_put_back else ():
            path.write_bytes(content)
        return files(*order)

    monkeypatch.setattr(build, "make", late)
    monkeypatch.setattr(build, "_files", and_back)
    report.row(FDI, "2026-11-05", 125e12, "125 trillion JPY")
    with pytest.raises(build.DataChanged, match="has changed while the report was made of it; make it again"):
        update(report.on("2026-11-09"), silent)
    assert [path.name for path in archive.editions(report.reports)] == [EDITION.name]
    assert not (report.reports / MARK).exists()
