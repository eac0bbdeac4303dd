"""The codebook: every table, column, type and rule of the dataset, written from its declaration.

`python -m analysis.dataset.codebook_md` prints it; `data/CODEBOOK.md` is that text, and a test keeps it so.
"""

from typing import Any

from analysis.dataset.folders import find_data
from analysis.dataset.schema_checks import read_package


def codebook(package: dict[str, Any]) -> str:
    """Write the codebook of a data package as Markdown."""
    parts = [f"# Codebook\n\n{package['description']}\n\nWritten from `datapackage.json`; do not edit by hand.\n"]
    for resource in package["resources"]:
        schema = resource["schema"]
        parts.append(f"## {resource['title']} (`{resource['path']}`)\n\n{resource['description']}\n")
        parts.append(f"Key: {', '.join(f'`{name}`' for name in schema['primaryKey'])}.\n")
        rows = [_row(field, schema) for field in schema["fields"]]
        parts.append("| column | type | meaning | rules |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _row(field: dict[str, Any], schema: dict[str, Any]) -> str:
    rules = field.get("constraints", {})
    words = ["required"] if rules.get("required") else []
    if "enum" in rules:
        words.append("one of " + ", ".join(f"`{option}`" for option in rules["enum"]))
    if "minimum" in rules:
        words.append(f"at least {rules['minimum']}")
    if "pattern" in rules:
        words.append(f"form `{rules['pattern']}`")
    for key in schema.get("foreignKeys", []):
        if key["fields"] == [field["name"]]:
            words.append(f"stands in `{key['reference']['resource']}`")
    return f"| `{field['name']}` | {field['type']} | {field['description']} | {'; '.join(words)} |"


if __name__ == "__main__":
    print(codebook(read_package(find_data())), end="")
