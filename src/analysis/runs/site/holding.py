"""An edition is the one of which the history holds the hash; without one it is held against itself.

Whoever edits a file can write its hash into the manifest as well. Then the page must pass all that a new one has to
pass, say what its own tables say, to machines and in its frame too, and run no script but its own; every file that the
manifest names must be there, and the PDF must say what the page says. Who changes a number everywhere, or a word, or a
picture, is not found out; only a hash in the history and a copy find that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING

from analysis.findings.snapshot import NotAnEdition
from analysis.rendering.html_markup import hash_for_policy
from analysis.rendering.lint.page import page_faults
from analysis.rendering.lint.pdf import pdf_faults
from analysis.rendering.lint.reading import read_page
from analysis.runs import manifest
from analysis.runs.site import claims
from analysis.runs.site.beside import strangers
from analysis.runs.site.shelf import FINDINGS, NOTEBOOKS, PAGE, PDF, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.lint.reading import Page
    from analysis.runs.site.shelf import Edition

DOT = " · "
"""What parts the number of a working from its words; pages before 1.2 have other workings."""


HEAD = re.compile(
    r"""<!doctype html>\s*<html lang="[^"<>]*">\s*<head>\s*<meta charset="utf-8">\s*<meta name="viewport"[^<>]*>\s*"""
    r"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:;(?: font-src data:;)? """
    r"""style-src 'unsafe-inline';(?: script-src '(?P<script>sha256-[\w+/=]+)';)? base-uri 'none'; """
    r"""form-action 'none'">"""
)
"""How a page begins: with the policy that lets one script run and nothing load."""

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
DATA = frozenset({' type="application/ld+json"', ' type="application/json" id="switches-data"'})
"""What a page says to machines and to its own script, and which does not run."""

KNOWN = re.compile(r"manifest\.json|report\.(?:html|pdf)|\w[\w-]*\.csv|figures/[^/]+\.(?:svg|png)")
"""Files of an edition that are published."""

ACTIVE = re.compile(rb"<(?:[\w.-]+:)?(?:script|foreignobject)|javascript:|[\s\"'/]on\w+\s*=|<!|\x00", re.IGNORECASE)
"""What a picture has that runs something, or whose writing hides that: a declaration, or another encoding."""

TAG, DIGITS = re.compile(r"<[^>]*>"), re.compile(r"\d+")


class Contradiction(NotAnEdition):
    """The files of an edition do not say the same, or do what those of a report never do."""

    exit_code = 1


def hold(edition: Edition) -> None:
    """Raise `Contradiction` with the file and the first thing in which an edition contradicts itself."""
    for name, fault in _faults(edition):
        raise Contradiction(f"{edition.folder / name}: {fault}; bring it back from a copy, or make the edition anew")


def _faults(edition: Edition) -> Iterator[tuple[str, str]]:
    page = (edition.folder / PAGE).read_text(encoding="utf-8", errors="replace")
    read = read_page(page)
    found = (*_numbers(edition, read), *_verdicts(edition, page), *page_faults(page), *_scripts(page))
    yield from ((PAGE, fault) for fault in (*found, *strangers(page, edition.snapshot)))
    yield from ((name, "is missing, though the manifest names it") for name in _lost(edition))
    if PDF in edition.files:
        yield from ((PDF, fault) for fault in _print(page, read, (edition.folder / PDF).read_bytes()))
    for name in edition.files:
        if not KNOWN.fullmatch(name):
            yield name, "is no file of a report, which has a page, a PDF, tables and figures"
        elif name.endswith(".svg") and ACTIVE.search((edition.folder / name).read_bytes()):
            yield name, "runs a script, as no figure of a report does"


def _lost(edition: Edition) -> list[str]:
    """Name the files of which the manifest tells and that are not there; an executed notebook may be left out."""
    kept = manifest.read(edition.folder) or {}
    named = {*kept["outputs"], *([PDF] if "pdf" in kept.get("formats", ()) else [])}
    return sorted(name for name in named.difference(edition.files) if not name.endswith(NOTEBOOKS))


def _scripts(page: str) -> Iterator[str]:
    """Find a page that lacks the policy with which ours begin, or that holds another script than the policy names."""
    head = HEAD.match(page)
    if not head:
        yield "does not begin with the security policy of a report"
        return
    for kind, script in SCRIPT.findall(page):
        if kind not in DATA and (kind or hash_for_policy(script) != head["script"]):
            yield f"holds a script that its security policy does not name, “{script.strip()[:40]}”"


def _print(page: str, read: Page, pdf: bytes) -> list[str]:
    """Find what the PDF says otherwise than the page; before 1.9 it was set otherwise, and only its numbers count."""
    import pypdfium2

    try:
        if read.numbered:
            return pdf_faults(page, pdf)
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            printed = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
    except pypdfium2.PdfiumError:
        return ["is no PDF that can be read"]
    others = sorted(set(DIGITS.findall(printed)) - set(DIGITS.findall(TAG.sub(" ", page))))
    return [f"holds the number {others[0]}, which the page does not"] if others else []


def _numbers(edition: Edition, page: Page) -> Iterator[str]:
    printed: dict[str, set[str]] = defaultdict(set)
    for name, row in edition.snapshot.findings.items():
        printed[f"f-{row['observation_id'] or name}"].add(row["printed"])
    for anchor, working in page.workings.items():
        number, dot, _ = working.said.partition(DOT)
        if dot and anchor in printed and number not in printed[anchor]:
            told = " or ".join(sorted(printed[anchor]))
            yield f"{anchor[2:]} is {number[:60]} there and {told} in {FINDINGS}"


def _verdicts(edition: Edition, page: str) -> Iterator[str]:
    judged = edition.snapshot.verdicts
    cards = {card.name: card.verdict for card in claims.cards(page)}
    for name, said in cards.items():
        if name in judged and said.casefold() != judged[name]["verdict"]:
            yield f"{name} is {said[:60]} there and {judged[name]['verdict']} in {VERDICTS}"
