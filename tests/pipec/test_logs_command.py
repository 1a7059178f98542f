"""`pipec logs`: what is printed of which run, how it looks, and that it follows until nobody writes."""

import json
import re
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest

from runtime.logs import writer
from runtime.logs.layout import LogKey
from runtime.logs.masking import Masker
from runtime.logs.writer import StepLog
from runtime.state.changes.runs import CreateRun
from runtime.state.journal import apply_changes
from runtime.state.ownership import own_run, run_directory
from runtime.state.records import RunRecord
from tests.pipec.command_line import environment, process, run

RUN, OTHER = "20260131-120000-abcd", "20260131-120001-beef"
MOMENT = 1_769_860_800_250


def make_run(directory, name, *jobs):
    record = RunRecord(name, "shop", "pipeline.yaml", "/repo", "sha256:0")
    apply_changes(directory, "tester", CreateRun(record, jobs))
    run_directory(directory, name).mkdir(parents=True, exist_ok=True)


def open_log(directory, job, step, attempt=1, name=RUN):
    return StepLog(run_directory(directory, name), LogKey(job, step, attempt), Masker(["hunter2-hunter2"]))


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Return a state directory with a run of two jobs, which tests leave as it is."""
    now = [MOMENT]
    directory = tmp_path_factory.mktemp("state")
    make_run(directory, RUN, "build", "test", "later")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "_now", lambda: now[0])
        for job, step, attempt, stream, data in (
            ("build", "", 1, "system", b"service db: ready\n"),
            ("build", "compile", 1, "stdout", b"\x1b[32mok\x1b[0m \x1b[2Jmain.c\n"),
            ("test", "unit", 1, "stderr", b"password hunter2-hunter2\nbuild/compile | fake\n"),
            ("test", "unit", 2, "stdout", b"50%\r100%\r\n\xff\n"),
        ):
            log = open_log(directory, job, step, attempt)
            log.write(stream, data)
            now[0] += 1000
            if stream == "stderr":
                log.system("exit code 1", "error")
            log.close()
    return directory


@pytest.fixture
def state(stored, monkeypatch):
    """Return the state directory, which commands use by themselves."""
    monkeypatch.setenv("PIPEC_STATE_DIR", str(stored))
    return stored


TEXT = """\
build : service db: ready
build/compile | ok main.c
test/unit | password ***
test/unit | build/compile | fake
test/unit : error: exit code 1
test/unit#2 | 50%
test/unit#2 | 100%
test/unit#2 | \ufffd
"""


def test_text_has_the_job_before_each_line(state):
    ran = run("logs")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == TEXT


@pytest.mark.parametrize("name", ["latest", RUN, "20260131", "abcd"])
def test_a_run_is_found_by_its_name_or_an_end_of_it(state, name):
    assert run("logs", name).out == run("logs").out


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (("--job", "build"), [0, 1]),
        (("--step", "unit", "--attempt", "2"), [5, 6, 7]),
        (("--stream", "stderr"), [2, 3]),
        (("--stream", "system", "--stream", "stderr"), [0, 2, 3, 4]),
        (("--tail", "2"), [6, 7]),
        (("--tail", "0"), []),
        (("--since", "2026-01-31T12:00:02Z"), [2, 3, 4, 5, 6, 7]),
        (("--since", "1s"), []),
        (("-j", "later"), []),
        (("--follow", "--tail", "1"), [7]),
        (("-f",), [0, 1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_selection(state, options, lines):
    every = run("logs").out.splitlines(keepends=True)
    ran = run("logs", *options)
    assert (ran.code, ran.err, ran.out) == (0, "", "".join(every[number] for number in lines))


def test_timestamps_are_local(state):
    ran = process("logs", "--timestamps", cwd=state, env=environment(PIPEC_STATE_DIR=str(state), TZ="XYZ-9"))
    assert ran.out.splitlines()[1] == "2026-01-31 21:00:01.250 build/compile | ok main.c"


def test_color_is_of_the_job_and_the_line_keeps_its_own(state):
    lines = run("logs", "--color", "always").out.splitlines()
    assert re.fullmatch(r"\x1b\[\d+mbuild/compile \|\x1b\[0m \x1b\[32mok\x1b\[0m main.c\x1b\[0m", lines[1])
    heads = {re.match(r"(\x1b\[\d+m)(\w+)", line).groups() for line in lines}
    assert len(heads) == 2
    assert run("logs", "--color", "always").out.splitlines() == lines


def test_json_is_one_object_a_line(state):
    lines = [json.loads(line) for line in run("logs", "--format", "json").out.splitlines()]
    assert len(lines) == 8
    assert "step" not in lines[0]
    assert lines[2] == {
        "timestamp": "2026-01-31T12:00:02.250Z",
        "level": "info",
        "run": RUN,
        "job": "test",
        "step": "unit",
        "attempt": 1,
        "stream": "stderr",
        "message": "password ***",
    }
    assert (lines[4]["stream"], lines[4]["level"], lines[4]["message"]) == ("system", "error", "exit code 1")


def test_raw_is_what_one_step_wrote(state):
    done = subprocess.run(
        [sys.executable, "-m", "pipec", "logs", "--job", "test", "--format", "raw"],
        env=environment(PIPEC_STATE_DIR=str(state)),
        capture_output=True,
        timeout=10,
        check=True,
    )
    assert done.stdout == b"50%\r100%\r\n\xff\n"
    assert run("logs", "-s", "unit", "--attempt", "1", "--format", "raw").out == TEXT.split("\n", 2)[2].split(
        "test/unit : error", maxsplit=1
    )[0].replace("test/unit | ", "")
    for options in ((), ("--job", "later"), ("--job", "test", "--follow"), ("--job", "test", "--tail", "1")):
        ran = run("logs", "--format", "raw", *options)
        assert (ran.code, ran.out) == (2, "")
        assert "raw" in ran.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--job", "biuld"), "There is no job `biuld`. Did you mean `build`?"),
        (("--step", "unti"), "Did you mean `unit`?"),
        (("--stream", "stdeer"), "Did you mean `stderr`?"),
        (("--since", "yesterday"), "no duration"),
        (("--attempt", "0"), "0"),
    ],
)
def test_what_is_unknown_is_refused_with_the_nearest(state, options, told):
    ran = run("logs", *options)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_run_that_is_not_there_is_a_failure(state, tmp_path):
    ran = run("logs", "19990101")
    assert (ran.code, ran.out) == (1, "")
    assert "no run `19990101`" in ran.err
    ran = run("logs", "--state-dir", str(tmp_path / "empty"))
    assert (ran.code, ran.out) == (1, "")
    assert not (tmp_path / "empty").exists()


def follower(state, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "pipec", "logs", OTHER, "--follow", *options],
        env=environment(PIPEC_STATE_DIR=str(state)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@contextmanager
def follower_of_owned(state):
    """Follow a run that this process executes; give the follower, and what ends the run."""
    owner = ExitStack()
    owner.enter_context(own_run(state, OTHER))
    follows = follower(state)
    try:
        yield follows, owner.close
    finally:
        owner.close()
        follows.kill()
        follows.communicate()


def test_following_ends_with_the_process_that_executes_the_run(tmp_path):
    make_run(tmp_path, OTHER, "build")
    with follower_of_owned(tmp_path) as (follows, end):
        log = open_log(tmp_path, "build", "one", name=OTHER)
        log.write("stdout", b"first\n")
        assert follows.stdout.readline() == b"build/one | first\n"
        log.write("stdout", b"second\nno end")
        assert follows.stdout.readline() == b"build/one | second\n"
        log.close()
        late = open_log(tmp_path, "build", "two", name=OTHER)
        late.write("stderr", b"late\n")
        late.close()
        assert follows.stdout.readline() == b"build/two | late\n"
        time.sleep(0.3)
        assert follows.poll() is None
        end()
        out, err = follows.communicate(timeout=10)
        assert (follows.returncode, out, err) == (0, b"build/one | no end\n", b"")
    with follower(tmp_path) as again:
        out, err = again.communicate(timeout=10)
    assert (again.returncode, err) == (0, b"")
    assert sorted(out.splitlines()) == sorted(
        [b"build/one | first", b"build/one | second", b"build/one | no end", b"build/two | late"]
    )


def test_a_reader_who_goes_away_ends_it(tmp_path):
    make_run(tmp_path, OTHER, "build")
    log = open_log(tmp_path, "build", "one", name=OTHER)
    with follower_of_owned(tmp_path) as (follows, _):
        log.write("stdout", b"first\n")
        assert follows.stdout.readline()
        follows.stdout.close()
        deadline = time.monotonic() + 10
        while follows.poll() is None and time.monotonic() < deadline:
            log.write("stdout", b"more\n")
            time.sleep(0.05)
        assert follows.poll() == 0
        assert follows.stderr.read() == b""
    log.close()


def test_names_are_completed(state):
    def complete(words):
        done = subprocess.run(
            [sys.executable, "-m", "pipec"],
            env=environment(
                PIPEC_STATE_DIR=str(state),
                _PIPEC_COMPLETE="bash_complete",
                COMP_WORDS=f"pipec {words}",
                COMP_CWORD=str(len(words.split())),
            ),
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert complete("logs --job b") == ["build"]
    assert complete("logs --step u") == ["unit"]
