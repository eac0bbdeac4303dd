"""What a cell of a notebook ends with shows itself, and carries its workings along to the page and the PDF."""

import html
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.evidence.frames import SOURCE
from analysis.evidence.observations import in_words
from analysis.exhibits.as_made import as_made, written_plainly
from analysis.exhibits.comparison import Comparison
from analysis.exhibits.fitness import NotTheSame, NotYetPublic
from analysis.exhibits.in_print import gaps_empty
from analysis.exhibits.markup import HTML, for_jupyter, from_data
from analysis.exhibits.own import units
from analysis.exhibits.prose import anchor
from analysis.exhibits.source_list import sources
from analysis.exhibits.workings import workings
from analysis.findings import Finding, Verdict
from analysis.findings.display import PLAIN, Marks, finding_html, verdict_html
from analysis.rendering.foreign import AT_A_PROMPT, LINK, OURS, not_checked

if TYPE_CHECKING:
    from analysis.exhibits.page import Page

OF_PANDAS = ("pandas.DataFrame", "pandas.Series", "pandas.core.frame.DataFrame", "pandas.core.series.Series")
"""What the tables of pandas are called, now and before version 3."""

Bundle = tuple[dict[str, str], dict[str, Any]]


def shown(page: "Page", *others: "Page") -> dict[type | str, Callable[[Any], Bundle]]:
    """Return how findings, verdicts, comparisons and tables of pandas show themselves beside an open document.

    Where several are open, as of two days, the first that may show a number does; where none may, as at a prompt at
    which days are tried out, it stands without a link, and a report of it is refused.
    """

    def bundle(write: Callable[[Any, Marks], str]) -> Callable[[Any], Bundle]:
        def written(it: Any) -> Bundle:
            for one in (page, *others):
                with suppress(NotYetPublic, NotTheSame):
                    told = write(it, Marks(partial(one.pen.link, markup=HTML), _words))
                    about = {"text/html": {OURS: True}, "report": _annex(one)}
                    told = told.replace(LINK, AT_A_PROMPT)
                    return {"text/html": for_jupyter(told), "text/plain": repr(it)}, about
            return {"text/html": for_jupyter(write(it, PLAIN)), "text/plain": repr(it)}, {}

        return written

    return {
        Finding: bundle(finding_html),
        Verdict: bundle(verdict_html),
        Comparison: bundle(Comparison.table),
        "analysis.exhibits.figures.figure.Figure": lambda it: _of_figure(it, (page, *others)),
        "analysis.exhibits.verdicts.Verdicts": lambda it: (
            {"text/html": it._repr_html_(), "text/plain": repr(it)},
            _taken_from(SOURCE),
        ),
        **dict.fromkeys(OF_PANDAS, lambda it: _of_pandas(it, (page, *others))),
    }


def _words(text: str) -> str:
    return from_data(html.escape(text))


def _annex(page: "Page") -> dict[str, Any]:
    """Explain every number shown so far, for a notebook that ends without its workings, and say of which data it is."""
    return {"annex": {"Sources": sources(page.pen), "Workings": workings(page.pen)}, **page.made_from}


def _of_figure(figure: Any, pages: Sequence["Page"]) -> Bundle:
    """Let a figure of one's own carry its workings; those of a report stand in a notebook that lists all."""
    leads = {spot["to"] for spot in figure.spots}
    drew = (it for it in pages if leads <= set(map(anchor, it.pen.used.values())))
    page = next(drew, pages[0])
    data, about = figure._repr_mimebundle_()
    return data, about | ({"report": _annex(page)} if figure.is_own else {})


def _of_pandas(table: Any, pages: Sequence["Page"]) -> Bundle:
    """Let a table that came from the dataset name its source; every other one shows itself as ever.

    Beside a document of an earlier day it says of which day it is itself.
    """
    was_made = "made" in table.attrs
    table, is_ours = as_made(table)
    said, day = table.attrs.get("source"), table.attrs.get("as_of", "")
    if not said:
        return {}, {}
    if was_made and not is_ours:
        said = not_checked("table", "the dataset of this report")
    if any(day > page.parameters.as_of.isoformat() for page in pages):
        said = f"{said}, as known on {in_words(date.fromisoformat(day))}"
    frame = gaps_empty(table if hasattr(table, "columns") else table.to_frame())
    with written_plainly(is_ours):
        page, plain = frame._repr_html_(), repr(table)
    told = "\n".join(filter(None, (plain, table.attrs.get("hint"))))
    return {"text/html": page, "text/plain": told}, _taken_from(f"{said}.{units(table)}")


def _taken_from(source: str) -> dict[str, Any]:
    return {"text/html": {OURS: True, "data": True, "source": from_data(html.escape(source))}}
