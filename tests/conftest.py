"""Options of the test run that are this project's own."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write golden files anew instead of comparing them")
    parser.addoption("--update-runners", action="store_true", help="write what each runner did to docs/reference")


def pytest_configure() -> None:
    """Be as wide alone as beside others: whoever runs the tests in parallel sets a width for its processes."""
    os.environ.pop("COLUMNS", None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say of which seed the mutants were, also when nothing failed: the same run can be made again."""
    ran = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    if any(report.nodeid.startswith("tests/mutations/") for report in ran):
        terminalreporter.write_line(f"mutants: PIPEC_MUTATION_SEED={os.environ.get('PIPEC_MUTATION_SEED', '1')}")
