"""The command `diff`: what changed between two editions, and why."""

from pathlib import Path

import click

from analysis.cli.ending import tell
from analysis.cli.options import DATA, STUDY
from analysis.cli.terminal import escaped, show
from analysis.evidence import DataError, find_data, load


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for machines.")
@STUDY
@DATA
@click.pass_context
def diff(context: click.Context, before: str, after: str, as_json: bool, study: str, data: Path | None) -> None:
    """Show what changed between two editions, and why.

    BEFORE and AFTER are folders of editions, days of knowledge, or data folders. Each change is laid to a vintage, a
    correction, another edit of the data, a parameter, a method or words. Exit code 0 when nothing differs, 1 when
    something does, 2 when one of them cannot be read.

    \b
    Examples:
      japan-tech diff 2024-04-12 2026-10-30
      japan-tech diff reports/2024-04-12 reports/2026-10-30 --json
    """
    import json

    from analysis.exhibits.editions import open_snapshot
    from analysis.findings.changes import Changes
    from analysis.findings.snapshot import NotAnEdition
    from analysis.runs import diff as differences
    from analysis.runs.studies import study_named

    try:
        folder = data or find_data()
        evidence = load(folder)
        of = study_named(study)
        old, new = (open_snapshot(given, folder, evidence, of) for given in (before, after))
        changes = Changes(old, new)
    except DataError as error:
        tell(error)
        context.exit(2)  # one says that the editions differ
    except OSError as error:
        raise NotAnEdition(f"{error.filename}: {error.strerror}") from None
    if as_json:
        show(escaped(json.dumps(differences.as_json(changes), ensure_ascii=False, indent=2)))
    else:
        show("\n".join(differences.lines(changes)))
    context.exit(0 if changes.same else 1)
