"""Reading back: by time over all steps, by selection, from the end, in flat memory, with few open files."""

import time
import tracemalloc
from pathlib import Path

import pytest

from runtime.errors import LogError
from runtime.logs import writer
from runtime.logs.index import Stretch, pack
from runtime.logs.layout import LogKey, log_files
from runtime.logs.reader import read_lines, read_output
from runtime.logs.selection import Selection
from tests.runtime.logs.logs import KEY, RUN, open_log, told

DESCRIPTORS = Path("/proc/self/fd")


@pytest.fixture
def clock(monkeypatch):
    """Return a list; its first number is the time that writers see."""
    now = [1_000_000]
    monkeypatch.setattr(writer, "_now", lambda: now[0])
    return now


@pytest.fixture
def run(tmp_path, clock):
    """Return a run of two steps that wrote at the same time, and a second try of one of them."""
    logs = {name: open_log(tmp_path, LogKey("job", name, 1)) for name in ("a", "b")}
    for number in range(10):
        for name, log in logs.items():
            clock[0] += 10
            log.write("stderr" if number % 3 == 0 else "stdout", f"{name}{number}\n".encode())
    for log in logs.values():
        log.close()
    clock[0] += 10
    again = open_log(tmp_path, LogKey("job", "a", 2))
    again.write("stdout", b"again\n")
    again.system("failed", "error")
    again.close()
    return tmp_path / RUN


BY_TIME = [f"{name}{number}" for number in range(10) for name in "ab"] + ["again", "failed"]


def messages(lines):
    return [line.message for line in lines]


def test_lines_of_all_steps_come_by_time(run):
    lines = list(read_lines(run))
    assert messages(lines) == BY_TIME
    assert [line.time for line in lines] == sorted(line.time for line in lines)
    assert {(line.run, line.job) for line in lines} == {(RUN, "job")}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(step="b"), [f"b{number}" for number in range(10)]),
        (Selection(step="a", attempt=2), ["again", "failed"]),
        (Selection(job="other"), []),
        (Selection(streams=frozenset({"system"})), ["failed"]),
        (Selection(streams=frozenset({"stderr"})), [f"{name}{number}" for number in (0, 3, 6, 9) for name in "ab"]),
        (Selection(since=1_000_190), BY_TIME[18:]),
        (Selection(since=1_000_191), BY_TIME[19:]),
        (Selection(since=2_000_000), []),
    ],
)
def test_selection(run, selection, expected):
    assert messages(read_lines(run, selection)) == expected
    for count in (0, 1, 3, 100):
        assert messages(read_lines(run, selection, tail=count)) == expected[len(expected) - min(count, len(expected)) :]


def test_tail_of_all_steps(run):
    for count in range(25):
        assert messages(read_lines(run, tail=count)) == BY_TIME[max(0, len(BY_TIME) - count) :]


def test_lines_of_one_moment_come_in_the_same_order_from_the_end(tmp_path, clock):
    for name in ("b", "a", "c"):
        log = open_log(tmp_path, LogKey("job", name, 1))
        for number in range(5):
            log.write("stdout", b"%s%d\n" % (name.encode(), number))
        log.close()
    every = messages(read_lines(tmp_path / RUN))
    assert every == [f"{name}{number}" for name in "abc" for number in range(5)]
    for count in range(1, 16):
        assert messages(read_lines(tmp_path / RUN, tail=count)) == every[-count:]


def test_output_is_what_the_step_wrote(run):
    assert b"".join(read_output(run, LogKey("job", "a", 2))) == b"again\n"
    assert b"".join(read_output(run, LogKey("job", "a", 1))) == b"".join(b"a%d\n" % number for number in range(10))
    only = Selection(streams=frozenset({"stderr"}))
    assert b"".join(read_output(run, LogKey("job", "b", 1), only)) == b"b0\nb3\nb6\nb9\n"


