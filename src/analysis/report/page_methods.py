"""The prose of a report: masthead, sentences, lists of claims, sources, workings and downloads."""

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

from analysis.dataset.dates import in_words
from analysis.errors import ParameterError, TemplateError
from analysis.findings import Finding, Outcome, parameters
from analysis.findings.csv_tables import COLUMN_MEANINGS, findings_csv, verdicts_csv
from analysis.findings.finding import GivenSource
from analysis.rendering.id_prefixes import WORKING
from analysis.report import claim_cards
from analysis.report.base import Part
from analysis.report.linked_data import linked_data
from analysis.report.provenance import sources, summaries, workings
from analysis.report.user_exhibits import UserExhibit, is_of_dataset, user_exhibit
from analysis.writing.block import Block
from analysis.writing.markup import HTML, PARAGRAPH_KINDS, PLAIN, Markup

__all__ = ["MAGIC", "NO_FINDINGS", "OPENED", "Page", "in_words", "timed"]

DISTRIBUTION = "japan-tech-report"

NO_FINDINGS: Mapping[str, object] = MappingProxyType({})
"""No findings of the author's own, as a default argument that nobody can change."""


class Page(Part):
    """The page of a report: its masthead, sentences, claims, exhibits of the author's own, sources and workings."""

    title: str
    subtitle: str
    other_data: str = ""
    """The data folder, if it is not the project's own."""

    def masthead(
        self,
        title: str = "",
        subtitle: str = "",
        *,
        author: str | None = None,
        keywords: Iterable[str] | None = None,
        article: bool = True,
    ) -> Block:
        """Begin the report: title, author, the article it checks, and the day of knowledge.

        Args:
            title: For a notebook on a single topic, a template like `subtitle`.
            subtitle: What the notebook is about; it belongs to `title`, and is not used without one.
            author: Who signs it instead of the study's author; "" for nobody.
            keywords: These replace the keywords of the study.
            article: False if the notebook does not check the article.

        """
        if title:
            self.title = self.pen.fill(title, PLAIN)
            self.subtitle = self.pen.fill(subtitle, PLAIN)
        day, study = self.parameters.as_of, self.catalogue.study

        def introduce(markup: Markup, as_of: str, line: str) -> str:
            """Write who signs, the day and the article; `line` is the template of a paragraph in that format."""
            if author is None:
                signature = markup.escape(study.author).replace("The ", "the ", 1)  # behind “By”
            else:
                signature = markup.label(author)
            byline = f"By {signature} · " if signature else ""
            introduction = line.format(f"{byline}Figures available on {as_of}{self._settings(markup)}")
            if article:
                source = f"The article: {self._article(markup)}, {self.pen.fill('{claim.day}', markup)}."
                introduction += line.format(source)
            return introduction

        metadata: dict[str, Any] = {"description": self.subtitle, "edition": f"As known on {in_words(day)}"}
        if article:
            metadata["description"] += f": {self.catalogue.evidence.sources[study.article]['title']}"
        if author is not None:
            # The contact is that of the study's author
            metadata |= {"authors": [author] if author else [], "contact": ""}
        if keywords is not None:
            metadata["keywords"] = [*keywords]
        page = introduce(HTML, timed(day), line="<p>{}</p>")
        plain = introduce(PLAIN, in_words(day), line="{}\n")
        return self._masthead(page, plain, day, metadata)

    def _article(self, markup: Markup) -> str:
        """Name the article and its publisher; on the page the title links to where it was read."""
        evidence = self.catalogue.evidence
        source = evidence.sources[self.catalogue.study.article]
        title = markup.escape(f"“{source['title']}”")

        # All claims are of one article, which the first was read in as well as any other
        first_claim = next(iter(evidence.claims.values()), None)
        if first_claim and markup is HTML:
            document = evidence.documents[first_claim["document_id"]]
            if document.url:
                title = f'<a href="{html.escape(document.url)}">{title}</a>'
        return f"{title}, {markup.escape(source['publisher'])}"

    def _settings(self, markup: Markup) -> str:
        """Name the parameters that differ from the defaults, so that no variant is taken for the edition itself."""
        current, study = self.parameters, self.catalogue.study
        # The default peers depend on the country in focus, so that only other peers are a variant of their own
        default = parameters.default(study, current.as_of, current.focus)
        names = {}
        for code, row in self.catalogue.evidence.entities.items():
            names[code] = markup.label(row["name_in_prose"])

        parts = []
        if current.focus != study.focus:
            parts.append(f"{names[current.focus]} in focus")
        if current.peers != default.peers:
            peers = " and ".join(names[code] for code in current.peers)
            parts.append(f"the peers {peers}" if peers else "no peers")
        for name, value in current.study_parameters.items():
            if value == default[name]:
                continue
            # A number is also a finding, which has a unit; any other value is the name of an option
            if isinstance(value, float):
                text = self.pen.fill(f"{{choice.{name}}}", markup)
            else:
                text = str(value).replace("_", " ")
            parts.append(f"{name.replace('_', ' ')} {text}")

        settings = f" · A variant with {', '.join(parts)}" if parts else ""
        if self.other_data:
            settings += f" · {self._data_origin(markup)}"
        return settings

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
        if kind not in PARAGRAPH_KINDS:
            raise ParameterError(f"no paragraph of kind {kind!r}; expected {', '.join(PARAGRAPH_KINDS)}")
        self.pen.author_findings = own
        pages, lines = [], []
        try:
            for templates in paragraphs:
                text = self.pen.sentences(templates, HTML)
                if text:
                    pages.append(f"<p>{text}</p>")
                    lines.append(self.pen.sentences(templates, PLAIN))
        finally:
            self.pen.author_findings = {}  # they are of this paragraph alone
        if not pages:
            return None

        page = "\n".join(pages)
        metadata = {}
        if kind == "answer":  # which is the first paragraph, whatever follows
            metadata["report"] = {"answer": lines[0], **self._places_linked(page)}
        return Block(PARAGRAPH_KINDS[kind].format(page), "\n".join(lines), metadata)

    def _places_linked(self, page: str) -> dict[str, Any]:
        """Return as metadata to which places of the report, rather than *Workings*, numbers of an answer lead."""
        places = {}
        for name, place in self.catalogue.study.places.items():
            working_id = f"{WORKING}{name}"
            if f'"#{working_id}"' in page:
                places[working_id] = place
        return {"places": places} if places else {}

    def claim_list(self, *verdicts: str, why: bool = False, shifted: bool | None = None) -> Block | None:
        """List the claims that have one of these verdicts, each with a link to its card.

        Args:
            verdicts: Such as "disputed".
            why: Whether to add the reason for the verdict.
            shifted: True for only those that figures published after the article put in doubt or cleared, False for
                only the others.

        Returns:
            The list, or None if no claim belongs in it.

        Raises:
            ValueError: For a verdict that does not exist.

        """
        outcomes = [Outcome(verdict) for verdict in verdicts]
        return claim_cards.claim_list(self.pen, outcomes, with_reason=why, shifted=shifted)

    def overview(self) -> Block:
        """Write how many claims got which verdict, a list of the claims, and a key of the verdicts and thresholds."""
        return claim_cards.overview(self.pen)

    def left_out(self) -> Block | None:
        """Name the countries chosen that are left out of comparisons by size, and what is missing for them."""
        parts = []
        for economy in self.parameters.economies:
            missing = []
            for name, words in self.catalogue.study.compared_by.items():
                if name.format(economy) not in self.catalogue:
                    missing.append(words)
            if missing:
                parts.append(f"{{entity:{economy}}} (not known for the year that all share: {', '.join(missing)})")
        if not parts:
            return None
        return self.say(f"Left out of comparisons by size: {'; '.join(parts)}.", kind="note")

    def downloads(self) -> Block:
        """Attach all findings and verdicts as CSV files, and the schema.org description of the report."""
        counts: Counter[str] = Counter()
        for claim_id, verdict in self.catalogue.verdicts.items():
            shift = self.catalogue.standings[claim_id].shift
            counts[f"{shift} since" if shift else verdict.outcome.value] += 1

        written = [*self.pen.used.values(), *self.pen.unlinked.values()]
        texts = {
            "findings.csv": findings_csv(self.catalogue.everything(*written), self.catalogue.evidence.documents),
            "verdicts.csv": verdicts_csv(self.catalogue),
        }
        meanings = "; ".join(f"{column}: {meaning}" for column, meaning in COLUMN_MEANINGS.items())
        descriptions = {
            "findings.csv": "Every finding of the report, with bounds, method, sources and addresses of the documents; "
            "days are told in “printed”",
            "verdicts.csv": f"The verdict on every claim, with rule and evidence; {meanings}",
        }
        attachments = {}
        for name, description in descriptions.items():
            attachments[name] = {"description": description, "text": texts[name]}
        metadata = {
            "summary": ", ".join(f"{count} {name}" for name, count in counts.most_common()),
            "attachments": attachments,
            "linked_data": linked_data(self.pen, title=self.title, description=self.subtitle, tables=descriptions),
        }

        columns = ""
        for column, meaning in COLUMN_MEANINGS.items():
            columns += f"<li><code>{column}</code>: {meaning}</li>"
        words = "All findings and verdicts are tables that come with this report and are attached to its PDF"
        page = (
            f"<p>{words}. In <code>findings.csv</code> every finding has a name (<code>finding_id</code> or "
            "<code>observation_id</code>), bounds, method, sources and the web addresses of its documents "
            "(<code>addresses</code>). Cite a number by its name, a figure or table by its number and title.</p>"
            "<p><code>verdicts.csv</code> has the verdict on every claim. Its less obvious columns:</p>"
            f"<ul>{columns}</ul>"
            '<p class="paper">Numbers in brackets lead to the workings. “Save the data” on the page has every point of '
            "a figure.</p>"
        )
        return Block(page, f"{words}.", {"report": metadata})

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
        evidence, as_of = self.catalogue.evidence, self.parameters.as_of
        attributes = getattr(it, "attrs", {})
        day = attributes.get("as_of", "")
        if day > as_of.isoformat():  # a table that is not of the dataset has no day
            raise TemplateError(f"this table is as of {day}, and this report as of {as_of}; take it from this report")

        # A table of the dataset names its publishers, and then the dataset
        origin = ""
        if is_of_dataset(it):
            publishers = [evidence.sources[source_id]["publisher"] for source_id in attributes.get("sources", ())]
            origin = "; ".join([*dict.fromkeys(publishers), attributes["source"]])

        # One that `wide` returned has a column for each country, region or firm, by its code
        if "indicator" in attributes and hasattr(it, "columns"):
            names = {}
            for code, row in {**evidence.entities, **evidence.actors}.items():
                names[code] = row["name"]
            it = it.rename(columns=names)
        exhibit = user_exhibit(it, title=self.pen.fill(title, HTML), source=source, alt=alt, label=label, origin=origin)

        if label:
            self.pen.labels[label] = label  # `user_exhibit` has checked it
        if origin:
            self.pen.cited.update(attributes.get("sources", ()))
        else:
            self.pen.cited.add(GivenSource(" ".join(source.split())))
        return exhibit

    def workings(self) -> Block:
        """Explain every number used so far, down to the documents in which its figures were read."""
        metadata = {**self.made_from, "summaries": summaries(self.pen)}
        return Block(workings(self.pen), f"{len(self.pen.used)} numbers explained", {"report": metadata})

    @property
    def made_from(self) -> dict[str, Any]:
        """Metadata of the document: names that may hold a digit, and the data folder if it is not the project's own."""
        study = self.catalogue.study
        texts = [study.author, study.publisher, study.contact, study.licence, study.funding]
        article = self.catalogue.evidence.sources.get(study.article)
        if article:
            texts += [article["title"], article["publisher"]]
        names = list(self.catalogue.evidence.settings.labels.values())
        for text in texts:
            if any(map(str.isnumeric, text)):
                names.append(text)

        metadata: dict[str, Any] = {"names": names}
        if self.other_data:
            metadata["other_data"] = self._data_origin(PLAIN)
        return metadata

    def colophon(self) -> Block:
        """Say how to cite the edition, how to report an error, and under which terms it may be used."""
        study = self.catalogue.study
        # Only the folder of an article has page settings. It is not part of this program, whose version the citation of
        # any other study gives
        is_of_article = bool(study.page)
        if study.contact:
            address, contact = html.escape(study.contact_address), html.escape(study.contact)
            where = f'Write to <a href="{address}">{contact}</a>'
        elif is_of_article:
            where = "Tell whoever published it"
        else:
            where = "Open an issue in the repository of this report"
        publisher = f", published by {study.publisher}" if study.publisher != study.author else ""
        funding = study.funding.rstrip(".") or "not stated"
        about = (
            f"Written by {html.escape(study.author + publisher)}. Funding: {html.escape(funding)}. "
            f"Found an error? {where}, with the day of this edition and the name of the finding: it stands "
            "in <code>findings.csv</code>, and behind “#f-” in the address of a number’s link."
        )
        terms = (
            f"What is our own is under the {html.escape(study.licence)} licence; "
            "figures from sources keep the terms named there."
        )

        def cite(markup: Markup, day: str) -> str:
            citation = f"{html.escape(study.author)}: “{html.escape(self.title)}”, edition of {day}"
            if not is_of_article:
                citation += f", version {markup.label(version(DISTRIBUTION))}"
            if self.other_data:
                citation += f", {self._data_origin(markup)}"
            return f"{citation}."

        day = self.parameters.as_of
        citation = f'<span class="citation">{cite(HTML, timed(day))}</span>'
        page = f'<p>To cite: {citation}</p><p id="about">{about} {terms}</p>'
        return Block(page, f"To cite: {cite(PLAIN, in_words(day))} {terms}", metadata={})

    def _data_origin(self, markup: Markup) -> str:
        return f"made from other data than those of the project (folder {markup.label(self.other_data)})"

    def source_list(self) -> Block:
        """List the sources with their terms."""
        return Block(sources(self.pen), "sources", metadata={})

    def _masthead(self, page: str, plain: str, as_of: date, metadata: dict[str, Any]) -> Block:
        """Begin the document: its title, and below it what the reader should know first."""
        study = self.catalogue.study
        document: dict[str, Any] = {
            "title": self.title,
            "subtitle": self.subtitle,
            "authors": [study.author],
            "contact": study.contact_address,
            "date": as_of.isoformat(),
            "lang": "en",
            "keywords": list(study.keywords),
        }
        # Settings of another type, such as charts = false, are for the notebook and not for the page
        page_settings = {name: value for name, value in study.page.items() if isinstance(value, str)}
        if page_settings:
            document["page"] = page_settings
        document |= self.made_from | metadata

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
