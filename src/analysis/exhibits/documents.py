"""How a document is named for readers, with the way to it."""

import html

from analysis.evidence import Document
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
