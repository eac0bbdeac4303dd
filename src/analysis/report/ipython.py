"""The `%%say` magic, and how findings, verdicts and pandas tables are displayed in a notebook with an open report."""

from __future__ import annotations

import html
import re
import sys
from datetime import date
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from analysis.dataset.dates import in_words
from analysis.dataset.frames import SOURCE
from analysis.errors import AnalysisError, TemplateError, UnknownNameError, nearest
from analysis.findings import Finding, Verdict
from analysis.findings.finding import PLAIN, Marks, finding_html
from analysis.findings.verdicts import verdict_html
from analysis.rendering.document_from_notebook import AT_A_PROMPT, LINK, OURS, not_checked
from analysis.report.page_methods import MAGIC, NO_FINDINGS, OPENED, Page
from analysis.report.provenance import sources, workings
from analysis.report.user_exhibits import blank_missing_words, is_of_dataset, unit_note
from analysis.writing.country_comparison import Comparison
from analysis.writing.markup import HTML, for_jupyter, mark_as_data
from analysis.writing.template_parsing import finding_names, split_paragraphs
from analysis.writing.writer import anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.writing.block import Block, Bundle

PANDAS_TYPES = ("pandas.DataFrame", "pandas.Series", "pandas.core.frame.DataFrame", "pandas.core.series.Series")
"""The names of the pandas types, since version 3 and before."""

COMPUTATION = re.compile(r"\s[-+*/]|[-+*/]\s")
"""An operator with a blank beside it; without one it may be part of the name of a finding."""


def bind(page: Page) -> None:
    """Let `%%say` write on a page, and displayed numbers link to its workings; outside IPython do nothing."""
    shell = _shell()
    if shell is None:
        return
    shell.register_magic_function(_cell_magic(page), "cell", MAGIC)

    # The page opened before this one still explains its own numbers
    OPENED[:] = [page, *OPENED[:1]]
    # The page of the latest day may show every number; that of an earlier one has only what was public then
    latest_first = sorted(OPENED, key=lambda page: page.parameters.as_of, reverse=True)
    for kind, formatter in formatters(*latest_first).items():
        shell.display_formatter.mimebundle_formatter.for_type(kind, formatter)


def write(page: Page, line: str, cell: str, variables: Mapping[str, object] = NO_FINDINGS) -> Block | None:
    """Write the sentences of a cell; `line` is the rest of the line with `%%say`, `cell` the lines below.

    A name that the report does not declare may be one of `variables`, those of the notebook. Errors name the line of
    the cell, where the one with `%%say` is line 1.
    """
    sentences = split_paragraphs(cell, first=2)
    if not sentences:
        raise TemplateError(f"the cell holds no sentences; write them below %%{MAGIC}")

    used_variables: dict[str, object] = {}
    for sentence in chain.from_iterable(sentences):
        for placeholder in finding_names(sentence):
            name = placeholder.removesuffix(".year")  # {nests.AVO.year} is the year of nests.AVO
            if page.catalogue.declares(name):
                continue
            if name not in variables:
                _check_variable(name, variables, f"line {sentence.line}")
            else:
                used_variables[name] = variables[name]
    try:
        return page.paragraphs(sentences, line.strip() or "p", used_variables)
    except AnalysisError as error:
        raise error.at("line 1") from None  # an error in a sentence already has its line


def _check_variable(name: str, variables: Mapping[str, object], place: str) -> None:
    """Refuse a computation in braces, and what is nearly the name of a variable that holds a number.

    Any other name is left to the writer, which refuses it with the nearest name of a finding.
    """
    if COMPUTATION.search(name):
        raise TemplateError(f"{name!r} is computed; give the result a name in a cell above, and write that").at(place)
    if not name.isidentifier():
        return
    numbers = [variable for variable, value in variables.items() if isinstance(value, Finding)]
    hint = nearest(name, numbers)
    if hint:
        raise UnknownNameError(f"no finding and no variable {name!r}{hint}").at(place)


