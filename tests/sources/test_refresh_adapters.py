"""The adapters against servers that answer in the forms their publishers document; none has been run live.

The World Bank's forms are those of its pages on queries for sources, concepts and data (datahelpdesk.worldbank.org,
articles 898581 and 1886674); messages of SDMX are written by sdmx1 itself, which keeps to the standard.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
import sdmx
from sdmx import message
from sdmx.model import common, v21

from analysis.dataset import load
from analysis.dataset.schema import Interface
from analysis.sources import Status, publishers, refresh
from analysis.sources.publishers import Sdmx, WorldBank

from .serving import serving
from .test_refresh import ANSWERS

TODAY = date(2026, 11, 26)
LABOUR = Interface(
    "wdi", "world_bank", "2", "SL.TLF.TOTL.IN", "JPN", "observations", "labour_force", "JPN", "wdi", "", "", "persons",
    1.0, "1", "vintages", "served", "WDI updated %Y-%m-%d",
)  # fmt: skip
REAL_YEN = Interface(
    "bis_eer", "sdmx", "BIS", "WS_EER", "M.R.B.JP", "observations", "reer_broad", "JPN", "bis", "", "", "index",
    1.0, "0.01", "always", "fetched", "BIS as fetched on %Y-%m-%d",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(publishers, "PAUSE", 0.01)


# -- the World Bank, as its documentation shows it -------------------------------------------------------


def bank(figures, updated="2026-10-09", page=1000):
    """The bank's replies about figures by economy and year, newest first and a few to a page."""
    names = sorted({year for _, year in figures}, reverse=True)
    years = [{"id": f"YR{year}", "value": str(year)} for year in names]
    rows = [
        {
            "variable": [
                {"concept": "Country", "id": economy, "value": economy},
                {"concept": "Series", "id": "SL.TLF.TOTL.IN", "value": "Labor force, total"},
                {"concept": "Time", "id": f"YR{year}", "value": str(year)},
            ],
            "value": value,
        }
        for (economy, year), value in sorted(figures.items(), reverse=True)
    ]

    def named(concept, variables):
        return {"source": [{"id": "2", "concept": [{"id": concept, "variable": variables}]}]}

    def reply(path):
        asked = urlsplit(path)
        place, number = asked.path.removeprefix("/v2/en/"), int(asked.query.split("page=")[-1].split("&")[0])
        head = {"page": number, "pages": 1, "per_page": 1000, "total": 1}
        match place.split("/"):
            case ["sources", "2"]:
                return [head, [{"id": "2", "lastupdated": updated, "name": "World Development Indicators"}]]
            case ["sources", "2", "concepts"]:
                concepts = [{"id": name, "value": name} for name in ("Country", "Series", "Time")]
                return head | {"source": [{"id": "2", "concept": concepts}]}
            case ["sources", "2", "time", *_]:
                return head | named("Time", years)
            case ["region" | "incomelevel" | "lendingtype"]:
                return [head, [{"id": "X", "code": "X", "iso2code": "XX", "name": "X", "value": "X"}]]
            case ["country", "all"]:
                none = {"id": "X", "value": "X"}
                land = {"id": "USA", "iso2Code": "US", "capitalCity": "", "longitude": "", "latitude": ""}
                return [head, [land | dict.fromkeys(("region", "adminregion", "lendingType", "incomeLevel"), none)]]
            case ["sources", "2", *_]:
                part = rows[(number - 1) * page : number * page]
                pages = {"per_page": page, "total": len(rows), "lastupdated": updated}
                return head | pages | {"source": {"id": "2", "name": "World Development Indicators", "data": part}}
        return [{"message": [{"id": "120", "key": "Invalid value", "value": "The value is not valid"}]}]

    return lambda path: (200, "application/json", json.dumps(reply(path)).encode())


