"""Data folders changed at random, as a slip of an editor would: each loads, or is told of in sentences."""

import json
import random
import re
from pathlib import Path

import pytest

from analysis.dataset import load
from analysis.editions import checks
from analysis.errors import AnalysisError
from analysis.study import STUDY

ODD = (
    None, True, 0, -1, 1e400, float("nan"), 10**30, "", "\x00", "x" * 5000, "(a+)+$", "[",
    "INF", "0001-01-01", [], {}, [[]],
    [None], {"a": []}, ["x", 1],
)  # fmt: skip
ODD_IN_TOML = (
    "nan", "-inf", "1e308", "-3", "true", '""', '"x"', "[]", "{}", "0001-01-01", "9999-12-31", "2024-04-12T00:00:00",
    "[1, 'x']", "{a = 1}", "9" * 5000, "[" * 50 + "]" * 50,
)  # fmt: skip
ODD_IN_CELLS = (
    "",
    "\x00",
    "\x1b[31m",
    "NaN",
    "INF",
    "-INF",
    "1e999",
    "0001-01-01",
    "9999-12-31",
    "ge",
    "x y",
    "0",
    "-1",
)


def places(value, path=()):
    """Every place of a structure that JSON holds."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*path, key))


def in_json(text, chance):
    package = json.loads(text)
    *way, last = chance.choice([path for path in places(package) if path and "sources" not in path])
    holder = package
    for key in way:
        holder = holder[key]
    if chance.random() < 0.2:
        del holder[last]
    else:
        holder[last] = chance.choice(ODD)
    return json.dumps(package)


def in_toml(text, chance):
    lines = text.splitlines()
    at = chance.choice([n for n, line in enumerate(lines) if re.match(r"[\w.\"-]+ = ", line)])
    if chance.random() < 0.2:
        del lines[at]
    else:
        lines[at] = lines[at].partition(" = ")[0] + " = " + chance.choice(ODD_IN_TOML)
    return "\n".join(lines) + "\n"


def in_table(text, chance):
    header, *rows = text.splitlines()
    match chance.randrange(4):
        case 0:
            rows = rows[: len(rows) // 2]
        case 1:
            del rows[chance.randrange(len(rows))]
        case 2:
            word = chance.choice(chance.choice(rows).split(","))
            rows = [row for row in rows if not word or word not in row]
        case _:
            at = chance.randrange(len(rows))
            cells = rows[at].split(",")
            cells[chance.randrange(len(cells))] = chance.choice(ODD_IN_CELLS)
            rows[at] = ",".join(cells)
    return "\n".join([header, *rows]) + "\n"


KINDS = {"datapackage.json": in_json, "choices.toml": in_toml} | dict.fromkeys(
    ("claims.csv", "entities.csv", "indicators.csv", "sources.csv", "documents.csv", "observations.csv"), in_table
)


def told(folder: Path) -> str:
    """What is said of a data folder: nothing, or sentences; whatever else goes wrong is the test's failure."""
    try:
        evidence = load(folder)
        checks.defects(evidence, STUDY, None)  # computes every finding and verdict
    except AnalysisError as error:
        return "\n".join(error.lines)
    return ""


def mutated(small_copy, seeds):
    """Try one change of one file after the other; return what was said of each."""
    said = {}
    for seed in seeds:
        chance = random.Random(seed)
        name = list(KINDS)[seed % len(KINDS)]
        path = small_copy.folder / name
        before = path.read_bytes()
        path.write_text(KINDS[name](before.decode(), chance), encoding="utf-8")
        try:
            said[seed] = told(small_copy.folder)
        except Exception as error:
            raise AssertionError(f"seed {seed}, {name}: {type(error).__name__}: {error}") from error
        finally:
            path.write_bytes(before)
    return said


def sentences(said):
    assert len([text for text in said.values() if text]) > len(said) / 4  # most of what is odd is told
    for text in said.values():
        assert "Traceback" not in text
        assert all(len(line) < 6000 for line in text.splitlines())


@pytest.mark.long
def test_a_dozen_odd_data_folders_load_or_are_told_of(small_copy):
    sentences(mutated(small_copy, range(12)))


@pytest.mark.long
def test_five_hundred_odd_data_folders_load_or_are_told_of(small_copy):
    sentences(mutated(small_copy, range(12, 560)))
