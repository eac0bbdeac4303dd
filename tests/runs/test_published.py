"""The published edition is what the program writes now, and the README shows what is in it."""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import io
import json
import re
import struct
from pathlib import Path

import pymupdf
import pytest
from bs4 import BeautifulSoup
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ..made import made

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EDITIONS = sorted(path.parent for path in (ROOT / "reports").glob("????-??-??/manifest.json"))
RENEW = "the published edition is not what the program writes; renew it: japan-tech report --out reports/DAY --renew"


def needed(name="japan-tech-report", found=()):
    """The packages that the program needs to run on this machine, and those that they need."""
    for line in importlib.metadata.requires(name) or []:
        wanted = Requirement(line)
        if (wanted.marker is None or wanted.marker.evaluate({"extra": ""})) and wanted.name not in found:
            found = needed(wanted.name, (*found, wanted.name))
    return found


def unlike_the_lock():
    """The packages that the program needs of which another version is installed than the lock file pins."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [Requirement(line.strip()) for line in re.findall(r"^[a-z][^\n\\]*", text, re.MULTILINE)]
    here = {canonicalize_name(p.name): p.specifier for p in pins if p.marker is None or p.marker.evaluate()}
    for name in needed():
        if not here[canonicalize_name(name)].contains(importlib.metadata.version(name)):
            yield name


UNLIKE = list(unlike_the_lock())
as_locked = pytest.mark.skipif(bool(UNLIKE), reason=f"other versions than requirements.lock: {', '.join(UNLIKE)}")


@pytest.fixture(scope="module")
def published():
    """Every file of the newest published edition by name."""
    folder = EDITIONS[-1]
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "report.ipynb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def now(edition, evidence, shared):
    """The newest edition made anew as of its own day, from the data as they are by now."""
    as_of = EDITIONS[-1].name
    return edition if as_of == evidence.newest.isoformat() else made(shared, as_of, "-p", "as_of", as_of, out=as_of)


@pytest.fixture(scope="module")
def fresh(now):
    """Every file of an edition made now by name, but for the executed notebook, which is not published."""
    assert now.run.returncode == 0, now.run.stderr
    return {name: content for name, content in now.files.items() if name != "report.ipynb"}


def manifest(files):
    return json.loads(files["manifest.json"])


def table(files, name):
    return list(csv.reader(io.StringIO(files[name].decode())))


@pytest.fixture(scope="module")
def pages(published, now):
    """The page as published, and as it is written now."""
    return BeautifulSoup(published["report.html"].decode(), "html.parser"), now.page


def test_the_newest_edition_is_named_after_its_day_which_lies_not_after_what_is_known(published, evidence):
    assert EDITIONS[-1].name == manifest(published)["parameters"]["as_of"]
    assert EDITIONS[-1].name <= evidence.newest.isoformat()


def test_it_has_the_files_of_a_fresh_one_and_no_others(published, fresh):
    assert published.keys() == fresh.keys(), RENEW


def test_its_manifest_tells_the_truth_about_its_files(published):
    told = manifest(published)["outputs"]
    assert told.keys() - published.keys() == {"report.ipynb"}
    for name, content in published.items():
        if name != "manifest.json":
            assert told[name] == hashlib.sha256(content).hexdigest(), f"{name}: {RENEW}"


@pytest.mark.parametrize("part", ["parameters", "data"])
def test_it_was_made_with_the_defaults_from_the_data_as_they_are(published, fresh, part):
    assert manifest(published)[part] == manifest(fresh)[part], RENEW


@pytest.mark.parametrize("name", ["findings.csv", "verdicts.csv"])
def test_every_finding_and_verdict_is_what_is_computed_now(published, fresh, name):
    before, now = ({row[0]: row for row in table(files, name)} for files in (published, fresh))
    assert [key for key in before.keys() | now.keys() if before.get(key) != now.get(key)] == [], RENEW
    assert published[name] == fresh[name], RENEW


@as_locked
@pytest.mark.parametrize("kind", ["report.html", "report.pdf", "figures/.*[.]svg", "figures/.*[.]png"])
def test_with_the_versions_of_the_lock_every_byte_is_the_same(published, fresh, kind):
    names = [name for name in fresh if re.fullmatch(kind, name)]
    assert names
    assert [name for name in names if published.get(name) != fresh[name]] == [], RENEW


def test_page_by_page_it_says_what_a_fresh_one_says(pages):
    before, now = pages
    for kind in ("h1", "h2, h3", "main p", "tr", "dt", "dd", "figcaption", "svg[aria-label]", "span.alt", "template"):
        texts = [[it.get("aria-label") or it.get_text() for it in side.select(kind)] for side in (before, now)]
        assert texts[1], kind
        assert texts[0] == texts[1], f"{kind}: {RENEW}"


def test_page_by_page_it_is_built_and_linked_as_a_fresh_one(pages):
    before, now = (
        [(tag.name, tag.get("id"), tag.get("href")) for tag in page.find_all(True) if not tag.find_parent("svg")]
        for page in pages
    )
    assert len(now) > 3000
    assert before == now, RENEW


def test_the_page_hands_the_same_data_to_machines_and_to_its_own_script(pages):
    before, now = ([json.loads(script.string) for script in page.select("script[type]")] for page in pages)
    assert len(now) == 2
    assert before == now, RENEW


def test_sheet_by_sheet_the_pdf_says_what_a_fresh_one_says(published, fresh):
    told = []
    for files in (published, fresh):
        with pymupdf.open(stream=files["report.pdf"]) as document:
            told.append((document.get_toc(), [sheet.get_text() for sheet in document]))
    assert len(told[1][1]) > 10
    assert told[0] == told[1], RENEW


def test_each_figure_by_itself_is_as_large_as_a_fresh_one(published, fresh, edition):
    def size(name, content):
        if name.endswith(".png"):
            return struct.unpack(">II", content[16:24])
        return re.search(rb'viewBox="([^"]*)"', content)[1]

    names = [name for name in fresh if name.startswith("figures/")]
    assert len(names) == 2 * edition.figures + 1  # the preview picture
    assert [n for n in names if n not in published or size(n, published[n]) != size(n, fresh[n])] == [], RENEW


def test_the_pictures_of_the_readme_exist_and_its_links_lead_to_the_newest_edition():
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    for alt, path in pictures:
        assert len(alt) > 30
        assert (ROOT / path).read_bytes().startswith(b"\x89PNG"), path
    named = set(re.findall(r"\]\((reports/[^)]*)\)", README)) - {path for _, path in pictures}
    assert len(named) >= 2
    assert [path for path in named if not (ROOT / path).exists() or EDITIONS[-1].name not in path] == []
