"""How a document is named for readers, with the way to it."""

import html

from analysis.evidence import Document


def linked(document: Document, *, titled: bool = True) -> str:
    """Write who published a document and when, with its own address behind it; its title shows on hovering."""
    day = f", {document.published}" if document.published else ""
    lang = f' lang="{html.escape(document.language)}"' if document.language != "en" else ""
    name = f'<span class="label"{lang}>{html.escape(document.publisher + day)}</span>'
    title = f' title="{html.escape(document.title)}"' if titled else ""
    return f'<a href="{html.escape(document.url)}"{title}>{name}</a>' if document.url else name
