"""Report jobs: a notebook, its parameters and its output folder, validated before a kernel starts.

`open_project` loads the data and the study of a `Project`, whose `create_job` finds the notebook, checks the parameters
and returns a `Job`.
"""

from __future__ import annotations

import ast
import json
import os
import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import yaml

from analysis.dataset import DataError, Evidence, find_data, homes, load
from analysis.dataset.article import is_article
from analysis.dataset.loading import DATA_VARIABLE, stored_digest
from analysis.dataset.schema import read_text
from analysis.editions import archive, manifest
from analysis.editions.snapshots import open_snapshot
from analysis.editions.studies import PROJECT_STUDY, STUDY_VARIABLE, name_of, reports_of, study_named
from analysis.errors import EditionError, ParameterError, UnknownNameError, nearest
from analysis.findings import Study, parameters
from analysis.findings.contract import contract_faults
from analysis.findings.declarations import judgements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from analysis.editions.publication_history import Event
    from analysis.findings.diff import Snapshot

APPS = frozenset({"explore"})
"""Notebooks to be worked with, of which no report is made."""

UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""The errors raised for a file that is not JSON or not a notebook."""

LONGEST_NAME = 200
"""Maximum bytes in the name of a folder; file systems allow 255, and temporary names beside it are longer."""

KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
}
"""Parameter types of user notebooks, inferred from default values, and their names in messages."""


def find_notebook(name: str) -> Path:
    """Return the path of a notebook of the project, given its name, or of a user's notebook, given its path."""
    folder = notebooks_folder()
    is_path = name.endswith(".ipynb") or "/" in name or "\\" in name
    if is_path:
        path = _user_notebook(name)
        if path.parent != folder:
            return path
        name = path.stem
    known = sorted({path.stem for path in folder.glob("*.ipynb")} - APPS)
    if name not in known:
        if not is_path and Path(f"{name}.ipynb").is_file():
            raise UnknownNameError(f"notebook {name!r}: unknown; did you mean ./{name}.ipynb?")
        hint = nearest(name, known, f"expected one of {', '.join(known)}, or the path of your own")
        raise UnknownNameError(f"notebook {name!r}: unknown{hint}")
    return folder / f"{name}.ipynb"


