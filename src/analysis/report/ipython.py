"""The `%%say` magic, and how findings, verdicts and pandas tables are displayed in a notebook with an open report."""

from __future__ import annotations

import html
import sys
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.dataset.frames import SOURCE
from analysis.dataset.records import in_words
from analysis.errors import AnalysisError, TemplateError
from analysis.findings import Finding, Verdict
from analysis.findings.finding import PLAIN, Marks, finding_html
from analysis.findings.verdicts import verdict_html
from analysis.rendering.read_notebook import AT_A_PROMPT, LINK, OURS, not_checked
from analysis.report.page import MAGIC, NO_FINDINGS, OPENED, Page
from analysis.report.provenance import sources, workings
from analysis.report.user_exhibits import blank_missing_words, is_of_dataset, unit_note
from analysis.writing.by_country import Comparison
from analysis.writing.markup import HTML, for_jupyter, from_data
from analysis.writing.templates import numbers_in, paragraphs
from analysis.writing.writer import anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.writing.block import Block, Bundle

PANDAS_TYPES = ("pandas.DataFrame", "pandas.Series", "pandas.core.frame.DataFrame", "pandas.core.series.Series")
"""The names of the pandas types, since version 3 and before."""


def bind(page: Page) -> None:
    """Let `%%say` write on a page, and displayed numbers link to its workings; outside IPython do nothing."""
    if shell := _shell():
        shell.register_magic_function(_cell_magic(page), "cell", MAGIC)
        OPENED[:] = [page, *OPENED[:1]]
        latest_first = sorted(OPENED, key=lambda it: it.parameters.as_of, reverse=True)
        for kind, formatter in formatters(*latest_first).items():
            shell.display_formatter.mimebundle_formatter.for_type(kind, formatter)


def write(page: Page, line: str, cell: str, variables: Mapping[str, object] = NO_FINDINGS) -> Block | None:
    """Write the sentences of a cell; `line` is the rest of the line with `%%say`, `cell` the lines below.

    A name that the report does not declare may be one of `variables`, those of the notebook. Errors name the line of
    the cell, where the one with `%%say` is line 1.
    """
    sentences = paragraphs(cell, first=2)
    if not sentences:
        raise TemplateError(f"the cell holds no sentences; write them below %%{MAGIC}")
    names = (name.removesuffix(".year") for name in numbers_in(cell))
    own = {name: variables[name] for name in names if name in variables and not page.catalogue.declares(name)}
    try:
        return page.paragraphs(sentences, line.strip() or "p", own)
    except AnalysisError as error:
        raise error.at("line 1") from None  # an error in a sentence already has its line


def _shell() -> Any:
    """Return the shell that runs the notebook, or None; IPython is not imported only to ask."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _cell_magic(page: Page) -> Callable[[str, str], Block | None]:
    def say(line: str, cell: str) -> Block | None:
        """Write a paragraph: each sentence begins on a new line, and names findings in braces.

        A line that does not end in a full stop, a question mark or an exclamation mark continues on the next. A
        sentence whose evidence was not yet public is left out; an empty line begins a new paragraph. Square brackets
        around a number and some words, as in `[{firms.count} firms]`, make both one link. `%%say` may be followed by
        the kind of paragraph: answer for the lead, note for a remark.
        """
        shell = _shell()
        if not OPENED:
            raise TemplateError(f"no report is open for %%{MAGIC}; run r = an.load() in a cell above first")
        return write(page, line, cell, shell.user_ns if shell else NO_FINDINGS)

    return say


def formatters(*pages: Page) -> dict[type | str, Callable[[Any], Bundle]]:
    """Return the display formatters for findings, verdicts, comparisons, charts and pandas tables.

    A number links to the workings of the first page on which it may appear. Where it may appear on none, because it
    was published later, it is displayed without a link, and a report made from the notebook is refused.
    """

    def formatter(write: Callable[[Any, Marks], str]) -> Callable[[Any], Bundle]:
        def bundle(it: Any) -> Bundle:
            for page in pages:
                with suppress(TemplateError):
                    marks = Marks(partial(page.pen.link, markup=HTML), lambda text: from_data(html.escape(text)))
                    text = for_jupyter(write(it, marks).replace(LINK, AT_A_PROMPT))
                    metadata = {"text/html": {OURS: True}, "report": _annex(page)}
                    return {"text/html": text, "text/plain": repr(it)}, metadata
            return {"text/html": for_jupyter(write(it, PLAIN)), "text/plain": repr(it)}, {}

        return bundle

    return {
        Finding: formatter(finding_html),
        Verdict: formatter(verdict_html),
        Comparison: formatter(Comparison.table),
        "analysis.charts.figure.Figure": lambda it: _figure_bundle(it, pages),
        "analysis.report.claim_cards.Verdicts": lambda it: (
            {"text/html": it._repr_html_(), "text/plain": repr(it)},
            _table_metadata(SOURCE),
        ),
        **dict.fromkeys(PANDAS_TYPES, lambda it: _pandas_bundle(it, pages)),
    }


def _annex(page: Page) -> dict[str, Any]:
    """Return the sources and workings so far, for a notebook that does not end with them, and the data's origin."""
    return {"annex": {"Sources": sources(page.pen), "Workings": workings(page.pen)}, **page.made_from}


def _figure_bundle(figure: Any, pages: Sequence[Page]) -> Bundle:
    """Add the workings to a chart of the author's own; a notebook with a study's charts ends with all workings."""
    drawn_by = (it for it in pages if {*figure.numbers} <= {*map(anchor, it.pen.used.values())})
    page = next(drawn_by, pages[0])
    data, metadata = figure._repr_mimebundle_()
    return data, metadata | ({"report": _annex(page)} if figure.is_own else {})


def _pandas_bundle(table: Any, pages: Sequence[Page]) -> Bundle:
    """Name the source of a table from the dataset, and its day if a page is of an earlier one; ignore other tables."""
    source, day = table.attrs.get("source"), table.attrs.get("as_of", "")
    if not source:
        return {}, {}
    is_unchanged = is_of_dataset(table)
    words = source if is_unchanged else not_checked("table", "the dataset of this report")
    if any(day > page.parameters.as_of.isoformat() for page in pages):
        words += f", as known on {in_words(date.fromisoformat(day))}"
    words += (unit_note(table) if is_unchanged else "") or "."
    frame = blank_missing_words(table if hasattr(table, "columns") else table.to_frame())
    is_whole = len(table) == table.attrs.get("rows")  # the hint need not be true of an extract
    hint = table.attrs["hint"] if is_whole and "hint" in table.attrs else table.attrs.get("vintages", "")
    caption = f"<caption>{from_data(html.escape(hint))}</caption>" if hint else ""
    page = frame._repr_html_().replace("<thead>", f"{caption}<thead>", 1)
    return {"text/html": page, "text/plain": "\n".join(filter(None, (repr(table), hint)))}, _table_metadata(words)


def _table_metadata(source: str) -> dict[str, Any]:
    return {"text/html": {OURS: True, "data": True, "source": from_data(html.escape(source))}}
