"""The published editions in a folder, each read back and held against its own manifest."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from analysis.dataset.records import in_words
from analysis.editions import manifest
from analysis.editions.archive import place
from analysis.errors import EditionError
from analysis.rendering.html import hash_for_policy
from analysis.rendering.html_tree import Element, classes, parse, plain, to_html, walk
from analysis.rendering.lint import WORDS, Page, page_faults, read_page
from analysis.report.revisions import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.findings import Study
    from analysis.findings.compare import Snapshot
    from analysis.publish.site import Frame
    from analysis.rendering.lint import Around


# ----- shelf -----------------------------------------------------------------------------------------------

PAGE, PDF, FINDINGS, VERDICTS = "report.html", "report.pdf", "findings.csv", "verdicts.csv"
NOTEBOOKS = ".ipynb"
"""Executed notebooks are not published: they are large and say nothing that the page does not."""

LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Damaged(EditionError):
    """A file of a published edition is not the one that its manifest names."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Edition:
    """A published edition: what it says, its files, its title, and its claims in words by their names."""

    name: str
    folder: Path
    snapshot: Snapshot
    files: tuple[str, ...]
    title: str = ""
    claims: dict[str, str] = field(default_factory=dict)

    def read(self) -> dict[str, bytes]:
        """Return every file that is published, by name."""
        return {name: (self.folder / name).read_bytes() for name in self.files}


def editions(folder: Path, data: Path, evidence: Evidence, study: Study) -> list[Edition]:
    """Read the editions of a folder, oldest first; a folder with another name than a day is none.

    Raises `EditionError` where one cannot be read, and `Damaged` where a file is another one than was published.
    """
    if not folder.is_dir():
        raise EditionError(f"{folder}: is no folder of editions; make one with: japan-tech report")
    found = sorted((key, path) for path in folder.iterdir() if (key := place(path.name)) and path.is_dir())
    read = [_edition(path, data, evidence, study) for _, path in found]
    if not read:
        raise EditionError(f"{folder}: holds no edition; make one with: japan-tech report")
    return read


def _edition(folder: Path, data: Path, evidence: Evidence, study: Study) -> Edition:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
    for path in paths:
        if path.is_symlink() or not path.is_file():
            raise EditionError(f"{path}: is no file of an edition; remove it")
    snapshot = open_snapshot(str(folder), data, evidence, study)
    if not folder.name.startswith(snapshot.as_of):
        raise EditionError(f"{folder}: is of {snapshot.as_of} by its manifest; name the folder after that day")
    listed = manifest.listed_manifest(folder / "manifest.json")
    names = [path.relative_to(folder).as_posix() for path in paths]
    files = tuple(name for name in names if name in listed and not name.endswith(NOTEBOOKS))
    if PAGE not in files:
        raise EditionError(f"{folder}: has no {PAGE}; make the edition anew with: japan-tech report --to html,pdf")
    _hold_against_manifest(folder, files)
    return Edition(folder.name, folder, snapshot, files, *described(folder))


def _hold_against_manifest(folder: Path, files: tuple[str, ...]) -> None:
    outputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    for name in files:
        if name in outputs and hashlib.sha256((folder / name).read_bytes()).hexdigest() != outputs[name]:
            raise Damaged(f"{folder / name}: is not the file that was published; bring it back from a copy")


def described(folder: Path) -> tuple[str, dict[str, str]]:
    """Read from what the page of an edition says to machines its title, and its claims in words.

    Without a page that says so both are empty.
    """
    try:
        page = (folder / PAGE).read_text(encoding="utf-8", errors="replace")
        nodes: list[dict[str, Any]] = json.loads(LINKED_DATA.search(page)[1])["@graph"]  # type: ignore[index]
        title = next(str(node["headline"]) for node in nodes if node["@type"] == "Report")
        reviews = [node for node in nodes if node["@type"] == "ClaimReview"]
        return title, {str(it["@id"]).removeprefix("#c-"): str(it["claimReviewed"]) for it in reviews}
    except (AttributeError, LookupError, OSError, RecursionError, StopIteration, TypeError, ValueError):
        return "", {}


# ----- claims ----------------------------------------------------------------------------------------------
# A page for each claim: its card by itself, to be linked and shared, with its review for machines.

FOLDER = "claims"
INDEX = "index.html"

