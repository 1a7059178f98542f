"""Real clients know exactly the attributes of `drivers.py`, of the same types.

A client decodes a task's `config` with its driver's own specification before it starts anything, and tells all that
is wrong at once: an attribute that it does not know by its name, another with the type that it wants. So a task with
every attribute in a shape that none has says the whole specification.
"""

import re
from collections.abc import Iterator

import pytest

from compiler.backends.nomad.drivers import BLOCKS, DRIVERS, Specification
from compiler.ir.profile import Profile, default_profile
from tests.backends.versions.agents import agent, failures
from tests.engines import alone_with, require_engine

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(240)]

VERSIONS = [("nomad-1.7", "1.7.7"), ("nomad-1.11", "1.11.3"), ("nomad-2.0", "2.0.5")]
NONE = {"x": {"y": [1]}}
"""A value of no attribute's type."""

UNKNOWN = re.compile(r'No argument or block type is named "(\w+)"')
WRONG = re.compile(r'Inappropriate value for attribute "(\w+)": ([a-z ]+?) required')
EVERY = {name for specification in (*DRIVERS.values(), *BLOCKS.values()) for name in specification}
CANDIDATES = sorted(EVERY | {"no_such_attribute"})
INSIDE = ("bind_options", "tmpfs_options", "volume_options")
"""Blocks of a mount."""


def group(name: str, driver: str, config: object) -> dict[str, object]:
    task = {"Name": "t", "Driver": driver, "Config": config, "Resources": {"CPU": 10, "MemoryMB": 10}}
    return {"Name": name, "Tasks": [task]}


def nested(block: str, body: object) -> dict[str, object]:
    """Return a docker task's `config` in which only the body of one block is wrong."""
    if block == "driver_config":
        return nested("volume_options", {"driver_config": body})
    if block in INSIDE:
        return nested("mount", {block: body})
    return {"image": "none", block: [body]}


def probes() -> Iterator[dict[str, object]]:
    wrong = dict.fromkeys(CANDIDATES, NONE)
    for driver in DRIVERS:
        yield group(driver, driver, wrong)
    for block in BLOCKS:
        yield group(block, "docker", nested(block, wrong))
    for driver in DRIVERS:
        yield group(f"{driver}-empty", driver, {"no_such_attribute": 1})


def expected(specification: Specification, profile: Profile) -> dict[str, str]:
    """Return the attributes of one version with their types in the words of a client; blocks have none."""
    known = {name: each for name, each in specification.items() if not each.since or profile.at_least(each.since)}
    return {name: each.type.replace("(", " of ").replace(")", "") for name, each in known.items()}


def told(said: str, attributes: dict[str, str]) -> dict[str, str]:
    """Return what a client told of a specification; of a block, that it is known."""
    types = dict(WRONG.findall(said))
    blocks = {name for name, kind in attributes.items() if kind.startswith(("block", "map"))}
    unknown = set(UNKNOWN.findall(said)) - {"x"}
    assert unknown | set(types) | blocks >= set(CANDIDATES), "the client did not tell of every candidate"
    return {**types, **{name: attributes[name] for name in blocks - unknown}}


@pytest.fixture(scope="module", params=VERSIONS, ids=[name for name, _ in VERSIONS])
def client(request, tmp_path_factory):
    """What a client of one version said of each probe, and the version's profile."""
    engine, version = request.param
    program = require_engine(engine)
    with alone_with("docker"), agent(program, tmp_path_factory.mktemp("agent")) as nomad:
        return failures(nomad, list(probes())), default_profile("nomad", version)


@pytest.mark.parametrize("name", [*DRIVERS, *BLOCKS])
def test_a_client_knows_exactly_these_attributes(client, name):
    said, profile = client
    attributes = expected({**DRIVERS, **BLOCKS}[name], profile)
    assert told(said[name], attributes) == attributes


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_client_wants_what_is_required(client, driver):
    said, _ = client
    found = set(re.findall(r'The argument "(\w+)" is required', said[f"{driver}-empty"]))
    assert found == {name for name, each in DRIVERS[driver].items() if each.required}
