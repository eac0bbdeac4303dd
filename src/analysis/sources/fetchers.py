"""Fetch figures and rates from publishers: one fetcher for each protocol of `interfaces.csv`."""

import csv
import hashlib
import importlib
import io
import json
import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any, Protocol
from urllib.parse import urlsplit

from analysis.dataset.records import Interface
from analysis.errors import AnalysisError

SERVED_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
"""The form of a number; `float` alone would accept 1_0 and the digits of every script."""

TIMEOUT = (10, 30)
"""Seconds to connect, and to wait for the next bytes."""

LONGEST_ANSWER_SECONDS = 60.0
"""Maximum time for the body of an answer."""

LARGEST_ANSWER_BYTES = 50_000_000
"""Maximum size of an answer, unpacked; usual ones are far smaller."""

RETRIES = 3
BACKOFF = 1.0
RETRIED = (429, 500, 502, 503, 504)
"""Status codes of temporary errors."""


class SourceError(AnalysisError):
    """A source cannot be used now: its server, its answer, a missing package, or it is too early."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it was served.

    `number` is in base units, and NaN where `printed` is no number; `published` is the day of publication that the
    source states, if it does; `locator` says where in the answer the value stands.
    """

    series: Interface
    period: str
    printed: str
    locator: str
    published: date | None = None
    status: str = "A"

    @property
    def number(self) -> float:
        """The value in base units."""
        if not SERVED_NUMBER.fullmatch(self.printed):
            return math.nan
        return float(self.printed) * self.series.multiplier


@dataclass(frozen=True, slots=True)
class Download:
    """All values that a source served, with the address and the checksum of the bytes."""

    values: tuple[Value, ...]
    address: str
    checksum: str


class Fetcher(Protocol):
    """Fetches some series of one source from a day on, without side effects."""

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Download:
        """Return the values; raise `SourceError`, or any error of a library."""


def require(module: str) -> Any:
    """Import a package of the extra `refresh`; raise `SourceError` with how to install it where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        how = "pip install 'japan-tech-report[refresh]'"
        raise SourceError(f"the package {(error.name or module).split('.')[0]} is missing; install it: {how}") from None


@dataclass(slots=True)
class Transcript:
    """The last address of a session and a hash of all its responses; a response hook of requests."""

    address: str = ""
    digest: Any = field(default_factory=hashlib.sha256)

    def __call__(self, response: Any, *_args: Any, **_options: Any) -> None:
        """Read the body of a response; raise `SourceError` if it is an error, too large or too slow."""
        host = urlsplit(response.url).hostname
        try:
            if response.status_code >= 400:
                raise SourceError(f"{host} answered {response.status_code}")
            if response.headers.get("Content-Disposition", "").endswith('.gz"'):  # sdmx1 would unpack it without limit
                raise SourceError(f"{host} served a packed file")

            # Read piece by piece: requests limits neither the size of an answer nor the time it takes in all
            body = bytearray()
            deadline = time.monotonic() + LONGEST_ANSWER_SECONDS
            while chunk := response.raw.read1(65_536, decode_content=True):
                body += chunk
                if len(body) > LARGEST_ANSWER_BYTES:
                    raise SourceError(f"{host} served more than {LARGEST_ANSWER_BYTES / 1e6:g} MB")
                if time.monotonic() > deadline:
                    raise SourceError(f"{host} took more than {LONGEST_ANSWER_SECONDS:g} seconds to answer")
        finally:
            response.close()
        self.address = response.url
        self.digest.update(body)
        response.raw = io.BytesIO(body)  # for requests and its callers, who read the body after this hook

    @property
    def checksum(self) -> str:
        """The hash as `documents.csv` writes it."""
        return f"sha256:{self.digest.hexdigest()}"


def open_session() -> tuple[Any, Transcript]:
    """Return a requests session with retries, a user agent and limits, and its transcript."""
    session, transcript = require("requests").Session(), Transcript()
    retry = require("urllib3.util").Retry(
        total=RETRIES,
        backoff_factor=BACKOFF,
        status_forcelist=RETRIED,
        raise_on_status=False,  # the transcript refuses what is still an error
        respect_retry_after_header=False,  # a server may ask for hours
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, require("requests.adapters").HTTPAdapter(max_retries=retry))
    session.headers["User-Agent"] = f"japan-tech-report/{version('japan-tech-report')}"
    session.hooks["response"].append(transcript)
    return session, transcript


@dataclass(frozen=True, slots=True)
class Fred:
    """The Federal Reserve's rates from FRED's CSV file of a series; no key is needed."""

    address: str = "https://fred.stlouisfed.org/graph/fredgraph.csv"

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Download:  # noqa: ARG002
        """Fetch each series, of which FRED serves all days; those before `since` or without a rate are left out."""
        session, transcript = open_session()
        values = []
        for series in interfaces:
            text = session.get(self.address, params={"id": series.key}, timeout=TIMEOUT).text
            if not text.endswith("\n"):
                raise SourceError(f"the answer for {series.key} breaks off within a line")
            rows = list(csv.reader(io.StringIO(text)))
            if not rows or rows[0][1:] != [series.key]:  # however the column of days is called
                raise SourceError(f"the answer is not a table of days and {series.key}")
            for row in rows[1:]:
                if len(row) != 2:  # such as an empty line
                    continue
                day, rate = row
                # a holiday has a point, or nothing, instead of a rate
                if rate not in ("", ".") and day >= since.isoformat():
                    values.append(Value(series, day, rate, f"column {series.key}"))
        return Download(tuple(values), transcript.address, transcript.checksum)


@dataclass(frozen=True, slots=True)
class WorldBank:
    """The World Bank's indicators, of which the bank states the day of the last update."""

    address: str = "https://api.worldbank.org/v2"

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Download:
        """Fetch each indicator once, for all its economies and years."""
        session, transcript = open_session()
        values: list[Value] = []
        for flow in dict.fromkeys(series.flow for series in interfaces):
            wanted = {series.key: series for series in interfaces if series.flow == flow}
            answer = session.get(
                f"{self.address}/country/{';'.join(wanted)}/indicator/{flow}",
                params={
                    "source": interfaces[0].agency,  # the bank's number of the database, the same for all
                    "date": f"{since.year}:{today.year}",
                    "format": "json",
                    "per_page": "32500",  # the most that the bank serves at once
                },
                timeout=TIMEOUT,
            )
            # An answer is a pair of a head and rows; numbers are read as texts, to keep them as they are printed
            try:
                head, rows = json.loads(answer.text, parse_float=str, parse_int=str)
                updated = date.fromisoformat(head["lastupdated"])
                is_whole = head["pages"] == "1"  # a text, like all numbers here
                served = [(row["countryiso3code"], row["date"], row["value"]) for row in rows]
            except (ValueError, KeyError, TypeError, RecursionError):
                raise SourceError(f"the answer is not a table of {flow}: {answer.text[:80]!r}") from None
            if not is_whole:
                raise SourceError(f"the answer for {flow} has more than one page")
            for economy, year, printed in served:
                if economy in wanted and printed is not None:
                    locator = f"{flow}, {economy}, {year}"
                    values.append(Value(wanted[economy], str(year), str(printed), locator, updated))
        return Download(tuple(values), transcript.address, transcript.checksum)


