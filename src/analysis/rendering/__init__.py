"""An executed notebook becomes a web page or a PDF a reader can trust, search and print.

The exporters are found by name: ``jupyter nbconvert --to report-html`` and ``--to report-pdf``. They are imported
when they are asked for, because nbconvert takes longer to import than the dataset to check. Nothing here knows what
the report is about.
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
