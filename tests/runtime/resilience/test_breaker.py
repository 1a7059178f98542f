"""Circuit breakers: their moves, one trial at a time, many threads, whom they tell."""

import itertools
import threading

import pytest

from runtime.resilience import Breaker, BreakerOpen, Breakers
from runtime.resilience.breaker import MOVES, IllegalBreakerMove


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def make(**more):
    clock, told = Clock(), []
    breaker = Breaker("vault", clock=clock, on_change=lambda *change: told.append(change), **more)
    return breaker, clock, told


def fail(breaker, threshold=3, rest=60):
    breaker.failed(breaker.enter(), threshold, rest)


def opened():
    breaker, clock, told = make()
    for _ in range(3):
        fail(breaker)
    return breaker, clock, told


def test_it_opens_at_the_threshold_and_lets_nobody_through():
    breaker, clock, told = make()
    fail(breaker)
    fail(breaker)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"
    clock.now += 20
    with pytest.raises(BreakerOpen) as caught:
        breaker.enter()
    assert caught.value.wait == pytest.approx(40)
    assert caught.value.failure_class == "dependency"
    assert "left alone for 40 s" in str(caught.value)
    assert told == [("vault", "closed", "open")]


def test_a_success_between_begins_the_count_anew():
    breaker, _, told = make()
    for _ in range(10):
        fail(breaker)
        fail(breaker)
        breaker.worked(breaker.enter())
    assert (breaker.state, told) == ("closed", [])


def test_one_may_try_when_the_time_is_over_and_the_others_wait():
    breaker, clock, told = opened()
    clock.now += 60
    ticket = breaker.enter()
    assert breaker.state == "half-open"
    with pytest.raises(BreakerOpen):
        breaker.enter()
    breaker.worked(ticket)
    assert breaker.state == "closed"
    assert [after for _, _, after in told] == ["open", "half-open", "closed"]
    fail(breaker)
    assert breaker.state == "closed"


def test_a_trial_that_fails_opens_it_again_for_as_long():
    breaker, clock, _ = opened()
    clock.now += 61
    fail(breaker, rest=30)
    assert breaker.state == "open"
    clock.now += 29
    with pytest.raises(BreakerOpen):
        breaker.enter()
    clock.now += 1
    breaker.worked(breaker.enter())
    assert breaker.state == "closed"


def test_a_trial_that_says_nothing_lets_the_next_one_try():
    breaker, clock, _ = opened()
    clock.now += 60
    breaker.abandoned(breaker.enter())
    assert breaker.state == "half-open"
    breaker.worked(breaker.enter())
    assert breaker.state == "closed"


def test_who_comes_back_late_does_not_count():
    """A call that began before the breaker opened says nothing about the trial."""
    breaker, clock, _ = make()
    late = breaker.enter()
    for _ in range(3):
        fail(breaker)
    clock.now += 60
    trial = breaker.enter()
    breaker.failed(late, 1, 60)
    assert breaker.state == "half-open"
    breaker.worked(late)
    assert breaker.state == "half-open"
    breaker.worked(trial)
    assert breaker.state == "closed"


def test_a_clock_that_is_set_back_leaves_it_open_no_longer_than_twice():
    breaker, clock, _ = opened()
    clock.now -= 60
    with pytest.raises(BreakerOpen):
        breaker.enter()
    clock.now += 120
    breaker.worked(breaker.enter())


@pytest.mark.parametrize(
    ("state", "event"),
    [
        pair
        for pair in itertools.product(("closed", "open", "half-open"), ("threshold", "timeout", "success", "failure"))
        if pair not in MOVES
    ],
)
def test_no_other_move_is_legal(state, event):
    breaker, _, told = make()
    breaker._state = state
    with pytest.raises(IllegalBreakerMove):
        breaker._move(event)
    assert (breaker.state, told) == (state, [])


def test_the_moves_are_those_of_the_table():
    assert len(MOVES) == 4


def test_many_threads_and_exactly_one_trial():
    breaker, clock, told = opened()
    clock.now += 60
    tickets, refused = [], []
    start = threading.Barrier(16)

    def ask():
        start.wait(10)
        try:
            tickets.append(breaker.enter())
        except BreakerOpen:
            refused.append(True)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (len(tickets), len(refused)) == (1, 15)
    assert told[-1] == ("vault", "open", "half-open")


def test_many_threads_lose_no_failure():
    breaker, _, told = make()
    threads = [threading.Thread(target=lambda: [fail(breaker, 801) for _ in range(100)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert told == []
    fail(breaker, 801)
    assert told == [("vault", "closed", "open")]


def test_each_service_has_its_own():
    told = []
    breakers = Breakers(on_change=lambda *change: told.append(change))
    fail(breakers.of("a"), threshold=1)
    assert breakers.of("a") is breakers.of("a")
    assert (breakers.states(), told) == ({"a": "open"}, [("a", "closed", "open")])
    assert breakers.of("b").state == "closed"


def test_who_is_told_may_ask():
    """The hook is called without the lock, so that it may look at the breaker."""
    states = []
    breaker = Breaker("x", on_change=lambda *_: states.append(breaker.state))
    fail(breaker, threshold=1)
    assert states == ["open"]
