"""Collectors and writers at the same time, as processes: nothing that is recorded is ever lost."""

import multiprocessing
import os
import random
import time

import pytest

from runtime.artifacts.collector import collect_garbage
from runtime.artifacts.policy import Policy
from runtime.artifacts.queries import ArtifactQueries
from runtime.artifacts.store import ArtifactStore
from runtime.errors import ArtifactError
from tests.runtime.artifacts.stores import ALL, fill, record

GONE_AT_ONCE = Policy("*", 0, 0)


def _write(state, place, number, seconds):
    """Keep few contents again and again, half of them to be collected at once; verify each that has to stay."""
    rng = random.Random(number)
    until = time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < until:
        store = ArtifactStore(state)
        content = b"%d" % rng.randrange(6) * 1000
        workspace = fill(place / f"w{number}-{rounds}", {"a": content, "b": content + b"b"})
        kept = store.keep("", f"job{number}", ALL, workspace)
        time.sleep(rng.random() * 0.01)
        store.verify(kept.digest)  # not recorded yet, and yet safe
        stays = rng.random() < 0.1
        record(state, kept, job=f"job{number}", policy=Policy() if stays else GONE_AT_ONCE)
        store.close()
        rounds += 1
    assert rounds > 10
    os._exit(0)


def _collect(state, seconds):
    until = time.monotonic() + seconds
    deleted = 0
    while time.monotonic() < until:
        try:
            deleted += collect_garbage(state, "collector").objects
        except ArtifactError as error:
            assert "another collector" in str(error)  # noqa: PT017 - the other one of two
    os._exit(0 if deleted else 3)


@pytest.mark.slow
def test_collectors_beside_writers_lose_nothing(tmp_path):
    seconds = 20
    state = tmp_path / "state"
    ArtifactStore(state).keep_tree("x", fill(tmp_path / "first", {"a": b"1"}), ("**",))
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write, args=(state, tmp_path, number, seconds)) for number in range(3)]
    workers += [context.Process(target=_collect, args=(state, seconds)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(seconds + 60)
    assert [worker.exitcode for worker in workers[:3]] == [0] * 3
    assert 0 in [worker.exitcode for worker in workers[3:]]
    with ArtifactQueries(state) as queries:
        found = queries.all()
    store = ArtifactStore(state)
    for each in found:
        store.verify(each.digest)
    assert found
