"""Whether and when something is tried again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.ir.job import Retry
from runtime.jobs.retry import after_failure, delay_before

POLICY = Retry(max_attempts=4, initial_delay=5, multiplier=2, max_delay=12, jitter=0.0)


def test_delays_grow_to_the_longest():
    assert [delay_before(POLICY, attempt, lambda: 0.5) for attempt in (2, 3, 4, 5000)] == [5, 10, 12, 12]


@given(st.floats(0, 1), st.integers(2, 40), st.floats(0, 1))
def test_jitter_stays_within_its_share(chance, attempt, jitter):
    plain = delay_before(POLICY, attempt, lambda: 0.5)
    varied = delay_before(POLICY._replace(jitter=jitter), attempt, lambda: chance)
    assert plain * (1 - jitter) - 1e-9 <= varied <= min(POLICY.max_delay, plain * (1 + jitter) + 1e-9)


def test_tries_are_counted():
    assert after_failure(POLICY, 3, "code", 0, lambda: 0.5).delay == 12
    assert after_failure(POLICY, 4, "code", 0, lambda: 0.5) == (None, "all 4 attempts failed")


def test_one_try_gives_no_reason():
    assert after_failure(Retry(), 1, "code", 0, lambda: 0.5) == (None, "")


@pytest.mark.parametrize(
    ("retry_on", "failure_class", "again"),
    [
        (("timeout",), "timeout", True),
        (("timeout",), "code", False),
        (("configuration",), "configuration", False),
        (("code",), None, True),
    ],
)
def test_only_some_classes_are_tried_again(retry_on, failure_class, again):
    decided = after_failure(POLICY._replace(retry_on=retry_on), 1, failure_class, 0, lambda: 0.5)
    assert (decided.delay is not None) is again


def test_the_time_for_all_attempts_is_bounded():
    assert after_failure(POLICY._replace(max_total=100), 1, "code", 96, lambda: 0.5).delay is None
    assert after_failure(POLICY._replace(max_total=100), 1, "code", 94, lambda: 0.5).delay == 5
