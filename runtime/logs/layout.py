"""Where logs stand: `RUN/logs/JOB/STEP.ATTEMPT.log`, and the index beside each, `.idx`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import LogError

DIRECTORY: Final = "logs"
OWN: Final = "_job"
"""The name of the log of what is no step's: checkout, inputs, services. No step has it: their ids begin otherwise."""
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_FILE: Final = re.compile(r"(?P<step>[A-Za-z0-9_-]+)\.(?P<attempt>[1-9][0-9]*)\.log")


class LogKey(NamedTuple):
    """Whose log it is: one try of a step, or with an empty `step` what one attempt of the job itself has to say.

    `attempt` counts over all attempts of its job, from 1.
    """

    job: str
    step: str
    attempt: int


class LogFiles(NamedTuple):
    """The two files of one try: the bytes that were written, and when and to which stream."""

    key: LogKey
    log: Path
    records: Path


def log_files(run_directory: Path, key: LogKey) -> LogFiles:
    """Return where a try's files stand, whether they exist or not; LogError for a name that is none."""
    for name in (key.job, key.step or OWN):
        if not _NAME.fullmatch(name):
            raise LogError(f"`{name!a}` is no name of a job or step", failure_class="configuration")
    folder = run_directory / DIRECTORY / key.job
    stem = f"{key.step or OWN}.{key.attempt}"
    return LogFiles(key, folder / f"{stem}.log", folder / f"{stem}.idx")


def find_logs(
    run_directory: Path, job: str | None = None, step: str | None = None, attempt: int | None = None
) -> Iterator[LogFiles]:
    """Yield the logs of a run, by job, step and attempt; what else lies there is passed over."""
    root = run_directory / DIRECTORY
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if (job is None or folder.name == job) and _NAME.fullmatch(folder.name) and folder.is_dir():
            keys = (_key(folder.name, path.name) for path in folder.iterdir())
            for key in sorted(key for key in keys if key):
                if step in {None, key.step} and attempt in {None, key.attempt}:
                    yield log_files(run_directory, key)


def _key(job: str, name: str) -> LogKey | None:
    found = _FILE.fullmatch(name)
    if not found:
        return None
    return LogKey(job, "" if found["step"] == OWN else found["step"], int(found["attempt"]))
