"""One refresh from end to end: what enters, what is kept aside, and that nothing stored is ever lost."""

from __future__ import annotations

import csv
import re
import socket
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
from filelock import FileLock

from analysis.dataset import DataError, load, loading
from analysis.sources import (
    Busy,
    NoInterface,
    NotServed,
    ReadOnly,
    Served,
    Status,
    new_rows,
    publishers,
    refresh,
    verify,
)
from analysis.sources.new_rows import monday_after
from analysis.sources.publishers import EcbFile, Fred, fetched
from analysis.sources.run import read

from .serving import serving

ANSWERS = Path(__file__).parent / "answers"
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(publishers, "PAUSE", 0.01)


LAST = "2025-09-26"
"""The last noon rate that the data of these tests hold; those that follow are what is fetched."""


def forget_newer(folder):
    """Take out of a data folder the noon rates that are to be fetched again."""
    path = folder / "exchange_rates.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not (",fed_h10," in line and line[:10] > LAST)]
    path.write_text("".join(kept), encoding="utf-8")


@pytest.fixture
def copy(copy):
    """A copy of the data as they were before the newer noon rates entered."""
    forget_newer(copy.folder)
    return copy


@pytest.fixture
def small_copy(small_copy):
    """The same of the small data."""
    forget_newer(small_copy.folder)
    return small_copy


def stretch():
    """The rates of Japan that were newer than ours, as the stored copy has them; a holiday is an empty cell."""
    with (ANSWERS / "h10_yen.csv").open(encoding="utf-8", newline="") as file:
        return {row["Date"]: row["Exchange rate"] for row in csv.DictReader(file)}


def newer():
    """Of those, the rates that are not stored."""
    return {day: rate for day, rate in stretch().items() if day > LAST}


def held(folder):
    """The noon rates of a data folder."""
    with (folder / "exchange_rates.csv").open(encoding="utf-8", newline="") as file:
        return {row["date"]: row["rate"] for row in csv.DictReader(file) if row["source_id"] == "fed_h10"}


def as_fred(rates):
    """Rates in the form of FRED's download file."""
    return "".join(["observation_date,DEXJPUS\n", *(f"{day},{rates[day]}\n" for day in sorted(rates))]).encode()


def fetch(folder, body, *, status=200, today=TODAY, **more):
    """Refresh the noon rates from a server that serves `body`."""
    with serving(lambda _: (status, "text/csv", body)) as server:
        fetchers = {"fred": Fred(f"{server.address}/graph/fredgraph.csv")}
        (answer,) = refresh(folder, ["fed_h10"], today=today, fetchers=fetchers, **more)
    return answer, server


@pytest.mark.long
def test_the_newer_stretch_of_noon_rates_enters_and_nothing_stored_changes(copy):
    before = {path.name: path.read_text(encoding="utf-8").splitlines() for path in copy.folder.glob("*.csv")}
    answer, server = fetch(copy.folder, as_fred(held(copy.folder) | stretch()))
    assert (answer.status, len(answer.entered), answer.why) == (Status.ENTERED, 249, "")
    assert (answer.entered[0], answer.entered[-1]) == ("2025-09-29 JPY", "2026-09-25 JPY")
    assert server.agents == [publishers.user_agent()]
    after = {path.name: path.read_text(encoding="utf-8").splitlines() for path in copy.folder.glob("*.csv")}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"documents.csv", "exchange_rates.csv"}
    assert after["exchange_rates.csv"][: len(before["exchange_rates.csv"])] == before["exchange_rates.csv"]
    assert len(after["exchange_rates.csv"]) - len(before["exchange_rates.csv"]) == 249
    (document,) = set(after["documents.csv"]) - set(before["documents.csv"])
    assert [line for line in after["documents.csv"] if line != document] == before["documents.csv"]
    assert document.startswith("fed_h10_2026_11_26,Board of Governors of the Federal Reserve System,")
    evidence = load(copy.folder)
    peak = evidence.rates.on("USD", "JPY", date(2026, 7, 29), "fed_h10")
    assert (peak.value, peak.documents) == (163.86, ("fed_h10_2026_11_26",))


