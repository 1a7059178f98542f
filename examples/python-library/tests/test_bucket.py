import pytest

from tokenbucket import Bucket


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_burst_is_served_until_the_bucket_is_empty(clock):
    bucket = Bucket(capacity=3, rate=1, clock=clock)
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 1]


def test_tokens_come_back_with_time(clock):
    bucket = Bucket(capacity=2, rate=4, clock=clock)
    bucket.take(2)
    assert bucket.take() == 0.25
    clock.now += 0.25
    assert bucket.take() == 0


def test_the_bucket_never_overflows(clock):
    bucket = Bucket(capacity=2, rate=1, clock=clock)
    clock.now += 3600
    assert [bucket.take() for _ in range(3)] == [0, 0, 1]


def test_a_clock_that_goes_back_makes_no_tokens(clock):
    bucket = Bucket(capacity=1, rate=1, clock=clock)
    bucket.take()
    clock.now -= 10
    assert bucket.take() == 1
    clock.now += 10
    assert bucket.take() == 1


def test_more_than_the_capacity_is_an_error(clock):
    with pytest.raises(ValueError, match="never holds 5 tokens"):
        Bucket(capacity=4, rate=1, clock=clock).take(5)


@pytest.mark.parametrize("settings", [{"capacity": 0, "rate": 1}, {"capacity": 1, "rate": -1}])
def test_settings_are_positive(settings):
    with pytest.raises(ValueError, match="must be > 0"):
        Bucket(**settings)
