"""On which documents a verdict rests, and how near they are to whoever made the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.evidence.documents import KINDS, Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.evidence import Evidence
    from analysis.findings.finding import Finding


@dataclass(frozen=True, slots=True)
class Grounds:
    """The documents on which a verdict rests: those of one figure, the nearest to its maker first.

    What is judged by hand is no single figure: then they are all that were read, the farthest first.
    """

    documents: tuple[Document, ...]
    are_firm: bool
    """True when every figure that decides was read in its maker's own document, or in two independent ones."""
    of_one_figure: bool = True

    @property
    def kind(self) -> Kind:
        """How near the first of the documents is."""
        return self.documents[0].kind

    @property
    def nearest(self) -> tuple[Document, ...]:
        """The nearest of the documents of the figure, and the next; all that was read by hand is named beside it."""
        return self.documents[: 2 if self.of_one_figure else 1]

    @property
    def words(self) -> str:
        """What the documents are, in words: the nearest, and the next one. That the two are independent is not said."""
        first, *others = (it.kind for it in self.nearest)
        return ", and ".join([KINDS[first], *((ANOTHER if it is first else SECOND)[it] for it in others)])


SECOND = {Kind.COPY: "a copy", Kind.PRESS: "press", Kind.THIRD_PARTY: "a third party’s"}
ANOTHER = {Kind.OWN: "another", Kind.COPY: "another copy", Kind.PRESS: "other press", Kind.THIRD_PARTY: "another’s"}
"""How a second document is called, of another kind than the first, and of the same."""


def weakest(findings: Iterable[Finding], evidence: Evidence) -> Grounds | None:
    """Return the documents of the figure, among all beneath some findings, that was read farthest from its maker.

    Of figures read equally far away one that is not firm counts, then the one read in fewer documents. What was
    chosen, not read, has none.
    """
    leaves = [leaf for finding in findings for leaf in finding.leaves() if leaf.documents]
    whole = {leaf.documents for leaf in leaves if not leaf.in_parts}
    read = whole | {(name,) for leaf in leaves if leaf.in_parts for name in leaf.documents}
    groups = [sorted((evidence.documents[name] for name in names), key=_distance) for names in read]
    if not groups:
        return None
    firm = all(_are_firm(group) for group in groups)
    farthest = max(groups, key=_weakness)
    return Grounds(tuple(farthest), firm)


def by_hand(read: Iterable[str], evidence: Evidence) -> Grounds | None:
    """Return all documents that were read for a verdict by hand, the farthest from the maker first.

    The article itself, in whatever copy, vouches for nothing that it says.
    """
    documents = sorted((evidence.documents[name] for name in read), key=_distance, reverse=True)
    if not documents:
        return None
    copies = _of_the_article(evidence)
    others = [it for it in documents if it.kind is Kind.OWN or it.document_id not in copies]
    return Grounds(tuple(documents), _are_firm(others), of_one_figure=False)


def _of_the_article(evidence: Evidence) -> set[str]:
    """Name the documents in which the article's own figures were read."""
    found = {claim["document_id"] for claim in evidence.claims.values()}
    return found.union(*(row.documents for row in evidence.article.values()))


def _are_firm(documents: Sequence[Document]) -> bool:
    """Say whether one of some documents is the maker's, or two publishers have the same independently.

    Two copies of one file are one document, one agency's report in two papers is one report, and a third party may only
    repeat what he read.
    """
    press = {it.publisher.partition(" in ")[0] for it in documents if it.kind is Kind.PRESS}
    copied = any(it.kind is Kind.COPY for it in documents)
    return any(it.kind is Kind.OWN for it in documents) or len(press) + copied > 1


def _distance(document: Document) -> int:
    return document.kind.distance


def _weakness(documents: list[Document]) -> tuple[int, bool, int, list[str]]:
    """Rank the documents of a figure; all their names count at last, so that no two figures are on a par."""
    return documents[0].kind.distance, not _are_firm(documents), -len(documents), [it.document_id for it in documents]
