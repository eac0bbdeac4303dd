"""One report, open in a notebook: the evidence, the findings and the pen to write with."""

import html
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.evidence import Evidence, load
from analysis.exhibits import tables
from analysis.exhibits.aftermath import Aftermath
from analysis.exhibits.contexts import contexts
from analysis.exhibits.linked_data import linked_data
from analysis.exhibits.page import Block, in_words, timed
from analysis.exhibits.prose import HTML, PLAIN, Markup
from analysis.exhibits.switches import switches
from analysis.exhibits.tables import Cell, Table, Verbatim
from analysis.findings import LEGEND, Catalogue, Finding, Parameters, State, Study, parameters
from analysis.findings.tables import findings_csv, verdicts_csv
from analysis.findings.verdicts import Specification, Verdict

ANSWERS = {True: "yes", False: "no", None: "does not decide"}
"""Whether a claim is supported under a choice; None where the evidence is too coarse."""


class Report(Aftermath):
    """Everything the report's notebook needs: `say` writes, `table` tabulates, the figures take the report itself.

    `catalogue` holds every finding by name, `verdicts` every verdict by claim, and `history` what was to be said of
    each claim on every day since the article. Each is computed when it is first asked for.
    """

    def __init__(self, evidence: Evidence, given: Parameters, study: Study) -> None:
        self.title, self.subtitle = study.title, study.subtitle
        super().__init__(Catalogue(evidence, given, study))

    @property
    def history(self) -> Mapping[str, list[State]]:
        """What was to be said of each claim on every day since the article, oldest first."""
        return self.catalogue.history

    def masthead(self, title: str = "", subtitle: str = "") -> Block:
        """Open the report: title, the article it checks, and the day of knowledge.

        A notebook about one topic gives a title and subtitle of its own, as templates.
        """
        if title:
            self.title, self.subtitle = self.pen.fill(title, PLAIN), self.pen.fill(subtitle, PLAIN)
        article, day = self.catalogue.evidence.sources[self.catalogue.study.article], self.parameters.as_of

        def cite(markup: Markup, as_of: str) -> str:
            named = markup.escape(f"The article: “{article['title']}”, {article['publisher']}, ")
            known = f"{self.pen.fill('{claim.day}', markup)}. Every figure here was public on {as_of}."
            return named + known + self._settings(markup)

        about = {"description": f"{self.subtitle}: {article['title']}", "edition": f"As known on {in_words(day)}"}
        return self._masthead(cite(HTML, timed(day)), cite(PLAIN, in_words(day)), day, about)

    def _settings(self, markup: Markup) -> str:
        """Name the parameters that differ from the default, so that no variant passes for the edition itself."""
        given, study = self.parameters, self.catalogue.study
        default = parameters.default(study, given.as_of, given.focus)
        words = [f"focus {markup.label(given.focus)}"] if given.focus != study.focus else []
        if given.peers != default.peers:
            words.append(f"peers {' '.join(map(markup.label, given.peers))}")
        for name, value in given.given.items():
            if value != default[name]:
                is_number = isinstance(value, float)
                told = self.pen.fill(f"{{choice.{name}}}", markup) if is_number else str(value).replace("_", " ")
                words.append(f"{name.replace('_', ' ')} {told}")
        return f" A variant with {', '.join(words)}." if words else ""

    def verdict_table(self) -> Table:
        """List every claim in our own words with its verdict, the margin and how many choices it survives."""
        rows = [
            [Verbatim(c), v.outcome, f"{{statement:{c}}}", v.margin, self._holds(v), _weakest(v)]
            for c, v in self.verdicts.items()
        ]
        columns = ["Claim", "Verdict", "In our own words", "Margin", "Holds in", "Weakest document"]
        caption = "What the article says, and what the evidence says of it"
        source = (
            "*Margin*: how far the printed figure lies from the evidence, or the ratio, change or level that decides; "
            "a dash where no number does. *Holds in*: the ways of counting under which the claim is supported, of "
            "those that decide. *Weakest document*: the kind of the least direct document that decides."
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
        """Write for each claim what was found: the context with its numbers, and the evidence on each side."""
        return contexts(self.pen)

    def left_out(self) -> Block | None:
        """Say which of the countries chosen stand in no comparison by size, and what was not known of them."""
        told = []
        for economy in self.parameters.economies:
            missing = [
                words
                for name, words in self.catalogue.study.compared_by.items()
                if name.format(economy) not in self.catalogue
            ]
            if missing:
                told.append(f"{{entity:{economy}}} (not known for the year that all share: {', '.join(missing)})")
        return self.say(f"Left out of comparisons by size: {'; '.join(told)}.", kind="note") if told else None

    def choices(self) -> Table:
        """List for each claim with alternatives what was varied, and what turns the answer round."""
        settings = self.catalogue.evidence.settings
        sensitivity, word = settings.sensitivity, settings.word
        rows = []
        for claim_id, axes in sensitivity.items():
            verdict = self.verdicts[claim_id]
            varied = "; ".join(f"{word(axis)}: {', '.join(map(word, options))}" for axis, options in axes.items())
            flips = "; ".join(f"{word(axis)}: {word(option)}" for axis, option in verdict.flips) or "none alone"
            rows.append([Verbatim(claim_id), verdict.outcome, self._holds(verdict), Verbatim(varied), Verbatim(flips)])
        return tables.make(
            self.pen,
            "tbl-choices",
            "What was varied, and what turns a verdict round",
            ["Claim", "Verdict", "Holds in", "Choices, the reference first", "Answer differs from the first when"],
            rows,
        )

    def margins(self) -> Table:
        """Show for each claim on which accounts differ what each account gives, and how far off the claim then is.

        Only the account is varied, all other choices stay at the reference.
        """
        rows: list[list[Cell]] = []
        for claim_id, verdict in self.verdicts.items():
            told = list(_by_account(verdict.specifications, self.catalogue.study.accounts))
            if len({s.evidence.text for _, s in told}) > 1:
                rows += [
                    [
                        Verbatim(claim_id),
                        Verbatim(self.catalogue.evidence.settings.word(account)),
                        s.evidence,
                        s.margin,
                        ANSWERS[s.holds],
                    ]
                    for account, s in told
                ]
        columns = ["Claim", "Account", "What it gives", "Margin", "Supported"]
        return tables.make(self.pen, "tbl-margins", "How far off each claim is, by account", columns, rows)

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

    def data(self) -> Block:
        """Hand on every finding and verdict as tables, and the whole report in a form for machines."""
        counts = Counter(verdict.outcome.value for verdict in self.verdicts.values())
        tables = {
            "findings.csv": "Every finding of the report, with bounds, method, inputs and sources",
            "verdicts.csv": "The verdict on every claim, with rule, margin and evidence",
        }
        texts = findings_csv(self.catalogue.everything()), verdicts_csv(self.verdicts)
        about = {
            "summary": ", ".join(f"{number} {name}" for name, number in counts.most_common()),
            "attachments": {
                name: {"description": words, "text": text}
                for (name, words), text in zip(tables.items(), texts, strict=True)
            },
            "switches": switches(self.pen),
            "linked_data": linked_data(self.pen, self.title, self.subtitle, self.catalogue.study.maintainers, tables),
        }
        words = "All findings and verdicts are tables beside this report and attached to its PDF"
        page = f"<p>{words}: <code>findings.csv</code> and <code>verdicts.csv</code>.</p>"
        return Block(page, f"{words}.", {"report": about})


def _weakest(verdict: Verdict) -> Verbatim | None:
    return Verbatim(verdict.grounds.words) if verdict.grounds else None


def _by_account(
    specifications: Sequence[Specification], accounts: frozenset[str]
) -> Iterator[tuple[str, Specification]]:
    """Go through the specifications that differ from the reference in the account alone, the reference included."""
    reference = dict(specifications[0].choices) if specifications else {}
    for axis in reference.keys() & accounts:
        for specification in specifications:
            chosen = dict(specification.choices)
            if chosen | {axis: ""} == reference | {axis: ""}:
                yield chosen[axis], specification


def open_report(study: Study, data: Path | str | None = None, **given: Any) -> Report:
    """Load the dataset and check the parameters; findings and verdicts are computed when they are asked for.

    `data` is a data folder; without it the project's own is found from the working folder. `given` are the parameters
    of the report: as_of, focus, peers, and those of the study. Raises `ParameterError` for one that makes no report.
    """
    evidence = load(data)
    return Report(evidence, parameters.check(given, evidence, study), study)
