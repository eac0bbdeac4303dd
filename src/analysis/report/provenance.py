"""Write *Sources* and *Workings*: the sources of a report, and how each number was computed, down to documents.

*Sources* is a list by kind of source and publisher. *Workings* has an entry for each number, which links lead to;
numbers that were computed or read in the same way are grouped, so that what they share is written once.
"""

import html
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from analysis.dataset import Document
from analysis.dataset.records import KINDS, LANGUAGES
from analysis.findings import Catalogue, Finding
from analysis.findings.finding import GivenSource, author_note, named
from analysis.findings.label_composition import capitalise
from analysis.findings.number_suffixes import unit_to_write
from analysis.findings.published_figures import CORRECTED
from analysis.findings.user_numbers import source_row
from analysis.rendering.id_prefixes import SOURCE, WORKING
from analysis.writing.label_comparison import ELLIPSIS, as_heading, common_parts, constant_parts, grouped, split_shared
from analysis.writing.markup import annex, card_id, group_heading, group_note, mark_as_data
from analysis.writing.trace import formula, in_short, in_the_article, public
from analysis.writing.writer import HTML, Writer, anchor


def name_of(document: Document) -> str:
    """Name a document by its publisher and date."""
    if not document.published:
        return document.publisher
    return f"{document.publisher}, {document.published}"


def document_link(document: Document, *, titled: bool = True, is_marked: bool = True, distinction: str = "") -> str:
    """Link to a document by its publisher and date, with its title as a tooltip.

    The link text is in English, the title mostly in the language of the document.

    Args:
        document: What is linked; without an address, its name is plain text.
        titled: Whether to add the tooltip.
        is_marked: Whether to mark the name as one from the data.
        distinction: What distinguishes it from another document of the same publisher and date.

    """
    # A screen reader needs the language of the link for its tooltip, and that of the text where it is another
    language_of_link = language_of_text = ""
    if titled and document.url and document.title_language != "en":
        language_of_link = f' lang="{html.escape(document.title_language)}"'
        language_of_text = ' lang="en"'

    text = html.escape(name_of(document))
    attributes = language_of_text
    if is_marked:
        attributes = f' class="label"{language_of_text}'
    if attributes:
        text = f"<span{attributes}>{text}</span>"
    if distinction:
        words = html.escape(distinction)
        text += f", {mark_as_data(words) if is_marked else words}"

    if not document.url:
        return text
    tooltip = f' title="{html.escape(document.title)}"' if titled else ""
    return f'<a href="{html.escape(document.url)}"{language_of_link}{tooltip}>{text}</a>'


def distinguish(document: Document, documents: Collection[Document]) -> str:
    """Return what distinguishes a document from others of the same publisher and date, or nothing if there are none.

    That is the English title; for copies with the same title, the site that holds them; for a title in another
    language, the page, or the end of the address if the pages are called alike.
    """
    alike = [other for other in documents if name_of(other) == name_of(document)]
    if len(alike) < 2:
        return ""

    # Of https://archive.example/web/2024/page.html these are web, 2024 and page.html
    folders_and_file = document.url.split("/")[3:]
    titles = [other.title for other in alike]
    if titles.count(document.title) > 1:
        return "/".join(folders_and_file[:2])
    if document.language == "en":
        return document.title

    page = _page_name(document)
    other_pages = {_page_name(other) for other in alike if other != document}
    if page and page not in other_pages:
        return f"page {page}"
    return "/".join(folders_and_file[-2:])


def _page_name(document: Document) -> str:
    """Return the last part of the address of a document, without its suffix."""
    return PurePosixPath(urlsplit(document.url).path).stem


def document_links(documents: Iterable[Document], others: Collection[Document]) -> Iterator[str]:
    """Yield links to documents, with their kinds and languages, distinguished from others on the page."""
    for document in documents:
        link = document_link(document, distinction=distinguish(document, others))
        kind = KINDS[document.kind]
        language = LANGUAGES.get(document.language.partition("-")[0], "")  # of zh-Hant, zh; English is not named
        if language:
            kind += f", in {language}"
        yield f"{link} ({kind})"


def formula_links(finding: Finding) -> str:
    """Write the formula of a number with its inputs as links; empty if its method does not name all of them."""
    return formula(finding, _number_link, html.escape, capitalise)


