"""The analyst's settings: read and checked in their form; what the study needs of them is checked by its contract."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.dataset import DataError
from analysis.dataset.schema import FILE, read_settings

WHOLE = """
judged_at = 2024-04-12
[thresholds]
many = 3
[windows]
start = 2012
[sensitivity.C01]
source = ["a", "b"]
[names]
nhk = "NHK"
[labels]
G7 = "G7"
[switches]
basis = "Taken"
[phrases.basis]
total = "in all"
"""


@pytest.fixture
def read(tmp_path):
    def settings(text):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / FILE).write_bytes(content)
        return read_settings(tmp_path / FILE)

    return settings


def faults(read, text):
    with pytest.raises(DataError) as error:
        read(text)
    return error.value.lines


def test_settings_hold_what_the_file_declares(read):
    found = read(WHOLE)
    assert found.judged_at == date(2024, 4, 12)
    assert (found.thresholds, found.windows) == ({"many": 3}, {"start": 2012})
    assert (found.sensitivity, found.phrases) == ({"C01": {"source": ["a", "b"]}}, {"basis": {"total": "in all"}})
    assert (found.names, found.labels, found.switches) == ({"nhk": "NHK"}, {"G7": "G7"}, {"basis": "Taken"})


@pytest.mark.parametrize("content", [b"judged_at = \n", b"[thresholds\n", "name = 'Jap\xf3n'\n".encode("latin-1")])
def test_settings_that_are_not_toml_are_a_defect(read, content):
    (line,) = faults(read, content)
    assert line.startswith("choices.toml:1:-: is not TOML in UTF-8: ")


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("judged_at = 2024-04-12", "judged_on = 2024-04-12", "judged_at: is missing"),
        ("judged_at = 2024-04-12", 'judged_at = "2024-04-12"', "judged_at: '2024-04-12' is not a date"),
        (
            "judged_at = 2024-04-12",
            "judged_at = 2024-04-12T10:00:00",
            "judged_at: datetime.datetime(2024, 4, 12, 10, 0)",
        ),
        ("many = 3", 'many = "3"', "thresholds.many: '3' is not a float"),
        ("many = 3", "many = true", "thresholds.many: True is not a float"),
        ("many = 3", "many = 0", "thresholds.many: 0 is no threshold"),
        ("many = 3", "many = inf", "thresholds.many: inf is no threshold"),
        ('nhk = "NHK"', "nhk = 3", "names.nhk: 3 is not a str"),
        ('G7 = "G7"', "G7 = 7", "labels.G7: 7 is not a str"),
        ("[windows]\nstart = 2012", "windows = 3", "windows: 3 is not a table"),
    ],
)
def test_a_value_of_another_kind_is_a_defect_at_its_place(read, before, after, line):
    text = WHOLE if after[:7] != "windows" else after + "\n" + WHOLE.replace(before, "")
    assert before in WHOLE
    (found,) = faults(read, text.replace(before, after, 1))
    assert found.startswith(f"choices.toml:1:{line}")


def test_a_defect_of_the_settings_is_told_with_those_of_the_tables(few_copy):
    path = few_copy.folder / FILE
    path.write_text("judged_on = 2024-04-12", encoding="utf-8")
    few_copy.set("claims.csv", 4, "kind", "rumour")
    assert [(d.file, d.column) for d in few_copy.defects()] == [("choices.toml", "judged_at"), ("claims.csv", "kind")]


def test_every_declared_choice_belongs_to_a_claim_that_is_computed(evidence):
    computed = {claim_id for claim_id, claim in evidence.claims.items() if claim["check"] == "computed"}
    assert evidence.settings.sensitivity.keys() <= computed
