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

from analysis.dataset.text_files import read_text
from analysis.editions import archive, check, manifest
from analysis.editions.atomic_files import lock, replace_file, replace_folder
from analysis.editions.corrections import corrections, plain
from analysis.errors import EditionError
from analysis.findings import LEGEND, Outcome
from analysis.findings.verdicts import AGAINST, Judge
from analysis.publish.entries import claims_in_words, day_in_words, entries, files, verdicts
from analysis.rendering import html_tree
from analysis.rendering.document import opening
from analysis.rendering.document_from_notebook import is_ours
from analysis.rendering.html_tree import Element, parse, to_html
from analysis.rendering.id_prefixes import CARD
from analysis.rendering.link_preview import LinkPreview, draw_link_previews
from analysis.rendering.svg import drawing_of, inline_svg
from analysis.rendering.template_filters import LINK_PREVIEW, write_page
from analysis.sources import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.editions.publication_history import Event
    from analysis.findings import Study
    from analysis.publish.entries import ClaimEntry, Entry
    from analysis.rendering.html_tree import Node

HTML = "text/html"
"""The media type under which a notebook's outputs have their page and what is known of it."""

INDEX, CORRECTIONS, FEED, ABOUT = "index.html", "corrections.html", "feed.xml", "about.html"
CLAIMS, LATEST = "claims", "latest"
"""The folders of the site: a page for each claim, and a copy of the newest edition at an address that stays."""

GENERATOR = "japan-tech site"
"""The name in the metadata of every file of the site, by which a later run recognises them."""

PNG_HEADER = 33
"""Bytes of the signature of a PNG and its first chunk."""

GENERATOR_WITHIN = 4096
"""Number of bytes at the start of a file that are searched for its generator: enough for the head of any page."""

DOWNLOADS = {"findings.csv": "Findings (CSV)", "verdicts.csv": "Verdicts (CSV)"}
"""The tables of an edition that the site links to, and the words of the links."""

LONGEST_DESCRIPTION = 400
"""Maximum characters in the description of a page; services that show it with a link cut it off earlier."""

JUDGED_BY = {
    Judge.RULE: "by a rule alone",
    Judge.RULE_AND_EDITOR: "by a rule and by an editor, who found that context is missing",
    Judge.EDITOR: "by an editor",
    "": "cannot be checked",
}
"""How claims were judged, as it follows their number."""

IN_DOUBT = "in doubt by later figures"
"""The heading of the claims that held when the article was published, and are in doubt now."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site to build: the folders of the editions, the data and the output.

    `base` is the address at which the site will be served, with a slash at its end, or empty if that is not known. If
    `out` is the folder of the editions, the site is built around them; any other folder gets copies of them.
    """

    reports: Path
    data: Path
    out: Path
    base: str = ""
    study: str = ""
    today: date = field(default_factory=date.today)


def build(site: Site, say: Callable[[str], None]) -> list[Path]:
    """Check the editions, build a site and return the paths of its parts.

    Raises `ArchiveError` if editions, history and data do not fit each other, `EditionError` if a file that the site
    did not write would be lost, and `LockedError` while another run builds the same site.
    """
    if not archive.editions(site.reports):
        raise EditionError(f"{site.reports}: holds no edition; make one with: japan-tech update")
    with lock(site.out / LATEST):  # before the editions are read, or a slower run would put an older edition back
        checked = check.check(site.data, site.study, site.reports, site.today)
        evidence, study, events = checked.evidence, checked.study, checked.events
        folders = archive.editions(site.reports)
        newest = folders[-1]  # there is one, as was seen before the lock, and editions are not removed

        # Write all pages before any file is replaced
        claims = claims_in_words(evidence, study, date.fromisoformat(newest.name[:10]), verdicts(newest))
        listed = entries(site.reports, events, claims, site.data, evidence, study)
        pages = _pages(site, study, evidence, listed, events, claims, _answer(newest, study))
        # The pages of both folders are taken out, as each is replaced as a whole; what is left lies at the top
        latest = _published_files(newest) | {INDEX: pages.pop(f"{LATEST}/{INDEX}")}

        claim_pages = {}
        for path in list(pages):
            folder, _, name = path.partition("/")  # as claims/C01.html
            if folder == CLAIMS:
                claim_pages[name] = pages.pop(path)

        is_around_editions = site.out.resolve() == site.reports.resolve()
        copies = [] if is_around_editions else folders
        with ExitStack() as locks:
            for edition in copies:
                locks.enter_context(lock(site.out / edition.name))
            _check_replaceable(site.out, [edition.name for edition in copies])
            for edition in copies:
                _replace(site.out / edition.name, _published_files(edition), f"copying {edition.name}", say)
            _replace(site.out / LATEST, latest, f"putting {newest.name} at {LATEST}", say)
            if claim_pages:
                _replace(site.out / CLAIMS, claim_pages, step="", say=say)
            for name, content in pages.items():  # the index last, so that its links never lead to missing pages
                file = site.out / name
                if not file.is_file() or file.read_bytes() != content:
                    replace_file(file, content)
    parts = [INDEX, CORRECTIONS, FEED, ABOUT]
    if claim_pages:
        parts.append(CLAIMS)
    return [site.out / name for name in (*parts, LATEST)]


