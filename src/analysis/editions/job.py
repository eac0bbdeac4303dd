"""Notebooks: the project's own by their names, one's own by their paths, and where their reports go."""

from __future__ import annotations

import ast
import json
import os
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.dataset import DataError, Evidence, find_data, homes, load
from analysis.dataset.loading import DATA_VARIABLE, stored_digest
from analysis.dataset.schema import read_text
from analysis.editions import archive, manifest
from analysis.editions.files import fitting
from analysis.editions.studies import OWN, STUDY_VARIABLE, name_of, study_named
from analysis.errors import AnalysisError, ParameterError, nearest
from analysis.findings import Study, parameters
from analysis.findings.declarations import judgements
from analysis.findings.verdicts import contract_faults
from analysis.report import revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from analysis.editions.archive import Event
    from analysis.findings.compare import Row, Snapshot


# ----- notebooks -------------------------------------------------------------------------------------------

APPS = frozenset({"explore"})
"""Notebooks to be worked with, of which no report is made."""

PREVIEW = "preview"
"""Folder among the editions for reports that were made by hand."""

UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What goes wrong with a file that is no JSON or no notebook."""


class UnknownNotebook(AnalysisError, LookupError):
    """A notebook was asked for that is neither among the project's own nor a file to be run."""


def find_notebook(name: str) -> Path:
    """Find one of the project's notebooks by its name, or one's own by its path."""
    folder_of_notebooks = notebooks_folder()
    if any(sign in name for sign in "/\\") or name.endswith(".ipynb"):
        path = _own_notebook(name)
        if path.parent != folder_of_notebooks:
            return path
        name = path.stem
    known = sorted({path.stem for path in folder_of_notebooks.glob("*.ipynb")} - APPS)
    if name not in known:
        own, hint = Path(f"{name}.ipynb"), nearest(name, known, f"known are {', '.join(known)}")
        raise UnknownNotebook(f"notebook {name!r}: unknown{f'; your own is ./{own}' if own.is_file() else hint}")
    return folder_of_notebooks / f"{name}.ipynb"


def _own_notebook(name: str) -> Path:
    """Return the path of a notebook, which is looked into before a kernel starts."""
    path = Path(name).resolve()
    if path.suffix != ".ipynb" or not path.is_file():
        fault = "is a folder" if path.is_dir() else "is no notebook" if path.exists() else "does not exist"
        raise UnknownNotebook(
            f"notebook {name!r}: {fault}; give the path of an existing .ipynb file, or the name of one of the project's"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        needed = {"cell_type", "metadata", "source"}
        sound = content["nbformat"] == 4 and all(needed <= cell.keys() for cell in content["cells"])
        sound = sound and isinstance(content["metadata"], dict) and all(map(_is_sound, content["cells"]))
    except UNREADABLE:
        sound = False
    if not sound:
        raise UnknownNotebook(f"notebook {name!r}: cannot be read; open it in JupyterLab and save it again")
    return path


def _is_sound(cell: dict[str, Any]) -> bool:
    """Say whether a cell holds text and, if any, a list of tags; Jupyter stumbles over others."""
    return isinstance(cell["source"], str | list) and isinstance(cell["metadata"].get("tags", []), list)


def notebooks_folder() -> Path:
    """Return the project's notebooks, from any folder inside it or from the installed package."""
    for root in homes():
        if (root / "notebooks" / "report.ipynb").is_file():
            return root / "notebooks"
    raise UnknownNotebook("no notebooks folder found here or above")


def reports_folder(notebook: Path) -> Path:
    """Return the project's reports folder; an installed package writes into the working folder."""
    root = notebook.parent.parent
    return (root if (root / "pyproject.toml").is_file() else Path.cwd()) / "reports"


def is_the_projects(notebook: Path) -> bool:
    """Whether a notebook is one of the project's own."""
    return notebook.parent == notebooks_folder()


def called(notebook: Path) -> list[str]:
    """Say how a notebook shows in the name of its report: by the folders that lead to it, if any, and its own name.

    So notebooks of one name in several folders have a report each; the project's own report goes without a name.
    """
    is_the_report = notebook.stem == "report"
    if is_the_projects(notebook):
        return [] if is_the_report else [notebook.stem]
    is_taken = not is_the_report and (notebooks_folder() / notebook.name).is_file()
    return [told(notebook.with_suffix(""), is_taken=is_taken)]


def told(path: Path, *, is_taken: bool = False) -> str:
    """Say from the working folder on where something lies; what lies elsewhere, or has a name of ours, gets a mark.

    Folders are told with a plus between them, so that no two places are told alike: `drafts+mine`, `mine-4f20c1`.
    """
    here = Path.cwd().resolve()
    parts = path.relative_to(here).parts if path.is_relative_to(here) else ()
    if parts and not any("+" in part for part in parts) and not (is_taken and len(parts) == 1):
        return "+".join(parts)
    return f"{path.name}-{sha256(str(path).encode()).hexdigest()[:6]}"


def place_of(name: str, notebook: Path, data: Path, *, is_own_study: bool) -> Path:
    """Say where the report of that name goes of itself.

    The project's reports folder is for its own notebooks, data and study; what is made from others goes to the working
    folder, and the name tells of other data, so that it never takes the place of an edition of the project. Where a
    history tells what was published, a report made by hand is a preview.
    """
    is_own_data = data.resolve() == notebooks_folder().parent / "data"
    if is_own_data and is_own_study and is_the_projects(notebook):
        reports = reports_folder(notebook)
        is_preview = archive.place(name) is not None and (reports / archive.FILE).exists()
        return reports / PREVIEW / name if is_preview else reports / name
    return Path.cwd() / "reports" / (name if is_own_data else fitting(f"{name}-from-{told(data.resolve())}"))


# ----- own_parameters --------------------------------------------------------------------------------------
# Parameters of a notebook of one's own: what its cell `parameters` declares beside those of the study.

KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
}
"""What a parameter may be, which is told from the value that the notebook gives it, and what that is called."""


