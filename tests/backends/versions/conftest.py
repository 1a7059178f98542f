"""A repository to stand in."""

import pytest

from tests.pipec.command_line import write


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty repository, which is the current directory."""
    write(tmp_path / "repository", {})
    monkeypatch.chdir(tmp_path / "repository")
    return tmp_path / "repository"