def anchor(claim: str) -> str:
    """Return the link to a claim on the page of an edition; empty for a string that cannot be a claim's id."""
    return f"#{CARD}{claim}" if re.fullmatch(r"\w{1,40}", claim, re.ASCII) else ""


def _pages(
    site: Site,
    study: Study,
    evidence: Evidence,
    listed: list[Entry],
    events: Sequence[Event],
    claims: Mapping[str, ClaimEntry],
    answer: str,
) -> dict[str, bytes]:
    """Return every page of the site, and the pictures of claims, by their paths in it; the index comes last.

    Args:
        site: where the site is built, and its address.
        study: the study, which names the site's author and sets its look.
        evidence: the data, for the article and for the errors of sources.
        listed: the editions, newest first.
        events: the history of publication.
        claims: the claims of the newest edition, by id.
        answer: the answer of the newest edition, the description of every page but those of claims.
    """
    newest = listed[0]
    base = site.base
    edition = site.reports / newest.name
    article = _article(study, evidence)
    changes = corrections(events)
    brand = dict.fromkeys(("logo", "accent", "header", "footer"), "")  # templates ask for each of them
    brand |= study.page
    on_every_page = {
        "title": study.title,
        "author": study.author,
        "study": study,
        "article": article,
        "newest": newest,
        "base": base,
        "brand": brand,
        "report_to": study.contact_address,
        "generator": GENERATOR,
        "tables": DOWNLOADS,
        "outcomes": [outcome.value for outcome in Outcome],
        # Functions that templates call
        "anchor": anchor,
        "day": day_in_words,
        "opening": opening,
    }

    def page(
        template: str, path: str, about: str = answer, picture: str = "", picture_alt: str = "", **content: Any
    ) -> bytes:
        """Fill a template with the `content` of the page at a path.

        `about` and `picture` are what services show with a link to the page, by default the answer and the preview.
        """
        root = "../" * path.count("/")  # the way back to the top of the site
        if not picture and LINK_PREVIEW in newest.files:
            picture = f"{newest.name}/{LINK_PREVIEW}"
            picture_alt = f"{study.title} {answer}"
        return write_page(
            template,
            **on_every_page,
            **content,
            path=path,
            root=root,
            canonical=f"{base}{path}" if base else "",
            about=opening(about, LONGEST_DESCRIPTION),
            picture=f"{base or root}{picture}" if picture else "",
            picture_alt=opening(picture_alt, LONGEST_DESCRIPTION),
        )

    pages = {f"{LATEST}/{INDEX}": page("latest.html", f"{LATEST}/{INDEX}")}

    # A page and a picture for each claim
    ordered = list(claims.values())
    anchors = _anchors(edition)
    for number, claim in enumerate(ordered):
        path = f"{CLAIMS}/{claim.name}.html"
        address = f"{base}{path}" if base else f"{claim.name}.html"
        pages[path] = page(
            "claim.html",
            path,
            about=_summary(claim),
            picture=f"{CLAIMS}/{claim.name}.png",
            picture_alt=claim.headline,
            claim=claim,
            before=ordered[number - 1] if number > 0 else None,
            after=ordered[number + 1] if number + 1 < len(ordered) else None,
            card=_linked_card(claim, f"../{newest.name}/report.html", anchors),
            linked_data=_review(claim, address, study, article, newest),
        )
    credit = f"{study.author} · As known on {day_in_words(newest.as_of)}"
    pictures = draw_link_previews([_preview(claim, article, credit) for claim in ordered])
    for claim, png in zip(ordered, pictures, strict=True):
        pages[f"{CLAIMS}/{claim.name}.png"] = _signed(png)

    # Pages about all claims and all editions
    grouped = _grouped(ordered)
    if claims:
        pages[f"{CLAIMS}/{INDEX}"] = page("claims.html", f"{CLAIMS}/{INDEX}", grouped=grouped)
    pages[CORRECTIONS] = page(
        "corrections.html",
        CORRECTIONS,
        corrections=changes,
        names={entry.name for entry in listed},
        of_sources=[_error_of_source(row, evidence) for row in evidence.corrections.values()],
    )
    pages[ABOUT] = page(
        "about.html",
        ABOUT,
        judged=_judged(edition),
        has_claims=bool(claims),
        sources="#sources" if "sources" in anchors else "",
    )
    days = [entry.published or entry.as_of for entry in listed] + [correction.day for correction in changes]
    pages[FEED] = page(
        "feed.xml",
        FEED,
        entries=listed,
        corrections=changes,
        updated=max(days),
        tag=_tags(site.data, evidence, evidence.sources[study.article]["title"]),
    )
    occurring = []
    for outcome in Outcome:
        if any(entry.counts[outcome] for entry in listed):
            occurring.append(outcome)
    pages[INDEX] = page(
        "index.html",
        INDEX,
        entries=listed,
        occurring=occurring,
        legend={outcome: LEGEND[outcome] for outcome in occurring},
        grouped=grouped,
        answer=answer,
        subtitle=study.subtitle,
        first_picture=_picture(edition),
        asked=_last_asked(events, evidence),
        figure=_figure(edition),
    )
    return pages


