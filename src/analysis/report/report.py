"""One report, open in a notebook: the dataset, the findings, and what the notebook of a report writes."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import Evidence, find_data, load, other_data
from analysis.errors import ParameterError, UnknownNameError, nearest
from analysis.findings import Catalogue, Finding, Outcome, Parameters, State, Study, arithmetic, parameters
from analysis.findings.arithmetic import public_by
from analysis.findings.catalogue import turns
from analysis.findings.compare import MEANINGS, findings_csv, verdicts_csv
from analysis.findings.user_numbers import number
from analysis.report import claim_cards, tables
from analysis.report.data_access import Dataset
from analysis.report.linked_data import linked_data
from analysis.report.page import Block, in_words, timed
from analysis.report.tables import ABOUT, Cell, Claim, Gap, Table, Verbatim
from analysis.report.writer import HTML, PLAIN, Markup, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from analysis.charts import Figure
    from analysis.findings.verdicts import Verdict

NEEDED = {"run", "claim_id", "verdict"}


@dataclass(frozen=True, slots=True)
class Robustness:
    """How many sets of parameters there are, under how many each verdict stands, and how many stand under all."""

    sets: Finding
    firm: Finding
    shares: dict[str, Finding]
    drawn: Figure | Block | None

    def __repr__(self) -> str:
        return f"{self.firm.text} verdicts are the same under all {self.sets.text} sets of parameters"

    def _repr_mimebundle_(self, **how: Any) -> Any:
        return self.drawn._repr_mimebundle_(**how) if self.drawn else {}


class History(dict[str, list[State]]):
    """What was to be said of each claim, by its name."""

    def __repr__(self) -> str:
        """Tell from when on which verdict held; days on which its count alone changed are told of one claim."""
        held = ((claim_id, [states[0], *(new for _, new in turns(states))]) for claim_id, states in self.items())
        return "\n".join(f"{claim_id}: {', then '.join(state.summary for state in found)}" for claim_id, found in held)

    def __missing__(self, claim_id: str) -> list[State]:
        raise UnknownNameError(f"no history of {claim_id!r}{nearest(str(claim_id), self)}")


class Report(Dataset):
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
        return History(self.catalogue.history)

    def masthead(
        self,
        title: str = "",
        subtitle: str = "",
        *,
        author: str | None = None,
        keywords: Iterable[str] | None = None,
        article: bool = True,
    ) -> Block:
        """Open the report: title, author, the article it checks, and the day of knowledge.

        A notebook about one topic gives a title and subtitle of its own, as templates. Whoever signs it in place of
        the study is its `author`, who may be nobody: ""; `keywords` replace those of the study too, and `article=False`
        says that it checks no article.
        """
        if title:
            self.title, self.subtitle = self.pen.fill(title, PLAIN), self.pen.fill(subtitle, PLAIN)
        day, study = self.parameters.as_of, self.catalogue.study

        def tell(markup: Markup, as_of: str, line: str) -> str:
            own = markup.escape(study.author).replace("The ", "the ", 1)
            signed = own if author is None else markup.label(author)
            by = f"By {signed} · " if signed else ""
            told = line.format(f"{by}Figures available on {as_of}{self._settings(markup)}")
            if not article:
                return told
            named = f"The article: {self._article(markup)}, {self.pen.fill('{claim.day}', markup)}."
            return told + line.format(named)

        about: dict[str, Any] = {"description": self.subtitle, "edition": f"As known on {in_words(day)}"}
        if article:
            about["description"] += f": {self.catalogue.evidence.sources[study.article]['title']}"
        if author is not None:
            about |= {"authors": [author] if author else [], "contact": ""}
        if keywords is not None:
            about["keywords"] = [*keywords]
        return self._masthead(tell(HTML, timed(day), "<p>{}</p>"), tell(PLAIN, in_words(day), "{}\n"), day, about)

    def _article(self, markup: Markup) -> str:
        """Name the article and who published it, with the address at which it was read behind its title."""
        evidence = self.catalogue.evidence
        source = evidence.sources[self.catalogue.study.article]
        read_in = next((evidence.documents[claim["document_id"]] for claim in evidence.claims.values()), None)
        title = markup.escape(f"“{source['title']}”")
        if markup is HTML and read_in and read_in.url:
            title = f'<a href="{html.escape(read_in.url)}">{title}</a>'
        return f"{title}, {markup.escape(source['publisher'])}"

    def _settings(self, markup: Markup) -> str:
        """Name the parameters that differ from the default, so that no variant passes for the edition itself."""
        given, study = self.parameters, self.catalogue.study
        default = parameters.default(study, given.as_of, given.focus)
        names = {code: markup.label(row["name_in_prose"]) for code, row in self.catalogue.evidence.entities.items()}
        words = [f"{names[given.focus]} in focus"] if given.focus != study.focus else []
        if given.peers != default.peers:
            peers = " and ".join(names[it] for it in given.peers)
            words.append(f"the peers {peers}" if peers else "no peers")
        for name, value in given.given.items():
            if value != default[name]:
                is_number = isinstance(value, float)
                told = self.pen.fill(f"{{choice.{name}}}", markup) if is_number else str(value).replace("_", " ")
                words.append(f"{name.replace('_', ' ')} {told}")
        variant = f" · A variant with {', '.join(words)}" if words else ""
        return variant + (f" · {self._made_from(markup)}" if self.other_data else "")

    def claim_list(self, *verdicts: str, why: bool = False) -> Block | None:
        """List the claims that have one of some verdicts, each with a link to its card; `why` adds the reason.

        Raises `ValueError` for a verdict that does not exist.
        """
        return claim_cards.claim_list(self.pen, [Outcome(verdict) for verdict in verdicts], with_reason=why)

    def tiles(self) -> Block | None:
        """List all claims with their verdicts."""
        return claim_cards.claim_list(self.pen, list(Outcome), with_reason=False)

    def cards(self) -> Block:
        """Write a card for each claim: what it says, what was found, why that is the verdict, and how sure it is."""
        return claim_cards.cards(self.pen)

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

    def updates(self, *rows: tuple[str, str, str, str], source: str = "") -> Table | None:
        """Set beside figures known to the article what they have come to since; what is not public yet is left out.

        A row is a name and the names of three findings: then, where there was one, since, and the day or year of that.
        A figure of then of which something was first seen after the day of the article says by when it was public.
        What readers should know of the rows is said below, as `source`.
        """
        found: list[list[Cell]] = [
            [*map(self._cell, (name, *(f"={n}" if n else None for n in names)))] for name, *names in rows
        ]
        known = [
            [name, self._public_by(row[1], then or Gap("not known then")), _as_said(since), day, self._read_in(since)]
            for row, (name, then, since, day) in zip(rows, found, strict=True)
            if isinstance(since, Finding)
        ]
        columns = ["What", "When the article ran", "Latest", "As of", "Source"]
        return tables.make(self.pen, "tbl-since", "Then and now", columns, known, source) if known else None

    def _public_by(self, name: str, then: Cell) -> Cell:
        """Add to a figure the day by which all of it was public, where that is later than the day of the article.

        The day is that which the study has under the name of the figure with `.public` behind it, if it has one.
        """
        if not isinstance(then, Finding) or not any(leaf.observation for leaf in then.leaves()):
            return then
        c, own = self.catalogue, f"{name}.public"
        day = c[own] if c.declares(own) else public_by(then)
        if day.value <= c.evidence.judged_at.toordinal():
            return _as_said(then)
        return (then, Verbatim(" (public on "), day, Verbatim(")"))

    def milestones(self, label: str, caption: str, names: Iterable[str], source: str = "") -> Table | None:
        """List what happened or was decided, from findings that are the days of events, the earliest first.

        Who is in it is the firm or project of the event, or its country; what was not public yet is left out.
        """
        found = [self.catalogue[name] for name in names if self.catalogue.knows(name)]
        rows: list[list[Cell]] = [
            [day, self.catalogue.evidence.name(o.actor or o.entity), Verbatim(o.note), self._read_in(day)]
            for day in sorted(found, key=lambda it: it.value)
            if (o := day.observation)
        ]
        columns = ["Day", "Who", "What", "Read in"]
        return tables.make(self.pen, label, caption, columns, rows, source) if rows else None

    def _read_in(self, finding: Finding) -> Verbatim | None:
        """Name whose document a figure was read in, or those of the figures beneath it."""
        documents = self.catalogue.evidence.documents
        names = dict.fromkeys(documents[it.documents[0]].publisher for it in finding.leaves() if it.documents)
        return Verbatim("; ".join(names)) if names else None

    def choices(self) -> Table:
        """List for each claim with alternatives what was varied, and by which ways it does not hold."""
        settings = self.catalogue.evidence.settings
        sensitivity, word = settings.sensitivity, settings.word
        rows = []
        for claim_id, axes in sensitivity.items():
            verdict = self.verdicts[claim_id]
            varied = "; ".join(
                f"{word(axis)}: {_varied(verdict, axis, options, word)}" for axis, options in axes.items()
            )
            fails = Verbatim(" · ".join(verdict.fails_by) or "none")
            holds = self.catalogue[f"holds.{claim_id}"] if verdict.of else None
            rows.append([Claim(claim_id), verdict.outcome, holds, Verbatim(varied), fails])
        caption = "What was varied, and by which ways a claim does not hold"
        columns = ["Claim", "Verdict", "Holds in", "Choices, the deciding first", "Does not hold by"]
        return tables.make(self.pen, "tbl-choices", caption, columns, rows)

    def by_choice(self, parameter: str, drawn: Callable[[Writer], Figure | Block]) -> Figure | Block:  # noqa: ARG002
        """Draw a figure as the report is made, under the option of a parameter that was chosen for it.

        `drawn` is a function that draws with a pen.
        """
        return drawn(self.pen)

    def robustness(self, grid: pd.DataFrame) -> Robustness:
        """Count under how many sets of a grid each verdict is that of this report, and draw those that turn.

        `grid` is what `an.load_grid` returns. The result has `sets`, `firm` and the `shares` by claim, for sentences.
        Raises `ParameterError` for another table.
        """
        if not set(getattr(grid, "columns", ())) >= NEEDED:
            raise ParameterError("the table has no verdicts of a grid; give what an.load_grid(FOLDER) returns")
        source = str(grid.attrs.get("source", "Own computation: a grid"))

        def counted(count: int, label: str, unit: str = "sets of parameters") -> Finding:
            return number(int(count), unit, source, label)

        judged = {claim: verdict.outcome.value for claim, verdict in self.verdicts.items()}
        rows = grid[grid["claim_id"].isin(judged)]
        same = rows["verdict"].astype(str) == rows["claim_id"].astype(str).map(judged)
        found = same.groupby(rows["claim_id"].astype(str)).agg(["sum", "count"])
        sets = counted(grid["run"].nunique(), "Sets of parameters in the grid")
        shares = {
            str(claim): arithmetic.share(
                counted(row["sum"], f"Sets that give the verdict of the report on {claim}"),
                counted(row["count"], f"Sets under which {claim} is judged"),
            )
            for claim, row in found.iterrows()
        }
        is_same = found["sum"] == found["count"]
        firm = counted(is_same.sum(), "Verdicts that are the same under all sets", "verdicts")
        turned = sorted((claim for claim in shares if not is_same[claim]), key=lambda claim: shares[claim].value)
        if not turned:
            return Robustness(sets, firm, shares, None)
        drawn = self.bars(
            {f"{{title:{claim}}}": shares[claim] for claim in turned},
            title="{firm} of [{verdicts.all} verdicts] are the same under all [{sets} sets] of parameters",
            subtitle="Share of the sets under which the verdict is that of the report; "
            "claims with another one under some",
            label="fig-robustness",
            firm=firm,
            sets=sets,
        )
        return Robustness(sets, firm, shares, drawn)

    def downloads(self) -> Block:
        """Hand on every finding and verdict as tables, and the whole report in a form for machines."""
        counts = Counter(verdict.outcome.value for verdict in self.verdicts.values())
        meanings = "; ".join(f"{column}: {words}" for column, words in MEANINGS.items())
        files = {
            "findings.csv": "Every finding of the report, with bounds, method, sources and addresses of the documents; "
            "days are told in “printed”",
            "verdicts.csv": f"The verdict on every claim, with rule and evidence; {meanings}",
        }
        findings = findings_csv(
            self.catalogue.everything(*self.pen.used.values(), *self.pen.plain.values()),
            self.catalogue.evidence.documents,
        )
        about = {
            "summary": ", ".join(f"{number} {name}" for name, number in counts.most_common()),
            "attachments": {
                name: {"description": words, "text": text}
                for (name, words), text in zip(files.items(), (findings, verdicts_csv(self.verdicts)), strict=True)
            },
            "linked_data": linked_data(self.pen, self.title, self.subtitle, files),
        }
        columns = "".join(f"<li><code>{column}</code>: {meaning}</li>" for column, meaning in MEANINGS.items())
        words = "All findings and verdicts are tables that come with this report and are attached to its PDF"
        page = (
            f"<p>{words}. In <code>findings.csv</code> every finding has a name (<code>finding_id</code> or "
            "<code>observation_id</code>), bounds, method, sources and the web addresses of its documents "
            "(<code>addresses</code>). Cite a number by its name, a figure or table by its number and title.</p>"
            "<p><code>verdicts.csv</code> has the verdict on every claim. Its less obvious columns:</p>"
            f"<ul>{columns}</ul>"
            '<p class="paper">Numbers in brackets lead to the workings. “Save the data” on the page has every point of '
            "a figure.</p>"
        )
        return Block(page, f"{words}.", {"report": about})


def _as_said(figure: Finding) -> Cell:
    """Put “about” before a figure that its source calls about right; other limits stand in the number itself."""
    is_about = figure.observation is not None and figure.observation.qualifier == "approx"
    return (ABOUT, figure) if is_about else figure


def _varied(verdict: Verdict, axis: str, options: Iterable[str], word: Callable[[str], str]) -> str:
    """List the options of a choice: first what carries the verdict, then the others, with what counts neither way."""
    counted = {choice for it in verdict.specifications if it.holds is not None for choice in it.choices}
    deciding = [it for it in options if (axis, it) in verdict.decided_by]
    several = f" ({'both' if len(deciding) == 2 else 'these'} decide)" if len(deciding) > 1 else ""
    marked = " · ".join(map(word, deciding)) + several
    others = [it for it in options if it not in deciding]
    told = [word(it) + ("" if (axis, it) in counted else " (not counted)") for it in others]
    return " · ".join(filter(None, [marked, *told]))


def open_report(study: Study, data: Path | str | None = None, **given: Any) -> Report:
    """Load the dataset and check the parameters; findings and verdicts are computed when they are asked for.

    `data` is a data folder; without it the project's own is found from the working folder. `given` are the parameters
    of the report: as_of, focus, peers, and those of the study. Raises `ParameterError` for one that makes no report.
    """
    folder = Path(data) if data else find_data()
    evidence = load(folder)
    report = Report(evidence, parameters.check(given, evidence, study), study)
    report.other_data = other_data(folder, report.parameters.as_of)
    return report
