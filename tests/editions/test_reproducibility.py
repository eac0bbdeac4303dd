import json


def test_an_edition_is_made_again_byte_for_byte_elsewhere_and_from_data_that_have_grown_since(edition, again):
    assert again.run.returncode == 0, again.run.stderr
    assert len(edition.files) == 7 + 2 * edition.figures  # with a preview of the whole
    assert edition.files.keys() == again.files.keys()
    assert [name for name, content in edition.files.items() if content != again.files[name]] == ["manifest.json"]
    told, made = (json.loads(files["manifest.json"]) for files in (edition.files, again.files))
    assert {part for part in told if told[part] != made[part]} == {"stored", "defaults"}  # of all that lay there
