"""What publishers answer, made for a test, with a text of one's own in any part; and servers that serve it."""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

import sdmx
from sdmx import message
from sdmx.model import common, v21

from analysis.sources import Download
from analysis.sources.fetchers import Fred, WorldBank, read_message

from ..servers import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from analysis.sources import Fetcher

    from ..servers import Reply

ANSWERS = Path(__file__).parent / "answers"
LAST = "2025-09-26"
"""The last noon rate that the data of these tests hold; those that follow are what is fetched."""


# -- FRED ------------------------------------------------------------------------------------------------


def forget_newer(folder: Path) -> None:
    """Take out of a data folder the noon rates that are to be fetched again."""
    path = folder / "exchange_rates.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not (",fed_h10," in line and line[:10] > LAST)]
    path.write_text("".join(kept), encoding="utf-8")


def stretch() -> dict[str, str]:
    """The rates of Japan that were newer than ours, as the stored copy has them; a holiday is an empty cell."""
    with (ANSWERS / "h10_yen.csv").open(encoding="utf-8", newline="") as file:
        return {row["Date"]: row["Exchange rate"] for row in csv.DictReader(file)}


def newer() -> dict[str, str]:
    """Of those, the rates that are not stored."""
    return {day: rate for day, rate in stretch().items() if day > LAST}


def held(folder: Path) -> dict[str, str]:
    """The noon rates of a data folder."""
    with (folder / "exchange_rates.csv").open(encoding="utf-8", newline="") as file:
        return {row["date"]: row["rate"] for row in csv.DictReader(file) if row["source_id"] == "fed_h10"}


def as_fred(rates: Mapping[str, str]) -> bytes:
    """Rates in the form of FRED's download file."""
    return "".join(["observation_date,DEXJPUS\n", *(f"{day},{rates[day]}\n" for day in sorted(rates))]).encode()


# -- the World Bank, as its pages on queries show it (datahelpdesk.worldbank.org, articles 898581 and 1886674) ----


def bank(
    figures: Mapping[tuple[str, str], object], updated: str = "2026-10-09", pages: int = 1
) -> Callable[[str], Reply]:
    """The bank's reply about figures by economy and year."""
    rows = [
        {
            "indicator": {"id": "SL.TLF.TOTL.IN", "value": "Labor force, total"},
            "country": {"id": economy[:2], "value": economy},
            "countryiso3code": economy,
            "date": year,
            "value": value,
        }
        for (economy, year), value in figures.items()
    ]
    head = {"page": 1, "pages": pages, "per_page": 32500, "total": len(rows), "sourceid": "2", "lastupdated": updated}
    return lambda _: (200, "application/json", json.dumps([head, rows]).encode())


# -- SDMX, as the standard has it: sdmx1 writes the messages itself --------------------------------------


def structure_of(*dimensions: str, attributes: tuple[str, ...] = ()) -> v21.DataStructureDefinition:
    """The structure of a flow: its dimensions in order, and its attributes."""
    office = common.Agency(id="OFFICE")
    scheme = common.ConceptScheme(id="CONCEPTS", version="1.0", maintainer=office)

    def concept(name: str) -> common.Concept:
        found = scheme.setdefault(id=name)
        found.core_representation = common.Representation()
        return found

    found = v21.DataStructureDefinition(id="DSD", version="1.0", maintainer=office)
    for order, name in enumerate((*dimensions, "TIME_PERIOD"), 1):
        kind = v21.TimeDimension if name == "TIME_PERIOD" else v21.Dimension
        found.dimensions.append(kind(id=name, order=order, concept_identity=concept(name)))
    for name in attributes:
        found.attributes.append(v21.DataAttribute(id=name, concept_identity=concept(name)))
    found.measures.append(v21.PrimaryMeasure(id="OBS_VALUE", concept_identity=concept("OBS_VALUE")))
    return found


