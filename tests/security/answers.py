"""Answers of publishers, each sound as it stands, into every part of which a hostile text can be put."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import sdmx
from sdmx.model import common, v21

from analysis.sources import Served
from analysis.sources.publishers import EcbFile, Fred, WorldBank, values

from ..sources.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.sources import Fetcher

PARTS = {
    "fred": ("column", "day", "rate", "reason", "page"),
    "ecb_file": ("column", "day", "rate"),
    "sdmx": ("period", "value", "status", "published", "latest", "key"),
    "world_bank": ("updated", "value", "economy", "year", "name", "message", "page"),
}
"""What of each kind of answer is free text to the one who serves it."""

DIMENSIONS = ("COUNTRY", "INDICATOR", "FREQUENCY")


@contextmanager
def fred(part: str, text: str, _home: Path) -> Iterator[Fetcher]:
    """FRED's file of one series with one day."""
    own = {part: '"' + text.replace('"', '""') + '"'} if part not in ("reason", "page") else {}
    rows = f"{own.get('column', 'observation_date')},DEXJPUS\n2025-09-25,149.78\n"
    rows += f"{own.get('day', '2025-09-29')},{own.get('rate', '148.6')}\n"
    body = text if part == "page" else rows
    status = 400 if part == "reason" else 200
    with serving(lambda _: (status, "text/csv", (text if part == "reason" else body).encode())) as server:
        yield Fred(f"{server.address}/graph/fredgraph.csv")


@contextmanager
def ecb_file(part: str, text: str, home: Path) -> Iterator[Fetcher]:
    """The bank's file of one currency with one day."""
    own = {part: text}
    rows = f"Date,{own.get('column', 'USD')},\n2026-10-30,1.1172,\n"
    rows += f"{own.get('day', '2026-11-02')},{own.get('rate', '1.1')},\n"
    (home / "rates.csv").write_text(rows, encoding="utf-8")
    yield EcbFile(home / "rates.csv")


def _structure() -> v21.DataStructureDefinition:
    """The structure of a flow with three dimensions."""

    def concept(name: str) -> v21.Concept:
        found = v21.Concept(id=name)
        found.core_representation = common.Representation()
        return found

    found = v21.DataStructureDefinition(id="DSD")
    for order, name in enumerate((*DIMENSIONS, "TIME_PERIOD"), 1):
        kind = v21.TimeDimension if name == "TIME_PERIOD" else v21.Dimension
        found.dimensions.append(kind(id=name, order=order, concept_identity=concept(name)))
    for name in ("PUBLICATION_DATE", "OBS_STATUS", "LATEST_ACTUAL_ANNUAL_DATA"):
        found.attributes.append(v21.DataAttribute(id=name, concept_identity=concept(name)))
    found.measures.append(v21.PrimaryMeasure(id="OBS_VALUE", concept_identity=concept("OBS_VALUE")))
    return found


MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<message:StructureSpecificData xmlns:ss="{ss}" xmlns:message="{message}" xmlns:common="{common}" xmlns:ns="urn:a:b"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><message:Header><message:ID>A</message:ID>
<message:Test>false</message:Test><message:Prepared>2026-04-02T16:53:31Z</message:Prepared>
<message:Sender id="A"/><message:Structure structureID="S" namespace="urn:a:b" dimensionAtObservation="TIME_PERIOD">
<common:StructureUsage><Ref agencyID="IMF.RES" id="WEO" version="9.0.0"/></common:StructureUsage></message:Structure>
</message:Header><message:DataSet ss:dataScope="DataStructure" xsi:type="ns:DataSetType" ss:structureRef="S"
 action="Replace" PUBLICATION_DATE={published}><Series COUNTRY={key} INDICATOR="LP" FREQUENCY="A"
 LATEST_ACTUAL_ANNUAL_DATA={latest}><Obs TIME_PERIOD={period} OBS_VALUE={value} OBS_STATUS={status}/></Series>
</message:DataSet></message:StructureSpecificData>"""
SPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
SPACES = {"ss": f"{SPACE}data/structurespecific", "message": f"{SPACE}message", "common": f"{SPACE}common"}
SOUND = {"published": "2026-10-14T13:00:00Z", "key": "JPN", "latest": "2024", "period": "2025", "value": "123000000"}


@contextmanager
def sdmx_message(part: str, text: str, _home: Path) -> Iterator[Fetcher]:
    """A message of one series with one year, read as one that was served."""
    told = {name: quoteattr(value) for name, value in (SOUND | {"status": "A"} | {part: text}).items()}
    body = MESSAGE.format(**SPACES, **told).encode()

    def ask(interfaces: object, *_: object) -> Served:
        structure = _structure()
        message = sdmx.read_sdmx(io.BytesIO(body), structure=structure)
        return Served(tuple(values(message, structure, interfaces)), "https://example.org/data", f"sha256:{'0' * 64}")

    yield ask


def _bank(part: str, text: str, path: str) -> object:
    """What the bank's interface answers to each question that its client puts."""
    own = {"updated": "2026-10-01", "value": 69_000_000.0, "economy": "JPN", "year": "YR2022", "name": "WDI"} | {
        part: text
    }
    head = {"page": 1, "pages": 1, "per_page": 1000, "total": 1}
    variable = [
        {"concept": "Country", "id": own["economy"], "value": own["name"]},
        {"concept": "Series", "id": "SL.TLF.TOTL.IN", "value": own["name"]},
        {"concept": "Time", "id": own["year"], "value": own["year"]},
    ]
    if part == "message":
        return [{"message": [{"id": "120", "key": text, "value": text}]}]
    if "/concepts" in path:
        named = [{"id": name, "value": ""} for name in ("Country", "Series", "Time")]
        return head | {"source": [{"id": "2", "concept": named}]}
    if "/time/all" in path and "/series/" not in path:
        years = [{"id": f"YR{year}", "value": str(year)} for year in range(1990, 2027)]
        return head | {"source": [{"concept": [{"id": "Time", "variable": years}]}]}
    if "/series/" in path.lower():
        return head | {"source": {"id": "2", "data": [{"variable": variable, "value": own["value"]}]}}
    parts = {name: {"id": "EAS"} for name in ("region", "adminregion", "lendingType", "incomeLevel")}
    places = dict.fromkeys(("capitalCity", "longitude", "latitude"), "")
    row = {"id": "2", "lastupdated": own["updated"], "name": own["name"], "code": "EAS", "value": "a"}
    return [head, [row | parts | places | {"id": it, "iso2code": it, "iso2Code": it} for it in ("2", "USA")]]


@contextmanager
def world_bank(part: str, text: str, _home: Path) -> Iterator[Fetcher]:
    """The bank's interface with one figure of one country."""

    def reply(path: str) -> tuple[int, str, bytes]:
        return (
            200,
            "application/json",
            text.encode() if part == "page" else json.dumps(_bank(part, text, path)).encode(),
        )

    with serving(reply) as server:
        yield WorldBank(f"{server.address}/v2")


SERVED = {"fred": fred, "ecb_file": ecb_file, "sdmx": sdmx_message, "world_bank": world_bank}
SOURCES = {"fred": "fed_h10", "ecb_file": "ecb_exr", "sdmx": "imf_weo", "world_bank": "wdi"}
