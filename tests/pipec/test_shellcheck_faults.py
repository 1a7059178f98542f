"""A shellcheck that crashes, hangs, lies or is not there: told once, and the rest of the lint is as ever."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipec.shellcheck.processes import Command, Ended, run_all
from pipec.shellcheck.program import Question, ask
from pipec.shellcheck.scripts import POSIX
from tests.pipec.command_line import environment, run, write

PIPELINE = "version: 1\nname: shop\njobs:\n  test:\n    steps:\n      - script: echo $HOME\n"
TWO = [Question("echo $HOME", POSIX), Question("true", POSIX)]

COMMENT = (
    '{"file": "/x", "line": 1, "column": 1, "endLine": 1, "endColumn": 1, "level": "error", "code": 1, "message": "m",'
    ' "fix": null}'
)
FAULTS = {
    "crash": ("kill -SEGV $$", "killed by signal 11"),
    "killed": ("kill -KILL $$", "killed by signal 9"),
    "unknown option": ("echo 'unrecognized option' >&2; echo more >&2; exit 3", "exit code 3: unrecognized option"),
    "exit code alone": ("exit 7", "exit code 7"),
    "nothing": (":", "cannot be read"),
    "no JSON": ("echo hello", "cannot be read"),
    "half of it": ("printf '{\"comments\": [{\"file\"'", "cannot be read"),
    "another JSON": ("echo '[1, 2]'", "cannot be read"),
    "a list of numbers": ("echo '{\"comments\": [1]}'", "cannot be read"),
    "null": ("echo '{\"comments\": null}'", "cannot be read"),
    "deep": ("head -c 200000 /dev/zero | tr '\\0' '['", "cannot be read"),
    "not text": ("head -c 1000 /dev/urandom", "cannot be read"),
    "unknown file": (
        f"echo '{{\"comments\": [{COMMENT}]}}'",
        "cannot be read",
    ),
    "too much": ("exec cat /dev/zero", "printed too much"),
    "too much on standard error": ("exec cat /dev/zero >&2", "printed too much"),
    "hanging": ("sleep 60", "took too long"),
    "hanging in a child": ("sleep 60 & exit 0", "took too long"),
    "hanging in silence": ("exec >&- 2>&-; sleep 60", "took too long"),
}  # fmt: skip


def program(folder: Path, body: str, head: str = "#!/bin/sh\n") -> str:
    folder.mkdir(exist_ok=True)
    path = folder / "shellcheck"
    path.write_text(f"{head}{body}\n")
    path.chmod(0o755)
    return str(path)


def alone(monkeypatch, folder: Path) -> None:
    """Make `folder` all that is looked through for programs, with the system's own."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Have an own folder for what is temporary, which is empty afterwards."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told(name, tmp_path):
    body, told = FAULTS[name]
    before = time.monotonic()
    answers = ask(program(tmp_path / "bin", body), TWO, seconds=0.3 if name.startswith("hanging") else 20)
    assert answers.findings == (None, None)
    (problem,) = answers.problems
    assert told in problem
    assert "\n" not in problem
    assert time.monotonic() - before < 15


@pytest.mark.parametrize(
    ("head", "mode"), [("#!/nowhere/interpreter\n", 0o755), ("\x7fELF", 0o755), ("#!/bin/sh\n", 0o644)]
)
def test_a_program_that_does_not_start_is_told(tmp_path, head, mode):
    path = program(tmp_path / "bin", "exit 0", head)
    Path(path).chmod(mode)
    answers = ask(path, TWO)
    assert answers.findings == (None, None)
    assert len(answers.problems) == 1


def test_no_room_for_scripts_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    answers = ask(program(tmp_path / "bin", "exit 0"), TWO)
    assert answers.findings == (None, None)
    assert answers.problems == ("no script can be written for shellcheck: No such file or directory",)


def test_what_its_environment_says_is_not_heard(monkeypatch):
    from pipec.shellcheck.program import find_program

    monkeypatch.setenv("SHELLCHECK_OPTS", "-e SC2086")
    monkeypatch.setenv("LC_ALL", "C")
    answers = ask(find_program(), [Question("echo ü $HOME", POSIX)])
    assert [item.start for item in answers.findings[0]] == [(3, 8)]


def test_the_rest_of_the_lint_is_as_ever(monkeypatch, tmp_path):
    write(tmp_path, {"pipeline.yaml": PIPELINE + "        timout: 5m\n"})
    program(tmp_path / "bin", "kill -SEGV $$")
    alone(monkeypatch, tmp_path / "bin")
    monkeypatch.chdir(tmp_path)
    ran = run("lint")
    without = run("lint", "--no-shellcheck")
    assert (ran.code, ran.out) == (without.code, without.out)
    assert "PC101" in ran.out
    assert without.err == ""
    assert ran.err == "warning: shellcheck was killed by signal 11. What it would have said of scripts is missing.\n"


def test_an_ignore_is_not_called_unused_where_shellcheck_failed(monkeypatch, tmp_path):
    write(tmp_path, {"pipeline.yaml": PIPELINE.rstrip() + "  # pipec: ignore[PC420] wanted\n"})
    program(tmp_path / "bin", "exit 9")
    alone(monkeypatch, tmp_path / "bin")
    monkeypatch.chdir(tmp_path)
    assert "PC901" not in run("lint").out


def start(folder: Path, *, binary: Path, temporary: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; sys.executable = '/x/y'; from pipec.__main__ import entry; entry()",
            "lint",
        ],
        cwd=folder,
        env=environment(TMPDIR=str(temporary)) | {"PATH": f"{binary}:/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_lint_leaves_nothing(tmp_path, temporary, number):
    write(tmp_path, {"pipeline.yaml": PIPELINE})
    noted = tmp_path / "id"
    binary = tmp_path / "bin"
    program(binary, f"sleep 60 & echo $! > {noted}.new; mv {noted}.new {noted}; wait")
    lint = start(tmp_path, binary=binary, temporary=temporary)
    limit = time.monotonic() + 10
    while not noted.exists() and time.monotonic() < limit:
        time.sleep(0.01)
    child = int(noted.read_text())
    assert list(temporary.iterdir()) != []
    lint.send_signal(number)
    out, err = lint.communicate(timeout=10)
    assert lint.returncode == 128 + number
    assert "Traceback" not in out + err
    limit = time.monotonic() + 5
    while _lives(child) and time.monotonic() < limit:
        time.sleep(0.01)
    assert not _lives(child)


def _lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_processes_side_by_side(tmp_path):
    path = program(tmp_path / "bin", 'head -c "$1" /dev/zero; echo "$2" >&2; exit "$3"')
    sizes = [0, 1, 65536, 3_000_000]
    commands = [
        Command((path, str(size), f"e{size}", str(code)), {"PATH": os.environ["PATH"]}, 20)
        for code, size in enumerate(sizes)
    ]
    ended = run_all(commands, 3)
    assert ended == [Ended(code, bytes(size), f"e{size}\n".encode()) for code, size in enumerate(sizes)]
    assert run_all([], 2) == []


def test_signals_are_as_before(tmp_path):
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    ask(program(tmp_path / "bin", "grep SigBlk /proc/self/status >&2; exit 5"), TWO)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_a_process_has_no_signals_blocked(tmp_path):
    path = program(tmp_path / "bin", "grep SigBlk /proc/self/status")
    (ended,) = run_all([Command((path,), {"PATH": os.environ["PATH"]}, 5)], 1)
    assert int(ended.out.split()[1], 16) == 0
