"""A repository to stand in, and a cache of one's own."""

import pytest

from tests.pipec.diff.repositories import IDENTITY, Repository, pipeline


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """Nothing of the caller's reaches git or pipec, and the cache is this test's."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "NO_COLOR", "PIPEC_TRACEBACK", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("PIPEC_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository without a commit, which is the current directory."""
    made = Repository(tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def shop(repository):
    """A repository with one pipeline, committed."""
    repository.commit({"pipeline.yaml": pipeline()})
    return repository
