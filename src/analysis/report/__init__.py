"""Exhibits: prose, figures and tables made from findings."""

from analysis.report.report import Report, open_report
from analysis.report.revisions import Revisions, open_revisions

__all__ = ["Report", "Revisions", "open_report", "open_revisions"]
