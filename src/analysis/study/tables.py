"""The tables of this study that are longer than a cell of a notebook should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.report.tables import Gap
from analysis.study.scoreboard import ECONOMIES

if TYPE_CHECKING:
    from analysis.report import Report
    from analysis.report.page import Block
    from analysis.report.tables import Table

MEASURED = {
    "Chips, share of world sales": "chips",
    "Advanced logic, share of world capacity": "logic",
    "Chip machines, share of world sales": "tools",
    "Silicon wafers, share of world sales": "wafers",
    "Notable AI models": "ai",
    "Robots, share of world production": "robots",
    "Research, share of GDP": "research",
    "International patents, rank": "patents",
    "High-tech share of exports": "exports",
    "Digital ranking": "ranking",
}
"""What each measure of the lead is called in a table."""

SINCE = (
    ("Place in the digital ranking", "imd.JPN.rank", "since.JPN.imd.rank", "since.imd.year"),
    ("Unicorns in Japan", "unicorns.JPN.count", "since.JPN.unicorns", "since.JPN.unicorns.date"),
    ("Price of a dollar", "yen.day", "since.yen.newest", "since.yen.newest_day"),
    ("Highest price of a dollar since", "", "since.yen.weakest", "since.yen.weakest_day"),
    ("Labour force", "work.labour_force", "since.labour_force", "since.work.year"),
    (
        "Place by yield of an hour, as released",
        "productivity.JPN.rank",
        "since.productivity.rank",
        "since.productivity.year",
    ),
    (
        "Inflow of direct investment, then of {fdi.JPN.inflow.then_year}",
        "fdi.JPN.inflow.then",
        "since.JPN.fdi",
        "since.JPN.fdi.year",
    ),
    ("Subsidies granted to Rapidus", "subsidy.JPN.rapidus", "since.JPN.rapidus", "since.JPN.rapidus.day"),
    ("Support for Rapidus with equity, as planned", "", "since.JPN.rapidus_planned", "since.JPN.rapidus_planned.day"),
    ("Framework for chips and artificial intelligence", "", "since.JPN.framework", "since.JPN.framework.day"),
    (
        "TSMC’s second plant, first and new plan",
        "pledge.JASM_FAB_2.yen",
        "since.JASM_FAB_2.yen",
        "since.JASM_FAB_2.yen.day",
    ),
    ("Plant of PSMC and SBI", "pledge.PSMC_SBI.announced", "since.PSMC_SBI.ended", "since.PSMC_SBI.published"),
    (
        "Micron’s plans: one then, another since",
        "pledge.MICRON.announced",
        "since.MICRON.announced",
        "since.MICRON.published",
    ),
    ("Aid to Micron, for all its plans", "subsidy.MICRON.then", "since.MICRON.subsidy", "since.MICRON.subsidy.day"),
    (
        "Microsoft’s pledges: one then, another since",
        "pledge.MICROSOFT.announced",
        "since.MICROSOFT.announced",
        "since.MICROSOFT.published",
    ),
    ("Oracle’s pledge", "", "since.ORACLE.announced", "since.ORACLE.published"),
    (
        "SoftBank’s pledges: one then, another since",
        "pledge.SOFTBANK.announced",
        "since.SOFTBANK.announced",
        "since.SOFTBANK.published",
    ),
    (
        "American grants, then awards",
        "subsidy.USA.granted",
        "since.USA.awards",
        "since.USA.awards.day",
    ),
    ("American tax credit for chips", "subsidy.USA.credit", "since.USA.credit", "since.USA.credit.day"),
    ("American state’s part of Intel", "", "since.INTEL.stake", "since.INTEL.stake.day"),
    (
        "German chip support, our sums",
        "subsidy.DEU.amount",
        "since.DEU.amount",
        "since.DEU.erfurt.day",
    ),
    ("South Korean package, the newest", "", "since.KOR.package", "since.KOR.package.day"),
)
"""What became of what: its name, what the article could know of it, what it has come to since, and when."""


KEYS = (
    (
        "lead.chips.now",
        "of world chip sales in {lead.chips.now.year} were by Japan’s makers.",
        "At their best, by another count, they had {chips.JPN.peak} in {chips.peak_year}.",
    ),
    (
        "imd.JPN.rank",
        "of [{imd.JPN.panel} economies] ranked by digital competitiveness when the article ran.",
        "In {since.imd.year} it was {since.JPN.imd.rank} of [{since.imd.panel} economies].",
    ),
    (
        "unicorns.JPN.count",
        "of [{unicorns.WLD.count} unicorns], young firms of great value, were Japanese when the article ran.",
        "In a copy of {since.JPN.unicorns.before.day} there were {since.JPN.unicorns.before}.",
    ),
    (
        "pledge.foreign.usd",
        "pledged in projects led by foreign companies, public money and partners’ included, when the article ran.",
    ),
    (
        "subsidy.JPN.amount_usd.day",
        "budgeted by the state for chips in the fiscal years {subsidy.JPN.fiscal}, some of it for the same projects.",
    ),
    (
        "yen.day",
        "for a dollar on the article’s day, the most in [{yen.years} years].",
        "The latest is {since.yen.newest}; the highest since was {since.yen.weakest}.",
    ),
)
"""The numbers that stand at the top of the report, each with what it is."""


def key_numbers(r: Report) -> Block | None:
    """Set the numbers large that a reader should take along."""
    return r.key_numbers(*KEYS)


def lead_measures(r: Report) -> Table:
    """Set beside each other, for every measure, Japan's latest figure, who is in front, and which way Japan moves."""
    own = ("now", "now.year", "since", "best")
    cells = (*(f"lead.{{}}.{it}" for it in own), "scoreboard.{}.front", "scoreboard.{}.JPN.way")
    return r.table(
        "tbl-lead",
        "Japan is [in front in {lead.first}] of [{lead.measures} measures] of technology",
        ["Measure", "Japan", "Year", "After the article", "Best of the others", "In front", "Direction"],
        [
            [name, *(_known(r, cell.format(measure), "no figure") for cell in cells)]
            for name, measure in MEASURED.items()
        ],
        source="In front: nobody else compared is better by more than two per cent. Direction: against the best other, "
        "over most of the last years, beyond the series’ usual swing. After the article: how much of the figure’s "
        "period lies after it. Sales are credited to the firm’s home country, capacity and robots to the place of the "
        "plant. Chips: SIA, in the press. Machines: T. Yunogami in EE Times Japan, after Morgan Stanley. Wafers: "
        "an estimate by CSET. Logic: BCG and SIA. AI: Epoch AI or, before its file, the Stanford AI "
        "Index. Robots: IFR; rivals’ shares are not published, so nobody is in front. Research and exports: World "
        "Bank; Taiwan’s research by the OECD; the count of exports changed for Germany and India, and Singapore’s "
        "include re-exports. Patents: NISTEP’s own rank, a mean of years. Digital ranking: IMD. "
        "Japan has too few AI models for a fall to show.",
    )


