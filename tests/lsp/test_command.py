"""`pipec lsp` as a command: its options, and a pipec without the extra."""

import subprocess
import sys

import pytest

from tests.pipec.command_line import environment, process, run

WITHOUT = "import sys; sys.modules['pygls'] = None; from pipec.__main__ import entry; entry()"


def without_the_extra(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments],
        cwd=folder,
        env=environment(),
        input=b"",
        capture_output=True,
        timeout=20,
        check=False,
    )


@pytest.mark.parametrize("arguments", [("lsp",), ("lsp", "--stdio")])
def test_without_the_extra(tmp_path, arguments):
    done = without_the_extra(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert lines[-1] == "Error: The language server is not installed: pip install 'pipec[lsp]'"
    assert "Traceback" not in done.stderr.decode()


def test_help_needs_no_extra(tmp_path):
    done = without_the_extra(tmp_path, "lsp", "--help")
    assert done.returncode == 0
    assert b"pipec lsp" in done.stdout


def test_an_unknown_option_is_a_usage_error():
    assert run("lsp", "--port", "80").code == 2


def test_without_input_it_ends(tmp_path):
    ran = process("lsp", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (1, "", "")


@pytest.mark.parametrize("command", [("lint",), ("--version",), ("explain", "PC302")])
def test_other_commands_do_not_load_it(tmp_path, command):
    (tmp_path / "pipeline.yaml").write_text("version: 1\nname: a\njobs: {a: {steps: [{script: a, timeout: 1m}]}}\n")
    code = (
        "import sys\n"
        "from pipec.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "bad = [name for name in sys.modules if name.startswith(('pygls', 'lsprotocol', 'attr', 'pipec.lsp'))]\n"
        "sys.exit(', '.join(bad) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr
