"""The verdicts counted: how many claims hold, and under how many choices."""

from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
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
            evidence = tuple({s.evidence.id: s.evidence for s in verdict.specifications}.values())
            finding = Finding(
                f"holds.{claim_id}",
                f"Specifications under which claim {claim_id} is supported, among those tried",
                Quantity.exact(verdict.holds_in, "specifications"),
                "counted",
                evidence,
                as_printed=f"{verdict.holds_in} of {verdict.of}",
            )
            c.set(finding.id, lambda f=finding: f)


def _count(c: Catalogue, finding_id: str, label: str, verdicts: list[Verdict]) -> Finding:
    """A count of verdicts rests on the article's figures and on the evidence for and against them."""
    inputs = [c["claim.day"]]
    for verdict in verdicts:
        inputs += [*verdict.evidence_for, *verdict.evidence_against]
    unique = tuple({f.id: f for f in inputs}.values())
    return Finding(finding_id, label, Quantity.exact(len(verdicts), "claims"), "counted", unique)