NAME = re.compile(r"[A-Za-z0-9]{1,20}")
"""A name of a claim that can be the name of a file."""

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as its own page tells it: its name, its words, its verdict, its card, and its place in the report."""

    name: str
    heading: str
    verdict: str
    card: str
    said: str
    place: str


def pages(frame: Frame, edition: Edition, published: str) -> dict[str, bytes]:
    """Write a page for each claim that has a card in the report, and the list of them; older reports have none.

    `published` is the day of publication, empty if it is not on record.
    """
    report = (edition.folder / PAGE).read_text(encoding="utf-8", errors="replace")
    claims = list(cards_claims(report, f"../{edition.name}/{PAGE}"))
    if not claims:
        return {}
    told = {"edition": edition.name, "known": edition.snapshot.as_of}
    day = {"datePublished": published} if published else {}
    reviews = {name: node | day for name, node in _reviews_claims(report).items()}
    written = {INDEX: frame.write("claims", f"{FOLDER}/{INDEX}", claims=claims, **told)}
    for claim in claims:
        file = f"{claim.name}.html"
        review = _review(claim, reviews, frame.addresses.of(f"{FOLDER}/{file}")) if claim.name in reviews else None
        written[file] = frame.write("claim", f"{FOLDER}/{file}", review, claim=claim, **told)
    return written


def cards_claims(report: str, page: str = "") -> Iterator[Claim]:
    """Take the cards out of a report; what leads to a place in the report leads there from outside as well."""
    for card in walk(parse(report)):
        name = card.attrs.get("id", "").removeprefix("c-")
        head = next((part for part in card.children if isinstance(part, Element) and part.tag == "h3"), None)
        if "claim" not in classes(card) or not NAME.fullmatch(name) or head is None:
            continue
        verdict = " ".join(plain(part.children) for part in walk([head]) if "verdict" in classes(part))
        heading = plain(part for part in head.children if not _is_mark(part))
        for part in walk(card.children):
            part.attrs.pop("id", None)
            if (address := part.attrs.get("href", "")).startswith("#"):
                part.attrs["href"] = page + address
            if part.tag == "details":
                part.attrs["open"] = ""
        rest = [part for part in card.children if part is not head]
        yield Claim(name, heading, verdict, to_html(rest), plain(rest), f"{page}#c-{name}")


def _is_mark(part: Element | str) -> bool:
    """Say whether a part of a heading is the name of the claim or its verdict, not its words."""
    return isinstance(part, Element) and bool({"self", "verdict"} & set(classes(part)))


def graph(report: str) -> list[Node]:
    """Return all that a report says to machines."""
    found = LINKED_DATA.search(report)
    nodes: list[Node] = json.loads(found[1])["@graph"] if found else []
    return nodes


def _reviews_claims(report: str) -> dict[str, Node]:
    """Read what a report says to machines of each claim, with the article and the author in place of their names."""
    nodes = graph(report)
    named = {str(node.get("@id")): node for node in nodes}
    reviews = (node for node in nodes if node["@type"] == "ClaimReview")
    return {str(node["@id"]).removeprefix("#c-"): _resolved(node, named) for node in reviews}


def _resolved(node: Node, named: Mapping[str, Node]) -> Node:
    """Put what a name stands for in its place; on a page of its own it leads nowhere."""
    done = {}
    for key, value in node.items():
        if isinstance(value, dict):
            meant = named.get(str(value.get("@id")), value) if value.keys() == {"@id"} else value
            done[key] = _resolved({k: v for k, v in meant.items() if k != "@id"}, named)
        elif key != "@id":
            done[key] = value
    return done


def _review(claim: Claim, reviews: Mapping[str, Node], address: str) -> Node:
    return {"@context": "https://schema.org", **reviews[claim.name], "url": address, "reviewBody": claim.said}


# ----- beside ----------------------------------------------------------------------------------------------
# What a page says beside its report: in its frame, to who points at it, to its script and to machines.
#
# The lint leaves that out, since the renderer writes it of what the report says. Of a page for which nobody vouches it
# has to be what the renderer writes: a few words of its own, or else what the report says as well. What the alternative
# text of a drawing says is not held against the drawing.

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
        yield from _reviews(page, read, snapshot)
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
        words = {EDGE.sub("", word) for word in text.split() if not word.startswith("http")}
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


def _reviews(page: str, read: _Beside, snapshot: Snapshot) -> Iterator[str]:
    """Find where the page says otherwise to machines than to readers."""
    if len(LINKED_DATA.findall(page)) > 1:
        yield "says to machines what it is more than once"
    cards = {card.name: f"{card.heading} {card.said}" for card in cards_claims(page)}
    anywhere = " ".join("".join(piece.text for piece in read.text).split())
    for node in graph(page):
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


# ----- holding ---------------------------------------------------------------------------------------------
# An edition is the one of which the history holds the hash; without one it is held against itself.
#
# Whoever edits a file can write its hash into the manifest as well. Then the page must pass all that a new one has to
# pass, say what its own tables say, to machines and in its frame too, and run no script but its own; every file that
# the
# manifest names must be there, and the PDF must say what the page says. Who changes a number everywhere, or a word, or
# a
# picture, is not found out; only a hash in the history and a copy find that.

DOT = " · "
"""What parts the number of a working from its words; pages before 1.2 have other workings."""


HEAD = re.compile(
    r"""<!doctype html>\s*<html lang="[^"<>]*">\s*<head>\s*<meta charset="utf-8">\s*<meta name="viewport"[^<>]*>\s*"""
    r"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:;(?: font-src data:;)? """
    r"""style-src 'unsafe-inline';(?: script-src '(?P<script>sha256-[\w+/=]+)';)? base-uri 'none'; """
    r"""form-action 'none'">"""
)
"""How a page begins: with the policy that lets one script run and nothing load."""

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
DATA = frozenset({' type="application/ld+json"', ' type="application/json" id="switches-data"'})
"""What a page says to machines and to its own script, and which does not run."""

