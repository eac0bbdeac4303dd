from datetime import date

import pytest

from analysis.dataset.loading import data_digests, digest, package_digest


def test_the_digest_of_the_program_is_of_what_is_shipped_and_of_nothing_that_tools_leave_there(tmp_path):
    shipped = ("cli.py", "rendering/page.html.j2", "py.typed")
    left = (
        "__pycache__/cli.pyc",
        "rendering/cli.pyc",
        "data/a.csv",
        "notebooks/a.ipynb",
        ".cache/a",
        "rendering/.DS_Store",
    )
    digests = []
    for name in (*shipped, *left):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
        digests.append(package_digest(tmp_path))
    assert len(set(digests[:3])) == 3
    assert set(digests[3:]) == {digests[2]}


def test_line_ends_of_text_do_not_matter_but_every_byte_of_a_typeface_does():
    assert digest(b"a\r\nb\r\n") == digest(b"a\nb\n")
    assert digest(b"wOF2\0\r\n") != digest(b"wOF2\0\n")


# -- of the data as of a day ----------------------------------------------------------------------------------------

EARLY = date(2024, 4, 12)
TABLES = {
    "observations.csv": "observation_id,published,document_id,confirmed_by,source_id\n"
    "a,2024-04-12,first,second,imf\nb,2024-05-01,third,second,mof\n",
    "exchange_rates.csv": "date,published,document_id,confirmed_by,source_id\n2024-05-01,2024-05-01,rates,,ecb\n",
    "documents.csv": "document_id,title\nfirst,x\nsecond,x\nthird,x\nrates,x\nread,x\nunused,x\n",
    "sources.csv": "source_id,title\nimf,x\nmof,x\necb,x\n",
    "claims.csv": "claim_id,evidence,source_ids\nC01,read third,mof\n",
    "choices.toml": "x = 1\n",
}


@pytest.fixture
def data(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def as_if(data, name, text):
    """The hash that a table has which consists of nothing but some text."""
    (data / name).write_text(text)
    return data_digests(data)[name]


def test_of_tables_that_grow_the_rows_count_that_were_public_on_the_day(data):
    early = data_digests(data, EARLY)
    lines = {name: text.splitlines(keepends=True) for name, text in TABLES.items()}
    assert early["observations.csv"] == as_if(data, "observations.csv", "".join(lines["observations.csv"][:2]))
    assert early["exchange_rates.csv"] == as_if(data, "exchange_rates.csv", lines["exchange_rates.csv"][0])
    documents = lines["documents.csv"]  # a claim names the third one too; only a later rate names that of the rates
    assert early["documents.csv"] == as_if(data, "documents.csv", "".join(documents[:4] + documents[5:]))
    assert early["sources.csv"] == as_if(data, "sources.csv", "source_id,title\nimf,x\nmof,x\n")


@pytest.mark.parametrize("name", ["observations.csv", "documents.csv", "sources.csv", "choices.toml"])
def test_a_change_of_what_was_public_changes_the_hash_of_its_file_alone(data, name):
    before, text = data_digests(data, EARLY), (data / name).read_text()
    (data / name).write_text(text.replace("x", "y") if "x" in text else text.replace("a,2024", "A,2024"))
    after = data_digests(data, EARLY)
    assert {file for file in before if before[file] != after[file]} == {name}
