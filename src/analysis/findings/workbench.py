"""Arithmetic at the prompt: the comparisons of the report, with names that follow from what is compared."""

from analysis.findings import comparisons as by
from analysis.findings.finding import Finding


def share(part: Finding, whole: Finding) -> Finding:
    """Express one figure as a share of another one of the same unit.

    Raises `UnitError` where the units differ: yen are no share of dollars before they are converted.

    >>> import analysis as an
    >>> d = an.load(as_of="2024-04-12")
    >>> an.share(d["subsidy.JPN.amount"], d.figure("gdp_nominal_lcu", "JPN", year=2023)).text
    '0.66%'
    """
    return by.divided(part, whole, _name("share", part, whole), f"{part.label}, as a share of {whole.label}", "share")


def ratio(over: Finding, under: Finding) -> Finding:
    """Say how many times one figure is another one of the same unit.

    Raises `UnitError` where the units differ, and `ZeroDivisionError` where the lower figure may be zero.

    >>> import analysis as an
    >>> d = an.load(as_of="2024-04-12")
    >>> an.ratio(d["unicorns.KOR.count"], d["unicorns.JPN.count"]).text
    '2'
    """
    return by.divided(over, under, _name("ratio", over, under), f"{over.label}, as a multiple of {under.label}")


def change(later: Finding, earlier: Finding) -> Finding:
    """Say by which share a figure rose or fell from an earlier to a later one.

    >>> import analysis as an
    >>> d = an.load(as_of="2024-04-12")
    >>> an.change(d["work.labour_force"], d.figure("labour_force", "JPN", year=2012)).text
    '5.48%'
    """
    return by.changed(later, earlier, _name("change", later, earlier), f"Change from {earlier.label} to {later.label}")


def per(amount: Finding, base: Finding) -> Finding:
    """Divide a figure by one of another unit, such as money by people or firms by GDP.

    >>> import analysis as an
    >>> d = an.load(as_of="2024-04-12")
    >>> an.per(d["subsidy.JPN.amount"], d.figure("population", "JPN", year=2023)).text
    '¥31,300'
    """
    return by.per(amount, base, _name("per", amount, base), f"{amount.label}, per {base.label}")


def convert(amount: Finding, rate: Finding) -> Finding:
    """Turn an amount of money into another currency by a rate, whichever way round the rate is quoted.

    >>> import analysis as an
    >>> d = an.load(as_of="2024-04-12")
    >>> an.convert(d["subsidy.JPN.amount"], d.rate("USD", "JPY", "2024-04-12")).text
    '$25.5 billion'
    """
    return by.converted(amount, rate, _name("convert", amount, rate), f"{amount.label}, at {rate.label}")


def _name(what: str, *findings: Finding) -> str:
    """Name a finding without blanks, so that a page can lead to it."""
    return f"{what}({','.join(finding.id for finding in findings)})"
