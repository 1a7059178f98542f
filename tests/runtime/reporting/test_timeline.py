"""Bars are inside the timeline whatever the clocks said, and the marks are at round times."""

from hypothesis import given
from hypothesis import strategies as st

from runtime.reporting.timeline import Span, bars_of, span_of, ticks_of
from tests.runtime.reporting import histories

FAR = 10**13


@given(st.integers(0, FAR), st.integers(1, FAR), st.integers(0, 2 * FAR), st.integers(0, FAR))
def test_bars_are_inside_and_seen(began, length, started, duration):
    bar = Span(began, length).bar(started, duration, "success", "")
    assert 0 <= bar.left <= 100
    assert bar.width >= 0.25
    assert bar.left + bar.width <= 100.001


@given(st.integers(1, FAR))
def test_marks_are_few_and_inside(length):
    ticks = ticks_of(Span(0, length))
    assert ticks[0] == (0, "0")
    assert len(ticks) <= 8
    assert all(0 <= tick.left <= 100.001 for tick in ticks)


def test_marks_are_round():
    assert [tick.label for tick in ticks_of(Span(0, 143_000))] == ["0", "30s", "1m", "1m30s", "2m"]


def test_attempts_and_steps_stand_at_their_times():
    run = histories.small()
    bars = bars_of(run.jobs[-1], span_of(run))
    assert bars.attempts[0].left + bars.attempts[0].width > 99.9
    assert [step.label for step in bars.steps] == ["Prepare: success, 3.0s", "Work <hard>: success, 3.0s"]
    assert abs(bars.steps[0].width + bars.steps[1].width - bars.attempts[0].width) < 0.01
