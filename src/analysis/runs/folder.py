"""What may be replaced by an edition: nothing that somebody else would miss."""

from pathlib import Path

from analysis.errors import AnalysisError
from analysis.runs import manifest


class UnfitFolder(AnalysisError, ValueError):
    """The folder to write holds something other than an edition, which would be lost."""


def check_replaceable(target: Path) -> None:
    """Refuse to replace anything but an empty folder, or an earlier edition with no file of somebody else's in it.

    Raises `UnfitFolder` with the file that would be lost.
    """
    if target.is_symlink():
        raise UnfitFolder(f"{target}: is a link that leads elsewhere or nowhere; remove it or name another folder")
    if not target.exists():
        return
    listed = manifest.listed(target / "manifest.json")
    if not target.is_dir() or (not listed and any(target.iterdir())):
        raise UnfitFolder(f"{target}: is no report and would be lost; name another folder")
    ours = listed | {_checkpoint(name) for name in listed}
    for path in sorted(target.rglob("*")):
        if (path.is_symlink() or not path.is_dir()) and path.relative_to(target).as_posix() not in ours:
            raise UnfitFolder(f"{path}: is no part of the report and would be lost; move it or name another folder")


def _checkpoint(name: str) -> str:
    """Name the copy that JupyterLab keeps of a file that was opened in it."""
    file = Path(name)
    return (file.parent / ".ipynb_checkpoints" / f"{file.stem}-checkpoint{file.suffix}").as_posix()
