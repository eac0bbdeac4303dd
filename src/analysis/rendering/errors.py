"""A report that would mislead or exclude a reader is refused, with the reason in one sentence."""

from analysis.errors import AnalysisError

__all__ = ["LintError", "ReportError"]


class ReportError(AnalysisError, ValueError):
    """The notebook cannot become a report; the message names the cell and what to mend."""

    exit_code = 1


class LintError(ReportError):
    """The rendered report holds what no reader should be handed; `faults` has a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults

    @property
    def lines(self) -> list[str]:
        """Every fault of the page and the PDF."""
        return self.faults
