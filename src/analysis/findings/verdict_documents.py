"""The documents on which a verdict rests, and how close they are to the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.dataset.records import KINDS, Document, DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.dataset import Evidence
    from analysis.findings.finding import Finding


@dataclass(frozen=True, slots=True)
class Grounds:
    """The documents a verdict is based on: those of the weakest figure, the one closest to its publisher first.

    A verdict by hand is not based on a single figure: then they are all that were read, the most distant one first.
    """

    documents: tuple[Document, ...]
    are_firm: bool
    """True if every decisive figure was read in its publisher's own document, or in two independent ones."""
    of_one_figure: bool = True

    @property
    def kind(self) -> DocumentKind:
        """The kind of the first document."""
        return self.documents[0].kind

    @property
    def nearest(self) -> tuple[Document, ...]:
        """The two closest documents of a figure, or for a verdict by hand the first one."""
        return self.documents[: 2 if self.of_one_figure else 1]

    @property
    def words(self) -> str:
        """The kinds of the documents in `nearest`, in words."""
        words = KINDS[self.kind]
        for document in self.nearest[1:]:
            second = OF_SAME_KIND if document.kind is self.kind else OF_ANOTHER_KIND
            words += f", and {second[document.kind]}"
        return words


OF_ANOTHER_KIND = {
    DocumentKind.COPY: "a copy",
    DocumentKind.PRESS: "second-hand",
    DocumentKind.UNKNOWN: "a page of unknown kind",
    DocumentKind.THIRD_PARTY: "a third party’s",
    DocumentKind.UNRELIABLE: "a forum, blog or personal page",
    DocumentKind.UNSEEN: "one not seen",
}

OF_SAME_KIND = {
    DocumentKind.OWN: "another",
    DocumentKind.COPY: "another copy",
    DocumentKind.PRESS: "another second-hand",
    DocumentKind.UNKNOWN: "another of unknown kind",
    DocumentKind.THIRD_PARTY: "another’s",
    DocumentKind.UNRELIABLE: "another such page",
    DocumentKind.UNSEEN: "another not seen",
}
"""Words for a second document, by its kind, which is another one than that of the first, or the same.

An own document of the publisher is always the first.
"""


def weakest(findings: Iterable[Finding], evidence: Evidence) -> Grounds | None:
    """Return the documents of the weakest figure that findings are based on: the most distant from its publisher.

    Among equally distant ones, one that is not firm is weaker, and then the one read in fewer documents. A declared
    choice has no document.
    """
    # The documents of a figure confirm each other. Those of an average each have a part of it, and stand alone
    groups: set[tuple[str, ...]] = set()
    for finding in findings:
        for leaf in finding.leaves():
            if leaf.in_parts:
                groups |= {(name,) for name in leaf.documents}
            elif leaf.documents:
                groups.add(leaf.documents)
    if not groups:
        return None

    by_figure = []
    for names in groups:
        documents = [evidence.documents[name] for name in names]
        by_figure.append(sorted(documents, key=_distance))
    are_firm = all(_are_firm(documents) for documents in by_figure)
    farthest = max(by_figure, key=_weakness)
    return Grounds(tuple(farthest), are_firm)


def by_hand(names: Iterable[str], evidence: Evidence) -> Grounds | None:
    """Return all documents read for a verdict by hand, the most distant from the publisher first.

    Copies of the article do not make a verdict on it firm. A document of the publisher's own does, also if figures of
    the article were read in it.
    """
    documents = [evidence.documents[name] for name in names]
    if not documents:
        return None
    documents.sort(key=_distance, reverse=True)

    copies = _of_the_article(evidence)
    proofs = []
    for document in documents:
        if document.kind is DocumentKind.OWN or document.document_id not in copies:
            proofs.append(document)
    return Grounds(tuple(documents), _are_firm(proofs), of_one_figure=False)


def _of_the_article(evidence: Evidence) -> set[str]:
    """Return the ids of the documents in which the figures of the article were read."""
    names = {claim["document_id"] for claim in evidence.claims.values()}
    for figure in evidence.article.values():
        names.update(figure.documents)
    return names


def _are_firm(documents: Sequence[Document]) -> bool:
    """Return whether one document is the publisher's own, or two are independent of each other.

    Two copies of a file count as one, and so does one agency's report in two papers; a third party does not count, as
    it may have copied another document, nor does a page of unknown kind or one that is not reliable.
    """
    independent = set()
    for document in documents:
        if document.kind is DocumentKind.OWN:
            return True
        if document.kind is DocumentKind.COPY:
            independent.add("the file")
        if document.kind is DocumentKind.PRESS:
            # "Reuters in The Times" and "Reuters in Le Monde" are one report
            agency, _, _ = document.publisher.partition(" in ")
            independent.add(f"the report of {agency}")
    return len(independent) > 1


def _distance(document: Document) -> int:
    """Return a sort key: how far a document is from the publisher of its figures, 0 for its own."""
    return document.kind.distance


def _weakness(documents: list[Document]) -> tuple[int, bool, int, list[str]]:
    """Return a sort key for the documents of a figure, with their ids last to make the order total."""
    names = [document.document_id for document in documents]
    return documents[0].kind.distance, not _are_firm(documents), -len(documents), names
