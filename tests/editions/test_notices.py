"""Notices reach real servers on this machine, and no server and no text can harm whoever sends them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.publish import notify
from analysis.publish.notify import DELIVERY, Notice, NoticeError, Occasion, addresses, send, wanted

from ..services import closed_port, mail, silent, web

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2-s3cret"
TURNED = Notice(Occasion.VERDICT, "A verdict changed", "C26: overstated before, supported now\nSee the edition.")


@pytest.fixture
def post():
    with mail() as server:
        yield server


@pytest.fixture
def hook():
    with web(f"reader:{SECRET}") as server:
        yield server


@pytest.fixture
def hanging():
    with silent() as port:
        yield port


@pytest.fixture(scope="module")
def closed():
    return closed_port()


def private(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("named", [f"json://me:{SECRET}@example.org", f"me:{SECRET}@example.org", "json:/" + "x" * 400])
def test_an_address_where_a_file_should_be_named_is_not_shown(named):
    with pytest.raises(NoticeError) as caught:
        addresses(environ={"JAPAN_TECH_NOTIFY_FILE": named})
    assert str(caught.value) == "JAPAN_TECH_NOTIFY_FILE names no file; put addresses into JAPAN_TECH_NOTIFY"


def words(letter, kind="plain"):
    return letter.get_body((kind,)).get_content()


# -- sending ---------------------------------------------------------------------------------------------


def test_a_notice_reaches_a_mail_server_with_its_title_and_body(post):
    assert send(TURNED, [post.address]) == []
    ((to, letter),) = post.letters
    assert to == ["reader@example.org"]
    assert letter["Subject"] == "A verdict changed"
    assert "C26: overstated before, supported now" in words(letter)


def test_a_notice_reaches_a_web_service_with_its_title_and_body(hook):
    assert send(TURNED, [f"{hook.address}/200"]) == []
    ((told),) = hook.taken
    assert told["title"] == "A verdict changed"
    assert told["message"] == "C26: overstated before, supported now\nSee the edition."


def test_one_notice_goes_to_every_address(post, hook):
    assert send(TURNED, [post.address, f"{hook.address}/200"]) == []
    assert (len(post.letters), len(hook.taken)) == (1, 1)


def test_a_service_that_refuses_is_named_in_one_line_and_stops_no_other(hook, post):
    assert send(TURNED, [f"{hook.address}/403", post.address]) == [
        "notice to json://… (address 1 of 2): the service refused it or could not be reached"
    ]
    assert len(post.letters) == 1


def test_a_service_that_is_not_there_is_named_in_one_line(closed):
    assert send(TURNED, [f"json://reader:{SECRET}@127.0.0.1:{closed}/"]) == [
        "notice to json://… (address 1 of 1): the service refused it or could not be reached"
    ]


def test_a_server_that_hangs_costs_no_more_than_the_time_given_and_leaves_no_process(hanging, hook):
    at = f"reader:{SECRET}@127.0.0.1:{hanging}/?rto=60&from=report@example.org&to=reader@example.org"
    begun = time.monotonic()
    assert send(TURNED, [f"json://{at}", f"{hook.address}/200", f"mailto://{at}"], seconds=3) == [
        "notice to json://… (address 1 of 3): no answer in 3 seconds",
        "notice to mailto://… (address 3 of 3): no answer in 3 seconds",
    ]
    assert time.monotonic() - begun < 4.5
    assert len(hook.taken) == 1  # the one between them did not wait
    assert delivering() == []


def delivering() -> list[str]:
    """The processes of this machine that deliver notices for this one."""
    listed = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in listed if str(DELIVERY) in line and line.split()[0] == str(os.getpid())]


def test_the_delivery_ends_by_itself_when_whoever_started_it_was_killed(hanging):
    order = {"addresses": [f"json://127.0.0.1:{hanging}/?rto=60"], "seconds": 2, "title": "a", "body": "b"}
    process = subprocess.Popen([sys.executable, "-P", DELIVERY], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    with process.stdin as pipe:
        pipe.write(json.dumps(order).encode())
    assert process.wait(timeout=10) == 1


def test_without_time_every_address_failed_and_nothing_is_raised(post):
    assert send(TURNED, [post.address], seconds=0) == [
        "notice to an unknown service (address 1 of 1): could not be tried in 0 seconds"
    ]


def test_a_wrong_address_is_a_line_and_nothing_is_raised():
    assert send(TURNED, [f"json://{SECRET} /\udce4", f"{SECRET}://x", SECRET, ""]) == [
        f"notice to {shown} (address {n} of 4): is no whole address; write one such as "
        "mailtos://user:password@example.org?to=me@example.org"
        for n, shown in enumerate(["json://…", *["an unknown service"] * 3], 1)
    ]


def test_to_nobody_starts_nothing():
    begun = time.process_time()
    assert send(TURNED, []) == []
    assert time.process_time() - begun < 0.01


# -- hostile text ----------------------------------------------------------------------------------------


def test_a_title_with_line_ends_adds_no_line_to_the_head_of_a_mail(post):
    hostile = Notice(Occasion.FAILURE, "Failed\r\nBcc: thief@example.org\n\nTo: thief@example.org", "b")
    assert hostile.title == "Failed Bcc: thief@example.org To: thief@example.org"
    assert send(hostile, [post.address]) == []
    ((to, letter),) = post.letters
    assert to == ["reader@example.org"]
    assert letter["Bcc"] is None
    assert letter.get_all("To") == ["reader@example.org"]
    assert letter["Subject"] == hostile.title


def test_html_in_a_notice_is_told_as_text(post):
    hostile = Notice(Occasion.FAILURE, "<b>t</b>", "<script>alert(1)</script> & more")
    assert send(hostile, [post.address]) == send(hostile, [f"{post.address}&format=html"]) == []
    (_, plain), (_, html) = post.letters
    assert plain["Subject"] == html["Subject"] == "<b>t</b>"
    assert [part.get_content_type() for part in plain.walk()] == ["text/plain"]
    assert "<script>alert(1)</script> & more" in words(plain)
    page = words(html, "html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&nbsp;&amp;&nbsp;more" in page
    assert "<script" not in page


def test_signs_that_steer_a_terminal_are_taken_out_and_lines_of_the_body_stay():
    notice = Notice(Occasion.NUMBERS, "a\x1b[2Jb\u202ec\ud800", "one\r\n\ttwo\x00\u2028three")
    assert notice.title == "a [2Jb c"
    assert notice.body == "one\n two  three"


# -- secrets ---------------------------------------------------------------------------------------------

PASSWORDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=8, max_size=8)


@pytest.mark.long
@settings(max_examples=5, deadline=None)
@given(passwords=PASSWORDS)
def test_no_part_of_an_address_but_its_service_stands_in_a_line_or_an_error(closed, passwords):
    secrets = [SECRET + quote(password, safe="") for password in passwords]
    kinds = ["json", "mailto", "gotify", "xml", "nonsense", "JSON", "mailtoo", SECRET]
    to = [
        f"{kind}://{secret}:{secret}@127.0.0.1:{closed}/{secret}?from={secret}@example.org&to={secret}@example.org"
        for kind, secret in zip(kinds, secrets, strict=True)
    ]
    lines = send(TURNED, to)
    assert len(lines) == len(to)
    assert not [line for line in lines if SECRET in line or "127.0.0.1" in line or not line.isprintable()]
    with pytest.raises(NoticeError) as caught:
        addresses(environ={"JAPAN_TECH_NOTIFY": " ".join(to)})
    error = caught.value
    assert SECRET not in f"{error.lines}{error!r}{error.__context__!r}{error.__cause__!r}"


def test_nothing_about_an_address_is_written_to_the_output_of_the_command(closed, capfd):
    to = [f"json://reader:{SECRET}@127.0.0.1:{closed}/", f"slack://{SECRET}"]
    assert len(send(TURNED, to)) == 2
    assert capfd.readouterr() == ("", "")


# -- addresses -------------------------------------------------------------------------------------------


@pytest.mark.long
def test_addresses_come_from_the_environment_and_the_file_each_once(tmp_path, post, hook):
    file = private(tmp_path / "notify", f"# mail of the desk\n\n  {post.address}\n{hook.address}/200\r\n")
    environ = {"JAPAN_TECH_NOTIFY": f"json://a \n json://b\t{post.address}", "JAPAN_TECH_NOTIFY_FILE": str(file)}
    assert addresses(environ=environ) == ("json://a", "json://b", post.address, f"{hook.address}/200")
    assert addresses(file, {}) == (post.address, f"{hook.address}/200")


def test_without_addresses_there_are_none():
    assert addresses(environ={}) == ()
    assert addresses(environ={"JAPAN_TECH_NOTIFY": " \n", "JAPAN_TECH_NOTIFY_FILE": ""}) == ()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (f"mailtos://reader:{SECRET}@", "mailtos://… is no whole address for notices; "),
        (f"maitlo://reader:{SECRET}@example.org", "is no whole address for notices; did you mean mailto://?; "),
        (f"{SECRET}", "an unknown service is no whole address for notices; "),
        (f"{SECRET}://example.org", "an unknown service is no whole address for notices; "),
    ],
)
def test_a_wrong_address_is_told_with_its_place_and_without_its_secret(address, told, tmp_path):
    file = private(tmp_path / "notify", f"json://localhost\n{address}\n")
    with pytest.raises(NoticeError) as caught:
        addresses(file, {})
    (line,) = caught.value.lines
    assert line.startswith(f"{file}:2: ")
    assert told in line
    assert line.endswith("write one such as mailtos://user:password@example.org?to=me@example.org")
    assert SECRET not in line
    with pytest.raises(NoticeError, match=r"^JAPAN_TECH_NOTIFY: address 2: "):
        addresses(environ={"JAPAN_TECH_NOTIFY": f"json://localhost {address}"})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o777])
def test_a_file_that_others_may_read_or_write_is_refused_with_what_to_do(mode, tmp_path):
    file = private(tmp_path / "notify", f"json://{SECRET}@localhost\n")
    file.chmod(mode)
    with pytest.raises(NoticeError) as caught:
        addresses(file, {})
    assert caught.value.lines == [f"{file}: others can read or write it, and it holds passwords; run: chmod 600 {file}"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file to another user")
def test_a_file_of_another_user_is_refused(tmp_path):
    file = private(tmp_path / "notify", "json://localhost\n")
    os.chown(file, 12345, 12345)
    with pytest.raises(NoticeError, match="belongs to another user"):
        addresses(file, {})


def test_what_is_no_file_of_addresses_is_one_line_and_waits_for_nobody(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    binary, large = private(tmp_path / "binary", ""), private(tmp_path / "large", "#" * 65_537)
    binary.write_bytes(b"\xff\xfe")
    told = {
        pipe: "is no file; write one address a line into a file",
        tmp_path: "cannot be read (Is a directory); name a file of addresses",
        tmp_path / "absent": "cannot be read (No such file or directory); name a file of addresses",
        binary: "is not text in UTF-8; write one address a line",
        large: "is too large; write one address a line",
    }
    for path, words in told.items():
        with pytest.raises(NoticeError) as caught:
            addresses(path, {})
        assert caught.value.lines == [f"{path}: {words}"]
        assert caught.value.exit_code == 2


def test_without_apprise_one_line_says_how_to_install_it(tmp_path, monkeypatch):
    (tmp_path / "apprise.py").write_text("raise ImportError\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = "notices need apprise; install it with: pip install 'japan-tech-report[notify]'"
    with pytest.raises(NoticeError) as caught:
        addresses(environ={"JAPAN_TECH_NOTIFY": "json://a json://b"})
    assert caught.value.lines == [told]
    assert send(TURNED, ["json://a"]) == [f"notice to an unknown service (address 1 of 1): {told}"]
    assert addresses(environ={}) == ()  # who wants none needs none


def test_a_broken_apprise_is_a_line_and_nothing_is_raised(tmp_path, monkeypatch):
    (tmp_path / "apprise.py").write_text(f"raise ValueError({SECRET!r})\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert send(TURNED, ["json://a"]) == [
        "notice to an unknown service (address 1 of 1): could not be tried in 20 seconds"
    ]
    with pytest.raises(NoticeError, match=r"^JAPAN_TECH_NOTIFY: address 1: could not be looked at in 20 seconds"):
        addresses(environ={"JAPAN_TECH_NOTIFY": "json://a"})


def test_a_file_of_the_working_folder_is_not_taken_for_a_library(tmp_path, monkeypatch, hook):
    (tmp_path / "json.py").write_text("raise SystemExit('taken')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert send(TURNED, [f"{hook.address}/200"]) == []


# -- occasions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("occasion", Occasion)
def test_numbers_alone_are_told_only_where_that_is_asked_for(occasion):
    assert wanted(occasion, numbers=True)
    assert wanted(occasion, numbers=False) == (occasion.value != "numbers")


def test_the_names_of_the_occasions_are_fixed():
    assert [it.value for it in Occasion] == ["verdict", "words", "draft", "failure", "recovery", "numbers"]
    assert notify.DELIVERY.is_file()
