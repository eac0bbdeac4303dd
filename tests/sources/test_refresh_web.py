"""What a hostile or broken server can do to a refresh: nothing but fail its own source, in one line and in time."""

from __future__ import annotations

import gzip
import io
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from analysis.sources import NotServed, publishers
from analysis.sources.publishers import keeping

from .serving import serving


@contextmanager
def answering(answer):
    """A server whose every answer is written by `answer` alone, and that lets its client go away."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with suppress(OSError):
                answer(self)

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def head(handler, status=200, **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def endless(handler, status=200):
    head(handler, status)
    while True:
        handler.wfile.write(b"x" * 10_000)


def slow(handler):
    head(handler)
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.02)


def bomb(handler):
    """Ten megabytes in some ten kilobytes."""
    body = gzip.compress(b"0" * 10_000_000)
    head(handler, Content_Encoding="gzip", Content_Length=str(len(body)))
    handler.wfile.write(body)


def asked(address):
    with publishers.session(publishers.Record()) as session:
        return session.get(address, timeout=5)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (endless, "127.0.0.1 served more than 1 MB"),
        (bomb, "127.0.0.1 served more than 1 MB"),
        (slow, "127.0.0.1 took more than 0.5 seconds to answer"),
        (lambda h: head(h, Content_Disposition='attachment; filename="a.gz"'), "127.0.0.1 served a packed file"),
    ],
    ids=["endless", "bomb", "slow", "packed"],
)
def test_an_answer_beyond_the_limits_is_given_up_in_time(answer, why, monkeypatch):
    monkeypatch.setattr(publishers, "LARGEST", 1_000_000)
    monkeypatch.setattr(publishers, "LONGEST", 0.5)
    begun = time.monotonic()
    with answering(answer) as address, pytest.raises(NotServed) as caught:
        asked(address)
    assert str(caught.value) == why
    assert time.monotonic() - begun < 4


def test_a_busy_server_whose_answer_has_no_end_is_given_up_too(monkeypatch):
    monkeypatch.setattr(publishers, "PAUSE", 0.01)
    with answering(lambda handler: endless(handler, 503)) as address, pytest.raises(NotServed, match="answered 503"):
        asked(address)


def test_a_packed_answer_within_the_limits_is_unpacked_and_its_checksum_is_of_what_is_read():
    def packed(handler):
        body = gzip.compress(b"abc")
        head(handler, Content_Encoding="gzip", Content_Length=str(len(body)))
        handler.wfile.write(body)

    record = publishers.Record()
    with answering(packed) as address, publishers.session(record) as session:
        assert session.get(address, timeout=5).content == b"abc"
    assert record.checksum == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    "target", ["http://localhost:1/", "//localhost:1/", "https://127.0.0.2/", "http://a\\@127.0.0.1/"]
)
def test_a_server_that_leads_to_another_host_is_not_followed(target):
    with (
        answering(lambda handler: head(handler, 302, Location=target)) as address,
        pytest.raises(NotServed, match=r"127\.0\.0\.1 leads elsewhere"),
    ):
        asked(address)


def test_a_server_may_lead_to_another_place_of_its_own():
    def moved(handler):
        head(handler, 302 if handler.path == "/" else 200, Location="/there", Content_Length="0")

    with answering(moved) as address:
        assert asked(address).url == f"{address}there"


def test_no_answer_leads_from_https_to_http():
    import requests

    response = requests.Response()
    response.url, response.status_code = "https://example.org/a", 301
    response.raw = io.BytesIO()
    response.headers["location"] = "http://example.org/a"
    with pytest.raises(NotServed, match=r"example\.org leads elsewhere"):
        publishers.Record()(response)


def test_a_source_that_takes_ever_more_requests_is_given_up(monkeypatch):
    monkeypatch.setattr(publishers, "REQUESTS", 20)
    with serving(lambda _: (200, "text/plain", b"page")) as server, publishers.session(publishers.Record()) as session:
        for _ in range(20):
            session.get(server.address, timeout=5)
        with pytest.raises(NotServed, match="takes more than 20 requests"):
            session.get(server.address, timeout=5)


# -- answers that have not changed -----------------------------------------------------------------------


def marked(seen, body=b"a table", media="text/csv"):
    """A server that marks its answer and says where it has not changed; what it was asked with is noted."""

    def answer(handler):
        known = handler.headers["If-None-Match"], handler.headers["If-Modified-Since"]
        seen.append(known)
        if known == ('"first"', "Mon, 02 Nov 2026 08:00:00 GMT"):
            head(handler, 304)
            return
        marks = {"ETag": '"first"', "Last_Modified": "Mon, 02 Nov 2026 08:00:00 GMT"}
        head(handler, Content_Type=media, Content_Length=str(len(body)), **marks)
        handler.wfile.write(body)

    return answer


def test_what_has_not_changed_is_not_sent_again_and_reads_as_before(tmp_path):
    seen = []
    with answering(marked(seen)) as address, keeping(tmp_path / "answers"):
        first, second = publishers.in_time(lambda: asked(address)), publishers.in_time(lambda: asked(address))
    assert seen == [(None, None), ('"first"', "Mon, 02 Nov 2026 08:00:00 GMT")]
    assert (first.status_code, first.content) == (second.status_code, second.content) == (200, b"a table")
    assert second.headers["Content-Type"] == "text/csv"


def test_a_question_of_another_year_is_asked_without_condition_and_takes_the_place_of_the_old(tmp_path):
    seen = []
    with answering(marked(seen)) as address, keeping(tmp_path):
        asked(f"{address}?year=2025")
        asked(f"{address}?year=2026")
    assert seen == [(None, None), (None, None)]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept.write_bytes(kept.read_bytes() + b"1"),
        lambda kept: kept.write_bytes(b"no head"),
        lambda kept: kept.write_bytes(b""),
        lambda kept: (kept.unlink(), kept.mkdir()),
    ],
    ids=["longer", "no head", "empty", "a folder"],
)
def test_a_kept_answer_that_was_changed_is_asked_for_anew(tmp_path, spoil):
    seen = []
    with answering(marked(seen)) as address, keeping(tmp_path):
        asked(address)
        (kept,) = tmp_path.iterdir()
        spoil(kept)
        assert asked(address).content == b"a table"
    assert seen == [(None, None), (None, None)]


def test_outside_a_run_and_without_a_mark_nothing_is_kept(tmp_path):
    with answering(marked([])) as address:
        asked(address)
    with answering(lambda h: head(h, Content_Length="0")) as address, keeping(tmp_path / "answers"):
        asked(address)
    assert list(tmp_path.iterdir()) == []


def test_not_modified_where_nothing_is_kept_is_told_as_it_is(tmp_path):
    with answering(lambda h: head(h, 304)) as address, keeping(tmp_path):
        assert asked(address).status_code == 304
