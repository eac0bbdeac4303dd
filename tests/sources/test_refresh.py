"""One refresh from end to end: what enters, what is quarantined, and that nothing stored is ever lost."""

from __future__ import annotations

import csv
import re
import shutil
from datetime import date

import pytest

from analysis.dataset import DataError, digests, load
from analysis.editions.atomic_files import LockedError, lock
from analysis.errors import UnwritableError
from analysis.sources import Status, fetchers, refresh, verify
from analysis.sources.fetchers import Fred, Sdmx, WorldBank
from analysis.sources.publication_days import monday_after

from ..servers import serving
from .publisher_answers import as_fred, bank, forget_newer, held, newer, registry, stretch, structure_of

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(fetchers, "BACKOFF", 0)


@pytest.fixture
def copy(copy):
    """A copy of the data as they were before the newer noon rates entered."""
    forget_newer(copy.folder)
    return copy


@pytest.fixture
def small_copy(few_copy, small):
    """A few rows beside the rates of the small data, before the newer noon rates entered."""
    shutil.copy(small / "exchange_rates.csv", few_copy.folder)
    forget_newer(few_copy.folder)
    return few_copy


def fetch(folder, rates, **more):
    """Refresh the noon rates from a server of FRED's."""
    with serving(lambda _: (200, "text/csv", as_fred(rates))) as server:
        (answer,) = refresh(folder, ["fed_h10"], **{"today": TODAY, "fetchers": {"fred": Fred(server.address)}} | more)
    return answer


def published(copy):
    """On which day each noon rate became public."""
    return {row[0]: row[6] for row in copy.rows("exchange_rates.csv") if row[5] == "fed_h10"}


# -- rates --------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_newer_stretch_of_noon_rates_enters_and_nothing_stored_changes(copy):
    before = {path.name: path.read_text(encoding="utf-8").splitlines() for path in copy.folder.glob("*.csv")}
    answer = fetch(copy.folder, held(copy.folder) | stretch())
    assert (answer.status, len(answer.entered), answer.why) == (Status.ENTERED, 249, "")
    assert (answer.entered[0], answer.entered[-1]) == ("2025-09-29 JPY", "2026-09-25 JPY")
    after = {path.name: path.read_text(encoding="utf-8").splitlines() for path in copy.folder.glob("*.csv")}
    assert {name for name in before if before[name] != after[name]} == {"documents.csv", "exchange_rates.csv"}
    assert after["exchange_rates.csv"][: len(before["exchange_rates.csv"])] == before["exchange_rates.csv"]
    (document,) = set(after["documents.csv"]) - set(before["documents.csv"])
    assert [line for line in after["documents.csv"] if line != document] == before["documents.csv"]
    peak = load(copy.folder).rates.on("USD", "JPY", date(2026, 7, 29), "fed_h10")
    assert (peak.value, peak.documents) == (163.86, ("fed_h10_2026_11_26",))


def test_a_noon_rate_is_public_on_the_monday_after_or_where_that_is_a_holiday_the_day_after():
    days = {date(2025, 10, 10): date(2025, 10, 14), date(2026, 9, 25): date(2026, 9, 28)}  # the one is Columbus Day
    assert {day: monday_after(day) for day in days} == days


@pytest.mark.parametrize(
    ("rates", "edition", "days"),
    [
        (newer(), date(2026, 10, 30), {"2025-09-29": "2026-11-26", "2026-09-25": "2026-11-26"}),
        (newer(), date(2025, 9, 29), {"2025-09-29": "2025-10-06", "2026-09-25": "2026-09-28"}),
        ({"2026-11-25": "148.57"}, date.min, {"2026-11-25": "2026-11-26"}),
    ],
    ids=["an edition was made without them", "none was", "seen before the day of the rule"],
)
def test_a_rate_is_public_by_its_rule_or_since_it_was_seen_so_that_no_edition_changes(small_copy, rates, edition, days):
    fetch(small_copy.folder, held(small_copy.folder) | rates, edition=edition)
    assert {day: published(small_copy)[day] for day in days} == days


def test_a_second_run_finds_nothing_new_and_a_later_one_the_next_rate(small_copy):
    rates = held(small_copy.folder) | {"2026-11-23": "148.57"}
    fetch(small_copy.folder, rates)
    before = digests.data_digests(small_copy.folder)
    assert fetch(small_copy.folder, rates).status == Status.NOTHING_NEW
    assert digests.data_digests(small_copy.folder) == before
    assert fetch(small_copy.folder, rates | {"2026-11-24": "148.60"}).entered == ("2026-11-24 JPY",)
    assert [row[0] for row in small_copy.rows("documents.csv") if row[0].startswith("fed_h10_2026_11_26")] == [
        "fed_h10_2026_11_26", "fed_h10_2026_11_26_2",
    ]  # fmt: skip


