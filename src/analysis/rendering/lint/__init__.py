"""What a finished report may not hold: a number without origin, a link to nowhere, a request, a figure without words.

The page and the PDF are read as they are handed on, not the templates they were made from.
"""

from __future__ import annotations

from analysis.rendering.lint.page import page_faults
from analysis.rendering.lint.pdf import pdf_faults, sheet_faults

__all__ = ["faults", "page_faults", "pdf_faults", "sheet_faults"]


def faults(page: str, pdf: bytes | None = None) -> list[str]:
    """All that is wrong with a page, and with the PDF of the same report, one sentence each."""
    return [*page_faults(page), *(pdf_faults(page, pdf) + sheet_faults(pdf) if pdf else [])]
