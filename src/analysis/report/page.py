"""A document open in a notebook: what a report and a comparison of editions can both write."""

import html
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

from analysis.dataset.frames import SOURCE
from analysis.dataset.records import in_words
from analysis.errors import AnalysisError, ParameterError, TemplateError
from analysis.findings import Catalogue, Finding, Verdict
from analysis.findings.finding import PLAIN as PLAIN_DISPLAY
from analysis.findings.finding import GivenSource, Marks, finding_html, in_brackets, own_marked
from analysis.findings.verdicts import verdict_html
from analysis.rendering.read_notebook import AT_A_PROMPT, LEFT_OUT, LINK, OURS, not_checked
from analysis.report import tables
from analysis.report.comparison import Comparison
from analysis.report.markup import FRAMES, HTML, PLAIN, Markup, for_jupyter, from_data
from analysis.report.provenance import sources, workings
from analysis.report.search import register_completion
from analysis.report.tables import Table
from analysis.report.templates import numbers_in, paragraphs
from analysis.report.user_exhibits import Own, gaps_empty, is_of_dataset, own, units
from analysis.report.writer import Writer, anchor

__all__ = ["Block", "Page", "in_words", "timed"]

DISTRIBUTION = "japan-tech-report"

NAME = "say"
"""The magic of a cell of sentences: `%%say`."""

OPENED: list["Page"] = []
"""The document that was opened last and the one before, so that what two days say can be shown side by side."""

NONE: Mapping[str, object] = MappingProxyType({})

OF_PANDAS = ("pandas.DataFrame", "pandas.Series", "pandas.core.frame.DataFrame", "pandas.core.series.Series")
"""What the tables of pandas are called, now and before version 3."""

