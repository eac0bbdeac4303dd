"""Render a draft again whenever its notebook or its data are saved."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from analysis.cli.common import print_error, remark
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.editions.job import Job

INTERVAL = 0.5
"""Seconds between two checks of the files."""

State = dict["Path", tuple[int, int]]
"""The time of the last change and the size of each file."""


def watch(create_job: Callable[[], Job], render: Callable[[Job], None]) -> None:
    """Render a job, and again after each save of its notebook or data, until interrupted.

    Errors in the notebook or the data are printed. An error in the options, which the first call of `create_job`
    raises, is not caught.
    """
    work = create_job()  # later jobs have the same options, and so the same files to watch
    try:
        while True:
            state = _state(work)  # before rendering, so that a save meanwhile is not missed
            try:
                render(create_job())
            except (AnalysisError, OSError) as error:
                print_error(error)
            remark("waiting for the notebook or its data to be saved; Ctrl-C ends")
            while _state(work) == state:
                time.sleep(INTERVAL)
            _wait_until_saved(work)
    except KeyboardInterrupt:
        remark("stopped")


def _wait_until_saved(work: Job) -> None:
    """Wait until no file changes any more: an editor may write several, one after another."""
    before: State = {}
    state = _state(work)
    while state != before:
        time.sleep(INTERVAL)
        before = state
        state = _state(work)


def _state(work: Job) -> State:
    """Return the state of the notebook and of each file of the data folder, without hidden ones."""
    paths = [work.notebook]
    if work.data.is_dir():
        paths += [path for path in work.data.iterdir() if not path.name.startswith(".")]
    state: State = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue  # removed while an editor replaces it
        state[path] = status.st_mtime_ns, status.st_size
    return state