def declared(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return the values that the cell `parameters` of a notebook gives to other names than those known."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    codes = ("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return {name: value for code in codes for name, value in _assigned(code) if name not in known}


def _assigned(code: str) -> Iterator[tuple[str, Any]]:
    try:
        lines = ast.parse(code).body
    except SyntaxError:
        return
    for line in lines:
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and line.value:
            try:
                value = ast.literal_eval(line.value)
            except ValueError:
                continue  # computed: nothing is known of its kind
            if type(value) in KINDS:
                yield target.id, value


def check(given: Mapping[str, Any], own: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return all parameters of one's own, as given or by default. Raises `ParameterError`, also for unknown names."""
    for name in given:
        if own and name not in own and name not in known:
            both = [*known, *own]
            hint = nearest(name, both, f"expected one of {', '.join(both)}")
            raise ParameterError(f"parameter {name}: unknown{hint}")
    return {name: _typed(name, given[name], value) if name in given else value for name, value in own.items()}


def _typed(name: str, value: Any, default: Any) -> Any:
    """Give a value the kind of the default; on the command line all are texts."""
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


def named(extra: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    """Say which parameters of one's own are not as by default, as parts of the name of a folder.

    What joins the parts, and the values of a list, is escaped within a value, so that no two sets have one name.
    """
    parts = {name: value for name, value in extra.items() if value != own[name]}
    return [part for name, value in parts.items() for part in (name, _written(value))]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(_written(str(it)).replace("+", "%2B") or "%" for it in value)
    return quote(value, safe=" +,").replace("-", "%2D") if isinstance(value, str) else str(value)


# ----- orders ----------------------------------------------------------------------------------------------
# Orders: what is to be made, with every parameter checked before anything runs.


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: a notebook of a study, with checked parameters, into a folder in some formats.

    `stored` is the hash of the data as they lay there when they were checked, `verdicts` what somebody has read in them
    already: a report is made of no others, and says nothing else. Below the address `base` editions will stand.
    `defaults` are the parameters where none is given. The `name` tells of the day and of what was given. `events` are
    what the history says of the edition; `reason` says why it is re-rendered, and `before` is what lies there.
    """

    notebook: Path
    data: Path
    parameters: dict[str, Any]
    edition: str
    out: Path
    formats: tuple[str, ...]
    study: str = ""
    stored: str = ""
    verdicts: Mapping[str, Row] | None = None
    base: str = ""
    defaults: Mapping[str, Any] | None = None
    name: str = ""
    events: tuple[Event, ...] = ()
    reason: str = ""
    before: Snapshot | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a kernel is told: where the data lies, and which study it is if not the project's own."""
        study = {STUDY_VARIABLE: self.study} if self.study else {}
        return {DATA_VARIABLE: str(self.data.resolve()), **study}

    @property
    def key(self) -> manifest.Content:
        """By what the run is known again: where nothing of it differs, it would make the same files."""
        study = name_of(self.study)
        made_by = manifest.program(self.notebook, self.formats, self.base, "" if study == OWN else study)
        return manifest.inputs(self.data, self.parameters, made_by)


@dataclass(frozen=True, slots=True)
class Ground:
    """What orders of one study on the same data have in common: both are read and held against each other once."""

    data: Path
    name: str
    study: Study
    evidence: Evidence
    stored: str

    def order(
        self,
        name: str,
        given: Mapping[str, Any],
        *,
        out: Path | None,
        formats: tuple[str, ...],
        reason: str = "",
        events: tuple[Event, ...] = (),
        verdicts: Mapping[str, Row] | None = None,
        base: str = "",
    ) -> Order:
        """Check what is to be made; `verdicts` are those read before, `events` what the history will say of it.

        A published edition is re-rendered only for a `reason`.
        It goes to the folder `out`, or where reports of its kind go. Raises `UnknownNotebook`, `UnfitFolder`,
        `ParameterError` or `EditionError`.
        """
        notebook = find_notebook(name)
        checked = self._checked(notebook, called(notebook), given)
        is_own_study = not (self.name or os.environ.get(STUDY_VARIABLE))
        place = out or place_of(checked.name, checked.notebook, self.data, is_own_study=is_own_study)
        target = Path(os.path.realpath(place))
        is_own = self.data.resolve() == target.parent.parent / "data" and is_own_study
        is_whole = is_own and set(formats) == set(manifest.FORMATS) and checked.name == target.name[:10]
        found = archive.of_published(target, reason=reason, is_whole=is_whole)
        manifest.check_replaceable(target)
        before = revisions.open_snapshot(str(target), self.data, self.evidence, self.study) if found else None
        return replace(
            checked, out=target, formats=formats, verdicts=verdicts, base=base,
            events=events or found, reason=reason, before=before,
        )  # fmt: skip

    def orders(
        self, name: str, sets: Iterable[Mapping[str, Any]], within: Path, formats: tuple[str, ...], base: str = ""
    ) -> Iterator[Order]:
        """Check many sets of parameters, each of which goes by its own name into a folder that holds no editions.

        That folder is of one notebook, whose bare name tells it, wherever it lies and this is called from. An empty
        value stands for none, but of a text of the notebook's own, which may be empty.
        """
        notebook, within = find_notebook(name), Path(os.path.realpath(within))
        known_as = called(notebook) if is_the_projects(notebook) else [notebook.stem]
        own = self._own(notebook)
        for given in sets:
            worn = {name: value for name, value in given.items() if value != "" or isinstance(own.get(name), str)}
            checked = self._checked(notebook, known_as, worn)
            yield replace(checked, out=within / checked.name, formats=formats, base=base)

    def _own(self, notebook: Path) -> dict[str, Any]:
        """Return what a notebook declares beside the parameters of the study."""
        known = tuple(parameters.names(self.study))
        return {} if is_the_projects(notebook) else _own(notebook, notebook.stat().st_mtime_ns, known)

    def _checked(self, notebook: Path, known_as: list[str], given: Mapping[str, Any]) -> Order:
        """Check parameters and name the run, before it is said where it goes."""
        known, own = parameters.names(self.study), self._own(notebook)
        extra = check(given, own, known)
        others = {name: value for name, value in given.items() if name not in own}
        checked, edition, defaults = CHECKS.get(notebook.stem, _check)(others, self)
        used = _read_in(notebook, notebook.stat().st_mtime_ns)
        if unused := next((it for it in given if it not in used), ""):
            is_own = unused in own
            mended = f"; write {unused} in one of its cells" if is_own else f"; write an.load({unused}={unused}) in it"
            if is_the_projects(notebook):
                mended = f", and nothing in it would change; it takes {', '.join(it for it in known if it in used)}"
            message = f"{notebook.name} does not use it{mended}"
            raise ParameterError(f"parameter {unused}: {message}")
        return Order(
            notebook, self.data, checked | extra, edition, Path(), (), study=self.name, stored=self.stored,
            defaults=defaults | own,
            name=fitting("-".join([_name(known_as, edition, checked, self.study), *named(extra, own)])),
        )  # fmt: skip


def ground(data: Path | None = None, study: str = "", stored: str = "") -> Ground:
    """Read data and study; `stored` is the hash of the data that somebody has compared before. Raises `DataError`."""
    place, of = data or find_data(), study_named(study)
    stored = stored or (stored_digest(place) if place.is_dir() else "")
    evidence = load(place)
    if faulty := contract_faults(evidence, of, judgements(of.topics)):
        raise DataError(faulty)
    return Ground(place, study, of, evidence, stored)


def order(
    name: str,
    given: Mapping[str, Any],
    *,
    data: Path | None,
    out: Path | None,
    formats: tuple[str, ...],
    study: str = "",
    reason: str = "",
    events: tuple[Event, ...] = (),
    stored: str = "",
    verdicts: Mapping[str, Row] | None = None,
    base: str = "",
) -> Order:
    """Check everything that can be checked before a kernel starts; see `ground` and `Ground.order`."""
    find_notebook(name)  # a mistyped name is told at once
    on = ground(data, study, stored)
    return on.order(name, given, out=out, formats=formats, reason=reason, events=events, verdicts=verdicts, base=base)


def _name(known_as: list[str], edition: str, checked: Mapping[str, Any], study: Study) -> str:
    """Name the folder of an edition; a notebook other than the report and parameters other than the default show."""
    parts = [edition, *known_as]
    focus = str(checked.get("focus", study.focus))
    default = parameters.as_arguments(parameters.default(study, date.min, focus)) | {"focus": study.focus}
    for name, value in checked.items():
        if name in default and name != "as_of" and value != default[name]:
            parts += [name, "+".join(value) if isinstance(value, list) else _plain(value)]
    return "-".join(parts)


@lru_cache(maxsize=64)
def _own(notebook: Path, _changed: int, known: tuple[str, ...]) -> dict[str, Any]:
    return declared(notebook, known)


@lru_cache(maxsize=64)
def _read_in(notebook: Path, _changed: int) -> frozenset[str]:
    """Name all that the code of a notebook reads: a parameter that is not among it would be told of and not heeded."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return frozenset(name for cell in cells if cell["cell_type"] == "code" for name in _read("".join(cell["source"])))


def _read(code: str) -> set[str]:
    """Name what a cell reads; of one that is more than Python, such as a magic, every word counts."""
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return set(re.findall(r"\w+", code))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _plain(value: Any) -> str:
    """Write a value with all its digits, so that two values never have one name."""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


Checked = tuple[dict[str, Any], str, dict[str, Any]]
"""Parameters, the day of the edition, and what the parameters are where none is given."""


def _check(given: Mapping[str, Any], on: Ground) -> Checked:
    checked = parameters.check(given, on.evidence, on.study)
    defaults = parameters.default(on.study, on.evidence.newest, checked.focus)
    others = parameters.as_arguments(defaults) | {"focus": on.study.focus}
    return parameters.as_arguments(checked), str(checked.as_of), others


def _check_two(given: Mapping[str, Any], on: Ground) -> Checked:
    checked, edition = revisions.check(given, on.evidence, on.data, on.study)
    return checked, edition, revisions.check({}, on.evidence, on.data, on.study)[0]


def _check_grid(given: Mapping[str, Any], on: Ground) -> Checked:
    from analysis.editions.grid_results import load_grid

    if unknown := next((name for name in given if name not in ("as_of", "grid")), ""):
        raise ParameterError(f"parameter {unknown}: unknown; expected as_of or grid")
    checked = parameters.check({"as_of": given.get("as_of")}, on.evidence, on.study)
    folder, day = str(given.get("grid") or ""), checked.as_of.isoformat()
    if folder:
        load_grid(folder)
    return {"as_of": day, "grid": folder}, day, {"as_of": on.evidence.newest.isoformat(), "grid": ""}


CHECKS: dict[str, Callable[[Mapping[str, Any], Ground], Checked]] = {"revisions": _check_two, "grid": _check_grid}
"""Notebooks with parameters of their own; all others take those of the report."""


# ----- parameter_file --------------------------------------------------------------------------------------
# Parameters in a file, as papermill takes them with -f: a name and a value on each line, in YAML.


def read_parameters(file: Path) -> dict[str, Any]:
    """Read a parameter file; raise `ParameterError` with one sentence where it is none."""
    import yaml

    try:
        given = yaml.safe_load(read_text(file))
    except FileNotFoundError:
        raise ParameterError(f"parameter file {file}: does not exist") from None
    except OSError as error:
        raise ParameterError(f"parameter file {file}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise ParameterError(f"parameter file {file}: is nested too deeply") from None
    except (ValueError, yaml.YAMLError) as error:  # no UTF-8, no day of the calendar, no YAML
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise ParameterError(
            f"parameter file {file}:{line}: is not YAML in UTF-8; write lines such as as_of: 2024-04-12"
        ) from None
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise ParameterError(
            f"parameter file {file}: holds no parameters by name; write lines such as as_of: 2024-04-12"
        )
    return given


def write_parameters(file: Path, given: Mapping[str, Any]) -> None:
    """Write a parameter file; what is not set is left out."""
    import yaml

    known = {name: value for name, value in given.items() if value is not None}
    file.write_text(yaml.safe_dump(known, sort_keys=False, allow_unicode=True), encoding="utf-8")
