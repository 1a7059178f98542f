"""What the tests of logs make and look at."""

from runtime.logs.layout import LogKey
from runtime.logs.masking import Masker
from runtime.logs.writer import StepLog

RUN = "20260131-120000-abcd"
KEY = LogKey("build", "compile", 1)
NOBODY = Masker([])


def open_log(folder, key=KEY, masker=NOBODY, **options):
    """Open a log in the run's directory below `folder`, which is made if need be."""
    directory = folder / RUN
    directory.mkdir(exist_ok=True)
    return StepLog(directory, key, masker, **options)


def told(lines):
    """Return stream and message of each line."""
    return [(line.stream, line.message) for line in lines]
