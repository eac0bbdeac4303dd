"""What a page says beside its report: in its frame, to who points at it, to its script and to machines.

The lint leaves that out, since the renderer writes it of what the report says. Of a page for which nobody vouches it
has to be what the renderer writes: a few words of its own, or else what the report says as well. What the alternative
text of a drawing says is not held against the drawing.
"""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from analysis.evidence.observations import in_words
from analysis.rendering.lint.reading import Page
from analysis.rendering.lint.requests import WORDS
from analysis.rendering.sharing import REDRAWN
from analysis.runs.site import claims
from analysis.runs.site.shelf import LINKED_DATA, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.findings.snapshot import Snapshot
    from analysis.rendering.lint.around import Around

OURS = {
    "nav": {"Contents"},
    "up": {"Contents ↑"},
    "footer": {"By", ". Found an error? Tell whoever published this page."},
    "skip": {"Skip to the report", "Skip this figure", "Skip this table"},
    "share": {"Cite, save, share", "To cite:", "Save the data", "(CSV)", "Save as SVG", "Save as PNG", "To embed:"}
    | {f"Link to this {kind}" for kind in ("figure", "table")}
    | {"Pictures to save are of the figure as published: choose that to find them here."},
}
"""What the renderer writes of its own accord, by the places where the lint does not read."""

SNIPPET = re.compile(r'<a href="[^"<>]*"><img src="[^"<>]*" alt="([^"<>]*)" style="max-width:100%"></a>')
SWITCHES = re.compile(r'<script type="application/json" id="switches-data">(.*?)</script>', re.DOTALL)
TOLD = (*sorted(WORDS), "data-label")
"""Attributes that tell a reader something."""

HEADING = re.compile(r"h[1-6]")
EDGE = re.compile(r"^\W+|\W+$")

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARED = re.compile(r"""(?<=[{;])\s*([\w-]+)\s*:((?:[^;{}"']|"[^"]*"|'[^']*')*)""")
WRITTEN = re.compile(r"""["'](?!\\2002["'])[^"']*[^\W_]""")
NAMES_OF_FONTS = frozenset({"font", "font-family", "--serif", "--sans", "--mono", "syntax"})


def strangers(page: str, snapshot: Snapshot) -> Iterator[str]:
    """Find what no renderer wrote on a page, in the places where the lint does not read."""
    read = _Beside().read(page)
    titles = {" ".join(title.split()) for title in read.headings}
    known = f"As known on {in_words(date.fromisoformat(snapshot.as_of))}"
    frame = {*titles, "·", f"{read.title} ·", known, snapshot.as_of, read.address}
    for around, text in read.beside:
        is_framed = not around.is_extra and (text in frame or text.startswith(f"{known}, made from other data"))
        if not is_framed and not _is_ours(around, text, read.said):
            yield f"holds “{text[:60]}” where a report says nothing of its own"
    for name, text in read.told:
        if lost := [word for word in text.split() if _is_number(word) and EDGE.sub("", word) not in read.said]:
            yield f"says {lost[0]!r} in {name} of a tag, and nowhere else"
    yield from (f"writes {text[:60]} by its style" for style in read.styles for text in _written(style))
    try:
        yield from (*_switches(page, read), *_reviews(page, read, snapshot))
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        yield "says to machines what cannot be read"


