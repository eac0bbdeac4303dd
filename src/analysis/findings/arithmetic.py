"""Arithmetic on findings.

Each function is pure: it takes findings and returns a finding whose bounds follow from its inputs. Name and label are
generated and describe the operation; a declaration replaces them. `method` appears in *Sources and workings*. Some of
these functions are also public, as `an.share`, `an.ratio` and so on.
"""

from collections.abc import Sequence
from dataclasses import replace

from analysis.errors import NotKnownError, UnitError
from analysis.findings.finding import Finding, as_finding, of_two_accounts
from analysis.findings.label_composition import bracket_difference, compose, join_parts
from analysis.findings.number_format import Each, each_of
from analysis.findings.quantity import Quantity, total


def share(part: Finding, whole: Finding) -> Finding:
    """Divide a figure by another one of the same unit, as a share.

    Raises `UnitError` if the units differ; convert yen before dividing them by dollars.
    """
    divided = as_finding(part) / as_finding(whole)
    part, whole = divided.inputs  # as findings, whatever a notebook passed
    label = compose(part.label, ", as a share of ", whole.label)
    return replace(
        divided, id=operation_name("share", part, whole), label=label, quantity=divided.quantity.as_("share")
    )


def ratio(over: Finding, under: Finding) -> Finding:
    """Divide a figure by another one of the same unit, as a multiple of it.

    Raises `UnitError` if the units differ, and `NotKnownError` if the divisor may be zero.
    """
    divided = as_finding(over) / as_finding(under)
    return replace(divided, quantity=divided.quantity.as_("ratio"))


def per(amount: Finding, base: Finding, each: Each | str | None = None) -> Finding:
    """Divide a figure by one of another unit, such as money by people.

    `each` scales the base, as in firms per million people: "thousand", "million", "ten million", "trillion" and so on.
    """
    divided = as_finding(amount) / as_finding(base)
    if each is None:
        return divided
    scale = each if isinstance(each, Each) else each_of(each)
    quantity = divided.quantity
    scaled = Quantity(
        quantity.value * scale.number,
        quantity.low * scale.number,
        quantity.high * scale.number,
        f"{amount.quantity.unit} per {scale.word} {base.quantity.unit}",
    )
    without_parenthesis = divided.id.removesuffix(")")
    name = f"{without_parenthesis},{scale.word.replace(' ', '_')})"  # per(firms,people,ten_million)
    return replace(divided, id=name, quantity=scaled, method=compose(divided.method, f", for every {scale.word}"))


def change(later: Finding, earlier: Finding) -> Finding:
    """Return the relative change from an earlier to a later figure.

    Raises `UnitError` for figures that have none, such as ranks, and `NotKnownError` for a base that may be negative.
    """
    as_finding(later).quantity.require_amount("changed by a share")
    if later.beside(earlier).quantity.low < 0:
        raise NotKnownError(f"a change by a share from {earlier.text}, which may lie below zero")
    return deviation(later, earlier)


def deviation(later: Finding, earlier: Finding) -> Finding:
    """Return the relative deviation of a figure from another one of the same sign."""
    multiple = (later.quantity / earlier.quantity).as_("ratio")
    quantity = Quantity(multiple.value - 1, multiple.low - 1, multiple.high - 1, "share")
    label = compose("Change from ", earlier.label, " to ", later.label)
    method = compose(later.label, " ÷ ", earlier.label, ", less one")
    remark = of_two_accounts(later, earlier)
    return Finding(operation_name("change", later, earlier), label, quantity, method, (later, earlier), remark=remark)


def convert(amount: Finding, rate: Finding) -> Finding:
    """Convert money into another currency by an exchange rate, whichever way round the rate is quoted."""
    quote = base = ""
    if isinstance(rate, Finding):  # or else the message below says what to pass
        quote, _, base = rate.quantity.unit.partition(" per ")
    if as_finding(amount).quantity.unit not in (quote, base) or not base:
        problem = f"the rate is of {base} and {quote}" if base else "the second argument is not an exchange rate"
        example = 'an.convert(x, d.rate("USD", "JPY", "2024-04-12"))'
        raise UnitError(
            f"{amount.label} is in {amount.quantity.unit}, {problem}; give a rate of its currency, as in {example}"
        )
    converted = amount / rate if amount.quantity.unit == quote else amount * rate
    label = compose(amount.label, ", at ", rate.label)
    return replace(converted, id=operation_name("convert", amount, rate), label=label)


def added(parts: Sequence[Finding]) -> Finding:
    """Add findings of one unit."""
    labels = [part.label for part in parts]
    label = join_parts(", ", map(bracket_difference, labels))
    quantity = total(part.quantity for part in parts)
    return Finding(operation_name("sum", *parts), label, quantity, join_parts(" + ", labels), tuple(parts))


def mean_over(parts: Sequence[Finding]) -> Finding:
    """Average findings of one unit, unweighted; there has to be at least one."""
    whole = total(part.quantity for part in parts)
    number = len(parts)
    quantity = Quantity(whole.value / number, whole.low / number, whole.high / number, whole.unit)
    label = compose("Mean of ", join_parts(", ", [part.label for part in parts]))
    return Finding(operation_name("mean", *parts), label, quantity, f"mean of {number} figures", tuple(parts))


def percentile(rank: Finding, panel: Finding) -> Finding:
    """Return the share of the others that rank lower: one for the first, zero for the last.

    `panel` is how many are ranked, at least two; both are exact.
    """
    quantity = Quantity.exact((panel.value - rank.value) / (panel.value - 1), "share")
    label = compose(rank.label, ", share of the others below")
    method = "(number ranked − rank) ÷ (number ranked − one)"
    return Finding(operation_name("percentile", rank, panel), label, quantity, method, (rank, panel))


def places_behind(rank: Finding, better_rank: Finding) -> Finding:
    """Return by how many places a rank is behind another one; both are exact."""
    quantity = Quantity.exact(rank.value - better_rank.value, "places")
    label = compose("Places behind of ", rank.label)
    method = compose(rank.label, " − ", better_rank.label)
    return Finding(operation_name("places", rank, better_rank), label, quantity, method, (rank, better_rank))


def each_year(amount: Finding, years: Finding) -> Finding:
    """Divide the total of a programme by its years, an exact number."""
    spread = amount.quantity / Quantity.exact(years.value, "ratio")  # a ratio, as the unit stays that of the amount
    quantity = Quantity(spread.value, spread.low, spread.high, amount.quantity.unit)
    label = compose(amount.label, ", per year")
    method = compose(amount.label, " ÷ ", years.label)
    return Finding(operation_name("each_year", amount, years), label, quantity, method, (amount, years))


def ceiling(amount: Finding) -> Finding:
    """Return the ceiling of a figure printed as "up to x": x itself, within the rounding of its last digit."""
    row = amount.observation
    if row is None or row.qualifier != "le":
        return amount
    half = row.precision / 2
    quantity = Quantity(row.value, row.value - half, row.value + half, row.unit)
    label = compose("Ceiling of: ", amount.label)
    method = "the figure printed after “up to”"
    printed = amount.text.removeprefix("up to ")  # it is rounded up, as a ceiling has to be
    return Finding(operation_name("ceiling", amount), label, quantity, method, (amount,), as_printed=printed)


def operation_name(operation: str, *findings: Finding) -> str:
    """Generate a name without blanks, which is used as an anchor."""
    return f"{operation}({','.join(finding.id for finding in findings)})"
