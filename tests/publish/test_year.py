"""A year of weekly updates of the tutorial's article: new, revised, wrong, late and missing answers, kills, losses."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import subprocess
import sys
import urllib.request
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from analysis.dataset import load
from analysis.editions import archive, archive_integrity, build, manifest
from analysis.editions import publication_history as history
from analysis.editions.project import open_project
from analysis.errors import AnalysisError
from analysis.publish.update import UpdateOptions, run
from analysis.sources.user_table import add

from ..servers import serving

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "norway"
FIRST = date(2025, 6, 9)
WEEKS = 52
LATE, MISSING, WRONG, REVISED = {7, 8, 31}, {19, 20, 44}, {14, 38}, {10, 30, 46}
LAST = WEEKS - 1

KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from analysis.publish.update import UpdateOptions, run
folder, day, approval, at = sys.argv[1:]
seen = 0
def watch(event, arguments):
    global seen
    is_written = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (is_written or event in {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}) and folder in str(arguments[0]):
        seen += 1
        if seen == int(at):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
places = Path(folder, "data"), Path(folder, "reports")
work = UpdateOptions(*places, date.fromisoformat(day), offline=True, approval=approval, every=28)
run(work, lambda _: None, print)
"""
"""An update that is killed when it writes for the nth time."""


def earlier(text):
    """Move every year in a text back by one, so that the whole year lies behind us."""
    return re.sub(r"\b20\d\d\b", lambda year: str(int(year[0]) - 1), text)


class Publisher:
    """A publisher that adds a count of chargers each week, and what else it has to say."""

    week = 0

    def reply(self, _path):
        """Answer with the table as it is in this week."""
        if self.week in LATE:
            return 503, "text/plain", b"later"
        if self.week in MISSING:
            return 200, "text/csv", b""
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(["who", "what", "when", "value", "unit", "publisher", "address", "published", "document"])
        for week in range(self.week + 1):
            day = FIRST + timedelta(weeks=week)
            value = 30_000 + 60 * week
            if week == self.week and week in WRONG:
                value *= 1000
            source = f"https://example.org/{day}"
            table.writerow(
                ["Norway", "Fast chargers", day, f"{value:,}", "chargers", "Road office", source, day, "own"]
            )
            if week in REVISED:
                share = f"{95.9 - week / 100:.1f}"
                cells = ["Norwegian Road Federation", source, day, "own"]
                table.writerow(["Norway", "Electric share of new cars", 2024, share, "%", *cells])
        return 200, "text/csv", out.getvalue().encode()

    @property
    def day(self):
        """The Monday of the week."""
        return FIRST + timedelta(weeks=self.week)


