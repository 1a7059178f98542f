"""A service that is down is left alone, and what is called when it is not."""

import asyncio

import pytest

from runtime.jobs.guarding import guarded, service_of
from runtime.records import StepResult
from runtime.resilience.breaker import Breakers

DOWN = StepResult("failure", 1, "dependency", "connection refused")
WRONG = StepResult("failure", 1, "code", "status 500")
GOOD = StepResult("success")


@pytest.mark.parametrize(
    ("action", "url", "service"),
    [
        ("http_request", "https://user:pw@host.example:8443/x?y", "http https://host.example:8443"),
        ("http_request", "not an address", ""),
        ("http_request", "http://[broken", ""),
        ("health_check", "https://host.example/", ""),
    ],
)
def test_a_service_is_a_scheme_and_a_host(action, url, service):
    assert service_of(action, {"url": url}) == service


def results(breakers, outcomes):
    called = []

    async def body():
        found = []
        for outcome in outcomes:

            async def call(outcome=outcome):
                called.append(outcome)
                return outcome

            found.append(await guarded(breakers, "http https://host", call))
        return found

    return asyncio.run(body()), len(called)


def test_it_is_left_alone_after_eight_failures_in_a_row():
    changes = []
    breakers = Breakers(on_change=lambda *change: changes.append(change))
    found, called = results(breakers, [DOWN] * 12)
    assert called == 8
    assert found[-1].failure_class == "dependency"
    assert "is left alone for" in found[-1].reason
    assert changes == [("http https://host", "closed", "open")]


def test_an_answer_of_any_kind_says_that_it_is_there():
    found, called = results(Breakers(), [DOWN] * 7 + [WRONG] + [DOWN] * 7 + [GOOD])
    assert called == 16
    assert found[-1] == GOOD


def test_after_a_rest_one_call_tries_again():
    now = [0.0]
    breakers = Breakers(clock=lambda: now[0])
    results(breakers, [DOWN] * 8)
    now[0] = 61.0
    found, called = results(breakers, [GOOD, GOOD])
    assert (found, called) == ([GOOD, GOOD], 2)


def test_a_cancelled_call_says_nothing():
    breakers = Breakers()

    async def call():
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(guarded(breakers, "x", call))
    assert breakers.states() == {"x": "closed"}
