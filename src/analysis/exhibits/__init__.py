"""Exhibits: prose, figures and tables made from findings."""

from analysis.exhibits.report import Report, open_report

__all__ = ["Report", "open_report"]
