"""One report, open in a notebook: the evidence, the findings and the pen to write with."""

import html
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import nearest
from analysis.evidence import Evidence, find_data, load, other_data
from analysis.exhibits import cards, tables
from analysis.exhibits.aftermath import Aftermath
from analysis.exhibits.asked import asked, refuse_undrawn
from analysis.exhibits.linked_data import linked_data
from analysis.exhibits.page import Block, in_words, timed
from analysis.exhibits.prose import HTML, PLAIN, Markup, Writer
from analysis.exhibits.robustness import Robustness, robustness
from analysis.exhibits.switches import by_choice, switches
from analysis.exhibits.tables import Claim, Table, Verbatim
from analysis.exhibits.turns import then_and_now, verdict_turns
from analysis.findings import Catalogue, Finding, Parameters, State, Study, UnknownFinding, parameters
from analysis.findings.history import turns
from analysis.findings.tables import MEANINGS, findings_csv, verdicts_csv
from analysis.findings.verdicts import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from analysis.exhibits.figures import Figure


class History(dict[str, list[State]]):
    """What was to be said of each claim, by its name."""

    def __repr__(self) -> str:
        """Tell from when on which verdict held; days on which its count alone changed are told of one claim."""
        held = ((claim_id, [states[0], *(new for _, new in turns(states))]) for claim_id, states in self.items())
        return "\n".join(f"{claim_id}: {', then '.join(state.told for state in found)}" for claim_id, found in held)

    def __missing__(self, claim_id: str) -> list[State]:
        raise UnknownFinding(f"no history of {claim_id!r}{nearest(str(claim_id), self)}")


@asked
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
        return History(self.catalogue.history)

    def masthead(self, title: str = "", subtitle: str = "") -> Block:
        """Open the report: title, the article it checks, and the day of knowledge.

        A notebook about one topic gives a title and subtitle of its own, as templates.
        """
        if title:
            self.title, self.subtitle = self.pen.fill(title, PLAIN), self.pen.fill(subtitle, PLAIN)
        article, day = self.catalogue.evidence.sources[self.catalogue.study.article], self.parameters.as_of

        def cite(markup: Markup, as_of: str) -> str:
            named = f"The article: {self._article(markup)}, "
            known = f"{self.pen.fill('{claim.day}', markup)}. Every figure here was public on {as_of}."
            return named + known + self._settings(markup)

        about = {"description": f"{self.subtitle}: {article['title']}", "edition": f"As known on {in_words(day)}"}
        return self._masthead(cite(HTML, timed(day)), cite(PLAIN, in_words(day)), day, about)

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
        variant = f" A variant with {', '.join(words)}." if words else ""
        return variant + (f" It is {self._made_from(markup)}." if self.other_data else "")

    def tiles(self) -> Block:
        """Sort the claims by verdict, a tile for each, so that a click leads to the card of a claim."""
        return cards.tiles(self.pen)

    def _holds(self, verdict: Verdict) -> Finding | None:
        return self.catalogue[f"holds.{verdict.claim_id}"] if verdict.of else None

    def cards(self) -> Block:
        """Write a card for each claim: what it says, what was found, why that is the verdict, and how sure it is."""
        return cards.cards(self.pen)

    def turns(self) -> Block | None:
        """Tell which verdicts have changed since the article: from what to what, when, and by which figures."""
        return verdict_turns(self.pen)

    def then_and_now(self) -> Block | None:
        """Name the claims that were judged otherwise when the article ran: what was said then, and what is now."""
        return then_and_now(self.pen)

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
            rows.append([Claim(claim_id), verdict.outcome, self._holds(verdict), Verbatim(varied), fails])
        return tables.make(
            self.pen,
            "tbl-choices",
            "What was varied, and by which ways a claim does not hold",
            ["Claim", "Verdict", "Holds in", "Choices, the deciding first", "Does not hold by"],
            rows,
        )

    def by_choice(self, parameter: str, drawn: "Callable[[Writer], Figure | Block]") -> "Figure | Block":
        """Draw a figure as the report is made, and under every other option of a parameter that changes it.

        `drawn` is a function that draws with a pen. The page has a switch over the figure; print has it as it is made.
        """
        refuse_undrawn(drawn)
        return by_choice(self.pen, parameter, drawn)

    def robustness(self, grid: "pd.DataFrame") -> Robustness:
        """Count under how many sets of a grid each verdict is that of this report, and draw those that turn.

        `grid` is what `an.load_grid` returns. The result has `sets`, `firm` and the `shares` by claim, for sentences.
        """
        return robustness(self, grid)

    def downloads(self) -> Block:
        """Hand on every finding and verdict as tables, and the whole report in a form for machines."""
        counts = Counter(verdict.outcome.value for verdict in self.verdicts.values())
        meanings = "; ".join(f"{column}: {words}" for column, words in MEANINGS.items())
        tables = {
            "findings.csv": "Every finding of the report, with bounds, method, sources and addresses of the documents; "
            "days are told in “printed”",
            "verdicts.csv": f"The verdict on every claim, with rule and evidence; {meanings}",
        }
        findings = findings_csv(self.catalogue.everything(*self.pen.used.values()), self.catalogue.evidence.documents)
        about = {
            "summary": ", ".join(f"{number} {name}" for name, number in counts.most_common()),
            "attachments": {
                name: {"description": words, "text": text}
                for (name, words), text in zip(tables.items(), (findings, verdicts_csv(self.verdicts)), strict=True)
            },
            "switches": switches(self.pen),
            "linked_data": linked_data(self.pen, self.title, self.subtitle, self.catalogue.study.maintainers, tables),
        }
        columns = " ".join(f"Its column <code>{column}</code> holds {meaning}." for column, meaning in MEANINGS.items())
        words = "All findings and verdicts are tables that come with this report and are attached to its PDF"
        page = (
            f"<p>{words}: <code>findings.csv</code> has every finding, with bounds, method and sources. The name that "
            "ends its working in the PDF, and a link to that on the page, stands in its column <code>finding_id</code> "
            "or <code>observation_id</code>; <code>addresses</code> has where on the web each document is. "
            f"<code>verdicts.csv</code> has the verdict on every claim, with rule and evidence. {columns} Cite a "
            "figure or table by its number and title, a single number by that name.</p>"
            '<p class="screen">“Cite, save, share” below a figure has its data and how to cite it.</p>'
            '<p class="paper">The numbers in brackets below a figure lead to the working of each number written in it, '
            "which ends with a name: the row of <code>findings.csv</code> that has it. A point whose number is not "
            "written may lack one; “Save the data” below the figure on the page has all.</p>"
        )
        return Block(page, f"{words}.", {"report": about})


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
