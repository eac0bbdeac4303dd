"""Notebook jobs of JupyterLab become editions: classes of jupyter-scheduler that a settings file puts in place.

They add an environment to its form; jobs in the other environments run as before.
"""

from __future__ import annotations

import shutil
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_scheduler.environments import CondaEnvironmentManager
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.models import RuntimeEnvironment

from analysis.editions.build import make
from analysis.editions.job import open_project
from analysis.editions.manifest import FORMATS
from analysis.errors import AnalysisError

NAME = "Report (japan-tech)"
"""The environment of our jobs; the form shows the name and hands back the label, so the two have to be the same."""

LABELS = {"html": "HTML", "pdf": "PDF", "ipynb": "Notebook"}


class Environments(CondaEnvironmentManager):  # type: ignore[misc]
    """The environments that the form offers: ours first."""

    def list_environments(self) -> list[RuntimeEnvironment]:
        """Return every environment that a job can run in."""
        ours = RuntimeEnvironment(
            name=NAME,
            label=NAME,
            description="Papermill, parameters as typed, and the report as a page and as a PDF",
            file_extensions=["ipynb"],
            output_formats=list(LABELS),
        )
        return [ours, *super().list_environments()]

    def output_formats_mapping(self) -> dict[str, str]:
        """Return every output format with its label."""
        return {**super().output_formats_mapping(), **LABELS}


class Execution(DefaultExecutionManager):  # type: ignore[misc]
    """Runs a job as `japan-tech report` runs a notebook, with the same checks and the same files."""

    def execute(self) -> None:
        """Make an edition and hand over the files asked for, or the notebook as far as it ran.

        Cells run in the folder in which the server was opened, or in the copy of the notebook's folder if the job takes
        that along.
        """
        job, notebook = self.model, Path(self.staging_paths["input"]).resolve()
        if job.runtime_environment_name != NAME:
            super().execute()
            return
        formats = tuple(name for name in job.output_formats if name in FORMATS)
        with TemporaryDirectory(dir=notebook.parent) as private:
            with chdir(self.root_dir):  # the data lies there or above
                out = Path(private) / "edition"
                work = open_project().create_job(str(notebook), job.parameters or {}, out=out, formats=formats)
            files = {name: work.out / f"report.{name}" for name in job.output_formats}
            try:
                with chdir(notebook.parent if job.package_input_folder else self.root_dir):
                    make(work, lambda _: None)
            except AnalysisError:
                files = {"ipynb": Path(f"{work.out}.failed.ipynb")}
                raise
            finally:
                for name, file in files.items():
                    if name in self.staging_paths and file.exists():
                        shutil.copyfile(file, self.staging_paths[name])