def test_a_dry_run_lists_what_would_enter_and_writes_nothing(small_copy):
    before = sorted(small_copy.folder.rglob("*")), digests.data_digests(small_copy.folder)
    assert len(fetch(small_copy.folder, held(small_copy.folder) | newer(), dry_run=True).entered) == 249
    assert (sorted(small_copy.folder.rglob("*")), digests.data_digests(small_copy.folder)) == before


def test_an_answer_that_contradicts_what_is_stored_is_kept_aside_whole(small_copy):
    before, why = digests.data_digests(small_copy.folder), "USD.JPY of 2024-04-10 is 152.91, stored as 152.9"
    rates = held(small_copy.folder) | newer() | {"2024-04-10": "152.91"}
    for _ in range(2):  # a second time it takes the place of the first
        answer = fetch(small_copy.folder, rates)
    assert (answer.status, answer.entered) == (Status.QUARANTINED, ())
    assert answer.why.startswith(why)
    assert digests.data_digests(small_copy.folder) == before
    (aside,) = (small_copy.folder / "aside").iterdir()
    assert aside.name == "fed_h10.2026-11-26.csv"
    first, *lines = aside.read_text(encoding="utf-8").splitlines()
    assert next(csv.reader([first]))[0].startswith(f"# {why}")
    assert len(lines) > 5_000


@pytest.mark.parametrize(
    ("rates", "doubtful"),
    [
        ({"2025-09-29": "455.00"}, "2025-09-29: 455.00 is far from the "),
        ({"2025-09-29": "150.01", "2025-09-30": "105.01", "2025-10-01": "150.00"}, "2025-09-30: 105.01 is far from"),
    ],
    ids=["threefold", "two digits swapped"],
)
def test_an_answer_with_a_rate_that_is_hardly_plausible_is_kept_aside_whole(small_copy, rates, doubtful):
    answer = fetch(small_copy.folder, held(small_copy.folder) | rates)
    assert (answer.status, answer.entered) == (Status.QUARANTINED, ())
    assert answer.why.startswith(f"fed_h10.USD.JPY.{doubtful}")
    assert held(small_copy.folder).keys() & rates.keys() == set()


def test_a_doubtful_rate_enters_once_it_is_accepted(small_copy):
    rates = held(small_copy.folder) | {"2025-09-29": "172.50"}
    assert fetch(small_copy.folder, rates).status is Status.QUARANTINED
    accepted = small_copy.rows("accepted.csv")
    small_copy.write("accepted.csv", [*accepted, ["fed_h10.USD.JPY.2025-09-29", "step", "read again", "2026-11-26"]])
    assert fetch(small_copy.folder, rates).entered == ("2025-09-29 JPY",)


# -- figures ------------------------------------------------------------------------------------------------


def latest(folder, indicator, account):
    """The newest figure of each economy and period that is stored of a publisher."""
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["indicator"], row["account"]) == (indicator, account)]
    rows.sort(key=lambda row: row["published"])
    return {(row["entity"], row["period_start"]): float(row["value"]) for row in rows}


def labour_forces(folder, figures):
    """Refresh the World Bank's figures from a server of its own."""
    with serving(bank({(economy, start[:4]): value for (economy, start), value in figures.items()})) as server:
        (answer,) = refresh(folder, ["wdi"], today=TODAY, fetchers={"world_bank": WorldBank(server.address)})
    return answer


def test_a_new_vintage_of_the_world_bank_enters_for_every_economy(copy):
    stored = latest(copy.folder, "labour_force", "wdi")
    served = stored | {(economy, "2025-01-01"): stored[economy, "2022-01-01"] for economy, _ in stored}
    answer = labour_forces(copy.folder, served)
    assert (answer.status, answer.why, len(answer.entered)) == (Status.ENTERED, "", len(served))
    assert latest(copy.folder, "labour_force", "wdi") == served
    assert load(copy.folder).documents["wdi_2026_11_26"].published == "2026-10-09"


EXCHANGED = {"JPN": "KOR", "KOR": "JPN"}


@pytest.mark.parametrize(
    "slip",
    [
        lambda stored: {key: 2 * value for key, value in stored.items()},
        lambda stored: {key: 1.105 * value for key, value in stored.items()},
        lambda stored: {key: value for key, value in stored.items() if key[0] != "JPN"},
        lambda stored: {(EXCHANGED.get(of, of), start): value for (of, start), value in stored.items()},
        lambda stored: stored | {("JPN", "2020-01-01"): 10 * stored["JPN", "2020-01-01"]},
    ],
    ids=["all doubled", "all more by a tenth", "an economy gone", "two economies exchanged", "one figure tenfold"],
)
def test_a_vintage_with_figures_unlike_the_last_is_kept_aside_whole(copy, slip):
    stored = latest(copy.folder, "labour_force", "wdi")
    answer = labour_forces(copy.folder, slip(stored))
    assert (answer.status, answer.entered) == (Status.QUARANTINED, ())
    assert latest(copy.folder, "labour_force", "wdi") == stored
    assert (copy.folder / "aside" / "wdi.2026-11-26.csv").is_file()


