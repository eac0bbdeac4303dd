"""The Federal Reserve's rates by way of FRED of St. Louis, read with pandas-datareader; no key is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.evidence.interfaces import Interface
from analysis.evidence.refresh import web
from analysis.evidence.refresh.answers import NotServed, Served, fetched


@dataclass(frozen=True, slots=True)
class Fred:
    """The download file of one series; `address` is where it lies."""

    address: str = "https://fred.stlouisfed.org/graph/fredgraph.csv"

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask for each series from a day on; days without a rate are left out."""
        module, address = web.needed("pandas_datareader.fred"), self.address

        class Reader(module.FredReader):  # type: ignore[name-defined,misc]
            url = address

        record, values = web.Record(ends_lines=True), []
        for of in interfaces:
            reader = Reader(
                of.key, start=since, end=today, retry_count=0, timeout=web.TIMEOUT, session=web.session(record)
            )
            frame = reader.read()
            if frame.empty:
                continue  # what is missing is judged by whoever compares
            if not hasattr(frame.index, "date"):
                raise NotServed(f"{address} did not serve a table of days for {of.key}")
            for day, value in zip(frame.index.date, frame[of.key], strict=True):
                if value == value:  # a day without a rate is not equal to itself
                    values.append(fetched(of, day.isoformat(), str(value), f"column {of.key}"))
        return Served(tuple(values), record.addresses[-1], record.checksum)
