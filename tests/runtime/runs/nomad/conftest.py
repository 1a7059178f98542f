"""Nomad, a place to run pipelines on it, and agents of a test's own."""

import os

import pytest

from tests.engines import require_engine
from tests.nomad_agents import Agent
from tests.runtime.runs.nomad.nomad_lab import NomadLab


@pytest.fixture(scope="session")
def address():
    """The address of the shared agent in development mode; it is never stopped."""
    found = os.environ.get("PIPEC_TEST_NOMAD")
    if not found:
        require_engine("an agent of Nomad (PIPEC_TEST_NOMAD)")
    return found


@pytest.fixture
def lab(tmp_path, address):
    """An empty repository whose runs go to the shared agent; nothing of them runs there afterwards."""
    lab = NomadLab(tmp_path, address)
    yield lab
    lab.end()
    lab.purge()


@pytest.fixture
def agents(tmp_path):
    """Make agents; all of them, and all that they run, is gone afterwards."""
    made: list[Agent] = []

    def make(**options) -> Agent:
        agent = Agent(tmp_path / "agents", **options)
        made.append(agent)
        return agent

    yield make
    for agent in reversed(made):
        agent.clean()


@pytest.fixture
def own(tmp_path, agents):
    """An agent of the test's own, and an empty repository whose runs go to it."""
    agent = agents().start().ready()
    lab = NomadLab(tmp_path, agent.address)
    lab.agent = agent
    yield lab
    lab.end()
