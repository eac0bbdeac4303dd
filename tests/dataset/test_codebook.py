from analysis.dataset.codebook import codebook
from analysis.dataset.schema import read_package


def test_the_codebook_in_the_repository_is_the_one_the_declaration_gives(data):
    assert (data / "CODEBOOK.md").read_text(encoding="utf-8") == codebook(read_package(data))


def test_every_column_of_every_table_is_explained(data):
    package = read_package(data)
    text = codebook(package)
    names = [field["name"] for resource in package["resources"] for field in resource["schema"]["fields"]]
    assert len(names) > 60
    assert [name for name in names if f"| `{name}` |" not in text] == []
    assert all(field["description"] for resource in package["resources"] for field in resource["schema"]["fields"])
