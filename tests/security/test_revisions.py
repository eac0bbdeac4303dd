"""Two editions whose every cell and name is hostile, compared: the page says their texts and does nothing of them."""

from __future__ import annotations

import json
import shutil

import pytest

from analysis.editions.job import find_notebook
from analysis.rendering import ReportHTMLExporter

from .. import kernelless
from ..chromium import needs_chromium
from ..made_editions import judged, row
from ..shelves import publish
from . import hostile, trap
from .conftest import OURS

FOUL = "\x00\x07\x1b[31m\x7f\x9b\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069"
"""Signs that steer a terminal, or turn the direction of what is read."""

PLACES = ("label", "method", "number as printed", "name of a parameter", "value of a parameter", "name of a data file")
FOLDERS = {"before": "<img src=x onerror=trap('ybbb')>", "after": "' autofocus onfocus='trap(\"ybbc\")' tabindex='"}
"""Names of folders, which can hold everything but a stroke."""


def edition(folder, known, moved):
    """An edition of hostile findings, as of a day of its own; their numbers lie as far from one as is told."""
    rows = [
        row(f"hostile.{at}", at + moved, sources="aws", label=known["label"][at].text, method=known["method"][at].text,
            printed=f"¥{at} {known['number as printed'][at].text}")
        for at in range(1, len(hostile.PAYLOADS))
    ]  # fmt: skip
    rows.append(row("foul", moved, unit="rank", sources="aws", label=f"a{FOUL}b", printed=f"¥{FOUL}", method=FOUL))
    made = publish(folder, *rows, verdicts=(judged("C01", evidence=""),), as_of="2024-04-12")
    manifest = json.loads((made / "manifest.json").read_text())
    names, values, files = (known[place] for place in PLACES[3:])
    manifest["parameters"] |= {case.text: moved for case in names}
    manifest["parameters"] |= {f"p{at}": f"{moved} {case.text}" for at, case in enumerate(values)}
    manifest["data"] = {case.text: f"{moved}" for case in files}
    (made / "manifest.json").write_text(json.dumps(manifest))
    return made


@pytest.fixture(scope="module")
def page(tmp_path_factory, small):
    """The page of the notebook that compares the two, and the cases that were put into them."""
    home, known = tmp_path_factory.mktemp("two"), hostile.cases(PLACES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAPAN_TECH_DATA", str(small))
        given = {
            name: str(edition(home / FOLDERS[name], known, moved)) for name, moved in (("before", 1), ("after", 3))
        }
        notebook = kernelless.run(find_notebook("revisions"), given)
    assert kernelless.lint_faults(notebook) == []
    written, _ = ReportHTMLExporter().from_notebook_node(notebook)
    (home / "page.html").write_text(written, encoding="utf-8")
    yield home / "page.html", [case for found in known.values() for case in found], written
    shutil.rmtree(home)


@needs_chromium
def test_hostile_texts_of_two_editions_stand_in_their_comparison_and_do_nothing(page, browser):
    file, put, _ = page
    (catch,) = trap.opened(browser, file, ours=OURS)
    assert catch.caught == []
    assert len([case for case in put if catch.says(case.text)]) >= 160
    assert [name for name in FOLDERS.values() if not catch.says(name)] == []


def test_no_sign_of_an_edition_turns_the_direction_of_what_is_read(page):
    *_, written = page
    assert [f"U+{ord(sign):04X}" for sign in FOUL if sign in written and not sign.isprintable()] == []
