"""A process that is asked to end, as systemd and `timeout` ask, says so in a line, clears up, and leaves word."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.cli.common import run_command
from analysis.dataset import digests
from analysis.editions import publication_history as history
from analysis.errors import TerminatedError
from analysis.publish import update
from analysis.publish.update import run

from ..command import COMMAND, gone
from ..editions.updating import kept
from .test_killed import DRIVE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")

SAID = "terminated"


@pytest.mark.parametrize(
    ("sign", "code", "said"),
    [(signal.SIGHUP, 143, SAID), (signal.SIGINT, 130, "interrupted")],
    ids=["closed", "Ctrl-C"],
)
def test_a_command_that_is_asked_twice_to_end_clears_up_once(capsys, monkeypatch, sign, code, said):
    monkeypatch.setattr(sys, "argv", ["work"])
    cleared = []

    def work():
        try:
            os.kill(os.getpid(), sign)
        finally:
            os.kill(os.getpid(), sign)  # timeout asks the process, and then its group
            cleared.append("up")

    before = signal.default_int_handler if sign == signal.SIGINT else signal.SIG_DFL
    kept = signal.signal(sign, before)  # whoever runs this in the background has it ignored
    assert run_command(click.Command("work", callback=work)) == code
    assert capsys.readouterr().err.strip() == f"japan-tech: {said}; nothing is left half-written"
    assert (cleared, signal.signal(sign, kept)) == (["up"], before)


def test_an_update_that_is_asked_to_end_enters_it_in_the_history(tmp_path, monkeypatch):
    def endless(*_):
        raise TerminatedError

    report = kept(tmp_path)
    monkeypatch.setattr(update, "update", endless)
    with pytest.raises(TerminatedError):
        run(report.on("2026-11-09", offline=True), lambda _: None, print)
    event = history.read(report.reports / history.HISTORY_JSONL)[-1]
    assert (event.event, event.why) == ("failed", SAID)


@pytest.fixture
def home(tmp_path):
    """A folder with a temporary folder and a notebook of one's own that says when it is at work, and never ends."""
    (tmp_path / "tmp").mkdir()
    code = "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(99)"
    cells = [new_code_cell("as_of = ''", id="parameters", metadata={"tags": ["parameters"]}), new_code_cell(code)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "mine.ipynb")
    return tmp_path


def started(home, *arguments, command=COMMAND):
    environment = os.environ | {"TMPDIR": str(home / "tmp")}
    return subprocess.Popen(
        [command, *map(str, arguments)],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_report_that_is_asked_to_end_takes_its_kernel_and_its_files_with_it(home, small):
    with started(home, "report", "./mine.ipynb", "--data", small, "--quiet") as process:
        assert gone(lambda: (home / "pid").exists() and (home / "pid").read_text(), seconds=60)
        process.terminate()
        said = process.communicate()
    assert (process.returncode, *said) == (143, "", f"japan-tech: {SAID}; nothing is left half-written\n")
    assert not Path("/proc", (home / "pid").read_text()).exists()
    assert {path.name for path in home.iterdir()} == {"mine.ipynb", "pid", "reports", "tmp"}
    assert [*(home / "tmp").iterdir(), *(home / "reports").iterdir()] == []


def test_a_refresh_that_is_asked_to_end_while_a_server_keeps_it_waiting_leaves_the_data_as_they_were(home, small_copy):
    before = digests.data_digests(small_copy.folder)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        arguments = (address, "refresh", "fed_h10", "--data", small_copy.folder)
        with started(home, "-c", DRIVE, *arguments, command=sys.executable) as process:
            connection, _ = server.accept()
            with connection:
                process.terminate()
                said = process.communicate()
    assert (process.returncode, *said) == (143, "", f"japan-tech: {SAID}; nothing is left half-written\n")
    assert digests.data_digests(small_copy.folder) == before
    assert not list(small_copy.folder.glob(".*"))
    assert list((home / "tmp").iterdir()) == []