def test_a_clock_that_is_set_back_tears_no_step_apart(tmp_path, clock):
    one, two = open_log(tmp_path, LogKey("j", "one", 1)), open_log(tmp_path, LogKey("j", "two", 1))
    for moment, log, text in ((100, one, b"1\n"), (200, two, b"2\n"), (50, one, b"3\n"), (60, two, b"4\n")):
        clock[0] = moment
        log.write("stdout", text)
    one.close()
    two.close()
    assert messages(read_lines(tmp_path / RUN)) == ["1", "3", "2", "4"]


@pytest.mark.parametrize("tail", [1, 2, 3, 4])
def test_tail_shows_whole_lines(tmp_path, tail):
    log = open_log(tmp_path)
    log.write("stderr", b"first ")
    log.flush()
    for number in range(3):
        log.write("stdout", b"%d\n" % number)
    log.write("stderr", b"last\n")
    log.close()
    assert messages(read_lines(tmp_path / RUN, tail=tail)) == ["0", "1", "2", "first last"][4 - tail :]


@pytest.mark.parametrize("tail", [1, 2, 3])
def test_an_end_of_line_that_two_stretches_share_is_one(tmp_path, tail):
    log = open_log(tmp_path)
    for data in (b"one\n", b"two\r", b"\nthree\r", b"\n"):
        log.write("stdout", data)
    log.system("said")
    log.close()
    assert messages(read_lines(tmp_path / RUN, tail=tail)) == ["one", "two", "three", "said"][4 - tail :]


def test_a_log_without_any_index_is_read(tmp_path):
    files = log_files(tmp_path / RUN, KEY)
    files.log.parent.mkdir(parents=True)
    files.log.write_bytes(b"one\ntwo")
    assert told(read_lines(tmp_path / RUN)) == [("stdout", "one"), ("stdout", "two")]
    assert messages(read_lines(tmp_path / RUN, tail=1)) == ["two"]
    assert abs(next(read_lines(tmp_path / RUN)).time - time.time() * 1000) < 60_000


def test_what_cannot_be_read_is_a_fault(tmp_path):
    (tmp_path / RUN / "logs" / "build" / "compile.1.log").mkdir(parents=True)
    with pytest.raises(LogError, match="cannot be read"):
        list(read_lines(tmp_path / RUN))


def test_no_more_files_are_open_than_steps_wrote_at_once(tmp_path, clock):
    for number in range(300):
        clock[0] += 10
        log = open_log(tmp_path, LogKey(f"job-{number}", "step", 1))
        log.write("stdout", b"line\n")
        log.close()
    most = 0
    for _ in read_lines(tmp_path / RUN):
        most = max(most, len(list(DESCRIPTORS.iterdir())))
    assert most < len(list(DESCRIPTORS.iterdir())) + 10


def huge(folder, size):
    """Lay a log of so many bytes in lines of 64, and its index, as the writer would for chunks of 64 KiB."""
    files = log_files(folder / RUN, KEY)
    files.log.parent.mkdir(parents=True)
    chunk = 1 << 16
    with files.log.open("wb") as log, files.records.open("wb") as records:
        for number in range(size // chunk):
            lines = b"".join(b"%063d\n" % (number * 1024 + line) for line in range(1024))
            log.write(lines)
            records.write(pack(Stretch(number * chunk, 1_000 + number, chunk, "stdout", "info")))


@pytest.mark.slow
def test_the_tail_of_a_gigabyte_is_quick_and_all_of_it_flat(tmp_path):
    huge(tmp_path, 1 << 30)
    run = tmp_path / RUN
    started = time.perf_counter()
    assert messages(read_lines(run, tail=3)) == [f"{number:063}" for number in range((1 << 24) - 3, 1 << 24)]
    assert time.perf_counter() - started < 1
    started = time.perf_counter()
    assert len(list(read_lines(run, Selection(since=1_000 + (1 << 14) - 2)))) == 2048
    assert time.perf_counter() - started < 1
    tracemalloc.start()
    try:
        assert sum(1 for _, line in zip(range(1 << 20), read_lines(run), strict=False) if line) == 1 << 20
        assert sum(map(len, read_output(run, KEY))) == 1 << 30
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()