def test_a_noon_rate_is_public_on_the_monday_after_or_where_that_is_a_holiday_the_day_after():
    days = {date(2025, 10, 10): date(2025, 10, 14), date(2026, 9, 25): date(2026, 9, 28)}  # the one is Columbus Day
    assert {day: monday_after(day) for day in days} == days


def test_rates_of_days_that_an_edition_did_not_know_are_public_since_they_were_seen(small_copy):
    """There is an edition of 30 October 2026, made without them: it must not change afterwards."""
    fetch(small_copy.folder, as_fred(held(small_copy.folder) | newer()), edition=date(2026, 10, 30))
    published = {row[0]: row[6] for row in small_copy.rows("exchange_rates.csv") if row[5] == "fed_h10"}
    assert {published["2025-09-29"], published["2026-09-25"]} == {TODAY.isoformat()}


def test_without_an_edition_since_each_rate_is_public_on_its_own_day(small_copy):
    fetch(small_copy.folder, as_fred(held(small_copy.folder) | newer()), edition=date(2025, 9, 29))
    published = {row[0]: row[6] for row in small_copy.rows("exchange_rates.csv") if row[5] == "fed_h10"}
    assert (published["2025-09-29"], published["2026-09-25"]) == ("2025-10-06", "2026-09-28")


def test_a_rate_seen_before_the_day_of_its_rule_is_public_since_it_was_seen(small_copy):
    """The Monday after that Wednesday would be 30 November 2026."""
    fetch(small_copy.folder, as_fred(held(small_copy.folder) | {"2026-11-25": "148.57"}))
    assert {row[0]: row[6] for row in small_copy.rows("exchange_rates.csv")}["2026-11-25"] == "2026-11-26"


@pytest.mark.parametrize(
    ("edition", "why"),
    [
        (TODAY, "there is an edition of 2026-11-26 already; refresh again tomorrow"),
        (date(2026, 11, 27), "there is an edition of 2026-11-27, which lies after today; check the clock"),
    ],
)
def test_nothing_enters_on_the_day_of_an_edition_or_before_it(small_copy, edition, why):
    before = loading.data_digests(small_copy.folder)
    rates = held(small_copy.folder) | {"2026-11-23": "148.57"}
    answer, _ = fetch(small_copy.folder, as_fred(rates), edition=edition)
    assert (answer.status, answer.entered, answer.why) == (Status.FAILED, (), why)
    assert loading.data_digests(small_copy.folder) == before


def test_what_became_public_today_by_another_way_keeps_no_source_from_entering(small_copy):
    rates = held(small_copy.folder) | {"2026-11-23": "148.57"}
    fetch(small_copy.folder, as_fred(rates))
    answer, _ = fetch(small_copy.folder, as_fred(rates | {"2026-11-24": "148.60"}))
    assert (answer.status, answer.entered) == (Status.ENTERED, ("2026-11-24 JPY",))


@pytest.mark.long
def test_a_second_run_finds_nothing_new_and_writes_nothing(small_copy):
    body = as_fred(held(small_copy.folder) | newer())
    fetch(small_copy.folder, body)
    before = loading.data_digests(small_copy.folder)
    answer, _ = fetch(small_copy.folder, body)
    assert (answer.status, loading.data_digests(small_copy.folder)) == (Status.NOTHING_NEW, before)


def test_a_dry_run_lists_what_would_enter_and_writes_nothing(small_copy):
    before = sorted(small_copy.folder.rglob("*")), loading.data_digests(small_copy.folder)
    answer, _ = fetch(small_copy.folder, as_fred(held(small_copy.folder) | newer()), dry_run=True)
    assert len(answer.entered) == 249
    assert (sorted(small_copy.folder.rglob("*")), loading.data_digests(small_copy.folder)) == before


