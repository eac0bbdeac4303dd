"""Exhibits: prose, figures and tables made from findings."""

from analysis.report.report import Report, open_report

__all__ = ["Report", "open_report"]
