"""A page for each claim: its card by itself, to be linked and shared, with its review for machines."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.rendering.tree import Element, classes, parse, plain, to_html, walk
from analysis.runs.site.shelf import LINKED_DATA, PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.runs.site.pages import Frame
    from analysis.runs.site.shelf import Edition

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
    claims = list(cards(report, f"../{edition.name}/{PAGE}"))
    if not claims:
        return {}
    told = {"edition": edition.name, "known": edition.snapshot.as_of}
    day = {"datePublished": published} if published else {}
    reviews = {name: node | day for name, node in _reviews(report).items()}
    written = {INDEX: frame.write("claims", f"{FOLDER}/{INDEX}", claims=claims, **told)}
    for claim in claims:
        file = f"{claim.name}.html"
        review = _review(claim, reviews, frame.addresses.of(f"{FOLDER}/{file}")) if claim.name in reviews else None
        written[file] = frame.write("claim", f"{FOLDER}/{file}", review, claim=claim, **told)
    return written


def cards(report: str, page: str = "") -> Iterator[Claim]:
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


def _reviews(report: str) -> dict[str, Node]:
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
