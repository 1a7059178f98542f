"""What it costs to keep what steps write: masked, into their files, and as JSON lines."""

from pathlib import Path
from typing import Final

from .process import RUN, Command

MEGABYTES: Final = 128
_SCRIPT: Final = """
import sys
from pathlib import Path
from runtime.logs.json_lines import LineEncoder
from runtime.logs.layout import LogKey
from runtime.logs.masking import Masker
from runtime.logs.writer import StepLog

folder, megabytes, lines = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "lines"
folder.mkdir()
line = b"%06d compiling source/module_%05d.c with warnings, and there is more to say of it\\n"
output = b"".join(line % (number, number) for number in range(1 << 14))
secrets = [f"{number * 7919:x}-secret-{number * 104729:x}" for number in range(20)]
encode, written = LineEncoder().encode, open(folder / "lines.json", "w")
take = (lambda line: written.write(encode(line))) if lines else None
log = StepLog(folder, LogKey("job", "step", 1), Masker(secrets), lines=take)
left = megabytes * 1_000_000
while left > 0:
    for at in range(0, len(output), 1 << 16):
        log.write("stdout", output[at : at + (1 << 16)])
    left -= len(output)
log.close()
written.close()
for path in (folder / "lines.json", *(folder / "logs" / "job").iterdir()):
    path.unlink()
"""


def writing(python: str, folder: Path, *, lines: bool) -> Command:
    """Return the command that writes so many megabytes, in lines of 80 characters, with 20 secrets to mask.

    `lines` has each line written as JSON too. Each run has a new directory and removes what is large in it.
    """
    what = "lines" if lines else "files"
    directory = folder / f"logs-{what}-{RUN}"
    return Command((python, "-I", "-c", _SCRIPT, str(directory), str(MEGABYTES), what), folder)
