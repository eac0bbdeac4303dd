"""The tables of this study that are longer than a cell of a notebook should be."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from analysis.findings.label_composition import capitalise, join_names
from analysis.study.answer import Way, known_measures, scores
from analysis.study.economy import ECONOMIES, FIRST
from analysis.study.lead import newest
from analysis.writing.tables import Gap
from analysis.writing.writer import HTML

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.findings import Catalogue
    from analysis.report import Report
    from analysis.writing.tables import Table

MEASURE_NAMES = {
    "chips": "Chips, share of world sales",
    "logic": "Most advanced chips, share of world capacity",
    "tools": "Chip machines, share of world sales",
    "wafers": "Silicon wafers, share of world sales",
    "ai": "Notable AI models",
    "robots": "Robots, share of world production",
    "research": "Research, share of GDP",
    "patents": "Inventions patented in several countries, rank",
    "exports": "High-tech share of exports",
    "ranking": "Digital ranking",
}
"""What each measure of the lead is called in a table."""


class Update(NamedTuple):
    """A row of the table of updates: a name, and the findings that hold the figure then, the latest, and its date."""

    name: str
    then: str
    latest: str
    day: str


UPDATES = (
    Update(
        "TSMC’s second plant, a new plan",
        "pledge.JASM_FAB_2.nikkei",
        "since.JASM_FAB_2.announced",
        "since.JASM_FAB_2.published",
    ),
    Update("PSMC and SBI’s plant", "pledge.PSMC_SBI.announced", "since.PSMC_SBI.ended", "since.PSMC_SBI.published"),
    Update("Micron, a new pledge", "pledge.MICRON.announced", "since.MICRON.announced", "since.MICRON.published"),
    Update(
        "Microsoft, a new pledge",
        "pledge.MICROSOFT.announced",
        "since.MICROSOFT.announced",
        "since.MICROSOFT.published",
    ),
    Update("Oracle’s pledge", "", "since.ORACLE.announced", "since.ORACLE.published"),
    Update(
        "Subsidies for Rapidus, a new chipmaker",
        "subsidy.JPN.rapidus",
        "since.JPN.rapidus",
        "since.JPN.rapidus.day",
    ),
    Update(
        "Germany’s chip support, our total",
        "subsidy.DEU.amount",
        "since.DEU.amount",
        "since.DEU.erfurt.day",
    ),
    Update(
        "America’s tax credit for chip plants",
        "subsidy.USA.credit",
        "since.USA.credit",
        "since.USA.credit.day",
    ),
    Update("A dollar in yen", "yen.day", "since.yen.newest", "since.yen.newest_day"),
)
"""What has changed since the article ran."""

NO_FIGURE = "no figure"
"""Why a cell is empty."""

MEASURE_SOURCES = {
    ("chips", "sia"): "Semiconductor Industry Association (SIA)",
    ("logic", ""): "Boston Consulting Group and SIA",
    ("tools", ""): "T. Yunogami in EE Times Japan",
    ("tools", "morgan_stanley"): "T. Yunogami in EE Times Japan, from Morgan Stanley",
    ("wafers", ""): "CSET (estimate)",
    ("ai", "epoch"): "Epoch AI",
    ("ai", "ai_index"): "Stanford AI Index",
    ("robots", ""): "International Federation of Robotics",
    ("research", ""): "World Bank",
    ("research", "oecd"): "OECD",
    ("patents", ""): "NISTEP",
    ("exports", ""): "World Bank",
    ("ranking", ""): "IMD",
}
"""Who publishes the figures of each measure, by the account that is used."""


def _sources_of(c: Catalogue, measures: Iterable[str]) -> str:
    """Name the sources of the latest figures of some measures, each once, in the order of the measures."""
    names = []
    for measure in measures:
        for figure in newest(c, measure).values():
            # a percentile rests on a rank and the number ranked, which are of one source
            row = next(leaf.observation for leaf in figure.leaves() if leaf.observation)
            names.append(MEASURE_SOURCES[measure, row.account])
    return "; ".join(dict.fromkeys(names))


def lead_measures(r: Report) -> Table:
    """Compare Japan with the best of the others on every measure: latest figure, who is in front, and direction.

    The measures on which Japan is in front come first.
    """
    shown = known_measures(r.catalogue)
    leads = scores(r.catalogue)[FIRST].front
    leads_first = sorted(MEASURE_NAMES, key=lambda measure: measure not in leads)  # False sorts before True
    lines = []
    for measure in leads_first:
        if measure not in shown:
            continue
        line = [
            MEASURE_NAMES[measure],
            _cell(r, f"lead.{measure}.now"),
            _year_cell(r, f"lead.{measure}.now.year"),
            _cell(r, f"lead.{measure}.best"),
            _cell(r, f"scoreboard.{measure}.front"),
            _direction(r, measure),
        ]
        lines.append(line)

    notes = [
        "In front: among these [{lead.economies:words} economies], the best figure or one within two per cent of it.",
        "Direction: Japan’s figure as a share of the best rival’s, over the last years; small swings do not count.",
        "A dash there means too few figures.",
        "Sales are credited to the firm’s home country; capacity and robots to the place of the plant.",
        f"Sources: {_sources_of(r.catalogue, shown)}.",
    ]
    if "robots" in shown:
        notes.append("Japan may be in front on robots as well: rivals’ shares are not published.")
    if "exports" in shown:
        notes.append("Singapore’s exports include goods passing through.")
    return r.table(
        "tbl-lead",
        "Japan is in front on [{lead.first:words} of the measures] compared",
        ["Measure", "Japan", "Year", "Best of the others", "In front", "Japan’s direction"],
        lines,
        source=" ".join(notes),
    )


def _direction(r: Report, measure: str) -> str:
    """Return the cell of Japan's direction, which is a gap where there are too few figures.

    A cell that begins with "=" shows the finding of that name.
    """
    name = f"scoreboard.{measure}.{FIRST}.way"
    if not r.catalogue.knows(name) or r.catalogue[name].text == Way.TOO_FEW:
        return Gap(Way.TOO_FEW)
    return f"={name}"


def scoreboard(r: Report) -> Table:
    """Give every economy's line of the scoreboard."""
    parts = ("front", "front.names", "up.names", "down.names", "judged", "answer")
    lines = []
    for economy in ECONOMIES:
        cells = [_cell(r, f"scoreboard.{economy}.{part}") for part in parts]
        lines.append([f"{{entity:{economy}}}", *cells])
    table = r.table(
        "tbl-scoreboard",
        "The same rule for every economy",
        ["Economy", "In front", "Where", "Gained", "Lost", "Direction known", "Answer"],
        lines,
    )

    # these answers sound as if an economy had regained a lead, so a note says what they mean; the last column has them,
    # after two spaces, as every column of the plain table
    answers = dict.fromkeys(re.findall(r"  (Yes|Close)$", table.plain, re.MULTILINE))
    if not answers:
        return table
    names = join_names([f"“{answer}”" for answer in answers])
    verb = "says" if len(answers) == 1 else "say"
    note = f"{names} {verb} where an economy stands today, whether or not it ever lost a lead."
    return replace(table, source=r.pen.fill(note, HTML))


