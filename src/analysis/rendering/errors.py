"""A report that would mislead or exclude a reader is refused, with the reason in one sentence."""

__all__ = ["ReportError"]


class ReportError(ValueError):
    """The notebook cannot become a report; the message names the cell and what to mend."""
