"""Notebook jobs over the REST interface of a real Jupyter server, in the environment as it is installed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.editions.job import notebooks_folder

from ..made import call
from ..ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "0f1e2d"
OURS = "Report (japan-tech)"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
PARAMETERS = 'as_of: str = ""\nfocus: str = "JPN"\npeers: list = ["USA"]'
ASKED = {"focus": "KOR", "peers": "JPN,USA,DEU"}


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

    def ended(self, job: str, *, running: tuple[str, ...] = ("CREATED", "IN_PROGRESS"), seconds: int = 120):
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

    def kernels(self) -> list[psutil.Process]:
        """The kernels that jobs of this server run."""
        every = psutil.Process(self.run.pid).children(recursive=True)
        return [process for process in every if "ipykernel_launcher" in " ".join(process.cmdline())]


@contextmanager
def serving(root: Path, data: Path) -> Iterator[Server]:
    server = Server(root, data)
    server.start()
    try:
        yield server
    finally:
        server.run.send_signal(signal.SIGTERM)
        server.run.wait(60)


@pytest.fixture(scope="module")
def server(tmp_path_factory, small) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("served"), small) as server:
        yield server


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
def test_a_wrong_parameter_is_told_in_the_line_of_the_command_and_nothing_is_handed_back(server):
    server.write("wrong", "focus")
    job = server.create("wrong", {"focus": "KRO"})
    ended = server.ended(job)
    done = call("report", "./wrong.ipynb", "--data", server.data, "-p", "focus", "KRO", cwd=server.root)
    assert ended["status"] == "FAILED"
    assert ended["status_message"].startswith("parameter focus: 'KRO' is unknown; did you mean KOR?")
    assert done.stderr == f"japan-tech: {ended['status_message']}\n"
    assert ended["end_time"] >= ended["start_time"]
    assert {path.name for path in (server.root / "DATA" / "scheduler_staging_area" / job).iterdir()} == {"wrong.ipynb"}
    assert f"japan-tech: job {job}: {ended['status_message']}\n" in (server.root / "server.log").read_text("utf-8")


@pytest.mark.long
def test_a_cell_that_fails_is_told_with_the_notebook_as_far_as_it_ran(server):
    server.write("failing", "raise ValueError('no \\x1b[31m luck')", "'never'")
    job = server.create("failing")
    ended = server.ended(job)
    assert ended["status"] == "FAILED"
    assert ": ValueError: no  [31m luck; to see the notebook as it ran: jupyter lab " in ended["status_message"]
    assert ended["status_message"].startswith("notebook failing, cell [3], “raise ValueError(")
    ran = nbformat.reads(server.files(job, "ipynb")["ipynb"].decode(), as_version=4)
    assert [output.output_type for cell in ran.cells for output in cell.get("outputs", [])] == ["error"]
    paths = {file["file_format"]: file["file_path"] for file in server.job(job)["job_files"]}
    assert (paths["html"], paths["pdf"]) == (None, None)


@pytest.mark.long
def test_the_form_offers_our_environment_first_and_leaves_the_others(server):
    first, *others = json.loads(server.ask("GET", "scheduler/runtime_environments"))
    assert (first["name"], first["label"]) == (OURS, OURS)  # the form shows the one and hands back the other
    assert [form["name"] for form in first["output_formats"]] == ["html", "pdf", "ipynb"]
    assert [[form["name"] for form in other["output_formats"]] for other in others] == [["ipynb", "html"]] * len(others)
    assert others


@pytest.mark.long
def test_an_output_format_that_nobody_knows_is_refused_before_the_job_is_made(server):
    before = json.loads(server.ask("GET", "scheduler/jobs"))["total_count"]
    server.write("odd", "focus")
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.create("odd", output_formats=["report-html"])
    assert json.loads(refused.value.read())["message"] == (
        "output format 'report-html': unknown; expected one of ipynb, html, pdf"
    )
    assert json.loads(server.ask("GET", "scheduler/jobs"))["total_count"] == before


@pytest.mark.long
def test_the_report_of_another_country_is_byte_for_byte_that_of_the_command(server, tmp_path):
    (server.root / "report.ipynb").write_bytes((notebooks_folder() / "report.ipynb").read_bytes())
    job = server.create("report", ASKED)
    assert server.ended(job)["status"] == "COMPLETED"
    assert server.files(job, "html", "pdf", "ipynb") == commanded(server, "report", tmp_path / "out", ASKED)


@pytest.mark.long
def test_a_number_without_origin_and_a_killed_kernel_are_failures(server):
    server.write("lint", "from IPython.display import HTML\nHTML('<p>7 firms</p>')")
    server.write("killed", "import os\nos.kill(os.getpid(), 9)")
    lint, killed = (server.ended(server.create(name)) for name in ("lint", "killed"))
    assert (lint["status"], killed["status"]) == ("FAILED", "FAILED")
    told = "cell [3], “from IPython.display import HTML”: the number '7' has no origin"
    assert lint["status_message"].startswith(told)
    assert ": the kernel died, perhaps for want of memory" in killed["status_message"]


@pytest.mark.long
def test_a_notebook_that_is_no_report_runs_in_the_other_environment_as_before(server):
    nbformat.write(new_notebook(cells=[new_code_cell("print(6 * 7)")], metadata=KERNEL), server.root / "plain.ipynb")
    _, other, *_ = json.loads(server.ask("GET", "scheduler/runtime_environments"))
    job = server.create("plain", runtime_environment_name=other["name"], output_formats=["ipynb", "html"])
    assert server.ended(job)["status"] == "COMPLETED"
    assert b"42" in server.files(job, "html")["html"]


@pytest.mark.long
def test_a_notebook_beside_files_of_its_own_finds_them_when_its_folder_is_taken_along(server):
    (server.root / "beside").mkdir()
    (server.root / "beside" / "words.txt").write_text("words")
    server.write("beside/own", "assert open('words.txt').read() == 'words'")
    assert server.ended(server.create("beside/own", package_input_folder=True))["status"] == "COMPLETED"


@pytest.mark.long
def test_a_job_whose_process_is_killed_is_failed_at_once_and_one_of_a_killed_server_when_it_starts(tmp_path, small):
    with serving(tmp_path, small) as server:
        server.write("endless", "import time\ntime.sleep(600)")
        first, second = server.create("endless"), server.create("endless")
        for _ in range(200):
            if len(kernels := server.kernels()) == 2:
                break
            time.sleep(0.2)
        runs = [kernel.parent() for kernel in kernels]
        assert {server.job(job)["status"] for job in (first, second)} == {"IN_PROGRESS"}
        runs[0].kill()
        time.sleep(1)
        statuses = [server.job(job)["status"] for job in (first, second)]
        assert sorted(statuses) == ["FAILED", "IN_PROGRESS"]
        server.run.kill()
        server.run.wait(20)
        runs[1].kill()
        server.start()
        for job in (first, second):
            found = server.job(job)
            assert found["status"] == "FAILED"
            assert found["status_message"] == (
                "the job’s process was ended from outside before the report was done; run the job again"
            )
        gone, alive = psutil.wait_procs(kernels, timeout=20)
        assert (len(gone), alive) == (2, [])


@pytest.mark.long
def test_a_job_by_the_clock_is_made_each_minute_with_its_parameters(server):
    server.write("clock", "assert focus == 'KOR', focus")
    model = {"name": "clock", "input_uri": "clock.ipynb", "runtime_environment_name": OURS, "output_formats": ["html"]}
    by_the_clock = {"parameters": {"focus": "KOR"}, "schedule": "* * * * *", "timezone": "UTC"}
    definition = json.loads(server.ask("POST", "scheduler/job_definitions", model | by_the_clock))["job_definition_id"]
    jobs: list[dict[str, Any]] = []
    until = time.monotonic() + 150
    while not jobs and time.monotonic() < until:
        time.sleep(1)
        jobs = json.loads(server.ask("GET", f"scheduler/jobs?job_definition_id={definition}"))["jobs"]
    assert server.ended(jobs[0]["job_id"])["status"] == "COMPLETED"
    server.ask("DELETE", f"scheduler/job_definitions/{definition}")
