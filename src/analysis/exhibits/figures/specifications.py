"""The specification curve: every reasonable way to compute an answer, and the answer that each one gives."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from analysis.exhibits.figures.curves import Choice, Curve, paint_curves
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.findings.verdicts import Specification, Verdict


def curves_of(
    w: Writer,
    label: str,
    names: Mapping[str, str],
    *,
    title: Callable[[Sequence[str]], str],
    subtitle: str,
    much: Finding,
) -> Figure | None:
    """Draw every ratio behind some claims above the choices that lead to it; None where no choice was varied.

    `names` says what each claim compares, `title` writes the title for the claims that are shown, and `much` is the
    ratio from which on larger counts as much larger.
    """
    curves = list(_curves(w.verdicts, names))
    if not curves:
        return None
    w.use(much, *(s.evidence for curve in curves for s in curve.specifications))
    settings = w.catalogue.evidence.settings
    rows = _rows(curves, settings.sensitivity)
    return draw(
        w,
        label,
        title=title([curve.claim_id for curve in curves]),
        subtitle=subtitle,
        alt=" ".join(_told(curve, settings.word) for curve in curves),
        source="Choices and threshold as declared in the project’s data; sources of every ratio in *Workings*.",
        data=[
            ("claim", "choices", "ratio", "low", "high", "supported", "finding"),
            *(_row(c.claim_id, s) for c in curves for s in c.ordered),
        ],
        paint=lambda sheet: paint_curves(sheet, curves, rows, much, settings.word),
    )


def _curves(verdicts: Mapping[str, Verdict], names: Mapping[str, str]) -> Iterator[Curve]:
    """Go through the claims for which choices were varied, with those that decide."""
    for claim_id, name in names.items():
        if claim_id in verdicts and verdicts[claim_id].of:
            deciding = tuple(s for s in verdicts[claim_id].specifications if s.holds is not None)
            yield Curve(claim_id, name, deciding)


def _told(curve: Curve, word: Callable[[str], str]) -> str:
    """Write a curve as a sentence, for those who cannot see it."""
    specifications = "; ".join(_said(curve, s, word) for s in curve.ordered)
    return f"{curve.claim_id}, {curve.name}, lowest ratio first: {specifications}."


def _said(curve: Curve, spec: Specification, word: Callable[[str], str]) -> str:
    chosen = ", ".join(word(option) for _, option in spec.choices)
    reference = ", the reference" if spec is curve.specifications[0] else ""
    return f"{spec.evidence.text} {chosen}{reference}, {'supported' if spec.holds else 'not supported'}"


def _row(claim_id: str, s: Specification) -> tuple[object, ...]:
    choices, ratio = "; ".join(f"{axis}: {option}" for axis, option in s.choices), s.evidence.quantity
    return claim_id, choices, ratio.value, ratio.low, ratio.high, "yes" if s.holds else "no", s.evidence.id


def _rows(curves: Sequence[Curve], declared: Mapping[str, Mapping[str, list[str]]]) -> list[Choice]:
    """List each axis, in a row of its own, and the options tried of it in the order declared."""
    axes: dict[str, list[str]] = {}
    for curve in curves:
        for axis, options in declared[curve.claim_id].items():
            listed = axes.setdefault(axis, [])
            listed += [o for o in options if o not in listed and any(c.tries(axis, o) for c in curves)]
    return [(axis, option) for axis, options in axes.items() for option in ("", *options)]
