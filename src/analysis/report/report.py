"""A report open in a notebook: what `d` and `r` can do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import find_data, load, other_data
from analysis.findings import Catalogue, parameters
from analysis.report import article_claim_charts, claim_cards
from analysis.report.chart_methods import Charts
from analysis.report.data_methods import Data
from analysis.report.help import overview_html
from analysis.report.ipython import bind
from analysis.report.page_methods import Page, in_words
from analysis.report.table_methods import Tables

if TYPE_CHECKING:
    from analysis.findings import Study
    from analysis.writing.block import Block


class Report(Data, Tables, Charts, Page):
    """The dataset, findings and verdicts as known on a day, and everything a notebook writes from them.

    `catalogue` holds every finding by name; findings, verdicts and their history are computed when first asked for. In
    the examples of the parts, `d` is a made-up article about storks in Avonia (AVO) and Borduria (BOR), open as of
    4 May 2020.

    Codes join the tables: `entity`, `actor`, `indicator`, `source_id` and `document_id` refer to a row of the table of
    that name, and names stand next to the codes. Days are dates, and values are in the base unit that `unit` names.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self.title, self.subtitle = catalogue.study.title, catalogue.study.subtitle

    def __repr__(self) -> str:
        size = f"{self.catalogue.evidence.summary}, {len(self.catalogue):,} findings, {len(self.verdicts)} verdicts"
        return f"As known on {in_words(self.parameters.as_of)}: {size}"

    def _repr_html_(self) -> str:
        return overview_html(self)

    def cards(self) -> Block | article_claim_charts.Sequenced:
        """Write a card for each claim: the claim, what was found, the reason for the verdict, and how sure it is.

        In the report of an article of your own a chart follows each card on a rank, a comparison or a course over time,
        unless `article.toml` says charts = false.
        """
        if self.catalogue.study.page.get("charts"):
            return article_claim_charts.cards_with_charts(self)
        return claim_cards.cards(self.pen)


def open_report(study: Study, data: Path | str | None = None, **given: Any) -> Report:
    """Load the dataset and check the parameters; findings and verdicts are computed when they are asked for.

    Args:
        study: Which findings and claims there are.
        data: A data folder; by default the project's own, found from the working folder.
        given: The parameters of the report: as_of, focus, peers, and those of the study.

    Raises:
        ParameterError: A parameter is unknown or has a value that it cannot have.

    """
    folder = Path(data) if data else find_data()
    evidence = load(folder)
    report = Report(Catalogue(evidence, parameters.check(given, evidence, study), study))
    report.other_data = other_data(folder, report.parameters.as_of)
    bind(report)
    return report
