"""Each forge, served on this host, and what posts on it."""

import pytest

from pipec.forges import Where, post
from pipec.forges.connection import Connection
from pipec.forges.registry import load_forge
from pipec.forges.tokens import find_token
from tests.forges.fake import serving
from tests.forges.fakes import NUMBER, REPOSITORY, FakeGitea, FakeGitHub, FakeGitLab

FAKES = {"github": FakeGitHub, "forgejo": FakeGitea, "gitea": FakeGitea, "gitlab": FakeGitLab}
MARKER = "<!-- pipec diff pipeline.yaml -->"
BODY = f"{MARKER}\n\nOne change.\n"


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=FAKES)
def forge(request):
    with serving(FAKES[request.param]()) as fake:
        fake.kind = request.param
        yield fake


class Poster:
    """Posts on a forge, without waiting in earnest."""

    def __init__(self, forge) -> None:
        self.forge, self.slept, self.clock = forge, [], 0.0

    @property
    def where(self) -> Where:
        api = load_forge(self.forge.kind).api(self.forge.address)
        return Where(self.forge.kind, self.forge.address, api, REPOSITORY, NUMBER)

    def __call__(self, body=BODY, token="bot-token", variable="PIPEC_FORGE_TOKEN", where=None):
        return post(body, where or self.where, {variable: token}, self.connect)

    def connect(self, where, environment):
        token = find_token(where, environment)
        headers = load_forge(where.kind).headers(token)
        return Connection(where.api, token, headers, sleep=self.sleep, now=lambda: self.clock)

    def sleep(self, seconds) -> None:
        self.slept.append(seconds)
        self.clock += seconds


@pytest.fixture
def poster(forge):
    return Poster(forge)
