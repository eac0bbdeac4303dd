"""A year of Mondays: what came out in that year enters week by week, and everything goes wrong once.

The rates are the Federal Reserve's of that year, as a stored copy has them, served on the loopback; the figures are the
rows of the project's own data, each entered on the Monday after it became public.
"""

from __future__ import annotations

import csv
import os
import pickle
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis.dataset import load
from analysis.editions import archive
from analysis.editions.archive import EventKind
from analysis.sources.publishers import Fred
from analysis.study import STUDY

from .. import services
from ..editions.updating import POPULATION, kept
from ..sources.serving import serving

pytestmark = pytest.mark.long

STRETCH = Path(__file__).parents[1] / "sources" / "answers" / "h10_yen.csv"
MONDAYS = [date(2025, 10, 6) + timedelta(weeks=week) for week in range(52)]
OUTAGES, CRASH, LOSS, CORRECTION, TURN = (MONDAYS[8], MONDAYS[30]), MONDAYS[14], MONDAYS[20], MONDAYS[24], MONDAYS[40]
"""The server gives no answer; the run is killed; rows are missing; a stored rate is another one; a verdict turns."""


class Year:
    """The data as they were before the first Monday, what enters later, and the server of the rates."""

    def __init__(self, folder: Path) -> None:
        self.kept = kept(folder)
        for edition in archive.editions(self.kept.reports):
            edition.rename(folder / "not yet")
        self.waiting = {table: self._cut(table) for table in ("observations.csv", "exchange_rates.csv")}
        self._keep("interfaces.csv", lambda row: row["source_id"] == "fed_h10")
        known = {row["observation_id"] for row in self.kept._rows("observations.csv")}
        self._keep("corrections.csv", lambda row: row["observation_id"] in known)
        with STRETCH.open(encoding="utf-8", newline="") as file:
            self.noon = {row["Date"]: row["Exchange rate"] for row in csv.DictReader(file) if row["Exchange rate"]}
        held = [row for row in self.kept._rows("exchange_rates.csv") if row["source_id"] == "fed_h10"]
        self.noon |= {row["date"]: row["rate"] for row in held}
        self.today = MONDAYS[0]

    def _cut(self, table):
        rows = self.kept._rows(table)
        self.kept._write(table, [row for row in rows if row["published"] < MONDAYS[0].isoformat()])
        return [row for row in rows if row["published"] >= MONDAYS[0].isoformat()]

    def _keep(self, table, wanted):
        rows = self.kept._rows(table)
        self.kept._write(table, [row for row in rows if wanted(row)] or rows[:1])

    def enter(self, today):
        """Enter what became public by a Monday, as somebody would by hand."""
        self.today = today
        for table, waiting in self.waiting.items():
            new = [row for row in waiting if row["published"] <= today.isoformat() and row["source_id"] != "fed_h10"]
            if new:
                key = ("source_id", "quote", "base", "date") if table == "exchange_rates.csv" else ()
                rows = [*self.kept._rows(table), *new]
                self.kept._write(table, sorted(rows, key=lambda row: [row[name] for name in key]) if key else rows)
                self.waiting[table] = [row for row in waiting if row not in new]

    def answer(self, _path):
        """Answer as FRED does on this day, with what is wrong on it."""
        if self.today in OUTAGES:
            return 503, "text/plain", b"down"
        rates = {day: rate for day, rate in self.noon.items() if day < (self.today - timedelta(2)).isoformat()}
        if self.today == LOSS:
            rates = {day: rate for day, rate in rates.items() if not "1990" < day < "2000"}
        if self.today == CORRECTION:
            rates["2024-04-12"] = "151.00"
        lines = ["observation_date,DEXJPUS\n", *(f"{day},{rates[day]}\n" for day in sorted(rates))]
        return 200, "text/csv", "".join(lines).encode()


CHILD = """
import pickle, sys
from analysis.publish.update import run
sys.exit(run(pickle.load(sys.stdin.buffer), lambda _line: None, lambda _line: None)[1])
"""


