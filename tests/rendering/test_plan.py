"""Where the pages of the printed report end: found from the heights of all blocks, before anything is set."""

import json
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis.rendering

PLAN = Path(analysis.rendering.__file__).parent / "templates" / "report_pdf" / "plan.typ"
ROOM = 700
FIRST = "best(none, best(few, none))"
"""How the plan goes a few ways first, so that it need not go those that cannot be better."""


def block(kind, high, *, shrinks=False, moves=False, begins=False, above=9, below=9):
    truth = {True: "true", False: "false"}
    tight = high * 0.75 if shrinks else high
    lengths = f"high: {high}pt, tight: {tight}pt, least: 20pt, above: {above}pt, below: {below}pt"
    return f'(kind: "{kind}", moves: {truth[moves]}, begins: {truth[begins]}, {lengths})'


blocks = st.lists(
    st.one_of(
        st.builds(block, st.just("words"), st.integers(0, 120), below=st.sampled_from((0, 14))),
        st.builds(block, st.just("head"), st.integers(10, 40), begins=st.booleans()),
        st.builds(block, st.just("flow"), st.integers(40, 1500)),
        st.builds(block, st.just("exhibit"), st.integers(30, 800), shrinks=st.booleans(), moves=st.booleans()),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Return the pages of some blocks, as the plan or a changed copy of it has them."""
    folder = tmp_path_factory.mktemp("plan")
    plan = PLAN.read_text(encoding="utf-8")
    assert FIRST in plan
    (folder / "plan.typ").write_text(plan, encoding="utf-8")
    (folder / "all.typ").write_text(plan.replace(FIRST, "best(none, none)"), encoding="utf-8")

    def run(written, module="plan", used=0):
        call = f"plan(({' '.join(f'{it},' for it in written)}), {used}pt, 0pt, {ROOM}pt)"
        (folder / "asked.typ").write_text(f'#import "{module}.typ": plan\n#metadata({call})<pages>', encoding="utf-8")
        return json.loads(typst.query(str(folder / "asked.typ"), "<pages>", field="value", one=True))

    return run


@given(blocks)
@settings(max_examples=40, deadline=None)
def test_every_block_stands_on_one_page_and_none_passes_another_of_its_kind(planned, written):
    placed = [index for page in planned(written) for index in page["entries"]]
    assert sorted(placed) == [*range(len(written))]
    floating = ["moves: true" in it for it in written]
    for kind in (True, False):
        assert [it for it in placed if floating[it] == kind] == sorted(it for it in placed if floating[it] == kind)


@given(blocks, st.sampled_from((0, 300)))
@settings(max_examples=40, deadline=None)
def test_the_pages_are_those_that_are_found_when_all_ways_are_gone(planned, written, used):
    assert planned(written, used=used) == planned(written, "all", used)


def test_a_figure_waits_for_the_next_page_where_text_fills_this_one(planned):
    text, figure = block("words", 100), block("exhibit", 400, moves=True, above=14, below=14)
    pages = planned([*[text] * 4, figure, *[text] * 4])  # 6 of 100 points, with 9 between them, leave no room for a 7th
    assert [page["entries"] for page in pages] == [[0, 1, 2, 3, 5, 6], [4, 7, 8]]


def test_a_figure_is_set_smaller_where_a_page_more_would_have_to_begin(planned):
    (page,) = planned([block("exhibit", 400, shrinks=True), block("exhibit", 320, shrinks=True)])
    assert 0 < page["shrink"] < 1
