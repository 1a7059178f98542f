"""A repository to stand in."""

import pytest

from tests.pipec.command_line import SMALL, write


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty repository, which is the current directory."""
    write(tmp_path / "repository", {})
    monkeypatch.chdir(tmp_path / "repository")
    for name in ("NO_COLOR", "PIPEC_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "repository"


@pytest.fixture
def shop(here):
    """A repository with one small pipeline."""
    return write(here, {"pipeline.yaml": SMALL})
