"""The writer: what files and lines it makes, in what order, within which bounds, and how it fails."""

import os
import stat
import time
from pathlib import Path

import pytest

from runtime.errors import LogError
from runtime.logs.index import SIZE, read_index, unpack
from runtime.logs.layout import LogKey, find_logs, log_files
from runtime.logs.masking import Masker
from runtime.logs.reader import read_lines, read_output
from tests.runtime.logs.logs import KEY, RUN, open_log, told


def content(folder):
    return (folder / RUN / "logs" / "build" / "compile.1.log").read_bytes()


def records(folder):
    return unpack((folder / RUN / "logs" / "build" / "compile.1.idx").read_bytes())


def test_a_log_is_what_was_written_with_an_index_beside_it(tmp_path):
    before = time.time_ns() // 1_000_000
    log = open_log(tmp_path)
    log.write("stdout", b"one\ntwo\n")
    log.write("stderr", b"bad\n")
    log.system("timed out\nafter 5s", "error")
    log.close()
    log.close()
    assert content(tmp_path) == b"one\ntwo\nbad\npipec: timed out\npipec: after 5s\n"
    found = records(tmp_path)
    assert [(each.offset, each.length, each.stream, each.level) for each in found] == [
        (0, 8, "stdout", "info"),
        (8, 4, "stderr", "info"),
        (12, 33, "system", "error"),
    ]
    assert all(before <= each.time <= time.time_ns() // 1_000_000 for each in found)
    assert told(read_lines(tmp_path / RUN)) == [
        ("stdout", "one"),
        ("stdout", "two"),
        ("stderr", "bad"),
        ("system", "timed out"),
        ("system", "after 5s"),
    ]


def test_only_their_owner_may_read_them(tmp_path):
    log = open_log(tmp_path)
    log.write("stdout", b"x\n")
    log.close()
    files = log_files(tmp_path / RUN, KEY)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (files.log, files.records)} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (files.log.parent, files.log.parent.parent)} == {0o700}


def test_streams_do_not_tear_each_others_lines(tmp_path):
    log = open_log(tmp_path)
    log.write("stdout", b"first ha")
    log.write("stderr", b"warn")
    log.write("stdout", b"lf\nsecond ")
    log.write("stderr", b"ing\n")
    assert content(tmp_path) == b"first half\nwarning\n"
    log.write("stdout", b"line")
    log.close()
    assert content(tmp_path) == b"first half\nwarning\nsecond line"


def test_progress_bars_are_written_as_they_move(tmp_path):
    log = open_log(tmp_path)
    log.write("stdout", b"10%\r20%")
    assert content(tmp_path) == b"10%\r"
    log.close()


def test_a_line_without_end_is_bounded_and_read_back_whole(tmp_path):
    seen = []
    log = open_log(tmp_path, lines=seen.append)
    for number in range(30):
        log.write("stdout", b"x" * 4000)
        log.write("stderr", b"%d\n" % number)
        assert log.size >= (number + 1) * 4000 - (1 << 16)
    log.system("said")
    log.write("stdout", b"end\n")
    log.close()
    assert b"\npipec: said\n" in content(tmp_path)
    lines = list(read_lines(tmp_path / RUN))
    assert "".join(line.message for line in lines if line.stream == "stdout") == "x" * 120_000 + "end"
    assert [line.message for line in lines if line.stream == "stderr"] == [str(number) for number in range(30)]
    assert sorted(told(seen)) == sorted(told(lines))
    assert b"".join(read_output(tmp_path / RUN, KEY)) == content(tmp_path).replace(b"\npipec: said\n", b"")


def test_secrets_are_in_no_file_and_no_line(tmp_path):
    seen = []
    log = open_log(tmp_path, masker=Masker(["hunter2-hunter2"]), lines=seen.append, correlation="deploy-7")
    log.container = "c0ffee"
    log.write("stdout", b"password hunter2-")
    log.write("stdout", b"hunter2\nhunter2-")
    log.write("system", b"service db: hunter2-hunter2\n")
    log.system("failed: hunter2-hunter2", "error")
    log.close()
    assert content(tmp_path) == b"password ***\npipec: service db: ***\npipec: failed: ***\nhunter2-"
    assert [line.message for line in seen] == ["password ***", "service db: ***", "failed: ***", "hunter2-"]
    assert {(line.container, line.correlation) for line in seen} == {("c0ffee", "deploy-7")}
    assert {(line.run, line.job, line.step, line.attempt) for line in seen} == {(RUN, "build", "compile", 1)}


def test_what_a_step_left_without_end_stands_before_what_is_said_of_it(tmp_path):
    seen = []
    log = open_log(tmp_path, lines=seen.append)
    log.write("stdout", b"Password: ")
    log.flush()
    assert content(tmp_path) == b"Password: "
    log.system("timed out", "error")
    log.write("stdout", b"geheim\n")
    log.close()
    assert content(tmp_path) == b"Password: \npipec: timed out\ngeheim\n"
    assert told(seen) == [("system", "timed out"), ("stdout", "Password: geheim")]
    assert told(read_lines(tmp_path / RUN)) == told(seen)
    assert [each.continues for each in records(tmp_path)] == [False, False, True]


