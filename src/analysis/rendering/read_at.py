"""Where the figures of a source were read, for print: its list of sources has no other way to them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from analysis.rendering.blocks import Prose
from analysis.rendering.tree import READ_AT, classes, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.rendering.blocks import Block
    from analysis.rendering.tree import Element

__all__ = ["hosts", "note_addresses"]


def note_addresses(blocks: Iterable[Block]) -> None:
    """Note at each source in the list the addresses at which the workings say that its figures were read."""
    bodies = [block.body for block in blocks if isinstance(block, Prose)]
    lists = [it for body in bodies for it in walk(body, past="workings") if "workings" in classes(it)]
    read: dict[str, dict[str, None]] = defaultdict(dict)
    for listed in lists:
        for source, address in _read(listed):
            read[source][address] = None
    for entry in (it for listed in lists for it in walk(listed.children) if it.attrs.get("id") in read):
        entry.attrs[READ_AT] = " ".join(read[entry.attrs["id"]])


def _read(listed: Element) -> Iterator[tuple[str, str]]:
    """Go through the addresses among workings, each with the source that was named last before it."""
    source = ""
    for it in walk(listed.children):
        address = it.attrs.get("href", "")
        if address.startswith("#s-"):
            source = address[1:]
        elif it.tag in {"dt", "dl"}:
            source = ""
        elif source and address.startswith("http"):
            yield source, address


def hosts(addresses: str) -> dict[str, str]:
    """Return for each host of some addresses the first address there.

    >>> hosts("https://www.example.org/a https://example.org/b http://example.com/c")
    {'example.org': 'https://www.example.org/a', 'example.com': 'http://example.com/c'}
    """
    found: dict[str, str] = {}
    for address in addresses.split():
        found.setdefault((urlsplit(address).hostname or "").removeprefix("www."), address)
    return {host: address for host, address in found.items() if host}