def _grouped(claims: Sequence[ClaimEntry]) -> dict[str, list[ClaimEntry]]:
    """Group claims by verdict: those that failed when the article was published, those in doubt since, and the rest."""
    order = [*AGAINST, IN_DOUBT, Outcome.MISSING_CONTEXT, Outcome.SUPPORTED, Outcome.NOT_CHECKABLE]
    grouped: dict[str, list[ClaimEntry]] = {str(heading): [] for heading in order}
    against = list(AGAINST)  # a verdict is a plain text here; it equals the outcome of that value
    for claim in claims:
        # Later figures have moved a claim with a standing; if it fails now, they put it in doubt
        is_in_doubt = claim.standing and claim.verdict in against
        heading = IN_DOUBT if is_in_doubt else claim.verdict
        grouped.setdefault(heading, []).append(claim)
    return {name: group for name, group in grouped.items() if group}


def _last_asked(events: Sequence[Event], evidence: Evidence) -> tuple[str, list[str]]:
    """Return the day of the last fetch and the publishers that failed then; empty if nothing was ever fetched."""
    for event in reversed(events):
        if not event.sources:
            continue
        failed = set()
        for source, outcome in event.sources.items():
            if outcome not in (Status.ENTERED, Status.NOTHING_NEW):  # in words what went wrong
                row = evidence.sources.get(source, {})  # the data may not have the source any more
                failed.add(plain(row.get("publisher", source)))
        return event.day, sorted(failed)
    return "", []


def _answer(edition: Path, study: Study) -> str:
    """Return the answer in the manifest of an edition; manifests of older ones lack it, so it is a finding's text."""
    content = manifest.read(edition) or {}
    if content.get("answer"):
        return plain(str(content["answer"]))
    if study.answer:
        for row in csv.DictReader(read_text(edition / "findings.csv").splitlines()):
            if row["finding_id"] == study.answer and row["printed"]:
                return f"{plain(row['printed'])}."
    return ""


def _picture(edition: Path) -> tuple[str, str]:
    """Return the picture for the front page, an edition's first figure or its preview, with its alternative text."""
    content = manifest.read(edition) or {}
    alt = str(content.get("picture_alt") or "The report at a glance")
    for name in (content.get("picture"), LINK_PREVIEW):  # None in manifests that name no picture
        if name in content.get("outputs", {}):
            return str(name), alt
    return "", alt


class FirstFigure(NamedTuple):
    """The first figure of an edition: its name, words, and drawings as HTML elements in the page's colours."""

    label: str
    title: str
    subtitle: str
    drawings: Sequence[Markup]


