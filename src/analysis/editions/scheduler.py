"""Notebook jobs of JupyterLab become editions: papermill runs them, and our page and PDF are what they hand back.

These are three classes of jupyter-scheduler, which a settings file that is installed with the package puts in place.
They add an environment to its form; the environments that were there stay, for notebooks that are no reports.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import psutil
from jupyter_scheduler.environments import CondaEnvironmentManager
from jupyter_scheduler.exceptions import SchedulerError
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.models import RuntimeEnvironment, Status
from jupyter_scheduler.orm import Job
from jupyter_scheduler.scheduler import Scheduler
from jupyter_scheduler.utils import get_utc_timestamp

from analysis.dataset.schema import CONTROL
from analysis.editions.build import make
from analysis.editions.job import order
from analysis.editions.manifest import FORMATS
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_scheduler.models import CreateJob, DescribeJob, ListJobsQuery, ListJobsResponse

NAME = "Report (japan-tech)"
"""The environment of our jobs. The form shows the name and hands back the label, so the two have to be the same."""

LABELS = {"html": "HTML", "pdf": "PDF", "ipynb": "Notebook"}
"""What a job can hand back. The names are the endings of the files, by which JupyterLab knows how to open them."""

UNSETTLED = (Status.CREATED, Status.IN_PROGRESS, Status.STOPPING)
LOST = "the job’s process was ended from outside before the report was done; run the job again"
CLOCKS_DIFFER = 60_000  # milliseconds: the start of a process is known to the second, and clocks are set
LONGEST_MESSAGE = 1024  # characters; the column in the scheduler's database holds no more


class Environments(CondaEnvironmentManager):  # type: ignore[misc]
    """What the form offers: our environment first, then those that the scheduler finds by itself."""

    def list_environments(self) -> list[RuntimeEnvironment]:
        """Return every environment that a job can be run in."""
        ours = RuntimeEnvironment(
            name=NAME,
            label=NAME,
            description="Papermill, parameters as typed, and the report as a page and as a PDF",
            file_extensions=["ipynb"],
            output_formats=list(LABELS),
        )
        return [ours, *super().list_environments()]

    def output_formats_mapping(self) -> dict[str, str]:
        """Return every output format with what the form calls it."""
        return {**super().output_formats_mapping(), **LABELS}


class Execution(DefaultExecutionManager):  # type: ignore[misc]
    """How a job is run: as `japan-tech report` runs a notebook, with the same checks and the same files."""

    @property
    def is_ours(self) -> bool:
        """Whether the job is to become an edition."""
        return bool(self.model.runtime_environment_name == NAME)

    def execute(self) -> None:
        """Make an edition and hand over the files asked for; what goes wrong is raised and told by `on_failure`.

        Cells run in the folder in which the server was opened, or in the copy of the notebook's folder if the job takes
        that along. A notebook that failed is handed over as far as it ran.
        """
        if not self.is_ours:
            super().execute()
            return
        job, notebook = self.model, Path(self.staging_paths["input"]).resolve()
        formats = tuple(name for name in job.output_formats if name in FORMATS)
        with TemporaryDirectory(dir=notebook.parent) as private:
            out = Path(private) / "edition"
            with chdir(self.root_dir):  # the data lies there or above
                work = order(str(notebook), job.parameters or {}, data=None, out=out, formats=formats)
            try:
                with chdir(notebook.parent if job.package_input_folder else self.root_dir):
                    make(work, lambda _: None)
            except AnalysisError:
                self._hand_over({"ipynb": Path(f"{work.out}.failed.ipynb")})
                raise
            self._hand_over({name: work.out / f"report.{name}" for name in job.output_formats})

    def _hand_over(self, files: Mapping[str, Path]) -> None:
        """Copy the files that the job was asked for to where the scheduler looks for them."""
        for name, file in files.items():
            if name in self.staging_paths and file.exists():
                shutil.copyfile(file, self.staging_paths[name])

    def on_failure(self, e: Exception) -> None:
        """Mark the job as failed, with a line that says what would be right."""
        if not self.is_ours:
            super().on_failure(e)
            return
        message = told(e)
        with self.db_session() as session:
            _mark_failed(session, self.job_id, message)
            session.commit()
        print(f"japan-tech: job {self.job_id}: {message}", file=sys.stderr)


class Jobs(Scheduler):  # type: ignore[misc]
    """The scheduler's list of jobs, in which a job that can no longer end is told as failed."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Open the list; jobs that a killed server or machine has left are settled."""
        super().__init__(*args, **settings)
        self.settle()

    def create_job(self, model: CreateJob) -> str:
        """Start a job and return its name; refuse an output format without which its details could not be shown."""
        known = self.environments_manager.output_formats_mapping()
        for name in model.output_formats or ():
            if name not in known:
                raise SchedulerError(f"output format {name[:40]!r}: unknown; expected one of {', '.join(known)}")
        job: str = super().create_job(model)
        with self.db_session() as session:  # until it runs, the scheduler would show it as stopped
            fresh = session.query(Job).filter(Job.job_id == job, Job.status == Status.STOPPED, Job.start_time.is_(None))
            fresh.update({"status": Status.CREATED})
            session.commit()
        return job

    def list_jobs(self, query: ListJobsQuery) -> ListJobsResponse:
        """Return the jobs asked for."""
        self.settle()
        return super().list_jobs(query)

    def get_job(self, job_id: str, job_files: bool | None = True) -> DescribeJob:
        """Return a job with its files."""
        self.settle()
        return super().get_job(job_id, job_files)

    def settle(self) -> None:
        """Mark jobs as failed whose process has ended without a word."""
        with self.db_session() as session:
            for job in session.query(Job).filter(Job.status.in_(UNSETTLED)).all():
                if not _is_running(job):
                    _mark_failed(session, job.job_id, LOST)
            session.commit()


def told(error: Exception) -> str:
    """Say in a line what went wrong, without signs that steer a terminal."""
    if isinstance(error, AnalysisError):
        message = "; ".join(error.lines)
    elif isinstance(error, OSError):
        message = f"{error.filename or 'disk'}: {error.strerror}; nothing is left half-written"
    else:
        message = f"{type(error).__name__}: {error}"
    return CONTROL.sub(" ", message)[:LONGEST_MESSAGE]


def _is_running(job: Any) -> bool:
    """Say whether the process of a job runs; its number may have gone to another process since."""
    try:
        process = psutil.Process(job.pid)
        began = 1000 * process.create_time()
        return bool(process.status() != psutil.STATUS_ZOMBIE and began <= job.update_time + CLOCKS_DIFFER)
    except psutil.Error:
        return False


def _mark_failed(session: Any, job_id: str, message: str) -> None:
    ended = {"status": Status.FAILED, "status_message": message, "end_time": get_utc_timestamp()}
    session.query(Job).filter(Job.job_id == job_id, Job.status.in_(UNSETTLED)).update(ended)
