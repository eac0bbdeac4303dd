"""A data folder with its study, from which the jobs of reports and grids are made.

`open_project` loads the data and the study of a `Project`, whose `create_job` finds the notebook, checks the parameters
and returns a `Job` with the name of its output folder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.dataset import DataError, Evidence, find_data, load
from analysis.dataset.article_folder import is_article
from analysis.dataset.digests import stored_digest
from analysis.editions import archive, manifest
from analysis.editions.job import Job
from analysis.editions.notebooks import (
    accepted_names,
    check_accepted,
    declared_parameters,
    find_notebook,
    is_the_projects,
    notebook_of,
    read_declared,
    read_stated,
)
from analysis.editions.open_edition import open_snapshot
from analysis.editions.output_names import default_folder, notebook_label, report_name, shortened_name, value_in_name
from analysis.editions.studies import STUDY_VARIABLE, study_named
from analysis.errors import EditionError, ParameterError
from analysis.findings import Study, parameters
from analysis.findings.declarations import judgements
from analysis.findings.study_checks import study_faults

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from analysis.editions.publication_history import Event


@dataclass(frozen=True, slots=True)
class Project:
    """A dataset and the study that interprets it, loaded and checked against each other once for many jobs."""

    data: Path
    name: str
    study: Study
    evidence: Evidence
    stored: str

    @property
    def is_of_article(self) -> bool:
        """True if the data are those of a user's article."""
        return is_article(self.data)

    @property
    def notebook(self) -> str:
        """The default notebook: the project's report, or the one beside the data of an article."""
        return notebook_of(self.data)

    def create_job(
        self,
        name: str,
        given: Mapping[str, Any],
        *,
        out: Path | None = None,
        formats: tuple[str, ...] = (),
        reason: str = "",
        events: tuple[Event, ...] = (),
        base: str = "",
        draft: bool = False,
    ) -> Job:
        """Return a job that can be run.

        Args:
            name: the name of a notebook of the project, or the path of a user's.
            given: parameters other than the default.
            out: the folder to write; by default it follows from notebook, data and study.
            formats: the formats to render.
            reason: why a published edition is re-rendered; without one that is refused.
            events: the events that the history will have of the edition.
            base: the address below which editions will be served.
            draft: mark faults rather than refuse them; such a report is never an edition.

        Raises:
            UnknownNameError: there is no such notebook.
            ParameterError: a parameter is unknown, has a wrong value, or is not taken by the notebook.
            EditionError: the folder contains something that would be lost.
        """
        notebook = find_notebook(name)
        checked = self._checked_job(notebook, notebook_label(notebook), given)
        has_default_study = not self.name and not os.environ.get(STUDY_VARIABLE)
        if out is None:
            folder_name = f"{checked.name}-draft" if draft else checked.name
            out = default_folder(folder_name, notebook, self.data, has_default_study=has_default_study)
        target = Path(os.path.realpath(out))

        # A published edition is replaced only as a whole: its day, by default, in all formats. It lies in a folder
        # beside the data, and a job with default parameters has no name but its day
        is_in_place = self.data.resolve() == target.parent.parent / "data" and has_default_study
        is_whole = is_in_place and set(formats) == set(manifest.FORMATS) and checked.name == target.name[:10]
        published_events = archive.events_of_published(target, reason=reason, is_whole=is_whole)
        if draft and archive.day_and_number(target.name):
            raise EditionError(f"{target}: is named like an edition, which no draft is; such as {target.name}-draft")
        manifest.check_replaceable(target)
        before = open_snapshot(str(target), self.data, self.evidence, self.study) if published_events else None
        return replace(
            checked,
            out=target,
            formats=formats,
            base=base,
            events=events or published_events,
            reason=reason,
            before=before,
            draft=draft,
        )

    def create_jobs(
        self, name: str, sets: Iterable[Mapping[str, Any]], within: Path, formats: tuple[str, ...], base: str = ""
    ) -> Iterator[Job]:
        """Yield the job of each set of parameters of a grid, each into a folder of its own `within` another one.

        An empty value means that the parameter is not given, except for a string parameter of a user's notebook.
        """
        notebook = find_notebook(name)
        within = Path(os.path.realpath(within))
        # All reports in the folder are of one notebook, so a user's needs no path in their names
        label = notebook_label(notebook) if is_the_projects(notebook) else [notebook.stem]
        accepted = accepted_names(notebook)
        declared = self._user_parameters(notebook)
        for values in sets:
            given = {}
            for parameter, value in values.items():
                may_be_empty = isinstance(declared.get(parameter), str)
                if value != "" or may_be_empty:
                    given[parameter] = value
            checked = self._checked_job(notebook, label, given, accepted, declared)
            yield replace(checked, out=within / checked.name, formats=formats, base=base)

    def _user_parameters(self, notebook: Path) -> dict[str, Any]:
        """Return the parameters that a user's notebook declares beside those of the study, with their defaults."""
        if is_the_projects(notebook):
            return {}
        return read_declared(notebook, parameters.names(self.study))

    def _checked_job(
        self,
        notebook: Path,
        label: list[str],
        given: Mapping[str, Any],
        accepted: Collection[str] | None = None,
        declared: dict[str, Any] | None = None,
    ) -> Job:
        """Check parameters and return a job with its name, without output folder and formats.

        `accepted` and `declared` are read from the notebook unless they are given, as for many jobs of one notebook.
        """
        if accepted is None:
            accepted = accepted_names(notebook)
        if declared is None:
            declared = self._user_parameters(notebook)
        known = parameters.names(self.study)
        notebook_parameters = declared_parameters(given, declared, known)
        check_accepted(given, notebook, accepted, (*declared, *known))

        # Check the parameters of the study, those on the command line before those in the notebook
        stated = {} if is_the_projects(notebook) else read_stated(notebook, known)
        study_parameters = dict(stated)
        for parameter, value in given.items():
            is_default = value in ("", None)
            if parameter not in declared and not is_default:
                study_parameters[parameter] = value
        is_grid = is_the_projects(notebook) and notebook.stem == "grid"
        check = _check_of_grid if is_grid else _check_of_report
        checked = check(study_parameters, self)

        name = report_name(label, checked.day, checked.values, self.study, stated.keys() - given.keys())
        for parameter, value in notebook_parameters.items():
            if value != declared[parameter]:
                name += f"-{parameter}-{value_in_name(value)}"
        return Job(
            notebook,
            self.data,
            checked.values | notebook_parameters,
            checked.day,
            out=Path(),
            formats=(),
            study=self.name,
            stored=self.stored,
            defaults=checked.defaults | declared,
            name=shortened_name(name),
        )