def input_links(finding: Finding, context: Sequence[str]) -> str:
    """Link the inputs of a finding, each with what distinguishes it from the others and is not in `context`.

    Words before a colon are written once for all inputs in a row that begin with them.
    """
    names = _distinct_names([part.label for part in finding.inputs], context)
    links = []
    opening = ""  # the words before the colon of the last input that has one, while the others repeat them
    for name, part in zip(names, finding.inputs, strict=True):
        first_words, colon, rest = name.partition(": ")
        if colon and first_words == opening:
            links.append(_number_link(rest, part))
        else:
            links.append(_number_link(name, part))
            opening = first_words if colon else ""
    return ", ".join(links)


def _distinct_names(labels: Sequence[str], context: Sequence[str]) -> list[str]:
    """Name numbers by the words in which their labels differ, or by the comma-separated parts that do.

    >>> _distinct_names(["Storks, Avonia, 2024", "Nests, Avonia, 2023"], ["2023"])
    ['Storks, 2024', 'Nests']
    >>> _distinct_names(["Storks, Avonia", "Storks, Bellonia"], ["Avonia"])
    ['Avonia', 'Bellonia']
    """
    # What each label has of its own: the words that vary, if the labels are otherwise the same, or whole parts
    frames = {constant_parts(label) for label in labels}
    if len(labels) > 1 and len(frames) == 1:
        differing = [list(words) for words in split_shared(labels).own]
    else:
        shared = common_parts(labels)
        differing = []
        for label in labels:
            parts = label.split(", ")
            rest = [part for part in parts if part not in shared]
            differing.append(rest or parts[:1])

    # Leave out what the context says, unless nothing would be left
    names = []
    for parts in differing:
        unsaid = [part for part in parts if part not in context]
        names.append(", ".join(unsaid or parts))
    return names


def _number_link(name: str, finding: Finding) -> str:
    """Link to the entry of a number, with its name unless that is part of the number, as in a verdict."""
    text = finding.text if name in finding.text else f"{name} ({finding.text})"
    return HTML.link(text, anchor(finding), "")  # without a tooltip, as the entry says it all


KINDS_OF_SOURCES = {
    "official": "Official sources",
    "primary": "Primary sources",
    "published": "Publishers of the figures",
    "secondary": "Secondary sources",
    "given": "Named in this notebook",
    "choice": "Choices",
}
"""The kinds of sources, in the order of the list, with their headings."""

MOST_SITES = 2
"""Sites named for a source; *Workings* names every document, so that two show where to begin."""


def sources(writer: Writer) -> str:
    """Write the list of sources of everything written, drawn or cited for claims, with their terms.

    Of the numbers written (`used`) and the figures drawn (`points`) every source is listed, as a report has no figure
    that was not yet public. A source may also be `cited`, by the card of a claim or by a table of the author's own,
    without a figure in the report; it is left out if all its figures in the dataset are later than the day of
    knowledge.
    """
    evidence = writer.catalogue.evidence
    leaves: list[Finding] = []
    for finding in [*writer.used.values(), *writer.points.values()]:
        leaves += finding.leaves()

    of_figures: set[str] = set()
    for leaf in leaves:
        of_figures.update(leaf.source_ids)
    listed = of_figures | (writer.cited - evidence.later_sources)

    # Of a source that no figure is from, the claims for which it was read
    remarks: dict[str, str] = defaultdict(str)
    for source_id in writer.read_for.keys() - of_figures:
        links = []
        for claim_id in writer.read_for[source_id]:
            links.append(f'<a href="#{card_id(claim_id)}">{html.escape(claim_id)}</a>')
        remarks[source_id] = f" Read for {', '.join(links)}."

    # The sites on which figures of a source were read
    addresses: dict[str, list[str]] = defaultdict(list)
    for leaf in leaves:
        urls = [evidence.documents[name].url for name in leaf.documents]
        for source_id in leaf.source_ids:
            addresses[source_id] += urls
    for source_id, urls in addresses.items():
        remarks[source_id] += _read_at(urls)

    # List them by kind, those of the notebook's author among them
    rows_by_kind: dict[str, dict[str, Mapping[str, str]]] = defaultdict(dict)
    for source_id, row in evidence.sources.items():
        if source_id in listed:
            rows_by_kind[row["kind"]][source_id] = row
    for source_id in sorted(listed):
        if isinstance(source_id, GivenSource):
            rows_by_kind["given"][source_id] = source_row(source_id, evidence.sources)

    lists = []
    for kind, title in KINDS_OF_SOURCES.items():
        entries = list(_by_publisher(rows_by_kind[kind], remarks))
        lists.append((title, entries))
    return annex(lists)