def changed(rates, **days):
    return rates | {day.replace("_", "-").removeprefix("d"): rate for day, rate in days.items()}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda r: {day: rate for day, rate in r.items() if day != "2024-04-10"}, "USD.JPY of 2024-04-10, stored as"),
        (lambda r: changed(r, d2024_04_10="152.91"), "USD.JPY of 2024-04-10 is 152.91, stored as 152.9"),
        (lambda r: changed(r, d2024_04_13="152.91"), "USD.JPY of 2024-04-13 is 152.91, and no rate of that day"),
        (lambda r: changed(r, d2026_09_28="-1"), "USD.JPY of 2026-09-28 is '-1.0', which is no number above zero"),
        (lambda r: changed(r, d2026_09_28="=1+1"), "USD.JPY of 2026-09-28 is '=1+1', which is no number above zero"),
    ],
    ids=["gone", "changed", "between", "negative", "formula"],
)
def test_an_answer_that_contradicts_what_is_stored_is_kept_aside_whole(small_copy, change, why):
    before = loading.data_digests(small_copy.folder)
    answer, _ = fetch(small_copy.folder, as_fred(change(held(small_copy.folder) | newer())))
    assert (answer.status, answer.entered) == (Status.KEPT_ASIDE, ())
    assert answer.why.startswith(why)
    assert loading.data_digests(small_copy.folder) == before
    aside = (small_copy.folder / "aside" / "fed_h10.2026-11-26.csv").read_text(encoding="utf-8").splitlines()
    assert next(csv.reader(aside))[0].startswith(f"# {why}")
    assert len(aside) > 5_000


def test_a_second_answer_of_one_day_is_kept_beside_the_first_and_the_same_one_once(small_copy):
    for bad in ("=1+1", "-2", "=1+1"):
        refresh(small_copy.folder, ["fed_h10"], today=TODAY, fetchers={"fred": given("2025-09-29", bad)})
    first, second = ((small_copy.folder / "aside" / f"fed_h10.2026-11-26{n}.csv") for n in ("", "-2"))
    assert sorted((small_copy.folder / "aside").iterdir()) == sorted((first, second))
    assert first.read_text(encoding="utf-8").splitlines()[-1] == "USD.JPY,2025-09-29,'=1+1,,,A,x"
    assert second.read_text(encoding="utf-8").splitlines()[-1].startswith("USD.JPY,2025-09-29,-2")


def given(period, printed):
    """A way to ask that serves one value of each series."""
    return lambda asked, *_: Served(tuple(fetched(of, period, printed, "x") for of in asked), "", "sha256:1")


@pytest.mark.parametrize(
    "period", ["2026-11-2", "2026-11-02T00:00", "2026", "99999999999999999999", "2024-Q9999999999"]
)
def test_a_source_with_a_period_that_is_none_stops_no_other(copy, period):
    fetchers = {"sdmx": given(period, "1.5"), "ecb_file": EcbFile(), "fred": given("2024-04-10", "1")}
    answers = {a.source: a for a in refresh(copy.folder, ["ecb_exr", "fed_h10"], today=TODAY, fetchers=fetchers)}
    assert {answer.status for answer in answers.values()} == {Status.KEPT_ASIDE}
    assert "is no " in answers["ecb_exr"].why
    found = verify(copy.folder, ["ecb_exr", "fed_h10"], today=TODAY, fetchers=fetchers)
    assert found["ecb_exr"][0].startswith("could not be compared: ")
    assert "is gone" in found["fed_h10"][0]


