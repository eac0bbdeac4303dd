"""Links to files: served by the Jupyter that started the kernel, or held in the link itself."""

from base64 import b64decode

import pytest

from analysis.explorer.indicators import address_of, download, opened


@pytest.fixture
def served(monkeypatch, tmp_path):
    """A Jupyter that serves a folder under an address of its own."""
    file = tmp_path / "my reports" / "report.html"
    file.parent.mkdir()
    file.write_text("<p>report</p>")
    server = {"pid": 7, "root_dir": str(tmp_path), "base_url": "/user/me/"}
    monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter([server]))
    return file


def test_a_file_below_the_folder_of_the_server_has_an_address(served, monkeypatch):
    monkeypatch.setattr("os.getppid", lambda: 7)
    assert address_of(served) == "/user/me/files/my%20reports/report.html"
    assert 'href="/user/me/files/my%20reports/report.html" target="_blank"' in opened(served, "text/html")


def test_where_nobody_serves_it_the_link_holds_the_file(served, monkeypatch):
    monkeypatch.setattr("os.getppid", lambda: 8)
    assert address_of(served) == ""
    link = opened(served, "text/html")
    assert b64decode(link.partition("base64,")[2].partition('"')[0]) == b"<p>report</p>"


def test_a_name_cannot_end_the_link(served):
    assert '"><b>' not in download('"><b>.csv', "", "text/csv", "CSV")
