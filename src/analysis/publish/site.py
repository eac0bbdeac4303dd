"""A static site around the published editions: list, stable address of the newest, claims, corrections, feed, about."""

from __future__ import annotations

import csv
import html
import json
import re
import struct
import zlib
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from analysis.dataset.schema import read_text
from analysis.editions import archive, gate, manifest
from analysis.editions.corrections import corrections, plain
from analysis.editions.files import lock, replace_file, replace_folder
from analysis.errors import EditionError
from analysis.findings import LEGEND, Outcome
from analysis.findings.verdicts import AGAINST, Judge
from analysis.publish.entries import claims_in_words, day_in_words, entries, files, verdicts
from analysis.rendering import tree
from analysis.rendering.document import opening
from analysis.rendering.html import PREVIEW, write_page
from analysis.rendering.preview import Preview, draw_previews
from analysis.rendering.read_notebook import is_ours
from analysis.rendering.svg import drawing_of, inline_svg
from analysis.rendering.tree import Element, parse, to_html
from analysis.sources import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.editions.archive import Event
    from analysis.findings import Study
    from analysis.publish.entries import ClaimEntry, Entry
    from analysis.rendering.tree import Node

HTML = "text/html"
INDEX, CORRECTIONS, FEED, ABOUT = "index.html", "corrections.html", "feed.xml", "about.html"
CLAIMS, LATEST = "claims", "latest"
GENERATOR = "japan-tech site"
"""Stands in every page of the site, by which it is known again."""

PNG_HEADER = 33
"""Bytes of the signature of a PNG and its first chunk."""

TABLES = {"findings.csv": "Findings (CSV)", "verdicts.csv": "Verdicts (CSV)"}
ROOM = 400
"""Letters of what is said of a page where a link to it is shown."""

JUDGED_BY = {
    Judge.RULE: "by a rule alone",
    Judge.RULE_AND_EDITOR: "by a rule and by an editor, who found that context is missing",
    Judge.EDITOR: "by an editor",
    "": "cannot be checked",
}
"""How claims were judged, behind their number."""

IN_DOUBT = "in doubt by later figures"
"""The group of the claims that held when the article ran."""


@dataclass(frozen=True, slots=True)
class Site:
    """What to build: from which editions and data, into which folder.

    `base` is the address where the site will stand, with a slash at its end, or empty if that is not known. If `out` is
    the folder of the editions, the site is built around them; any other folder gets copies of them.
    """

    reports: Path
    data: Path
    out: Path
    base: str = ""
    study: str = ""
    today: date = field(default_factory=date.today)


def build(site: Site, say: Callable[[str], None]) -> list[Path]:
    """Build a site and return what it consists of; after everything has been checked.

    Raises `ArchiveError` if editions, history and data do not fit each other, `EditionError` where a file that the site
    did not write would be lost, and `LockedError` while another run builds the same site.
    """
    if not archive.editions(site.reports):
        raise EditionError(f"{site.reports}: holds no edition; make one with: japan-tech report")
    with lock(site.out / LATEST):  # before the editions are read, or a slower run would put an older one back
        checked = gate.check(site.data, site.study, site.reports, site.today)
        evidence, study, events = checked.evidence, checked.study, checked.events
        folders = archive.editions(site.reports)
        newest = folders[-1]
        claims = claims_in_words(evidence, study, date.fromisoformat(newest.name[:10]), verdicts(newest))
        listed = entries(site.reports, events, claims, site.data, evidence, study)
        pages = _pages(site, study, evidence, listed, events, claims, _answer(newest, study))
        claim_pages = {path.partition("/")[2]: pages.pop(path) for path in list(pages) if path.startswith(f"{CLAIMS}/")}
        latest = _read(newest) | {INDEX: pages.pop(f"{LATEST}/{INDEX}")}
        copies = [] if site.out.resolve() == site.reports.resolve() else folders
        with ExitStack() as locks:
            for edition in copies:
                locks.enter_context(lock(site.out / edition.name))
            _check_replaceable(site.out, [edition.name for edition in copies])
            for edition in copies:
                _replace(site.out / edition.name, _read(edition), f"copying {edition.name}", say)
            _replace(site.out / LATEST, latest, f"putting {newest.name} at {LATEST}", say)
            if claim_pages:
                _replace(site.out / CLAIMS, claim_pages, "", say)
            for name, content in pages.items():  # the index last: it never names what is not there yet
                if not (path := site.out / name).is_file() or path.read_bytes() != content:
                    replace_file(path, content)
    return [site.out / name for name in (INDEX, CORRECTIONS, FEED, ABOUT, *([CLAIMS] if claim_pages else []), LATEST)]


def anchor(claim: str) -> str:
    """Return where a claim stands on the page of an edition; a text that cannot be a claim's id has no place there."""
    return f"#c-{claim}" if re.fullmatch(r"\w{1,40}", claim, re.ASCII) else ""


