"""Digital competitiveness: the rank, the number of places it is out of, and its path over the editions."""

from analysis.evidence import NotKnown
from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity


def compute(c: Catalogue) -> None:
    """Compute every finding about the digital ranking."""
    for economy in c.economies:
        for row in c.evidence.series("imd_wdcr_rank", economy):
            year = row.period_end.year if row.period_end else 0
            c.set(f"imd.{economy}.{year}.rank", lambda o=row: c.row(o))
            c.set(f"imd.{economy}.{year}.percentile", lambda e=economy, y=year: _percentile(c, e, y))
        c.set(f"imd.{economy}.rank", lambda e=economy: c.observe("imd_wdcr_rank", e, year=_edition(c)))
        c.set(
            f"imd.{economy}.percentile",
            lambda e=economy: c[f"imd.{e}.{_year(c[f'imd.{e}.rank'])}.percentile"],
        )
        c.set(f"since.{economy}.imd.rank", lambda e=economy: c.later("imd_wdcr_rank", e))
    c.set("imd.JPN.panel", lambda: c.observe("imd_wdcr_panel_size", "WLD"))
    c.set("imd.JPN.published", lambda: c.day_of("imd.JPN.published", c["imd.JPN.rank"], "published"))
    c.set("imd.JPN.best", lambda: _best(c))
    c.set("imd.JPN.below_best", lambda: _below_best(c))
    c.set("since.imd.panel", lambda: c.later("imd_wdcr_panel_size", "WLD"))
    c.set("since.imd.year", lambda: c.year_of("since.imd.year", c["since.JPN.imd.rank"]))
    start, end = c.evidence.choices["windows"]["digital_start"], _year(c["imd.JPN.rank"])
    for year in (start, end):
        c.set(f"imd.gap.KOR.{year}", lambda y=year: gap(c, y))
    c.set(
        "imd.gap.KOR.change",
        lambda: by.difference(
            c[f"imd.gap.KOR.{end}"],
            c[f"imd.gap.KOR.{start}"],
            "imd.gap.KOR.change",
            f"Change of the gap to South Korea, {start} to {end}",
        ),
    )
    c.set("imd.gap.KOR.start", lambda: c[f"imd.gap.KOR.{start}"])
    c.set("imd.gap.KOR.end", lambda: c[f"imd.gap.KOR.{end}"])


def gap(c: Catalogue, year: int) -> Finding:
    """Count the places by which Japan stands behind South Korea in an edition."""
    japan, korea = c[f"imd.JPN.{year}.rank"], c[f"imd.KOR.{year}.rank"]
    quantity = Quantity.exact(japan.value - korea.value, "places")
    label = f"Places by which Japan stands behind South Korea, {year}"
    return Finding(f"imd.gap.KOR.{year}", label, quantity, f"{japan.label} − {korea.label}", (japan, korea))


def _percentile(c: Catalogue, economy: str, year: int) -> Finding:
    name = c.evidence.entities[economy]["name"]
    panel = c.observe("imd_wdcr_panel_size", "WLD", year=year)
    label = f"Share of the other economies ranked below {name}, {year}"
    return by.percentile(c[f"imd.{economy}.{year}.rank"], panel, f"imd.{economy}.{year}.percentile", label)


def _edition(c: Catalogue) -> int:
    """The edition that was the latest on the article's day; a country not seen in it is a gap."""
    return _year(c.observe("imd_wdcr_rank", "JPN"))


def _below_best(c: Catalogue) -> Finding:
    rank, best = c["imd.JPN.rank"], c["imd.JPN.best"]
    quantity = Quantity.exact(rank.value - best.value, "places")
    label = "Places by which Japan stands below its best"
    return Finding("imd.JPN.below_best", label, quantity, f"{rank.label} − {best.label}", (rank, best))


def _year(finding: Finding) -> int:
    row = finding.observation
    if row is None or row.period_end is None:
        raise NotKnown(f"edition of {finding.id}")
    return row.period_end.year


def _best(c: Catalogue) -> Finding:
    rows = [o for o in c.evidence.series("imd_wdcr_rank", "JPN") if o.published <= c.evidence.judged_at]
    ranks = tuple(c.row(o) for o in rows)
    label = "Best place of Japan up to the article’s day"
    best = min(ranks, key=lambda rank: rank.value)
    return Finding("imd.JPN.best", label, best.quantity, f"best of {len(ranks)} editions", ranks)
