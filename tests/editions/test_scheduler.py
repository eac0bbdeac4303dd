"""Notebook jobs over the REST interface of a real Jupyter server, in the environment as it is installed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ..command import call, gone
from ..servers import free_port

pytestmark = pytest.mark.long

TOKEN = "0f1e2d"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
PARAMETERS = 'as_of: str = ""\nfocus: str = "JPN"\npeers: list = ["USA"]'


class Server:
    """A Jupyter server whose folders are its own, and what is asked of it."""

    def __init__(self, root: Path, data: Path) -> None:
        self.root, self.data, port = root, data, free_port()
        self.address = f"http://127.0.0.1:{port}"
        own = {f"JUPYTER_{name}_DIR": str(root / name) for name in ("CONFIG", "DATA", "RUNTIME")}
        allowed = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0"]
        self.run = subprocess.Popen(
            [Path(sys.executable).with_name("jupyter"), "server", "--no-browser", *options, *allowed],
            cwd=root,
            env=os.environ | own | {"JAPAN_TECH_DATA": str(data)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert gone(self.answers, seconds=60)

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            return bool(self.ask("GET", "api"))
        except URLError:
            return False

    def ask(self, method: str, path: str, body: object = None) -> bytes:
        """Ask the server; raise `HTTPError` when it answers with an error."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def finish(self, name: str, code: tuple[str, ...], parameters: dict[str, str]) -> dict:
        """Create a job on a notebook of some cells, as the form does, and return its details once it has ended."""
        cells = [new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
        cells += [new_code_cell(text, id=f"cell-{n}") for n, text in enumerate(code)]
        nbformat.write(new_notebook(cells=cells, metadata=KERNEL), self.root / f"{name}.ipynb")
        model = {
            "name": name,
            "input_uri": f"{name}.ipynb",
            "runtime_environment_name": "Report (japan-tech)",
            "output_formats": ["html", "pdf", "ipynb"],
            "parameters": parameters,
        }
        job = json.loads(self.ask("POST", "scheduler/jobs", model))["job_id"]
        assert gone(lambda: self.job(job)["status"] in ("COMPLETED", "FAILED"), seconds=120)
        return self.job(job)

    def job(self, job: str) -> dict:
        """The details of a job."""
        return json.loads(self.ask("GET", f"scheduler/jobs/{job}"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, small):
    server = Server(tmp_path_factory.mktemp("served"), small)
    yield server
    server.run.send_signal(signal.SIGTERM)
    server.run.wait(60)


SMALL = ("import analysis as an\nr = an.load(as_of=as_of, focus=focus, peers=peers)",)
SMALL += ("%%say\nJapan is {imd.JPN.rank}.", "assert focus == 'KOR', focus", "r.source_list()", "r.workings()")


def test_a_job_hands_back_the_page_the_pdf_and_the_notebook_that_the_command_makes(server, tmp_path):
    ended = server.finish("small", SMALL, {"focus": "KOR"})
    assert (ended["status"], ended["status_message"]) == ("COMPLETED", None)
    options = ["--quiet", "--to", "html,pdf", "--data", server.data, "--out", tmp_path / "out", "-p", "focus", "KOR"]
    done = call("report", "./small.ipynb", *options, cwd=server.root)
    assert (done.returncode, done.stderr) == (0, "")
    job = ended["job_id"]  # files are first copied to the working folder
    server.ask("GET", f"scheduler/jobs/{job}/download_files")
    assert gone(lambda: all(file["file_path"] for file in server.job(job)["job_files"]))
    paths = {file["file_format"]: file["file_path"] for file in server.job(job)["job_files"]}
    for name in ("html", "pdf", "ipynb"):
        assert server.ask("GET", f"files/{paths[name]}") == (tmp_path / "out" / f"report.{name}").read_bytes()


@pytest.mark.parametrize(
    ("code", "parameters", "message"),
    [
        ("focus", {"focus": "KRO"}, "parameter focus: 'KRO' is unknown"),
        ("raise ValueError('no luck')", {}, "cell [3] “raise ValueError('no luck')”: ValueError: no"),
    ],
)
def test_a_job_that_fails_says_why_and_hands_back_the_notebook_as_far_as_it_ran(server, code, parameters, message):
    ended = server.finish("failing", (code,), parameters)
    assert ended["status"] == "FAILED"
    assert message in ended["status_message"]
    staged = list((server.root / "DATA" / "scheduler_staging_area" / ended["job_id"]).iterdir())
    assert len(staged) == (1 if parameters else 2)  # the notebook that was given, and as far as it ran
