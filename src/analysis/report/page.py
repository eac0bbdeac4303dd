"""What a report open in a notebook can do for the words around its findings."""

import html
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

from analysis.dataset.records import in_words
from analysis.errors import ParameterError, TemplateError
from analysis.findings import Catalogue, Finding
from analysis.findings.finding import GivenSource
from analysis.report.provenance import sources, summaries, workings
from analysis.report.user_exhibits import UserExhibit, is_of_dataset, user_exhibit
from analysis.writing import tables
from analysis.writing.block import Block
from analysis.writing.markup import FRAMES, HTML, PLAIN, Markup
from analysis.writing.tables import Table
from analysis.writing.writer import Writer

__all__ = ["MAGIC", "NO_FINDINGS", "OPENED", "Page", "in_words", "timed"]

DISTRIBUTION = "japan-tech-report"

NO_FINDINGS: Mapping[str, object] = MappingProxyType({})


class Page:
    """Sentences, tables, exhibits, sources and workings.

    `catalogue` holds every finding by name; `pen` writes, and remembers which findings were used.
    """

    title: str
    subtitle: str
    other_data: str = ""
    """The data folder, if it is not the project's own."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.parameters = catalogue.parameters
        self.pen = Writer(catalogue)
        self.chart_labels: dict[str, tuple[str, ...]] = {}  # what each chart of the author's own shows

    def __getitem__(self, finding_id: str) -> Finding:
        return self.catalogue[finding_id]

    def say(self, *sentences: str, kind: str = "p", **own: Finding) -> Block | None:
        """Write a paragraph from templates; a sentence whose evidence was not yet public is left out.

        `kind` is p for a paragraph, answer for the lead, note for a remark. Findings of your own are passed as
        keywords: `say("It is {times} times as much.", times=a / b)`. Square brackets extend the link of a number to
        the words around it: `say("It has [{firms.count} firms].")`. A cell that begins with `%%say` does the same.
        """
        return self.paragraphs([sentences], kind, own)

    def paragraphs(
        self, paragraphs: Sequence[Sequence[str]], kind: str = "p", own: Mapping[str, object] = NO_FINDINGS
    ) -> Block | None:
        """Write paragraphs, each from its templates; None if none of their evidence was public.

        `own` are findings that the templates name and the report does not declare.
        """
        if kind not in FRAMES:
            raise ParameterError(f"no paragraph of kind {kind!r}; expected {', '.join(FRAMES)}")
        self.pen.own = own
        try:
            texts = [(self.pen.sentences(templates, HTML), templates) for templates in paragraphs]
            plain = [self.pen.sentences(templates, PLAIN) for text, templates in texts if text]
        finally:
            self.pen.own = {}
        if not plain:
            return None
        page = "\n".join(f"<p>{text}</p>" for text, _ in texts if text)
        metadata = {"report": {"answer": plain[0]}} if kind == "answer" else {}
        return Block(FRAMES[kind].format(page), "\n".join(plain), metadata)

    def table(
        self, label: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], source: str = ""
    ) -> Table:
        """Make a table of findings; a cell of `rows` such as "=firms.count" is the finding of that name."""
        cells = [[self._cell(cell) for cell in row] for row in rows]
        return tables.make(self.pen, label, caption, columns, cells, source)

    def _cell(self, cell: Any) -> Any:
        """Look up a cell that names a finding; None if it was not known on the day."""
        if isinstance(cell, tuple):
            return tuple(map(self._cell, cell))
        if isinstance(cell, str) and cell.startswith("="):
            return self.catalogue[cell[1:]] if self.catalogue.knows(cell[1:]) else None
        return cell

    def exhibit(self, it: Any, title: str = "", *, source: str = "", alt: str = "", label: str = "") -> UserExhibit:
        """Show a pandas table or matplotlib figure of your own, with its source.

        Args:
            it: The table or figure. Its numbers are not checked and have no workings, which is said below it.
            title: A template, as in `say`.
            source: Whose numbers these are. A table of the dataset needs none and names its own, unless its numbers
                were changed.
            alt: What a figure shows, for readers who cannot see it.
            label: Such as tbl-wages or fig-wages, so that sentences can refer to it.

        Raises:
            TemplateError: The table is of a later day than the report, or source or description are missing.

        """
        attrs, evidence, as_of = getattr(it, "attrs", {}), self.catalogue.evidence, self.parameters.as_of
        if (day := attrs.get("as_of", "")) > as_of.isoformat():
            raise TemplateError(f"this table is as of {day}, and this report as of {as_of}; take it from this report")
        origin, source_ids = "", attrs.get("sources", ())
        if is_of_dataset(it):
            publishers = (evidence.sources[source_id]["publisher"] for source_id in source_ids)
            origin = "; ".join([*dict.fromkeys(publishers), attrs["source"]])
        if "indicator" in attrs and hasattr(it, "columns"):  # a column for each country, region or firm
            names = {code: row["name"] for code, row in {**evidence.entities, **evidence.actors}.items()}
            it = it.rename(columns=names)
        exhibit = user_exhibit(it, self.pen.fill(title, HTML), source, alt, label, origin)
        self.pen.labels |= {label: label} if label else {}
        self.pen.cited |= {*source_ids} if origin else {GivenSource(" ".join(source.split()))}
        return exhibit

    def workings(self) -> Block:
        """Explain every number used so far, down to the documents in which its figures were read."""
        metadata = {**self.made_from, "summaries": summaries(self.pen)}
        return Block(workings(self.pen), f"{len(self.pen.used)} numbers explained", {"report": metadata})

    @property
    def made_from(self) -> dict[str, Any]:
        """Metadata of the document: names that hold a digit, and the data folder if it is not the project's own."""
        study = self.catalogue.study
        signed = [study.author, study.publisher, study.contact, study.licence, study.funding]
        if source := self.catalogue.evidence.sources.get(study.article):
            signed += [source["title"], source["publisher"]]
        with_digit = [it for it in signed if any(map(str.isnumeric, it))]
        names = {"names": [*self.catalogue.evidence.settings.labels.values(), *with_digit]}
        return {**names, "other_data": self._data_origin(PLAIN)} if self.other_data else names

    def colophon(self) -> Block:
        """Say how to cite the edition, how to report an error, and under which terms it may be used."""
        day, number, study = self.parameters.as_of, version(DISTRIBUTION), self.catalogue.study
        publisher = f", published by {study.publisher}" if study.publisher != study.author else ""
        contact = f'<a href="{html.escape(study.contact_address)}">{html.escape(study.contact)}</a>'
        to_whom = "Tell whoever published it" if study.page else "Open an issue in the repository of this report"
        funding = study.funding.rstrip(".") or "not stated"
        where = f"Write to {contact}" if study.contact else to_whom
        about = (
            f"Written by {html.escape(study.author + publisher)}. Funding: {html.escape(funding)}. "
            f"Found an error? {where}, with the day of this edition and the name of the finding: it stands "
            "in <code>findings.csv</code>, behind “#f-” in the address of a number’s link, and in small print in the "
            "workings of the PDF."
        )
        terms = (
            f"What is our own is under the {html.escape(study.licence)} licence; "
            "figures from sources keep the terms named there."
        )
        is_of_article = bool(study.page)  # its version is not that of this program
        cite = f"{html.escape(study.author)}: “{html.escape(self.title)}”, edition of {{}}{{}}{{}}."
        page, plain = (
            cite.format(
                write(day),
                "" if is_of_article else f", version {markup.label(number)}",
                f", {self._data_origin(markup)}" if self.other_data else "",
            )
            for write, markup in ((timed, HTML), (in_words, PLAIN))
        )
        return Block(
            f'<p>To cite: <span class="citation">{page}</span></p><p id="about">{about} {terms}</p>',
            f"To cite: {plain} {terms}",
            {},
        )

    def _data_origin(self, markup: Markup) -> str:
        return f"made from other data than those of the project (folder {markup.label(self.other_data)})"

    def source_list(self) -> Block:
        """List the sources with their terms."""
        return Block(sources(self.pen), "sources", {})

    def _masthead(self, page: str, plain: str, as_of: date, metadata: dict[str, Any]) -> Block:
        """Begin the document: its title, and below it what the reader should know first."""
        settings = {name: it for name, it in self.catalogue.study.page.items() if isinstance(it, str)}
        document = {
            "title": self.title,
            "subtitle": self.subtitle,
            "authors": [self.catalogue.study.author],
            "contact": self.catalogue.study.contact_address,
            "date": as_of.isoformat(),
            "lang": "en",
            "keywords": list(self.catalogue.study.keywords),
            **({"page": settings} if settings else {}),
            **self.made_from,
            **metadata,
        }
        top = f"<h1>{html.escape(self.title)}</h1><p>{html.escape(self.subtitle)}</p>"  # our page drops it
        head = f'<div class="masthead">{top}{page}</div>'
        return Block(head, f"{self.title}\n{self.subtitle}\n{plain}", {"report": document})


def timed(day: date) -> str:
    """Write a date for the page, marked up so that the lint does not take its digits for a figure."""
    return f'<time datetime="{day.isoformat()}">{in_words(day)}</time>'


MAGIC = "say"
"""The name of the cell magic: `%%say`."""

OPENED: list[Page] = []
"""The page opened last and the one before it, so that findings as of two days can be displayed side by side."""