def _pages(
    site: Site,
    study: Study,
    evidence: Evidence,
    listed: list[Entry],
    events: Sequence[Event],
    claims: Mapping[str, ClaimEntry],
    answer: str,
) -> dict[str, bytes]:
    """Write every page of the site, by its path in it."""
    newest, base = listed[0], site.base
    article = _article(study, evidence)
    changes = corrections(events)
    brand = dict.fromkeys(("logo", "accent", "header", "footer"), "") | dict(study.page)

    def page(
        template: str, path: str, about: str = answer, picture: str = "", picture_alt: str = "", **content: Any
    ) -> bytes:
        root = "../" * path.count("/")
        if not picture and PREVIEW in newest.files:
            picture, picture_alt = f"{newest.name}/{PREVIEW}", f"{study.title} {answer}"
        return write_page(
            template, **content, about=opening(about, ROOM), title=study.title, base=base, path=path, root=root,
            picture=f"{base or root}{picture}" if picture else "", picture_alt=opening(picture_alt, ROOM),
            canonical=f"{base}{path}" if base else "", generator=GENERATOR, newest=newest, day=day_in_words,
            anchor=anchor, outcomes=[outcome.value for outcome in Outcome], tables=TABLES, article=article,
            author=study.author, study=study, brand=brand, report_to=study.contact_address, opening=opening,
        )  # fmt: skip

    written = {f"{LATEST}/{INDEX}": page("latest.html", f"{LATEST}/{INDEX}")}
    found = [*claims.values()]
    places = _places(site.reports / newest.name)
    for before, claim, after in zip([None, *found], found, [*found[1:], None], strict=False):
        path, picture = f"{CLAIMS}/{claim.name}.html", f"{CLAIMS}/{claim.name}.png"
        written[path] = page(
            "claim.html", path, _summary(claim), picture, claim.headline, claim=claim, before=before, after=after,
            card=_card(claim, f"../{newest.name}/report.html", places),
            linked_data=_review(claim, f"{base}{path}" if base else f"{claim.name}.html", study, article, newest),
        )  # fmt: skip
    credit = f"{study.author} · As known on {day_in_words(newest.as_of)}"
    drawn = draw_previews([_preview(claim, study.title, credit) for claim in found])
    written |= {f"{CLAIMS}/{claim.name}.png": _signed(png) for claim, png in zip(found, drawn, strict=True)}
    grouped = _grouped(found)
    if claims:
        written[f"{CLAIMS}/{INDEX}"] = page("claims.html", f"{CLAIMS}/{INDEX}", grouped=grouped)
    written[CORRECTIONS] = page(
        "corrections.html", CORRECTIONS, corrections=changes, names={entry.name for entry in listed},
        of_sources=[_error_of_source(row, evidence) for row in evidence.corrections.values()],
    )  # fmt: skip
    written[ABOUT] = page(
        "about.html",
        ABOUT,
        judged=_judged(site.reports / newest.name),
        has_claims=bool(claims),
        sources="#sources" if "sources" in places else "",
    )
    written[FEED] = page(
        "feed.xml",
        FEED,
        entries=listed,
        corrections=changes,
        updated=max([it.published or it.as_of for it in listed] + [it.day for it in changes]),
        tag=_tags(site.data, evidence, evidence.sources[study.article]["title"]),
    )
    occurring = [outcome for outcome in Outcome if any(entry.counts[outcome] for entry in listed)]
    written[INDEX] = page(
        "index.html", INDEX, entries=listed, occurring=occurring, legend={it: LEGEND[it] for it in occurring},
        grouped=grouped, answer=answer, subtitle=study.subtitle, first_picture=_picture(site.reports / newest.name),
        asked=_last_asked(events, evidence), figure=_figure(site.reports / newest.name),
    )  # fmt: skip
    return written


def _grouped(claims: Sequence[ClaimEntry]) -> dict[str, list[ClaimEntry]]:
    """Group claims by verdict: those that failed when the article ran, those in doubt since, and the rest."""
    order = [*AGAINST, IN_DOUBT, Outcome.MISSING_CONTEXT, Outcome.SUPPORTED, Outcome.NOT_CHECKABLE]
    grouped: dict[str, list[ClaimEntry]] = {str(name): [] for name in order}
    for claim in claims:
        is_in_doubt = claim.standing and claim.verdict in [*AGAINST]
        grouped.setdefault(IN_DOUBT if is_in_doubt else claim.verdict, []).append(claim)
    return {name: group for name, group in grouped.items() if group}


