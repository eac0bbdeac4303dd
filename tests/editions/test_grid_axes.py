"""The file of a grid: what it may say, and what is said of one that makes no grid."""

from __future__ import annotations

from contextlib import suppress

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from analysis.editions.grid import GridError, plan, read_grid
from analysis.editions.job import ground
from analysis.errors import AnalysisError


@pytest.fixture(scope="module")
def on():
    return ground()


@pytest.fixture
def grid(tmp_path, monkeypatch):
    """Read a grid from its text."""
    monkeypatch.chdir(tmp_path)

    def read(text):
        (tmp_path / "grid.toml").write_text(text, encoding="utf-8")
        from pathlib import Path

        return read_grid(Path("grid.toml"))

    return read


@pytest.fixture
def notebook(tmp_path):
    """Write a notebook that declares a parameter, and return where the file of a grid lies beside it."""

    def write(declaration, name):
        place = tmp_path / "w"
        place.mkdir()
        cells = [
            new_code_cell(declaration, metadata={"tags": ["parameters"]}),
            new_code_cell(declaration.partition(":")[0]),
        ]
        nbformat.write(new_notebook(cells=cells), place / f"{name}.ipynb")
        return place / "g.toml"

    return write


def test_axes_are_combined_each_value_with_each_other(grid):
    read = grid('[axes]\nfocus = ["KOR", "DEU"]\nrate_rule = ["day", "ppp"]')
    assert (read.size, read.names, read.formats, read.notebook) == (4, ["focus", "rate_rule"], ("html",), "report")
    assert list(read.sets()) == [
        {"focus": "KOR", "rate_rule": "day"}, {"focus": "KOR", "rate_rule": "ppp"},
        {"focus": "DEU", "rate_rule": "day"}, {"focus": "DEU", "rate_rule": "ppp"},
    ]  # fmt: skip


def test_what_goes_together_is_one_axis_and_what_is_excluded_is_left_out(grid):
    read = grid(
        '[axes]\nfocus = ["KOR", "DEU"]\n[[zip]]\nrate_rule = "own"\nown_rate = 150\n'
        '[[zip]]\nrate_rule = "day"\nown_rate = ""\n[[exclude]]\nfocus = ["DEU", "FRA"]\nrate_rule = "own"'
    )
    assert [tuple(it.values()) for it in read.sets()] == [
        ("KOR", "own", 150), ("KOR", "day", ""), ("DEU", "day", ""),
    ]  # fmt: skip


LISTS = '[["USA"], ["DEU"], ["USA", "DEU"]]'


@pytest.mark.parametrize(
    ("axis", "out", "left"),
    [
        ('["USA", "DEU", "FRA"]', '["USA", "DEU"]', ["FRA"]),
        ('["USA", "DEU", "FRA"]', '"USA"', ["DEU", "FRA"]),
        ("[2024-04-12, 2024-05-12]", "[2024-05-12]", ["2024-04-12"]),
        (LISTS, '["USA", "DEU"]', [["USA"], ["DEU"]]),
        (LISTS, '[["USA", "DEU"], ["DEU"]]', [["USA"]]),
        (LISTS, '"USA,DEU"', [["USA"], ["DEU"]]),
    ],
)
def test_a_list_that_is_excluded_is_any_of_its_values_or_the_one_list_that_it_is_on_the_axis(grid, axis, out, left):
    read = grid(f"[axes]\npeers = {axis}\n[[exclude]]\npeers = {out}")
    assert ([it["peers"] for it in read.sets()], read.idle) == (left, None)


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ('rate_rule = "own"\nown_rate = ""', "rate_rule own, own_rate "),
        ('focus = "DEU"\nrate_rule = "own"\nown_rate = 100', "focus DEU, rate_rule own, own_rate 100"),
        ('rate_rule = ["ppp", "announced"]', "rate_rule ppp or announced"),
        ('focus = ["DEU", "FRA"]\nrate_rule = "own"\nown_rate = 150', ""),
    ],
)
def test_what_is_excluded_and_stands_in_no_set_is_told(grid, on, tmp_path, out, message):
    """Also where each value stands in some row of those that go together, but no row has both."""
    read = grid(
        '[axes]\nfocus = ["KOR", "DEU"]\n[[zip]]\nrate_rule = "own"\nown_rate = 150\n'
        f'[[zip]]\nrate_rule = "day"\nown_rate = ""\n[[exclude]]\n{out}'
    )
    if not message:
        assert len(plan(read, on, tmp_path).orders) == 3
        return
    with pytest.raises(GridError) as error:
        plan(read, on, tmp_path)
    assert str(error.value) == f"grid.toml: exclude: {message} stands in no set, so nothing would be left out"


