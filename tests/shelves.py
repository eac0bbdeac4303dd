"""Folders of small editions made by hand, each with a page that says what it is to machines."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from functools import cache
from html import escape
from typing import TYPE_CHECKING

import typst

from analysis.findings.compare import FINDINGS, VERDICTS
from analysis.rendering.html import to_script

from .made_editions import figure, judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from analysis.findings.compare import Row

HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="a">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
base-uri 'none'; form-action 'none'">"""
"""How the page of a report begins."""

FIRST, SECOND, THIRD = "2024-04-12", "2025-06-30", "2026-10-30"


def table(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """Write rows as CSV; what a row does not have is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def page(title: str, claims: Mapping[str, str], verdicts: Mapping[str, str]) -> bytes:
    """Write a page as short as one can be that names its title and its claims for machines."""
    reviews = [{"@type": "ClaimReview", "@id": f"#c-{name}", "claimReviewed": text} for name, text in claims.items()]
    data = {"@graph": [{"@type": "Report", "headline": title}, *reviews]}
    cards = [card(name, text, verdicts.get(name, "disputed")) for name, text in claims.items()]
    named = f'<title>{escape(title)}</title><script type="application/ld+json">{to_script(data)}</script>'
    head = f"{HEAD}{named}</head><body>"
    said = '<b>7</b> · As published. <a href="#s-a">A source</a>'
    working = f'<dl class="workings"><dt>A</dt><dd id="f-a">{said}</dd><dd id="s-a">A source.</dd></dl>'
    return (
        f"{head}<h1>{escape(title)}</h1><p id=here>An edition.</p>{''.join(cards)}{working if cards else ''}".encode()
    )


@cache
def print_() -> bytes:
    """Write a PDF as short as one can be."""
    return typst.compile(b"An edition.")


def card(name: str, text: str, verdict: str) -> str:
    """Write the card of a claim as a report does, with a number that leads to its working."""
    name = escape(name)
    marks = f'<a class="self label" href="#c-{name}">{name}</a> A claim <span class="verdict">{verdict}</span>'
    found = f"<dt>The article says</dt><dd>{escape(text)}</dd>"
    found += '<dt>We found</dt><dd><a href="#f-a" id="use-1">7</a></dd>'
    more = "<details><summary>How sure</summary><p>Not very.</p></details>"
    return f'<article class="claim" id="c-{name}"><h3>{marks}</h3><dl>{found}</dl>{more}</article>'


def publish(
    folder: Path,
    *findings: Row,
    verdicts: tuple[Row, ...] = (),
    title: str = "A title",
    claims: Mapping[str, str] | None = None,
    as_of: str = "",
) -> Path:
    """Put an edition into a folder that is named after its day."""
    files = {
        "findings.csv": table(FINDINGS, findings),
        "verdicts.csv": table(VERDICTS, verdicts),
        "report.html": page(title, claims or {}, {row["claim_id"]: row["verdict"] for row in verdicts}),
        "report.pdf": print_(),
    }
    content = {
        "parameters": {"as_of": as_of or folder.name[:10]},
        "notebook": {"report.ipynb": "n"},
        "package": {"sha256": "p"},
        "data": {"observations.csv": "o"},
        "outputs": {name: hashlib.sha256(text).hexdigest() for name, text in files.items()},
    }
    files["manifest.json"] = json.dumps(content).encode()
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_bytes(text)
    return folder


def three(reports: Path) -> Path:
    """Three editions: a new figure turns one verdict of two in the second, the third moves a number and no verdict."""
    claims = {"C01": "Less < more & so on.", "C02": "It was in March."}
    same = judged("C02", evidence="")
    publish(reports / FIRST, figure("sum", 3), verdicts=(judged("C01", evidence="obs.sum"), same), claims=claims)
    new = figure("sum2", 4, "2025-01-31") | {"finding_id": "obs.sum"}
    turned = judged("C01", evidence="obs.sum", verdict="disputed")
    publish(reports / SECOND, new, verdicts=(turned, same), claims=claims)
    newer = figure("sum3", 5, "2026-02-28") | {"finding_id": "obs.sum"}
    publish(reports / THIRD, newer, verdicts=(turned, same), claims=claims)
    return reports


def tell(reports: Path, *events: Mapping[str, object]) -> None:
    """Write the history of some editions."""
    lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    (reports / "history.jsonl").write_text("".join(lines), encoding="utf-8")