def source_anchor(source_id: str) -> str:
    """Return the id of a source in the list of sources."""
    if isinstance(source_id, GivenSource):
        return f"{SOURCE}{source_id.anchor}"
    return f"{SOURCE}{html.escape(source_id)}"


def _read_at(addresses: Iterable[str]) -> str:
    """Link the sites on which figures of a source were read, each to its first address; empty without any address."""
    address_by_site: dict[str, str] = {}
    for address in addresses:
        if address:
            host = urlsplit(address).hostname or address
            address_by_site.setdefault(host.removeprefix("www."), address)
    if not address_by_site:
        return ""

    links = []
    for site, address in address_by_site.items():
        links.append(f'<a href="{html.escape(address)}">{html.escape(site)}</a>')
    more = " and others, all in Workings" if len(links) > MOST_SITES else ""
    return f" Read at {', '.join(links[:MOST_SITES])}{more}."


def _by_publisher(rows: Mapping[str, Mapping[str, str]], remarks: Mapping[str, str]) -> Iterator[str]:
    """Yield the entries of sources, those of the same publisher and terms under one heading."""
    by_publisher = grouped(rows, lambda source_id: (rows[source_id]["publisher"], rows[source_id]["licence"]))
    for (publisher, terms), source_ids in by_publisher.items():
        yield group_heading(html.escape(publisher))
        for source_id in source_ids:
            title = html.escape(rows[source_id]["title"])
            yield f'<dd id="{source_anchor(source_id)}">{title}.{remarks.get(source_id, "")}</dd>'
        yield group_note([f"Terms: {html.escape(terms)}."])


MOST_REPEATED_INPUTS = 3
"""Inputs that are listed again where another entry has the same; of more, the other entry is named."""

MOST_DOCUMENTS = 2
"""Documents named for a figure; documents.csv names all."""


def workings(writer: Writer) -> str:
    """Write the workings of every finding used so far, and of every finding that one of them uses.

    Computed findings come first, then figures from sources. Findings that differ only in an economy, a claim or a
    period are grouped, and so are figures read at the same place.
    """
    # By anchor, because findings that are the same figure of a source share an entry
    by_anchor: dict[str, Finding] = {}
    for used in writer.used.values():
        for finding in used.beneath():
            by_anchor[anchor(finding)] = finding
    entries = sorted(by_anchor.values(), key=lambda finding: finding.id)

    computed, figures = [], []
    for finding in entries:
        if finding.observation is None:
            computed.append(finding)
        else:
            figures.append(finding)

    listing = _Workings(writer.catalogue)
    of_computed = list(listing.computed(computed))
    of_figures = list(listing.from_sources(figures))
    of_figures += listing.drawn(writer.points.values(), entries)
    return annex([("Computed", of_computed), ("From sources", of_figures)])


LONGEST_COMPUTATION = 150
"""Letters of a working on paper that may say how a number was computed as well as what it is: about two lines."""


def summaries(writer: Writer) -> dict[str, Any]:
    """Return the short forms of the workings, for print: by id, a `text` in a line or two and ids of `sources`."""
    result = {}
    for finding in writer.used.values():
        # The first line says what the number is and how it was computed
        words, _, _ = in_short(finding, writer.catalogue.evidence).partition("\n")
        if len(words) > LONGEST_COMPUTATION:
            words = capitalise(named(finding))
        remark = author_note(finding)
        if remark:
            words = f"{words}. {capitalise(remark)}."
        result[anchor(finding)] = {"text": words, "sources": [source_anchor(source) for source in finding.sources]}
    return result


