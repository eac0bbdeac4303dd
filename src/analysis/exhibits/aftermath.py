"""What became of it: figures known to the article beside what they have come to since, and what has happened since."""

from collections.abc import Iterable

from analysis.exhibits import tables
from analysis.exhibits.asked import asked
from analysis.exhibits.dataset import Dataset
from analysis.exhibits.tables import ABOUT, Cell, Gap, Table, Verbatim
from analysis.findings import Finding
from analysis.findings.arithmetic import public_by


@asked
class Aftermath(Dataset):
    """The dataset with tables of what has become of figures, plans and programmes."""

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
        columns = ["Measure", "At the time", "Since", "As of", "Newer figure read in"]
        title = "Figures of the article’s time, and what they have come to since"
        return tables.make(self.pen, "tbl-since", title, columns, known, source, sortable=False) if known else None

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
        return tables.make(self.pen, label, caption, columns, rows, source, sortable=False) if rows else None

    def _read_in(self, finding: Finding) -> Verbatim | None:
        """Name whose document a figure was read in, or those of the figures beneath it."""
        leaves = finding.leaves()
        names = dict.fromkeys(
            self.catalogue.evidence.documents[leaf.documents[0]].publisher for leaf in leaves if leaf.documents
        )
        return Verbatim("; ".join(names)) if names else None


def _as_said(figure: Finding) -> Cell:
    """Put “about” before a figure that its source calls about right; other limits stand in the number itself."""
    is_about = figure.observation is not None and figure.observation.qualifier == "approx"
    return (ABOUT, figure) if is_about else figure
