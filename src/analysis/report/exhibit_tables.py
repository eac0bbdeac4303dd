"""The tables of a report: by economy, indicator and period, figures then and now, events, and choices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.findings import Finding, Verdict
from analysis.findings.arithmetic import public_by
from analysis.findings.finding import forecast_marked, newest_and_most, years
from analysis.findings.series import periods, series
from analysis.report.part import Part
from analysis.writing import tables
from analysis.writing.by_country import by_economy, period_in_words
from analysis.writing.tables import ABOUT, Cell, Claim, Gap, Table, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Tables(Part):
    """Tables in which every number links to its working."""

    def table(
        self, label: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], source: str = ""
    ) -> Table:
        """Make a table of findings; a cell of `rows` such as "=firms.count" is the finding of that name."""
        cells = [[self._cell(cell) for cell in row] for row in rows]
        return tables.make(self.pen, label, caption, columns, cells, source)

    def _cell(self, cell: Any) -> Any:
        """Look up a cell that names a finding; None if it was not known on the day."""
        if isinstance(cell, tuple):
            return tuple(map(self._cell, cell))
        if isinstance(cell, str) and cell.startswith("="):
            return self.catalogue[cell[1:]] if self.catalogue.knows(cell[1:]) else None
        return cell

    def by_economy(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table:
        """Make a table with one row for each economy; `columns` maps headings to names such as rank.{}.

        >>> d.by_economy("tbl-nests", "Nests", {"Nests": "nests.{}", "People": "people.{}"})
        Nests
        Avonia  118  400,000
        Borduria  75  420,000

        A heading shows the year of its column; a figure of another year shows its own. Economies and columns without
        any known figure are left out. Raises `UnknownNameError` for an unknown name.
        """
        measured, economies, heading_years, remark = self._measured(columns)
        cells = zip(economies, zip(*measured.values(), strict=True), strict=True)
        rows = [[f"{{name:{economy}}}", *findings] for economy, findings in cells]
        headings, suffixes = ["", *measured], ["", *heading_years]
        return tables.make(self.pen, label, caption, headings, rows, source, suffixes=suffixes, remark=remark)

    def by_indicator(self, label: str, caption: str, rows: dict[str, str], source: str = "") -> Table:
        """Make the same table transposed: one row for each measure, one column for each economy.

        >>> d.by_indicator("tbl-nests", "Nests", {"Nests": "nests.{}"})
        Nests
        Nests, 2019  118  75
        """
        measured, economies, row_years, remark = self._measured(rows)
        names = [self.catalogue.evidence.entities[code]["name"] for code in economies]
        cells: list[list[Cell]] = [
            [(heading, Verbatim(year)) if year else heading, *findings]
            for (heading, findings), year in zip(measured.items(), row_years, strict=True)
        ]
        return tables.make(self.pen, label, caption, ["", *names], cells, source, remark=remark)

    def _measured(
        self, names: dict[str, str]
    ) -> tuple[dict[str, list[Finding | None]], list[str], list[str], Callable[[Finding], str]]:
        """Look up measures by their headings, for the economies that have any of them.

        Returns the findings, these economies, what follows each heading (the year of most of its figures), and a
        function that returns what follows a number (its year, if that is another one).
        """
        by_heading = {heading: by_economy(self.catalogue, name) for heading, name in names.items()}
        economies = [code for code in self.parameters.economies if any(code in row for row in by_heading.values())]
        measured = {heading: [row.get(code) for code in economies] for heading, row in by_heading.items() if row}
        rows = [[it for it in row if it] for row in measured.values()]
        usual_years = [newest_and_most(row) for row in rows]
        other_years = {
            it.id: f", {years(it)}"
            for row, usual in zip(rows, usual_years, strict=True)
            for it in row
            if years(it) != usual
        }
        suffixes = [f", {usual}" if usual else "" for usual in usual_years]
        return measured, economies, suffixes, lambda it: f"{other_years.get(it.id, '')}{forecast_marked(it)}"

    def by_period(self, label: str, caption: str, columns: dict[str, str], source: str = "") -> Table | None:
        """Make a table with one row for each period; `columns` maps headings to series such as labour_force.AAA.

        >>> d.by_period("tbl-nests", "Nests by year", {"Avonia": "stork_nests.AVO", "Borduria": "stork_nests.BOR"})
        Nests by year
        2018  98  70
        2019  118  75

        Series without any known figure are left out; if all are, the result is None. Raises `UnknownNameError` for an
        unknown series.
        """
        points_by_heading = {heading: series(self.catalogue, name) for heading, name in columns.items()}
        points_by_heading = {heading: points for heading, points in points_by_heading.items() if points}
        if not points_by_heading:
            return None
        rows: list[list[Cell]] = [
            [Verbatim(period_in_words(period)), *cells] for period, cells in periods(list(points_by_heading.values()))
        ]
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
        cells: list[list[Cell]] = [
            [*map(self._cell, (label, *(f"={name}" if name else None for name in names)))] for label, *names in rows
        ]
        known = [
            [label, self._public_by(row[1], then or Gap("not known then")), _with_about(now), day, self._read_in(now)]
            for row, (label, then, now, day) in zip(rows, cells, strict=True)
            if isinstance(now, Finding)
        ]
        columns = ["What", "When the article ran", "Latest", "As of", "Source"]
        if not known:
            return None
        table = tables.make(self.pen, "tbl-since", caption, columns, known, source)
        return replace(table, align=("left",) * len(columns))  # amounts of different units, and words, in both columns

    def _public_by(self, name: str, then: Cell) -> Cell:
        """Add to a figure the day by which all of it was public, if that is after the article's day.

        The study may declare that day as the finding `NAME.public`.
        """
        if not isinstance(then, Finding) or not any(leaf.observation for leaf in then.leaves()):
            return then
        declared = f"{name}.public"
        day = self.catalogue[declared] if self.catalogue.declares(declared) else public_by(then)
        if day.value <= self.catalogue.evidence.judged_at.toordinal():
            return _with_about(then)
        return (then, Verbatim(" (public on "), day, Verbatim(")"))

    def milestones(self, label: str, caption: str, names: Iterable[str], source: str = "") -> Table | None:
        """Make a table of events, earliest first, from findings that are the days of events.

        The column Who has the firm or project of the event, or its country; events not yet public are left out.
        """
        days = [self.catalogue[name] for name in names if self.catalogue.knows(name)]
        rows: list[list[Cell]] = [
            [day, self.catalogue.evidence.name(event.actor or event.entity), Verbatim(event.note), self._read_in(day)]
            for day in sorted(days, key=lambda it: it.value)
            if (event := day.observation)
        ]
        columns = ["Day", "Who", "What", "Read in"]
        return tables.make(self.pen, label, caption, columns, rows, source) if rows else None

    def _read_in(self, finding: Finding) -> Verbatim | None:
        """Name the publishers of the documents in which a figure, or the figures it is computed from, was read."""
        documents = self.catalogue.evidence.documents
        names = dict.fromkeys(documents[it.documents[0]].publisher for it in finding.leaves() if it.documents)
        return Verbatim("; ".join(names)) if names else None

    def choices(self) -> Table:
        """List for each claim with alternatives what was varied, and under which options the claim does not hold."""
        settings = self.catalogue.evidence.settings
        rows = []
        for claim_id, axes in settings.sensitivity.items():
            verdict = self.catalogue.verdicts[claim_id]
            varied = "; ".join(
                f"{settings.word(axis)}: {_options(verdict, axis, options, settings.word)}"
                for axis, options in axes.items()
            )
            fails = Verbatim(" · ".join(verdict.fails_by) or "none")
            holds = self.catalogue[f"holds.{claim_id}"] if verdict.of else None
            rows.append([Claim(claim_id), verdict.outcome, holds, Verbatim(varied), fails])
        caption = "What was varied, and by which ways a claim does not hold"
        columns = ["Claim", "Verdict", "Holds in", "Choices, the deciding first", "Does not hold by"]
        return tables.make(self.pen, "tbl-choices", caption, columns, rows)


def _with_about(figure: Finding) -> Cell:
    """Put “about” before a figure that its source calls approximate; other limits are part of the number's text."""
    is_about = figure.observation is not None and figure.observation.qualifier == "approx"
    return (ABOUT, figure) if is_about else figure


def _options(verdict: Verdict, axis: str, options: Iterable[str], word: Callable[[str], str]) -> str:
    """List the options of a choice: first those that decide the verdict, then the others and whether they count."""
    counted = {choice for it in verdict.specifications if it.holds is not None for choice in it.choices}
    deciding = [it for it in options if (axis, it) in verdict.decided_by]
    remark = f" ({'both' if len(deciding) == 2 else 'these'} decide)" if len(deciding) > 1 else ""
    others = [word(it) + ("" if (axis, it) in counted else " (not counted)") for it in options if it not in deciding]
    return " · ".join(filter(None, [" · ".join(map(word, deciding)) + remark, *others]))
