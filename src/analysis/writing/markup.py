"""Write words, links, verdicts and names from the data as HTML or plain text.

Words of a template may be emphasised as in Markdown: `*word*` is italic, `**word**` bold. `@fig-x` links to a figure.
"""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple, TypeVar

from analysis.errors import TemplateError
from analysis.findings import Outcome
from analysis.findings.finding import Wording, worded
from analysis.rendering.links import REFERENCE
from analysis.rendering.read_notebook import NO_MATHEMATICS
from analysis.rendering.tree import NOUN, NUMBER

BOLD, ITALIC = (re.compile(rf"(?<!\*){mark}(?!\s)([^*]+)(?<!\s){mark}(?!\*)") for mark in (r"\*\*", r"\*"))

FRAMES = {"p": "{}", "answer": '<div class="answer">{}</div>', "note": '<aside class="note">{}</aside>'}
"""What surrounds the paragraphs of each kind."""

LABEL = re.compile(REFERENCE.pattern.rpartition("@")[2])

PARENTHESIS = re.compile(rf" \({REFERENCE.pattern}\)")

IN_DATA = re.compile(r"[\d()]")
"""Characters that are never in words of a template that become part of a link, so that these are from the data."""


def fit_label(label: str, kind: str) -> str:
    """Return the label of a figure or table; raise `TemplateError` for one that no sentence could refer to.

    >>> fit_label("fig-storks", "fig")
    'fig-storks'
    """
    if LABEL.fullmatch(label) and label.startswith(f"{kind}-"):
        return label
    raise TemplateError(f"the label {label!r} should be {kind}- and letters, digits or hyphens, as in {kind}-storks")


@dataclass(frozen=True, slots=True)
class Markup:
    """How an output format writes the parts of a sentence.

    Attributes:
        link: Text, target and tooltip of a link.
        number: A number without a link.
        reach: Extends a link by the words before and behind it.
        label: A name from the data, which may hold a digit.
        verdict: A verdict and the claim it is on.
        escape: Plain text.
        words: The words of a template.

    """

    link: Callable[[str, str, str], str]
    number: Callable[[str], str]
    reach: Callable[[str, str, str], str]
    label: Callable[[str], str]
    verdict: Callable[[Outcome, str], str]
    escape: Callable[[str], str]
    words: Callable[[str], str]


def escape(text: str) -> str:
    """Escape a text for HTML, except quotation marks."""
    return html.escape(text, quote=False)


def _link(text: str, target: str, title: str) -> str:
    lines = "&#10;".join(
        html.escape(" ".join(line.split())) for line in title.splitlines()
    )  # browsers keep newlines in tooltips
    shown_on_hover = f' title="{lines}"' if title else ""
    return f'<a href="#{html.escape(target)}"{shown_on_hover}>{html.escape(text)}</a>'


def _reach(link: str, before: str, behind: str) -> str:
    """Put words inside a link, marked as not part of the number; without a link they go next to the number."""
    start = link.index(">") + 1 if link.startswith("<a ") else 0
    end = link.index("</a>", start) if start else len(link)
    return f"{link[:start]}{_noun(before)}{link[start:end]}{_noun(behind)}{link[end:]}"


def _noun(words: str) -> str:
    kinds = f"{NOUN} label" if IN_DATA.search(words) else NOUN
    return f'<span class="{kinds}">{escape(words)}</span>' if words else ""


def _verdict(outcome: Outcome, claim_id: str) -> str:
    """Write a verdict; one on a claim links to its card."""
    marks = f'class="verdict verdict-{outcome.value.replace(" ", "-")}"'
    if not claim_id:
        return f"<span {marks}>{outcome.value}</span>"
    return f'<a {marks} href="#{card(claim_id)}">{outcome.value}</a>'


def from_data(text: str) -> str:
    """Mark HTML as verbatim from the data."""
    return f'<span class="label">{text}</span>'