@pytest.mark.parametrize(
    ("every", "days"),
    [
        ('"month"', ["2024-08-31", "2024-09-30", "2024-10-31", "2024-11-30"]),
        ('"quarter"', ["2024-08-31", "2024-11-30"]),
        ("45", ["2024-08-31", "2024-10-15", "2024-11-29"]),
    ],
)
def test_a_range_of_days_keeps_to_the_day_of_the_month_where_there_is_one(grid, every, days):
    read = grid(f"[axes]\nas_of = {{ from = 2024-08-31, to = 2024-12-01, every = {every} }}")
    assert [it["as_of"] for it in read.sets()] == days


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("axes = 1", "axes must be a table"),
        (
            'formats = []\n[axes]\nfocus = "KOR"',
            "formats is empty; give one or more of html, pdf, figures, or leave it out",
        ),
        ("[axes", "is not TOML: Expected ']' at the end of a table declaration (at end of document)"),
        ("", "has no axes; write [axes] and below it lists of values, as focus = [ … ]"),
        ("[axis]\nfocus = 1", "axis is unknown; did you mean axes?"),
        ("[axes]\nfocus = []", "axes.focus is empty, so there is nothing to run; give it a value"),
        ('formats = ["doc"]\n[axes]\nfocus = "KOR"', "formats: 'doc' is none of html, pdf, figures"),
        ('[axes]\nfocus = "KOR"\n[[zip]]\nfocus = "DEU"', "focus stands on two axes; leave it on one"),
        ('[axes]\nfocus = "KOR"\n[[exclude]]\nfocsu = "DEU"', "exclude.focsu: is on no axis; did you mean focus?"),
        (
            '[[zip]]\nfocus = "KOR"\n[[zip]]\nbasis = "total"',
            'zip: each [[zip]] needs the same parameters; leave one out by giving it as ""',
        ),
        (
            "[axes]\nas_of = { from = 2024-04-12 }",
            'axes.as_of: a range of days is written { from = 2024-04-12, to = 2026-10-30, every = "month" }',
        ),
        (
            '[axes]\nas_of = { from = "2024-04-12", to = 2025-01-01, every = "day" }',
            "axes.as_of: from and to are days, written without quotes, as 2024-04-12",
        ),
        (
            '[axes]\nas_of = { from = 2025-04-12, to = 2025-01-01, every = "day" }',
            "axes.as_of: 2025-04-12 lies after 2025-01-01; let from be the earlier day",
        ),
        (
            "[axes]\nas_of = { from = 2024-04-12, to = 2025-01-01, every = 0 }",
            "axes.as_of: every is a number of days or one of day, week, month, quarter, year",
        ),
    ],
)
def test_a_file_that_makes_no_grid_is_told_in_one_line(grid, text, message):
    with pytest.raises(GridError) as error:
        grid(text)
    assert (str(error.value).removeprefix("grid.toml: "), error.value.exit_code) == (message, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('focsu = ["KOR"]', "parameter focsu: unknown; did you mean focus?; it is on an axis as focsu KOR"),
        (
            'focus = ["KOR", "XYZ"]',
            "parameter focus: 'XYZ' is unknown; expected one of ",
        ),
    ],
)
def test_a_parameter_that_makes_no_report_is_told_with_the_axis_it_is_on(grid, on, tmp_path, text, message):
    with pytest.raises(GridError) as error:
        plan(grid(f"[axes]\n{text}"), on, tmp_path / "out")
    assert str(error.value).startswith(f"grid.toml: {message}")


def test_of_a_notebook_that_does_not_exist_no_axis_is_named(grid, on, tmp_path):
    with pytest.raises(GridError) as error:
        plan(grid('notebook = "./gone.ipynb"\n[axes]\nfocus = ["JPN"]'), on, tmp_path / "out")
    assert "does not exist; give the path" in str(error.value)
    assert "axis" not in str(error.value)


def test_very_many_runs_need_a_yes(grid, on, tmp_path):
    read = grid('[axes]\nas_of = { from = 2024-01-01, to = 2300-01-01, every = "day" }\nfocus = ["KOR"]')
    with pytest.raises(
        GridError, match=r"comes to 100,8\d+ runs; leave out values, or say --yes for more than 100,000"
    ):
        plan(read, on, tmp_path / "out")


def test_where_all_is_excluded_there_is_nothing_to_run(grid, on, tmp_path):
    with pytest.raises(GridError, match="every set of parameters is excluded"):
        plan(grid('[axes]\nfocus = ["KOR"]\n[[exclude]]\nfocus = "KOR"'), on, tmp_path / "out")


def test_two_sets_that_come_to_the_same_report_are_one_run(grid, on, tmp_path):
    made = plan(grid('[axes]\nfocus = ["JPN", "", "KOR"]'), on, tmp_path / "out")
    assert list(made.orders) == [on.evidence.newest.isoformat(), f"{on.evidence.newest}-focus-KOR"]
    assert [order.out.parent.name for order in made.orders.values()] == ["out", "out"]


def test_runs_are_named_alike_from_whatever_folder_the_grid_is_started(notebook, on, tmp_path, monkeypatch):
    file = notebook("note: str = ''", name="odd")
    file.write_text('notebook = "odd.ipynb"\n[axes]\nnote = ["a"]')
    day = on.evidence.newest
    for place in (file.parent, tmp_path, tmp_path.parent):
        monkeypatch.chdir(place)
        assert list(plan(read_grid(file), on, tmp_path / "out").orders) == [f"{day}-odd-note-a"]


def test_a_text_of_the_notebooks_own_may_be_empty_on_an_axis(notebook, on, tmp_path):
    file = notebook("note: str = 'x'", name="odd")
    file.write_text('notebook = "odd.ipynb"\n[axes]\nnote = ["", "x", "y"]')
    made = plan(read_grid(file), on, tmp_path / "out")
    assert [order.parameters["note"] for order in made.orders.values()] == ["", "x", "y"]


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused_without_a_traceback(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("any") / "grid.toml"
    file.write_text(text, encoding="utf-8", errors="replace")
    with suppress(AnalysisError):
        read_grid(file)
