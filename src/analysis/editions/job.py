"""Report jobs: a notebook, its parameters and its output folder, validated before a kernel starts."""

from __future__ import annotations

import ast
import json
import os
import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.dataset import DataError, Evidence, find_data, homes, load
from analysis.dataset.article import is_article
from analysis.dataset.loading import DATA_VARIABLE, stored_digest
from analysis.dataset.schema import read_text
from analysis.editions import archive, manifest
from analysis.editions.snapshots import open_snapshot
from analysis.editions.studies import OWN, STUDY_VARIABLE, name_of, reports_of, study_named
from analysis.errors import EditionError, ParameterError, UnknownNameError, nearest
from analysis.findings import Study, parameters
from analysis.findings.contract import contract_faults
from analysis.findings.declarations import judgements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from analysis.editions.archive import Event
    from analysis.findings.diff import Snapshot

APPS = frozenset({"explore"})
"""Notebooks to be worked with, of which no report is made."""

UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What is raised for a file that is not JSON or not a notebook."""

LONGEST_NAME = 200
"""Bytes in the name of a folder; file systems take 255, and temporary names beside it are longer."""

KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
}
"""The types that a parameter of one's own notebook may have, which its default value tells, and their names."""


def find_notebook(name: str) -> Path:
    """Return the path of one of the project's notebooks by its name, or of one's own by its path."""
    ours = notebooks_folder()
    if any(sign in name for sign in "/\\") or name.endswith(".ipynb"):
        path = _own_notebook(name)
        if path.parent != ours:
            return path
        name = path.stem
    known = sorted({path.stem for path in ours.glob("*.ipynb")} - APPS)
    if name not in known:
        hint = nearest(name, known, f"expected one of {', '.join(known)}, or the path of your own")
        raise UnknownNameError(f"notebook {name!r}: unknown{hint}")
    return ours / f"{name}.ipynb"


