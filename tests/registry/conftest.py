"""One open registry for all tests of a process; no test sees the logins or proxies of whoever runs it."""

import pytest

from tests.registry.lab import registry


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A registry without any login."""
    with registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """A home without logins, an environment without proxies."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    return home