def test_made_from_the_documentation_the_world_banks_pages_give_figures_of_one_vintage():
    figures = {("JPN", 2023): 69250000, ("JPN", 2024): 69570000.5, ("JPN", 2025): None}
    with serving(bank(figures, page=2)) as server:
        served = WorldBank(f"{server.address}/v2")([LABOUR], date(2023, 1, 1), TODAY)
    found = [(value.period, value.printed, value.value, value.vintage) for value in served.values]
    assert found == [
        ("2024", "69570000.5", 69570000.5, "WDI updated 2026-10-09"),
        ("2023", "69250000", 69250000.0, "WDI updated 2026-10-09"),
    ]
    assert {value.published for value in served.values} == {date(2026, 10, 9)}
    assert len([path for path in server.asked if "/series/SL.TLF.TOTL.IN/country/JPN/time/all?" in path]) == 2  # pages
    assert {agent.split("/")[0] for agent in server.agents} == {"japan-tech-report"}


def stored(folder):
    """The newest labour force of each economy and year that is stored of the bank."""
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if (r["indicator"], r["account"]) == ("labour_force", "wdi")]
    rows.sort(key=lambda row: row["published"])
    return {(row["entity"], int(row["period_start"][:4])): float(row["value"]) for row in rows}


EXCHANGED = {"JPN": "KOR", "KOR": "JPN"}


def labour_forces(folder, reply):
    """Refresh the bank's figures from a server."""
    with serving(reply) as server:
        (answer,) = refresh(folder, ["wdi"], today=TODAY, fetchers={"world_bank": WorldBank(f"{server.address}/v2")})
    return answer


def test_made_from_the_documentation_a_new_vintage_of_the_world_bank_enters_for_every_economy(copy):
    held = stored(copy.folder)
    served = held | {(economy, 2025): held[economy, 2022] for economy, _ in held}
    answer = labour_forces(copy.folder, bank(served))
    assert (answer.status, answer.why, len(answer.entered)) == (Status.ENTERED, "", len(served))
    assert stored(copy.folder) == served
    assert load(copy.folder).documents["wdi_2026_11_26"].published == "2026-10-09"


@pytest.mark.parametrize(
    "slip",
    [
        lambda held: {key: 2 * value for key, value in held.items()},
        lambda held: {(EXCHANGED.get(economy, economy), year): value for (economy, year), value in held.items()},
        lambda held: held | {("JPN", 2020): 10 * held["JPN", 2020]},
    ],
    ids=["all doubled", "two economies exchanged", "one figure tenfold"],
)
def test_figures_that_are_hardly_plausible_stay_out_and_the_others_enter(copy, slip):
    held = stored(copy.folder)
    served = slip(held)
    wrong = {key for key in held if served[key] != held[key]}
    answer = labour_forces(copy.folder, bank(served))
    assert answer.status is Status.KEPT_ASIDE
    assert len(answer.entered) == len(held) - len(wrong)
    assert stored(copy.folder) == held
    assert (copy.folder / "aside" / "wdi.2026-11-26.csv").is_file()


def test_made_from_the_documentation_figures_that_the_world_bank_no_longer_serves_are_kept_aside(copy):
    held = stored(copy.folder)
    answer = labour_forces(copy.folder, bank({key: value for key, value in held.items() if key[0] != "JPN"}))
    assert answer.status is Status.KEPT_ASIDE
    assert answer.why.startswith("labour_force.JPN.wdi of ")
    assert "is gone" in answer.why


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (lambda _: (503, "text/plain", b"busy"), "127.0.0.1 answered 503 Service Unavailable"),
        (lambda _: (200, "text/html", b"<html>maintenance</html>"), "JSON decoding error"),
        (lambda _: (200, "application/json", b'[{"message":[{"key":"Invalid value","value":"no"}]}]'), "value: no"),
    ],
    ids=["busy", "no json", "its own message"],
)  # fmt: skip
def test_a_world_bank_that_does_not_serve_is_told_in_one_line(copy, reply, why):
    answer = labour_forces(copy.folder, reply)
    assert answer.status is Status.FAILED
    assert why in answer.why
    assert "\n" not in answer.why


# -- SDMX, as the standard has it ------------------------------------------------------------------------


def dsd(*dimensions, attributes=()):
    """The structure of a flow: its dimensions in order, and its attributes."""
    office = common.Agency(id="OFFICE")
    scheme = common.ConceptScheme(id="CONCEPTS", version="1.0", maintainer=office)

    def concept(name):
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


