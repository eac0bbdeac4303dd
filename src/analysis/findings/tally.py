"""The verdicts counted: how many claims hold, and under how many choices."""

from dataclasses import replace

from analysis.evidence import NotKnown
from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.verdict_history import State, turns
from analysis.findings.verdicts import Outcome, Verdict

FLAWED = (Outcome.MISSING_CONTEXT, Outcome.IMPRECISE, Outcome.DISPUTED, Outcome.CONTRADICTED)


def compute(c: Catalogue, verdicts: dict[str, Verdict]) -> None:
    """Count the verdicts and the specifications as findings that lead to the evidence of each claim."""
    groups = {"all": tuple(Outcome), "flawed": FLAWED, **{o.value.replace(" ", "_"): (o,) for o in Outcome}}
    for name, outcomes in groups.items():
        chosen = [v for v in verdicts.values() if v.outcome in outcomes]
        label = "Claims judged" if name == "all" else f"Claims judged {name.replace('_', ' ')}"
        c.set(f"verdicts.{name}", lambda v=chosen, n=name, t=label: _count(c, f"verdicts.{n}", t, v))
    varied = [v for v in verdicts.values() if v.of > 1]
    for name, chosen in (
        ("all", varied),
        ("always", [v for v in varied if v.holds_in == v.of]),
        ("never", [v for v in varied if v.holds_in == 0]),
    ):
        c.set(f"robust.{name}", lambda v=chosen, n=name: _count(c, f"robust.{n}", f"Claims that hold: {n}", v))
    for claim_id, verdict in verdicts.items():
        if verdict.of:
            c.set(f"holds.{claim_id}", lambda v=verdict: _holds(v))


def add_history(c: Catalogue, history: dict[str, list[State]]) -> None:
    """Make findings of the days on which a verdict or its count changed, and of the counts then."""
    for claim_id, states in history.items():
        for state in states if len(states) > 1 else ():
            because = c.row(row) if state.because and (row := state.because[0].observation) else c["claim.day"]
            name, label = f"{claim_id}.{state.since}", f"Day from which this was to be said of claim {claim_id}"
            c.set(f"history.{name}", lambda d=state.since, t=label, n=name, b=because: by.day(d, t, f"history.{n}", b))
            if state.verdict.of:
                c.set(f"holds.{name}", lambda v=state.verdict, n=name: _holds_then(v, f"holds.{n}"))
    changed = [new for states in history.values() for _, new in turns(states)]
    c.set("history.turns", lambda: _turns(changed))


def _turns(changed: list[State]) -> Finding:
    if not changed:
        raise NotKnown("no verdict changed up to this day")
    figures = {f.figure: f for state in changed for f in state.because}
    inputs = tuple(f.named(f"obs.{name}") for name, f in figures.items())
    quantity = Quantity.exact(len(changed), "verdicts")
    return Finding("history.turns", "Verdicts that changed since the article", quantity, "counted", inputs)


def _holds_then(verdict: Verdict, finding_id: str) -> Finding:
    """A count of an earlier day leads straight to figures: what lies between has other values today."""
    count = _holds(verdict)
    figures = {leaf.figure: leaf for leaf in count.leaves()}
    inputs = (f.named(f"obs.{name}") if f.observation else f for name, f in figures.items())
    return replace(count.named(finding_id), inputs=tuple(inputs))


def _holds(verdict: Verdict) -> Finding:
    evidence = tuple({s.evidence.id: s.evidence for s in verdict.specifications}.values())
    return Finding(
        f"holds.{verdict.claim_id}",
        f"Specifications under which claim {verdict.claim_id} is supported, among those tried",
        Quantity.exact(verdict.holds_in, "specifications"),
        "counted",
        evidence,
        as_printed=f"{verdict.holds_in} of {verdict.of}",
    )


def _count(c: Catalogue, finding_id: str, label: str, verdicts: list[Verdict]) -> Finding:
    """A count of verdicts rests on the article's figures and on the evidence for and against them."""
    inputs = [c["claim.day"]]
    for verdict in verdicts:
        inputs += [*verdict.evidence_for, *verdict.evidence_against]
    unique = tuple({f.id: f for f in inputs}.values())
    return Finding(finding_id, label, Quantity.exact(len(verdicts), "claims"), "counted", unique)