def _user_notebook(name: str) -> Path:
    """Return the path of a user's notebook; raise `UnknownNameError` if there is none, or it is none of version 4."""
    path = Path(name).resolve()
    if path.suffix != ".ipynb" or not path.is_file():
        raise UnknownNameError(
            f"notebook {name!r}: no such .ipynb file; give the path of one, or the name of one of the project's"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        is_notebook = content["nbformat"] == 4 and isinstance(content["metadata"], dict)
        for cell in content["cells"]:
            has_parts = isinstance(cell["source"], str | list) and isinstance(cell["metadata"], dict)
            is_notebook = is_notebook and has_parts
    except UNREADABLE:
        is_notebook = False
    if not is_notebook:
        raise UnknownNameError(f"notebook {name!r}: not a notebook; open it in JupyterLab and save it again")
    return path


def notebooks_folder() -> Path:
    """Return the notebooks folder of the checkout that contains the working folder, or else the installed one.

    Raises `UnknownNameError` if a checkout has no report notebook, rather than fall back to the installed one.
    """
    for root in homes():
        report = root / "notebooks" / "report.ipynb"
        if report.is_file():
            return report.parent
        if (root / "pyproject.toml").is_file():
            raise UnknownNameError(f"{report}: is missing; restore it")
    raise UnknownNameError("no notebooks folder found here or above")


def notebook_of(data: Path) -> str:
    """Return the report notebook for a data folder: the project's, or the one beside the data of an article."""
    return str(data.parent / "report.ipynb") if is_article(data) else "report"


def is_the_projects(notebook: Path) -> bool:
    """True if a notebook is one of the project's."""
    return notebook.parent == notebooks_folder()


def _notebook_label(notebook: Path) -> list[str]:
    """Return the parts of a report's name that identify its notebook: none for the report of project or article."""
    if is_the_projects(notebook) or is_article(notebook.parent / "data"):
        return [] if notebook.stem == "report" else [notebook.stem]
    return [_short_path(notebook.with_suffix(""))]


def _short_path(path: Path) -> str:
    """Write a path below the working folder with plus signs, such as drafts+mine; any other with a hash, mine-0a1b2c.

    This gives the reports of different notebooks, and of different data folders, different names.
    """
    here = Path.cwd().resolve()
    parts = path.relative_to(here).parts if path.is_relative_to(here) else ()
    if parts and not any("+" in part for part in parts):
        return "+".join(parts)
    return f"{path.name}-{sha256(str(path).encode()).hexdigest()[:6]}"


def _default_folder(name: str, notebook: Path, data: Path, *, has_default_study: bool) -> Path:
    """Return the default output folder of a report.

    The project's reports folder is only for its own notebooks, data and study; other reports go to the working folder.
    There, every report made by hand is a preview: only an update publishes.
    """
    is_of_article = is_article(data) and data.resolve() == notebook.parent / "data"
    is_project_data = data.resolve() == notebooks_folder().parent / "data"
    is_of_project = is_project_data and has_default_study and is_the_projects(notebook)
    if is_of_article or is_of_project:
        return reports_of(data) / archive.PREVIEW / name
    if not is_project_data:
        name = _shorten(f"{name}-from-{_short_path(data.resolve())}")
    return Path.cwd() / "reports" / name


def _shorten(name: str) -> str:
    """Shorten a name that is too long for file systems to its beginning and a hash."""
    content = os.fsencode(name)
    if len(content) <= LONGEST_NAME:
        return name
    end = f"-{sha256(content).hexdigest()[:12]}"
    return content[: LONGEST_NAME - len(end)].decode(errors="ignore") + end


def _report_name(
    label: list[str], edition: str, checked: Mapping[str, Any], study: Study, stated: Collection[str]
) -> str:
    """Return the folder name of a report, with its notebook unless that is the report, and parameters not at default.

    Parameters that are `stated` in the notebook itself are left out.
    """
    # Other defaults, such as the countries compared, depend on the focus of this report; the focus itself is compared
    # with that of the study. The default day does not matter, as the day is in every name.
    focus = str(checked.get("focus", study.focus))
    default = parameters.as_arguments(parameters.default(study, date.min, focus))
    default["focus"] = study.focus

    parts = [edition, *label]
    left_out = ("as_of", *stated)
    for name, value in checked.items():
        if name in default and name not in left_out and value != default[name]:
            parts += [name, parameters.as_text(value, separator="+")]
    return "-".join(parts)


def _assignments(notebook: Path) -> Iterator[tuple[str, ast.expr]]:
    """Yield the name and the default of each parameter in the cell tagged `parameters`."""
    for cell in _code_cells(notebook):
        if "parameters" not in _tags(cell):
            continue
        try:
            statements = ast.parse("".join(cell["source"])).body
        except SyntaxError:  # the run reports it
            continue
        for statement in statements:
            if isinstance(statement, ast.Assign):  # focus = "AVO"
                target = statement.targets[0]
            elif isinstance(statement, ast.AnnAssign):  # focus: str = "AVO"
                target = statement.target
            else:
                continue
            if isinstance(target, ast.Name) and statement.value:
                yield target.id, statement.value


def parameter_names(notebook: Path) -> list[str]:
    """Return the names of the parameters that a notebook declares in its cell tagged `parameters`."""
    return [name for name, _ in _assignments(notebook)]


def _declared(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return the defaults in the cell tagged `parameters`, without those of the study's parameters, `known`."""
    declared: dict[str, Any] = {}
    for name, default in _assignments(notebook):
        try:
            value = ast.literal_eval(default)
        except ValueError:
            continue  # an expression, whose type is not known before it runs
        if type(value) in KINDS and name not in known:
            declared[name] = value
    return declared


def _stated(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return the values that a user's notebook gives the study's parameters, `known`, in its cell of parameters."""
    stated = {}
    for name, value in _declared(notebook, known=()).items():
        is_default = value in ("", [])  # as a parameter is written that is not set
        if name in known and not is_default:
            stated[name] = value
    return stated


def _accepted_names(notebook: Path) -> Collection[str]:
    """Return the parameters that may be set in a notebook.

    A notebook of the project declares them. A user's may use any name in its code, even one that it does not declare:
    papermill sets it all the same.
    """
    if is_the_projects(notebook):
        return parameter_names(notebook)
    code = ["".join(cell["source"]) for cell in _code_cells(notebook) if "parameters" not in _tags(cell)]
    return set(re.findall(r"\w+", "\n".join(code)))


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def _code_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook as they stand in its JSON."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _check_accepted(
    given: Mapping[str, Any], notebook: Path, accepted: Collection[str], known: Collection[str]
) -> None:
    """Raise `ParameterError` for a parameter that a notebook does not take, and name the notebooks that take it.

    Names that are not `known` are accepted in a user's notebook: if its cell of parameters declares any, they were
    refused by `_notebook_parameters`, and otherwise the check of the study's parameters refuses them.
    """
    for name in given:
        if name in accepted:
            continue
        does_not = f"parameter {name}: {notebook.name} does not"
        taken = ", ".join(parameter for parameter in known if parameter in accepted) or "none"
        if not is_the_projects(notebook):
            if name in known:
                raise ParameterError(f"{does_not} use it; it uses {taken}")
            continue

        reports = [path for path in sorted(notebook.parent.glob("*.ipynb")) if path.stem not in APPS]
        others = [path.stem for path in reports if name in parameter_names(path)]
        if others:
            raise ParameterError(f"{does_not} take it; these notebooks do: {', '.join(others)}")
        if name in known:
            raise ParameterError(f"{does_not} take it; it takes {taken}")
        hint = nearest(name, known, f"expected one of {', '.join(accepted)}")
        raise ParameterError(f"parameter {name}: unknown{hint}")


def _notebook_parameters(
    given: Mapping[str, Any], declared: Mapping[str, Any], known: Collection[str]
) -> dict[str, Any]:
    """Return the value of each parameter that a user's notebook declares: the given one, or else its default.

    The study's parameters, `known`, are not among them; they are checked elsewhere. Raises `ParameterError` for a wrong
    value, and for a name that is neither declared nor known. If the notebook declares nothing, all names pass.
    """
    for name in given:
        if declared and name not in declared and name not in known:
            names = [*known, *declared]
            hint = nearest(name, names, f"expected one of {', '.join(names)}")
            raise ParameterError(f"parameter {name}: unknown{hint}")
    values = dict(declared)
    for name, default in declared.items():
        if name in given:
            values[name] = _converted(name, given[name], default)
    return values


def _converted(name: str, value: Any, default: Any) -> Any:
    """Convert a value to the type of the default; on the command line all values are strings."""
    kind = type(default)
    try:
        if isinstance(value, str) and kind is bool:  # bool("false") is True
            value = {"true": True, "false": False}[value.lower()]
        elif isinstance(value, str) and kind is list:
            value = value.split(",")
        elif isinstance(value, str) or (type(value) is int and kind is float):
            value = kind(value)
        if type(value) is kind:
            return value
    except (KeyError, ValueError):
        pass
    raise ParameterError(f"parameter {name}: {str(value)[:40]!r} is not {KINDS[kind]}, as in the notebook")


def _value_in_name(value: Any) -> str:
    """Write a value for the name of a folder, escaping the characters that join its parts.

    >>> _value_in_name("half-year"), _value_in_name(["A+B", ""])
    ('half%2Dyear', 'A%2BB+%')
    """
    if isinstance(value, list):
        items = [_value_in_name(str(item)).replace("+", "%2B") for item in value]
        return "+".join(item or "%" for item in items)  # [""] and [] have different names
    if isinstance(value, str):
        return quote(value, safe=" +,").replace("-", "%2D")
    return str(value)


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
        checked = self._checked_job(notebook, _notebook_label(notebook), given)
        has_default_study = not self.name and not os.environ.get(STUDY_VARIABLE)
        if out is None:
            folder_name = f"{checked.name}-draft" if draft else checked.name
            out = _default_folder(folder_name, notebook, self.data, has_default_study=has_default_study)
        target = Path(os.path.realpath(out))

        # A published edition is replaced only as a whole: its day, by default, in all formats
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
        label = _notebook_label(notebook) if is_the_projects(notebook) else [notebook.stem]
        accepted = _accepted_names(notebook)
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
        return _declared(notebook, parameters.names(self.study))

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
            accepted = _accepted_names(notebook)
        if declared is None:
            declared = self._user_parameters(notebook)
        known = parameters.names(self.study)
        notebook_parameters = _notebook_parameters(given, declared, known)
        _check_accepted(given, notebook, accepted, (*declared, *known))

        # Check the parameters of the study, those on the command line before those in the notebook
        stated = {} if is_the_projects(notebook) else _stated(notebook, known)
        study_parameters = dict(stated)
        for parameter, value in given.items():
            is_default = value in ("", None)
            if parameter not in declared and not is_default:
                study_parameters[parameter] = value
        is_grid = is_the_projects(notebook) and notebook.stem == "grid"
        check = _check_of_grid if is_grid else _check_of_report
        checked = check(study_parameters, self)

        name = _report_name(label, checked.day, checked.values, self.study, stated.keys() - given.keys())
        for parameter, value in notebook_parameters.items():
            if value != declared[parameter]:
                name += f"-{parameter}-{_value_in_name(value)}"
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
            name=_shorten(name),
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
    if not stored and folder.is_dir():
        stored = stored_digest(folder)  # before the data are read, so that a change in between is noticed
    evidence = load(folder)
    defects = contract_faults(evidence, opened_study, judgements(opened_study.topics))
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
    defaults = parameters.as_arguments(default) | {"focus": project.study.focus}
    return CheckedParameters(parameters.as_arguments(checked), str(checked.as_of), defaults)


def _check_of_grid(given: Mapping[str, Any], project: Project) -> CheckedParameters:
    """Check the parameters of the notebook on a grid, which takes only the day and the folder of the grid's tables."""
    checked = parameters.check({"as_of": given.get("as_of")}, project.evidence, project.study)
    day = checked.as_of.isoformat()
    folder = str(given.get("grid") or "")
    verdicts = Path(folder, manifest.TABLES[1])
    if folder and not verdicts.is_file():
        made_by = f"japan-tech grid FILE --findings --out {folder} writes it"
        raise ParameterError(f"parameter grid: {verdicts} is not there; {made_by}")
    defaults = {"as_of": project.evidence.newest.isoformat(), "grid": ""}
    return CheckedParameters({"as_of": day, "grid": folder}, day, defaults)


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