def _figure(edition: Path) -> FirstFigure | None:
    """Return the first figure from the notebook of an edition; None if there is no notebook or no such figure."""
    picture, alt = _picture(edition)
    file = edition / "report.ipynb"
    if not file.is_file():
        return None
    notebook = json.loads(read_text(file))
    outputs: list[dict[str, Any]] = []
    for cell in notebook.get("cells", ()):
        outputs += cell.get("outputs", ())

    for output in outputs:
        about = output.get("metadata", {}).get(HTML, {})
        if not is_ours(about) or picture != f"figures/{about.get('label')}.png":
            continue
        # Title and subtitle are stored as HTML; here their words are needed
        title = html_tree.plain(parse(str(about.get("title", ""))))
        subtitle = html_tree.plain(parse(str(about.get("subtitle", ""))))
        alt = alt.removeprefix(f"{title}. ")  # the title is beside the figure

        # In a notebook's file a text may be a list of its lines
        drawings = {"wide": drawing_of("".join(output["data"][HTML])), "narrow": str(about.get("narrow") or "")}
        inline = []
        for kind, svg in drawings.items():
            if svg:
                inline.append(Markup(inline_svg(svg.encode(), alt, f"{kind}-", "the first figure", kind)))
        return FirstFigure(str(about["label"]), title, subtitle, inline)
    return None


def _tags(data: Path, evidence: Evidence, title: str) -> Callable[..., str]:
    """Return a function for ids in the feed, which do not depend on the site's address (tag URIs, RFC 4151).

    The domain `.invalid` is reserved, so that nobody else can own the name.
    """
    name = title
    file = data / "datapackage.json"
    if file.is_file():  # a user's article has none
        name = str(json.loads(read_text(file)).get("name", ""))
    # A label of a domain has at most 63 characters and no hyphen at its ends, so it is cut before it is stripped
    stem = re.sub(r"[^a-z0-9-]+", "-", name.lower())[:60].strip("-") or "report"
    prefix = f"tag:{stem}.invalid,{evidence.judged_at}:"
    return lambda *parts: prefix + "/".join(quote(part, safe="") for part in parts)


def _article(study: Study, evidence: Evidence) -> dict[str, str]:
    """Return title, publisher, day and address of the article that is checked; the address is empty if not known."""
    source = evidence.sources[study.article]
    any_claim = next(iter(evidence.claims.values()), None)  # all are claims of this article
    address = evidence.documents[any_claim["document_id"]].url if any_claim else ""
    return {
        "title": plain(source["title"]),
        "publisher": plain(source["publisher"]),
        "published": evidence.judged_at.isoformat(),
        "url": address,
    }


def _summary(claim: ClaimEntry) -> str:
    """Describe a claim for services that show a link to its page: its verdict, and why."""
    rating = claim.verdict.capitalize()
    if claim.standing:
        rating += f" ({claim.standing})"
    return f"{rating}. {claim.reason or claim.found or claim.statement}"


def _preview(claim: ClaimEntry, article: Mapping[str, str], credit: str) -> LinkPreview:
    """Return the picture of a claim: in our words, with its verdict and why."""
    verdict = f"{claim.verdict}, {claim.since}" if claim.since else claim.verdict
    published = day_in_words(article["published"])
    kicker = f"In our words, a claim in an article of {published} by {article['publisher']}"
    return LinkPreview(
        large=claim.quoted, credit=credit, kicker=kicker, verdict=verdict, text=claim.reason or claim.found
    )


def _signed(png: bytes) -> bytes:
    """Insert the name of the program in a PNG, behind its header, so that a later run recognises the file."""
    kind = b"tEXt"
    text = b"Software\0" + GENERATOR.encode()
    length = struct.pack(">I", len(text))
    checksum = struct.pack(">I", zlib.crc32(kind + text))
    return png[:PNG_HEADER] + length + kind + text + checksum + png[PNG_HEADER:]


def _anchors(edition: Path) -> set[str]:
    """Return the id of every element on the page of an edition."""
    page = read_text(edition / "report.html")
    ids = re.findall(r'\sid="?([^"\s>]+)', page)  # as in id="C01" or id=C01
    return {html.unescape(name) for name in ids}


def _linked_card(claim: ClaimEntry, report: str, anchors: Collection[str]) -> dict[str, Markup]:
    """Return the card of a claim as HTML by heading, with links into the page `report`."""
    card = {}
    for heading, text in claim.card.items():
        linked = _link_into(parse(text), report, anchors)
        card[heading] = Markup(to_html(linked))
    return card


def _link_into(nodes: Iterable[Node], report: str, anchors: Collection[str]) -> list[Node]:
    """Let links to an anchor lead to the page `report`; of a link whose anchor it lacks, only the words stay."""
    linked: list[Node] = []
    for node in nodes:
        if not isinstance(node, Element):
            linked.append(node)
            continue
        children = _link_into(node.children, report, anchors)
        target = node.attrs.get("href", "")
        if not target.startswith("#"):
            linked.append(Element(node.tag, node.attrs, children))
        elif target[1:] in anchors:
            linked.append(Element(node.tag, node.attrs | {"href": f"{report}{target}"}, children))
        else:
            linked += children
    return linked


