"""The pages of `pipec explain`: set for a terminal, coloured and paged on one alone."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from compiler.catalogue import codes, pages
from pipec.typesetting import typeset
from tests.pipec.command_line import environment, run

STYLE = re.compile(r"\x1b\[[0-9;]*m")
PAGE = """\
A title line that states the norm.

A paragraph that is so long that it has to be broken, with `code in it` and a-word-with-hyphens-that-stays-whole.

## Bad

```yaml
version: 1  # one
jobs:

  - script: |
      ## not a heading
```

- first item of a list
  that goes on
- second

1. numbered
"""


def test_a_page_is_set():
    assert typeset(PAGE, 40, color=False) == (
        "A title line that states the norm.\n\n"
        "A paragraph that is so long that it has\nto be broken, with `code in it` and\n"
        "a-word-with-hyphens-that-stays-whole.\n\n"
        "Bad\n\n"
        "    version: 1  # one\n    jobs:\n\n      - script: |\n          ## not a heading\n\n"
        "- first item of a list that goes on\n- second\n\n"
        "1. numbered\n"
    )


@pytest.mark.parametrize("columns", [0, 1, 20, 37, 80, 100])
def test_colour_changes_nothing_but_colour(columns):
    for page in pages():
        plain, colored = (typeset(page.text, columns, color=color) for color in (False, True))
        assert STYLE.sub("", colored) == plain, page.rule.code
        assert all(line.count("\x1b[") % 2 == 0 for line in colored.splitlines()), page.rule.code


def test_what_is_coloured():
    text = typeset(PAGE, 80, color=True)
    assert "\x1b[1mBad\x1b[0m" in text
    assert "\x1b[1m`code in it`\x1b[0m" in text
    assert "\x1b[1;34mversion\x1b[0m: 1  \x1b[1;36m# one\x1b[0m" in text
    assert "- \x1b[1;34mscript\x1b[0m: |" in text


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_no_line_but_code_is_too_wide(columns):
    for page in pages():
        for line in typeset(page.text, columns, color=False).splitlines():
            assert len(line) <= columns or line.startswith("    ") or " " not in line.strip(), (page.rule.code, line)


def test_nothing_of_a_page_is_lost():
    for page in pages():
        words = re.sub(r"^(#{2,} |```.*$)", "", page.text, flags=re.MULTILINE).split()
        assert typeset(page.text, 80, color=False).replace("␉", " ").split() == words, page.rule.code


@pytest.mark.parametrize(
    "text", ["", "\n", "```", "```yaml\nx", "#", "# ", "`", "x\x1b[31m", "- ", "\u202e", "```\n```"]
)
def test_odd_pages(text):
    assert "\x1b[31m" not in typeset(text, 80, color=False)


def test_formats():
    assert run("explain", "PC101", "--format", "markdown").out.startswith("# PC101 unknown-key\n\n(error)\n\n")
    assert "## Bad\n\n```yaml" in run("explain", "PC101", "--format", "markdown").out
    data = json.loads(run("explain", "PC101", "--format", "json").out)
    assert data.keys() == {"version", "code", "title", "severity", "summary", "text"}
    assert (data["version"], data["code"], data["severity"]) == (1, "PC101", "error")
    listed = json.loads(run("explain", "codes", "--format", "json").out)
    assert [each["code"] for each in listed["codes"]] == list(codes())


def on_a_terminal(folder, *arguments, rows=24, columns=80, **variables):
    """Run `pipec` on a terminal of its own; return what it shows."""
    master, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "pipec", *arguments],
        cwd=folder,
        env=environment(**{"TERM": "xterm", **variables}),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    assert process.wait(10) == 0
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture
def pager(tmp_path):
    """A pager that says that it was here."""
    program = tmp_path / "pager"
    program.write_text("#!/bin/sh\necho PAGED\ncat\n")
    program.chmod(0o755)
    return str(program)


def test_a_long_page_is_paged(tmp_path, pager):
    shown = on_a_terminal(tmp_path, "explain", "PC305", PAGER=pager)
    assert shown.startswith("PAGED\n\x1b[1mPC305 redundant-dependency\x1b[0m (\x1b[1;36mhint\x1b[0m)\n")
    assert STYLE.sub("", shown.removeprefix("PAGED\n")) == run("explain", "PC305").out


def test_a_page_that_fits_is_not_paged(tmp_path, pager):
    assert on_a_terminal(tmp_path, "explain", "PC305", PAGER=pager, rows=200).startswith("\x1b[1mPC305 ")


@pytest.mark.parametrize("variables", [{"PAGER": ""}, {"TERM": "dumb"}])
def test_no_pager(tmp_path, pager, variables):
    shown = on_a_terminal(tmp_path, "explain", "PC305", **{"PAGER": pager, **variables})
    assert "PC305 redundant-dependency" in shown
    assert "PAGED" not in shown


def test_without_colour(tmp_path, pager):
    shown = on_a_terminal(tmp_path, "explain", "PC305", PAGER=pager, NO_COLOR="1")
    assert shown.startswith("PAGED\nPC305 redundant-dependency (hint)\n")
    assert "\x1b" not in shown


def test_the_width_of_the_terminal_counts(tmp_path):
    shown = on_a_terminal(tmp_path, "explain", "PC305", PAGER="", NO_COLOR="1", columns=50)
    assert max(len(line) for line in shown.splitlines()) <= 50
    wide = on_a_terminal(tmp_path, "explain", "PC305", PAGER="", NO_COLOR="1", columns=300)
    assert 80 < max(len(line) for line in wide.splitlines()) <= 100