def apart(order, until=lambda: False):
    """Do a run in a process of its own and return its code; it is killed as soon as `until` says so."""
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, start_new_session=True) as child:
        with child.stdin as pipe:
            pickle.dump(order, pipe)
        while child.poll() is None:
            if until():
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.01)
    return child.returncode


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Live through the year; return it with the codes of the runs and the letters."""
    it = Year(tmp_path_factory.mktemp("year"))
    with services.mail() as post, serving(it.answer) as server:
        fetchers = {"fred": Fred(f"{server.address}/graph/fredgraph.csv")}
        it.codes, it.seen = {}, {}
        for monday in MONDAYS:
            it.enter(monday)
            if monday == TURN:
                it.kept.row(POPULATION, monday.isoformat(), 110_000_000, "110.000 million")
            order = it.kept.on(monday.isoformat(), to=(post.address,), fetchers=fetchers)
            if monday == CRASH:
                before = len(server.asked)
                died = apart(order, until=lambda before=before: len(server.asked) > before)
                assert died == -signal.SIGKILL  # with the answer in its hands
            it.codes[monday] = apart(order)
            if monday == TURN:
                assert apart(replace(order, approval=archive.waiting(it.kept.reports)[0].name)) == 0
            for name, content in it.kept.files().items():
                digest = sha256(content).digest()
                assert it.seen.setdefault(name, digest) == digest, f"{monday}: {name} was changed"
        it.letters = [str(letter["Subject"]).removeprefix(f"{STUDY.title}: ") for _, letter in post.letters]
    return it


def test_each_monday_ends_as_it_should(year):
    told = {day: code for day, code in year.codes.items() if code}
    assert told == {**dict.fromkeys(OUTAGES, 3), LOSS: 3, CORRECTION: 3, TURN: 4}


def test_the_editions_are_those_that_were_due_and_none_was_ever_changed(year):
    record = archive.read(year.kept.reports / archive.FILE)
    published = [event.edition for event in record if event.event in (EventKind.PUBLISHED, EventKind.APPROVED)]
    editions = [path.name for path in archive.editions(year.kept.reports)]
    assert sorted(published) == editions
    assert 3 <= len(editions) <= 26  # far fewer than Mondays: days and daily rates alone are no reason
    hidden = {path.name for path in year.kept.reports.iterdir() if path.name.startswith(".")}
    assert hidden == {".told"}  # how far the history was told


def test_the_history_tells_of_each_failure(year):
    record = archive.read(year.kept.reports / archive.FILE)
    failed = [date.fromisoformat(event.day) for event in record if event.event == EventKind.FAILED]
    assert failed == sorted([*OUTAGES, LOSS, CORRECTION])
    drafts = [event for event in record if event.event == EventKind.DRAFT]
    assert [(event.day, "C08" in str(event.verdicts)) for event in drafts][-1] == (TURN.isoformat(), True)


def test_what_contradicts_the_stored_rates_was_kept_aside_and_all_rates_of_the_year_are_there(year):
    aside = sorted(path.name for path in (year.kept.data / "aside").iterdir())
    assert aside == sorted(f"fed_h10.{day}.csv" for day in (LOSS, CORRECTION))
    rates = load(year.kept.data).rates
    held = {
        r.day.isoformat(): r.value for r in rates.between("USD", "JPY", date(1971, 1, 4), date(2026, 9, 25), "fed_h10")
    }
    last = max(day for day in year.noon if day < (MONDAYS[-1] - timedelta(2)).isoformat())
    assert held == {day: float(rate) for day, rate in year.noon.items() if day <= last}


def test_the_feed_has_an_entry_for_each_edition_and_the_list_offers_the_newest(year):
    editions = [path.name for path in archive.editions(year.kept.reports)]
    feed = ElementTree.parse(year.kept.reports / "feed.xml")
    ids = [entry.text for entry in feed.iter("{http://www.w3.org/2005/Atom}id")]
    assert all(any(name in str(it) for it in ids) for name in editions)
    assert editions[-1] in (year.kept.reports / "index.html").read_text()


def test_people_are_told_of_failures_drafts_and_verdicts_and_of_nothing_else(year):
    told = Counter(subject.partition(" ")[0] if "20" in subject else subject for subject in year.letters)
    assert told["a source failed"] == 4
    drafts = [event for event in archive.read(year.kept.reports / archive.FILE) if event.event == EventKind.DRAFT]
    assert told["draft"] == len(drafts)
    assert set(told) <= {"a source failed", "draft", "edition"}
