"""A repository to stand in, a registry to ask, and no login or proxy of whoever runs the tests."""

import pytest

from tests.pipec.command_line import write
from tests.registry.lab import registry


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A registry without any login."""
    with registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty repository, which is the current directory; a home without logins."""
    write(tmp_path / "repository", {})
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "repository")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in (
        "DOCKER_CONFIG",
        "REGISTRY_AUTH_FILE",
        "XDG_RUNTIME_DIR",
        "XDG_CONFIG_HOME",
        "NO_COLOR",
        "SSL_CERT_FILE",
    ):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "repository"
