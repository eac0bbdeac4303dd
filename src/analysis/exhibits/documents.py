"""How a document is named for readers, with the way to it."""

import html
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from analysis.evidence import Document
from analysis.evidence.documents import KINDS
from analysis.exhibits.markup import from_data


def called(document: Document) -> str:
    """Name a document by who published it, and when."""
    return document.publisher + (f", {document.published}" if document.published else "")


def linked(document: Document, *, titled: bool = True, is_marked: bool = True, apart: str = "") -> str:
    """Write who published a document and when, with its own address behind it; its title shows on hovering.

    The title is in the language of the document, what is seen is in English. Among the workings no name is marked as
    one from the data, for all there is. `apart` is what tells it from another one of the same publisher and day.
    """
    is_foreign = titled and document.url and document.language != "en"
    lang, own = (f' lang="{html.escape(document.language)}"', ' lang="en"') if is_foreign else ("", "")
    name = html.escape(called(document))
    is_marked = is_marked or "//" in name or "www." in name  # an address would have to be where the link leads
    marks = (' class="label"' if is_marked else "") + own
    name = f"<span{marks}>{name}</span>" if marks else name
    name += f", {from_data(html.escape(apart))}" if apart else ""
    title = f' title="{html.escape(document.title)}"' if titled else ""
    return f'<a href="{html.escape(document.url)}"{lang}{title}>{name}</a>' if document.url else name


def told_apart(documents: Sequence[Document], seen: Collection[Document]) -> Iterator[str]:
    """Name documents and their kinds; on all cards, twins of one day by title or place.

    The place is who holds a copy, or the page of a document whose title is in another language.
    """
    twins = Counter((it.publisher, it.published) for it in seen)
    titles = Counter(it.title for it in seen)
    for it in documents:
        parts = it.url.split("/")[3:]
        place = "/".join(parts[:2] if titles[it.title] > 1 else parts[-2:])
        own = it.title if titles[it.title] < 2 and it.language == "en" else place
        apart = own if twins[it.publisher, it.published] > 1 else ""
        yield f"{linked(it, apart=apart)} ({KINDS[it.kind]})"
