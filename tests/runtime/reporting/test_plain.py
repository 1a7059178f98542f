"""Plain lines: what they say, and that no output makes a terminal do anything."""

import io
import os
import re
import time

import pytest

from pipec.output import wants_color
from runtime.reporting.choose import choose_observer
from runtime.reporting.plain import PlainLines
from tests.runtime.reporting.events import line, plan_of, tell

PLAN = plan_of("build", "lint", "publish")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """Let it be noon, in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr("runtime.reporting.plain.now", lambda: 1_763_726_400_000)
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield
    monkeypatch.undo()
    time.tzset()


def shown(**options):
    stream = io.StringIO()
    with choose_observer("plain", PLAN, stream=stream, **options) as observer:
        assert isinstance(observer, PlainLines)
        tell(observer)
    return stream.getvalue()


def test_text(snapshot):
    assert shown() == snapshot


def test_quiet_says_what_went_wrong(snapshot):
    assert shown(quiet=True) == snapshot


def test_colour_is_all_that_colour_adds():
    colored = shown(color=True)
    assert re.sub("\x1b\\[[0-9]*m", "", colored) == shown()
    assert "\x1b[31m✗ lint" in colored


def test_without_colour_there_is_no_escape():
    assert "\x1b" not in shown(color=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", shown(color=False))


def test_with_colour_a_line_may_colour_itself_and_nothing_else():
    assert set(re.findall("\x1b[^m]*m?", shown(color=True))) <= {
        f"\x1b[{code}m" for code in (0, *range(30, 38), *range(90, 98))
    }


def test_no_color_is_respected(monkeypatch):
    stream = io.StringIO()
    stream.isatty = lambda: True
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    with choose_observer("plain", PLAN, color=wants_color("auto", stream), stream=stream) as observer:
        tell(observer, hostile=False)
    assert "\x1b" not in stream.getvalue()


def test_wants_no_lines_when_quiet_or_alone():
    with choose_observer("plain", PLAN, quiet=True, stream=io.StringIO()) as observer:
        assert not observer.wants_lines


def test_a_closed_pipe_ends_nothing():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream, choose_observer("plain", PLAN, stream=stream) as observer:
        for _ in range(100):
            tell(observer)
        deadline = time.monotonic() + 5
        while observer.wants_lines and time.monotonic() < deadline:
            time.sleep(0.005)
        assert not observer.wants_lines


def test_a_step_of_a_job_is_as_wide_as_all():
    text = shown()
    bars = {row.index("|") for row in text.splitlines() if " | " in row}
    assert len(bars) == 1


def test_lines_of_another_hour_have_their_own_time():
    stream = io.StringIO()
    with choose_observer("plain", PLAN, stream=stream) as observer:
        observer.wrote(line("build", "test", "later", time=1_763_730_000_500))
    assert stream.getvalue().startswith("13:00:00 build/test")
