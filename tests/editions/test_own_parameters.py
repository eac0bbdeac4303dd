"""A notebook of one's own may declare parameters of its own, which a report and the axes of a grid take."""

from __future__ import annotations

import re

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from analysis.editions.grid import GridError, plan, read_grid
from analysis.editions.job import ground
from analysis.errors import ParameterError


@pytest.fixture(scope="module")
def on():
    return ground()


@pytest.fixture
def order(tmp_path, on):
    code = (
        "focus: str = 'JPN'\nyears = 5\nshare: float = 0.5\nword = 'a'\nopen_ends = False\nmakers = ['x']\nn = 2 + 3j"
    )
    cells = [
        new_code_cell(code, metadata={"tags": ["parameters"]}),
        new_code_cell("focus, years, share, word, open_ends, makers"),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "mine.ipynb")

    def of(**given):
        return next(on.orders(str(tmp_path / "mine.ipynb"), [given], tmp_path, ("html",)))

    return of


def test_by_default_they_are_what_the_notebook_says_and_do_not_show_in_the_name(order):
    made = order()
    own = {"years": 5, "share": 0.5, "word": "a", "open_ends": False, "makers": ["x"]}
    assert {name: made.parameters[name] for name in own} == own
    assert {name: made.defaults[name] for name in own} == own
    assert "years" not in made.name
    assert "n" not in made.parameters


def test_a_text_of_the_command_line_gets_the_kind_of_the_default(order):
    made = order(years="7", share="2", open_ends="true", makers="x,y", word="a/b", focus="KOR")
    assert [made.parameters[name] for name in ("years", "share", "open_ends", "makers")] == [7, 2.0, True, ["x", "y"]]
    assert made.name.endswith("-focus-KOR-years-7-share-2.0-word-a%2Fb-open_ends-True-makers-x+y")


WORDS = st.text("ab-+%", max_size=4)
SETS = st.fixed_dictionaries({"word": WORDS, "years": st.integers(-2, 9), "makers": st.lists(WORDS, max_size=3)})


@given(one=SETS, other=SETS)
@example(one={"word": "b-years-7"}, other={"word": "b", "years": 7})
@example(one={"makers": ["a", "b+c"]}, other={"makers": ["a+b", "c"]})
@example(one={"makers": []}, other={"makers": [""]})
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_sets_have_one_name_only_where_they_are_the_same(order, one, other):
    made, again = order(**one), order(**other)
    assert (made.name == again.name) == (made.parameters == again.parameters)


def test_of_a_parameter_that_no_cell_reads_it_is_said_where_it_would_be_heeded(tmp_path, on):
    """It is the notebook's own: what loads the data would not take it."""
    cells = [new_code_cell("word = 'a'", metadata={"tags": ["parameters"]}), new_code_cell("print('b')")]
    nbformat.write(new_notebook(cells=cells), tmp_path / "mine.ipynb")
    with pytest.raises(ParameterError, match=r"word: mine\.ipynb does not use it; write word in one of its cells$"):
        next(on.orders(str(tmp_path / "mine.ipynb"), [{"word": "b"}], tmp_path, ("html",)))


def test_a_text_longer_than_any_name_of_a_file_is_an_order_like_others(order):
    made = order(word="日" * 100)
    assert made.key["parameters"]["word"] == "日" * 100
    assert "editions" not in made.key


@pytest.mark.parametrize("more", ["", "a", "ab"])
def test_a_long_value_is_told_by_its_beginning_and_a_hash_of_the_whole_and_stays_apart_from_others(order, more):
    """36 letters of Japanese are 324 bytes in a name, of which a file system takes 255 with all that stands beside."""
    one, again, other = (order(word=more + "日" * number).name for number in (36, 36, 37))
    assert one == again != other
    assert len(one.encode()) <= 200
    assert re.fullmatch(rf"[\d-]+-mine-word-{more}(%E6%97%A5)+(%E6)?(%97)?-[0-9a-f]{{12}}", one)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"years": "many"}, "parameter years: 'many' is not a whole number, as in the notebook"),
        ({"years": 2.5}, "parameter years: '2.5' is not a whole number, as in the notebook"),
        ({"word": 3}, "parameter word: '3' is not a text, as in the notebook"),
        ({"yeers": 3}, "parameter yeers: unknown; .*years"),
        ({"focos": "KOR"}, "parameter focos: unknown; .*focus"),
    ],
)
def test_what_does_not_fit_gets_one_line(order, given, message):
    with pytest.raises(ParameterError, match=message):
        order(**given)


def test_they_can_be_axes_of_a_grid(tmp_path, on, order):
    file = tmp_path / "g.toml"
    file.write_text('notebook = "./mine.ipynb"\n[axes]\nyears = [5, 10]\nword = ["a", "b"]\n')
    assert [made.parameters["years"] for made in plan(read_grid(file), on, tmp_path / "o").orders.values()] == [
        5,
        5,
        10,
        10,
    ]
    file.write_text('notebook = "./mine.ipynb"\n[axes]\nyeers = [5, 10]\n')
    with pytest.raises(GridError, match=r"years.*it is on an axis as yeers 5"):
        plan(read_grid(file), on, tmp_path / "o")
