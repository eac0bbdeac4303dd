"""A document open in a notebook: what a report and a comparison of reports can both write."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import chain
from types import MappingProxyType
from typing import Any

from analysis.errors import AnalysisError
from analysis.evidence.frames import SOURCE
from analysis.evidence.observations import in_words
from analysis.exhibits import magic, tables
from analysis.exhibits.as_made import as_made, written_plainly
from analysis.exhibits.asked import asked, refuse_rows
from analysis.exhibits.fitness import NotYetPublic
from analysis.exhibits.heads import refuse_other_unit
from analysis.exhibits.imprint import DISTRIBUTION
from analysis.exhibits.markup import FRAMES, HTML, MARKDOWN, PLAIN, Markup, for_jupyter
from analysis.exhibits.naming import refuse_swapped
from analysis.exhibits.own import Own, own
from analysis.exhibits.prose import Writer
from analysis.exhibits.source_list import sources
from analysis.exhibits.tables import Table
from analysis.exhibits.templates import refuse_marks
from analysis.exhibits.unknown import hint
from analysis.exhibits.workings import workings
from analysis.findings import Catalogue, Finding, UnknownFinding, Verdict
from analysis.findings.given import GivenSource, own_marked
from analysis.findings.periods import in_brackets
from analysis.rendering.foreign import OURS

__all__ = ["Block", "Page", "UnknownKind", "in_words", "timed"]


class UnknownKind(AnalysisError, ValueError):
    """A paragraph was asked for of a kind that no page has."""


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """A piece of the report that shows itself in Jupyter, HTML and PDF."""

    page: str
    plain: str
    about: dict[str, Any]

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        about = {"text/html": {OURS: True}, **self.about}
        return {"text/html": for_jupyter(self.page), "text/plain": self.plain}, about


@asked
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
        magic.bind(self)

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on every claim, by its name."""
        return self.catalogue.verdicts

    def __getitem__(self, finding_id: str) -> Finding:
        return self.catalogue[finding_id]

    def _ipython_key_completions_(self) -> list[str]:
        """Offer the names of findings after `d["` and Tab."""
        return list(self.catalogue)

    def say(self, *sentences: str, kind: str = "p", **own: Finding) -> Block | None:
        """Write a paragraph from templates; a sentence whose evidence was not public yet is left out.

        `kind` is p for a paragraph, answer for the lead, note for a remark, screen for what is not printed. Findings
        of your own are named behind the sentences: `say("It is {times} times as much.", times=a / b)`. Square brackets
        let the link of a number take in its words: `say("It has [{firms.count} firms].")`. A cell that begins with
        `%%say` holds the same as prose.
        """
        return self.paragraphs([sentences], kind, own)

    def paragraphs(
        self, paragraphs: Sequence[Sequence[str]], kind: str = "p", own: Mapping[str, object] = MappingProxyType({})
    ) -> Block | None:
        """Write paragraphs, each from its templates; without any public evidence there is nothing to show.

        `own` are findings that the templates name and the report does not know.
        """
        if kind not in FRAMES:
            raise UnknownKind(f"no paragraph of kind {kind!r}; expected {', '.join(FRAMES)}")
        for sentence in chain(*paragraphs):
            refuse_marks(sentence)
        self.pen.own = own
        try:
            return self._written(paragraphs, FRAMES[kind])
        finally:
            self.pen.own = {}

    def _written(self, paragraphs: Sequence[Sequence[str]], frame: str) -> Block | None:
        told = [(self.pen.sentences(templates, HTML), templates) for templates in paragraphs]
        pages = "\n".join(f"<p>{text}</p>" for text, _ in told if text)
        if not pages:
            return None
        plain = "\n".join(self.pen.sentences(templates, PLAIN) for text, templates in told if text)
        return Block(frame.format(pages), plain, {})

    def key_numbers(self, *rows: tuple[str, ...]) -> Block | None:
        """Set some numbers large, each with what it is; one that was not known on the day is left out.

        A row is the name of a finding and one or more templates of sentences, of which the same holds.
        """
        refuse_rows(rows)
        known = [(self.catalogue[name], words) for name, *words in rows if self.catalogue.knows(name)]
        page, plain = [], []
        for number, words in known:
            large = self.pen.number(number, HTML)
            told, said = (self.pen.sentences(words, markup) for markup in (HTML, PLAIN))
            refuse_swapped(self.catalogue, said, number)
            refuse_other_unit(" ".join(words[:1]), number, "key numbers")
            foreseen = in_brackets(number, said)
            page.append(f"<div><dt>{large}{foreseen}</dt><dd>{told}</dd></div>")
            plain.append(f"{number.text}{own_marked(number)}{foreseen} {said}")
        return Block(f'<dl class="keys">{"".join(page)}</dl>', "\n".join(plain), {}) if known else None

    def table(
        self,
        label: str,
        caption: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        source: str = "",
    ) -> Table:
        """Make a table of findings; names of findings in `rows` that start with = are looked up."""
        found = [[self._cell(cell) for cell in row] for row in rows]
        for head, *cells in found:
            for heading, cell in zip(columns[1:], cells, strict=False):
                if isinstance(head, str) and isinstance(cell, Finding):
                    refuse_swapped(self.catalogue, f"{self.pen.fill(head, PLAIN)}, {heading}", cell)
        return tables.make(self.pen, label, caption, columns, found, source)

    def _cell(self, cell: Any) -> Any:
        """Look up a finding by its name; any other words are a template, whatever they call themselves."""
        if isinstance(cell, tuple):
            return tuple(map(self._cell, cell))
        if isinstance(cell, str) and cell.startswith("="):
            name = cell[1:]
            if not self.catalogue.declares(name) and (more := hint(self.catalogue, name)):
                raise UnknownFinding(f"no finding {name!r}{more}")
            return self.catalogue[name] if self.catalogue.knows(name) else None
        return str(cell) if isinstance(cell, str) and not isinstance(cell, tables.Gap) else cell

    def exhibit(self, it: Any, title: str = "", *, source: str = "", alt: str = "", label: str = "") -> Own:
        """Show a table of pandas or a figure of matplotlib of your own, with where its numbers are from.

        `title` is a template, as in `say`; `source` says whose numbers these are, and `alt` what a figure shows to who
        cannot see it. A `label` such as tbl-wages or fig-wages lets sentences lead to it. The numbers in it are taken
        as they are, without workings, which is said below it; a table of the dataset needs no source and names its own,
        as long as no cell of it was changed, and one as of a later day is refused.
        """
        it, is_ours = as_made(it)
        attrs, evidence = getattr(it, "attrs", {}), self.catalogue.evidence
        if (day := attrs.get("as_of", "")) > self.parameters.as_of.isoformat():
            ours = self.parameters.as_of
            raise NotYetPublic(f"this table is of {day}, and this report as of {ours}; take the table from this report")
        read = attrs.get("sources", ()) if is_ours else ()
        origin = "; ".join([*dict.fromkeys(evidence.sources[one]["publisher"] for one in read), SOURCE]) * is_ours
        if "indicator" in attrs and hasattr(it, "columns"):  # a column for each of whom there are figures
            it = it.rename(
                columns={code: row["name"] for code, row in {**evidence.entities, **evidence.actors}.items()}
            )
        with written_plainly(is_ours):
            shown = own(it, self.pen.fill(title, MARKDOWN), source, alt, label, origin)
        self.pen.labels |= {label: label} if label else {}
        self.pen.cited |= {*read} if is_ours else {GivenSource(" ".join(source.split()))}
        return shown

    def workings(self) -> Block:
        """Explain every number shown so far, down to where its figures were seen."""
        return Block(workings(self.pen), f"{len(self.pen.used)} numbers explained", {"report": self.made_from})

    @property
    def made_from(self) -> dict[str, Any]:
        """Names that hold a digit, and what the foot of each page says of data that are not the project's own."""
        names = {"names": list(self.catalogue.evidence.settings.labels.values())}
        return {**names, "other_data": self._made_from(PLAIN)} if self.other_data else names

    def colophon(self) -> Block:
        """Say how to cite the edition, where an error is reported, and under which terms it may be used."""
        day, number = self.parameters.as_of, version(DISTRIBUTION)
        about = (
            f"{self.catalogue.study.maintainers} make this report and keep it up. "
            "Found an error? Tell whoever gave you this edition, with its day and the name of the finding: it stands "
            "in <code>findings.csv</code>, behind “#f-” in the address of a number’s link, and in small print in the "
            "workings of the PDF."
        )
        terms = "What is our own is under the MIT licence; figures from sources keep the terms named there."
        cite = f"{self.catalogue.study.maintainers}: “{html.escape(self.title)}”, edition of {{}}, version {{}}{{}}."
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
            "authors": [self.catalogue.study.maintainers],
            "date": as_of.isoformat(),
            "lang": "en",
            "keywords": list(self.catalogue.study.keywords),
            **self.made_from,
            **about,
        }
        top = f"<h1>{html.escape(self.title)}</h1><p>{html.escape(self.subtitle)}</p>"  # our own page has both above it
        head = f'<div class="masthead">{top}<p>{page}</p></div>'
        return Block(head, f"{self.title}\n{self.subtitle}\n{plain}", {"report": told})


def timed(day: date) -> str:
    """Write a day of knowledge for the page, marked as one, so that it is not taken for a figure."""
    return f'<time datetime="{day.isoformat()}">{in_words(day)}</time>'
