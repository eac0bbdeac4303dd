from __future__ import annotations

import pytest

from analysis.publish.feed import Addresses, WrongAddress


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://example.org/reports/", "https://example.org/reports/feed.xml"),
        ("https://example.org/reports", "https://example.org/reports/feed.xml"),
        ("http://localhost:8000", "http://localhost:8000/feed.xml"),
        ("", "feed.xml"),
    ],
)
def test_an_address_is_absolute_where_the_base_is_known(given, address):
    assert Addresses.below(given).of("feed.xml") == address


@pytest.mark.parametrize(
    "given",
    [
        "example.org", "//example.org", "ftp://example.org", "https://", "https:///reports", "javascript:alert(1)",
        "https://example.org/?a=1", "https://example.org/#top", "https://u:p@example.org/", "https://example.org:port",
        "https://[::1", "https://example.org/a b", "https://example.org/\n", 'https://example.org/"><script>', " ",
        "https://example.org/\u202e", "https://example.org?", "https://example.org/reports/index.html",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_folder_is_refused_in_one_line_that_shows_one(given):
    with pytest.raises(WrongAddress, match=r"--base-url .*expected an address such as https://example\.org/") as caught:
        Addresses.below(given)
    assert len(caught.value.lines) == 1
    assert caught.value.exit_code == 2
    assert str(caught.value).isprintable()
