"""Orders: what is to be made, with every parameter checked before anything runs."""

from __future__ import annotations

import ast
import json
import os
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.evidence import DataError, Evidence, find_data, load
from analysis.evidence.digests import stored_digest
from analysis.evidence.folders import DATA_VARIABLE
from analysis.exhibits import editions
from analysis.findings import Study, parameters
from analysis.findings.contract import contract_faults
from analysis.findings.plan import judgements
from analysis.runs import folder, history, manifest, own_parameters
from analysis.runs.notebooks import called, find_notebook, is_the_projects, place_of
from analysis.runs.publication import fitting
from analysis.runs.studies import OWN, STUDY_VARIABLE, name_of, study_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from analysis.findings.snapshot import Row, Snapshot
    from analysis.runs.history import Event


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
        `ParameterError` or `NotAnEdition`.
        """
        notebook = find_notebook(name)
        checked = self._checked(notebook, called(notebook), given)
        is_own_study = not (self.name or os.environ.get(STUDY_VARIABLE))
        place = out or place_of(checked.name, checked.notebook, self.data, is_own_study=is_own_study)
        target = Path(os.path.realpath(place))
        is_own = self.data.resolve() == target.parent.parent / "data" and is_own_study
        is_whole = is_own and set(formats) == set(manifest.FORMATS) and checked.name == target.name[:10]
        found = history.of_published(target, reason=reason, is_whole=is_whole)
        folder.check_replaceable(target)
        before = editions.open_snapshot(str(target), self.data, self.evidence, self.study) if found else None
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
        extra = own_parameters.check(given, own, known)
        others = {name: value for name, value in given.items() if name not in own}
        checked, edition, defaults = CHECKS.get(notebook.stem, _check)(others, self)
        used = _read_in(notebook, notebook.stat().st_mtime_ns)
        if unused := next((it for it in given if it not in used), ""):
            is_own = unused in own
            mended = f"; write {unused} in one of its cells" if is_own else f"; write an.load({unused}={unused}) in it"
            if is_the_projects(notebook):
                mended = f", and nothing in it would change; it takes {', '.join(it for it in known if it in used)}"
            message = f"{notebook.name} does not use it{mended}"
            raise parameters.ParameterError(f"parameter {unused}: {message}")
        return Order(
            notebook, self.data, checked | extra, edition, Path(), (), study=self.name, stored=self.stored,
            defaults=defaults | own,
            name=fitting("-".join([_name(known_as, edition, checked, self.study), *own_parameters.named(extra, own)])),
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
    return own_parameters.declared(notebook, known)


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
    checked, edition = editions.check(given, on.evidence, on.data, on.study)
    return checked, edition, editions.check({}, on.evidence, on.data, on.study)[0]


def _check_grid(given: Mapping[str, Any], on: Ground) -> Checked:
    from analysis.runs.grid.frame import load_grid

    if unknown := next((name for name in given if name not in ("as_of", "grid")), ""):
        raise parameters.ParameterError(f"parameter {unknown}: unknown; expected as_of or grid")
    checked = parameters.check({"as_of": given.get("as_of")}, on.evidence, on.study)
    folder, day = str(given.get("grid") or ""), checked.as_of.isoformat()
    if folder:
        load_grid(folder)
    return {"as_of": day, "grid": folder}, day, {"as_of": on.evidence.newest.isoformat(), "grid": ""}


CHECKS: dict[str, Callable[[Mapping[str, Any], Ground], Checked]] = {"revisions": _check_two, "grid": _check_grid}
"""Notebooks with parameters of their own; all others take those of the report."""