def test_beyond_the_limit_whole_lines_are_left_out_and_that_is_said(tmp_path):
    seen = []
    log = open_log(tmp_path, limit=25, lines=seen.append)
    for number in range(10):
        log.write("stdout", b"line %d\nmore %d\n" % (number, number))
    log.write("stdout", b"x\n")
    log.close()
    assert content(tmp_path) == (
        b"line 0\nmore 0\nline 1\n"
        b"pipec: the log has reached its limit of 25 bytes; what follows is left out\n"
        b"pipec: 121 bytes of output were left out\n"
    )
    assert len([line for line in seen if line.stream == "stdout"]) == 21
    assert [line.level for line in seen if line.stream == "system"] == ["warning", "warning"]


def test_what_services_say_is_limited_too(tmp_path):
    log = open_log(tmp_path, limit=1000)
    for _ in range(1000):
        log.write("system", b"service db: ready\n")
    log.close()
    assert len(content(tmp_path)) < 1500


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_told_once_and_lines_go_on(tmp_path):
    folder = tmp_path / RUN / "logs" / "build"
    folder.mkdir(parents=True)
    (folder / "compile.1.log").symlink_to("/dev/full")
    faults, seen = [], []
    log = open_log(tmp_path, on_fault=faults.append, lines=seen.append)
    for _ in range(3):
        log.write("stdout", b"lost\n")
    log.system("said")
    log.close()
    assert len(faults) == 1
    assert "`build/compile` cannot be written: No space left on device" in str(faults[0])
    assert faults[0].help
    assert told(seen) == [("stdout", "lost")] * 3 + [("system", "said")]
    log = open_log(tmp_path)
    with pytest.raises(LogError, match="No space left"):
        log.write("stdout", b"lost\n")
    log.write("stdout", b"lost\n")
    log.close()


def test_a_log_that_cannot_be_opened_is_a_fault(tmp_path):
    (tmp_path / RUN / "logs").mkdir(parents=True)
    (tmp_path / RUN / "logs" / "build").write_text("")
    with pytest.raises(LogError, match="`build/compile` cannot be written"):
        open_log(tmp_path).write("stdout", b"x\n")
    (tmp_path / RUN / "logs" / "test" / "unit.1.idx").mkdir(parents=True)
    with pytest.raises(LogError, match="Is a directory"):
        open_log(tmp_path, LogKey("test", "unit", 1)).write("stdout", b"x\n")


def test_who_writes_nothing_has_no_files(tmp_path):
    open_log(tmp_path).close()
    assert not (tmp_path / RUN / "logs").exists()


@pytest.mark.parametrize("name", [".", "..", "a/b", "a\0b", "a.b", "ä", "a\n"])
def test_names_with_anything_else_in_them_are_refused(tmp_path, name):
    for key in (LogKey(name, "s", 1), LogKey("j", name, 1)):
        with pytest.raises(LogError, match="no name"):
            open_log(tmp_path, key)
    assert not (tmp_path / RUN / "logs").exists()


def test_a_job_has_a_log_of_its_own(tmp_path):
    key = LogKey("build", "", 1)
    log = open_log(tmp_path, key)
    log.system("checked out")
    log.close()
    assert [files.key for files in find_logs(tmp_path / RUN)] == [key]
    (line,) = read_lines(tmp_path / RUN)
    assert (line.job, line.step, line.message) == ("build", "", "checked out")
    with pytest.raises(LogError, match="no name"):
        open_log(tmp_path, LogKey("", "step", 1))


def test_logs_are_found_by_job_step_and_attempt(tmp_path):
    keys = [LogKey("a", "x", 1), LogKey("a", "x", 2), LogKey("a", "x", 10), LogKey("a", "y", 1), LogKey("b", "x", 1)]
    for key in reversed(keys):
        log = open_log(tmp_path, key)
        log.write("stdout", b"x\n")
        log.close()
    (tmp_path / RUN / "logs" / "a" / "notes.txt").write_text("")
    (tmp_path / RUN / "logs" / "stray").write_text("")
    run = tmp_path / RUN
    assert [files.key for files in find_logs(run)] == keys
    assert [files.key for files in find_logs(run, "a", "x", 10)] == keys[2:3]
    assert [files.key for files in find_logs(run, step="x", attempt=1)] == [keys[0], keys[4]]
    assert list(find_logs(tmp_path / "none")) == []


@pytest.mark.parametrize("records_kept", [0, 1, 2])
@pytest.mark.parametrize("torn", [0, 7])
@pytest.mark.parametrize("bytes_kept", [0, 3, 4, 6, 8])
def test_a_log_goes_on_after_its_writer_was_killed(tmp_path, records_kept, torn, bytes_kept):
    log = open_log(tmp_path)
    log.write("stdout", b"one\n")
    log.write("stderr", b"two\n")
    log.close()
    files = log_files(tmp_path / RUN, KEY)
    os.truncate(files.log, bytes_kept)
    os.truncate(files.records, min(records_kept * SIZE + torn, 2 * SIZE))
    before = b"".join(read_output(tmp_path / RUN, KEY))
    assert before == b"one\ntwo\n"[:bytes_kept]
    lines = [line.message for line in read_lines(tmp_path / RUN)]
    assert lines == before.decode().splitlines()
    log = open_log(tmp_path)
    log.write("stdout", b"\nagain\n")
    log.close()
    assert content(tmp_path) == before + b"\nagain\n"
    with files.records.open("rb") as file:
        ends = [(each.offset, each.end) for each in read_index(file)]
    assert [start for start, _ in ends] == [0, *(end for _, end in ends[:-1])]
    assert ends[-1][1] == len(before) + 7


def test_zeros_and_nonsense_end_an_index():
    assert unpack(bytes(5 * SIZE)) == []
    assert unpack(b"\xff" * (5 * SIZE)) == []
