"""How a document is named for readers, with the way to it."""

import html

from analysis.evidence import Document


def linked(document: Document, *, titled: bool = True) -> str:
    """Write who published a document and when, with its own address behind it; its title shows on hovering.

    The title is in the language of the document, what is seen is in English.
    """
    day = f", {document.published}" if document.published else ""
    is_foreign = titled and document.url and document.language != "en"
    lang, own = (f' lang="{html.escape(document.language)}"', ' lang="en"') if is_foreign else ("", "")
    name = f'<span class="label"{own}>{html.escape(document.publisher + day)}</span>'
    title = f' title="{html.escape(document.title)}"' if titled else ""
    return f'<a href="{html.escape(document.url)}"{lang}{title}>{name}</a>' if document.url else name