def _last_asked(events: Sequence[Event], evidence: Evidence) -> tuple[str, list[str]]:
    """Return the day on which publishers were last asked and those without a usable answer; empty if none ever was."""
    last = next((event for event in reversed(events) if event.sources), None)
    if last is None or last.sources is None:
        return "", []
    failed = [source for source, outcome in last.sources.items() if outcome not in (Status.ENTERED, Status.NOTHING_NEW)]
    publishers = (evidence.sources.get(source, {}).get("publisher", source) for source in failed)
    return last.day, sorted({plain(publisher) for publisher in publishers})


def _answer(edition: Path, study: Study) -> str:
    """Return the answer of an edition as its manifest has it, or the word that an older one has for it."""
    if answer := (manifest.read(edition) or {}).get("answer"):
        return plain(str(answer))
    rows = csv.DictReader(read_text(edition / "findings.csv").splitlines())
    word = next((row["printed"] for row in rows if study.answer and row["finding_id"] == study.answer), "")
    return f"{plain(word)}." if word else ""


def _picture(edition: Path) -> tuple[str, str]:
    """Return the picture of an edition for the front page with its alternative: its first figure, or its preview."""
    content = manifest.read(edition) or {}
    listed = content.get("outputs", {})
    drawn = next((str(name) for name in (content.get("picture"), PREVIEW) if name in listed), "")
    return drawn, str(content.get("picture_alt") or "The report at a glance")


class FirstFigure(NamedTuple):
    """The first figure of an edition: its name, words, and drawings as elements of a page, in the page's colours."""

    label: str
    title: str
    subtitle: str
    drawings: Sequence[Markup]


def _figure(edition: Path) -> FirstFigure | None:
    """Return the first figure of an edition as its notebook has it; None if there is no notebook or no such figure."""
    picture, alt = _picture(edition)
    file = edition / "report.ipynb"
    if not file.is_file():
        return None
    outputs = (output for cell in json.loads(read_text(file)).get("cells", ()) for output in cell.get("outputs", ()))
    for output in outputs:
        about = output.get("metadata", {}).get(HTML, {})
        if not is_ours(about) or picture != f"figures/{about.get('label')}.png":
            continue
        title, subtitle = (tree.plain(parse(str(about.get(name, "")))) for name in ("title", "subtitle"))
        said = alt.removeprefix(f"{title}. ")
        drawings = {"wide": drawing_of("".join(output["data"][HTML])), "narrow": str(about.get("narrow") or "")}
        inline = [
            inline_svg(svg.encode(), said, f"{kind}-", "the first figure", kind)
            for kind, svg in drawings.items()
            if svg
        ]
        return FirstFigure(str(about["label"]), title, subtitle, [Markup(it) for it in inline])
    return None


def _tags(data: Path, evidence: Evidence, title: str) -> Callable[..., str]:
    """Return what names things in the feed, wherever the site stands (tag URIs, RFC 4151).

    The domain `.invalid` is reserved, so that nobody else can own the name.
    """
    file = data / "datapackage.json"  # which an article of one's own goes without
    name = str(json.loads(read_text(file)).get("name", "")) if file.is_file() else title
    stem = re.sub(r"[^a-z0-9-]+", "-", name.lower())[:60].strip("-") or "report"
    begin = f"tag:{stem}.invalid,{evidence.judged_at}:"
    return lambda *parts: begin + "/".join(quote(part, safe="") for part in parts)


def _article(study: Study, evidence: Evidence) -> dict[str, str]:
    """Return title, publisher, day and address of the article that is checked; the address is empty if not known."""
    source = evidence.sources[study.article]
    document = next((evidence.documents[claim["document_id"]] for claim in evidence.claims.values()), None)
    published = evidence.judged_at.isoformat()
    return {
        "title": plain(source["title"]), "publisher": plain(source["publisher"]), "published": published,
        "url": document.url if document else "",
    }  # fmt: skip


def _summary(claim: ClaimEntry) -> str:
    """Say what is told of a claim where a link to its page is shown: its verdict, and why."""
    rating = f"{claim.verdict.capitalize()}{f' ({claim.standing})' if claim.standing else ''}"
    return f"{rating}. {claim.reason or claim.found or claim.statement}"


def _preview(claim: ClaimEntry, title: str, credit: str) -> Preview:
    """Return the picture of a claim: in quotation marks, with its verdict and why."""
    verdict = ", ".join(filter(None, (claim.verdict, claim.since)))
    return Preview(claim.quoted, credit, title, verdict, claim.reason or claim.found)


def _signed(png: bytes) -> bytes:
    """Enter in a PNG, behind its header, the program that made it, by which a later run knows it again."""
    chunk = b"tEXtSoftware\0" + GENERATOR.encode()
    entry = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:PNG_HEADER] + entry + png[PNG_HEADER:]


def _places(edition: Path) -> set[str]:
    """Return every place on the page of an edition to which a link can lead."""
    page = read_text(edition / "report.html")
    return {html.unescape(name) for name in re.findall(r'\sid="?([^"\s>]+)', page)}


