"""The verdicts counted: how many claims hold, and under how many choices."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from analysis.evidence import NotKnown
from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.verdict_history import State, turns
from analysis.findings.verdicts import Outcome, Verdict

Evidence = Callable[[Catalogue, Verdict], tuple[Finding, ...]]
FLAWED = (Outcome.MISSING_CONTEXT, Outcome.IMPRECISE, Outcome.DISPUTED, Outcome.CONTRADICTED)


def compute(c: Catalogue, verdicts: dict[str, Verdict]) -> None:
    """Count the verdicts and the specifications as findings that lead to the evidence of each claim."""
    groups = {"all": tuple(Outcome), "flawed": FLAWED, **{o.value.replace(" ", "_"): (o,) for o in Outcome}}
    for name, outcomes in groups.items():
        chosen = [v for v in verdicts.values() if v.outcome in outcomes]
        label = "Claims judged" if name == "all" else f"Claims judged {name.replace('_', ' ')}"
        c.set(f"verdicts.{name}", lambda v=chosen, n=name, t=label: _count(c, f"verdicts.{n}", t, v, _decisive))
    for claim_id, verdict in verdicts.items():
        if verdict.of:
            c.set(f"holds.{claim_id}", lambda v=verdict: _holds(c, v))
    varied = [v for v in verdicts.values() if v.of > 1]
    for name, chosen in (
        ("all", varied),
        ("always", [v for v in varied if v.holds_in == v.of]),
        ("never", [v for v in varied if v.holds_in == 0]),
    ):
        label = f"Claims that hold: {name}"
        c.set(f"robust.{name}", lambda v=chosen, n=name, t=label: _count(c, f"robust.{n}", t, v, _held))


def add_history(c: Catalogue, history: dict[str, list[State]]) -> None:
    """Make findings of the days on which a verdict or its count changed, and of the counts then."""
    for claim_id, states in history.items():
        for state in states if len(states) > 1 else ():
            because = _because(c, state)
            name, label = f"{claim_id}.{state.since}", f"Day from which this was to be said of claim {claim_id}"
            c.set(f"history.{name}", lambda d=state.since, t=label, n=name, b=because: by.day(d, t, f"history.{n}", b))
            if state.verdict.of:
                c.set(f"holds.{name}", lambda v=state.verdict, n=name: _holds_then(c, v, f"holds.{n}"))
    changed = [pair for states in history.values() for pair in turns(states)]
    c.set("history.turns", lambda: _turns(c, changed))


def _because(c: Catalogue, state: State) -> Finding:
    """Name a figure that became public on the day of a state; the first state goes with the article itself."""
    news = state.because[0] if state.because else c["claim.day"]
    return c.row(news.observation) if news.observation else news


def _turns(c: Catalogue, changed: list[tuple[State, State]]) -> Finding:
    if not changed:
        raise NotKnown("no verdict changed up to this day")
    inputs = _figures(f for pair in changed for state in pair for f in _decisive(c, state.verdict))
    quantity = Quantity.exact(len(changed), "verdicts")
    return Finding("history.turns", "Verdicts that changed since the article", quantity, "counted", inputs)


def _holds_then(c: Catalogue, verdict: Verdict, finding_id: str) -> Finding:
    """A count of an earlier day leads straight to figures: what lies between has other values today."""
    count = _holds(c, verdict)
    then = count.named(finding_id, f"{count.label}, as known on {finding_id.rpartition('.')[2]}")
    return replace(then, inputs=_figures(count.inputs))


def _figures(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the figures beneath findings; those of the article keep their names, all others may be newer by now."""
    figures = {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}
    kept = [name for name, f in figures.items() if not f.observation or f.id.startswith("claim.")]
    return tuple(f if name in kept else f.named(f"obs.{name}") for name, f in figures.items())


def _decisive(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """The article's own figure, if it has one, and what it was held against."""
    claim = f"claim.{verdict.claim_id}"
    return (*([c[claim]] if claim in c else []), *verdict.evidence_for, *verdict.evidence_against)


def _tried(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """Name what a verdict rests on under every choice that was tried."""
    return (*_decisive(c, verdict), *(s.evidence for s in verdict.specifications))


def _held(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """Name the count of the specifications under which a verdict holds."""
    return (c[f"holds.{verdict.claim_id}"],)


def _holds(c: Catalogue, verdict: Verdict) -> Finding:
    return Finding(
        f"holds.{verdict.claim_id}",
        f"Specifications under which claim {verdict.claim_id} is supported, among those tried",
        Quantity.exact(verdict.holds_in, "specifications"),
        "counted",
        tuple({f.id: f for f in _tried(c, verdict)}.values()),
        as_printed=f"{verdict.holds_in} of {verdict.of}",
    )


def _count(c: Catalogue, finding_id: str, label: str, verdicts: list[Verdict], evidence: Evidence) -> Finding:
    """A count of verdicts rests on the article's day and on what each of them rests on."""
    inputs = [c["claim.day"], *(f for verdict in verdicts for f in evidence(c, verdict))]
    unique = tuple({f.id: f for f in inputs}.values())
    return Finding(finding_id, label, Quantity.exact(len(verdicts), "claims"), "counted", unique)
