"""The lint finds faults of a finished report, such as a number without origin, a dead link or a missing alt text.

It reads the page and the PDF that a reader gets, not the templates they were made from.
"""

from __future__ import annotations

from analysis.rendering.errors import LintError
from analysis.rendering.lint.page import page_faults
from analysis.rendering.lint.pdf import pdf_faults, sheet_faults

__all__ = ["faults", "page_faults", "pdf_faults", "refuse", "sheet_faults"]


def faults(page: str, pdf: bytes | None = None) -> list[str]:
    """Return a sentence for each fault of a page, and of the PDF of the same report if there is one."""
    return [*page_faults(page), *(pdf_faults(page, pdf) + sheet_faults(pdf) if pdf else [])]


def refuse(page: str, pdf: bytes | None = None) -> None:
    """Raise `LintError` with every fault of a page and its PDF, if there is any."""
    if found := faults(page, pdf):
        raise LintError(found)
