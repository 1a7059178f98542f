"""Following: lines come while another process writes them, once each, and it ends when nobody writes."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from runtime.logs.layout import LogKey
from runtime.logs.reader import follow, read_lines
from runtime.logs.selection import Selection
from tests.runtime.logs.logs import RUN, open_log

ROOT = Path(__file__).parents[3]
WRITER = """
import sys, time
from pathlib import Path
from runtime.logs.layout import LogKey
from tests.runtime.logs.logs import open_log
for step in ("one", "two", "three"):
    log = open_log(Path(sys.argv[1]), LogKey("job", step, 1))
    for number in range(200):
        log.write("stdout", b"%s %d %d\\n" % (step.encode(), number, time.time_ns()))
        log.write("stderr", b"progress")
        if number % 20 == 0:
            time.sleep(0.02)
    log.write("stdout", b"no end")
    log.close()
"""


def test_lines_of_a_writer_in_another_process(tmp_path):
    (tmp_path / RUN).mkdir()
    delays, lines = [], []
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT) as writer:
        deadline = time.monotonic() + 30
        for batch in follow(tmp_path / RUN, lambda: writer.poll() is not None):
            assert time.monotonic() < deadline
            assert 0 < len(batch) <= 1000
            lines += batch
            words = [line.message.split() for line in batch]
            delays += [time.time_ns() - int(word[2]) for word in words if len(word) == 3]
        assert writer.returncode == 0
    out = [line.message for line in lines if line.stream == "stdout"]
    expected = [f"{step} {number}" for step in ("one", "two", "three") for number in range(200)]
    assert [" ".join(text.split()[:2]) for text in out if text != "no end"] == expected
    assert out.count("no end") == 3
    assert sorted(lines) == sorted(read_lines(tmp_path / RUN))
    assert sorted(delays)[len(delays) // 2] < 2e9


@pytest.mark.parametrize(("tail", "first"), [(None, ["a0", "a1", "a2"]), (2, ["a1", "a2"]), (0, [])])
def test_what_is_there_comes_first_and_then_what_is_new(tmp_path, tail, first):
    log = open_log(tmp_path, LogKey("j", "a", 1))
    for number in range(3):
        log.write("stdout", b"a%d\n" % number)
    log.write("stdout", b"half ")
    log.flush()
    looks = []

    def ended():
        looks.append(1)
        if len(looks) == 2:
            log.write("stdout", b"line\n")
            late = open_log(tmp_path, LogKey("j", "late", 1))
            late.write("stdout", b"late\n")
            late.close()
        return len(looks) > 3

    seen = [[line.message for line in batch] for batch in follow(tmp_path / RUN, ended, tail=tail)]
    log.close()
    assert [text for batch in seen for text in batch] == [*first, "half line", "late"] or tail == 0
    if tail == 0:
        assert [text for batch in seen for text in batch][-1] == "late"


def test_a_run_that_has_not_begun_to_write_is_waited_for(tmp_path):
    over = threading.Event()
    seen = []

    def watch():
        for batch in follow(tmp_path / RUN, over.is_set, Selection(job="b")):
            seen.extend(batch)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for job in ("a", "b"):
        log = open_log(tmp_path, LogKey(job, "s", 1))
        log.write("stdout", b"line of %s\n" % job.encode())
        log.close()
    over.set()
    watcher.join(10)
    assert not watcher.is_alive()
    assert [line.message for line in seen] == ["line of b"]


def test_a_record_ahead_of_its_bytes_is_waited_for(tmp_path):
    log = open_log(tmp_path, LogKey("j", "s", 1))
    log.write("stdout", b"whole\nlater\n")
    log.close()
    path = tmp_path / RUN / "logs" / "j" / "s.1.log"
    path.write_bytes(b"whole\nla")
    looks = []

    def ended():
        looks.append(1)
        if len(looks) == 3:
            path.write_bytes(b"whole\nlater\n")
        return len(looks) > 4

    assert [line.message for batch in follow(tmp_path / RUN, ended) for line in batch] == ["whole", "later"]
