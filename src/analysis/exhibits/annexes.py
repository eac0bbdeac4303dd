"""Lists at the end of a report: headings, what a group of entries shares, and the entries."""

from collections.abc import Iterable

__all__ = ["annex", "heading", "note"]


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
