"""The documents in which figures were read: each has an address, and is no older than what it carries."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import pytest

from analysis.dataset import DataError
from analysis.dataset.records import KINDS, Document, DocumentKind, last_day, parse_documents
from analysis.dataset.schema import read_package

from .. import made_up
from ..made_up import claimed, observed, rated

REPORT, COPY, BLOG = 2, 3, 5
"""The rows in which the made-up documents stand."""

COMMIT, CHECKSUM = "0123456789abcdef" * 2 + "01234567", "sha256:" + "0123456789abcdef" * 4


def hives(published="2024-04-01", **cells):
    """A figure of 1 April 2024, read in the report unless said otherwise."""
    return observed("hives", "AAA", 3, published, **cells)


def lines(copy, row, **cells):
    """Change cells of a document and return what loading tells, a line for each defect; nothing when it loads."""
    for column, text in cells.items():
        copy.set("documents.csv", row, column, text)
    try:
        copy.load()
    except DataError as error:
        return error.lines
    return []


# -- a document -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "last"),
    [
        ("2024-04-01", date(2024, 4, 1)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 28)),
        ("2023-12", date(2023, 12, 31)),
        ("2024", date(2024, 12, 31)),
        ("", date.max),
    ],
)
def test_a_document_is_not_older_than_the_last_day_of_what_it_bears(published, last):
    assert last_day(published) == last
    document = Document("d", "P", "T", "https://example.org/d", "en", published, "2026-11-26", DocumentKind.OWN, "", "")
    assert document.is_not_before == last


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("[Page of 日本商工会議所]", "en"),
        ("Release on the end of the plan (in Japanese)", "en"),
        ("[半導体戦略]", "ja"),
        ("AWSが対日投資 (in 2024)", "ja"),
    ],
)
def test_a_title_that_we_wrote_ourselves_is_english_in_whatever_language_the_document_is(title, language):
    document = Document("d", "P", title, "https://example.org/d", "ja", "2024", "2026-11-26", DocumentKind.OWN, "", "")
    assert document.title_language == language


def test_kinds_stand_in_order_of_their_distance_from_the_maker_of_a_figure():
    assert [kind.value for kind in sorted(DocumentKind, key=lambda kind: kind.distance)] == [
        "own", "copy", "press", "third_party", "unreliable", "unseen",
    ]  # fmt: skip
    assert DocumentKind.OWN.distance == 0
    assert KINDS.keys() == set(DocumentKind)


def test_the_kinds_are_those_that_the_declaration_allows(data):
    table = next(it for it in read_package(data)["resources"] if it["name"] == "documents")
    kind = next(field for field in table["schema"]["fields"] if field["name"] == "kind")
    assert kind["constraints"]["enum"] == [kind.value for kind in DocumentKind]


def test_documents_are_parsed_from_their_table_in_whatever_order_they_stand():
    row = ("b", "Bees", "A b", "https://example.org/b", "en", "2024", "2026-11-26", "press", "", "")
    names = ("document_id", "publisher", "title", "url", "language", "published", "seen", "kind", "checksum", "note")
    found = parse_documents({name: [cell, cell.replace("b", "a")] for name, cell in zip(names, row, strict=True)})
    assert list(found) == ["b", "a"]
    assert found["b"].kind is DocumentKind.PRESS


# -- pages that decide nothing ------------------------------------------------------------------------------


def test_a_figure_that_only_unreliable_pages_carry_is_kept_and_not_looked_up(bees):
    newer = observed("hives", "AAA", 9, "2024-05-01", document_id="blog", confirmed_by="daily")
    copy = bees(hives(), newer)
    assert copy.load().latest("hives", "AAA").value == 9
    copy.set("documents.csv", BLOG, "kind", "unreliable")
    assert copy.load().latest("hives", "AAA").value == 9  # the daily has it too
    copy.set("documents.csv", BLOG - 1, "kind", "unreliable")
    evidence = copy.load()
    assert evidence.latest("hives", "AAA").value == 3
    assert evidence.observation(newer["observation_id"]).value == 9


def test_a_claim_proved_by_an_unreliable_page_is_one_line(bees):
    copy = bees(hives(), claims=[claimed("C01", evidence="daily blog")])
    assert lines(copy, BLOG, kind="unreliable") == ["claims.csv:2:evidence: 'blog' is unreliable and proves nothing"]


# -- what a document has to say of itself -------------------------------------------------------------------


def test_a_document_with_neither_address_nor_checksum_is_one_line(bees):
    assert lines(bees(hives()), REPORT, url="") == [
        "documents.csv:2:url: is empty; give the address, or the checksum of a file that has none"
    ]


def test_a_file_without_an_address_is_named_by_its_checksum(bees):
    assert lines(bees(hives()), REPORT, url="", checksum=CHECKSUM) == []


@pytest.mark.parametrize("url", ["https://example.org", "https://example.org/", "http://example.org//"])
def test_an_address_that_is_only_a_home_page_is_one_line(bees, url):
    assert lines(bees(hives()), REPORT, url=url) == [
        f"documents.csv:2:url: {url!r} leads to a home page; give the document’s own"
    ]


@pytest.mark.parametrize(
    "url", ["https://example.org/x", "http://example.org/a/b.pdf#page=3", "https://e.org/en/?id=1"]
)
def test_an_address_that_leads_deeper_is_one(bees, url):
    assert lines(bees(hives()), REPORT, url=url) == []


@pytest.mark.parametrize("url", ["example.org/x", "ftp://example.org/x", "https://example.org/a b", "doi:10.1/x"])
def test_what_is_no_address_is_one_line(bees, url):
    (line,) = lines(bees(hives()), REPORT, url=url)
    assert line.startswith(f"documents.csv:2:url: {url!r} does not have the form ")


def test_a_document_of_which_nobody_says_when_it_was_opened_is_a_defect(bees):
    assert "documents.csv:2:seen: is empty; only a document of kind unseen has none" in lines(
        bees(hives()), REPORT, seen=""
    )


@pytest.mark.parametrize(
    ("published", "seen", "is_told"),
    [
        ("2024-04-02", "2024-04-01", True),
        ("2024-04-02", "2024-04-02", False),
        ("2024-05", "2024-04-30", True),
        ("2024-05", "2024-05-01", False),  # some day of May it was
        ("2025", "2024-12-31", True),
        ("2025", "2025-01-01", False),
    ],
)
def test_a_document_cannot_be_opened_before_it_was_published(bees, published, seen, is_told):
    told = lines(bees(hives()), REPORT, published=published, seen=seen)
    line = f"documents.csv:2:seen: {seen} lies before {published}, its publication"
    assert told == ([line] if is_told else [])


@pytest.mark.parametrize("published", ["2024-13", "2024-02-30", "2024-00", "0000"])
def test_a_day_that_no_calendar_has_is_one_line_and_no_crash(bees, published):
    (line,) = lines(bees(hives()), REPORT, published=published)
    assert line.startswith("documents.csv:2:published: ")


@pytest.mark.parametrize("published", ["April 2024", "2024-4", "2024-04-1", "24"])
def test_a_day_in_another_form_is_one_line(bees, published):
    (line,) = lines(bees(hives()), REPORT, published=published)
    assert line.startswith(f"documents.csv:2:published: {published!r} does not have the form ")


# -- copies -----------------------------------------------------------------------------------------------


def test_a_copy_that_does_not_say_of_what_is_one_line(bees):
    assert lines(bees(hives()), COPY, note="") == [
        "documents.csv:3:note: is empty; say of which file or release this is a copy"
    ]


def test_only_a_copy_has_to_say_of_what(bees):
    assert lines(bees(hives()), REPORT, note="") == []


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/owner/name/blob/main/hives.csv",
        "https://raw.githubusercontent.com/owner/name/main/hives.csv",
        "https://github.com/owner/name/blob/" + COMMIT[:39] + "/hives.csv",
    ],
)
def test_a_copy_on_github_with_neither_commit_nor_checksum_is_one_line(bees, url):
    """A branch moves: what is read there tomorrow may be another file."""
    assert lines(bees(hives()), COPY, url=url) == [
        "documents.csv:3:url: names no commit; give its forty digits, or the file’s checksum"
    ]


@pytest.mark.parametrize(
    ("url", "checksum"),
    [
        (f"https://github.com/owner/name/blob/{COMMIT}/hives.csv", ""),
        (f"https://raw.githubusercontent.com/owner/name/{COMMIT}/hives.csv", ""),
        ("https://github.com/owner/name/blob/main/hives.csv", CHECKSUM),
        ("https://example.org/hives.csv", ""),
    ],
)
def test_a_copy_that_can_be_told_from_a_later_one_is_fit(bees, url, checksum):
    assert lines(bees(hives()), COPY, url=url, checksum=checksum) == []


@pytest.mark.parametrize("checksum", ["0123", "sha256:0123", "md5:" + "0" * 32])
def test_a_checksum_of_another_kind_is_one_line(bees, checksum):
    (line,) = lines(bees(hives()), COPY, checksum=checksum)
    assert line.startswith(f"documents.csv:3:checksum: {checksum!r} does not have the form ")


# -- which figure a document may carry ----------------------------------------------------------------------


@pytest.fixture
def unseen(monkeypatch):
    """The blog is a document of which one knows without having opened it."""
    monkeypatch.setitem(made_up.DOCUMENTS, "blog", "unseen")


BY_WHOM = {
    "observations.csv:2:document_id": lambda name: ((hives(document_id=name),), {}),
    "observations.csv:2:confirmed_by": lambda name: ((hives(confirmed_by=f"daily {name}"),), {}),
    "claims.csv:2:document_id": lambda name: ((hives(),), {"claims": [claimed("C01", document_id=name)]}),
    "claims.csv:2:evidence": lambda name: ((hives(),), {"claims": [claimed("C01", evidence=f"daily {name}")]}),
    "exchange_rates.csv:2:document_id": lambda name: (
        (hives(),),
        {"rates": [rated("2024-04-08", 150.0) | {"document_id": name}]},
    ),
    "exchange_rates.csv:2:confirmed_by": lambda name: (
        (hives(),),
        {"rates": [rated("2024-04-08", 150.0) | {"confirmed_by": f"daily {name}"}]},
    ),
}
"""Every column that names documents, and rows that name one in it."""


@pytest.mark.parametrize("place", BY_WHOM)
def test_a_document_that_no_table_declares_is_one_line(told, place):
    rows, tables = BY_WHOM[place]("nowhere")
    assert told(*rows, **tables) == [f"{place}: 'nowhere' is not in the table documents"]


@pytest.mark.parametrize("place", BY_WHOM)
def test_a_document_that_nobody_opened_carries_no_figure(told, unseen, place):
    rows, tables = BY_WHOM[place]("blog")
    assert told(*rows, **tables) == [
        f"{place}: 'blog' was not opened: it is of kind unseen and carries no figure"
    ]  # fmt: skip


@pytest.mark.parametrize("place", BY_WHOM)
def test_a_document_that_was_opened_carries_one(bees, place):
    rows, tables = BY_WHOM[place]("blog")
    assert bees(*rows, **tables).load().claims


def test_a_document_that_nobody_opened_may_be_listed_and_needs_no_address(bees, unseen):
    assert lines(bees(hives()), BLOG, url="", seen="", note="") == []


def test_a_document_cannot_confirm_itself(told):
    row = {"confirmed_by": "blog report"}
    assert told(hives(**row)) == ["observations.csv:2:confirmed_by: 'report' cannot confirm itself"]
    rates = [rated("2024-04-08", 150.0) | {"confirmed_by": "report"}]
    assert told(hives(), rates=rates) == ["exchange_rates.csv:2:confirmed_by: 'report' cannot confirm itself"]


@pytest.mark.parametrize("published", ["2024-03-31", "2024-03", "2023"])
def test_a_document_older_than_the_day_the_figure_became_public_is_one_line(bees, published):
    assert lines(bees(hives()), REPORT, published=published) == [
        f"observations.csv:2:document_id: 'report' of {published} is older than the figure, public since 2024-04-01"
    ]


@pytest.mark.parametrize("published", ["2024-04-01", "2024-04", "2024", "2025-01-01", ""])
def test_a_document_of_that_day_or_later_may_carry_it(bees, published):
    assert lines(bees(hives()), REPORT, published=published) == []


@pytest.mark.parametrize("published", ["2024-03-31", "2023"])
def test_a_figure_of_which_only_the_latest_day_is_known_may_be_older_than_that(bees, published):
    assert lines(bees(hives(published_is="latest")), REPORT, published=published) == []


def test_a_document_that_confirms_a_figure_may_not_be_older_either(bees):
    assert lines(bees(hives(confirmed_by="copy")), COPY, published="2024-03-31") == [
        "observations.csv:2:confirmed_by: 'copy' of 2024-03-31 is older than the figure, public since 2024-04-01"
    ]


def test_a_document_opened_before_the_figure_became_public_is_one_line(bees):
    (line,) = lines(bees(hives()), REPORT, seen="2024-03-31")
    fault = "'report' was opened on 2024-03-31, before the figure became public on 2024-04-01"
    assert line == f"observations.csv:2:document_id: {fault}"


@pytest.mark.parametrize(("cells", "seen"), [({}, "2024-04-01"), ({"published_is": "latest"}, "2024-03-31")])
def test_a_document_may_be_opened_on_the_day_of_the_figure_and_earlier_if_that_day_is_the_latest(bees, cells, seen):
    assert lines(bees(hives(**cells)), REPORT, seen=seen) == []


def test_a_rate_is_held_against_its_document_by_the_day_it_became_public(bees):
    rates = [rated("2024-04-08", 150.0), rated("2024-04-09", 150.0, published="2024-04-10")]
    assert lines(bees(hives(published="2024-01-01"), rates=rates), REPORT, published="2024-04-09") == [
        "exchange_rates.csv:3:document_id: 'report' of 2024-04-09 is older than the figure, public since 2024-04-10"
    ]


def test_every_row_that_an_old_document_carries_is_named(bees):
    rows = [observed("hives", "AAA", 3, day) for day in ("2024-04-01", "2023-01-01", "2024-04-02", "2024-04-01")]
    rows[3]["observation_id"] = "another"
    told = lines(bees(*rows), REPORT, published="2024-03")
    assert [line.partition(" ")[0] for line in told] == [f"observations.csv:{row}:document_id:" for row in (2, 4, 5)]


# -- the project's own ------------------------------------------------------------------------------------


def test_every_figure_of_the_project_says_where_in_which_document_it_stands(raw, evidence):
    for name, row in raw.observations.items():
        assert row["locator"].strip(), name
        named = [row["document_id"], *row["confirmed_by"].split()]
        assert len(named) == len(set(named)), name
        assert {evidence.documents[document].kind for document in named} <= set(DocumentKind) - {DocumentKind.UNSEEN}, (
            name
        )


def test_what_is_called_a_copy_in_one_name_is_of_one_kind(evidence):
    """A reader who meets the same words with two kinds would not know which to believe."""
    kinds = defaultdict(set)
    for document in evidence.documents.values():
        if "on GitHub" in document.publisher:
            kinds[document.publisher].add(document.kind)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_no_document_of_the_project_stands_there_for_nothing(data, evidence):
    used = set()
    for name in ("observations", "article", "events", "exchange_rates", "claims", "corrections"):
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                used |= {row["document_id"], *row.get("confirmed_by", "").split(), *row.get("evidence", "").split()}
    assert len(used) > 300
    assert evidence.documents.keys() == used


# -- addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/index.html",
        "https://example.org/#top",
        "https://example.org/en/",
        "https://example.org/zh-Hant",
        "https://example.org/home",
        "https://example.org/?utm_source=x",
        "https://example.org/?",
    ],
)
def test_a_home_page_by_another_name_is_one_line(bees, url):
    (line,) = lines(bees(hives()), REPORT, url=url)
    assert line.startswith("documents.csv:2:url: ")
    assert line.endswith(" leads to a home page; give the document’s own")


@pytest.mark.parametrize(
    "url", ["https://example.org/?p=123", "https://example.org/a", "https://example.org/en/news/1"]
)
def test_an_address_of_one_page_is_fit(bees, url):
    assert lines(bees(hives()), REPORT, url=url) == []


@pytest.mark.parametrize("url", ["https://[::1/a", "https://example.org:99999999/a"])
def test_what_no_browser_opens_is_one_line(bees, url):
    assert lines(bees(hives()), REPORT, url=url) == [f"documents.csv:2:url: {url!r} is no address"]


def test_one_address_is_one_document(bees):
    copy = bees(hives())
    address = copy.rows("documents.csv")[1][copy.rows("documents.csv")[0].index("url")]
    assert lines(copy, BLOG, url=address) == ["documents.csv:5:url: is that of row 2 as well; keep one of them"]


@pytest.mark.parametrize(
    "url",
    [
        "https://GITHUB.com/owner/name/blob/main/hives.csv",
        "https://gitlab.com/owner/name/-/raw/main/hives.csv",
        "https://huggingface.co/datasets/owner/name/resolve/main/hives.csv",
    ],
)
def test_a_file_on_a_branch_may_move_whoever_holds_it(bees, url):
    (line,) = lines(bees(hives()), REPORT, url=url)
    assert line == "documents.csv:2:url: names no commit; give its forty digits, or the file’s checksum"


# -- claims and corrections ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "fault"),
    [
        ("daily daily", "names a document twice"),
        ("report", "'report' is what is checked, and proves nothing"),
    ],
)
def test_a_claim_is_proved_by_other_documents_than_its_own_each_named_once(bees, evidence, fault):
    copy = bees(hives(), claims=[claimed("C01", hives()["observation_id"], evidence=evidence)])
    assert [str(defect) for defect in copy.defects()] == [f"claims.csv:2:evidence: {fault}"]


@pytest.mark.parametrize(
    ("corrected", "fault"),
    [
        ("8.5", "8.5 is no number of firms; expected a whole number, from zero up"),
        ("-8", "-8 is no number of firms; expected a whole number, from zero up"),
        ("INF", "INF has no end"),
        ("9", "9 is what the source has; remove the correction"),
    ],
)
def test_a_correction_gives_a_figure_that_can_be_and_another_one(few_copy, corrected, fault):
    header, *rows = few_copy.rows("corrections.csv")
    at = next(n for n, row in enumerate(rows, 2) if row[header.index("expected")] == "9")
    few_copy.set("corrections.csv", at, "corrected", corrected)
    assert [str(defect) for defect in few_copy.defects()] == [f"corrections.csv:{at}:corrected: {fault}"]
