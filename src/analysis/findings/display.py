"""How findings and verdicts show themselves in a notebook: the number first, then its bounds, then its origin."""

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from analysis.findings.finding import Finding
    from analysis.findings.verdicts import Verdict

PLAIN_TEXT = ' class="mathjax_ignore tex2jax_ignore"'
"""Keeps JupyterLab from reading dollar signs as mathematics."""


class NotThere(AnalysisError, AttributeError):
    """A finding was asked for what it does not have; the message says where that is."""


class NotDone(AnalysisError, TypeError):
    """What Python does with plain numbers was asked of a finding; the message says what to write instead."""


def _instead(message: str) -> Callable[..., None]:
    """Make a method that only says what to write instead."""

    def refuse(*_: object) -> None:
        raise NotDone(message)

    return refuse


class Traceable:
    """What says how it is traced, as it does not do that itself."""

    __slots__ = ()
    if not TYPE_CHECKING:  # which would take every name for one that there is

        def __getattr__(self, name: str) -> None:
            if name == "trace":
                claim = getattr(self, "claim_id", "")
                it, what = (f'"{claim}"', "verdict") if claim else ("it", "finding")
                raise NotThere(f"write d.trace({it}) for a {what}, or in a terminal japan-tech trace {claim or 'NAME'}")
            if name in {"to", "convert"} and hasattr(self, "quantity"):
                raise NotThere(f"a finding has no {name}; money is turned into another by an.convert(amount, rate)")
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


class Hinting(Traceable):
    """What says where that is which it does not have, and what to write instead of what it refuses."""

    __slots__ = ()
    if not TYPE_CHECKING:

        def __neg__(self) -> "Finding":
            return self * -1

        def __abs__(self) -> "Finding":
            if self.quantity.low < 0 < self.quantity.high:
                raise NotDone(f"whether {self.label} lies above zero is not sure: its bounds are {self.bounds}")
            return self if self.quantity.low >= 0 else -self

        __round__ = __floor__ = __ceil__ = _instead(
            'a finding is rounded where it is shown, to what its bounds support; write f"{x:,.2f}" for other digits, '
            "or round(float(x), 2) for a plain number"
        )
        __int__ = _instead("a finding has bounds, which a whole number has not; write float(x), or int(float(x))")
        __pow__ = _instead("a finding has no power; write x * x of a ratio or share, or float(x) ** 2")
        __floordiv__ = __mod__ = _instead("a finding is divided by /; of float(x) there are // and %, too")


def finding_text(finding: "Finding") -> str:
    """Write a finding in a line: what it is, the number, its bounds and its unit."""
    for it in finding.beneath():
        it.refuse_changed()
    return f"{_named(finding)}: {finding.text} (bounds {finding.bounds}; {finding.quantity.unit}; {finding.id})"


def _named(finding: "Finding") -> str:
    from analysis.findings.periods import named  # which is made of findings, that show themselves

    return named(finding)


class Marks(NamedTuple):
    """How a number is written, and how words of the dataset are."""

    number: "Callable[[Finding], str]"
    words: Callable[[str], str]


PLAIN = Marks(lambda finding: html.escape(finding.text), html.escape)
"""Without links: what is shown stands by itself."""


def finding_html(finding: "Finding", marks: Marks = PLAIN) -> str:
    """Write a finding for a notebook; a click unfolds how it was made, input by input, down to the sources."""
    about = f"bounds {finding.bounds} · {finding.quantity.unit} · {finding.id}"
    return (
        f"<div{PLAIN_TEXT}><strong>{marks.number(finding)}</strong> · {marks.words(_named(finding))}<br>"
        f"<small>{marks.words(about)}</small>{_origin(finding, marks)}</div>"
    )


def _origin(finding: "Finding", marks: Marks) -> str:
    """Unfold one step of the way down; each input unfolds in turn."""
    row, said = finding.observation, marks.words(finding.method)
    if row is not None:
        seen = marks.words(f"{row.source_id}, public since {row.published}, printed “{row.printed}”")
        read = marks.words(f"read in {', '.join(row.documents)}: {row.locator}")
        return f"<br><small>{said}: {seen}; {read}</small>"
    if not finding.inputs:
        return f"<br><small>{said}: {marks.words(', '.join(finding.source_ids))}</small>"
    items = "".join(
        f"<li>{marks.number(part)} · {marks.words(_named(part))}{_origin(part, marks)}</li>" for part in finding.inputs
    )
    return f"<details><summary><small>{said}</small></summary><ul>{items}</ul></details>"


def verdict_text(verdict: "Verdict") -> str:
    """Write a verdict in a line: what it says, by which rule, and in how many specifications it holds."""
    verdict.refuse_changed()
    margin = f"; margin {verdict.margin.text}" if verdict.margin else ""
    holds = f"; holds in {verdict.holds_in} of {verdict.of} specifications" if verdict.of else ""
    rests = f"; rests at the weakest on {verdict.grounds.words}" if verdict.grounds else ""
    return f"{verdict.claim_id}: {verdict.outcome.value} ({verdict.method}, {verdict.rule}{margin}{holds}{rests})"


def verdict_html(verdict: "Verdict", marks: Marks = PLAIN) -> str:
    """Write a verdict for a notebook, with the evidence on each side and by which ways of counting it does not hold."""
    parts = [f"<div{PLAIN_TEXT}><strong>{marks.words(verdict_text(verdict))}</strong>"]
    for word, evidence in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
        if evidence:
            parts.append(f"<p>{word}:</p>{''.join(finding_html(it, marks) for it in evidence)}")
    if verdict.fails_by:
        parts.append(f"<p>The claim does not hold by: {marks.words('; '.join(verdict.fails_by))}.</p>")
    return "".join(parts) + "</div>"