KNOWN = re.compile(r"manifest\.json|report\.(?:html|pdf)|\w[\w-]*\.csv|figures/[^/]+\.(?:svg|png)")
"""Files of an edition that are published."""

ACTIVE = re.compile(rb"<(?:[\w.-]+:)?(?:script|foreignobject)|javascript:|[\s\"'/]on\w+\s*=|<!|\x00", re.IGNORECASE)
"""What a picture has that runs something, or whose writing hides that: a declaration, or another encoding."""

TAG, DIGITS = re.compile(r"<[^>]*>"), re.compile(r"\d+")


class Contradiction(EditionError):
    """The files of an edition do not say the same, or do what those of a report never do."""

    exit_code = 1


def hold(edition: Edition) -> None:
    """Raise `Contradiction` with the file and the first thing in which an edition contradicts itself."""
    for name, fault in _faults(edition):
        raise Contradiction(f"{edition.folder / name}: {fault}; bring it back from a copy, or make the edition anew")


def _faults(edition: Edition) -> Iterator[tuple[str, str]]:
    page = (edition.folder / PAGE).read_text(encoding="utf-8", errors="replace")
    read = read_page(page)
    found = (*_numbers(edition, read), *_verdicts(edition, page), *page_faults(page), *_scripts(page))
    yield from ((PAGE, fault) for fault in (*found, *strangers(page, edition.snapshot)))
    yield from ((name, "is missing, though the manifest names it") for name in _lost(edition))
    for name in edition.files:
        if not KNOWN.fullmatch(name):
            yield name, "is no file of a report, which has a page, a PDF, tables and figures"
        elif name.endswith(".svg") and ACTIVE.search((edition.folder / name).read_bytes()):
            yield name, "runs a script, as no figure of a report does"


def _lost(edition: Edition) -> list[str]:
    """Name the files of which the manifest tells and that are not there; an executed notebook may be left out."""
    kept = manifest.read(edition.folder) or {}
    named = {*kept["outputs"], *([PDF] if "pdf" in kept.get("formats", ()) else [])}
    return sorted(name for name in named.difference(edition.files) if not name.endswith(NOTEBOOKS))


def _scripts(page: str) -> Iterator[str]:
    """Find a page that lacks the policy with which ours begin, or that holds another script than the policy names."""
    head = HEAD.match(page)
    if not head:
        yield "does not begin with the security policy of a report"
        return
    for kind, script in SCRIPT.findall(page):
        if kind not in DATA and (kind or hash_for_policy(script) != head["script"]):
            yield f"holds a script that its security policy does not name, “{script.strip()[:40]}”"


def _numbers(edition: Edition, page: Page) -> Iterator[str]:
    printed: dict[str, set[str]] = defaultdict(set)
    for name, row in edition.snapshot.findings.items():
        printed[f"f-{row['observation_id'] or name}"].add(row["printed"])
    for anchor, working in page.workings.items():
        number, dot, _ = working.said.partition(DOT)
        if dot and anchor in printed and number not in printed[anchor]:
            told = " or ".join(sorted(printed[anchor]))
            yield f"{anchor[2:]} is {number[:60]} there and {told} in {FINDINGS}"


def _verdicts(edition: Edition, page: str) -> Iterator[str]:
    judged = edition.snapshot.verdicts
    cards = {card.name: card.verdict for card in cards_claims(page)}
    for name, said in cards.items():
        if name in judged and said.casefold() != judged[name]["verdict"]:
            yield f"{name} is {said[:60]} there and {judged[name]['verdict']} in {VERDICTS}"