class _Workings:
    """Entries in groups: a heading, what the group shares, and a line for each number.

    Entries that share nothing come first, so that no note seems to apply to them. Each method yields HTML.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.evidence = catalogue.evidence
        self.linked_documents: set[str] = set()
        # The first finding under which some inputs are listed, by their ids
        self.first_listed: dict[tuple[str, ...], Finding] = {}
        self.earlier_names: dict[str, list[str]] = defaultdict(list)
        for old_name, name in self.evidence.renamed.items():
            self.earlier_names[name].append(old_name)
        # The claims whose figures the article prints, by the name of the figure
        self.claims = {f"claim.{name}": self.evidence.claims[name] for name in self.evidence.claims_with_figures}

    def computed(self, findings: list[Finding]) -> Iterator[str]:
        """Yield the entries of computed numbers: grouped by their label, then by how they were computed."""
        by_label = grouped(findings, lambda finding: constant_parts(finding.label))
        for family in by_label.values():
            label = split_shared([finding.label for finding in family])
            yield group_heading(html.escape(as_heading(label.shared)))

            # In which words of its label each number differs from the others of the family
            names: dict[str, tuple[str, ...]] = {}
            for finding, differing in zip(family, label.own, strict=True):
                names[finding.id] = differing

            # Numbers computed in one way, in lists of those with the same content, which share an entry. Ways of a
            # single entry come before groups
            ways = []
            for members in self._ways(family, names):
                ways.append(list(grouped(members, _content).values()))
            ways.sort(key=lambda way: len(way) > 1)
            for way in ways:
                yield from self._way(way, names)

    def _way(self, entries: list[list[Finding]], names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """Yield the entries of numbers that were computed in one way; what several share is written above them.

        Each list of `entries` has the numbers of one entry, all with the same content, so that the first speaks for it.
        """
        methods: list[str] = []
        for alike in entries:
            methods += [finding.method for finding in alike]
        how = html.escape(capitalise(split_shared(methods).shared))
        remarks = self._remarks(entries[0][0])  # numbers computed in one way share choices and documents

        if len(entries) == 1:
            (alike,) = entries
            differing = names[alike[0].id]
            formula = formula_links(alike[0])
            if formula:
                yield _entry(alike, [_listed(differing), formula], remarks)
            else:
                yield _entry(alike, [_listed(differing), how, self._inputs(alike[0], differing)], remarks)
            return

        stop = "" if how.endswith(ELLIPSIS) else "."
        yield group_note([how + stop, *remarks])  # so that no entry repeats the remarks
        for alike in entries:
            differing = names[alike[0].id]
            yield _entry(alike, [_listed(differing), self._inputs(alike[0], differing)], [])

    def _inputs(self, finding: Finding, context: Sequence[str]) -> str:
        """Link the inputs of a finding, or the entry of another finding under which the same ones are listed."""
        inputs = tuple(anchor(part) for part in finding.inputs)
        first = self.first_listed.setdefault(inputs, finding)
        if first is finding or len(inputs) <= MOST_REPEATED_INPUTS:
            return input_links(finding, context)
        return f"from the same numbers as {_number_link(first.label, first)}"

    def from_sources(self, findings: list[Finding]) -> Iterator[str]:
        """Yield the entries of figures: grouped by source, then by date, by where they were read and by label.

        Each entry names the document itself, because links lead to single entries.
        """
        by_source = grouped(findings, lambda figure: _place(figure).source_id)
        count_by_publisher = Counter(self.evidence.sources[source_id]["publisher"] for source_id in by_source)
        for source_id, members in by_source.items():
            source = self.evidence.sources[source_id]
            heading = self._publisher_link(source_id)
            if count_by_publisher[source["publisher"]] > 1:
                heading += f", {html.escape(source['title'])}"
            yield group_heading(heading)

            # Single figures come before groups
            families = list(grouped(members, _place).values())
            families.sort(key=lambda family: len(family) > 1)
            for family in families:
                place = _place(family[0])
                locators = {_locator(figure) for figure in family}
                shared_locator = locators.pop() if len(locators) == 1 else ""
                origin = [f"{place.since}. {self._read(place.documents, shared_locator)}"]
                if place.remark:
                    origin.append(html.escape(sentence(place.remark)))

                if len(family) > 1:
                    yield from self._group(family, origin)
                else:
                    (figure,) = family
                    yield self._figure(figure, html.escape(self._label(figure)), origin)

    def drawn(self, points: Iterable[Finding], entries: Sequence[Finding]) -> Iterator[str]:
        """Yield where the points of charts were read, for sources none of whose numbers is written out."""
        written: set[str] = set()
        for entry in entries:
            written.update(entry.sources)
        unwritten = []
        for point in points:
            if point.documents and written.isdisjoint(point.source_ids):
                unwritten.append(point)
        if unwritten:
            yield group_heading("Drawn, and not written out")

        # A point is a figure of one source; of documents that confirm it, the first is enough for a chart
        by_source = grouped(unwritten, lambda point: point.source_ids[0])
        for source_id, members in by_source.items():
            title = html.escape(source_row(source_id, self.evidence.sources)["title"])
            names = dict.fromkeys(point.documents[0] for point in members)
            documents = [self.evidence.documents[name] for name in names]
            read = "; ".join(self._document_links(documents))
            words = f"{self._publisher_link(source_id)}, {title}. Read in {read}."
            yield f'<dd id="drawn-{html.escape(source_id)}">{words}</dd>'

    def _group(self, family: list[Finding], origin: list[str]) -> Iterator[str]:
        """Yield the entries of figures that were read at the same place; each also names the document itself.

        `origin` are the sentences on that place, which are written once above them.
        """
        yield group_note(origin)
        documents = self._main_documents(_place(family[0]).documents)
        document = name_of(documents[0])
        words = distinguish(documents[0], documents)
        if words:
            document = f"{document}, {words}"
        locators = {_locator(figure) for figure in family}

        # Figures whose labels differ in the same words stand below what they share; single ones come first
        kinds = list(grouped(family, lambda figure: constant_parts(self._label(figure))).values())
        kinds.sort(key=lambda figures: len(figures) > 1)
        for figures in kinds:
            label = split_shared([self._label(figure) for figure in figures])
            if len(figures) > 1:
                yield group_note([html.escape(f"{as_heading(label.shared)}:")])
            for figure, differing in zip(figures, label.own, strict=True):
                parts = [_listed(differing)]
                if len(figures) == 1:
                    parts.append(html.escape(label.shared))
                words = ": ".join(filter(None, parts))

                # A place that all share is in the note above
                place = document
                locator = _locator(figure)
                if locator and len(locators) > 1:
                    place = f"{document}, {locator}"
                yield self._figure(figure, words, [f"Read in {html.escape(place)}."])

    def _figure(self, figure: Finding, words: str, origin: list[str]) -> str:
        """Write the entry of a figure: label, where it was read, how it was corrected, and how the article prints it.

        `words` and `origin`, the sentences on where it was read, are HTML.
        """
        asides = []
        if CORRECTED in figure.method:
            asides.append(sentence(figure.method))
        for rival in self.evidence.rivals(figure.figure):
            publisher = self.evidence.documents[rival.document_id].publisher
            asides.append(f"Another document has {rival.printed}: {publisher}.")
        claim = self.claims.get(figure.figure)
        if claim:
            asides.append(in_the_article(claim, figure.observation))

        remarks = [*origin, *map(html.escape, asides)]
        return _entry([figure], [words], remarks, self.earlier_names[figure.figure])

    def _label(self, figure: Finding) -> str:
        """Return the label of the observation, whatever the finding is called; those of the article stay claims."""
        row = figure.observation
        assert row is not None
        if row.observation_id in self.claims:
            return figure.label
        return self.catalogue.label(row)

    def _ways(self, family: list[Finding], names: dict[str, tuple[str, ...]]) -> Iterator[list[Finding]]:
        """Split a family by how its findings were computed, unless their names show that already.

        Methods that differ only in the words in which the names differ, such as the country, are one way.
        """

        def manner(finding: Finding) -> tuple[object, ...]:
            return constant_parts(finding.method), finding.choices, finding.source_ids, finding.documents

        for way in grouped(family, manner).values():
            method = split_shared([finding.method for finding in way])
            names_show_method = True
            for finding, differing in zip(way, method.own, strict=True):
                if not set(differing) <= set(names[finding.id]):
                    names_show_method = False
            if names_show_method:
                yield way
            else:
                yield from grouped(way, lambda finding: finding.method).values()

    def _remarks(self, finding: Finding) -> list[str]:
        """Return the choices that a computation depends on, and its source and documents if it has no inputs.

        A number computed from inputs has no source of its own: the entries of its inputs name theirs.
        """
        read = ""
        if finding.in_parts:
            # no single document need have all parts of a mean
            documents = [self.evidence.documents[name] for name in finding.documents]
            read = f" Read, part by part, in {'; '.join(self._document_links(documents))}."
        elif finding.documents:
            read = f" {self._read(finding.documents, where='')}"

        remarks = []
        if finding.choices:
            choices = ", ".join(f"{name} {value}" for name, value in finding.choices)
            remarks.append(f"Choice: {html.escape(choices.replace('_', ' '))}.")
        for source_id in finding.source_ids:
            remarks.append(f"{self._publisher_link(source_id)}.{read}")
        return remarks

    def _read(self, names: tuple[str, ...], where: str) -> str:
        """Say in which documents a figure was read; `where` is the place in the first one, if it is known."""
        first, *others = self._document_links(self._main_documents(names))
        place = f", {html.escape(where)}" if where else ""
        also = f"; also in {', '.join(others)}" if others else ""
        return f"Read in {first}{place}{also}."

    def _main_documents(self, names: tuple[str, ...]) -> list[Document]:
        """Choose the documents to name for a figure: the first, and the one closest to the publisher.

        The first is the one in which the place that the dataset names is to be found.
        """
        first, *others = [self.evidence.documents[name] for name in names]
        closest = sorted(others, key=lambda document: document.kind.distance)
        return [first, *closest[: MOST_DOCUMENTS - 1]]

    def _document_links(self, documents: Sequence[Document]) -> Iterator[str]:
        """Yield links to documents; only the first link to each has its title, because most are linked many times."""
        for document in documents:
            is_new = document.document_id not in self.linked_documents
            self.linked_documents.add(document.document_id)
            words = distinguish(document, documents)
            yield document_link(document, titled=is_new, is_marked=False, distinction=words)

    def _publisher_link(self, source_id: str) -> str:
        """Link the publisher of a source to its entry in *Sources*."""
        publisher = html.escape(source_row(source_id, self.evidence.sources)["publisher"])
        return f'<a href="#{source_anchor(source_id)}">{publisher}</a>'


def _entry(findings: list[Finding], words: list[str], remarks: list[str], earlier_names: Sequence[str] = ()) -> str:
    """Write an entry; findings with the same content share one, with an id for each.

    Args:
        findings: Those that share the entry.
        words: What the number is and how it was computed, as HTML; empty ones are left out.
        remarks: Sentences that follow, as HTML.
        earlier_names: The names of a figure in earlier editions, to whose links the entry answers as well.

    """
    first, *others = findings
    sentences = []
    label = ": ".join(filter(None, words))
    if label:
        sentences.append(f"{label}.")
    if unit_to_write(first):
        sentences.append(f"Unit: {html.escape(unit_to_write(first))}.")
    # What follows the label in the full name, such as that it is a forecast
    if named(first) != first.label:
        sentences.append(sentence(named(first).removeprefix(f"{first.label}, ")))
    if first.has_wider_bounds:
        sentences.append(f"Bounds {html.escape(first.bounds)}.")
    text = f"<b>{html.escape(first.text)}</b> · {' '.join(sentences + remarks)}"

    # An element has one id, so that each further one needs an element of its own around the text
    further_ids = [anchor(finding) for finding in others]
    further_ids += [f"{WORKING}{name}" for name in earlier_names]
    for further_id in further_ids:
        text = f'<span id="{html.escape(further_id)}">{text}</span>'
    return f'<dd id="{html.escape(anchor(first))}">{text}</dd>'


def _listed(names: tuple[str, ...]) -> str:
    """Return names as a list between commas, each once, as HTML."""
    return html.escape(", ".join(dict.fromkeys(names)))


def _content(finding: Finding) -> tuple[object, ...]:
    """Return what the entries of numbers computed in one way may differ in; findings with the same share an entry."""
    inputs = tuple(anchor(part) for part in finding.inputs)
    return finding.text, finding.label, finding.method, finding.bounds, inputs


class _Place(NamedTuple):
    """Where a figure was read: the source, since when it is public, the documents, and a remark on it."""

    source_id: str
    since: str
    documents: tuple[str, ...]
    remark: str


def _place(figure: Finding) -> _Place:
    """Return where a figure was read; only numbers with a row of the dataset are listed as figures."""
    row = figure.observation
    assert row is not None
    return _Place(row.source_id, public(row), figure.documents or row.documents, row.note)


def _locator(figure: Finding) -> str:
    """Return the place in the first document of the observation, unless another document is named first."""
    row = figure.observation
    assert row is not None
    documents = figure.documents or row.documents
    is_same_document = documents[:1] == row.documents[:1]
    return row.locator if is_same_document else ""


def sentence(text: str) -> str:
    """Make a sentence of a note: capitalise it and end it with a full stop."""
    return f"{capitalise(text).rstrip('.')}." if text else ""
