"""A draft is never an edition: where it goes, what it may replace, and who picks it up."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.editions import archive
from analysis.editions import publication_history as history
from analysis.editions.project import open_project
from analysis.errors import EditionError
from analysis.rendering import ReportHTMLExporter

from ..browsers import needs_chromium
from ..builders import FIRST, SECOND, publish

AXE = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map(it => it.id + ' ' + it.help))"


def test_the_default_folder_names_a_draft_and_a_report_is_not_up_to_date_with_it(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    project = open_project(small)
    whole, draft = (project.create_job("report", {}, draft=is_draft) for is_draft in (False, True))
    assert "-draft" in draft.out.name
    assert whole.out.name == draft.out.name.replace("-draft", "")
    assert draft.key == whole.key | {"draft": True}


@pytest.mark.parametrize("name", [FIRST, SECOND, "2031-01-01-2"])
def test_a_draft_takes_the_place_of_no_edition(small, tmp_path, name):
    reports = tmp_path / "reports"
    publish(reports / FIRST)
    (reports / history.HISTORY_JSONL).write_text(
        json.dumps({"day": FIRST, "event": "published", "edition": FIRST}) + "\n"
    )
    with pytest.raises(EditionError, match=rf"{name}: is (published|named like an edition)"):
        open_project(small).create_job("report", {}, out=reports / name, draft=True)


def test_a_draft_under_the_name_of_an_edition_is_none(tmp_path):
    for name in (FIRST, SECOND):
        publish(tmp_path / name)
    file = tmp_path / SECOND / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"draft": True}))
    assert [path.name for path in archive.editions(tmp_path)] == [FIRST]
    assert archive.newest(tmp_path).name == FIRST


@needs_chromium
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_draft_shuts_nobody_out_and_fits_and_its_banner_is_printed(browser, tmp_path, width, scheme):
    table = "<table><tr><th>Year</th></tr><tr><td>2022</td></tr></table>"
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 9"><text>A drawing</text></svg>'
    shown = [new_output("display_data", {kind: it}) for kind, it in (("text/html", table), ("image/svg+xml", picture))]
    shown.append(new_output("stream", text="done 17\n"))
    cells = [new_markdown_cell("# Storks\n\nThere are 98 of them."), new_code_cell("show()", outputs=shown)]
    (tmp_path / "draft.html").write_text(ReportHTMLExporter().from_notebook_node(new_notebook(cells=cells))[0])
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    tab.goto((tmp_path / "draft.html").as_uri())
    assert tab.locator("mark").count() == 4
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate(AXE_SCRIPT)
    assert tab.evaluate(AXE) == []
    tab.emulate_media(media="print")
    assert tab.locator(".draft").is_visible()
    context.close()
