"""Typst sets documents: the same bytes each time, and memory that does not grow with their number."""

import subprocess
import sys

import pytest

from analysis.rendering.typst_compiler import SettingFailed, typeset

MANY = """
import psutil
from analysis.rendering.typst_compiler import typeset

for number in range(8):
    text = "".join(f"= Egg {number}.{part}\\n#lorem({part + 50})\\n" for part in range(150))
    typeset({"main.typ": text.encode()}, format="pdf", timestamp=0)
    print(psutil.Process().memory_info().rss)
"""


def test_memory_grows_no_more_with_the_pdfs_that_are_made():
    said = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, check=True).stdout
    sizes = list(map(int, said.split()))
    assert max(sizes[3:]) < 1.1 * sizes[2]


def test_a_document_that_cannot_be_set_is_told_and_the_next_one_has_the_same_bytes():
    files = {"main.typ": b"#set document(date: none)\nSeven nests."}
    before = typeset(files, format="pdf", timestamp=0)
    with pytest.raises(SettingFailed, match=r"^unknown variable: nests$"):
        typeset({"main.typ": b"#nests()"}, format="pdf", timestamp=0)
    assert typeset(files, format="pdf", timestamp=0) == before
