"""A judge of JSON-LD: is it said in the words of schema.org, and does each word stand where it may?

The words are the published ones: `schema_org.json` is an excerpt of the official vocabulary and names its source.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTEXT = "https://schema.org"
VOCABULARY: dict[str, Any] = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))


def faults(document: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> list[str]:
    """What is wrong with a JSON-LD document; an empty list if nothing is.

    Stricter than schema.org, which lets a text stand for any object: here only where Text is in the range.
    A reference must lead to a node of the same document.
    """
    found = (
        [] if document.get("@context") == CONTEXT else [f"@context: {document.get('@context')!r} is not {CONTEXT!r}"]
    )
    nodes = [node for node in _nodes(document.get("@graph", document)) if node.keys() != {"@id"}]
    named = {node["@id"]: node for node in nodes if "@id" in node}
    if len(named) < sum("@id" in node for node in nodes):
        found.append("@id: names two nodes")
    for node in nodes:
        types = _types(node)
        known = _lineage(types, vocabulary)
        found += [f"{name}: no such class" for name in types or ["a node without @type"] if name not in known]
        for name in node.keys() - {"@id", "@type", "@context"}:
            place, rule = f"{'/'.join(types)}.{name}", vocabulary["properties"].get(name)
            if rule is None:
                found.append(f"{place}: no such property")
                continue
            if "supersededBy" in rule or not known & {*rule["domainIncludes"]}:
                found.append(f"{place}: only for {' or '.join(rule['domainIncludes'])}")
            for value in _items(node[name]):
                target = named.get(value["@id"], value) if isinstance(value, dict) and "@id" in value else value
                kinds = _lineage(_types(target), vocabulary) if isinstance(target, dict) else _readings(target)
                if not kinds & {*rule["rangeIncludes"]}:
                    found.append(f"{place}: {target!r} is no {' or '.join(rule['rangeIncludes'])}")
    return found


def _lineage(types: list[str], vocabulary: Mapping[str, Any]) -> set[str]:
    """The classes among some types, with all their superclasses."""
    found = [name for name in types if name in vocabulary["classes"]]
    above = [parent for name in found for parent in vocabulary["classes"][name]]
    return {*found, *(_lineage(above, vocabulary) if above else ())}


def _readings(value: Any) -> set[str]:
    """The data types as which a literal may be read."""
    if not isinstance(value, str):
        return {bool: {"Boolean"}, int: {"Integer", "Number"}, float: {"Number"}}.get(type(value), set())
    is_url = bool(re.fullmatch(r"https?://[^\s/?#]+\S*", value))
    return {"Text", *(["URL"] if is_url else []), *(["Date"] if _is_day(value) else [])}


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(f"{text}-01-01"[:10]))  # a month or a year is ISO as well
    except ValueError:
        return False


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The node, or those in a list, and all nodes in them."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(item)


def _types(node: Mapping[str, Any]) -> list[str]:
    return [str(name) for name in _items(node.get("@type", []))]


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