def scoreboard(r: Report) -> Table:
    """Give every economy's line of the scoreboard."""
    cells = ("front", "front.names", "up.names", "down.names", "judged", "answer")
    return r.table(
        "tbl-scoreboard",
        "The same rule for every economy",
        ["Economy", "In front in", "Which", "Up in", "Down in", "Direction known in", "By the rule"],
        [[f"{{entity:{e}}}", *(_known(r, f"scoreboard.{e}.{cell}", "no figure") for cell in cells)] for e in ECONOMIES],
        source="“Yes” and “close” say where an economy stands today, whether or not it ever lost a lead.",
    )


def lead_history(r: Report) -> Table | None:
    """List the days from which the answer, or a count that decides it, was another one; nothing if it never changed."""
    days = [name.removeprefix("lead.turn.") for name in r.catalogue if name.startswith("lead.turn.")]
    if len(days) < 2:
        return None
    return r.table(
        "tbl-lead-history",
        "How the answer changed as figures were published",
        ["From", "Answer", "In front in", "Up in", "Down in"],
        [[f"=lead.{part}.{day}" for part in ("turn", "answer", "first", "gained", "lost")] for day in days],
        source="“By” a day: the figure was public by then at the latest.",
    )


def _known(r: Report, name: str, why_not: str) -> str:
    return f"={name}" if r.catalogue.knows(name) else Gap(why_not)


def aftermath(r: Report) -> Table | None:
    """Set beside figures known to the article what they have come to since."""
    note = (
        "“Another since” is a pledge beside the first: neither sum has grown into the other; they are not added. "
        "Places by the yield of an hour are of different releases: no rise follows. "
        "“Public on” a later day: a figure for the time of the article that was first seen after it. "
        "A dash: not known then, as there was no such figure yet when the article ran, or none was seen."
    )
    return r.updates(*SINCE, source=note)


def milestones(r: Report, *, at_home: bool) -> Table | None:
    """List what was decided, begun, changed and given up in Japan, or elsewhere."""
    events = [name for name in r.catalogue.names if name.startswith("since.milestone.")]
    names = [name for name in events if name.startswith("since.milestone.JPN.") == at_home]
    caption = "In Japan: what was decided, begun, changed and given up" if at_home else "The same elsewhere"
    label = "tbl-milestones" if at_home else "tbl-milestones-abroad"
    return r.milestones(
        label,
        caption,
        names,
        source="“By” a day: the event’s own day was not seen. Later events were looked for and not found.",
    )
