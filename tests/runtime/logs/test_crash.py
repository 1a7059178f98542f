"""A writer that is killed at any moment leaves a log that can be read, with all that it had kept."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from runtime.logs.index import SIZE, unpack
from runtime.logs.layout import log_files
from runtime.logs.reader import read_lines, read_output
from tests.runtime.logs.logs import KEY, RUN, open_log

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from tests.runtime.logs.logs import open_log
log = open_log(Path(sys.argv[1]))
number = 0
while True:
    chunk = b"".join(b"%08d %s\\n" % (at, b"x" * (at % 50)) for at in range(number, number + 1 + number % 40))
    number += 1 + number % 40
    log.write("stdout", chunk)
    log.write("stderr", b"%08d\\n" % number)
    if number > 1000:
        print(flush=True)
"""


def killed_writer(folder, seconds):
    """Let a process write for so long from when it has begun, then kill it."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"\n"
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            writer.stdout.read1(1 << 16)
        writer.send_signal(signal.SIGKILL)
        writer.stdout.read()
        assert writer.wait(10) == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(25))
def test_kill_at_a_random_moment(tmp_path, turn):
    killed_writer(tmp_path, random.Random(turn).uniform(0, 0.05))
    files = log_files(tmp_path / RUN, KEY)
    size, known = files.log.stat().st_size, files.records.stat().st_size // SIZE
    stretches = unpack(files.records.read_bytes())
    assert len(stretches) == known
    assert size - stretches[-1].end in range(3000)
    assert len(b"".join(read_output(tmp_path / RUN, KEY))) == size
    lines = list(read_lines(tmp_path / RUN))
    numbers = [int(line.message.split()[0]) for line in lines if line.stream == "stdout" and " " in line.message]
    assert numbers == list(range(len(numbers)))
    log = open_log(tmp_path)
    log.write("stdout", b"\nagain\n")
    log.close()
    assert [line.message for line in read_lines(tmp_path / RUN)][-1] == "again"
    assert sum(each.length for each in unpack(files.records.read_bytes())) == files.log.stat().st_size
