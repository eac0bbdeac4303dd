"""On which documents a verdict rests, and how near they are to whoever made the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.evidence.documents import KINDS, Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.evidence import Evidence
    from analysis.findings.finding import Finding


@dataclass(frozen=True, slots=True)
class Grounds:
    """The documents on which a verdict rests: those of one figure, the nearest to its maker first.

    What is judged by hand is no single figure: then they are all that were read, the farthest first.
    """

    documents: tuple[Document, ...]
    are_firm: bool
    """True when every figure that decides was read in a document of its maker's, or in two."""
    need_copies: bool = False
    """True when the two of some figure are one publisher's, copied by two people: no two witnesses."""
    of_one_figure: bool = True

    @property
    def kind(self) -> Kind:
        """How near the first of the documents is."""
        return self.documents[0].kind

    @property
    def words(self) -> str:
        """What the documents are, in words; confirmed where another one has the figure that is no second copy."""
        if len(self.documents) == 1:
            return KINDS[self.kind]
        if not self.of_one_figure:
            return f"{KINDS[self.kind]}, among others"
        return KINDS[self.kind] + (", and another copy" if _are_copies(self.documents) else ", confirmed")


def weakest(findings: Iterable[Finding], evidence: Evidence) -> Grounds | None:
    """Return the documents of the figure, among all beneath some findings, that was read farthest from its maker.

    Of figures read equally far away, the one read in fewer documents counts. What was chosen, not read, has none.
    """
    leaves = [leaf for finding in findings for leaf in finding.leaves() if leaf.documents]
    whole = {leaf.documents for leaf in leaves if not leaf.in_parts}
    read = whole | {(name,) for leaf in leaves if leaf.in_parts for name in leaf.documents}
    groups = [sorted((evidence.documents[name] for name in names), key=_distance) for names in read]
    if not groups:
        return None
    firm = all(group[0].kind is Kind.OWN or len(group) > 1 for group in groups)
    copied = firm and any(len(group) > 1 and _are_copies(group) for group in groups)
    farthest = max(groups, key=_weakness)
    return Grounds(tuple(farthest), firm, copied)


def by_hand(read: Iterable[str], evidence: Evidence) -> Grounds | None:
    """Return all documents that were read for a verdict by hand, the farthest from the maker first."""
    documents = sorted((evidence.documents[name] for name in read), key=_distance, reverse=True)
    if not documents:
        return None
    is_firm = len(documents) > 1 or documents[0].kind is Kind.OWN
    return Grounds(tuple(documents), is_firm, of_one_figure=False)


def _are_copies(documents: Iterable[Document]) -> bool:
    """Say whether some documents are all one publisher's, and none his own: then they say one thing more than once.

    What stands in brackets behind a publisher says how another one holds it: as a copy, or reshaped.
    """
    kinds, publishers = {it.kind for it in documents}, {it.publisher.partition(" (")[0] for it in documents}
    return Kind.OWN not in kinds and len(publishers) == 1


def _distance(document: Document) -> int:
    return document.kind.distance


def _weakness(documents: list[Document]) -> tuple[int, int, list[str]]:
    """Rank the documents of a figure; all their names count at last, so that no two figures are on a par."""
    return documents[0].kind.distance, -len(documents), [it.document_id for it in documents]
