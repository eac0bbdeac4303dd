"""Each fetcher against answers in its publisher's form, and against a server that is ill or hostile; none is run live.

Stored answers are authentic; the World Bank's are made from its documentation, SDMX messages written by sdmx1.
"""

from __future__ import annotations

import gzip
import re
import time
from datetime import date

import pytest
import sdmx

from analysis.dataset.records import Interface
from analysis.sources import SourceError, fetchers
from analysis.sources.fetchers import Fred, Sdmx, WorldBank, read_message

from ..servers import serving
from .publisher_answers import ANSWERS, bank, registry, structure_of

TODAY = date(2026, 11, 26)


def series(protocol, agency, flow, key, multiplier=1.0, quote="", vintage="%Y"):
    rest = ("observations", "x", "JPN", "", "", quote, "persons", multiplier, "1", "vintages", "served", vintage)
    return Interface("source", protocol, agency, flow, key, *rest)


YEN = series("fred", "FRED", "H10", "DEXJPUS")
LABOUR = series("world_bank", "2", "SL.TLF.TOTL.IN", "JPN")
REAL_YEN = series("sdmx", "BIS", "WS_EER", "M.R.B.JP")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(fetchers, "BACKOFF", 0)


def as_csv(text):
    return lambda _: (200, "text/csv", text.encode())


FRED = "observation_date,DEXJPUS\n2026-09-24,149.50\n2026-09-25,\n2026-09-28,150.1\n"
BIS = registry(
    "WS_EER",
    structure_of("FREQ", "EER_TYPE", "EER_BASKET", "REF_AREA"),
    {("M.R.B.JP", "2026-10"): "69.5", ("M.N.B.JP", "2026-10"): "80"},
)


@pytest.mark.parametrize(
    ("fetcher", "wanted", "reply", "values", "asked"),
    [
        (Fred, YEN, as_csv(FRED), [("2026-09-24", "149.50", None), ("2026-09-28", "150.1", None)], [r"/\?id=DEXJPUS"]),
        (
            WorldBank, LABOUR, bank({("JPN", "2024"): 69570000.5, ("JPN", "2025"): None, ("KOR", "2024"): 1}),
            [("2024", "69570000.5", date(2026, 10, 9))],
            [r"/country/JPN/indicator/SL\.TLF\.TOTL\.IN\?source=2&date=2023%3A2026&format=json&per_page=32500"],
        ),
        (
            Sdmx, REAL_YEN, BIS, [("2026-10", "69.5", None)],
            [r"/dataflow/BIS/WS_EER/latest.*", r"/data/.*/M\.R\.B\.JP\?startPeriod=2023&endPeriod=2026"],
        ),
    ],
    ids=["fred", "world bank, from its documentation", "bis, from the standard"],
)  # fmt: skip
def test_a_publisher_is_asked_for_the_series_and_its_answer_is_read(fetcher, wanted, reply, values, asked):
    with serving(reply) as server:
        address = f"{server.address}/" if fetcher is not Sdmx else server.address
        served = fetcher(address)([wanted], date(2023, 1, 1), TODAY)
    assert [(value.period, value.printed, value.published) for value in served.values] == values
    assert all(re.fullmatch(pattern, path) for pattern, path in zip(asked, server.asked, strict=True))
    assert {agent.split("/")[0] for agent in server.agents} == {"japan-tech-report"}
    assert re.fullmatch("sha256:[0-9a-f]{64}", served.checksum)


@pytest.mark.parametrize(
    ("name", "key", "dimensions", "values"),
    [
        (
            "weo_2025_10.xml", "SVK.NGDP_R.A", ("COUNTRY", "INDICATOR", "FREQUENCY"),
            [("2018", "94669000000", date(2025, 10, 14), "A")],
        ),
        (
            "ecb_usd_monthly.xml", "M.USD.EUR.SP00.A",
            ("FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX"),
            [("1999-01", "1.16078", None, "A"), ("1999-02", "1.120765", None, "A")],
        ),
    ],
)  # fmt: skip
def test_a_stored_answer_is_read(name, key, dimensions, values):
    text = (ANSWERS / name).read_text(encoding="utf-8")
    names = set(re.findall(r' ([A-Z_]+)="', text)) - {"TIME_PERIOD", "OBS_VALUE", *dimensions}
    structure = structure_of(*dimensions, attributes=tuple(sorted(names)))
    with (ANSWERS / name).open("rb") as file:
        message = sdmx.read_sdmx(file, **({"structure": structure} if name.startswith("weo") else {}))
    other, wanted = series("sdmx", "X", "Y", key.replace("USD", "JPY") + "x"), series("sdmx", "X", "Y", key)
    found = [
        (it.period, it.printed, it.published, it.status) for it in read_message(message, structure, [other, wanted])
    ]
    assert found[:2] == values


# -- servers that are ill or hostile ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fetcher", "wanted", "reply", "tries", "why"),
    [
        (Fred, YEN, lambda _: (503, "text/plain", b"busy"), 4, "127.0.0.1 answered 503"),
        (Fred, YEN, lambda _: (404, "text/plain", b"gone"), 1, "127.0.0.1 answered 404"),
        (Fred, YEN, as_csv("<html>moved</html>\n"), 1, "not a table of days and DEXJPUS"),
        (Fred, YEN, as_csv("observation_date,DEXJPUS\n2026-09-28,15"), 1, "breaks off within a line"),
        (WorldBank, LABOUR, lambda _: (200, "", b'[{"message":[{"key":"Invalid value"}]}]'), 1, "Invalid value"),
        (WorldBank, LABOUR, bank({("JPN", "2024"): 1}, pages=2), 1, "more than one page"),
        (Sdmx, REAL_YEN, lambda _: (500, "text/plain", b"ill"), 4, "127.0.0.1 answered 500"),
    ],
)
def test_a_server_that_does_not_serve_is_a_fault_in_a_sentence(fetcher, wanted, reply, tries, why):
    with serving(reply) as server, pytest.raises(SourceError, match=re.escape(why)):
        fetcher(server.address)([wanted], date(2023, 1, 1), TODAY)
    assert len(server.asked) == tries


def head(handler, **headers):
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def endless(handler, pause=0.0, size=10_000):
    head(handler)
    while True:
        handler.wfile.write(b"x" * size)
        time.sleep(pause)


def packed(handler):
    """Ten megabytes go into some ten kilobytes."""
    body = gzip.compress(b"0" * 10_000_000)
    head(handler, Content_Encoding="gzip", Content_Length=str(len(body)))
    handler.wfile.write(body)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (endless, "127.0.0.1 served more than 1 MB"),
        (packed, "127.0.0.1 served more than 1 MB"),
        (lambda h: endless(h, 0.02, 1), "127.0.0.1 took more than 0.5 seconds to answer"),
        (lambda h: head(h, Content_Disposition='attachment; filename="a.gz"'), "127.0.0.1 served a packed file"),
    ],
    ids=["endless", "bomb", "slow", "packed"],
)
def test_an_answer_beyond_the_limits_is_given_up_in_time(answer, why, monkeypatch):
    monkeypatch.setattr(fetchers, "LARGEST_ANSWER_BYTES", 1_000_000)
    monkeypatch.setattr(fetchers, "LONGEST_ANSWER_SECONDS", 0.5)
    begun = time.monotonic()
    with serving(answer=answer) as server, pytest.raises(SourceError) as caught:
        Fred(server.address)([YEN], date(2023, 1, 1), TODAY)
    assert str(caught.value) == why
    assert time.monotonic() - begun < 4