def registry(
    flow: str, structure: v21.DataStructureDefinition, figures: Mapping[tuple[str, str], str]
) -> Callable[[str], Reply]:
    """The replies of an SDMX server: the structure of one flow, and its figures by key and period."""
    scheme = structure.measures[0].concept_identity.get_scheme()
    described = v21.DataflowDefinition(id=flow, version="1.0", maintainer=structure.maintainer, structure=structure)
    told = message.StructureMessage(
        dataflow={flow: described}, structure={structure.id: structure}, concept_scheme={scheme.id: scheme}
    )
    names = [dimension.id for dimension in structure.dimensions]
    observations = [
        v21.Observation(
            dimension=structure.make_key(common.Key, dict(zip(names, (*key.split("."), period), strict=True))),
            value=printed,
            value_for=structure.measures[0],
        )
        for (key, period), printed in figures.items()
    ]
    data = message.DataMessage(dataflow=described, observation_dimension=structure.dimensions.get("TIME_PERIOD"))
    data.data.append(v21.GenericDataSet(structured_by=structure, obs=observations))
    answers = {
        "dataflow": ("application/vnd.sdmx.structure+xml;version=2.1", sdmx.to_xml(told)),
        "data": ("application/vnd.sdmx.genericdata+xml;version=2.1", sdmx.to_xml(data)),
    }
    return lambda path: (200, *answers[urlsplit(path).path.split("/")[1]])


# -- sound answers of one new value each, into every part of which a hostile text can be put ---------------

SERIES_MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<message:StructureSpecificData xmlns:ss="{v}data/structurespecific" xmlns:message="{v}message" xmlns:common="{v}common"
 xmlns:ns="urn:a:b" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><message:Header><message:ID>A</message:ID>
<message:Test>false</message:Test><message:Prepared>2026-04-02T16:53:31Z</message:Prepared>
<message:Sender id="A"/><message:Structure structureID="S" namespace="urn:a:b" dimensionAtObservation="TIME_PERIOD">
<common:StructureUsage><Ref agencyID="IMF.RES" id="WEO" version="9.0.0"/></common:StructureUsage></message:Structure>
</message:Header><message:DataSet ss:dataScope="DataStructure" xsi:type="ns:DataSetType" ss:structureRef="S"
 action="Replace" PUBLICATION_DATE={published}><Series COUNTRY={key} INDICATOR="LP" FREQUENCY="A"
 LATEST_ACTUAL_ANNUAL_DATA={latest}><Obs TIME_PERIOD={period} OBS_VALUE={value} OBS_STATUS={status}/></Series>
</message:DataSet></message:StructureSpecificData>"""
PARTS: dict[str, dict[str, str]] = {
    "fred": {"column": "observation_date", "day": "2025-09-29", "rate": "148.6", "page": ""},
    "sdmx": {
        "published": "2026-10-14T13:00:00Z",
        "key": "JPN",
        "latest": "2024",
        "period": "2025",
        "value": "123000000",
        "status": "A",
    },
    "world_bank": {"updated": "2026-10-01", "value": "69000000", "economy": "JPN", "year": "2022", "page": ""},
}
"""What of each kind of answer is free text to the one who serves it, and what it is in the sound answer."""

SOURCES = {"fred": "fed_h10", "sdmx": "imf_weo", "world_bank": "wdi"}
ATTRIBUTES = ("PUBLICATION_DATE", "OBS_STATUS", "LATEST_ACTUAL_ANNUAL_DATA")


@contextmanager
def one_value(kind: str, **texts: str) -> Iterator[Fetcher]:
    """A fetcher whose publisher serves one new value of one series, with texts in some parts of the answer."""
    it = PARTS[kind] | texts
    if kind == "sdmx":
        body = SERIES_MESSAGE.format(
            v="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/",
            **{name: quoteattr(text) for name, text in it.items()},
        ).encode()

        def ask(interfaces: object, *_: object) -> Download:
            structure = structure_of("COUNTRY", "INDICATOR", "FREQUENCY", attributes=ATTRIBUTES)
            found = sdmx.read_sdmx(io.BytesIO(body), structure=structure)
            values = tuple(read_message(found, structure, interfaces))
            return Download(values, "https://example.org/data", f"sha256:{'0' * 64}")

        yield ask
    else:
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows(
            [[it.get("column"), "DEXJPUS"], ["2025-09-25", "149.78"], [it.get("day"), it.get("rate")]]
        )
        reply = bank({(it.get("economy", ""), it.get("year", "")): it.get("value")}, it.get("updated", ""))
        body = it["page"].encode() or (table.getvalue().encode() if kind == "fred" else reply("")[2])
        with serving(lambda _: (200, "text/plain", body)) as server:
            yield (Fred if kind == "fred" else WorldBank)(server.address)
