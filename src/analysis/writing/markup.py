"""Write words, links, verdicts and names from the data as HTML or plain text.

Words of a template may be emphasised as in Markdown: `*word*` is italic, `**word**` bold. `@fig-x` links to a figure.
"""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis.errors import TemplateError
from analysis.findings import Outcome
from analysis.rendering.cross_references import LABEL, REFERENCE
from analysis.rendering.document_from_notebook import NO_MATHEMATICS
from analysis.rendering.html_tree import NOUN, NUMBER_WITHOUT_LINK
from analysis.rendering.id_prefixes import CARD

BOLD = re.compile(r"(?<!\*)\*\*(?!\s)([^*]+)(?<!\s)\*\*(?!\*)")
ITALIC = re.compile(r"(?<!\*)\*(?!\s)([^*]+)(?<!\s)\*(?!\*)")

PARAGRAPH_KINDS = {"p": "{}", "answer": '<div class="answer">{}</div>', "note": '<aside class="note">{}</aside>'}
"""What surrounds the paragraphs of each kind."""

REFERENCE_IN_PARENTHESES = re.compile(rf" \({REFERENCE.pattern}\)")

ONLY_IN_DATA = re.compile(r"[\d()]")
"""Characters that a template cannot put inside a link; words beside a number that have them come from the data."""


def fit_label(label: str, kind: str) -> str:
    """Return the label of a figure or table; raise `TemplateError` for one that no sentence could refer to.

    >>> fit_label("fig-storks", "fig")
    'fig-storks'
    """
    if re.fullmatch(LABEL, label) and label.startswith(f"{kind}-"):
        return label
    raise TemplateError(f"the label {label!r} should be {kind}- and letters, digits or hyphens, as in {kind}-storks")


@dataclass(frozen=True, slots=True)
class Markup:
    """How an output format writes the parts of a sentence.

    Attributes:
        link: Text, target and tooltip of a link.
        number: A number without a link.
        extend_link: A link, extended by the words before and behind it.
        label: A name from the data, which may hold a digit.
        verdict: A verdict and the claim it is on.
        escape: Plain text.
        words: The words of a template.

    """

    link: Callable[[str, str, str], str]
    number: Callable[[str], str]
    extend_link: Callable[[str, str, str], str]
    label: Callable[[str], str]
    verdict: Callable[[Outcome, str], str]
    escape: Callable[[str], str]
    words: Callable[[str], str]


def escape(text: str) -> str:
    """Escape a text for HTML, except quotation marks."""
    return html.escape(text, quote=False)


def _html_link(text: str, target: str, title: str) -> str:
    tooltip = ""
    if title:
        lines = [html.escape(" ".join(line.split())) for line in title.splitlines()]
        tooltip = f' title="{"&#10;".join(lines)}"'  # browsers keep these line breaks
    return f'<a href="#{html.escape(target)}"{tooltip}>{html.escape(text)}</a>'


def _extend_html_link(link: str, before: str, behind: str) -> str:
    """Put words inside a link, marked as not part of the number; without a link they go next to the number.

    `link` is what `Markup.link` or `Markup.number` wrote.
    """
    # The words go right inside the tags of a link, or around the whole of a number without one
    start, end = 0, len(link)
    if link.startswith("<a "):
        start = link.index(">") + 1
        end = link.index("</a>", start)
    return f"{link[:start]}{_noun(before)}{link[start:end]}{_noun(behind)}{link[end:]}"


def _noun(words: str) -> str:
    if not words:
        return ""
    classes = f"{NOUN} label" if ONLY_IN_DATA.search(words) else NOUN
    return f'<span class="{classes}">{escape(words)}</span>'


def _html_verdict(outcome: Outcome, claim_id: str) -> str:
    """Write a verdict; one on a claim links to its card."""
    name = outcome.value
    classes = f"verdict verdict-{name.replace(' ', '-')}"
    if not claim_id:
        return f'<span class="{classes}">{name}</span>'
    return f'<a class="{classes}" href="#{card_id(claim_id)}">{name}</a>'


def mark_as_data(page: str) -> str:
    """Return HTML marked as verbatim from the data, so that the lint allows its digits."""
    return f'<span class="label">{page}</span>'


