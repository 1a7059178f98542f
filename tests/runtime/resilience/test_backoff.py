"""Delays: the table's numbers, their bounds, their jitter."""

import random

import pytest

from runtime.resilience import POLICIES, Backoff
from runtime.resilience.backoff import backoff_of


def middle():
    return 0.5


@pytest.mark.parametrize(
    ("kind", "delays"),
    [
        ("network-timeout", [1, 2, 4, 8]),
        ("resource-unavailable", [5, 7.5]),
        ("service-down", [10, 20, 40]),
        ("rate-limited", [60, 72, 86.4, 103.68, 120]),
    ],
)
def test_the_delays_of_each_kind_of_failure(kind, delays):
    policy = POLICIES[kind]
    assert list(backoff_of(policy, middle).delays(policy.tries)) == pytest.approx(delays)


def test_jitter_stays_in_its_bounds_and_differs():
    chance = random.Random(7)
    found = [Backoff(10, 2, 60, 0.25, chance.random).delay(2) for _ in range(2000)]
    assert 15 <= min(found) < 15.5
    assert 24.5 < max(found) <= 25
    assert len(set(found)) > 1900


def test_no_delay_is_longer_than_the_longest():
    assert Backoff(10, 2, 30, 0.5, lambda: 0.999999).delay(3) == 30
    assert Backoff(10, 2, 30, 0, middle).delay(100_000) == 30


def test_before_a_failure_there_is_no_delay():
    with pytest.raises(ValueError, match="0 failures"):
        Backoff(1).delay(0)
    assert list(Backoff(1).delays(1)) == []
