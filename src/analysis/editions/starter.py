"""Write the notebook or the folder of an article that `japan-tech new` creates, filled from a study and its data."""

import json
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from analysis.editions.atomic_files import remove
from analysis.errors import ParameterError, UnknownNameError
from analysis.findings import Catalogue, Study
from analysis.report.report import Report, open_report

TEMPLATE = Path(__file__).with_name("starter.ipynb")
"""The template of the notebook, with placeholders such as ‹finding›."""

FILE_NAME = re.compile(r"[^\W_][\w .-]*")
"""Names that are valid for a file on every system, and need no quoting against options in a shell."""

WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,()’-])*")
"""Names in the data that can be used in a sentence unchanged."""


class Example(NamedTuple):
    """The example in the notebook, a finding that is a figure from a source; each field fills its placeholder.

    In the names, @ or {} stands for the country: a sentence has the one, an argument of a function the other.
    """

    sentence: str
    """The name of the finding in a sentence: nests.@.count"""
    finding: str
    """The same in code: nests.{}.count"""
    series: str
    """The name of its series: the indicator, and {} for the country."""
    measure: str
    """What it measures, in words."""
    publisher: str


def start_notebook(name: str, study: Study, data: Path | None) -> Path:
    """Write a notebook to start from and return its path; its example is taken from the study and its data.

    Raises:
        ParameterError: the name is invalid or taken.
        UnknownNameError: the study has no finding to begin with.
        DataError: the data cannot be read.
    """
    path = Path(name.removesuffix(".ipynb") + ".ipynb")
    if not FILE_NAME.fullmatch(path.stem):
        raise ParameterError(f"notebook {name!r}: use letters, digits, spaces, dots, hyphens and underscores")
    if not path.parent.is_dir():
        raise ParameterError(f"notebook {name!r}: there is no folder {path.parent}; make it first")
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
    """Write a folder for a user's article and return its path; raise `ParameterError` if it exists already."""
    path = Path(name)
    if not FILE_NAME.fullmatch(path.name):
        raise ParameterError(f"article {name!r}: use letters, digits, spaces, dots, hyphens and underscores")
    try:
        path.mkdir()
    except FileExistsError:
        raise ParameterError(f"{path}: already exists; choose another name") from None
    try:
        shutil.copytree(ARTICLE, path, dirs_exist_ok=True)
    except BaseException as error:
        remove(path)
        if isinstance(error, shutil.Error):  # its argument is a list of source, target and reason
            _, _, why = error.args[0][0]  # the first one is enough to mend
            raise OSError(f"{path}: {why}") from None
        raise
    return path


def starter(report: Report) -> dict[str, Any]:
    """Return the JSON of the notebook, about the country in focus and those it is compared with."""
    example = _example(report.catalogue)
    values = {  # the template is valid Python, so a placeholder for a list stands in one
        '["‹peers›"]': json.dumps(list(report.parameters.peers)),
        "‹focus›": report.parameters.focus,
        "‹indicator›": example.series.partition(".")[0],
    }
    for name, value in example._asdict().items():
        values[f"‹{name}›"] = value

    notebook: dict[str, Any] = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = [_filled(line, values) for line in cell["source"]]
    notebook["metadata"]["title"] = _filled(notebook["metadata"]["title"], values)
    return notebook


def _filled(line: str, values: dict[str, str]) -> str:
    """Return a line of the template with a value for each placeholder."""
    for placeholder, value in values.items():
        line = line.replace(placeholder, value)
    return line


def _example(catalogue: Catalogue) -> Example:
    """Return the example of the study, or else the first finding that is a figure of the country in focus.

    Raises `UnknownNameError` if the study declares no such finding.
    """
    focus = catalogue.parameters.focus
    if catalogue.study.example:
        names = [catalogue.study.example.format(focus)]
    else:
        # Without the first part, which `_replace_economy` keeps: it is no country, whatever its letters
        names = [name for name in catalogue.names if focus in name.split(".")[1:]]

    for name in names:
        row = catalogue[name].observation if name in catalogue else None
        # A figure of the country itself, not of a firm or project
        if row and row.entity == focus and row.indicator and not row.actor:
            measure = catalogue.evidence.indicators[row.indicator]["name"]
            publisher = catalogue.evidence.sources[row.source_id]["publisher"]
            return Example(
                sentence=_replace_economy(name, focus, "@"),
                finding=_replace_economy(name, focus, "{}"),
                series=f"{row.indicator}.{{}}",
                measure=measure if WORDS.fullmatch(measure) else "The figures",
                publisher=publisher if WORDS.fullmatch(publisher) else "Named below",
            )
    raise UnknownNameError(f"the study declares no finding that is a figure of {focus}; write a notebook by hand")


def _replace_economy(name: str, focus: str, placeholder: str) -> str:
    """Replace the code of the country in focus in the name of a finding.

    >>> _replace_economy("nests.AVO.count", "AVO", "@")
    'nests.@.count'
    """
    first, *parts = name.split(".")
    parts = [placeholder if part == focus else part for part in parts]
    return ".".join([first, *parts])