def test_where_an_answer_cannot_be_kept_aside_its_source_has_failed_and_the_others_are_asked(copy):
    (copy.folder / "aside").write_text("a plain file", encoding="utf-8")
    fetchers = {"fred": given("2026-11-02", "-1"), "sdmx": given("x", "1"), "ecb_file": EcbFile()}
    noon, bank = refresh(copy.folder, ["fed_h10", "ecb_exr"], today=TODAY, fetchers=fetchers)
    assert (noon.status, bank.status) == (Status.FAILED, Status.FAILED)
    assert "which is no number above zero; could not be kept aside: FileExistsError" in noon.why


@pytest.mark.parametrize(("printed", "days"), [("nan", 1), ("150", 2)])
def test_verify_does_not_take_for_stored_what_is_no_number_or_stands_twice(small_copy, printed, days):
    def serves(asked, *_):
        values = [fetched(asked[0], day, rate, "x") for day, rate in held(small_copy.folder).items()]
        values[-1:] = [fetched(asked[0], values[-1].period, printed, "x")] * days
        return Served(tuple(values), "", "sha256:1")

    (line,) = verify(small_copy.folder, ["fed_h10"], today=TODAY, fetchers={"fred": serves})["fed_h10"]
    assert line.startswith("could not be compared: USD.JPY")


@pytest.mark.parametrize(
    ("rates", "entered", "why"),
    [
        ({"2025-09-29": "155.00"}, ["2025-09-29"], ""),
        ({"2025-09-29": "455.00"}, [], "fed_h10.USD.JPY.2025-09-29: 455.00 is far from the "),
        ({"2025-09-29": "15.01"}, [], "fed_h10.USD.JPY.2025-09-29: 15.01 is far from the "),
        (
            {"2025-09-29": "150.01", "2025-09-30": "105.01", "2025-10-01": "150.00"}, ["2025-09-29"],
            "fed_h10.USD.JPY.2025-09-30: 105.01 is far from the 150.01 of 2025-09-29; ",
        ),
    ],
    ids=["moved", "threefold", "a tenth", "two digits swapped"],
)  # fmt: skip
def test_a_rate_that_is_hardly_plausible_stays_out_with_those_after_it(small_copy, rates, entered, why):
    answer, _ = fetch(small_copy.folder, as_fred(held(small_copy.folder) | rates))
    assert answer.entered == tuple(f"{day} JPY" for day in entered)
    assert answer.status is (Status.KEPT_ASIDE if why else Status.ENTERED)
    assert answer.why.startswith(why)
    assert bool(answer.why) is bool(why)
    assert held(small_copy.folder).keys() & rates.keys() == set(entered)


def test_an_answer_that_ends_within_a_line_is_refused(small_copy):
    body = as_fred(held(small_copy.folder) | {"2025-09-29": "157.80"})
    answer, _ = fetch(small_copy.folder, body[: body.index(b"157.80") + 4])
    assert (answer.status, answer.entered) == (Status.FAILED, ())
    assert answer.why.endswith("broke off within a line")


@pytest.mark.parametrize(("status", "body"), [(503, b"busy"), (404, b"gone"), (200, b"<html>moved</html>"), (200, b"")])
def test_a_server_that_does_not_serve_is_told_in_one_line_and_nothing_is_written(small_copy, status, body):
    before = loading.data_digests(small_copy.folder)
    answer, server = fetch(small_copy.folder, body, status=status)
    assert answer.status in (Status.FAILED, Status.KEPT_ASIDE)
    assert answer.why
    assert "\n" not in answer.why
    assert len(server.asked) == (3 if status == 503 else 1)
    assert loading.data_digests(small_copy.folder) == before


def monthly(name):
    """Rows of the months of Japan in a stored copy of another publisher's table."""
    with (ANSWERS / f"monthly_{name}.csv").open(encoding="utf-8", newline="") as file:
        return {day: value for day, country, value in csv.reader(file) if country == "Japan"}