def in_quotes(printed: str, say: Callable[[str], str] = str) -> str:
    """Quote the words that the article prints, with an ellipsis between those that are apart.

    >>> in_quotes("much larger | than hens")
    '“much larger” … “than hens”'
    """
    return " … ".join(f"“{say(words)}”" for words in printed.split(" | ") if words)


def quoted(text: str) -> str:
    """Put a text in quotation marks; those within it become single ones.

    >>> quoted("They call it “the comeback”")
    '“They call it ‘the comeback’”'
    """
    return f"“{text.translate(str.maketrans('“”', '‘’'))}”"


def _label(text: str) -> str:
    """Mark a name from the data that holds a digit, which the lint would take for a typed number."""
    return from_data(escape(text)) if re.search(r"\d", text) else escape(text)


def _typed(text: str) -> str:
    """Write the words of a template as HTML, with emphasis and references.

    A reference says what it links to; its number is filled in when the whole document is known.
    """
    page = _emphasis(escape(text), r"<strong>\1</strong>", r"<em>\1</em>")
    return REFERENCE.sub(lambda match: f'<a class="ref" href="#{match[1]}">{_kind(match)}</a>', page)


def _bare(text: str) -> str:
    """Write the words of a template without markup; references in parentheses are left out."""
    return REFERENCE.sub(_kind, PARENTHESIS.sub("", _emphasis(text, r"\1", r"\1")))


def _kind(reference: re.Match[str]) -> str:
    """Return “the figure” or “the table”, capitalised at the beginning of a template."""
    the = "The" if reference.start() == 0 else "the"
    return f"{the} figure" if reference[1].startswith("fig-") else f"{the} table"


def _emphasis(text: str, bold: str, italic: str) -> str:
    return ITALIC.sub(italic, BOLD.sub(bold, text))


HTML = Markup(
    link=_link,
    number=lambda text: f'<span class="{NUMBER}">{escape(text)}</span>',
    reach=_reach,
    label=_label,
    verdict=_verdict,
    escape=escape,
    words=_typed,
)
PLAIN = Markup(
    link=lambda text, _target, _title: text,
    number=str,
    reach=lambda number, before, behind: f"{before}{number}{behind}",
    label=str,
    verdict=lambda outcome, _claim: outcome.value,
    escape=str,
    words=_bare,
)


def card(claim_id: str) -> str:
    """Return the id of the card of a claim."""
    return f"c-{html.escape(claim_id)}"


def for_jupyter(page: str) -> str:
    """Prevent JupyterLab from rendering dollar signs as mathematics and floating description lists.

    Our own exporters drop these styles.
    """
    page = re.sub(r"^<(\w+)(?: class=\"([^\"]*)\")?", _no_mathematics, page, flags=re.MULTILINE)
    return re.sub(r"<(dt|dd)\b", r'<\1 style="float:none;width:auto;text-align:left"', page)


def _no_mathematics(tag: re.Match[str]) -> str:
    return f'<{tag[1]} class="{f"{tag[2]} " if tag[2] else ""}{NO_MATHEMATICS}"'


def annex(parts: Iterable[tuple[str, list[str]]]) -> str:
    """Write lists of entries under their headings; empty ones are left out."""
    lists = (f'<h3>{title}</h3><dl class="workings">{"".join(items)}</dl>' for title, items in parts if items)
    return f'<div class="annex">{"".join(lists)}</div>'


def heading(text: str) -> str:
    """Write the heading of a group of entries."""
    return f"<dt>{text}</dt>"


def note(parts: list[str]) -> str:
    """Write what the entries below it share."""
    return f"<dd>{' '.join(filter(None, parts))}</dd>"


T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

ELLIPSIS = "…"
WORDS_IN_COMMON = 3
"""Number of common first words of labels that is enough for a heading."""


class SharedText(NamedTuple):
    """What texts share, with ellipses where they differ, and what each text has in their place."""

    shared: str
    own: list[tuple[str, ...]]


