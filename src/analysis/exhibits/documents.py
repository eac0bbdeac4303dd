"""How a document is named for readers, with the way to it."""

import html
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from analysis.evidence import Document
from analysis.evidence.documents import KINDS
from analysis.exhibits.markup import from_data


def called(document: Document) -> str:
    """Name a document by who published it, and when."""
    return document.publisher + (f", {document.published}" if document.published else "")


def linked(document: Document, *, titled: bool = True, is_marked: bool = True, apart: str = "") -> str:
    """Write who published a document and when, with its own address behind it; its title shows on hovering.

    What is seen is in English, the title mostly in the language of the document. Among the workings no name is marked
    as one from the data, for all there is. `apart` is what tells it from another one of the same publisher and day.
    """
    is_foreign = titled and document.url and document.title_language != "en"
    lang, own = (f' lang="{html.escape(document.title_language)}"', ' lang="en"') if is_foreign else ("", "")
    name = html.escape(called(document))
    is_marked = is_marked or "//" in name or "www." in name  # an address would have to be where the link leads
    marks = (' class="label"' if is_marked else "") + own
    name = f"<span{marks}>{name}</span>" if marks else name
    own_words = html.escape(apart)
    name += f", {from_data(own_words) if is_marked else own_words}" if apart else ""
    title = f' title="{html.escape(document.title)}"' if titled else ""
    return f'<a href="{html.escape(document.url)}"{lang}{title}>{name}</a>' if document.url else name


def apart(document: Document, seen: Collection[Document]) -> str:
    """Tell a document from those seen of the same publisher and day, by title, holder or page; else say nothing.

    Who holds a copy tells it from another one of the same title. A title in another language is told by its page, by
    the end of its address, or by more of it where two pages would be called alike.
    """
    alike = [it for it in seen if called(it) == called(document)]
    if len(alike) < 2:
        return ""
    parts = document.url.split("/")[3:]
    if sum(it.title == document.title for it in alike) > 1:
        return "/".join(parts[:2])
    if document.language == "en":
        return document.title
    is_page = bool(page := _page(document)) and page not in {_page(it) for it in alike if it != document}
    return f"page {page}" if is_page else "/".join(parts[-2:])


def _page(document: Document) -> str:
    return PurePosixPath(urlsplit(document.url).path).stem


def told_apart(documents: Iterable[Document], seen: Collection[Document]) -> Iterator[str]:
    """Name documents and their kinds; on all cards, twins of one day by title or place."""
    return (f"{linked(it, apart=apart(it, seen))} ({KINDS[it.kind]})" for it in documents)