def test_a_source_that_sends_the_head_of_its_answer_ever_so_slowly_fails_in_time(small_copy, monkeypatch):
    monkeypatch.setattr(publishers, "WHOLE", 0.5)
    over = Event()

    def drip(connection):
        with connection, suppress(OSError):
            connection.recv(9999)
            while not over.wait(0.05):  # each sign begins the socket's own patience anew
                connection.sendall(b"H")

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=lambda: drip(server.accept()[0]), daemon=True).start()
        fetchers = {"fred": Fred(f"http://127.0.0.1:{server.getsockname()[1]}/")}
        (answer,) = refresh(small_copy.folder, ["fed_h10"], today=TODAY, fetchers=fetchers)
        over.set()
    assert (answer.status, answer.why) == (Status.FAILED, "fred: took more than 0.5 seconds")


def test_the_day_on_which_a_copy_lost_all_of_japans_rows_loses_nothing_here(small_copy):
    rates = [row for row in small_copy.rows("exchange_rates.csv") if row[5] != "fed_h10"]
    document = small_copy.rows("documents.csv")[1][0]
    monthly_rates = [
        [day, "USD", "JPY", rate, "0.0001", "fed_h10", day, document, "column", ""]
        for day, rate in monthly("before").items()
    ]
    small_copy.write("exchange_rates.csv", [*rates, *monthly_rates])
    before = (small_copy.folder / "exchange_rates.csv").read_bytes()
    assert monthly("lost") == {}
    lost, _ = fetch(small_copy.folder, as_fred(monthly("lost")))
    assert lost.status is Status.KEPT_ASIDE
    assert (small_copy.folder / "exchange_rates.csv").read_bytes() == before
    back, _ = fetch(small_copy.folder, as_fred(monthly("back")))
    assert back.status is Status.NOTHING_NEW
    assert (small_copy.folder / "exchange_rates.csv").read_bytes() == before


def test_the_banks_own_file_holds_every_euro_rate_that_is_stored(data):
    assert verify(data, ["ecb_exr"], today=TODAY, fetchers={"ecb_file": EcbFile()}) == {"ecb_exr": []}


@pytest.mark.long
def test_euro_rates_that_were_taken_out_come_back_from_the_banks_file_each_in_its_series(copy):
    rows = copy.rows("exchange_rates.csv")
    copy.write("exchange_rates.csv", [row for row in rows if not (row[1] == "EUR" and row[0] >= "2026-10-29")])
    (answer,) = refresh(copy.folder, ["ecb_exr"], today=TODAY, fetchers={"ecb_file": EcbFile()})
    days = ("2026-10-29", "2026-10-30")
    assert answer.entered == tuple(f"{day} {quote}" for quote in ("CNY", "GBP", "JPY", "KRW", "USD") for day in days)
    assert [row[:4] for row in copy.rows("exchange_rates.csv")] == [row[:4] for row in rows]
    assert load(copy.folder).documents["ecb_exr_2026_11_26"].kind == "copy"


@pytest.mark.long
def test_where_the_first_way_fails_the_next_one_is_taken_and_a_source_that_fails_stops_no_other(copy):
    def fails(*_):
        raise OSError("no\nroute \x1b[31mto host")

    fetchers = {"sdmx": fails, "ecb_file": EcbFile(), "fred": fails}
    bank, noon = refresh(copy.folder, ["fed_h10", "ecb_exr"], today=TODAY, fetchers=fetchers)[::-1]
    told = "sdmx: OSError: no route \ufffd[31mto host; instead read: The bank’s file, "
    assert (bank.source, bank.status, bank.entered) == ("ecb_exr", Status.FAILED, ())
    assert bank.why.startswith(told)
    assert noon.status is Status.FAILED
    assert noon.why == "fred: OSError: no route \ufffd[31mto host"


