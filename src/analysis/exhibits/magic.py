"""The cell `%%say`: sentences of a notebook, typed as prose.

    %%say answer
    In {entity:@} there are {firms.@.count} firms.
    Most of them, {firms.@.share}, are older than the rest;
    this second sentence is left out as a whole while its evidence is not public.

A cell writes with the document that was opened last in the same notebook, and shows what its method `say` would return.
A variable of the notebook that holds a finding, such as `times = a / b`, is named like one of the report: `{times}`.
Behind `%%say` may stand the kind of paragraph: answer for the lead, note for a remark, screen for what is not printed.
"""

import re
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.exhibits.sentences import paragraphs
from analysis.exhibits.shown import shown
from analysis.findings import Finding

if TYPE_CHECKING:
    from analysis.exhibits.page import Block, Page

NAME = "say"
NAME_OF_ONES_OWN = re.compile(r"\{([^\W\d]\w*)(?:\.year)?(?::[^{}]*)?\}")
"""A place with the name of a variable, as `{x}`; names of the report have dots in them."""

OPENED: list["Page"] = []
"""The document that was opened last and the one before, so that what two days say can be shown side by side."""

NONE: Mapping[str, object] = MappingProxyType({})


class EmptyCell(AnalysisError, ValueError):
    """A cell of sentences holds none."""


def bind(page: "Page") -> None:
    """Let `%%say` write with a document, and what is shown lead to its workings; outside IPython nothing happens."""
    if shell := _shell():
        shell.register_magic_function(_cell(page), "cell", NAME)
        bundles = shell.display_formatter.mimebundle_formatter
        OPENED[:] = [page, *OPENED[:1]]
        newest_first = sorted(OPENED, key=lambda it: it.parameters.as_of, reverse=True)
        for kind, bundle in shown(*newest_first).items():
            bundles.for_type(kind, bundle)


def write(page: "Page", line: str, cell: str, variables: Mapping[str, object] = NONE) -> "Block | None":
    """Write the sentences of a cell: `line` is what stands behind `%%say`, `cell` what stands beneath.

    A name that no rule computes may be one of `variables`, those of the notebook, that holds a finding. Errors name the
    line of the cell, counted as an editor does, from the one with `%%say`.
    """
    said = paragraphs(cell, first=2)
    if not said:
        raise EmptyCell(f"a cell of sentences holds none; write them beneath %%{NAME}")
    try:
        own = {name: variables[name] for name in NAME_OF_ONES_OWN.findall(cell) if name in variables}
        own |= {name: it for name, it in variables.items() if isinstance(it, Finding) and name[0] != "_"}
        own = {name: value for name, value in own.items() if not page.catalogue.declares(name)}
        return page.paragraphs(said, line.strip() or "p", own)
    except AnalysisError as error:
        raise error.at("line 1") from None  # a fault of a sentence has named its line


def _shell() -> Any:
    """Return the shell that runs the notebook, if any; IPython is not loaded only to ask."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _cell(page: "Page") -> Callable[[str, str], "Block | None"]:
    def say(line: str, cell: str) -> "Block | None":
        """Write a paragraph: a sentence begins on a new line, and names findings in braces.

        A line that does not end in a full stop, a question mark or an exclamation mark goes on in the next. A sentence
        whose evidence was not public yet is left out; an empty line begins a new paragraph. Square brackets around a
        number and words of it, as in `[{firms.count} firms]`, make one link of both. Behind `%%say` may stand the kind
        of paragraph: answer for the lead, note for a remark, screen for what is not printed.
        """
        shell = _shell()
        return write(page, line, cell, shell.user_ns if shell else NONE)

    return say
