"""Hostile texts in what publishers serve: none enters, each fault is one line, and what is quarantined is harmless."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from analysis.sources import fetchers, refresh

from ..conftest import Copy
from ..sources.publisher_answers import PARTS, SOURCES, one_value
from . import hostile
from .signs import steering
from .test_edition import formulas

TODAY = date(2026, 11, 26)
SERIES = ("fred,FRED,H10,DEXJPUS", "IMF_DATA,WEO,JPN.LP.A", "SL.TLF.TOTL.IN,JPN")
HELD = ("population.JPN.2025.2026-04-14", "labour_force.JPN.wdi.2022.2023-12-18")
RATES = (["2025-09-25", "USD", "JPY"],)
TEXTS = (hostile.PAYLOADS[0], '1,=HYPERLINK("//MARK"),', "MARK\x1b[31m\x9b\u202e\u2066\u200b", "MARK\nMARK")
"""What would run, compute in a spreadsheet, steer a terminal, or forge a line."""

CASES = [(kind, part) for kind, parts in PARTS.items() for part in parts]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(fetchers, "BACKOFF", 0)


@pytest.fixture(scope="module")
def short(tmp_path_factory, small):
    """The data with one series of each kind of interface, and one figure held of each."""
    short = Copy(shutil.copytree(small, tmp_path_factory.mktemp("short") / "data"))
    named = {cell for name in ("claims.csv", "corrections.csv") for row in short.rows(name) for cell in row} | {*HELD}
    header, *rows = short.rows("observations.csv")
    short.write("observations.csv", [header, *(row for row in rows if row[0] in named)])
    header, *rows = short.rows("exchange_rates.csv")
    short.write("exchange_rates.csv", [header, *(row for row in rows if row[:3] in RATES)])
    header, *rows = short.rows("interfaces.csv")
    short.write("interfaces.csv", [header, *(row for row in rows if any(it in ",".join(row) for it in SERIES))])
    return short


@pytest.fixture
def folder(short, tmp_path):
    """A copy of it that a refresh may write."""
    return shutil.copytree(short.folder, tmp_path / "data")


def fetch(folder, kind, **texts):
    """Refresh one source from an answer with texts in some parts."""
    with one_value(kind, **texts) as fetcher:
        (answer,) = refresh(folder, [SOURCES[kind]], today=TODAY, fetchers={kind: fetcher})
    return answer


def tables(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(("kind", "part"), CASES)
def test_a_hostile_text_that_is_served_enters_nowhere_and_says_nothing_by_itself(folder, capfd, kind, part):
    for number, text in enumerate(TEXTS):
        mark = f"q{hostile.LETTERS[number // 20]}{hostile.LETTERS[number % 20]}q"
        answer = fetch(folder, kind, **{part: text.replace(hostile.MARK, mark)})
        assert capfd.readouterr() == ("", "")  # libraries would print what was served
        assert mark not in "".join(tables(folder).values())
        assert steering(answer.why) == []
        assert "\n" not in answer.why
        assert len(answer.why) <= 300
    for kept in (folder / "aside").glob("*"):
        written = kept.read_text(encoding="utf-8")
        assert formulas(written) == []
        assert steering(written.replace("\n", "")) == []
