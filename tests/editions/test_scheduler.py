"""Notebook jobs over the REST interface of a real Jupyter server, in the environment as it is installed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ..command import call
from ..servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "0f1e2d"
OURS = "Report (japan-tech)"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
PARAMETERS = 'as_of: str = ""\nfocus: str = "JPN"\npeers: list = ["USA"]'


class Server:
    """A Jupyter server whose folders are its own, and what is asked of it."""

    def __init__(self, root: Path, data: Path) -> None:
        self.root = root
        self.data = data
        self.address = f"http://127.0.0.1:{free_port()}"

    def start(self) -> None:
        """Start the server as a user would, but for places, port and token."""
        own = {f"JUPYTER_{name}_DIR": str(self.root / name) for name in ("CONFIG", "DATA", "RUNTIME")}
        root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        port = self.address.rpartition(":")[2]
        options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0", *root]
        with (self.root / "server.log").open("a") as log:
            self.run = subprocess.Popen(
                [Path(sys.executable).with_name("jupyter"), "server", "--no-browser", *options],
                cwd=self.root,
                env=os.environ | own | {"JAPAN_TECH_DATA": str(self.data)},
                stdout=log,
                stderr=log,
            )
        for _ in range(200):
            try:
                self.ask("GET", "api")
                return
            except OSError:
                time.sleep(0.2)
        pytest.fail((self.root / "server.log").read_text("utf-8"))

    def ask(self, method: str, path: str, body: Any = None) -> bytes:
        """Ask the server; raise `HTTPError` when it answers with an error."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def write(self, name: str, *code: str) -> None:
        """Write a notebook with the parameters of a report and cells of code."""
        cells = [new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
        cells += [new_code_cell(text, id=f"cell-{n}") for n, text in enumerate(code)]
        nbformat.write(new_notebook(cells=cells, metadata=KERNEL), self.root / f"{name}.ipynb")

    def create(self, name: str, parameters: dict[str, str] | None = None, **other: Any) -> str:
        """Create a job on a notebook, as the form does, and return its id."""
        model = {
            "name": name,
            "input_uri": f"{name}.ipynb",
            "runtime_environment_name": OURS,
            "output_formats": ["html", "pdf", "ipynb"],
            "parameters": parameters or {},
        }
        return json.loads(self.ask("POST", "scheduler/jobs", model | other))["job_id"]

    def job(self, job: str) -> dict[str, Any]:
        """The details of a job."""
        return json.loads(self.ask("GET", f"scheduler/jobs/{job}"))

    def ended(self, job: str, *, running: tuple[str, ...] = ("CREATED", "STOPPED", "IN_PROGRESS"), seconds: int = 120):
        """The details of a job once it has ended."""
        until = time.monotonic() + seconds
        while (found := self.job(job))["status"] in running and time.monotonic() < until:
            time.sleep(0.3)
        return found

    def files(self, job: str, *formats: str) -> dict[str, bytes]:
        """What a job handed back, downloaded as the form does: first to the working folder, then from there."""
        self.ask("GET", f"scheduler/jobs/{job}/download_files")
        for _ in range(50):
            paths = {file["file_format"]: file["file_path"] for file in self.job(job)["job_files"]}
            if all(paths[name] for name in formats):
                return {name: self.ask("GET", f"files/{paths[name]}") for name in formats}
            time.sleep(0.2)
        pytest.fail(f"not downloaded: {paths}")


@pytest.fixture(scope="module")
def server(tmp_path_factory, small) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("served"), small)
    server.start()
    try:
        yield server
    finally:
        server.run.send_signal(signal.SIGTERM)
        server.run.wait(60)


def commanded(server: Server, notebook: str, out: Path, parameters: dict[str, str]) -> dict[str, bytes]:
    """What the command makes of a notebook with the same parameters."""
    given = [word for name, value in parameters.items() for word in ("-p", name, value)]
    options = ["--quiet", "--to", "html,pdf", "--data", server.data, "--out", out, *given]
    done = call("report", notebook, *options, cwd=server.root)
    assert (done.returncode, done.stderr) == (0, "")
    return {name: (out / f"report.{name}").read_bytes() for name in ("html", "pdf", "ipynb")}


SMALL = ("import analysis as an\nr = an.load(as_of=as_of, focus=focus, peers=peers)",)
SMALL += ("%%say\nJapan is {imd.JPN.rank}.", "assert focus == 'KOR', focus", "r.source_list()", "r.workings()")


@pytest.mark.long
def test_a_job_hands_back_the_page_the_pdf_and_the_notebook_that_the_command_makes(server, tmp_path):
    server.write("small", *SMALL)
    job = server.create("small", {"focus": "KOR"})
    ended = server.ended(job)
    assert (ended["status"], ended["status_message"]) == ("COMPLETED", None)
    files = server.files(job, "html", "pdf", "ipynb")
    assert files == commanded(server, "./small.ipynb", tmp_path / "out", {"focus": "KOR"})
    assert files["pdf"].startswith(b"%PDF-")
    paths = {file["file_format"]: file["file_path"] for file in server.job(job)["job_files"]}
    kinds = {name: json.loads(server.ask("GET", f"api/contents/{path}?content=0")) for name, path in paths.items()}
    assert kinds["pdf"]["mimetype"] == "application/pdf"
    assert kinds["html"]["mimetype"] == "text/html"


@pytest.mark.long
@pytest.mark.parametrize(
    ("code", "parameters", "message"),
    [
        ("focus", {"focus": "KRO"}, "parameter focus: 'KRO' is unknown"),
        (
            "raise ValueError('no luck')",
            {},
            "cell [3] “raise ValueError('no luck')”: ValueError: no",
        ),
    ],
)
def test_a_job_that_fails_says_why_and_hands_back_the_notebook_as_far_as_it_ran(server, code, parameters, message):
    server.write("failing", code)
    job = server.create("failing", parameters)
    ended = server.ended(job)
    assert ended["status"] == "FAILED"
    assert message in ended["status_message"]
    staged = {path.name for path in (server.root / "DATA" / "scheduler_staging_area" / job).iterdir()}
    assert len(staged) == (1 if parameters else 2)  # the notebook that was given, and as far as it ran
