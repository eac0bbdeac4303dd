"""Notices: of what they are sent, to whom, once, and without a secret in any line."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from analysis.editions import archive
from analysis.editions.archive import Event, EventKind
from analysis.errors import ParameterError
from analysis.publish import notify
from analysis.publish.notify import addresses, begin, tell

from ..servers import closed_port, web

SECRET = "hunter2-s3cret"
TURNED = {"claim": "C08", "before": "supported", "after": "contradicted", "causes": ["vintage a: 110 million"]}
DRAFT = Event("2026-11-09", EventKind.DRAFT, "2026-11-05", why="a verdict changed", verdicts=(TURNED,))
EDITION = Event("2026-11-16", EventKind.PUBLISHED, "2026-11-12", why="numbers in tables or figures changed")
RANKS = tuple({"label": f"Rank {at}", "before": "30th", "after": "27th"} for at in range(10))
FAILED = Event("2026-11-23", EventKind.FAILED, why="no room")
OF_DRAFT = "draft 2026-11-05: the verdict on C08 changed"
DEAD = f"json://reader:{SECRET}@127.0.0.1:{closed_port()}/"


def enter(reports, *events):
    archive.append(reports / archive.FILE, events)


def subjects(post):
    return [letter["Subject"] for _, letter in post.letters]


def body(post, at=-1):
    return post.letters[at][1].get_body(("plain",)).get_content().replace("\r\n", "\n")


# -- what is told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "subject", "words"),
    [
        (DRAFT, OF_DRAFT, "It says so. (C08)\nsupported → contradicted; newly public: a: 110 million\n"),
        (DRAFT, OF_DRAFT, "japan-tech update --approve 2026-11-05"),
        (replace(DRAFT, event=EventKind.APPROVED), "edition 2026-11-05: the verdict on C08 changed",
         "Read https://example.org/x/2026-11-05/report.html"),
        (replace(DRAFT, event=EventKind.WITHDRAWN), "draft 2026-11-05 was withdrawn", "no longer support it: C08."),
        (replace(EDITION, numbers=RANKS, why="a sentence changed"), "edition 2026-11-12: a sentence changed",
         "Rank 7: 30th → 27th\nand 2 more in sentences"),
        (EDITION, None, ""),  # numbers alone
        (Event("2026-11-20", EventKind.CORRECTION, "2026-11-12", what="16, not 26"), "edition 2026-11-12: a correction",
         "16, not 26"),
        (FAILED, "the update failed", "2026-11-23: no room"),
        (replace(FAILED, sources={"imf": "down"}), "a source failed", "What is published stays as it is."),
    ],
)  # fmt: skip
def test_of_each_event_there_is_one_notice_with_the_name_of_the_report(tmp_path, post, event, subject, words):
    enter(tmp_path, FAILED)
    begin(tmp_path)  # what was there before is not told
    enter(tmp_path, event)
    more = {"title": "A report", "base": "https://example.org/x/", "statements": lambda _: {"C08": "It says so."}}
    assert tell(tmp_path, [post.address], **more) == tell(tmp_path, [post.address], **more) == []
    assert subjects(post) == ([f"A report: {subject}"] if subject else [])
    assert words in (body(post) if subject else "")


def test_a_notice_that_nobody_took_is_sent_by_the_next_run(tmp_path, post):
    begin(tmp_path)
    enter(tmp_path, DRAFT)
    (line,) = tell(tmp_path, [DEAD])
    assert line == "notice to json://… (address 1 of 1): refused, or the service cannot be reached"
    enter(tmp_path, FAILED)
    begin(tmp_path)
    assert tell(tmp_path, [post.address]) == []
    assert subjects(post) == [OF_DRAFT, "the update failed"]


def test_one_dead_address_does_not_hold_up_the_others(tmp_path, post):
    begin(tmp_path)
    enter(tmp_path, FAILED, DRAFT)
    with web(f"reader:{SECRET}") as hook:
        to = [post.address, DEAD, f"{hook.address}/403", f"{hook.address}/200"]
        assert [line[line.index("(") : line.index(")")] for line in tell(tmp_path, to)] == [
            "(address 2 of 4", "(address 3 of 4",
        ]  # fmt: skip
    assert tell(tmp_path, to) == []
    assert subjects(post) == ["the update failed", OF_DRAFT]
    assert hook.taken[-1]["message"].startswith("(C08)\nsupported → contradicted")


def test_a_hostile_text_adds_no_head_and_no_tag_to_a_letter(tmp_path, post):
    begin(tmp_path)
    enter(tmp_path, replace(EDITION, weight="count", why="<b>x</b>\r\nBcc: thief@example.org\x1b[2J\u202e"))
    tell(tmp_path, [post.address, f"{post.address}&format=html"])
    for to, letter in post.letters:
        assert (to, letter["Bcc"]) == (["reader@example.org"], None)
        assert letter["Subject"] == "edition 2026-11-12: <b>x</b> Bcc: thief@example.org [2J"
    assert "<b>" not in post.letters[-1][1].get_body(("html",)).get_content()


# -- secrets and addresses --------------------------------------------------------------------------------


def test_no_part_of_an_address_but_its_service_stands_in_a_line_or_an_error():
    end = DEAD.partition("@")[2]
    to = [
        f"{kind}://{SECRET}:{SECRET}@{end}{SECRET}?from={SECRET}@example.org" for kind in ("json", "gotify", "nonsense")
    ]
    lines = notify._send("title", "body", to)
    assert len(lines) == len(to)
    assert not [line for line in lines if SECRET in line or "127.0.0.1" in line]
    with pytest.raises(ParameterError) as caught:
        addresses({"JAPAN_TECH_NOTIFY": " ".join(to)})
    assert SECRET not in f"{caught.value.lines}{caught.value.__context__!r}{caught.value.__cause__!r}"


def test_nothing_about_an_address_is_logged_or_written(capfd, caplog):
    with caplog.at_level(logging.DEBUG):
        assert len(notify._send("title", "body", [DEAD, f"slack://{SECRET}"])) == 2
    assert capfd.readouterr() == ("", "")
    assert SECRET not in caplog.text


def private(path, content, mode=0o600):
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_addresses_come_from_the_environment_and_the_file_each_once(tmp_path):
    file = private(tmp_path / "notify", b"\xef\xbb\xbf# mail of the desk\n\n  json://b\njson://c\r\n")
    environ = {"JAPAN_TECH_NOTIFY": "json://a \n json://b", "JAPAN_TECH_NOTIFY_FILE": str(file)}
    assert addresses(environ) == ("json://a", "json://b", "json://c")
    assert addresses({"JAPAN_TECH_NOTIFY": " \n", "JAPAN_TECH_NOTIFY_FILE": ""}) == addresses({}) == ()


@pytest.mark.parametrize("address", [f"mailtos://reader:{SECRET}@", SECRET])
def test_a_wrong_address_is_told_by_its_place(tmp_path, address):
    file = private(tmp_path / "notify", f"json://localhost\n{address}\n".encode())
    for environ, place in (
        ({"JAPAN_TECH_NOTIFY_FILE": str(file)}, f"{file}:2: "),
        ({"JAPAN_TECH_NOTIFY": f"json://localhost {address}"}, "JAPAN_TECH_NOTIFY: address 2: "),
    ):
        with pytest.raises(ParameterError) as caught:
            addresses(environ)
        (line,) = caught.value.lines
        assert line.startswith(place)
        assert SECRET not in line
        assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: private(path, b"json://a", 0o640), "others can read or write it"),
        (lambda path: private(path, b"\xff\xfe"), "not text in UTF-8"),
        (lambda _: None, "names no file that can be read"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_private_addresses_is_refused(tmp_path, make, words):
    make(tmp_path / "notify")
    with pytest.raises(ParameterError, match=words):
        addresses({"JAPAN_TECH_NOTIFY_FILE": str(tmp_path / "notify")})
