"""Notebooks and folders to start from, filled with what a study and its data have."""

import json
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from analysis.editions.files import remove
from analysis.errors import ParameterError, UnknownNameError
from analysis.findings import Catalogue, Study
from analysis.report.report import Report, open_report

TEMPLATE = Path(__file__).with_name("starter.ipynb")
"""The notebook, in which places such as ‹finding› are filled with what the study and its data have."""

FIT = re.compile(r"[^\W_][\w .-]*")
"""Names that every system takes for a file, and no shell for anything else."""

WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,()’-])*")
"""Names of the data that can stand in a sentence as they are."""


class Example(NamedTuple):
    """What the notebook shows: a finding, how it is named of every country, its series, what it measures, by whom."""

    sentence: str
    finding: str
    series: str
    measure: str
    publisher: str


def start_notebook(name: str, study: Study, data: Path | None) -> Path:
    """Write a notebook to start from and return where it lies; its example is taken from the study and its data.

    Raises:
        ParameterError: the name is unfit or taken.
        UnknownNameError: the study has no finding to begin with.
        DataError: the data cannot be read.
    """
    path = _place(name)
    content = json.dumps(starter(open_report(study, data)), ensure_ascii=False, indent=1) + "\n"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise ParameterError(f"{path}: already exists; choose another name") from None
    except BaseException:
        remove(path)
        raise
    return path


ARTICLE = Path(__file__).with_name("article")
"""The folder to start an article from: its data, with a small made-up example, and a notebook."""


def start_article(name: str) -> Path:
    """Write a folder for an article of one's own and return where it lies; raise `ParameterError` if it is taken."""
    path = Path(name)
    if not FIT.fullmatch(path.name):
        raise ParameterError(f"article {name!r}: use letters, digits, spaces, dots, hyphens and underscores")
    try:
        path.mkdir()
    except FileExistsError:
        raise ParameterError(f"{path}: already exists; choose another name") from None
    try:
        shutil.copytree(ARTICLE, path, dirs_exist_ok=True)
    except BaseException as error:
        remove(path)
        if isinstance(error, shutil.Error):  # a list of what could not be copied
            raise OSError(f"{path}: {error.args[0][0][2]}") from None
        raise
    return path


def _place(name: str) -> Path:
    """Say where a notebook of that name lies; `name` may be a path and may end in .ipynb."""
    path = Path(name.removesuffix(".ipynb") + ".ipynb")
    if not FIT.fullmatch(path.stem):
        raise ParameterError(f"notebook {name!r}: use letters, digits, spaces, dots, hyphens and underscores")
    if not path.parent.is_dir():
        raise ParameterError(f"notebook {name!r}: there is no folder {path.parent}; make it first")
    return path


def starter(report: Report) -> dict[str, Any]:
    """Return the notebook as its file holds it, about the country in focus and those it is compared with."""
    focus, example = report.parameters.focus, _example(report.catalogue)
    words = {
        '["‹peers›"]': json.dumps(list(report.parameters.peers)),
        "‹focus›": focus,
        "‹indicator›": example.series.partition(".")[0],
        **{f"‹{place}›": word for place, word in example._asdict().items()},
    }
    notebook: dict[str, Any] = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = [_filled(line, words) for line in cell["source"]]
    notebook["metadata"]["title"] = _filled(notebook["metadata"]["title"], words)
    return notebook


def _filled(line: str, words: dict[str, str]) -> str:
    for place, word in words.items():
        line = line.replace(place, word)
    return line


def _example(catalogue: Catalogue) -> Example:
    """Describe the example of the study, or else the first finding that is a figure of the country in focus.

    Raises `UnknownNameError` where the study declares no such finding.
    """
    focus, chosen = catalogue.parameters.focus, catalogue.study.example
    names = [chosen.format(focus)] if chosen else [name for name in catalogue.names if focus in name.split(".")[1:]]
    for name in names:
        row = catalogue[name].observation if name in catalogue else None
        if row and row.entity == focus and row.indicator and not row.actor:
            measure = catalogue.evidence.indicators[row.indicator]["name"]
            publisher = catalogue.evidence.sources[row.source_id]["publisher"]
            return Example(
                _of(name, focus, "@"), _of(name, focus, "{}"), f"{row.indicator}.{{}}",
                _in_words(measure, "The figures"), _in_words(publisher, "Named below"),
            )  # fmt: skip
    raise UnknownNameError(f"the study declares no finding that is a figure of {focus}; write a notebook by hand")


def _of(name: str, focus: str, economy: str) -> str:
    """Put another country, or what stands for one, where a name has the country in focus."""
    first, *parts = name.split(".")
    return ".".join([first, *(economy if part == focus else part for part in parts)])


def _in_words(name: str, otherwise: str) -> str:
    """Return a name of the data that can stand in a sentence as it is; one with digits or signs cannot."""
    return name if WORDS.fullmatch(name) else otherwise