def test_a_new_month_and_a_revised_one_of_the_bis_enter_as_of_the_day(copy):
    held = {start[:7]: value for (_, start), value in latest(copy.folder, "reer_broad", "bis").items()}
    last = max(held)
    figures = {("M.R.B.JP", month): f"{value:.2f}" for month, value in held.items()}
    figures |= {("M.R.B.JP", last): f"{held[last] + 1:.2f}", ("M.R.B.JP", "2026-10"): "69.5"}
    structure = structure_of("FREQ", "EER_TYPE", "EER_BASKET", "REF_AREA")
    with serving(registry("WS_EER", structure, figures)) as server:
        (answer,) = refresh(copy.folder, ["bis_eer"], today=TODAY, fetchers={"sdmx": Sdmx(server.address)})
    assert (answer.status, answer.why) == (Status.ENTERED, "")
    assert answer.entered == tuple(f"reer_broad.JPN.bis.{month}.2026-11-26" for month in (last, "2026-10"))


# -- sources that fail stop no other ------------------------------------------------------------------------


def test_a_source_that_fails_stops_no_other(small_copy):
    def fails(*_):
        raise OSError("no\nroute \x1b[31mto host")

    with serving(lambda _: (200, "text/csv", as_fred(held(small_copy.folder)))) as server:
        fetchers = {"sdmx": fails, "fred": Fred(server.address)}
        ecb, noon = refresh(small_copy.folder, ["ecb_exr", "fed_h10"], today=TODAY, fetchers=fetchers)
    assert (ecb.status, ecb.why) == (Status.FAILED, "sdmx: OSError: no route \ufffd[31mto host")
    assert noon.status is Status.NOTHING_NEW


def test_a_source_with_two_protocols_is_refused(small_copy):
    header, first, *rows = small_copy.rows("interfaces.csv")
    small_copy.write("interfaces.csv", [header, [first[0], "fred", *first[2:]], *rows])
    (answer,) = refresh(small_copy.folder, ["ecb_exr"], today=TODAY, fetchers={})
    assert answer.status is Status.FAILED
    assert "several protocols, fred and sdmx" in answer.why


@pytest.mark.parametrize("proxy", ["http://user:geheim#1@127.0.0.1:9", "http://user:ge/heim@127.0.0.1:9"])
def test_no_password_of_a_proxy_is_told(small_copy, monkeypatch, proxy):
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    fetchers = {"fred": Fred("http://fred.example.org/graph/fredgraph.csv")}
    (answer,) = refresh(small_copy.folder, ["fed_h10"], today=TODAY, fetchers=fetchers)
    assert answer.status is Status.FAILED
    assert not {"geheim", "heim", "user"} & set(re.split(r"\W", answer.why))


# -- verify -------------------------------------------------------------------------------------------------


def test_verify_tells_each_difference_and_writes_nothing(small_copy):
    rates = held(small_copy.folder)
    with serving(lambda _: (200, "text/csv", as_fred(rates))) as server:
        fetchers = {"fred": Fred(server.address)}
        assert verify(small_copy.folder, ["fed_h10"], today=TODAY, fetchers=fetchers) == {"fed_h10": []}
        last = max(rates)
        stored, rates[last] = rates[last], "9.99"
        before = digests.data_digests(small_copy.folder)
        found = verify(small_copy.folder, ["fed_h10"], today=TODAY, fetchers=fetchers)
    assert found == {"fed_h10": [f"USD.JPY of {last} is 9.99, stored as {stored}"]}
    assert digests.data_digests(small_copy.folder) == before


# -- the folder ---------------------------------------------------------------------------------------------


def test_who_cannot_write_or_comes_second_is_refused(small_copy, tmp_path):
    with lock(small_copy.folder / "refresh"), pytest.raises(LockedError):
        refresh(small_copy.folder, today=TODAY, fetchers={})
    installed = tmp_path / "site-packages" / "data"
    installed.parent.mkdir()
    small_copy.folder.rename(installed)
    with pytest.raises(UnwritableError, match="refresh a clone of the project, or name a folder with --data"):
        refresh(installed, today=TODAY, fetchers={})
    with pytest.raises(DataError, match="is missing; restore it, or give a data folder"):
        refresh(tmp_path, today=TODAY, fetchers={})
