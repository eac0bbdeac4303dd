"""Write what sentences are made of as HTML or as plain text: words, links, verdicts, and names from the data.

Words of a template may be emphasised as in Markdown: `*word*` is italic, `**word**` bold. `@fig-x` leads to a figure.
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
"""What stands around the paragraphs of each kind."""

LABEL = re.compile(REFERENCE.pattern.rpartition("@")[2])

PARENTHESIS = re.compile(rf" \({REFERENCE.pattern}\)")

IN_DATA = re.compile(r"[\d()]")
"""What words that a link takes in never hold where they were typed in a template."""


def fit_label(label: str, kind: str) -> str:
    """Return the label of a figure or table; raise `TemplateError` for one to which no sentence could lead.

    >>> fit_label("fig-storks", "fig")
    'fig-storks'
    """
    if LABEL.fullmatch(label) and label.startswith(f"{kind}-"):
        return label
    raise TemplateError(f"the label {label!r} should be {kind}- and letters, digits or hyphens, as in {kind}-storks")


@dataclass(frozen=True, slots=True)
class Markup:
    """How one output format writes a link, a number without one, a name that holds a digit, plain text, typed words.

    `reach` lets a link take in the words before and behind it.
    """

    link: Callable[[str, str, str], str]
    number: Callable[[str], str]
    reach: Callable[[str, str, str], str]
    label: Callable[[str], str]
    verdict: Callable[[Outcome, str], str]
    escape: Callable[[str], str]
    words: Callable[[str], str]


def escape(text: str) -> str:
    """Escape a text for HTML; quotation marks stay as they are."""
    return html.escape(text, quote=False)


def _link(text: str, target: str, title: str) -> str:
    lines = "&#10;".join(html.escape(" ".join(line.split())) for line in title.splitlines())  # browsers keep line ends
    shown_on_hover = f' title="{lines}"' if title else ""
    return f'<a href="#{html.escape(target)}"{shown_on_hover}>{html.escape(text)}</a>'


def _reach(link: str, before: str, behind: str) -> str:
    """Take words into a link, marked as none of the number's own; what is not a link stands beside them."""
    start = link.index(">") + 1 if link.startswith("<a ") else 0
    end = link.index("</a>", start) if start else len(link)
    return f"{link[:start]}{_noun(before)}{link[start:end]}{_noun(behind)}{link[end:]}"


def _noun(words: str) -> str:
    kinds = f"{NOUN} label" if IN_DATA.search(words) else NOUN
    return f'<span class="{kinds}">{escape(words)}</span>' if words else ""


def _verdict(outcome: Outcome, claim_id: str) -> str:
    """Write a verdict; one on a claim leads to the card of that claim."""
    marks = f'class="verdict verdict-{outcome.value.replace(" ", "-")}"'
    if not claim_id:
        return f"<span {marks}>{outcome.value}</span>"
    return f'<a {marks} href="#{card(claim_id)}">{outcome.value}</a>'


def from_data(text: str) -> str:
    """Mark words as taken from the data as they stand there."""
    return f'<span class="label">{text}</span>'


def in_quotes(printed: str, say: Callable[[str], str] = str) -> str:
    """Write the words that the article prints of a claim, with a gap between those that do not stand together.

    >>> in_quotes("much larger | than hens")
    '“much larger” … “than hens”'
    """
    return " … ".join(f"“{say(words)}”" for words in printed.split(" | ") if words)


def _label(text: str) -> str:
    """Mark a name of the data that holds a digit, so that nobody takes it for a number typed by hand."""
    return from_data(escape(text)) if re.search(r"\d", text) else escape(text)


def _typed(text: str) -> str:
    """Write typed words for the page: what is emphasised stays so, and `@fig-x` leads to that figure.

    Its number is not known before the whole document is; until then the link says what it leads to.
    """
    written = _emphasis(escape(text), r"<strong>\1</strong>", r"<em>\1</em>")
    return REFERENCE.sub(lambda found: f'<a class="ref" href="#{found[1]}">{_kind(found)}</a>', written)


def _bare(text: str) -> str:
    """Write typed words without any marks; what only leads to a figure or table is left out."""
    return REFERENCE.sub(_kind, PARENTHESIS.sub("", _emphasis(text, r"\1", r"\1")))


def _kind(reference: re.Match[str]) -> str:
    """Say what a link leads to; what opens a sentence, which is a template of its own, has a capital."""
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
    """Return the name of the place where the card of a claim stands."""
    return f"c-{html.escape(claim_id)}"


def for_jupyter(page: str) -> str:
    """Keep JupyterLab from reading dollar signs as mathematics and from setting lists of terms side by side.

    Our own exporters drop these styles.
    """
    page = re.sub(r"^<(\w+)(?: class=\"([^\"]*)\")?", _no_mathematics, page, flags=re.MULTILINE)
    return re.sub(r"<(dt|dd)\b", r'<\1 style="float:none;width:auto;text-align:left"', page)


