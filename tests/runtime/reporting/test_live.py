"""The live table on a real terminal: what is on the screen, and that the terminal is given back."""

import codecs
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from runtime.reporting.live import BACKLOG, LiveTable
from tests.runtime.reporting.events import HOSTILE, line, plan_of

ROOT = Path(__file__).parents[3]
SHOW, HIDE = "\x1b[?25h", "\x1b[?25l"

PROGRAM = """
import sys, time
from pipec.output import wants_color
from runtime.reporting.choose import choose_observer
from tests.runtime.reporting.events import HOSTILE, line, plan_of

count, pause = int(sys.argv[1]), float(sys.argv[2])
names = [f"job-{number}-with-a-name-that-is-rather-long" for number in range(count)]
with choose_observer("auto", plan_of(*names), color=wants_color("auto", sys.stdout)) as observer:
    observer.run_changed("run", "running", "")
    for place, name in enumerate(names):
        observer.job_changed(name, "running", 1, 0, "")
        observer.step_changed(name, "compile", 1, "running", 0, "")
        observer.wrote(line(name, "compile", f"output {place} {HOSTILE}"))
        if place % 3:
            observer.job_changed(name, "failure" if place % 3 == 1 else "success", 1, 1_500, "exit code 2")
        if place % 50 == 0:
            time.sleep(pause)
    time.sleep(pause)
    if "raise" in sys.argv:
        raise RuntimeError("a bug")
    print("body ended", file=sys.stderr)
"""


class Terminal:
    """A pseudo-terminal with a program in it."""

    def __init__(self, *arguments: str, columns: int, rows: int = 24, **variables: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **variables}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self.slave = slave
        self.text = ""
        self.decode = codecs.getincrementaldecoder("utf-8")().decode  # a character may come in two pieces

    def read(self, until: str = "", seconds: float = 10.0) -> str:
        """Read until something is shown, or until the program ended."""
        import select

        deadline = time.monotonic() + seconds
        while not until or until not in self.text:
            assert time.monotonic() < deadline, self.text[-500:]
            if select.select([self.master], [], [], 0.05)[0]:
                self.text += self.decode(os.read(self.master, 65_536))
            elif self.process.poll() is not None:
                break
        return self.text

    def end(self) -> int:
        """Wait for the program's end."""
        self.read()
        self.process.stderr.close()
        code = self.process.wait(10)
        self.after = termios.tcgetattr(self.slave)
        os.close(self.slave)
        os.close(self.master)
        return code


def table_rows(text):
    """Return the rows that were drawn, each with the columns that it took: what is between moves of the cursor."""
    from rich.cells import cell_len

    rows = re.split("\r|\n|\x1b\\[[0-9;?]*[ABCDHJKhl]", text)
    plain = [re.sub("\x1b\\[[0-9;]*m", "", row) for row in rows]
    return [(row, cell_len(row)) for row in plain if "1/2" in row or "jobs ended" in row]


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("count", [3, 200])
def test_no_row_of_the_table_wraps(columns, count):
    terminal = Terminal(str(count), "0.15", columns=columns)
    assert terminal.end() == 0
    rows = table_rows(terminal.text)
    assert any("1/2 compile" in row for row, _ in rows)
    assert max(width for _, width in rows) == columns - 1


def test_the_table_is_no_higher_than_the_screen():
    terminal = Terminal("400", "0.15", columns=80, rows=12)
    assert terminal.end() == 0
    ups = [len(found) for found in re.findall("(?:\x1b\\[1A\x1b\\[2K)+", terminal.text)]
    assert ups
    assert max(ups) // len("\x1b[1A\x1b[2K") <= 11
    assert "400 jobs ended" in terminal.text


def test_what_is_below_is_of_now_also_while_output_comes():
    terminal = Terminal("400", "0.15", columns=80)
    assert terminal.end() == 0
    ended = [int(found.replace(",", "")) for found in re.findall(r"([\d,]+) of 400 jobs ended", terminal.text)]
    assert ended == sorted(ended)
    assert len(set(ended)) > 4


