"""A place to run pipelines in, and the pipeline that the runtime is killed in."""

import pytest

from tests.runtime.faults.scenario import SEED, Scenario
from tests.runtime.runs.lab import Lab


@pytest.fixture
def lab(tmp_path):
    """An empty repository with a state directory of its own; nothing of it is alive afterwards."""
    lab = Lab(tmp_path)
    yield lab
    lab.end()
    assert lab.alive() == []


@pytest.fixture
def scenario(lab):
    return Scenario(lab)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say of which seed the kills were, also when nothing failed: the same can be made again."""
    ran = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    if any(report.nodeid.startswith("tests/runtime/faults/") for report in ran):
        terminalreporter.write_line(f"faults: PIPEC_FAULT_SEED={SEED}")