Bundle = tuple[dict[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """A piece of the report that shows itself in Jupyter, HTML and PDF."""

    page: str
    plain: str
    about: dict[str, Any]

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        about = {"text/html": {OURS: True}, **self.about}
        return {"text/html": for_jupyter(self.page), "text/plain": self.plain}, about


class Page:
    """What every document can do: `say` writes, `table` tabulates, `workings` explains every number shown.

    `catalogue` holds every finding by name and `pen` remembers which were used.
    """

    title: str
    subtitle: str
    other_data: str = ""
    """The folder of the data, where these are not the project's own."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.parameters = catalogue.parameters
        self.pen = Writer(catalogue)
        bind(self)

    def __getitem__(self, finding_id: str) -> Finding:
        return self.catalogue[finding_id]

    def say(self, *sentences: str, kind: str = "p", **own: Finding) -> Block | None:
        """Write a paragraph from templates; a sentence whose evidence was not public yet is left out.

        `kind` is p for a paragraph, answer for the lead, note for a remark. Findings of your own are named behind the
        sentences: `say("It is {times} times as much.", times=a / b)`. Square brackets let the link of a number take in
        its words: `say("It has [{firms.count} firms].")`. A cell that begins with `%%say` holds the same as prose.
        """
        return self.paragraphs([sentences], kind, own)

    def paragraphs(
        self, paragraphs: Sequence[Sequence[str]], kind: str = "p", own: Mapping[str, object] = NONE
    ) -> Block | None:
        """Write paragraphs, each from its templates; without any public evidence there is nothing to show.

        `own` are findings that the templates name and the report does not know.
        """
        if kind not in FRAMES:
            raise ParameterError(f"no paragraph of kind {kind!r}; expected {', '.join(FRAMES)}")
        self.pen.own = own
        try:
            written = [(self.pen.sentences(templates, HTML), templates) for templates in paragraphs]
            plain = [self.pen.sentences(templates, PLAIN) for text, templates in written if text]
        finally:
            self.pen.own = {}
        if not plain:
            return None
        pages = "\n".join(f"<p>{text}</p>" for text, _ in written if text)
        about = {"report": {"answer": plain[0]}} if kind == "answer" else {}
        return Block(FRAMES[kind].format(pages), "\n".join(plain), about)

    def key_numbers(self, *rows: tuple[str, ...]) -> Block | None:
        """Set some numbers large, each with what it is; one that was not known on the day is left out.

        A row is the name of a finding and one or more templates of sentences, of which the same holds.
        """
        known = [(self.catalogue[name], words) for name, *words in rows if self.catalogue.knows(name)]
        page, plain = [], []
        for number, words in known:
            told, said = (self.pen.sentences(words, markup) for markup in (HTML, PLAIN))
            forecast = in_brackets(number, said)
            page.append(f"<div><dt>{self.pen.number(number, HTML)}{forecast}</dt><dd>{told}</dd></div>")
            plain.append(f"{number.text}{own_marked(number)}{forecast} {said}")
        return Block(f'<dl class="keys">{"".join(page)}</dl>', "\n".join(plain), {}) if known else None

    def table(
        self, label: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], source: str = ""
    ) -> Table:
        """Make a table of findings; names of findings in `rows` that start with = are looked up."""
        found = [[self._cell(cell) for cell in row] for row in rows]
        return tables.make(self.pen, label, caption, columns, found, source)

    def _cell(self, cell: Any) -> Any:
        """Look up a finding by its name; any other words are a template, whatever they call themselves."""
        if isinstance(cell, tuple):
            return tuple(map(self._cell, cell))
        if isinstance(cell, str) and cell.startswith("="):
            return self.catalogue[cell[1:]] if self.catalogue.knows(cell[1:]) else None
        return str(cell) if isinstance(cell, str) and not isinstance(cell, tables.Gap) else cell

    def exhibit(self, it: Any, title: str = "", *, source: str = "", alt: str = "", label: str = "") -> Own:
        """Show a table of pandas or a figure of matplotlib of your own, with where its numbers are from.

        `title` is a template, as in `say`; `source` says whose numbers these are, and `alt` what a figure shows to
        readers who cannot see it. A `label` such as tbl-wages or fig-wages lets sentences lead to it. The numbers in it
        are taken as they are, without workings, which is said below it. A table of the dataset needs no source and
        names its own, unless its numbers were changed; one as of a later day is refused.
        """
        attrs, evidence, ours = getattr(it, "attrs", {}), self.catalogue.evidence, self.parameters.as_of
        if (day := attrs.get("as_of", "")) > ours.isoformat():
            raise TemplateError(
                f"this table is of {day}, and this report as of {ours}; take the table from this report"
            )
        origin, read = "", attrs.get("sources", ())
        if is_of_dataset(it):
            origin = "; ".join([*dict.fromkeys(evidence.sources[one]["publisher"] for one in read), attrs["source"]])
        if "indicator" in attrs and hasattr(it, "columns"):  # a column for each country, region or firm with figures
            names = {code: row["name"] for code, row in {**evidence.entities, **evidence.actors}.items()}
            it = it.rename(columns=names)
        shown = own(it, self.pen.fill(title, HTML), source, alt, label, origin)
        self.pen.labels |= {label: label} if label else {}
        self.pen.cited |= {*read} if origin else {GivenSource(" ".join(source.split()))}
        return shown

    def workings(self) -> Block:
        """Explain every number shown so far, down to where its figures were seen."""
        return Block(workings(self.pen), f"{len(self.pen.used)} numbers explained", {"report": self.made_from})

    @property
    def made_from(self) -> dict[str, Any]:
        """Names that hold a digit, and what the foot of each page says of data that are not the project's own."""
        study = self.catalogue.study
        signed = (study.author, study.publisher, study.contact, study.licence)
        with_digit = [it for it in signed if any(map(str.isnumeric, it))]
        names = {"names": [*self.catalogue.evidence.settings.labels.values(), *with_digit]}
        return {**names, "other_data": self._made_from(PLAIN)} if self.other_data else names

    def colophon(self) -> Block:
        """Say how to cite the edition, where an error is reported, and under which terms it may be used."""
        day, number, study = self.parameters.as_of, version(DISTRIBUTION), self.catalogue.study
        publisher = f", published by {study.publisher}" if study.publisher != study.author else ""
        contact = f'<a href="{html.escape(study.contact_address)}">{html.escape(study.contact)}</a>'
        where = f"Write to {contact}" if study.contact else "Open an issue in the repository of this report"
        about = (
            f"Written by {html.escape(study.author + publisher)}. "
            f"Found an error? {where}, with the day of this edition and the name of the finding: it stands "
            "in <code>findings.csv</code>, behind “#f-” in the address of a number’s link, and in small print in the "
            "workings of the PDF."
        )
        terms = (
            f"What is our own is under the {html.escape(study.licence)} licence; "
            "figures from sources keep the terms named there."
        )
        cite = f"{html.escape(study.author)}: “{html.escape(self.title)}”, edition of {{}}, version {{}}{{}}."
        page, plain = (
            cite.format(write(day), markup.label(number), f", {self._made_from(markup)}" if self.other_data else "")
            for write, markup in ((timed, HTML), (in_words, PLAIN))
        )
        return Block(
            f'<p>To cite: <span class="citation">{page}</span></p><p>{about} {terms}</p>',
            f"To cite: {plain} {terms}",
            {},
        )

    def _made_from(self, markup: Markup) -> str:
        """Name the data folder of a report that is made from other data than those of the project."""
        return f"made from other data than those of the project (folder {markup.label(self.other_data)})"

    def source_list(self) -> Block:
        """List the sources with their terms."""
        return Block(sources(self.pen), "sources", {})

    def _masthead(self, page: str, plain: str, as_of: date, about: dict[str, Any]) -> Block:
        """Open the document: its title for the top of the page, and beneath it what the reader should know first."""
        told = {
            "title": self.title,
            "subtitle": self.subtitle,
            "authors": [self.catalogue.study.author],
            "contact": self.catalogue.study.contact_address,
            "date": as_of.isoformat(),
            "lang": "en",
            "keywords": list(self.catalogue.study.keywords),
            **self.made_from,
            **about,
        }
        top = f"<h1>{html.escape(self.title)}</h1><p>{html.escape(self.subtitle)}</p>"  # our own page has both above it
        head = f'<div class="masthead">{top}{page}</div>'
        return Block(head, f"{self.title}\n{self.subtitle}\n{plain}", {"report": told})


def timed(day: date) -> str:
    """Write a day of knowledge for the page, marked as one, so that it is not taken for a figure."""
    return f'<time datetime="{day.isoformat()}">{in_words(day)}</time>'


def left_out(what: str) -> Block:
    """Say that a figure or table is left out, because what it shows was not known."""
    return _note(f"No {what} here: its data had not all been published by this date.")


def too_short(names: Iterable[str]) -> Block:
    """Say that a figure over time is left out, because what it would show does not reach over two years."""
    words = "No figure here: less than a year of data had been published by this date: {}."
    return _note(words, ", ".join(names))


def _note(words: str, name: str = "") -> Block:
    """Write a note; a name in it may hold a digit."""
    page = words.format(HTML.label(name))
    return Block(f'<aside class="note"><p>{page}</p></aside>', words.format(name), {LEFT_OUT: True})


def bind(page: Page) -> None:
    """Let `%%say` write with a document, and outputs link to its workings; outside IPython nothing happens."""
    if shell := _shell():
        shell.register_magic_function(_cell_magic(page), "cell", NAME)
        register_completion(shell)
        bundles = shell.display_formatter.mimebundle_formatter
        OPENED[:] = [page, *OPENED[:1]]
        latest_first = sorted(OPENED, key=lambda it: it.parameters.as_of, reverse=True)
        for kind, bundle in shown(*latest_first).items():
            bundles.for_type(kind, bundle)


def write(page: Page, line: str, cell: str, variables: Mapping[str, object] = NONE) -> Block | None:
    """Write the sentences of a cell: `line` is what stands behind `%%say`, `cell` what stands beneath.

    A name that no rule computes may be one of `variables`, those of the notebook. Errors name the line of the cell,
    counted as an editor does, from the one with `%%say`.
    """
    sentences = paragraphs(cell, first=2)
    if not sentences:
        raise TemplateError(f"a cell of sentences holds none; write them beneath %%{NAME}")
    names = (name.removesuffix(".year") for name in numbers_in(cell))
    own = {name: variables[name] for name in names if name in variables and not page.catalogue.declares(name)}
    try:
        return page.paragraphs(sentences, line.strip() or "p", own)
    except AnalysisError as error:
        raise error.at("line 1") from None  # a fault of a sentence has named its line


def _shell() -> Any:
    """Return the shell that runs the notebook, if any; IPython is not loaded only to ask."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _cell_magic(page: Page) -> Callable[[str, str], Block | None]:
    def say(line: str, cell: str) -> Block | None:
        """Write a paragraph: a sentence begins on a new line, and names findings in braces.

        A line that does not end in a full stop, a question mark or an exclamation mark goes on in the next. A sentence
        whose evidence was not public yet is left out; an empty line begins a new paragraph. Square brackets around a
        number and words of it, as in `[{firms.count} firms]`, make one link of both. Behind `%%say` may stand the kind
        of paragraph: answer for the lead, note for a remark.
        """
        shell = _shell()
        return write(page, line, cell, shell.user_ns if shell else NONE)

    return say


def shown(*pages: Page) -> dict[type | str, Callable[[Any], Bundle]]:
    """Return how findings, verdicts, comparisons and tables of pandas show themselves beside open documents.

    The first document that may show a number does; where none may, as at a prompt at which days are tried out, it
    stands without a link, and a report of it is refused.
    """

    def bundle(write: Callable[[Any, Marks], str]) -> Callable[[Any], Bundle]:
        def written(it: Any) -> Bundle:
            for page in pages:
                with suppress(TemplateError):
                    marks = Marks(partial(page.pen.link, markup=HTML), lambda text: from_data(html.escape(text)))
                    text = for_jupyter(write(it, marks).replace(LINK, AT_A_PROMPT))
                    about = {"text/html": {OURS: True}, "report": _annex(page)}
                    return {"text/html": text, "text/plain": repr(it)}, about
            return {"text/html": for_jupyter(write(it, PLAIN_DISPLAY)), "text/plain": repr(it)}, {}

        return written

    return {
        Finding: bundle(finding_html),
        Verdict: bundle(verdict_html),
        Comparison: bundle(Comparison.table),
        "analysis.charts.figure.Figure": lambda it: _of_figure(it, pages),
        "analysis.report.claim_cards.Verdicts": lambda it: (
            {"text/html": it._repr_html_(), "text/plain": repr(it)},
            _taken_from(SOURCE),
        ),
        **dict.fromkeys(OF_PANDAS, lambda it: _of_pandas(it, pages)),
    }


def _annex(page: Page) -> dict[str, Any]:
    """Explain every number shown so far, for a notebook that ends without its workings, and say of which data it is."""
    return {"annex": {"Sources": sources(page.pen), "Workings": workings(page.pen)}, **page.made_from}


def _of_figure(figure: Any, pages: Sequence[Page]) -> Bundle:
    """Let a figure of the author's own carry its workings; those of a report stand in a notebook that lists all."""
    drew = (it for it in pages if {*figure.numbers} <= {*map(anchor, it.pen.used.values())})
    page = next(drew, pages[0])
    data, about = figure._repr_mimebundle_()
    return data, about | ({"report": _annex(page)} if figure.is_own else {})


def _of_pandas(table: Any, pages: Sequence[Page]) -> Bundle:
    """Let a table from the dataset name its source; every other one shows itself as ever.

    Beside a document of an earlier day it says of which day it is itself.
    """
    source, day = table.attrs.get("source"), table.attrs.get("as_of", "")
    if not source:
        return {}, {}
    is_ours = is_of_dataset(table)
    said = source if is_ours else not_checked("table", "the dataset of this report")
    if any(day > page.parameters.as_of.isoformat() for page in pages):
        said += f", as known on {in_words(date.fromisoformat(day))}"
    frame = gaps_empty(table if hasattr(table, "columns") else table.to_frame())
    is_whole = len(table) == table.attrs.get("rows")  # of an extract the hint need not be true
    hint = table.attrs["hint"] if is_whole else ""
    caption = f"<caption>{html.escape(hint)}</caption>" if hint else ""
    page = frame._repr_html_().replace("<thead>", f"{caption}<thead>", 1)
    text = "\n".join(filter(None, (repr(table), hint)))
    said += (units(table) if is_ours else "") or "."
    return {"text/html": page, "text/plain": text}, _taken_from(said)


def _taken_from(source: str) -> dict[str, Any]:
    return {"text/html": {OURS: True, "data": True, "source": from_data(html.escape(source))}}