class _Beside(Page):
    """A page with what its report says, and what else stands on it."""

    def __init__(self) -> None:
        super().__init__()
        self.title = self.address = ""
        self.headings: list[str] = []
        self.said: set[str] = set()
        self.beside: list[tuple[Around, str]] = []
        self.told: list[tuple[str, str]] = []
        self.styles: list[str] = []

    def note(self, tag: str, given: dict[str, str]) -> None:
        """Note of each tag what its attributes tell, and that a heading begins."""
        is_day = given.get("property", "").startswith("article:")  # which the page has in words
        is_setting = given.get("name") == "viewport" or "http-equiv" in given or is_day
        is_document = tag == "a" and given.get("href", "").startswith("http")
        free = "title" if is_document else "aria-label" if tag == "svg" else ""
        if not is_setting:
            self.told += [(name, given[name]) for name in TOLD if name in given and name != free]
        self.styles += [f"{{{given['style']}}}"] if "style" in given else []
        self.headings += [""] if HEADING.fullmatch(tag) else []
        self.address = given.get("href", "") if given.get("rel") == "canonical" else self.address
        super().note(tag, given)

    def handle_data(self, data: str) -> None:
        """Note a text, by whether the lint reads it."""
        around = self._around
        is_read = not (around.is_unread or around.is_extra)
        if any(HEADING.fullmatch(tag) for tag in around.tags):
            self.headings[-1] += data
            self.title = " ".join(self.headings[0].split())
        if is_read:
            self.said.update(EDGE.sub("", word) for word in data.split())
        elif "style" in around.tags:
            self.styles.append(data)
        elif data.strip() and "script" not in around.tags:
            self.beside.append((around, " ".join(data.split())))
        super().handle_data(data)


def _is_ours(around: Around, text: str, said: set[str]) -> bool:
    """Say whether the renderer writes a text there; citations and drawings for phones have no words of their own."""
    if "snippet" in around.kinds and (found := SNIPPET.fullmatch(text)):
        return {EDGE.sub("", word) for word in unescape(found[1]).split()} <= said
    if around.kinds & {"cited", "by"}:
        words = {EDGE.sub("", word) for word in text.replace(REDRAWN, "", 1).split() if not word.startswith("http")}
        return words <= said | {"", "In"}
    if "alt" in around.kinds:
        return True  # what a drawing is described by was never seen, and is not held against it
    if "narrow" in around.kinds:
        numbers = {EDGE.sub("", word) for word in text.split() if _is_number(word)}
        return numbers <= said or (text.isdecimal() and "tick" in around.kinds)
    return any(text in OURS.get(name, ()) for name in around.tags | around.kinds)


def _is_number(word: str) -> bool:
    return any(map(str.isnumeric, word))


def _written(style: str) -> Iterator[str]:
    """Find what a style writes onto the page: a string with letters or digits that is no name of a typeface."""
    for name, value in DECLARED.findall(COMMENT.sub("", style)):
        if name not in NAMES_OF_FONTS and WRITTEN.search(value):
            yield value.strip()


def _switches(page: str, read: Page) -> Iterator[str]:
    """Find a number that a choice would put on the page and that its working does not have."""
    found: list[dict[str, Any]] = json.loads(data[1]) if (data := SWITCHES.search(page)) else []
    for numbers in (options for switch in found for options in switch["numbers"].values()):
        for text, target, *_ in numbers.values():
            working = read.workings.get(target)
            if working is None or working.said.split(" · ")[0] != text:
                yield f"a choice puts {text[:40]!r} there, which is not what the working {target!r} says"


def _reviews(page: str, read: _Beside, snapshot: Snapshot) -> Iterator[str]:
    """Find where the page says otherwise to machines than to readers."""
    if len(LINKED_DATA.findall(page)) > 1:
        yield "says to machines what it is more than once"
    cards = {card.name: f"{card.heading} {card.said}" for card in claims.cards(page)}
    anywhere = " ".join("".join(piece.text for piece in read.text).split())
    for node in claims.graph(page):
        kind, name = node["@type"], str(node.get("@id")).removeprefix("#c-")
        if kind == "Report" and (headline := str(node.get("headline"))) != read.title:
            yield f"is called {headline[:60]!r} for machines and {read.title[:60]!r} for readers"
        if kind != "ClaimReview":
            continue
        if " ".join(str(node["claimReviewed"]).split()) not in cards.get(name, anywhere):
            yield f"{name} is “{str(node['claimReviewed'])[:60]}” for machines, which its card does not say"
        known = snapshot.verdicts.get(name, {}).get("verdict", "")
        rated = {"@type": "Rating", "alternateName": known.capitalize()}
        if (rating := node.get("reviewRating")) not in (None, rated):
            yield f"{name} is {rating.get('alternateName')} for machines and {known or 'not judged'} in {VERDICTS}"