def test_a_size_in_the_environment_that_is_not_the_terminals_is_not_believed():
    terminal = Terminal("3", "0.2", columns=50, COLUMNS="300", LINES="90")
    assert terminal.end() == 0
    assert max(width for _, width in table_rows(terminal.text)) == 49


def test_the_table_follows_the_size_of_the_terminal():
    terminal = Terminal("200", "0.3", columns=120)
    terminal.read(until="output 0")
    fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    assert terminal.end() == 0
    before, _, after = terminal.text.partition("output 150")
    assert max(width for _, width in table_rows(before)) == 119
    assert max(width for _, width in table_rows(after)) == 59


def test_the_terminal_is_given_back_at_the_end():
    terminal = Terminal("3", "0.1", columns=80)
    assert terminal.end() == 0
    assert terminal.text.count(HIDE) == 1
    assert terminal.text.rindex(SHOW) > terminal.text.rindex(HIDE)
    assert terminal.after == terminal.before


def test_the_terminal_is_given_back_after_an_interrupt():
    terminal = Terminal("3", "30", columns=80)
    terminal.read(until="output 0")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() != 0
    assert terminal.text.rindex(SHOW) > terminal.text.rindex(HIDE)
    assert terminal.after == terminal.before


def test_the_terminal_is_given_back_after_a_bug():
    terminal = Terminal("3", "0.1", "raise", columns=80)
    assert terminal.end() == 1
    assert terminal.text.rindex(SHOW) > terminal.text.rindex(HIDE)


def test_output_stays_above_and_obeys_nothing():
    terminal = Terminal("3", "0.2", columns=120)
    terminal.end()
    assert [place for place in range(3) if f"output {place} " in terminal.text] == [0, 1, 2]
    assert "\x1b[2J" not in terminal.text
    assert "\x1b]0" not in terminal.text
    assert "\u202e" not in terminal.text


def test_without_colour_there_is_none():
    terminal = Terminal("3", "0.2", columns=80, NO_COLOR="1")
    terminal.end()
    assert not re.search("\x1b\\[[0-9;]*m", terminal.text)


def test_a_dumb_terminal_gets_plain_lines():
    terminal = Terminal("3", "0.1", columns=80, TERM="dumb")
    terminal.end()
    assert "\x1b" not in terminal.text
    assert re.search(r"\d\d:\d\d:\d\d job-0-", terminal.text)


def test_a_terminal_that_hangs_up_ends_the_drawing_alone():
    terminal = Terminal("3", "0.6", columns=80)
    terminal.read(until="output 0")
    os.close(terminal.slave)
    os.close(terminal.master)
    assert b"body ended" in terminal.process.stderr.read()
    terminal.process.stderr.close()
    terminal.process.wait(10)


def test_ten_thousand_jobs_cost_almost_nothing(tmp_path):
    names = [f"job-{number}" for number in range(10_000)]
    with (
        (tmp_path / "out").open("w", encoding="utf-8") as stream,
        LiveTable(plan_of(*names), stream, color=True) as live,
    ):
        began = time.thread_time()
        for name in names:
            live.job_changed(name, "running", 1, 0, "")
            live.step_changed(name, "test", 1, "running", 0, "")
            live.wrote(line(name, "test", HOSTILE))
            live.job_changed(name, "success", 1, 10, "")
        assert (time.thread_time() - began) / 40_000 < 20e-6


def test_lines_that_nobody_could_read_are_counted(tmp_path):
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8") as stream, LiveTable(plan_of("a"), stream, color=False) as live:
        for number in range(BACKLOG * 4):
            live.wrote(line("a", "test", str(number)))
    text = path.read_text(encoding="utf-8")
    shown = len(re.findall(r"a \| \d+", text))
    lost = sum(int(found.replace(",", "")) for found in re.findall(r"\(([\d,]+) lines are left out", text))
    assert shown + lost == BACKLOG * 4
    assert f"a | {BACKLOG * 4 - 1}\n" in text
