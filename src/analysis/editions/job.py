"""Report jobs: a notebook, its parameters and its output folder, and files of parameters.

A job is made by `create_job` of a `Project`, which checks the parameters before a kernel starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from analysis.dataset.folders import DATA_VARIABLE
from analysis.dataset.text_files import read_text
from analysis.editions import manifest
from analysis.editions.studies import PROJECT_STUDY, STUDY_VARIABLE, name_of
from analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analysis.editions.publication_history import Event
    from analysis.findings.edition_snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Job:
    """A report to be made, with checked parameters.

    Attributes:
        notebook: the notebook to run.
        data: the data folder.
        parameters: the value of every parameter.
        edition: the day of knowledge.
        out: the folder to write.
        formats: the formats to render, of `manifest.FORMATS`.
        study: the name of the study, empty for the project's own.
        stored: the hash of the data when they were checked; if they change, no report is made.
        base: the address below which editions will be served.
        defaults: the default parameters, for the manifest.
        name: the name of its folder, from day, notebook and parameters.
        events: the events of the edition in the history, for the dateline.
        record: the event to be entered in the history when the edition is put in place.
        reason: why a published edition is re-rendered.
        before: that edition as it was.
        draft: whether faults are marked rather than refused.
    """

    notebook: Path
    data: Path
    parameters: dict[str, Any]
    edition: str
    out: Path
    formats: tuple[str, ...]
    study: str = ""
    stored: str = ""
    base: str = ""
    defaults: Mapping[str, Any] | None = None
    name: str = ""
    events: tuple[Event, ...] = ()
    record: Event | None = None
    reason: str = ""
    before: Snapshot | None = None
    draft: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that tell the kernel the data folder and the study."""
        variables = {DATA_VARIABLE: str(self.data.resolve())}
        if self.study:
            variables[STUDY_VARIABLE] = self.study
        return variables

    @property
    def key(self) -> manifest.Content:
        """The cache key: all that determines the files of the report."""
        study = name_of(self.study)
        if study == PROJECT_STUDY:  # a part of the package, which has a hash of its own
            study = ""
        program = manifest.program(self.notebook, self.formats, self.base, study)
        key = manifest.inputs(self.data, self.parameters, program)
        if self.draft:
            key["draft"] = True
        return key

    def reasons_to_make(self, *, force: bool = False) -> list[str]:
        """Return why the report has to be made; empty if its folder holds what would be made."""
        if force:
            return ["a new run was asked for"]
        stored = manifest.read(self.out)
        if stored is not None:
            return list(manifest.differences(self.out, stored, self.key))
        if (self.out / manifest.MANIFEST_JSON).exists():
            return ["its manifest cannot be read"]
        return ["there is none yet"]


def read_parameters(file: Path) -> dict[str, Any]:
    """Read a YAML file of parameters; raise `ParameterError` if it is not one."""
    try:
        content = yaml.safe_load(read_text(file))
    except OSError as error:
        raise ParameterError(f"parameter file {file}: {error.strerror}") from None
    except (RecursionError, ValueError, yaml.YAMLError) as error:  # a date out of range is a ValueError
        mark = getattr(error, "problem_mark", None)  # where the YAML is wrong; lines count from 0
        line = getattr(mark, "line", 0) + 1
        raise ParameterError(f"parameter file {file}:{line}: not YAML; write lines such as as_of: 2024-04-12") from None
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise ParameterError(f"parameter file {file}: no names with values; write lines such as as_of: 2024-04-12")
    return content


def write_parameters(file: Path, given: Mapping[str, Any]) -> None:
    """Write a YAML file of parameters, without those that are None."""
    known = {name: value for name, value in given.items() if value is not None}
    file.write_text(yaml.safe_dump(known, sort_keys=False, allow_unicode=True), encoding="utf-8")
