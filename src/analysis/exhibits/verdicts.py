"""All verdicts of a report: each by the name of its claim, and together as a table."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysis.errors import nearest
from analysis.exhibits.cards import reason
from analysis.exhibits.prose import PLAIN, Writer
from analysis.findings import Catalogue, UnknownFinding, Verdict
from analysis.findings.display import PLAIN_TEXT
from analysis.findings.tables import verdicts_frame

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ["statement", "verdict", "why", "publishers"]
"""The columns that a person reads."""

LEFT = "<td style='text-align:left; vertical-align:top'>"
"""A cell of words: Jupyter would set it to the right, as it does with numbers."""


class Verdicts(Mapping[str, Verdict]):
    """The verdict on every claim: `d.verdicts["S02"]` is one of them, with its evidence.

    All else is asked of it as of a table of pandas, one row for each claim: `d.verdicts.verdict.value_counts()`,
    `d.verdicts[d.verdicts.margin > 2]`. The table itself, to be joined with others, is `frame`.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @property
    def frame(self) -> "pd.DataFrame":
        """The table: statement, verdict, why, and on what it rests, a row for each claim."""
        w, found = Writer(self._catalogue), self._catalogue.verdicts
        evidence, frame = w.catalogue.evidence, verdicts_frame(found)
        publisher = {source_id: source["publisher"] for source_id, source in evidence.sources.items()}
        sources = {claim_id: _sources(verdict, evidence.claims[claim_id]) for claim_id, verdict in found.items()}
        told: dict[str, Any] = {
            "paragraph": [int(evidence.claims[claim_id]["paragraph"]) for claim_id in found],
            "statement": [w.fill(f"{{statement:{claim_id}}}", PLAIN) for claim_id in found],
            "verdict": frame["verdict"].astype("category"),
            "why": [reason(w, verdict, PLAIN) for verdict in found.values()],
            "sources": [" ".join(names) for names in sources.values()],
            "publishers": ["; ".join(dict.fromkeys(publisher[it] for it in names)) for names in sources.values()],
        }
        rest = frame.drop(columns="verdict").astype(dict.fromkeys(("method", "rule", "weakest_kind"), "category"))
        whole = rest.assign(**told)[[*told, *rest.columns]]
        whole.attrs["as_of"] = self._catalogue.parameters.as_of.isoformat()
        return whole

    def __getitem__(self, name: Any) -> Any:
        if isinstance(name, int):
            raise UnknownFinding(f"no verdict on {name}{nearest(str(name), self)}")
        if not isinstance(name, str):
            return self.frame[name]
        if name in self:
            return self._catalogue.verdicts[name]
        if claim := self._catalogue.evidence.claims.get(name):
            raise UnknownFinding(f"{name} is not judged, it is a {claim['kind']}: {claim['title']}")
        frame = self.frame
        if name not in frame:
            raise UnknownFinding(f"no verdict on {name!r}{nearest(name, [*self, *frame])}")
        return frame[name]

    def __contains__(self, name: object) -> bool:
        return name in self._catalogue.verdicts

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue.verdicts)

    def __len__(self) -> int:
        return len(self._catalogue.verdicts)

    def __getattr__(self, name: str) -> Any:
        """Hand on what a table of pandas has, such as a column."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.frame, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in dir(self.frame) if not name.startswith("_"))})

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        return "\n".join(f"{claim_id}: {verdict}" for claim_id, verdict in self.frame["verdict"].items())

    def _repr_html_(self) -> str:
        """Show what a person reads of it, whole sentences included."""
        import pandas as pd

        with pd.option_context("display.max_colwidth", None):
            table = self.frame[SHOWN].to_html(border=0, index_names=False, justify="left")
        return f"<div{PLAIN_TEXT}>{table.replace('<td>', LEFT)}</div>"


def _sources(verdict: Verdict, claim: Mapping[str, str]) -> list[str]:
    """Name whose figures decide; of a verdict by hand, whose documents were read."""
    decisive = (*verdict.evidence_for, *verdict.evidence_against)
    return list(dict.fromkeys(it for f in decisive for it in f.sources)) or claim["source_ids"].split()
