"""An executed notebook becomes a web page or a PDF a reader can trust, search and print.

The exporters are found by name: ``jupyter nbconvert --to report-html`` and ``--to report-pdf``.
Nothing here knows what the report is about.
"""

from analysis.rendering.exporters import ReportHTMLExporter, ReportPDFExporter

__all__ = ["ReportHTMLExporter", "ReportPDFExporter"]