@pytest.fixture
def home(tmp_path):
    """The tutorial's article, a year earlier."""
    folder = Path(shutil.copytree(TUTORIAL, tmp_path / "home"))
    for file in (path for path in folder.rglob("*") if path.is_file()):
        file.write_text(earlier(file.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def cut(file):
    """Lose the last part of a file."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")


def newest(home):
    return archive.newest(home / "reports")


def without_record(page, day):
    """Leave out of a page on which day it was published."""
    page = re.sub(r'<div class="masthead"><p>Published on [^.]*\.</p></div>', "", page)
    page = re.sub(r" Published on (<time[^>]*>)?[^.<]*(</time>)?\.", "", page).replace(f',"datePublished":"{day}"', "")
    return page.replace(f'<meta property="article:published_time" content="{day}">\n', "")


LOSSES = (
    (lambda home: (home / "reports" / "history.jsonl").unlink(), "history.jsonl"),
    (lambda home: cut(home / "data" / "figures.csv"), "figures.csv|the data lack|the data end"),
    (lambda home: (newest(home) / "report.html").unlink(), "report.html is missing"),
    (lambda home: (home / "data" / "article.toml").unlink(), "article.toml|datapackage.json"),
    (lambda home: cut(home / "reports" / "history.jsonl"), "history.jsonl"),
    (lambda home: (newest(home) / "manifest.json").unlink(), "missing"),
    (lambda home: (home / "report.ipynb").unlink(), "report.ipynb"),
    (lambda home: (home / "reports" / "feed.xml").write_text("damaged"), "feed.xml"),
)


def ask(publisher, address, home, tmp_path):
    """Enter what the publisher serves, and return why that was not possible."""
    try:
        with urllib.request.urlopen(f"{address}/table.csv", timeout=10) as answer:
            (tmp_path / "table.csv").write_bytes(answer.read())
        add(home / "data", tmp_path / "table.csv")
    except (OSError, AnalysisError) as error:
        return str(error)
    return ""


def update(home, day, **given):
    """Run an update, and approve the draft that it leaves."""
    work = UpdateOptions(home / "data", home / "reports", day, offline=True, **given)
    done, code = run(work, lambda _: None, print)
    if code == 4:
        done, code = run(
            UpdateOptions(home / "data", home / "reports", day, approval=done.draft), lambda _: None, print
        )
    assert code == 0
    return done


def stopped(home, day):
    """Run an update that is to be stopped; return what it says."""
    with pytest.raises(AnalysisError) as caught:
        update(home, day)
    return str(caught.value)


@pytest.mark.long
def test_a_year_of_answers_kills_and_losses_ends_with_what_the_final_data_give_in_one_go(home, tmp_path):
    publisher, chance, seen = Publisher(), random.Random(53), Counter()
    with serving(publisher.reply) as server:
        for week in range(WEEKS):
            publisher.week = week
            day = publisher.day
            before = (home / "data" / "figures.csv").read_bytes()
            seen["not served"] += bool(ask(publisher, server.address, home, tmp_path))
            if week in WRONG:
                assert "lies far from all others in fast_chargers" in stopped(home, day)
                (home / "data" / "figures.csv").write_bytes(before)  # a person takes it out again
                seen["wrong"] += 1
            if week and week % 4 == 0:
                command = [
                    sys.executable,
                    "-c",
                    KILLED,
                    str(home),
                    str(day),
                    "",
                    str(chance.randrange(1, 40 if week % 8 else 9)),
                ]
                seen["killed"] += subprocess.run(command, capture_output=True, check=False).returncode == -9
            done = update(home, day, every=1 if week == LAST else 28)
            seen["editions"] += done.event is not None
            if week % 4 == 1:
                harm, cause = LOSSES[week // 4 % len(LOSSES)]
                backup = shutil.copytree(home, tmp_path / "backup", dirs_exist_ok=True)
                harm(home)
                assert re.search(cause, stopped(home, day)), cause
                shutil.rmtree(home)
                shutil.move(backup, home)
                seen["lost"] += 1
    assert (seen["wrong"], seen["lost"], seen["not served"]) == (2, 13, len(LATE | MISSING))
    assert seen["killed"] >= 8
    assert seen["editions"] >= 12

    reports = home / "reports"
    events = archive_integrity.check(reports, load(home / "data"), publisher.day)
    known = [folder.name for folder in archive.editions(reports)]
    assert sorted(history.published(events)) == sorted(known)
    assert not list(reports.glob(".*"))
    data = shutil.copytree(home / "data", tmp_path / "once" / "data")
    shutil.copy(home / "report.ipynb", tmp_path / "once")
    project = open_project(data)
    assert newest(home).name[:10] == project.evidence.newest.isoformat()
    out = tmp_path / "once" / "reports" / newest(home).name[:10]
    build.make(project.create_job(project.notebook, {}, out=out, formats=manifest.FORMATS), lambda _: None)
    for name in manifest.TABLES:
        assert (reports / "latest" / name).read_bytes() == (out / name).read_bytes()
    ours, other = ((folder / "report.html").read_text(encoding="utf-8") for folder in (reports / "latest", out))
    assert "Published on" in ours
    assert without_record(ours, publisher.day) == other
