"""Operations that are tried again: how often, how long between, and what is passed on at once."""

import asyncio

import pytest

from runtime.resilience import BreakerOpen, Breakers, Try, attempt, attempt_now


class Bench:
    """An operation that fails as often as it is told, and a time that passes by sleeping alone."""

    def __init__(self, *errors, **more):
        self.errors = list(errors)
        self.now = 0.0
        self.slept = []
        self.failed = []
        self.calls = 0
        self.breakers = more.pop("breakers", None) or Breakers(clock=lambda: self.now)
        self.trial = Try(
            "service", more.pop("classify", lambda _: "network-timeout"), self.breakers, chance=lambda: 0.5,
            clock=lambda: self.now, sleep=self.sleep, pause=self.pause, on_failure=self.failed.append, **more,
        )  # fmt: skip

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    async def pause(self, seconds):
        self.sleep(seconds)

    def operate(self):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    def run(self, how):
        if how == "now":
            return attempt_now(self.operate, self.trial)

        async def operation():
            return self.operate()

        return asyncio.run(attempt(operation, self.trial))


@pytest.fixture(params=["now", "async"])
def how(request):
    return request.param


def test_it_works_at_once(how):
    bench = Bench()
    assert (bench.run(how), bench.calls, bench.slept, bench.failed) == ("done", 1, [], [])


def test_it_works_in_the_end(how):
    errors = [OSError("1"), OSError("2")]
    bench = Bench(*errors)
    assert bench.run(how) == "done"
    assert bench.slept == [1, 2]
    assert bench.failed == [(1, errors[0], "network-timeout", 1), (2, errors[1], "network-timeout", 2)]


def test_it_never_works(how):
    bench = Bench(*(OSError(str(number)) for number in range(9)))
    with pytest.raises(OSError, match=r"^4$"):
        bench.run(how)
    assert (bench.calls, bench.slept) == (5, [1, 2, 4, 8])
    assert bench.failed[-1].delay == 0


def test_each_kind_of_failure_has_its_own_delays_and_tries(how):
    kinds = iter(["network-timeout", "service-down", "resource-unavailable", "resource-unavailable"])
    bench = Bench(*(OSError(str(number)) for number in range(9)), classify=lambda _: next(kinds))
    with pytest.raises(OSError, match=r"^2$"):
        bench.run(how)
    assert bench.slept == [1, 20]


def test_what_does_not_pass_is_not_tried_again(how):
    bench = Bench(ValueError("ours"), classify=lambda error: None if isinstance(error, ValueError) else "service-down")
    with pytest.raises(ValueError, match="ours"):
        bench.run(how)
    assert (bench.calls, bench.failed) == (1, [])


def test_no_delay_passes_the_deadline(how):
    bench = Bench(*(OSError(str(number)) for number in range(9)), deadline=4.0)
    with pytest.raises(OSError, match=r"^2$"):
        bench.run(how)
    assert bench.now == 3


def test_a_service_that_fails_again_and_again_is_left_alone(how):
    bench = Bench(*(OSError(str(number)) for number in range(20)))
    for _ in range(2):
        with pytest.raises(OSError, match=r"\d"):
            bench.run(how)
    with pytest.raises(BreakerOpen):
        bench.run(how)
    assert bench.calls == 10
    bench.now += 60
    bench.errors.clear()
    assert bench.run(how) == "done"
    assert bench.breakers.states() == {"service": "closed"}


def test_the_strictest_threshold_counts(how):
    bench = Bench(*(OSError("x") for _ in range(9)), classify=lambda _: "rate-limited", deadline=0)
    for _ in range(3):
        with pytest.raises(OSError, match="x"):
            bench.run(how)
    with pytest.raises(BreakerOpen):
        bench.run(how)


def test_a_cancellation_is_no_failure_of_the_service():
    breakers = Breakers()

    async def cancel():
        async def hang():
            await asyncio.Event().wait()

        for _ in range(20):
            task = asyncio.ensure_future(attempt(hang, Try("service", lambda _: "service-down", breakers)))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(cancel())
    assert breakers.states() == {"service": "closed"}


def test_cancelled_between_two_tries():
    async def cancel():
        async def fail():
            raise OSError

        task = asyncio.ensure_future(attempt(fail, Try("service", lambda _: "rate-limited", Breakers())))
        await asyncio.sleep(0.05)
        task.cancel()
        async with asyncio.timeout(5):
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(cancel())
