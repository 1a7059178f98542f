"""One function over many items by forked processes, which share what is loaded already.

`multiprocessing` waits for ever when a worker is killed, and takes 20 ms to load; here a worker that dies leaves its
share to the parent.
"""

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


class _Worker(NamedTuple):
    process: int
    pipe: int


def spread(
    work: Callable[[Item], Made], items: Sequence[Item], tell: Callable[[int], None] | None = None
) -> list[Made]:
    """Return what `work` makes of each item, in their order, using every core that this process may use.

    The first item is done before the others start, so that what is loaded on first use is loaded once. What `work`
    returns must be picklable. `tell` hears now and then about how many are done.
    """
    cores = len(os.sched_getaffinity(0))
    if cores < 2 or len(items) < 3:
        return _own_share(work, items, 1, tell)
    first, rest = work(items[0]), items[1:]
    shares = [rest[place::cores] for place in range(cores)]
    with _started(work, shares[1:]) as workers:
        made = [_own_share(work, shares[0], cores, tell)]
        for worker, share in zip(workers, shares[1:], strict=True):
            received: list[Made] | None = _receive(worker)
            made.append(_own_share(work, share, 1, None) if received is None else received)
    return [first, *(made[place % cores][place // cores] for place in range(len(rest)))]


def _own_share(
    work: Callable[[Item], Made], items: Sequence[Item], cores: int, tell: Callable[[int], None] | None
) -> list[Made]:
    made = []
    for count, item in enumerate(items, 1):
        made.append(work(item))
        if tell is not None and not count % 16:
            tell(count * cores)
    return made


@contextmanager
def _started(work: Callable[[Item], Made], shares: Sequence[Sequence[Item]]) -> Iterator[list[_Worker]]:
    """Start a worker for each share; all are gone afterwards, whatever happened."""
    workers: list[_Worker] = []
    try:
        for share in shares:
            workers.append(_start(work, share))  # noqa: PERF401 - one at a time, so that the finally sees all
        yield workers
    finally:
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker.process, signal.SIGKILL)
            os.waitpid(worker.process, 0)
            os.close(worker.pipe)


def _start(work: Callable[[Item], Made], share: Sequence[Item]) -> _Worker:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return _Worker(process, reading)
    try:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with os.fdopen(writing, "wb") as stream:
            pickle.dump([work(item) for item in share], stream, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)  # a list that is not whole says enough


def _receive(worker: _Worker) -> "list[Made] | None":
    """Return what a worker made, None where it died before it had."""
    with os.fdopen(os.dup(worker.pipe), "rb") as stream:
        data = stream.read()
    try:
        made: list[Made] = pickle.loads(data)  # noqa: S301 - from our own child
    except (EOFError, pickle.UnpicklingError):
        return None
    return made
