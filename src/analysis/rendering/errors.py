"""Errors of rendering: each says in one sentence why a notebook cannot become a report."""

from analysis.errors import AnalysisError

__all__ = ["LintError", "ReportError"]


class ReportError(AnalysisError, ValueError):
    """The notebook cannot become a report; the message names the cell and what to mend."""

    exit_code = 1


class LintError(ReportError):
    """The finished report has faults, such as a number without a source; `faults` has a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults

    @property
    def lines(self) -> list[str]:
        """Every fault of the page and the PDF."""
        return self.faults
