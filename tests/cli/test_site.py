"""The command `site`: the address that it takes, and what it prints."""

import click
import pytest

from analysis.cli.common import _base_url

from ..builders import three


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://example.org/reports", "https://example.org/reports/"),
        ("http://localhost:8000/", "http://localhost:8000/"),
        ("", ""),
        *((text, None) for text in (
            "//example.org", "ftp://example.org", "https://", "https:///reports", "javascript:alert(1)",
            "https://example.org/?a=1", "https://example.org/#top", "https://u:p@example.org/", "https://example.org:port",
            "https://example.org/\n", 'https://example.org/"><script>', " ", "https://example.org/\u202e",
        )),
    ],
)  # fmt: skip
def test_the_address_of_the_site_is_one_of_a_folder(given, address):
    if address is None:
        with pytest.raises(click.UsageError, match=r"expected an address such as https://example\.org/") as caught:
            _base_url(None, None, given)
        assert caught.value.format_message().isprintable()
    else:
        assert _base_url(None, None, given) == address


def test_it_prints_what_was_written_and_nothing_when_quiet(call, tmp_path):
    three(tmp_path / "reports")
    done = call("site", "--reports", "reports", "--out", "public", "--base-url", "https://example.org/r")
    assert (done.returncode, done.stdout.splitlines()) == (
        0, [f"public/{it}" for it in ("index.html", "corrections.html", "feed.xml", "about.html", "claims", "latest")],
    )  # fmt: skip
    assert "putting 2026-10-30 at latest" in done.stderr.splitlines()
    done = call("site", "--reports", "reports", "--out", "public", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