def _card(claim: ClaimEntry, report: str, places: Collection[str]) -> dict[str, Markup]:
    """Return the card of a claim as HTML by heading, with its links into the report; a link to nowhere is words."""
    written = {name: to_html(_led_into(parse(text), report, places)) for name, text in claim.card.items()}
    return {name: Markup(text) for name, text in written.items()}


def _led_into(nodes: Iterable[Node], report: str, places: Collection[str]) -> list[Node]:
    led: list[Node] = []
    for node in nodes:
        if not isinstance(node, Element):
            led.append(node)
            continue
        inner, attrs = _led_into(node.children, report, places), node.attrs
        target = attrs.get("href", "")
        if target.startswith("#") and target[1:] not in places:
            led += inner
            continue
        if target.startswith("#"):
            attrs = {**attrs, "href": f"{report}{target}"}
        led.append(Element(node.tag, attrs, inner))
    return led


def _judged(edition: Path) -> dict[str, int]:
    """Count the verdicts of an edition by how they were reached; empty where it does not say so."""
    rows = csv.DictReader(read_text(edition / "verdicts.csv").splitlines())
    counts = Counter(row.get("judged_by") or "" for row in rows)
    return {words: counts[name] for name, words in JUDGED_BY.items() if counts[name]} if any(counts) else {}


def _review(
    claim: ClaimEntry, url: str, study: Study, article: Mapping[str, str], newest: Entry
) -> dict[str, Any] | None:
    """Describe the verdict on a claim in the vocabulary of schema.org, as search engines read it."""
    if claim.verdict == Outcome.NOT_CHECKABLE.value:
        return None
    appearance = {
        "@type": "NewsArticle", "headline": article["title"], "datePublished": article["published"],
        "publisher": {"@type": "Organization", "name": article["publisher"]},
    } | ({"url": article["url"]} if article["url"] else {})  # fmt: skip
    rating = ", ".join(filter(None, [claim.verdict.capitalize(), claim.standing]))
    return {
        "@context": "https://schema.org", "@type": "ClaimReview", "url": url,
        "author": {"@type": "Organization", "name": study.author}, "claimReviewed": claim.statement,
        "reviewRating": {"@type": "Rating", "alternateName": rating},
        "reviewBody": " ".join(filter(None, (claim.reason, claim.found))) or claim.verdict.capitalize(),
        "itemReviewed": {"@type": "Claim", "appearance": appearance},
    } | ({"datePublished": newest.published} if newest.published else {})  # fmt: skip


def _error_of_source(row: dict[str, str], evidence: Evidence) -> dict[str, str]:
    """Describe a known error of a source: the figure, what the source has, what is used instead, and why."""
    figure, source = evidence.observation(row["observation_id"]), evidence.sources[row["source_id"]]
    about = evidence.entities.get(figure.entity, {}).get("name", "") or figure.actor
    indicator = evidence.indicators[figure.indicator].get("name", figure.indicator)
    cells = {
        "figure": ", ".join(filter(None, (indicator, about))), "period": figure.period, "stands": row["expected"],
        "used": row["corrected"], "why": row["reason"], "source": f"{source['publisher']}: {source['title']}",
    }  # fmt: skip
    return {name: plain(text) for name, text in cells.items()}


def _read(edition: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in sorted(files(edition).items()) if path.is_file()}


def _replace(folder: Path, content: Mapping[str, bytes], step: str, say: Callable[[str], None]) -> None:
    """Put files in place of a folder, unless it holds them already."""
    there = [path for path in folder.rglob("*") if path.is_file()]
    if {path.relative_to(folder).as_posix(): path.read_bytes() for path in there} != content:
        if step:
            say(step)
        replace_folder(folder, content)


def _check_replaceable(out: Path, copies: Sequence[str]) -> None:
    """Refuse to replace a file that no site wrote. Raises `EditionError` with the first that would be lost."""
    for name in copies:
        manifest.check_replaceable(out / name)
    ours = {out / LATEST / name for name in manifest.listed(out / LATEST)}
    inside = [path for folder in (CLAIMS, LATEST) for path in sorted((out / folder).rglob("*")) if not path.is_dir()]
    folders = [path for path in (out / CLAIMS, out / LATEST) if path.is_symlink() or not path.is_dir()]
    for path in (*(out / name for name in (INDEX, CORRECTIONS, FEED, ABOUT)), *folders, *inside):
        if (path.exists() or path.is_symlink()) and path not in ours and not _is_page(path):
            raise EditionError(
                f"{path}: is not part of the site and would be lost; move it, or delete it if it is a damaged page"
            )


def _is_page(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and GENERATOR.encode() in path.read_bytes()[:4096]
