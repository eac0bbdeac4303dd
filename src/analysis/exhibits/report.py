"""One report, open in a notebook: the evidence, the findings and the pen to write with."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.evidence import load
from analysis.exhibits import tables
from analysis.exhibits.prose import HTML, PLAIN, Writer, for_jupyter
from analysis.exhibits.tables import Cell, Table, Verbatim
from analysis.exhibits.workings import sources, workings
from analysis.findings import LEGEND, Finding, Outcome, UnknownFinding, compute_with_history, parameters
from analysis.findings.frames import findings_frame, verdicts_frame
from analysis.findings.verdicts import Verdict

if TYPE_CHECKING:
    import pandas as pd

TITLE = "Does Japan get its technological lead back?"
SUBTITLE = "A news article, taken at its word and checked number by number"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the report that shows itself in Jupyter, HTML and PDF."""

    page: str
    plain: str
    about: dict[str, Any]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": for_jupyter(self.page), "text/plain": self.plain}, self.about


class Report:
    """Everything a notebook needs: `say` writes, `table` tabulates, the figures take `pen`.

    `catalogue` holds every finding by name and `verdicts` every verdict by claim.
    """

    def __init__(self, evidence: Any, given: parameters.Parameters) -> None:
        self.parameters = given
        self.catalogue, self.verdicts, self.history = compute_with_history(evidence, given)
        self.pen = Writer(self.catalogue, self.verdicts)

    @property
    def findings(self) -> "pd.DataFrame":
        """All findings as a table of pandas: value, bounds, unit, method, inputs, sources."""
        return findings_frame(self.catalogue)

    @property
    def judgements(self) -> "pd.DataFrame":
        """All verdicts as a table of pandas: verdict, rule, margin, and in how many specifications it holds."""
        return verdicts_frame(self.verdicts)

    @property
    def observations(self) -> "pd.DataFrame":
        """The tidy dataset as a table of pandas: every figure that was public on the day of knowledge."""
        return self.catalogue.evidence.frame()

    def __getitem__(self, finding_id: str) -> Finding:
        return self.catalogue[finding_id]

    def say(self, *sentences: str, kind: str = "p") -> Block | None:
        """Write a paragraph from templates; a sentence whose evidence was not public yet is left out.

        `kind` is p for a paragraph, answer for the lead, note for a remark.
        """
        text = self.pen.sentences(sentences, HTML)
        if not text:
            return None
        page = {"p": f"<p>{text}</p>", "note": f'<aside class="note"><p>{text}</p></aside>'}.get(
            kind, f'<div class="{kind}"><p>{text}</p></div>'
        )
        return Block(page, self.pen.sentences(sentences, PLAIN), {})

    def table(
        self,
        label: str,
        caption: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        source: str = "",
    ) -> Table:
        """Make a table of findings; names of findings in `rows` that start with = are looked up."""
        found = [[self._cell(cell) for cell in row] for row in rows]
        return tables.make(self.pen, label, caption, columns, found, source)

    def _cell(self, cell: Any) -> Any:
        if isinstance(cell, str) and cell.startswith("="):
            return self.catalogue[cell[1:]] if self.catalogue.knows(cell[1:]) else None
        return cell

    def by_economy(
        self,
        label: str,
        caption: str,
        columns: dict[str, str],
        source: str = "",
    ) -> Table:
        """Make a table with one row for each economy; `columns` maps headings to names such as imd.{}.rank.

        An economy or a column of which nothing was known on the day is left out. Raises `UnknownFinding` for a
        name that no rule computes for any economy.
        """
        declared = {*self.catalogue, *self.catalogue.missing}
        for name in columns.values():
            if not any(name.format(e) in declared for e in self.catalogue.economies):
                raise UnknownFinding(f"no finding {name!r} for any economy")
        names = self.parameters.economies
        rows = [[f"{{name:{e}}}", *(self._known(name.format(e)) for name in columns.values())] for e in names]
        kept = [row for row in rows if any(cell is not None for cell in row[1:])]
        shown = [0, *(i for i in range(1, len(columns) + 1) if any(row[i] is not None for row in kept))]
        headings = ["", *columns]
        cells = [[row[i] for i in shown] for row in kept]
        return tables.make(self.pen, label, caption, [headings[i] for i in shown], cells, source)

    def _known(self, finding_id: str) -> Finding | None:
        known = finding_id in self.catalogue
        return self.catalogue[finding_id] if known else None

    def masthead(self) -> Block:
        """Open the report: title, the article it checks, and the day of knowledge."""
        article = self.catalogue.evidence.sources["article"]
        day = self.catalogue["claim.day"].text
        as_of = f"{self.parameters.as_of.day} {self.parameters.as_of:%B %Y}"
        cite = (
            f"The article: “{html.escape(article['title'])}”, {html.escape(article['publisher'])}, {day}. "
            f"Every figure here was public on {as_of}.{self._settings()}"
        )
        about = {
            "report": {
                "title": TITLE,
                "subtitle": SUBTITLE,
                "description": f"{SUBTITLE}: {html.unescape(article['title'])}",
                "authors": ["The japan-tech-report maintainers"],
                "date": self.parameters.as_of.isoformat(),
                "lang": "en",
                "keywords": ["Japan", "technology", "semiconductors", "fact-checking"],
                "edition": f"As known on {as_of}",
            }
        }
        return Block(f'<div class="masthead"><p>{cite}</p></div>', f"{TITLE}\n{SUBTITLE}\n{cite}", about)

    def _settings(self) -> str:
        """Name the parameters that differ from the default, so that no variant passes for the edition itself."""
        default = parameters.Parameters(self.parameters.as_of)
        names = ("focus", "peers", "denominator", "basis", "rate_rule")
        given = [(n, getattr(self.parameters, n)) for n in names if getattr(self.parameters, n) != getattr(default, n)]
        words = [
            f"{n.replace('_', ' ')} {' '.join(v) if isinstance(v, tuple) else v.replace('_', ' ')}" for n, v in given
        ]
        return f" A variant with {', '.join(words)}." if words else ""

    def verdict_table(self) -> Table:
        """List every claim in our own words with its verdict, the margin and how many choices it survives."""
        rows = [
            [Verbatim(c), f"{{statement:{c}}}", v.outcome, v.margin, self._holds(v)] for c, v in self.verdicts.items()
        ]
        columns = ["Claim", "In our own words", "Verdict", "Margin", "Holds in"]
        caption = "What the article says, and what the evidence says of it"
        source = (
            "*Margin*: how far the printed figure lies from the evidence, or the ratio, change or level that decides; "
            "a dash where no number does. *Holds in*: the specifications under which the claim is supported."
        )
        return tables.make(self.pen, "tbl-verdicts", caption, columns, rows, source)

    def _holds(self, verdict: Verdict) -> Finding | None:
        return self.catalogue[f"holds.{verdict.claim_id}"] if verdict.of else None

    def legend(self) -> Block:
        """Explain what each verdict means."""
        items = "".join(f"<li>{HTML.verdict(o)} {html.escape(text)}</li>" for o, text in LEGEND.items())
        plain = "\n".join(f"{o.value}: {text}" for o, text in LEGEND.items())
        return Block(f'<ul class="legend">{items}</ul>', plain, {})

    def contexts(self) -> Block:
        """Write for each claim what was found: the context with its numbers, and the choices that flip it."""
        parts, lines = [], []
        for claim_id, verdict in self.verdicts.items():
            claim = self.catalogue.evidence.claims[claim_id]
            statement = self.pen.fill(f"{{statement:{claim_id}}}", HTML)
            text = f"<strong>{statement}</strong> {self.pen.sentences([claim['context']], HTML)}"
            by_hand = verdict.method == "editorial" and verdict.outcome is not Outcome.NOT_CHECKABLE
            how = f" Judged by hand; {self._sources_of(claim)}." if by_hand else ""
            parts.append(f'<dt id="c-{claim_id}">{claim_id} {HTML.verdict(verdict.outcome)}</dt><dd>{text}{how}</dd>')
            lines.append(f"{claim_id} {verdict.outcome.value}")
        return Block(f'<dl class="claims">{"".join(parts)}</dl>', "\n".join(lines), {})

    def _sources_of(self, claim: dict[str, str]) -> str:
        names = [
            f'<a href="#s-{source}">{html.escape(self.catalogue.evidence.sources[source]["publisher"])}</a>'
            for source in claim["source_ids"].split()
        ]
        return f"source: {', '.join(names)}"

    def choices(self) -> Table:
        """List for each claim with alternatives what was varied, and what turns the answer round."""
        sensitivity, names = (
            self.catalogue.evidence.choices["sensitivity"],
            self.catalogue.evidence.choices["names"],
        )

        def word(name: str) -> str:
            return names.get(name) or name.replace("_", " ")

        rows = []
        for claim_id, axes in sensitivity.items():
            verdict = self.verdicts[claim_id]
            varied = "; ".join(f"{word(axis)}: {', '.join(map(word, options))}" for axis, options in axes.items())
            flips = "; ".join(": ".join(map(word, flip.split(": "))) for flip in verdict.flips) or "none alone"
            rows.append([Verbatim(claim_id), verdict.outcome, self._holds(verdict), Verbatim(varied), Verbatim(flips)])
        return tables.make(
            self.pen,
            "tbl-choices",
            "What was varied, and what turns a verdict round",
            ["Claim", "Verdict", "Holds in", "Choices, the reference first", "Answer differs from the first when"],
            rows,
        )

    def verdict_history(self) -> Table | None:
        """List for each claim whose verdict or count changed what was to be said of it, and from which day on."""
        rows: list[list[Cell]] = []
        for claim_id, states in self.history.items():
            for state in states if len(states) > 1 else ():
                name, news = f"{claim_id}.{state.since}", state.because
                sources = "; ".join(dict.fromkeys(self._publisher(f) for f in news))
                holds = self.catalogue[f"holds.{name}"] if state.verdict.of else None
                day = self.catalogue[f"history.{name}"]
                rows.append([Verbatim(claim_id), day, state.verdict.outcome, holds, Verbatim(sources or "–")])
        if not rows:
            return None
        columns = ["Claim", "From", "Verdict", "Holds in", "What became public then"]
        return tables.make(self.pen, "tbl-history", "What was to be said of a claim, and since when", columns, rows)

    def _publisher(self, finding: Finding) -> str:
        source = self.catalogue.evidence.sources[finding.source_ids[0]]
        row = finding.observation
        return f"{source['publisher']}, {row.vintage}" if row and row.vintage[0].isupper() else source["publisher"]

    def workings(self) -> Block:
        """Explain every number shown so far, down to where its figures were seen."""
        return Block(workings(self.pen), f"{len(self.pen.used)} numbers explained", {})

    def sources(self) -> Block:
        """List the sources with their terms."""
        return Block(sources(self.pen), "sources", {})


def open_report(data: Path | str | None = None, **given: Any) -> Report:
    """Load the dataset, check the parameters and compute every finding and verdict.

    `data` is a data folder; without it the project's own is found from the working folder. The other
    arguments are the parameters of the report: as_of, focus, peers, denominator, basis, rate_rule.
    """
    evidence = load(data)
    return Report(evidence, parameters.check(given, evidence))