def registry(flow, structure, figures):
    """The replies of an SDMX server: the structure of one flow, and its figures by key and period."""
    scheme = structure.measures[0].concept_identity.get_scheme()
    described = v21.DataflowDefinition(id=flow, version="1.0", maintainer=structure.maintainer, structure=structure)
    told = message.StructureMessage(
        dataflow={flow: described}, structure={structure.id: structure}, concept_scheme={scheme.id: scheme}
    )
    names = [d.id for d in structure.dimensions]
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
    return lambda path: (200, *answers[path.split("/")[1]])


def test_made_from_the_documentation_the_bis_is_asked_for_the_structure_and_then_for_the_series():
    figures = {("M.R.B.JP", "2026-09"): "70.12", ("M.R.B.JP", "2026-10"): "69.5", ("M.N.B.JP", "2026-10"): "80"}
    structure = dsd("FREQ", "EER_TYPE", "EER_BASKET", "REF_AREA")
    with serving(registry("WS_EER", structure, figures)) as server:
        served = Sdmx(server.address)([REAL_YEN], date(1994, 1, 1), TODAY)
    assert [(value.period, value.printed, value.published) for value in served.values] == [
        ("2026-09", "70.12", None),
        ("2026-10", "69.5", None),
    ]
    structures, data = server.asked
    assert structures.startswith("/dataflow/BIS/WS_EER/latest")
    assert data.startswith("/data/")
    assert data.endswith("/M.R.B.JP?startPeriod=1994&endPeriod=2026")
    assert {agent.split("/")[0] for agent in server.agents} == {"japan-tech-report"}


def test_made_from_the_documentation_a_new_month_and_a_revised_one_of_the_bis_enter_as_of_the_day(copy):
    with (copy.folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["indicator"], row["account"]) == ("reer_broad", "bis")]
    rows.sort(key=lambda row: row["published"])
    held = {row["period_start"][:7]: row["value"] for row in rows}
    last = max(held)
    figures = {("M.R.B.JP", month): value for month, value in held.items()}
    figures |= {("M.R.B.JP", last): f"{float(held[last]) + 1:.2f}", ("M.R.B.JP", "2026-10"): "69.5"}
    structure = dsd("FREQ", "EER_TYPE", "EER_BASKET", "REF_AREA")
    with serving(registry("WS_EER", structure, figures)) as server:
        (answer,) = refresh(copy.folder, ["bis_eer"], today=TODAY, fetchers={"sdmx": Sdmx(server.address)})
    assert (answer.status, answer.why) == (Status.ENTERED, "")
    assert answer.entered == tuple(f"reer_broad.JPN.bis.{month}.2026-11-26" for month in (last, "2026-10"))


def opened(name):
    """A stored answer, as sdmx1 reads it."""
    return (ANSWERS / name).open("rb")


def test_the_stored_answer_of_the_world_economic_outlook_is_read():
    text = (ANSWERS / "weo_2025_10.xml").read_text(encoding="utf-8")
    names = set(re.findall(r' ([A-Z_]+)="', text)) - {"TIME_PERIOD", "OBS_VALUE", "COUNTRY", "INDICATOR", "FREQUENCY"}
    structure = dsd("COUNTRY", "INDICATOR", "FREQUENCY", attributes=sorted(names))
    with opened("weo_2025_10.xml") as file:
        message = sdmx.read_sdmx(file, structure=structure)
    of = Interface(**{**_cells(LABOUR), "key": "SVK.NGDP_R.A", "vintage": "WEO %B %Y"})
    (value,) = publishers.values(message, structure, [of])
    assert (value.period, value.value, value.printed, value.status) == ("2018", 94669000000.0, "94669000000", "A")
    assert (value.published, value.vintage) == (date(2025, 10, 14), "WEO October 2025")


def test_the_stored_answer_of_the_central_bank_is_read():
    structure = dsd("FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX")
    with opened("ecb_usd_monthly.xml") as file:
        message = sdmx.read_sdmx(file)
    of = Interface(**{**_cells(LABOUR), "key": "M.USD.EUR.SP00.A"})
    other = Interface(**{**_cells(LABOUR), "key": "M.JPY.EUR.SP00.A"})
    found = list(publishers.values(message, structure, [other, of]))
    assert [(value.period, value.printed) for value in found[:2]] == [("1999-01", "1.16078"), ("1999-02", "1.120765")]
    assert {value.published for value in found} == {None}


def _cells(of):
    return {name: getattr(of, name) for name in Interface.__dataclass_fields__}
