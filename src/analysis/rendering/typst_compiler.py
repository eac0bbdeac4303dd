"""Typst sets documents in this process; what it remembers of a PDF is dropped once that is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.rendering.style import compiler

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SettingFailed", "typeset"]

AGES = 10
"""Typst forgets what so many documents in a row have not used: some 300 MB of each report."""


class SettingFailed(Exception):
    """Typst cannot set a document, for the reason that is told."""


def typeset(files: Mapping[str, bytes], **options: Any) -> tuple[Any, list[str]]:
    """Return a document in some format, and what Typst warns of; raise `SettingFailed` where Typst cannot set it."""
    import typst

    try:
        made, warnings = compiler().compile_with_warnings(dict(files), **options)
    except typst.TypstError as error:
        raise SettingFailed(error.message) from None
    finally:
        for _ in range(AGES if options["format"] == "pdf" else 0):
            compiler().compile({"main.typ": b""}, format="svg")
    return made, [warning.message for warning in warnings]