def quote_passages(printed: str, write: Callable[[str], str] = str) -> str:
    """Quote the passages that the article prints, which " | " divides, with an ellipsis between them.

    `write` writes each passage in an output format.

    >>> quote_passages("much larger | than hens")
    '“much larger” … “than hens”'
    """
    passages = [f"“{write(passage)}”" for passage in printed.split(" | ") if passage]
    return " … ".join(passages)


def quote(text: str) -> str:
    """Put a text in quotation marks; those within it become single ones.

    >>> quote("They call it “the comeback”")
    '“They call it ‘the comeback’”'
    """
    single = str.maketrans("“”", "‘’")
    return f"“{text.translate(single)}”"


def _html_label(text: str) -> str:
    """Mark a name from the data that holds a digit, which the lint would take for a typed number."""
    page = escape(text)
    return mark_as_data(page) if re.search(r"\d", text) else page


def _html_words(text: str) -> str:
    """Write the words of a template as HTML, with emphasis and references.

    A reference says what it links to; its number is filled in when the whole document is known.
    """
    page = _emphasise(escape(text), r"<strong>\1</strong>", r"<em>\1</em>")
    return REFERENCE.sub(lambda reference: f'<a class="ref" href="#{reference[1]}">{_referent(reference)}</a>', page)


def _plain_words(text: str) -> str:
    """Write the words of a template without markup; references in parentheses are left out."""
    words = _emphasise(text, r"\1", r"\1")
    words = REFERENCE_IN_PARENTHESES.sub("", words)
    return REFERENCE.sub(_referent, words)


def _referent(reference: re.Match[str]) -> str:
    """Return “the figure” or “the table”, capitalised at the beginning of a template.

    What is matched is a template or the part of one behind a placeholder, which begins with a blank or a comma.
    """
    the = "The" if reference.start() == 0 else "the"
    return f"{the} figure" if reference[1].startswith("fig-") else f"{the} table"


def _emphasise(text: str, bold: str, italic: str) -> str:
    return ITALIC.sub(italic, BOLD.sub(bold, text))


HTML = Markup(
    link=_html_link,
    number=lambda text: f'<span class="{NUMBER_WITHOUT_LINK}">{escape(text)}</span>',
    extend_link=_extend_html_link,
    label=_html_label,
    verdict=_html_verdict,
    escape=escape,
    words=_html_words,
)
PLAIN = Markup(
    link=lambda text, _target, _title: text,
    number=str,
    extend_link=lambda number, before, behind: f"{before}{number}{behind}",
    label=str,
    verdict=lambda outcome, _claim: outcome.value,
    escape=str,
    words=_plain_words,
)


def card_id(claim_id: str) -> str:
    """Return the id of the card of a claim, for links to it."""
    return f"{CARD}{html.escape(claim_id)}"


def for_jupyter(page: str) -> str:
    """Prevent JupyterLab from rendering dollar signs as mathematics and floating description lists.

    Our own exporters drop these styles.
    """
    # The first tag of every line, as a cell of prose has its paragraphs on lines of their own
    page = re.sub(r"^<(\w+)(?: class=\"([^\"]*)\")?", _without_mathematics, page, flags=re.MULTILINE)
    return re.sub(r"<(dt|dd)\b", r'<\1 style="float:none;width:auto;text-align:left"', page)


def _without_mathematics(tag: re.Match[str]) -> str:
    name, classes = tag[1], tag[2]
    return f'<{name} class="{classes} {NO_MATHEMATICS}"' if classes else f'<{name} class="{NO_MATHEMATICS}"'


def annex(parts: Iterable[tuple[str, list[str]]]) -> str:
    """Write lists of entries under their headings, all of them HTML; empty ones are left out."""
    lists = [f'<h3>{title}</h3><dl class="workings">{"".join(entries)}</dl>' for title, entries in parts if entries]
    return f'<div class="annex">{"".join(lists)}</div>'


def group_heading(text: str) -> str:
    """Write the heading of a group of entries; `text` is HTML."""
    return f"<dt>{text}</dt>"


def group_note(parts: Iterable[str]) -> str:
    """Write what the entries of a group share; the parts are HTML, and empty ones are left out."""
    return f"<dd>{' '.join(filter(None, parts))}</dd>"
