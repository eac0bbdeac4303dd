"""The verdicts of a report as a table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.errors import UnknownNameError, nearest
from analysis.findings import Catalogue, Verdict
from analysis.findings.csv_tables import verdicts_frame
from analysis.findings.finding import PLAIN_TEXT
from analysis.report.claim_cards import reason
from analysis.writing.writer import PLAIN, Writer

if TYPE_CHECKING:
    import pandas as pd


SUMMARY_COLUMNS = ["statement", "verdict", "why", "publishers"]
"""The columns displayed in Jupyter."""

LEFT_CELL = "<td style='text-align:left; vertical-align:top'>"
"""A cell of words, which Jupyter would align right like numbers."""


class Verdicts(dict[str, Verdict]):
    """The verdict on every claim: `d.verdicts["S02"]` is one of them, with its evidence.

    Apart from the methods of a dict, such as `items` and `values`, it behaves as a pandas table with one row per claim:
    `d.verdicts.verdict.value_counts()`, `d.verdicts[d.verdicts.margin > 2]`. `frame` is the table itself, to join with
    others.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue.verdicts)
        self._catalogue = catalogue

    @property
    def frame(self) -> "pd.DataFrame":
        """The table: statement, verdict, reason and sources, one row per claim."""
        writer, evidence = Writer(self._catalogue), self._catalogue.evidence
        frame = verdicts_frame(self._catalogue)
        columns: dict[str, Any] = {
            "paragraph": [], "statement": [], "verdict": frame["verdict"].astype("category"),
            "why": [], "sources": [], "publishers": [],
        }  # fmt: skip
        for claim_id, verdict in self.items():
            claim = evidence.claims[claim_id]
            source_ids = _sources(verdict, claim)
            publishers = dict.fromkeys(evidence.sources[source_id]["publisher"] for source_id in source_ids)
            columns["paragraph"].append(int(claim["paragraph"] or 0))  # a claim without one comes as paragraph 0
            columns["statement"].append(writer.fill(f"{{statement:{claim_id}}}", PLAIN))
            columns["why"].append(reason(writer, verdict, PLAIN))
            columns["sources"].append(" ".join(source_ids))
            columns["publishers"].append("; ".join(publishers))

        # Put them in front of the other columns
        rest = frame.drop(columns="verdict")
        rest = rest.astype({"method": "category", "rule": "category", "weakest_kind": "category"})
        whole = rest.assign(**columns)[[*columns, *rest.columns]]
        # So that a report of an earlier day refuses to show it
        whole.attrs["as_of"] = self._catalogue.parameters.as_of.isoformat()
        return whole

    def __getitem__(self, name: Any) -> Any:
        if not isinstance(name, str):
            return self.frame[name]
        if name in self:
            return super().__getitem__(name)
        frame = self.frame
        if name not in frame:
            raise UnknownNameError(f"no verdict on {name!r}{nearest(name, [*self, *frame])}")
        return frame[name]

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the table, such as a column."""
        # IPython and copy look for such names, also before there is a catalogue to compute the table from
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.frame, name)

    def __dir__(self) -> list[str]:
        names = set(super().__dir__())  # and the columns and methods of the table, without its internals
        names.update(name for name in dir(self.frame) if not name.startswith("_"))
        return sorted(names)

    def __repr__(self) -> str:
        return "\n".join(f"{claim_id}: {verdict}" for claim_id, verdict in self.frame["verdict"].items())

    def _repr_html_(self) -> str:
        """Show the main columns, with sentences in full."""
        import pandas as pd

        with pd.option_context("display.max_colwidth", None):
            table = self.frame[SUMMARY_COLUMNS].to_html(border=0, index_names=False, justify="left")
        return f"<div{PLAIN_TEXT}>{table.replace('<td>', LEFT_CELL)}</div>"


def _sources(verdict: Verdict, claim: Mapping[str, str]) -> list[str]:
    """Return the sources of the decisive figures; for a verdict by an editor, those of the claim."""
    source_ids: dict[str, None] = {}
    for finding in verdict.evidence_for + verdict.evidence_against:
        source_ids |= dict.fromkeys(finding.sources)
    return list(source_ids) or claim["source_ids"].split()
