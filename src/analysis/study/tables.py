"""The tables of this study that are longer than a cell of a notebook should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.exhibits.tables import Gap

if TYPE_CHECKING:
    from analysis.exhibits import Report
    from analysis.exhibits.page import Block
    from analysis.exhibits.tables import Table

MEASURED = {
    "Chips, share of world sales": "chips",
    "Front-end machines for chips, share of world sales": "tools",
    "Silicon wafers, share of world sales": "wafers",
    "Most advanced logic, share of world capacity": "logic",
    "Research and development, share of GDP": "research",
    "High technology, share of exports of manufactures": "exports",
    "Inventions with patents in several countries, rank": "patents",
}
"""What each measure of the lead is called."""

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
        "The newest seen is {since.JPN.imd.rank} of [{since.imd.panel} economies].",
    ),
    (
        "unicorns.JPN.count",
        "of [{unicorns.WLD.count} unicorns], young firms of great value, were Japanese when the article ran.",
        "Of [{since.WLD.unicorns} in the newest list], [{since.JPN.unicorns} are].",
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
        "The newest is {since.yen.newest}; the highest in between was {since.yen.weakest}.",
    ),
)
"""The numbers that stand at the top of the report, each with what it is."""


def key_numbers(r: Report) -> Block | None:
    """Set the numbers large that a reader should take along."""
    return r.key_numbers(*KEYS)


def lead_measures(r: Report) -> Table:
    """Set beside each other, for every measure of the lead, what was known to the article, what is, and who is best.

    What was known then is left out where it is of another count, and not compared.
    """
    then, now = ("then", "then.year", "placed.then"), ("now", "now.year", "placed.now", "best")
    return r.table(
        "tbl-lead",
        "Japan is [first in {lead.first}] of [{lead.measures} measures] of a technological lead",
        [
            "Measure",
            "Newest seen then",
            "Year then",
            "Place then",
            "Newest seen now",
            "Year now",
            "Place now",
            "First of the others",
        ],
        [
            [
                name,
                *(_then(r, f"lead.{measure}", cell) for cell in then),
                *(_known(r, f"lead.{measure}.{cell}", "nobody to compare") for cell in now),
            ]
            for name, measure in MEASURED.items()
        ],
        source="Then: the newest figure seen of those public on the article’s day. A newer one may have been public, "
        "as for chips, where SIA’s next edition was seen without Japan’s share. Places then and now are taken among "
        "the same economies: those of this report that have a figure for "
        "both years in the newest edition of the same count, Europe as one where the count has it so. "
        "Chips: SIA, by the press, by the seat of the maker, foundries left out. Machines: T. Yunogami in EE "
        "Times Japan, likewise, after Morgan Stanley; whose data his earlier figure has was not seen, "
        "so that it is left out here. "
        "Wafers: CSET, likewise. Logic: BCG and SIA, by the place of the plant; that Japan has none "
        "follows from others having all. Research and exports: World Bank, without Taiwan; "
        "Singapore’s exports take in what it re-exports. Patents: NISTEP’s own rank, the mean of the years up to the "
        "one named. A dash: not public then; not comparable with the newer figure; or nobody to compare.",
    )


def _then(r: Report, measure: str, cell: str) -> str:
    if f"{measure}.apart" in r.catalogue:
        return Gap("not comparable")
    is_place = cell.startswith("placed") and r.catalogue.knows(f"{measure}.then")
    return _known(r, f"{measure}.{cell}", "nobody to compare" if is_place else "not public then")


def _known(r: Report, name: str, why_not: str) -> str:
    return f"={name}" if r.catalogue.knows(name) else Gap(why_not)


def lead_history(r: Report) -> Table | None:
    """List what was to be said of the lead, and from which day on; nothing as long as it has not changed."""
    days = [name.removeprefix("lead.turn.") for name in r.catalogue if name.startswith("lead.turn.")]
    if len(days) < 2:
        return None
    parts = ("turn", "answer", "holds", "first", "newer", "gained", "lost", "measures")
    return r.table(
        "tbl-lead-history",
        "How the answer on the lead changed",
        ["From", "Answer", "The same in", "First in", "Newer figure", "Gained in", "Lost in", "Of measures"],
        [[f"=lead.{part}.{day}" for part in parts] for day in days],
        source="“By” a day: what was seen was public by it; editions between those seen may have said otherwise. "
        "The same in: of the other ways tried, one measure or one choice of the money changed at a time, those that "
        "give this answer.",
    )


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