def _own_notebook(name: str) -> Path:
    path = Path(name).resolve()
    if path.suffix != ".ipynb" or not path.is_file():
        raise UnknownNameError(
            f"notebook {name!r}: no such .ipynb file; give the path of one, or the name of one of the project's"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        is_sound = content["nbformat"] == 4 and isinstance(content["metadata"], dict)
        is_sound &= all(isinstance(cell["metadata"], dict) for cell in content["cells"] if cell["source"] is not None)
    except UNREADABLE:
        is_sound = False
    if not is_sound:
        raise UnknownNameError(f"notebook {name!r}: not a notebook; open it in JupyterLab and save it again")
    return path


def notebooks_folder() -> Path:
    """Return the notebooks of the project that the working folder lies in, or else the installed ones.

    Nothing stands in for a notebook that a checkout of the project lacks.
    """
    for root in homes():
        found = root / "notebooks" / "report.ipynb"
        if found.is_file():
            return found.parent
        if (root / "pyproject.toml").is_file():
            raise UnknownNameError(f"{found}: is missing; restore it")
    raise UnknownNameError("no notebooks folder found here or above")


def notebook_of(data: Path) -> str:
    """Return the notebook of the report on a data folder: the project's, or that beside the data of an article."""
    return str(data.parent / "report.ipynb") if is_article(data) else "report"


def is_the_projects(notebook: Path) -> bool:
    """Whether a notebook is one of the project's own."""
    return notebook.parent == notebooks_folder()


def _label(notebook: Path) -> list[str]:
    """Return how a notebook shows in the name of its report; that of the project or of an article goes without."""
    if is_the_projects(notebook) or is_article(notebook.parent / "data"):
        return [] if notebook.stem == "report" else [notebook.stem]
    return [_short_path(notebook.with_suffix(""))]


def _short_path(path: Path) -> str:
    """Write a path below the working folder with plus signs, such as drafts+mine; any other with a hash.

    So no two notebooks, and no two data folders, share the name of a report.
    """
    here = Path.cwd().resolve()
    parts = path.relative_to(here).parts if path.is_relative_to(here) else ()
    if parts and not any("+" in part for part in parts):
        return "+".join(parts)
    return f"{path.name}-{sha256(str(path).encode()).hexdigest()[:6]}"


def _place(name: str, notebook: Path, data: Path, *, is_own_study: bool) -> Path:
    """Return where a report goes unless somebody says where.

    The project's reports folder is for its own notebooks, data and study; other reports go to the working folder. Where
    there is a history, every report made by hand is a preview.
    """
    reports = reports_of(data)
    is_of_article = is_article(data) and data.resolve() == notebook.parent / "data"
    is_own_data = data.resolve() == notebooks_folder().parent / "data"
    if is_of_article or (is_own_data and is_own_study and is_the_projects(notebook)):
        return reports / archive.PREVIEW / name if (reports / archive.FILE).exists() else reports / name
    return Path.cwd() / "reports" / (name if is_own_data else _fit(f"{name}-from-{_short_path(data.resolve())}"))


def _fit(name: str) -> str:
    """Shorten a name that no file system takes to its beginning and a hash."""
    content = os.fsencode(name)
    if len(content) <= LONGEST_NAME:
        return name
    end = f"-{sha256(content).hexdigest()[:12]}"
    return content[: LONGEST_NAME - len(end)].decode(errors="ignore") + end


def _name(label: list[str], edition: str, checked: Mapping[str, Any], study: Study, stated: Collection[str]) -> str:
    """Name the folder of a report; a notebook other than the report and parameters other than the default show.

    Those that the notebook itself has stated do not.
    """
    parts = [edition, *label]
    focus = str(checked.get("focus", study.focus))
    default = parameters.as_arguments(parameters.default(study, date.min, focus)) | {"focus": study.focus}
    for name, value in checked.items():
        if name in default and name not in ("as_of", *stated) and value != default[name]:
            parts += [name, parameters.as_text(value, "+")]
    return "-".join(parts)


def _assignments(notebook: Path) -> Iterator[tuple[str, ast.expr]]:
    """Yield the name and the default of each parameter in the cell tagged `parameters`."""
    for cell in _code_cells(notebook):
        if "parameters" not in _tags(cell):
            continue
        try:
            lines = ast.parse("".join(cell["source"])).body
        except SyntaxError:
            continue
        for line in lines:
            target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
            if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and line.value:
                yield target.id, line.value


def parameter_names(notebook: Path) -> list[str]:
    """Return the names of the parameters that a notebook declares in its cell tagged `parameters`."""
    return [name for name, _ in _assignments(notebook)]


def _declared(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return what the cell tagged `parameters` assigns to other names than the study's parameters."""
    found: dict[str, Any] = {}
    for name, default in _assignments(notebook):
        try:
            value = ast.literal_eval(default)
        except ValueError:
            continue  # computed: its type is not known
        if type(value) in KINDS and name not in known:
            found[name] = value
    return found


def _stated(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return what the cell tagged `parameters` of one's own notebook assigns to the study's parameters."""
    return {name: value for name, value in _declared(notebook, ()).items() if name in known and value not in ("", [])}


def _accepted_names(notebook: Path) -> Collection[str]:
    """Return the parameters that may be set in a notebook.

    A notebook of the project declares them. Your own may use any name in its code, even one that it does not declare.
    """
    if is_the_projects(notebook):
        return parameter_names(notebook)
    code = ["".join(cell["source"]) for cell in _code_cells(notebook) if "parameters" not in _tags(cell)]
    return set(re.findall(r"\w+", "\n".join(code)))


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def _code_cells(notebook: Path) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _check_accepted(
    given: Mapping[str, Any], notebook: Path, accepted: Collection[str], known: Collection[str]
) -> None:
    """Raise `ParameterError` for a parameter that a notebook does not take, and name the notebooks that take it.

    Names that are no parameter of one's own notebook nor of the study are left to the check of values.
    """
    for name in given:
        if name in accepted:
            continue
        does_not = f"parameter {name}: {notebook.name} does not"
        taken = ", ".join(it for it in known if it in accepted) or "none"
        if not is_the_projects(notebook):
            if name in known:
                raise ParameterError(f"{does_not} use it; it uses {taken}")
            continue
        reports = (path for path in sorted(notebook.parent.glob("*.ipynb")) if path.stem not in APPS)
        if others := [path.stem for path in reports if name in parameter_names(path)]:
            raise ParameterError(f"{does_not} take it; these notebooks do: {', '.join(others)}")
        if name in known:
            raise ParameterError(f"{does_not} take it; it takes {taken}")
        hint = nearest(name, known, f"expected one of {', '.join(accepted)}")
        raise ParameterError(f"parameter {name}: unknown{hint}")


def _check_own(given: Mapping[str, Any], own: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return all parameters of one's own notebook. Raises `ParameterError`, also for unknown names."""
    for name in given:
        if own and name not in own and name not in known:
            both = [*known, *own]
            hint = nearest(name, both, f"expected one of {', '.join(both)}")
            raise ParameterError(f"parameter {name}: unknown{hint}")
    return {name: _typed(name, given[name], value) if name in given else value for name, value in own.items()}


def _typed(name: str, value: Any, default: Any) -> Any:
    """Convert a value to the type of the default; on the command line all are texts."""
    kind = type(default)
    try:
        if isinstance(value, str) and kind is not str:
            words = {"true": True, "false": False}
            value = words[value.lower()] if kind is bool else value.split(",") if kind is list else kind(value)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is kind:
            return value
    except (KeyError, ValueError):
        pass
    raise ParameterError(f"parameter {name}: {str(value)[:40]!r} is not {KINDS[kind]}, as in the notebook")


def _written(value: Any) -> str:
    """Write a value for the name of a folder, with the signs escaped that join its parts."""
    if isinstance(value, list):
        return "+".join(_written(str(it)).replace("+", "%2B") or "%" for it in value)
    return quote(value, safe=" +,").replace("-", "%2D") if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Job:
    """A report to be made, with checked parameters.

    Attributes:
        notebook: the notebook to run.
        data: the data folder.
        parameters: the value of every parameter.
        edition: the day of knowledge.
        out: the folder to write.
        formats: what is rendered, of `manifest.FORMATS`.
        study: the name of the study, empty for the project's own.
        stored: the hash of the data as they were checked; of other data no report is made.
        base: the address below which editions will stand.
        defaults: the parameters where none is given.
        name: the name of its folder, from day, notebook and parameters.
        events: what the history says of the edition, for the dateline.
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
        """The environment variables of the kernel: where the data lie, and which study it is."""
        study = {STUDY_VARIABLE: self.study} if self.study else {}
        return {DATA_VARIABLE: str(self.data.resolve()), **study}

    @property
    def key(self) -> manifest.Content:
        """The cache key: all that determines the files of the report."""
        study = name_of(self.study)
        made_by = manifest.program(self.notebook, self.formats, self.base, "" if study == OWN else study)
        draft = {"draft": True} if self.draft else {}
        return manifest.inputs(self.data, self.parameters, made_by) | draft


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
        """Whether the data are those of an article of one's own."""
        return is_article(self.data)

    @property
    def notebook(self) -> str:
        """The notebook where none is named: the project's report, or that beside the data of an article."""
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
            name: the name of a notebook of the project, or the path of one's own.
            given: parameters other than the default.
            out: the folder to write, by default where reports of its kind go.
            formats: what to render.
            reason: why a published edition is re-rendered; without one that is refused.
            events: what the history will say of the edition.
            base: the address below which editions will stand.
            draft: mark faults rather than refuse them; such a report is never an edition.

        Raises:
            UnknownNameError: there is no such notebook.
            ParameterError: a parameter is unknown, of a wrong value, or not taken by the notebook.
            EditionError: the folder holds something that would be lost.
        """
        notebook = find_notebook(name)
        checked = self._checked(notebook, _label(notebook), given)
        is_own_study = not (self.name or os.environ.get(STUDY_VARIABLE))
        default = f"{checked.name}-draft" if draft else checked.name
        place = out or _place(default, checked.notebook, self.data, is_own_study=is_own_study)
        target = Path(os.path.realpath(place))
        is_own = self.data.resolve() == target.parent.parent / "data" and is_own_study
        is_whole = is_own and set(formats) == set(manifest.FORMATS) and checked.name == target.name[:10]
        found = archive.events_of_published(target, reason=reason, is_whole=is_whole)
        if draft and archive.place(target.name):
            raise EditionError(f"{target}: is named like an edition, which no draft is; such as {target.name}-draft")
        manifest.check_replaceable(target)
        before = open_snapshot(str(target), self.data, self.evidence, self.study) if found else None
        return replace(
            checked,
            out=target,
            formats=formats,
            base=base,
            events=events or found,
            reason=reason,
            before=before,
            draft=draft,
        )

    def create_jobs(
        self, name: str, sets: Iterable[Mapping[str, Any]], within: Path, formats: tuple[str, ...], base: str = ""
    ) -> Iterator[Job]:
        """Yield the job of each set of parameters of a grid, each into a folder `within` another one.

        An empty value stands for none, but for a text of one's own notebook, which may be empty.
        """
        notebook, within = find_notebook(name), Path(os.path.realpath(within))
        label = _label(notebook) if is_the_projects(notebook) else [notebook.stem]
        accepted, own = _accepted_names(notebook), self._own(notebook)
        for given in sets:
            filled = {name: value for name, value in given.items() if value != "" or isinstance(own.get(name), str)}
            checked = self._checked(notebook, label, filled, accepted, own)
            yield replace(checked, out=within / checked.name, formats=formats, base=base)

    def _own(self, notebook: Path) -> dict[str, Any]:
        return {} if is_the_projects(notebook) else _declared(notebook, tuple(parameters.names(self.study)))

    def _checked(
        self,
        notebook: Path,
        label: list[str],
        given: Mapping[str, Any],
        accepted: Collection[str] | None = None,
        own: dict[str, Any] | None = None,
    ) -> Job:
        """Check parameters and name the report; `accepted` and `own` are known where many jobs run one notebook."""
        known, own = parameters.names(self.study), self._own(notebook) if own is None else own
        accepted = _accepted_names(notebook) if accepted is None else accepted
        extra = _check_own(given, own, known)
        _check_accepted(given, notebook, accepted, (*own, *known))
        stated = {} if is_the_projects(notebook) else _stated(notebook, known)
        others = stated | {name: value for name, value in given.items() if name not in own and value not in ("", None)}
        check = _check_grid if is_the_projects(notebook) and notebook.stem == "grid" else _check
        checked, edition, defaults = check(others, self)
        hidden = stated.keys() - given.keys()
        changed = [(name, value) for name, value in extra.items() if value != own[name]]
        named = [part for name, value in changed for part in (name, _written(value))]
        return Job(
            notebook, self.data, checked | extra, edition, Path(), (), study=self.name, stored=self.stored,
            defaults=defaults | own, name=_fit("-".join([_name(label, edition, checked, self.study, hidden), *named])),
        )  # fmt: skip


def open_project(data: Path | None = None, study: str = "", stored: str = "") -> Project:
    """Load data and study. Raises `DataError` where the data lack something that the study needs.

    Args:
        data: the data folder, by default the project's.
        study: MODULE:NAME or FILE.py:NAME, by default the project's own.
        stored: the hash of the data as they were compared before; by default as they lie there now.
    """
    place, of = data or find_data(), study_named(study, data)
    stored = stored or (stored_digest(place) if place.is_dir() else "")
    evidence = load(place)
    if faulty := contract_faults(evidence, of, judgements(of.topics)):
        raise DataError(faulty)
    return Project(place, study, of, evidence, stored)


Checked = tuple[dict[str, Any], str, dict[str, Any]]
"""Parameters, the day of the edition, and what the parameters are where none is given."""


def _check(given: Mapping[str, Any], on: Project) -> Checked:
    checked = parameters.check(given, on.evidence, on.study)
    defaults = parameters.default(on.study, on.evidence.newest, checked.focus)
    others = parameters.as_arguments(defaults) | {"focus": on.study.focus}
    return parameters.as_arguments(checked), str(checked.as_of), others


def _check_grid(given: Mapping[str, Any], on: Project) -> Checked:
    checked = parameters.check({"as_of": given.get("as_of")}, on.evidence, on.study)
    folder, day = str(given.get("grid") or ""), checked.as_of.isoformat()
    if folder and not (Path(folder) / manifest.TABLES[1]).is_file():
        made_by = f"japan-tech grid FILE --findings --out {folder} writes it"
        raise ParameterError(f"parameter grid: {Path(folder, manifest.TABLES[1])} is not there; {made_by}")
    return {"as_of": day, "grid": folder}, day, {"as_of": on.evidence.newest.isoformat(), "grid": ""}


def read_parameters(file: Path) -> dict[str, Any]:
    """Read a YAML file of parameters; raise `ParameterError` if it is not one."""
    import yaml

    try:
        given = yaml.safe_load(read_text(file))
    except OSError as error:
        raise ParameterError(f"parameter file {file}: {error.strerror}") from None
    except (RecursionError, ValueError, yaml.YAMLError) as error:  # a date out of range is a ValueError
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise ParameterError(f"parameter file {file}:{line}: not YAML; write lines such as as_of: 2024-04-12") from None
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise ParameterError(f"parameter file {file}: no names with values; write lines such as as_of: 2024-04-12")
    return given


def write_parameters(file: Path, given: Mapping[str, Any]) -> None:
    """Write a YAML file of parameters, without those that are None."""
    import yaml

    known = {name: value for name, value in given.items() if value is not None}
    file.write_text(yaml.safe_dump(known, sort_keys=False, allow_unicode=True), encoding="utf-8")