TIME_DIMENSION = "TIME_PERIOD"
"""The dimension of the period in SDMX; all others are the codes of a series."""


@dataclass(frozen=True, slots=True)
class Sdmx:
    """Any SDMX server that sdmx1 knows by the name of its agency; `address` overrides its URL."""

    address: str = ""

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Download:
        """Fetch the structure of a flow, then all its series in one request."""
        session, transcript = open_session()
        agency, flow = interfaces[0].agency, interfaces[0].flow
        client = require("sdmx").Client(agency, session=session)
        client.source.url = self.address or client.source.url
        structures = client.get("dataflow", flow, timeout=TIMEOUT).structure
        if not structures:
            raise SourceError(f"{agency} does not serve the structure of {flow}")
        structure = next(iter(structures.values()))  # a flow has one
        years = {"startPeriod": str(since.year), "endPeriod": str(today.year)}
        key = join_keys([series.key for series in interfaces])
        message = client.get("data", flow, key=key, params=years, dsd=structure, timeout=TIMEOUT)
        return Download(tuple(read_message(message, structure, interfaces)), transcript.address, transcript.checksum)


def join_keys(keys: Sequence[str]) -> str:
    """Return the SDMX key that asks for several series of one flow at once.

    It asks for every combination of their codes, so the answer may have more series than wanted.

    >>> join_keys(["A.X.M", "B.X.M"])
    'A+B.X.M'
    """
    split_keys = [key.split(".") for key in keys]
    codes_by_dimension = zip(*split_keys, strict=True)
    # dict.fromkeys leaves out repeated codes and keeps their order
    return ".".join("+".join(dict.fromkeys(codes)) for codes in codes_by_dimension)


def read_message(message: Any, structure: Any, interfaces: Sequence[Interface]) -> Iterator[Value]:
    """Yield the values of the wanted series in an SDMX message, with the day of publication where it states one."""
    wanted = {series.key: series for series in interfaces}
    dimensions = [dimension.id for dimension in structure.dimensions if dimension.id != TIME_DIMENSION]
    for dataset in message.data:
        stated = dataset.attrib.get("PUBLICATION_DATE")
        published = date.fromisoformat(str(stated.value)[:10]) if stated else None  # the day alone, without a time
        for observation in dataset.obs:
            key = ".".join(str(observation.key[name].value) for name in dimensions)
            # a key of several series asks for others as well, and a value may be missing
            if key not in wanted or observation.value in (None, ""):
                continue
            period = str(observation.dimension[TIME_DIMENSION].value)
            status = _status(period, observation.attrib)
            yield Value(wanted[key], period, str(observation.value), f"series {key}", published, status)


def _status(period: str, attributes: Any) -> str:
    """Return whether a value is measured (A), estimated (E) or forecast (F), as far as the message states it."""
    # The IMF states the last measured year, others the status of each value
    latest_actual = re.search(r"\d{4}", str(attributes.get("LATEST_ACTUAL_ANNUAL_DATA") or ""))
    if latest_actual and period[:4] > latest_actual[0]:
        return "F"
    status = str(attributes.get("OBS_STATUS") or "")
    return status if status in ("A", "E", "F") else "A"


FETCHERS: Mapping[str, Fetcher] = {"fred": Fred(), "sdmx": Sdmx(), "world_bank": WorldBank()}
"""The fetcher for each protocol of `interfaces.csv`.

A new protocol is entered here, and among the values of the column `protocol` in `datapackage.json` of the data.
"""
