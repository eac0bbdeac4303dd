"""How each output format writes what sentences are made of: words, links, marks, verdicts and names from the data.

Words of a template may be emphasised as in Markdown: `*word*` leans, `**word**` is bold. `@fig-x` leads to a figure.
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

__all__ = ["annex", "heading", "note"]


# ----- markup ----------------------------------------------------------------------------------------------

BOLD, LEANING = (re.compile(rf"(?<!\*){mark}(?!\s)([^*]+)(?<!\s){mark}(?!\*)") for mark in (r"\*\*", r"\*"))

FRAMES = {
    "p": "{}",
    "answer": '<div class="answer">{}</div>',
    "note": '<aside class="note">{}</aside>',
    "screen": "{}",
}
"""What stands around the paragraphs of each kind."""

LABEL = re.compile(REFERENCE.pattern.rpartition("@")[2])

TURNING = "not|no|non|nor|never|neither|without|than|least|most|or"
"""What turns a number round, or makes it a limit: such words are no part of what a link calls it."""

LIMITING = "less|fewer|plus|over|under|above|below"
"""What does so in front of a number."""

WORD = rf"(?!(?i:{TURNING})\b|[B-Z](?![\w’'&‐‑-]))[^\W\d_](?:[^\W\d_]|[’'&‐‑-])*"
BEFORE_NUMBER, BEHIND_NUMBER = rf"(?:(?!(?i:{LIMITING})\b){WORD}\s+)*", rf"(?:\s+{WORD})*"
TAKEN_IN = re.compile(f"{BEFORE_NUMBER}|{BEHIND_NUMBER}")
"""What the link of a number may take in before and behind it: words, parted from it and from each other by blanks."""


def fit_label(label: str, kind: str) -> str:
    """Return the label of a figure or table; refuse one to which no sentence could lead, and say what would be right.

    >>> fit_label("fig-storks", "fig")
    'fig-storks'
    """
    if isinstance(label, str) and LABEL.fullmatch(label) and label.startswith(f"{kind}-"):
        return label
    raise TemplateError(
        f"the label {label!r:.60} should be {kind}- and letters, digits or hyphens, as in {kind}-storks"
    )


PARENTHESIS = re.compile(rf" \({REFERENCE.pattern}\)")


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


def _escape_markdown(text: str) -> str:
    """Write a text so that Markdown takes no sign of it for a command, and no address in it for a link."""
    text = text.replace("&", "&amp;")
    return re.sub(r"([\\`*_\[\]{}<>#|~@]|:(?=//))", r"\\\1", text)


def _markdown_link(text: str, target: str, title: str) -> str:
    """Write a link of Markdown; no sign of a name or of a title can end it before its end."""
    place = re.sub(r"([\\()<>\[\]\"'])", r"\\\1", target)
    words = _lines(title).replace("\\", "&#92;")
    return f'[{_escape_markdown(text)}](#{place} "{words}")'


def _html_reach(link: str, before: str, behind: str) -> str:
    """Take words into a link, marked as none of the number's own; what is no link stands beside them."""
    opened, inner, closed = ("", link, "") if not link.startswith("<a ") else _parted(link, link.index(">") + 1, "</a>")
    return f"{opened}{_noun(before)}{inner}{_noun(behind)}{closed}"


def _markdown_reach(link: str, before: str, behind: str) -> str:
    if link.startswith("<"):
        return _html_reach(link, before, behind)
    opened, inner, closed = _parted(link, 1, "](#")  # a bracket of the number itself is written with a stroke before it
    return f"{opened}{_noun(before)}{inner}{_noun(behind)}{closed}"


def _parted(link: str, start: int, end: str) -> tuple[str, str, str]:
    at = link.index(end, start)
    return link[:start], link[start:at], link[at:]


def _noun(words: str) -> str:
    kinds = NOUN if TAKEN_IN.fullmatch(words) else f"{NOUN} label"  # what no sentence may take in is a name of the data
    return f'<span class="{kinds}">{html.escape(words, quote=False)}</span>' if words else ""


