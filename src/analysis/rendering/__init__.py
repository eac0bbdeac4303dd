"""Render an executed notebook as a web page or a PDF.

The exporters are found by name: ``jupyter nbconvert --to report-html`` and ``--to report-pdf``. They are imported on
first use, because nbconvert takes longer to import than the dataset to check. Nothing here depends on the subject of
the report.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.rendering.exporters import ReportHTMLExporter, ReportPDFExporter

__all__ = ["ReportHTMLExporter", "ReportPDFExporter"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from analysis.rendering import exporters

    return getattr(exporters, name)
