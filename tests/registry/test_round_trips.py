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

IMAGES, TRIP, MOST = 50, 0.5, 10
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


def seconds(work):
    started = time.monotonic()
    work()
    return time.monotonic() - started


def told(what, near, far):
    trips = (far - near) / TRIP
    print(f"{what}: {far:.2f} s far, {near:.2f} s near: {trips:.1f} trips of {TRIP} s")  # noqa: T201 - what is measured
    return trips


def test_the_distance_is_real(places):
    """One image: a connection, a refusal, another connection, a token, a manifest, a configuration."""
    trips = told("one image", *(seconds(lambda place=place: ask(place.names[0])) for place in places))
    assert 5.5 < trips < 7


def test_fifty_images_take_fewer_than_ten_round_trips(places):
    for place in places:
        place.tokens.asked.clear()
    ask(places[0].names[0])  # what is imported for the first time is no distance
    answered = []
    trips = told("50 images", *(seconds(lambda place=place: answered.append(ask(*place.names))) for place in places))
    for place, each in zip(places, answered, strict=True):
        assert [found.digest for found in each.answers.values()] == list(place.digests.values())
        assert len({scope for _, scope, _ in place.tokens.asked}) == IMAGES
    assert len(places[1].tokens.asked) == IMAGES
    assert trips < MOST


def test_the_whole_command_takes_fewer_than_ten_round_trips(places, tmp_path, monkeypatch):
    run("lock", "--help")
    times = []
    for number, place in enumerate(places):
        steps = "".join(f"      - {{image: '{name}', script: make}}\n" for name in place.names)
        folder = tmp_path / f"shop-{number}"
        write(folder, {"pipeline.yaml": f"version: 1\nname: far\njobs:\n  all:\n    steps:\n{steps}"})
        monkeypatch.chdir(folder)
        ran = []
        times.append(seconds(lambda ran=ran: ran.append(run("lock"))))
        assert (ran[0].code, ran[0].out.splitlines()[-1]) == (0, "pipec.lock: 50 added"), ran[0].err
        assert run("lock").out == "pipec.lock: 50 as before\n"
    assert told("pipec lock of 50 images", *times) < MOST
