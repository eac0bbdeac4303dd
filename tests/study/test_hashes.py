"""What the study says does not depend on the order in which Python happens to keep a set."""

import os
import subprocess
import sys

ASKED = """
import analysis as an
verdicts = an.load(as_of="2024-04-12").verdicts
for claim in verdicts:
    if grounds := getattr(verdicts[claim], "grounds", None):
        print(claim, [document.document_id for document in grounds.documents])
"""


def test_documents_of_a_verdict_are_the_same_whatever_the_seed_of_hashes():
    told = [
        subprocess.run(
            [sys.executable, "-c", ASKED],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")  # under these two, C27 once named different documents
    ]
    assert told[0].startswith("C01 [")
    assert told[0] == told[1]