def _shell() -> Any:
    """Return the shell that runs the notebook, or None; IPython is not imported only to ask."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _cell_magic(page: Page) -> Callable[[str, str], Block | None]:
    """Return the function of `%%say`, whose docstring IPython shows as its help."""

    def say(line: str, cell: str) -> Block | None:
        """Write a paragraph: each sentence begins on a new line, and names findings in braces.

        A line that does not end in a full stop, a question mark or an exclamation mark continues on the next. A
        sentence whose evidence was not yet public is left out; an empty line begins a new paragraph. Square brackets
        around a number and some words, as in `[{firms.count} firms]`, make both one link. `%%say` may be followed by
        the kind of paragraph: answer for the lead, note for a remark.
        """
        shell = _shell()
        # A kernel that is kept for the next notebook has the magic, and no page of that notebook yet
        if not OPENED:
            raise TemplateError(f"no report is open for %%{MAGIC}; run r = an.load() in a cell above first")
        return write(page, line, cell, shell.user_ns if shell else NO_FINDINGS)

    return say


def formatters(*pages: Page) -> dict[type | str, Callable[[Any], Bundle]]:
    """Return the display formatters for findings, verdicts, comparisons, charts and pandas tables.

    A number links to the workings of the first page on which it may appear. Where it may appear on none, because it
    was published later, it is displayed without a link, and a report made from the notebook is refused.
    """
    formatters_by_type: dict[type | str, Callable[[Any], Bundle]] = {
        Finding: partial(_linked_bundle, finding_html, pages),
        Verdict: partial(_linked_bundle, verdict_html, pages),
        Comparison: partial(_linked_bundle, Comparison.table, pages),
        "analysis.charts.figure.Figure": partial(_figure_bundle, pages),
        "analysis.report.verdicts_by_claim.Verdicts": _verdicts_bundle,
    }
    for name in PANDAS_TYPES:
        formatters_by_type[name] = partial(_pandas_bundle, pages)
    return formatters_by_type


def _linked_bundle(to_html: Callable[[Any, Marks], str], pages: Sequence[Page], result: Any) -> Bundle:
    """Display a finding, verdict or comparison, whose numbers link to the first page on which they may appear."""
    for page in pages:
        marks = Marks(partial(page.pen.link, markup=HTML), lambda text: mark_as_data(html.escape(text)))
        try:
            text = to_html(result, marks)
        except TemplateError:  # from the pen of that page: a number was published after its day
            continue
        metadata = {"text/html": {OURS: True}, "report": _annex(page)}
        page_text = for_jupyter(text.replace(LINK, AT_A_PROMPT))  # at a prompt there are no workings to lead to
        return {"text/html": page_text, "text/plain": repr(result)}, metadata
    return {"text/html": for_jupyter(to_html(result, PLAIN)), "text/plain": repr(result)}, {}


def _annex(page: Page) -> dict[str, Any]:
    """Return the sources and workings so far, for a notebook that does not end with them, and the data's origin."""
    return {"annex": {"Sources": sources(page.pen), "Workings": workings(page.pen)}, **page.made_from}


def _figure_bundle(pages: Sequence[Page], figure: Any) -> Bundle:
    """Add the workings to a chart of the author's own; a notebook with a study's charts ends with all workings."""
    data, metadata = figure._repr_mimebundle_()
    if not figure.is_own:
        return data, metadata

    # The page that drew it has used all its numbers
    drawn_by = pages[0]  # where none of these has, because an earlier page drew it
    for page in pages:
        used = {anchor(finding) for finding in page.pen.used.values()}
        if used.issuperset(figure.numbers):
            drawn_by = page
            break
    return data, {**metadata, "report": _annex(drawn_by)}


def _verdicts_bundle(verdicts: Any) -> Bundle:
    return {"text/html": verdicts._repr_html_(), "text/plain": repr(verdicts)}, _table_metadata(SOURCE)


def _pandas_bundle(pages: Sequence[Page], table: Any) -> Bundle:
    """Name the source of a table from the dataset, and its day if a page is of an earlier one; ignore other tables."""
    attrs = table.attrs
    source, day = attrs.get("source"), attrs.get("as_of", "")
    if not source:
        return {}, {}  # IPython then displays the table as pandas does

    is_unchanged = is_of_dataset(table)
    source_line = source if is_unchanged else not_checked("table", "the dataset of this report")
    if any(day > page.parameters.as_of.isoformat() for page in pages):
        source_line += f", as known on {in_words(date.fromisoformat(day))}"
    units = unit_note(table) if is_unchanged else ""
    source_line += units or "."  # the units begin with the full stop of this sentence

    # What is said of a whole table need not be true of an extract
    is_whole = len(table) == attrs.get("rows")
    hint = attrs.get("vintages", "")  # from `wide`; an extract may mix vintages as well
    if is_whole and "hint" in attrs:
        hint = attrs["hint"]

    frame = table if hasattr(table, "columns") else table.to_frame()
    page = blank_missing_words(frame)._repr_html_()
    if not hint:
        return {"text/html": page, "text/plain": repr(table)}, _table_metadata(source_line)
    caption = f"<caption>{mark_as_data(html.escape(hint))}</caption>"
    page = page.replace("<thead>", f"{caption}<thead>", 1)
    return {"text/html": page, "text/plain": f"{table!r}\n{hint}"}, _table_metadata(source_line)


def _table_metadata(source: str) -> dict[str, Any]:
    """Return the metadata of a table that is displayed by itself: its numbers have `source`, which is plain text."""
    return {"text/html": {OURS: True, "data": True, "source": mark_as_data(html.escape(source))}}