def test_a_copy_that_ends_before_what_is_stored_is_no_contradiction(copy):
    head, *rows = copy.rows("exchange_rates.csv")
    by = [head.index(name) for name in ("source_id", "quote", "base", "date")]
    newest = list(next(row for row in reversed(rows) if row[by[0]] == "ecb_exr"))
    newest[by[-1]] = newest[head.index("published")] = "2026-11-25"
    copy.write("exchange_rates.csv", [head, *sorted([*rows, newest], key=lambda row: [row[at] for at in by])])
    (bank,) = refresh(copy.folder, ["ecb_exr"], today=TODAY, fetchers={"ecb_file": EcbFile()})
    assert (bank.status, bank.why) == (Status.NOTHING_NEW, "")


def test_verify_tells_each_difference_and_writes_nothing(copy):
    at = copy.row_of("exchange_rates.csv", "2026-10-30")
    stood = copy.set("exchange_rates.csv", at, "rate", "9.9999")
    before = loading.data_digests(copy.folder)
    found = verify(copy.folder, ["ecb_exr"], today=TODAY, fetchers={"ecb_file": EcbFile()})
    assert found == {"ecb_exr": [f"EUR.CNY of 2026-10-30 is {stood}, stored as 9.9999"]}
    assert loading.data_digests(copy.folder) == before


def test_a_package_that_is_missing_is_one_line_that_says_how_to_install_it():
    with pytest.raises(NotServed, match=r"the package no_such_package is missing; install it: pip install 'japan-tech"):
        publishers.needed("no_such_package")


def test_an_unknown_source_is_refused_with_the_nearest(small_copy):
    with pytest.raises(NoInterface, match=r"'ecb_ex' has no row in .*; did you mean ecb_exr\?"):
        refresh(small_copy.folder, ["ecb_ex"], today=TODAY, fetchers={})


def test_a_second_run_at_the_same_time_is_refused(small_copy):
    (small_copy.folder / ".refresh").mkdir()
    with FileLock(small_copy.folder / ".refresh" / "lock"), pytest.raises(Busy, match="another run") as caught:
        refresh(small_copy.folder, today=TODAY, fetchers={})
    assert caught.value.exit_code == 75


def test_installed_data_are_read_only(small_copy, tmp_path):
    installed = tmp_path / "site-packages" / "data"
    installed.parent.mkdir()
    small_copy.folder.rename(installed)
    with pytest.raises(ReadOnly, match="refresh a clone of the project, or name a folder with --data"):
        refresh(installed, today=TODAY, fetchers={})


def test_a_folder_that_holds_no_data_is_told_as_such(tmp_path):
    with pytest.raises(DataError, match="is missing; give a data folder"):
        refresh(tmp_path, today=TODAY, fetchers={})


def test_data_without_the_table_of_interfaces_has_nothing_to_refresh(bees):
    from .. import made_up

    folder = bees(made_up.observed("hives", "AAA", 3, "2024-01-01")).folder
    assert refresh(folder, today=TODAY) == []


@pytest.mark.parametrize("proxy", ["http://user:geheim#1@127.0.0.1:9", "http://user:ge/heim@127.0.0.1:9"])
def test_no_password_of_a_proxy_is_told(small_copy, monkeypatch, proxy):
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    fetchers = {"fred": Fred("http://fred.example.org/graph/fredgraph.csv")}
    (answer,) = refresh(small_copy.folder, ["fed_h10"], today=TODAY, fetchers=fetchers)
    assert answer.status is Status.FAILED
    assert not {"geheim", "heim", "user"} & set(re.split(r"\W", answer.why))


def test_where_another_vintage_is_served_than_any_stored_verify_says_that_nothing_was_compared(copy):
    tables = read(copy.folder)

    def serves(asked, *_):
        values = [
            fetched(of, row["period_start"][:4], str(1000 * float(row["value"])), "x", published=date(2026, 10, 13))
            for of in asked
            for row in {row["period_start"]: row for row in new_rows.stored(tables, of)}.values()
        ]
        return Served(tuple(values), "", "sha256:1")

    found = verify(copy.folder, ["wdi"], today=TODAY, fetchers={"world_bank": serves})
    assert found == {"wdi": ["served is another vintage than any stored, so nothing could be compared"]}
