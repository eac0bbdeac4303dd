"""Figures and rates from servers that speak SDMX, the statistical offices' own protocol, read with sdmx1."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.evidence.interfaces import Interface
from analysis.evidence.refresh import web
from analysis.evidence.refresh.answers import Fetched, NotServed, Served, fetched

TIME = "TIME_PERIOD"
STATUSES = frozenset({"A", "E", "F"})


@dataclass(frozen=True, slots=True)
class Sdmx:
    """A client of any SDMX server that sdmx1 knows by the name of its agency; `address` replaces the one it knows."""

    address: str = ""

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask once for all series of a flow, after the structure that explains the answer."""
        sdmx, record = web.needed("sdmx"), web.Record()
        agency, flow = interfaces[0].agency, interfaces[0].flow
        client = sdmx.Client(agency, session=web.session(record, web.needed("sdmx.session").Session(web.TIMEOUT)))
        client.source.url = self.address or client.source.url
        structures = client.dataflow(flow).structure
        if not structures:
            raise NotServed(f"{agency} does not tell the structure of {flow}")
        structure = next(iter(structures.values()))
        span = {"startPeriod": str(since.year), "endPeriod": str(today.year)}
        message = client.data(flow, key=joined([of.key for of in interfaces]), params=span, dsd=structure)
        return Served(tuple(values(message, structure, interfaces)), record.addresses[-1], record.checksum)


def joined(keys: Sequence[str]) -> str:
    """Ask for several series of one flow at once.

    >>> joined(["A.X.M", "B.X.M"])
    'A+B.X.M'
    """
    return ".".join("+".join(dict.fromkeys(parts)) for parts in zip(*(key.split(".") for key in keys), strict=True))


def values(message: Any, structure: Any, interfaces: Sequence[Interface]) -> Iterator[Fetched]:
    """Take the values of the wanted series out of a message, with the day of publication where it names one."""
    wanted = {of.key: of for of in interfaces}
    dimensions = [d.id for d in structure.dimensions if d.id != TIME]
    for dataset in message.data:
        named = dataset.attrib.get("PUBLICATION_DATE")
        published = date.fromisoformat(str(named.value)[:10]) if named else None
        for observation in dataset.obs:
            key = ".".join(str(observation.key[name].value) for name in dimensions)
            if (of := wanted.get(key)) and observation.value not in (None, ""):
                period, printed = str(observation.dimension[TIME].value), str(observation.value)
                status = _status(period, observation.attrib)
                yield fetched(of, period, printed, f"series {key}", published=published, status=status)


def _status(period: str, attributes: Any) -> str:
    """Say whether a value is measured, estimated or forecast, as far as the message tells."""
    latest = re.search(r"\d{4}", _text(attributes, "LATEST_ACTUAL_ANNUAL_DATA"))
    if latest and period[:4] > latest[0]:
        return "F"
    told = _text(attributes, "OBS_STATUS")
    return told if told in STATUSES else "A"


def _text(attributes: Any, name: str) -> str:
    found = attributes.get(name)
    return str(found.value) if found else ""
