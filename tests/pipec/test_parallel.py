"""Work spread over processes comes back whole and in order, whatever becomes of them."""

import os
import signal

import pytest

from pipec import parallel

MAIN = os.getpid()


@pytest.fixture(params=[1, 2, 5])
def cores(request, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(request.param)))
    return request.param


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7, 100])
def test_results_come_in_order(cores, count):
    assert parallel.spread(lambda item: item * 2, range(count)) == [item * 2 for item in range(count)]


def test_other_processes_do_a_share(cores):
    assert len(set(parallel.spread(lambda _: os.getpid(), range(100)))) == cores


def test_what_a_killed_worker_had_is_done_again(cores):
    def work(item):
        if os.getpid() != main and item % 7 == 6:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    main = os.getpid()
    assert parallel.spread(work, range(50)) == list(range(50))


def test_no_worker_is_left_when_it_is_interrupted(cores):
    main = os.getpid()

    def work(item):
        if os.getpid() == main and item:
            raise KeyboardInterrupt
        return item

    with pytest.raises(KeyboardInterrupt):
        parallel.spread(work, range(50))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_results_larger_than_a_pipe(cores):
    assert parallel.spread(lambda item: bytes(100_000) + bytes([item]), range(20))[19][-1] == 19


def test_progress_is_told(cores):
    told = []
    parallel.spread(lambda item: item, range(200), told.append)
    assert told == sorted(told)
    assert told
