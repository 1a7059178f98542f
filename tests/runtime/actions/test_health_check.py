"""`health_check` against real servers, ports and commands."""

import asyncio
import itertools
import threading
import time

import pytest

from runtime.records import Exit
from tests.runtime.actions.bench import perform
from tests.runtime.actions.servers import closed_port, raw, serving

FAST = {"interval": 0.01, "timeout": 1}


def check(workspace, run=None, **arguments):
    more = {} if run is None else {"run": run}
    return perform("health_check", {**FAST, **arguments}, workspace, **more).result


def test_http_by_address_and_by_port(tmp_path):
    with serving(lambda handler, _: handler.answer(204)) as server:
        done = check(tmp_path, type="http", url=server.url, expected_status=204)
        assert (done.status, done.outputs) == ("success", {"healthy": True, "attempts": 1})
        port = int(server.url.rpartition(":")[2])
        assert check(tmp_path, type="http", port=port, path="up?a=1", expected_status="204").status == "success"
    assert [seen.path for seen in server.seen] == ["/", "/up?a=1"]


def test_http_that_becomes_healthy(tmp_path):
    answers = iter([(503, b""), (200, b"starting"), (200, b"all is ok")])
    with serving(lambda handler, _: handler.answer(*next(answers))) as server:
        done = check(tmp_path, type="http", url=server.url, expected_body="is ok")
    assert done.outputs == {"healthy": True, "attempts": 3}


def test_failures_are_borne_as_often_as_is_said(tmp_path):
    with serving(lambda handler, _: handler.answer(500)) as server:
        done = check(tmp_path, type="http", url=server.url, retries=2)
    assert (done.status, done.failure_class) == ("failure", "dependency")
    assert done.outputs == {"healthy": False, "attempts": 3}
    assert "answered 500, not 200" in done.reason


def test_it_ends_where_successes_and_failures_take_turns(tmp_path):
    turns = itertools.cycle([500, 200])
    with serving(lambda handler, _: handler.answer(next(turns))) as server:
        done = check(tmp_path, type="http", url=server.url, retries=1, success_threshold=2, failure_threshold=2)
    assert (done.status, done.outputs["attempts"]) == ("failure", 5)


def test_successes_in_a_row(tmp_path):
    answers = iter([200, 200, 500, 200, 200, 200])
    with serving(lambda handler, _: handler.answer(next(answers))) as server:
        done = check(tmp_path, type="http", url=server.url, success_threshold=3)
    assert done.outputs == {"healthy": True, "attempts": 6}


def test_nothing_counts_in_the_start_period(tmp_path):
    started = time.monotonic()
    ready = started + 0.5
    with serving(lambda handler, _: handler.answer(200 if time.monotonic() > ready else 500)) as server:
        done = check(tmp_path, type="http", url=server.url, retries=1, start_period=10)
    assert done.outputs["healthy"] is True
    assert done.outputs["attempts"] > 2


def test_tcp(tmp_path):
    with raw(lambda _: None) as url:
        assert check(tmp_path, type="tcp", port=int(url.rpartition(":")[2])).status == "success"
    done = check(tmp_path, type="tcp", port=closed_port(), retries=1)
    assert (done.status, done.failure_class) == ("failure", "dependency")
    assert "connection refused" in done.reason or "connect call failed" in done.reason


def test_a_command_by_its_exit_code(tmp_path):
    asked = []

    async def run(words, limit):
        asked.append((words, limit))
        return Exit(0 if len(asked) == 3 else 1)

    assert check(tmp_path, run, type="command", command=["pg_isready", "-q"]).outputs["attempts"] == 3
    assert asked == [(("pg_isready", "-q"), 1)] * 3


@pytest.mark.parametrize(
    ("code", "kind", "attempts"), [(1, "dependency", 3), (127, "configuration", 1), (126, "configuration", 1)]
)
def test_a_command_that_fails(tmp_path, code, kind, attempts):
    async def run(_words, _limit):
        return Exit(code)

    done = check(tmp_path, run, type="command", command="true", retries=2)
    assert (done.failure_class, done.outputs["attempts"]) == (kind, attempts)


def test_a_command_that_hangs(tmp_path):
    async def run(_words, limit):
        async with asyncio.timeout(limit):
            await asyncio.Event().wait()

    done = check(tmp_path, run, type="command", command="sleep 1000", timeout="50ms", retries=1)
    assert (done.failure_class, done.outputs["attempts"]) == ("timeout", 2)


def test_a_server_that_accepts_and_says_nothing(tmp_path):
    left = threading.Event()
    with serving(lambda *_: left.wait(10)) as server:
        started = time.monotonic()
        try:
            done = check(tmp_path, type="http", url=server.url, timeout=0.1, retries=1)
        finally:
            left.set()
    assert time.monotonic() - started < 3
    assert (done.failure_class, done.outputs["attempts"]) == ("timeout", 2)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"type": "udp"}, {"type": "tcp"}, {"type": "tcp", "port": 0}, {"type": "http"}, {"type": "command"},
     {"type": "http", "port": "x"}, {"type": "http", "url": "ftp://x"}],
)  # fmt: skip
def test_what_cannot_be_checked(tmp_path, arguments):
    assert check(tmp_path, **arguments).failure_class == "configuration"