def open_project(data: Path | None = None, study: str = "", stored: str = "") -> Project:
    """Load data and study. Raises `DataError` if the data lack something that the study needs.

    Args:
        data: the data folder, by default the project's.
        study: MODULE:NAME or FILE.py:NAME, by default the project's own.
        stored: the hash of the data if they were compared before; by default the hash of the present data.
    """
    folder = data or find_data()
    opened_study = study_named(study, data)
    if not stored and folder.is_dir():  # `load` names a folder that is missing
        stored = stored_digest(folder)  # before the data are read, so that a change in between is noticed
    evidence = load(folder)
    defects = study_faults(evidence, opened_study, judgements(opened_study.topics))
    if defects:
        raise DataError(defects)
    return Project(folder, study, opened_study, evidence, stored)


class CheckedParameters(NamedTuple):
    """The value of each parameter, the day of the edition, and the default parameters."""

    values: dict[str, Any]
    day: str
    defaults: dict[str, Any]


def _check_of_report(given: Mapping[str, Any], project: Project) -> CheckedParameters:
    """Check the parameters of a report; raise `ParameterError`."""
    checked = parameters.check(given, project.evidence, project.study)
    default = parameters.default(project.study, project.evidence.newest, checked.focus)
    # Default peers depend on the focus of this report; the default focus is that of the study
    defaults = parameters.as_arguments(default) | {"focus": project.study.focus}
    return CheckedParameters(parameters.as_arguments(checked), str(checked.as_of), defaults)


def _check_of_grid(given: Mapping[str, Any], project: Project) -> CheckedParameters:
    """Check the parameters of the notebook on a grid, which takes only the day and the folder of the grid's tables.

    `check_accepted` has refused all others.
    """
    checked = parameters.check({"as_of": given.get("as_of")}, project.evidence, project.study)
    day = checked.as_of.isoformat()
    folder = str(given.get("grid") or "")
    _, verdicts_csv = manifest.TABLES
    verdicts = Path(folder, verdicts_csv)
    if folder and not verdicts.is_file():
        made_by = f"japan-tech grid FILE --findings --out {folder} writes it"
        raise ParameterError(f"parameter grid: {verdicts} is not there; {made_by}")
    defaults = {"as_of": project.evidence.newest.isoformat(), "grid": ""}
    return CheckedParameters({"as_of": day, "grid": folder}, day, defaults)