def _slug(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "-")


def _html_verdict(outcome: Outcome, claim_id: str) -> str:
    """Write a verdict; one on a claim leads to the card of that claim."""
    marks = f'class="verdict verdict-{_slug(outcome)}"'
    if not claim_id:
        return f"<span {marks}>{outcome.value}</span>"
    return f'<a {marks} href="#{card(claim_id)}">{outcome.value}</a>'


def _title(lines: str) -> str:
    return f' title="{_lines(lines)}"' if lines else ""


def _lines(lines: str) -> str:
    """Write what hovering shows: line ends survive as they are read by browsers, and Markdown takes them as text."""
    return "&#10;".join(html.escape(" ".join(line.split())) for line in lines.splitlines())


def from_data(text: str) -> str:
    """Mark words as taken from the data as they stand there."""
    return f'<span class="label">{text}</span>'


def in_quotes(printed: str, say: Callable[[str], str] = str) -> str:
    """Write the words that the article prints of a claim, with a gap between those that do not stand together.

    >>> in_quotes("much larger | than hens")
    '“much larger” … “than hens”'
    """
    return " … ".join(f"“{say(words)}”" for words in printed.split(" | ") if words)


def _number(text: str) -> str:
    """Mark a number as one from a finding, so that nobody takes it for one typed by hand."""
    return f'<span class="{NUMBER}">{text}</span>'


def _label(text: str) -> str:
    """Mark a name of the data that holds a digit, so that nobody takes it for a number typed by hand."""
    return from_data(text) if re.search(r"\d", text) else text


def _typed(text: str) -> str:
    """Write typed words for the page: what is emphasised stays so, and `@fig-x` leads to that figure.

    Its number is not known before the whole document is; until then the link says what it leads to.
    """
    written = _emphasis(html.escape(text, quote=False), r"<strong>\1</strong>", r"<em>\1</em>")
    return REFERENCE.sub(lambda found: f'<a class="ref" href="#{found[1]}">{_kind(found)}</a>', written)


def _bare(text: str) -> str:
    """Write typed words without any marks; what only leads to a figure or table is left out."""
    return REFERENCE.sub(_kind, PARENTHESIS.sub("", _emphasis(text, r"\1", r"\1")))


def _kind(reference: re.Match[str]) -> str:
    """Say what a link leads to; what opens a sentence, which is a template of its own, has a capital."""
    the = "The" if reference.start() == 0 else "the"
    return f"{the} figure" if reference[1].startswith("fig-") else f"{the} table"


def _emphasis(text: str, bold: str, leaning: str) -> str:
    return LEANING.sub(leaning, BOLD.sub(bold, text))


HTML = Markup(
    reach=_html_reach,
    link=lambda text, target, title: f'<a href="#{html.escape(target)}"{_title(title)}>{html.escape(text)}</a>',
    number=lambda text: _number(html.escape(text, quote=False)),
    label=lambda text: _label(html.escape(text, quote=False)),
    verdict=_html_verdict,
    escape=lambda text: html.escape(text, quote=False),
    words=_typed,
)
MARKDOWN = Markup(
    reach=_markdown_reach,
    link=_markdown_link,
    number=lambda text: _number(_escape_markdown(text)),
    label=lambda text: _label(_escape_markdown(text)),
    verdict=_html_verdict,
    escape=_escape_markdown,
    words=lambda text: text.replace("<", r"\<"),  # what is typed is no HTML
)
PLAIN = Markup(
    reach=lambda number, before, behind: f"{before}{number}{behind}",
    link=lambda text, _target, _title: text,
    number=str,
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


# ----- annexes ---------------------------------------------------------------------------------------------
# Lists at the end of a report: headings, what a group of entries shares, and the entries.


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


# ----- families --------------------------------------------------------------------------------------------
# Texts that were made alike: what they share is said once, and of each only what is its own.

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
    """Begin with a small letter where the word is no abbreviation."""
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
