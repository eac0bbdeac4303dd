"""Files attached to a PDF: each stands where its name was attached, and nothing else changes."""

import zlib

import pytest

from analysis.rendering.pdf import fill_files, unpacked


def _attached(content, *, packed=False):
    data = zlib.compress(content) if packed else content
    kind = b"/Type/EmbeddedFile" + b"/Filter/FlateDecode" * packed
    about = b"<</Length %d%b/Subtype/text#2Fcsv/Params<</Size %d>>>>" % (len(data), kind, len(content))
    return about + b"\nstream\n" + data + b"\nendstream"


@pytest.mark.parametrize("packed", [False, True], ids=["short name as it is", "long name compressed"])
def test_a_file_stands_where_its_name_was_attached(packed):
    table = b"id,value\n" * 100
    objects = {7: _attached(b"all.csv", packed=packed)}
    fill_files(objects, {"all.csv": table})
    assert unpacked(objects[7]) == table
    about, _, rest = objects[7].partition(b"\nstream\n")
    packed_table = rest.removesuffix(b"\nendstream")
    assert about == (
        b"<</Length %d/Type/EmbeddedFile/Filter/FlateDecode/Subtype/text#2Fcsv/Params<</Size 900>>>>"
        % len(packed_table)
    )


def test_an_empty_file_is_one_of_no_bytes():
    objects = {7: _attached(b"none.csv")}
    fill_files(objects, {"none.csv": b""})
    assert unpacked(objects[7]) == b""
    assert b"/Size 0>" in objects[7]


def test_what_is_no_attached_name_stays_as_it_is():
    page = b"<</Length 7>>\nstream\nall.csv\nendstream"  # a stream that says the name is no file
    before = {1: b"<</Type/Filespec/F(all.csv)>>", 2: page, 3: _attached(b"other.csv"), 4: _attached(b"\xff\xfe")}
    objects = dict(before)
    fill_files(objects, {"all.csv": b"x"})
    assert objects == before