def _judged(edition: Path) -> dict[str, int]:
    """Count the verdicts of an edition by how they were reached; empty if its table does not have that."""
    rows = csv.DictReader(read_text(edition / "verdicts.csv").splitlines())
    counts = Counter(row.get("judged_by") or "" for row in rows)
    if not any(counts):  # of the names: without the column, the only one is ""
        return {}
    return {words: counts[name] for name, words in JUDGED_BY.items() if counts[name]}


def _review(
    claim: ClaimEntry, url: str, study: Study, article: Mapping[str, str], newest: Entry
) -> dict[str, Any] | None:
    """Describe the verdict on a claim as a ClaimReview of schema.org, for search engines; None if it has none."""
    if claim.verdict == Outcome.NOT_CHECKABLE.value:
        return None
    appearance: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": article["title"],
        "datePublished": article["published"],
        "publisher": {"@type": "Organization", "name": article["publisher"]},
    }
    if article["url"]:
        appearance["url"] = article["url"]

    verdict = claim.verdict.capitalize()
    rating = f"{verdict}, {claim.standing}" if claim.standing else verdict
    body = f"{claim.reason} {claim.found}".strip()  # both are empty if the rules now give another verdict
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "author": {"@type": "Organization", "name": study.author},
        "claimReviewed": claim.statement,
        "reviewRating": {"@type": "Rating", "alternateName": rating},
        "reviewBody": body or verdict,
        "itemReviewed": {"@type": "Claim", "appearance": appearance},
    }
    if newest.published:
        review["datePublished"] = newest.published
    return review


def _error_of_source(row: dict[str, str], evidence: Evidence) -> dict[str, str]:
    """Describe a known error of a source: the figure, the source's value, the value used instead, and why."""
    figure = evidence.observation(row["observation_id"])
    source = evidence.sources[row["source_id"]]
    entity = evidence.entities.get(figure.entity, {})
    whose = entity.get("name", "") or figure.actor  # a figure of a firm or project may have no country
    indicator = evidence.indicators[figure.indicator].get("name", figure.indicator)
    cells = {
        "figure": f"{indicator}, {whose}" if whose else indicator,
        "period": figure.period,
        "stands": row["expected"],
        "used": row["corrected"],
        "why": row["reason"],
        "source": f"{source['publisher']}: {source['title']}",
    }
    return {name: plain(text) for name, text in cells.items()}


def _published_files(edition: Path) -> dict[str, bytes]:
    """Return the content of each file of an edition that the site has, by its path in the folder."""
    return {name: path.read_bytes() for name, path in sorted(files(edition).items()) if path.is_file()}


def _replace(folder: Path, content: Mapping[str, bytes], step: str, say: Callable[[str], None]) -> None:
    """Replace the content of a folder, unless it has the same files already; `step` is said before, unless empty."""
    present = {}
    for path in folder.rglob("*"):
        if path.is_file():
            present[path.relative_to(folder).as_posix()] = path.read_bytes()
    if present == content:
        return
    if step:
        say(step)
    replace_folder(folder, content)


def _check_replaceable(out: Path, copies: Sequence[str]) -> None:
    """Refuse to replace a file that no site wrote. Raises `EditionError` with the first that would be lost."""
    for name in copies:
        manifest.check_replaceable(out / name)

    # All files that the site may replace; a link or a file may be in place of a folder
    paths = [out / name for name in (INDEX, CORRECTIONS, FEED, ABOUT)]
    for folder in (out / CLAIMS, out / LATEST):
        if folder.is_symlink() or not folder.is_dir():
            paths.append(folder)
    for folder in (out / CLAIMS, out / LATEST):
        paths += [path for path in sorted(folder.rglob("*")) if not path.is_dir()]

    # Files of the edition copied to LATEST are known by its manifest, pages and pictures by their generator
    copied = {out / LATEST / name for name in manifest.listed(out / LATEST)}
    for path in paths:
        exists = path.exists() or path.is_symlink()
        if exists and path not in copied and not _is_page(path):
            raise EditionError(
                f"{path}: is not part of the site and would be lost; move it, or delete it if it is a damaged page"
            )


def _is_page(path: Path) -> bool:
    """True if a file is a page or a picture that a site wrote."""
    return path.is_file() and not path.is_symlink() and GENERATOR.encode() in path.read_bytes()[:GENERATOR_WITHIN]
