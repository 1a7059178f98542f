"""What only a process shows: streams that close, signals, terminals, locales, a removed directory, completion."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipec.command_line import SMALL, WRONG, environment, process, write

PIPEC = (sys.executable, "-m", "pipec")


@pytest.fixture
def shop(tmp_path):
    return write(tmp_path / "repository", {"pipeline.yaml": SMALL})


def shell(command, cwd, **variables):
    """Run a shell command in which `pipec` is the program; return its exit code, output and errors."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'pipec() {{ "{sys.executable}" -m pipec "$@"; }}; {command}'],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        timeout=10,
        check=False,
    )
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def large(jobs):
    return SMALL + "".join(f"  j{n}:\n    steps: [{{script: make}}]\n" for n in range(jobs))


@pytest.mark.parametrize("jobs", [1, 3000])
@pytest.mark.parametrize("command", ["plan", "plan --format json", "graph", "graph --format json", "schema", "--help"])
def test_a_reader_that_goes_away_changes_nothing(shop, command, jobs):
    write(shop, {"pipeline.yaml": large(jobs)})
    code, out, err = shell(f"pipec {command} | head -1", shop)
    assert (code, err) == (0, "")
    assert out.count("\n") == 1


def test_a_reader_that_goes_away_does_not_make_findings_clean(shop):
    write(shop, {"pipeline.yaml": WRONG + "".join(f"  j{n}: {{stesp: []}}\n" for n in range(2000))})
    assert shell("pipec lint | head -1 >/dev/null", shop)[::2] == (1, "")
    assert shell("pipec plan 2>&1 | head -1 >/dev/null", shop)[0] == 1


def test_a_closed_output(shop):
    assert shell("pipec lint >&-", shop)[0] == 0
    code, _, err = shell("pipec lint - <&-", shop)
    assert code == 2
    assert "that is closed" in err
    assert shell("pipec compile -t compose 2>&- >&-", shop)[0] == 0


def test_a_full_output(shop):
    code, _, err = shell("pipec plan >/dev/full", shop)
    assert (code, err) == (2, "Error: standard output cannot be written: No space left on device.\n")


@pytest.mark.parametrize("arguments", [["lint", "-"], ["compile", "-"]])
def test_an_interrupt(shop, arguments):
    with subprocess.Popen(
        [*PIPEC, *arguments],
        cwd=shop,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    ) as running:
        wait_until_reading(running.pid)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=10) == 130
        assert b"Traceback" not in running.stderr.read()


def wait_until_reading(process_id):
    """Wait until the process sleeps in a read of its standard input, which system call 0 on descriptor 0 is."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{process_id}/syscall").read_text().startswith("0 0x0 "):
                return
        except OSError:
            pass
        time.sleep(0.01)
    pytest.fail("it never read its standard input")


def test_a_removed_directory(tmp_path):
    (tmp_path / "gone").mkdir()
    write(tmp_path / "other", {"pipeline.yaml": SMALL})
    other = tmp_path / "other/pipeline.yaml"
    for command in ("lint", "compile", "plan", "graph", "init", "lint -", "lint x.yaml"):
        code, out, err = shell(
            f"cd {tmp_path}/gone && rmdir ../gone && pipec {command}; c=$?; mkdir ../gone; exit $c", tmp_path
        )
        assert (code, out) == (2, ""), (command, err)
        assert err.endswith(
            "Error: the current directory cannot be used: No such file or directory. Change to another one.\n"
        )
    for command in (f"lint {other}", f"plan -q {other}", "explain PC101", "--version"):
        assert shell(f"cd {tmp_path}/gone && rmdir ../gone && pipec {command}; c=$?; mkdir ../gone; exit $c", tmp_path)[
            ::2
        ] == (
            0,
            "",
        )


@pytest.mark.parametrize(
    "variables", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"}]
)
def test_output_is_utf8_whatever_the_locale(shop, variables):
    write(shop, {"pipeline.yaml": WRONG.replace("make test", "straße → ☃")})
    ran = process("lint", cwd=shop, env=environment(**variables))
    assert ran.code == 1
    assert "straße → ☃" in ran.out
    data = json.loads(process("lint", "--format", "json", cwd=shop, env=environment(**variables)).out)
    assert data["version"] == 1


def on_terminal(arguments, cwd, **variables):
    """Run `pipec` on a terminal of its own; return what it shows."""
    main, side = pty.openpty()
    with subprocess.Popen(
        [*PIPEC, *arguments], cwd=cwd, env=environment(**variables), stdout=side, stderr=side
    ) as running:
        os.close(side)
        shown = b""
        while True:
            try:
                shown += os.read(main, 65536)
            except OSError:
                break
        running.wait(timeout=10)
    os.close(main)
    return shown.decode()


@pytest.mark.parametrize(
    ("arguments", "variables", "colored"),
    [
        ([], {"TERM": "xterm"}, True),
        ([], {"TERM": "dumb"}, False),
        ([], {"TERM": "xterm", "NO_COLOR": "1"}, False),
        ([], {"TERM": "xterm", "NO_COLOR": ""}, True),
        (["--color", "never"], {"TERM": "xterm"}, False),
        (["--color", "always"], {"TERM": "dumb", "NO_COLOR": "1"}, True),
    ],
)
def test_color_on_a_terminal(shop, arguments, variables, colored):
    write(shop, {"pipeline.yaml": WRONG})
    shown = on_terminal(["lint", *arguments], shop, **variables)
    assert "error[PC101]" in shown
    assert ("\x1b[" in shown) is colored


def test_progress_on_a_terminal_alone(tmp_path):
    write(tmp_path, {f"p{n}.pipeline.yaml": SMALL for n in range(100)})
    assert " of 100 files" in on_terminal(["lint"], tmp_path, TERM="xterm")
    assert " of 100 files" not in on_terminal(["lint", "--quiet"], tmp_path, TERM="xterm")
    assert process("lint", cwd=tmp_path) == (0, "100 files checked: nothing found\n", "")


def test_many_files_give_the_same_as_few(tmp_path):
    texts = {f"p{n:03}.pipeline.yaml": WRONG if n % 3 else SMALL for n in range(90)}
    write(tmp_path, texts)
    names = sorted(texts)
    whole = process("lint", "--format", "json", cwd=tmp_path)
    halves = [process("lint", "--format", "json", *part, cwd=tmp_path) for part in (names[:45], names[45:])]
    assert whole.code == 1
    expected = [item for half in halves for item in json.loads(half.out)["diagnostics"]]
    assert json.loads(whole.out)["diagnostics"] == expected


@pytest.mark.parametrize(("kind", "word"), [("bash", "complete"), ("zsh", "compdef"), ("fish", "complete")])
def test_completion(shop, kind, word):
    ran = process(cwd=shop, env=environment(_PIPEC_COMPLETE=f"{kind}_source"))
    assert ran.code == 0
    assert word in ran.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pipec compi", "plain,compile"),
        ("pipec compile --target-v", "plain,--target-version"),
        ("pipec compile --target n", "plain,nomad"),
    ],
)
def test_completions(shop, words, expected):
    variables = {"_PIPEC_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert process(cwd=shop, env=environment(**variables)).out.splitlines() == [expected]
