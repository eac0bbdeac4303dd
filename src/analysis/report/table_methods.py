"""The tables of a report: by economy, indicator and period, figures then and now, events, and choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.findings import Finding, Verdict
from analysis.findings.finding import forecast_suffix
from analysis.findings.finding_dates import public_by
from analysis.findings.number_periods import newest_and_most, years
from analysis.findings.series import periods, series
from analysis.report.base import Part
from analysis.writing import tables
from analysis.writing.exhibit_lookup import find_known_by_economy, period_in_words
from analysis.writing.tables import ABOUT, Cell, Claim, Gap, Table, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure of several economies.

    Attributes:
        heading: What the table calls it.
        findings: Its known figures by the code of the economy.
        usual_year: The year of most of them, which the heading shows; empty if they have none.

    """

    heading: str
    findings: dict[str, Finding]
    usual_year: str

    @property
    def suffix(self) -> str:
        """What follows the heading: the usual year."""
        return f", {self.usual_year}" if self.usual_year else ""


def _covered(measures: Sequence[_Measure], economies: Sequence[str]) -> list[str]:
    """Return the economies for which any measure has a figure, in their order."""
    known: set[str] = set()
    for measure in measures:
        known.update(measure.findings)
    return [economy for economy in economies if economy in known]


def _remarks(measures: Sequence[_Measure]) -> Callable[[Finding], str]:
    """Return a function that says what follows a number: its year, if that is not the usual one of its measure."""
    other_years = {}
    for measure in measures:
        for finding in measure.findings.values():
            year = years(finding)
            if year != measure.usual_year:
                other_years[finding.id] = f", {year}"

    def remark(finding: Finding) -> str:
        return f"{other_years.get(finding.id, '')}{forecast_suffix(finding)}"

    return remark


