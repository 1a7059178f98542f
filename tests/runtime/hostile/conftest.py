"""A place to run pipelines in."""

import pytest

from tests.runtime.runs.lab import Lab


@pytest.fixture
def lab(tmp_path):
    """An empty repository with a state directory of its own; nothing of it is alive afterwards."""
    lab = Lab(tmp_path)
    yield lab
    lab.end()
    assert lab.alive() == []
