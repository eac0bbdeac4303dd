"""A made-up article, to show that the engine knows no other: storks have come back to Avonia."""

from analysis.findings import Study, Topic
from analysis.findings.arithmetic import per, ratio
from analysis.findings.finding_dates import year_of
from analysis.findings.number_format import Each

MILLION = Each(1e6, "million")

topic = Topic()
topic.add("nests.{economy}", lambda c, economy: c.observe("stork_nests", economy))
topic.add("people.{economy}", lambda c, economy: c.observe("population", economy))
topic.add(
    "nests.{economy}.per_head",
    lambda c, economy: per(c[f"nests.{economy}"], c[f"people.{economy}"], MILLION),
    "Nests for every million people, {economy}",
)
topic.add("nests.year", lambda c: year_of(c["nests.AVO"]))
topic.add(
    "nests.ratio.{measure}",
    lambda c, measure: ratio(c[f"nests.AVO{MEASURES[measure]}"], c[f"nests.BOR{MEASURES[measure]}"]),
    "Avonia against Borduria, nests {measure}",
    measure={"in_all": "in all", "by_people": "by people"},
)
topic.add("since.nests.AVO", lambda c: c.later("stork_nests", "AVO"))
MEASURES = {"in_all": "", "by_people": ".per_head"}

topic.judge("S01", lambda case: case.amount("nests.AVO"))
topic.judge(
    "S02",
    lambda case: case.comparison(["nests.ratio.by_people"], "many_more"),
    lambda case, measure: case.comparison([f"nests.ratio.{measure}"], "many_more"),
    measure=MEASURES,
)

STUDY = Study(
    title="Have the storks come back?",
    subtitle="A made-up article, checked number by number",
    article="gazette",
    dated_by="S01",
    focus="AVO",
    peers=("BOR",),
    focus_needs=("stork_nests", "population"),
    compared_by={"people.{}": "population"},
    topics=(topic,),
    thresholds=("many_more", "imprecise"),
)