def _no_mathematics(tag: re.Match[str]) -> str:
    return f'<{tag[1]} class="{f"{tag[2]} " if tag[2] else ""}{NO_MATHEMATICS}"'


def annex(parts: Iterable[tuple[str, list[str]]]) -> str:
    """Write lists of entries under the headings that have any."""
    lists = (f'<h3>{title}</h3><dl class="workings">{"".join(items)}</dl>' for title, items in parts if items)
    return f'<div class="annex">{"".join(lists)}</div>'


def heading(text: str) -> str:
    """Open a group of entries."""
    return f"<dt>{text}</dt>"


def note(parts: list[str]) -> str:
    """Write what the entries after it share."""
    return f"<dd>{' '.join(filter(None, parts))}</dd>"


T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

ELLIPSIS = "…"
WORDS_IN_COMMON = 3
"""So many words that labels begin with make a heading by themselves."""


class SharedText(NamedTuple):
    """What some texts share, with a gap where they differ, and what stands in the gaps of each."""

    shared: str
    own: list[tuple[str, ...]]


def frame(text: str) -> tuple[str, ...]:
    """Return what stands around the words that may differ; texts with the same frame are alike."""
    return worded(text).frame


def tell(texts: Sequence[str]) -> SharedText:
    """Say what texts with the same frame share, and what each has for itself.

    >>> from analysis.findings.finding import varying
    >>> tell([worded("Ratio to ", varying(name), ", ", varying(2024)) for name in ("Austria", "Belgium")])
    SharedText(shared='Ratio to …, 2024', own=[('Austria',), ('Belgium',)])
    """
    wordings = [worded(text) for text in texts]
    same = [len(set(column)) == 1 for column in zip(*(w.own for w in wordings), strict=True)]
    first = wordings[0]
    shared = Wording(
        first.frame, (word if is_same else ELLIPSIS for word, is_same in zip(first.own, same, strict=True))
    )
    own = [tuple(word for word, is_same in zip(w.own, same, strict=True) if not is_same) for w in wordings]
    return SharedText(str(shared), own)


def as_heading(shared: str) -> str:
    """Leave out the gaps between commas, where a heading reads well without them.

    >>> as_heading("inflow, …, as a share of GDP")
    'Inflow, as a share of GDP'
    """
    return capital(re.sub(rf", {ELLIPSIS}(?=[,.]| \(|$)", "", shared))


def capital(text: str) -> str:
    """Begin with a capital, as a heading or a sentence does."""
    return text[:1].upper() + text[1:]


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Put items with the same key together, in the order in which the keys come first."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def shared(labels: Iterable[str]) -> str:
    """Say what some labels have in common, as a heading, and what each begins with where that differs.

    >>> shared(["Nests, Avonia, spring", "Nests, Borduria, spring"])
    'Nests, spring'
    >>> shared(["Nests, Avonia", "Population, Avonia"])
    'Nests and population, Avonia'
    >>> shared(["Support for storks (one office), Avonia", "Support for storks (the other), Borduria"])
    'Support for storks'
    """
    known = list(labels)
    if len(set(map(frame, known))) == 1 and ELLIPSIS not in (said := as_heading(tell(known).shared)):
        return said
    first, *others = dict.fromkeys(label.split(", ")[0] for label in known)
    rest = [part for part in common_parts(known) if part != first]
    words = _leading([it.split() for it in (first, *others)])
    if others and len(words) >= WORDS_IN_COMMON:
        first, others = " ".join(words), []
    more = "" if not others else f" and {_small(others[0])}" if len(others) == 1 else " and others"
    return ", ".join([f"{capital(first)}{more}", *rest])


def _small(text: str) -> str:
    """Begin with a small letter unless the word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def common_parts(labels: Sequence[str]) -> list[str]:
    """Return the parts between commas that all labels have, each once."""
    split = [label.split(", ") for label in labels]
    return [part for part in dict.fromkeys(split[0]) if all(part in parts for parts in split)] if split else []


def own_parts(texts: Sequence[Sequence[str]]) -> list[str]:
    """Say of each text, given in parts, what the others do not share: its own parts, or words of them."""
    known = [parts for parts in texts if parts]
    own = [[part for part in parts if not all(part in others for others in known)] for parts in texts]
    if len(known) > 1 and all(len(parts) == 1 for parts in own):
        return _own_words([parts[0] for parts in own])
    return [", ".join(parts) for parts in own]


def _own_words(texts: Sequence[str]) -> list[str]:
    """Leave out the words that all texts begin or end with, and the brackets around what is left.

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