def frame(text: str) -> tuple[str, ...]:
    """Return the text around the words that vary; texts with the same frame are grouped."""
    return worded(text).constant


def split_shared(texts: Sequence[str]) -> SharedText:
    """Split texts with the same frame into what they share and what is each one's own.

    >>> from analysis.findings.finding import varying
    >>> split_shared([worded("Ratio to ", varying(name), ", ", varying(2024)) for name in ("Austria", "Belgium")])
    SharedText(shared='Ratio to …, 2024', own=[('Austria',), ('Belgium',)])
    """
    wordings = [worded(text) for text in texts]
    same = [len(set(column)) == 1 for column in zip(*(w.variable for w in wordings), strict=True)]
    first = wordings[0]
    shared = Wording(
        first.constant, (word if is_same else ELLIPSIS for word, is_same in zip(first.variable, same, strict=True))
    )
    own = [tuple(word for word, is_same in zip(w.variable, same, strict=True) if not is_same) for w in wordings]
    return SharedText(str(shared), own)


def as_heading(shared: str) -> str:
    """Remove the ellipses between commas, without which a heading reads better.

    >>> as_heading("inflow, …, as a share of GDP")
    'Inflow, as a share of GDP'
    """
    return capital(re.sub(rf", {ELLIPSIS}(?=[,.]| \(|$)", "", shared))


def capital(text: str) -> str:
    """Capitalise the first letter."""
    return text[:1].upper() + text[1:]


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Group items by key, in the order of first appearance."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def shared(labels: Iterable[str]) -> str:
    """Return a heading of what labels have in common, and their first parts if these differ.

    >>> shared(["Nests, Avonia, spring", "Nests, Borduria, spring"])
    'Nests, spring'
    >>> shared(["Nests, Avonia", "Population, Avonia"])
    'Nests and population, Avonia'
    >>> shared(["Support for storks (one office), Avonia", "Support for storks (the other), Borduria"])
    'Support for storks'
    """
    known = list(labels)
    if len(set(map(frame, known))) == 1 and ELLIPSIS not in (heading := as_heading(split_shared(known).shared)):
        return heading
    first, *others = dict.fromkeys(label.split(", ")[0] for label in known)
    rest = [part for part in common_parts(known) if part != first]
    words = _leading([it.split() for it in (first, *others)])
    if others and len(words) >= WORDS_IN_COMMON:
        first, others = " ".join(words), []
    more = "" if not others else f" and {_small(others[0])}" if len(others) == 1 else " and others"
    return ", ".join([f"{capital(first)}{more}", *rest])


def _small(text: str) -> str:
    """Lower the first letter unless the word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def common_parts(labels: Sequence[str]) -> list[str]:
    """Return the comma-separated parts that all labels have, each once."""
    split = [label.split(", ") for label in labels]
    return [part for part in dict.fromkeys(split[0]) if all(part in parts for parts in split)] if split else []


def own_parts(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return what distinguishes each text, given in parts, from the others: its own parts, or words of them."""
    filled = [parts for parts in texts if parts]
    own = [[part for part in parts if not all(part in others for others in filled)] for parts in texts]
    if len(filled) > 1 and all(len(parts) == 1 for parts in own):
        return _own_words([parts[0] for parts in own])
    return [", ".join(parts) for parts in own]


def _own_words(texts: Sequence[str]) -> list[str]:
    """Strip the words that all texts begin or end with, and brackets around the rest.

    >>> _own_words(["Support (one office)", "Support (the other)"])
    ['one office', 'the other']
    """
    split = [text.split() for text in texts]
    ahead = len(_leading(split))
    left = [words[ahead:] for words in split]
    behind = len(_leading([words[::-1] for words in left]))
    cut = [" ".join(words[: len(words) - behind]) for words in left]
    return [re.sub(r"^\((.*)\)$", r"\1", text) for text in cut] if all(cut) else list(texts)


def _leading(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all texts begin with."""
    return [words[0] for words in takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False))]