class Tables(Part):
    """Tables in which every number links to its working."""

    def table(
        self, label: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], source: str = ""
    ) -> Table:
        """Make a table of findings; a cell of `rows` such as "=firms.count" is the finding of that name."""
        cells = []
        for row in rows:
            cells.append([self._cell(cell) for cell in row])
        return tables.make(self.pen, label, caption, columns, cells, source)

    def _cell(self, cell: Any) -> Any:
        """Look up a cell that names a finding, as "=firms.count" does; None if it was not known on the day.

        Any other cell is returned as it is, and of a tuple each part is looked up.
        """
        if isinstance(cell, tuple):
            return tuple(self._cell(part) for part in cell)
        if not isinstance(cell, str) or not cell.startswith("="):
            return cell
        name = cell.removeprefix("=")
        return self.catalogue[name] if self.catalogue.knows(name) else None

    def by_economy(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table:
        """Make a table with one row for each economy; `columns` maps headings to names such as rank.{}.

        >>> d.by_economy("tbl-nests", "Nests", {"Nests": "nests.{}", "People": "people.{}"})
        Nests
        Avonia  118  400,000
        Borduria  75  420,000

        A heading shows the year of its column; a figure of another year shows its own. Economies and columns without
        any known figure are left out. Raises `UnknownNameError` for an unknown name.
        """
        measures = self._measures(columns)
        rows: list[list[Cell]] = []
        for economy in _covered(measures, self.parameters.economies):
            findings = [measure.findings.get(economy) for measure in measures]
            rows.append([f"{{name:{economy}}}", *findings])

        headings, suffixes = [""], [""]
        for measure in measures:
            headings.append(measure.heading)
            suffixes.append(measure.suffix)
        remark = _remarks(measures)
        return tables.make(self.pen, label, caption, headings, rows, source, suffixes=suffixes, remark=remark)

    def by_indicator(self, label: str, caption: str, rows: dict[str, str], source: str = "") -> Table:
        """Make the same table transposed: one row for each measure, one column for each economy.

        >>> d.by_indicator("tbl-nests", "Nests", {"Nests": "nests.{}"})
        Nests
        Nests, 2019  118  75
        """
        measures = self._measures(rows)
        economies = _covered(measures, self.parameters.economies)
        names = [self.catalogue.evidence.entities[economy]["name"] for economy in economies]
        cells: list[list[Cell]] = []
        for measure in measures:
            # The heading is a template, in which a typed year would be refused; what is added to it is data
            heading: Cell = measure.heading
            if measure.suffix:
                heading = (measure.heading, Verbatim(measure.suffix))
            findings = [measure.findings.get(economy) for economy in economies]
            cells.append([heading, *findings])
        remark = _remarks(measures)
        return tables.make(self.pen, label, caption, ["", *names], cells, source, remark=remark)

    def _measures(self, names: dict[str, str]) -> list[_Measure]:
        """Look up measures by their headings; those without any known figure are left out."""
        measures = []
        for heading, name in names.items():
            findings = find_known_by_economy(self.catalogue, name)
            if findings:
                usual_year = newest_and_most(list(findings.values()))
                measures.append(_Measure(heading, findings, usual_year))
        return measures

    def by_period(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table | None:
        """Make a table with one row for each period; `columns` maps headings to series such as labour_force.AAA.

        >>> d.by_period("tbl-nests", "Nests by year", {"Avonia": "stork_nests.AVO", "Borduria": "stork_nests.BOR"})
        Nests by year
        2018  98  70
        2019  118  75

        Series without any known figure are left out; if all are, the result is None. Raises `UnknownNameError` for an
        unknown series.
        """
        points_by_heading = {}
        for heading, name in columns.items():
            points = series(self.catalogue, name)
            if points:
                points_by_heading[heading] = points
        if not points_by_heading:
            return None

        rows: list[list[Cell]] = []
        for period, cells in periods(list(points_by_heading.values())):
            rows.append([Verbatim(period_in_words(period)), *cells])
        return tables.make(self.pen, label, caption, ["", *points_by_heading], rows, source)

    def updates(
        self, *rows: tuple[str, str, str, str], source: str = "", caption: str = "Then and now"
    ) -> Table | None:
        """Make a table of figures as the article could know them and as they are now; None if nothing is newer.

        Args:
            rows: A label and the names of three findings: the figure then (may be empty), the figure now, and the day
                or year of the latter. Rows whose figure now is not yet public are left out. A figure of which a part
                was first published after the article shows when.
            source: What readers should know about the rows, below the table.
            caption: The title, a template.

        """
        cells: list[list[Cell]] = []
        for label, name_then, name_now, name_day in rows:
            # All are looked up, so that a name that nothing computes is refused also where the row is left out
            then = self._cell(f"={name_then}") if name_then else None
            now = self._cell(f"={name_now}") if name_now else None
            day = self._cell(f"={name_day}") if name_day else None
            if not isinstance(now, Finding):
                continue
            figure_then = self._public_by(name_then, then or Gap("not known then"))  # or no name
            cells.append([self._cell(label), figure_then, _with_about(now), day, self._read_in(now)])
        if not cells:
            return None

        # Both columns of figures have amounts of different units, and words
        columns = ["What", "When the article ran", "Latest", "As of", "Source"]
        table = tables.make(self.pen, "tbl-since", caption, columns, cells, source)
        return replace(table, align=("left",) * len(columns))

    def _public_by(self, name: str, then: Cell) -> Cell:
        """Add to a figure the day by which all of it was public, if that is after the article's day.

        The study may declare that day as the finding `NAME.public`. A cell that is no such figure is returned as it is.
        """
        if not isinstance(then, Finding):
            return then
        # A number that rests on no figure, such as one of choices alone, has no day on which it was published
        is_published = any(leaf.observation for leaf in then.leaves())
        if not is_published:
            return then

        declared = f"{name}.public"
        day = self.catalogue[declared] if self.catalogue.declares(declared) else public_by(then)
        if day.value <= self.catalogue.evidence.judged_at.toordinal():
            return _with_about(then)
        about = (ABOUT,) if _is_about(then) else ()
        return (*about, then, Verbatim(" (public on "), day, Verbatim(")"))

    def milestones(self, label: str, caption: str, names: Iterable[str], source: str = "") -> Table | None:
        """Make a table of events, earliest first, from findings that are the days of events.

        The column Who has the firm or project of the event, or its country; events not yet public are left out.
        """
        days = [self.catalogue[name] for name in names if self.catalogue.knows(name)]
        days.sort(key=lambda day: day.value)
        rows: list[list[Cell]] = []
        for day in days:
            event = day.observation
            if event:  # a computed day is that of no event
                who = self.catalogue.evidence.name(event.actor or event.entity)
                rows.append([day, who, Verbatim(event.note), self._read_in(day)])
        if not rows:
            return None
        return tables.make(self.pen, label, caption, ["Day", "Who", "What", "Read in"], rows, source)

    def _read_in(self, finding: Finding) -> Verbatim | None:
        """Name the publishers of the documents in which a figure, or the figures it is computed from, was read.

        Of several documents with the same figure, that is the first.
        """
        publishers = []
        for leaf in finding.leaves():
            if leaf.documents:
                document = self.catalogue.evidence.documents[leaf.documents[0]]
                publishers.append(document.publisher)
        if not publishers:
            return None
        return Verbatim("; ".join(dict.fromkeys(publishers)))

    def choices(self) -> Table:
        """List for each claim with alternatives what was varied, and under which options the claim does not hold."""
        settings = self.catalogue.evidence.settings
        rows = []
        for claim_id, axes in settings.sensitivity.items():
            verdict = self.catalogue.verdicts[claim_id]
            choices = []
            for axis, options in axes.items():
                listed = _list_options(verdict, axis, options, settings.word)
                choices.append(f"{settings.word(axis)}: {listed}")
            # Where the evidence is too coarse under every option, nothing is counted
            holds_in = self.catalogue[f"holds.{claim_id}"] if verdict.of else None
            varied = Verbatim("; ".join(choices))
            fails_by = Verbatim(" · ".join(verdict.fails_by) or "none")
            rows.append([Claim(claim_id), verdict.outcome, holds_in, varied, fails_by])
        caption = "What was varied, and by which ways a claim does not hold"
        columns = ["Claim", "Verdict", "Holds in", "Choices, the deciding first", "Does not hold by"]
        return tables.make(self.pen, "tbl-choices", caption, columns, rows)


def _with_about(figure: Finding) -> Cell:
    """Put “about” before a figure that its source calls approximate; other limits are part of the number's text."""
    return (ABOUT, figure) if _is_about(figure) else figure


def _is_about(figure: Finding) -> bool:
    return figure.observation is not None and figure.observation.qualifier == "approx"


def _list_options(verdict: Verdict, axis: str, options: Iterable[str], word: Callable[[str], str]) -> str:
    """List the options of a choice: first those that decide the verdict, then the others and whether they count.

    `axis` is the name of the choice, and `word` returns how the report writes the name of an option.
    """
    # An option counts if it is in a combination of choices by which the claim could be judged
    counted: set[tuple[str, str]] = set()
    for specification in verdict.specifications:
        if specification.holds is not None:
            counted.update(specification.choices)

    deciding, others = [], []
    for option in options:
        if (axis, option) in verdict.decided_by:
            deciding.append(word(option))
        elif (axis, option) in counted:
            others.append(word(option))
        else:
            others.append(f"{word(option)} (not counted)")
    # One alone needs no words: the heading of the column says that it stands first
    if len(deciding) == 2:
        deciding[-1] += " (both decide)"
    elif len(deciding) > 2:
        deciding[-1] += " (these decide)"
    return " · ".join([*deciding, *others])
