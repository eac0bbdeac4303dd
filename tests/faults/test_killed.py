"""Killed outright, at any step or instant: the data load, nothing stored is lost, and the next run makes it good."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress

import pytest

from analysis.dataset import load
from analysis.editions import archive
from analysis.editions import publication_history as history
from analysis.editions.archive_integrity import damage

from ..editions.updating import EDITION, POPULATION, kept
from ..servers import serving
from ..sources.publisher_answers import as_fred, forget_newer, held, newer
from .stepping import STEPPING

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed as Linux does it")

KILL_AT = (
    STEPPING
    + """
from pathlib import Path
from analysis.dataset import load
from analysis.sources import ingestion
data = Path(sys.argv[1])
ingestion.load = lambda _: None  # which takes its time, and is no step of a writer
document = dict.fromkeys(["published", "url", "note"], "") | {
    "document_id": "fed_h10_2030_01_01", "publisher": "Board", "title": "Rates", "language": "en",
    "seen": "2030-01-01", "kind": "own", "checksum": "sha256:" + "0" * 64,
}
rate = {
    "date": "2029-12-28", "base": "USD", "quote": "JPY", "rate": "150.00", "precision": "0.01", "source_id": "fed_h10",
    "published": "2029-12-31", "document_id": "fed_h10_2030_01_01", "locator": "column", "confirmed_by": "",
}
names = ("documents.csv", "exchange_rates.csv")
before = {name: (data / name).read_bytes() for name in names}
def work():
    with ingestion._locked(data):
        ingestion.add_rows(data, {"exchange_rates": [rate], "documents": [document]})
for limit, is_done in killed_at_each_step(work):
    now = {name: (data / name).read_bytes() for name in names}
    print(*(int(now[name] != before[name]) for name in names))
    assert all(content.startswith(before[name][:1000]) and content.endswith(b"\\n") for name, content in now.items())
    if is_done:
        break
    with ingestion._locked(data):
        pass
    assert not list(data.glob(".*")), limit
    for name, content in before.items():
        (data / name).write_bytes(content)
load(data)
"""
)


def test_killed_at_any_step_of_a_refresh_what_rests_on_a_file_never_stands_before_it(few_copy):
    few_copy.write("exchange_rates.csv", [row for row in few_copy.rows("exchange_rates.csv") if row[5] != "fed_h10"])
    command = [sys.executable, "-c", KILL_AT, few_copy.folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = Counter(done.stdout.splitlines())
    assert list(found) == ["0 0", "1 0", "1 1"]  # documents, rates
    assert found.total() > 30


DRIVE = """
import sys
from analysis.sources import FETCHERS
from analysis.sources.fetchers import Fred
from analysis.cli import main
FETCHERS["fred"] = Fred(sys.argv.pop(1))
main()
"""


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_an_update_killed_at_any_instant_harms_no_edition_and_the_next_one_publishes(tmp_path, seed):
    report, chance = kept(tmp_path), random.Random(seed)
    data, before = report.data, report.files()
    forget_newer(data)
    report.doubtful_row(POPULATION, "2026-11-05", 110_000_000, "110.000 million")
    head, *rows = (data / "interfaces.csv").read_text().splitlines(keepends=True)
    (data / "interfaces.csv").write_text("".join([head, *(row for row in rows if row.startswith("fed_h10,"))]))
    body = as_fred(held(data) | newer())
    with serving(lambda _: (200, "text/csv", body)) as server:
        arguments = ("update", "--unattended", "--quiet", "--reports", report.reports, "--data", data)
        command = [sys.executable, "-c", DRIVE, server.address, *map(str, arguments)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as process:
            time.sleep(chance.uniform(1, 16))
            with suppress(ProcessLookupError):
                (os.killpg if seed % 2 else os.kill)(process.pid, signal.SIGKILL)
        load(data)
        assert {name: report.files()[name] for name in before} == before
        assert [damage(edition) for edition in archive.editions(report.reports)] in ([""], ["", ""])
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert {name: report.files()[name] for name in before} == before
    old, new = archive.editions(report.reports)
    assert (old.name, damage(new)) == (EDITION.name, "")
    events = history.read(report.reports / history.HISTORY_JSONL)
    assert [event.edition for event in events if event.event == "published"] == [old.name, new.name]
    assert not list(report.reports.glob(".*"))
