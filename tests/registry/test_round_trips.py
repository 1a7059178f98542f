"""Fifty images of a registry that is far away are known in fewer than ten round trips."""

import time
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from tests.pipec.command_line import run, write
from tests.registry.asking import ask
from tests.registry.between import far_away
from tests.registry.lab import USER, Tokens, registry

pytestmark = [pytest.mark.engine, pytest.mark.slow]

IMAGES, TRIP, MOST, TIMES = 50, 0.5, 10, 3
"""Half a second is far; what the machine takes for itself is measured near, and taken off."""


class Place(NamedTuple):
    """A registry whose token server is as far away as itself, and what it has."""

    host: str
    digests: dict[str, str]
    tokens: Tokens

    @property
    def names(self) -> list[str]:
        return [f"{self.host}/{name}:1" for name in self.digests]


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Two registries with the same fifty repositories, half of them with indexes: one near, one far away."""
    with ExitStack() as stack:
        yield [_place(stack, tmp_path_factory.mktemp("place"), trip) for trip in (0, TRIP)]


def _place(stack, folder, trip):
    tokens = stack.enter_context(Tokens(folder).serve())
    server = stack.enter_context(far_away(tokens.realm.split("/")[2], trip))
    tokens.realm = f"http://{server}/token"
    names = [f"team/image-{number}" for number in range(IMAGES)]
    tokens.everything = tokens.sign([f"repository:{name}:pull,push" for name in names], USER)
    headers = {"authorization": f"Bearer {tokens.everything}"}
    running = stack.enter_context(registry(folder / "registry", auth=tokens.auth, headers=headers))
    digests = {}
    for number, name in enumerate(names):
        several = ("linux/amd64", "linux/arm64")
        digests[name] = running.index(name, "1", several) if number % 2 else running.image(name, "1")
    return Place(stack.enter_context(far_away(running.host, trip)), digests, tokens)


def best(work):
    """Return how long work takes at best: what else the machine does only adds to it."""
    times = []
    for _ in range(TIMES):
        started = time.monotonic()
        work()
        times.append(time.monotonic() - started)
    return min(times)


def told(what, work, places):
    """Return how many round trips the distance costs."""
    near, far = (best(lambda place=place: work(place)) for place in places)
    trips = (far - near) / TRIP
    print(f"{what}: {far:.2f} s far, {near:.2f} s near: {trips:.1f} trips of {TRIP} s")  # noqa: T201 - what is measured
    return trips


def test_the_distance_is_real(places):
    """One image: a connection, a refusal, another connection, a token, a manifest, a configuration."""
    assert 5.5 < told("one image", lambda place: ask(place.names[0]), places) < 7


def test_fifty_images_take_fewer_than_ten_round_trips(places):
    def work(place):
        place.tokens.asked.clear()
        answers = ask(*place.names).answers
        assert [found.digest for found in answers.values()] == list(place.digests.values())
        assert len({scope for _, scope, _ in place.tokens.asked}) == len(place.tokens.asked) == IMAGES

    assert told("50 images", work, places) < MOST


def test_the_whole_command_takes_fewer_than_ten_round_trips(places, tmp_path, monkeypatch):
    def work(place):
        steps = "".join(f"      - {{image: '{name}', script: make}}\n" for name in place.names)
        write(tmp_path / "far", {"pipeline.yaml": f"version: 1\nname: far\njobs:\n  all:\n    steps:\n{steps}"})
        (tmp_path / "far" / "pipec.lock").unlink(missing_ok=True)
        ran = run("lock")
        assert (ran.code, ran.out.splitlines()[-1]) == (0, "pipec.lock: 50 added"), ran.err

    (tmp_path / "far").mkdir()
    monkeypatch.chdir(tmp_path / "far")
    assert told("pipec lock of 50 images", work, places) < MOST
    assert run("lock").out == "pipec.lock: 50 as before\n"
