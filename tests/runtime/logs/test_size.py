"""A gigabyte of output, masked and kept, in memory that does not grow."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.runtime.logs.logs import RUN

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from runtime.logs.masking import Masker
from tests.memory import peak, reset_peak
from tests.runtime.logs.logs import open_log
folder, shape, size, lines = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "lines"
masker = Masker([f"secret-{number}-{number * 7919:x}" for number in range(20)])
count = 0
def take(line):
    global count
    count += 1
log = open_log(folder, masker=masker, lines=take if lines else None)
line = b"x" * 79 + (b"\\n" if shape == "lines" else b"x")
chunk = line * 819
chunk += b"secret-3-5cd" + chunk[:1]
before = 0
for number in range(size // len(chunk)):
    log.write("stderr" if number % 7 == 0 else "stdout", chunk)
    if number == 100:
        before = reset_peak()
log.close()
print(peak() - before, count)
"""


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("shape", "size", "lines"),
    [
        ("lines", 1 << 30, "none"),
        ("endless", 1 << 30, "none"),
        ("lines", 1 << 27, "lines"),
        ("endless", 1 << 27, "lines"),
    ],
)
def test_memory_is_flat(tmp_path, shape, size, lines):
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path), shape, str(size), lines],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=380,
        check=True,
    )
    grown, count = map(int, done.stdout.split())
    assert grown < 4096  # KiB
    assert bool(count) == (lines == "lines")
    log = tmp_path / RUN / "logs" / "build" / "compile.1.log"
    assert log.stat().st_size > size * 0.99
    log.unlink()
