"""What the parts of a report share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.writing.writer import Writer

if TYPE_CHECKING:
    from analysis.findings import Catalogue


class Part:
    """One side of a report; `Report` joins them all.

    `catalogue` holds every finding by name; `pen` writes, and remembers which findings were used.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.parameters = catalogue.parameters
        self.pen = Writer(catalogue)
        self.chart_labels: dict[str, tuple[str, ...]] = {}  # what each chart of the author's own shows
