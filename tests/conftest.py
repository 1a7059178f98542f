"""Options of the test run that are this project's own."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write golden files anew instead of comparing them")


def pytest_configure() -> None:
    """Be as wide alone as beside others: whoever runs the tests in parallel sets a width for its processes."""
    os.environ.pop("COLUMNS", None)
