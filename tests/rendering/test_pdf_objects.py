"""A small PDF written by hand, taken apart and packed."""

import io

import pikepdf
import pytest

from analysis.rendering.pdf import TOGETHER, pack, take_apart

HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
TRAILER = b"<</Size 5/Root 3 0 R/ID[(a)(b)]>>"
TEXT = b"0 0 10 10 re f\r"


def written(objects):
    """A PDF as Typst writes it: one object after the other, and a table of where each begins."""
    file, table = HEAD, b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(objects) + 1)
    for number, text in sorted(objects.items()):
        table += b"%010d 00000 n\r\n" % len(file)
        file += b"%d 0 obj\n%b\nendobj\n\n" % (number, text)
    return file + table + b"trailer\n%b\nstartxref\n%d\n%%%%EOF" % (TRAILER, len(file))


@pytest.fixture
def objects():
    return {
        1: b"<</Type/Pages/Count 1/Kids[2 0 R]>>",
        2: b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 10 20]/Resources<<>>/Contents 4 0 R>>",
        3: b"<</Type/Catalog/Pages 1 0 R>>",
        4: b"<</Length 15>>\nstream\n%b\nendstream" % TEXT,
    }


def test_a_pdf_is_parted_into_its_objects(objects):
    assert take_apart(written(objects)) == (objects, HEAD, TRAILER)


def test_what_is_packed_is_read_as_the_same_and_only_the_stream_lies_open(objects):
    packed = pack(objects, HEAD, TRAILER)
    with pikepdf.open(io.BytesIO(packed)) as document:
        assert document.check_pdf_syntax() == []
        assert [int(it) for it in document.pages[0].MediaBox] == [0, 0, 10, 20]
        assert document.pages[0].Contents.read_bytes() == TEXT + b" "
        assert bytes(document.trailer.ID[1]) == b"b"
    assert b"/Type/Page/" not in packed
    assert b"<</Length 16>>\nstream\n0 0 10 10 re f\r \nendstream" in packed


@pytest.mark.parametrize("more", [TOGETHER - 3, TOGETHER - 2, 2 * TOGETHER])
def test_as_many_objects_as_there_are_come_back(objects, more):
    """Three of the four are no streams, so that the first number fills one stream to the last place."""
    last = 5 + more
    many = objects | {number: b"[%d]" % number for number in range(5, last)} | {last: b"<</Type/Other>>"}
    many[3] = b"<</Type/Catalog/Pages 1 0 R/All[%b]>>" % b" ".join(b"%d 0 R" % it for it in range(5, last))
    with pikepdf.open(io.BytesIO(pack(many, HEAD, TRAILER))) as document:
        assert [int(it[0]) for it in document.Root.All] == [*range(5, last)]
