"""A judge of JSON-LD: is it said in the words of schema.org, and does each word stand where it may?

The words are the published ones: `schema_org.json` is an excerpt of the official vocabulary and names its source.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

CONTEXT = "https://schema.org"
VOCABULARY: dict[str, Any] = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))

FORMS: dict[str, tuple[str, Callable[[str], object]]] = {
    "URL": (r"https?://[^\s/?#]+\S*", urlsplit),
    "Date": (r"\d{4}(-\d\d){0,2}", lambda text: date.fromisoformat(f"{text}-01-01"[:10])),  # a month or a year is ISO
    "DateTime": (r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", datetime.fromisoformat),
    "Time": (r"\d\d:\d\d.*", time.fromisoformat),
    "Duration": (r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", str),
}
"""What a text must look like, and what must be able to read it, to be more than a text."""


def faults(node: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> list[str]:
    """What is wrong with a JSON-LD document, each fault after the place where it is; an empty list if nothing is.

    Stricter than schema.org, which lets a text stand for any object: here only where Text is in the range.
    A reference must lead to a node of the same document.
    """
    found = [] if node.get("@context") == CONTEXT else [f"@context: {node.get('@context')!r} is not {CONTEXT!r}"]
    named: dict[str, Mapping[str, Any]] = {}
    for each in _nodes(node):
        name = each.get("@id", "")
        if not isinstance(name, str) or ("@id" in each and not name):
            found.append(f"@id: {name!r} names nothing")
        elif name in named and not _is_reference(each):
            found.append(f"@id: {name!r} names two nodes")
        elif name and not _is_reference(each):
            named[name] = each
    judge = _Judge(vocabulary, named)
    if "@graph" not in node:
        return [*found, *judge.node({key: node[key] for key in node if key != "@context"}, "")]
    found += [f"{key}: stands beside @graph" for key in node if key not in ("@context", "@graph")]
    return found + [fault for at, each in enumerate(_items(node["@graph"])) for fault in judge.node(each, f"[{at}] ")]


@dataclass(frozen=True)
class _Judge:
    vocabulary: Mapping[str, Any]
    named: Mapping[str, Mapping[str, Any]]

    def node(self, node: Any, where: str) -> Iterator[str]:
        """The faults of a node and of all nodes in it."""
        types = _types(node)
        if not types:
            yield f"{where}{node!r} has no @type"
            return
        unknown = [name for name in types if name not in self.vocabulary["classes"]]
        yield from (f"{where}{name}: no such class" for name in unknown)
        for name in (key for key in node if key not in ("@id", "@type")):
            place = f"{where}{'/'.join(types)}.{name}"
            rule = self.vocabulary["properties"].get(name)
            if rule is None:
                yield f"{place}: no such property"
                continue
            if "supersededBy" in rule:
                yield f"{place}: superseded by {rule['supersededBy']}"
            if not unknown and not self.lineage(types) & set(rule["domainIncludes"]):
                yield f"{place}: only for {' or '.join(rule['domainIncludes'])}"
            for item in _items(node[name]):
                yield from self.value(item, rule["rangeIncludes"], place)

    def value(self, value: Any, allowed: list[str], place: str) -> Iterator[str]:
        """The faults of one value of a property, which must be of one of the allowed types."""
        target = self.named.get(str(value["@id"])) if _is_reference(value) else value
        if _is_reference(value) and target is None:
            yield f"{place}: no node {value['@id']!r}"
            return
        kinds = self.lineage(_types(target)) if isinstance(target, dict) else _readings(value)
        if not kinds & set(allowed):
            yield f"{place}: {'/'.join(_types(target)) or repr(value)} is no {' or '.join(allowed)}"
        if isinstance(value, dict) and target is value:
            yield from self.node(value, f"{place} > ")

    def lineage(self, types: list[str]) -> set[str]:
        """The types with all their superclasses."""
        above = [parent for name in types for parent in self.vocabulary["classes"].get(name, [])]
        return {*types, *(self.lineage(above) if above else ())}


def _readings(value: Any) -> set[str]:
    """The data types as which a literal may be read."""
    if isinstance(value, str):
        return {"Text", *(name for name in FORMS if _fits(value, *FORMS[name]))}
    return {bool: {"Boolean"}, int: {"Integer", "Number"}, float: {"Number"}}.get(type(value), set())


def _fits(text: str, pattern: str, read: Callable[[str], object]) -> bool:
    try:
        return bool(re.fullmatch(pattern, text)) and bool(read(text))
    except ValueError:
        return False


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The node, or those in a list, and all nodes in them."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(item)


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"@id"}


def _types(node: Any) -> list[str]:
    return [str(name) for name in _items(node.get("@type", []))] if isinstance(node, dict) else []


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