def lead_history(r: Report) -> Table | None:
    """List the days from which the answer, or a count that decides it, was another one; nothing if it never changed."""
    # the catalogue iterates over what is known: of the days of news, those on which something changed
    days = [name.removeprefix("lead.turn.") for name in r.catalogue if name.startswith("lead.turn.")]
    if len(days) < 2:  # the first is where it began
        return None
    parts = ("turn", "answer", "first", "gained", "lost")
    lines = []
    for day in days:
        lines.append([f"=lead.{part}.{day}" for part in parts])
    table = r.table(
        "tbl-lead-history",
        "How the answer changed as figures were published",
        ["From", "Answer", "Measures in front", "Measures up", "Measures down"],
        lines,
    )
    return _with_notes(r, table, {r"^by \d": "“By” a day: the figure was public by then at the latest."})


def _with_notes(r: Report, table: Table, notes: Mapping[str, str]) -> Table:
    """Add below a table those notes whose pattern, by which they are given, matches in one of its lines.

    They take the place of the line of sources, which the table must not have.
    """
    needed = [note for pattern, note in notes.items() if re.search(pattern, table.plain, re.MULTILINE)]
    return replace(table, source=r.pen.fill(" ".join(needed), HTML))


def _year_cell(r: Report, name: str) -> str:
    """Return the cell of a year, or a gap if it is not known."""
    return f"{{{name}:plain}}" if r.catalogue.knows(name) else Gap(NO_FIGURE)


def _cell(r: Report, name: str) -> str:
    """Return the cell of a finding, or a gap if it is not known."""
    return f"={name}" if r.catalogue.knows(name) else Gap(NO_FIGURE)


def aftermath(r: Report) -> Table | None:
    """Set beside figures known to the article what they have come to since."""
    table = r.updates(*UPDATES, caption=_title_of_aftermath(r.catalogue))
    notes = {
        "a new pledge": "A new pledge comes on top of the first.",
        r"\(public on ": "“Public on” a later day: a figure for the time of the article that was published after it.",
    }
    if table is None:
        return None
    return _with_notes(r, table, notes)


def _title_of_aftermath(c: Catalogue) -> str:
    """Say what the rows show: pledges that have grown, a plant that is cancelled, a total that has shrunk."""
    known = {}  # by the name of the figure then: the figure then and the latest
    have_grown = []  # of each pledge with a later sum
    for update in UPDATES:
        if update.then and c.knows(update.then) and c.knows(update.latest):
            then, latest = c[update.then], c[update.latest]
            known[update.then] = then, latest
            if update.latest.endswith(".announced"):  # as all pledges do, and nothing else
                have_grown.append(latest.value > then.value)

    parts = []
    if have_grown and all(have_grown):
        parts.append("pledges have grown" if len(have_grown) > 1 else "a pledge has grown")
    if "pledge.PSMC_SBI.announced" in known:
        parts.append("a plant is cancelled")
    if "subsidy.DEU.amount" in known:
        then, latest = known["subsidy.DEU.amount"]
        if latest.value < then.value:
            parts.append("Germany’s total has shrunk")
    return capitalise(join_names(parts)) or "What has changed since the article ran"


def milestones(r: Report, *, at_home: bool) -> Table | None:
    """List what was decided, begun, changed and given up in Japan, or elsewhere."""
    # all that are declared; `r.milestones` leaves out those that are not known
    events = [name for name in r.catalogue.names if name.startswith("since.milestone.")]
    names = []
    for name in events:
        is_at_home = name.startswith("since.milestone.JPN.")
        if is_at_home == at_home:
            names.append(name)
    if at_home:
        table = r.milestones("tbl-milestones", "Decisions and events in Japan", names)
    else:
        table = r.milestones("tbl-milestones-abroad", "Decisions and events elsewhere", names)
    if table is None:
        return None
    return _with_notes(r, table, {r"^by \d": "“By” a date: the exact day is not known."})
