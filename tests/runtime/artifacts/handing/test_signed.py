"""Signed addresses: their key, and the server that they are for."""

import asyncio
import http.server
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from runtime.artifacts.handing.opening import open_handing
from runtime.artifacts.handing.signatures import signer
from runtime.artifacts.serving.server import tls_context
from runtime.errors import ArtifactError
from tests.runtime.artifacts.handing.certificates import make_certificate
from tests.runtime.artifacts.serving.servers import serving


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def offer(address, state):
    async def give():
        handing = open_handing(address, state)
        try:
            return await handing.offer(None, time.time() + 60)
        finally:
            await handing.close()

    return asyncio.run(give())


def test_the_key_is_made_once_for_its_owner_alone(state):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: signer(state).signature("x"), range(32)))
    assert len(found) == 1
    path = state / "artifacts/handing.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir() if "key" in each.name] == ["handing.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_key_that_others_may_read_is_refused(state, mode):
    signer(state)
    (state / "artifacts/handing.key").chmod(mode)
    with pytest.raises(ArtifactError, match="others may read the key"):
        signer(state)


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_key_is_refused_and_not_shown(state, content):
    signer(state)
    (state / "artifacts/handing.key").write_bytes(content)
    with pytest.raises(ArtifactError, match="is damaged") as told:
        signer(state)
    assert "short" not in f"{told.value}{told.value.help}"


def test_a_link_is_no_key(state, tmp_path):
    signer(state)
    path = state / "artifacts/handing.key"
    path.rename(tmp_path / "key")
    path.symlink_to(tmp_path / "key")
    with pytest.raises(ArtifactError, match="cannot be used"):
        signer(state)


def test_no_signature_is_good_for_another_kind(state):
    found = signer(state)
    assert found.signature("path", "/alive", "1") != found.signature("alive", "/alive\n1")
    assert found.signature("alive", "path\n/alive\n1") != found.signature("path", "/alive", "1")


def test_the_server_is_asked_once(state):
    async def give(address):
        handing = open_handing(address, state)
        await asyncio.gather(*(handing.offer(None, time.time() + 60) for _ in range(5)))

    with serving(state) as served:
        asyncio.run(give(f"{served.url}/"))
    assert [(each.method, each.status) for each in served.told] == [("GET", 200)]


def test_the_server_of_another_state_directory_is_refused(state, tmp_path):
    with serving(tmp_path / "other") as served, pytest.raises(ArtifactError, match="is another's") as told:
        offer(served.url, state)
    assert f"--state-dir {state}" in told.value.help


def test_who_does_not_answer_is_told(state):
    with pytest.raises(ArtifactError, match=r"no server answers at http://127.0.0.1:9") as told:
        offer("http://127.0.0.1:9", state)
    assert told.value.failure_class == "dependency"
    assert "pipec artifact serve" in told.value.help
    assert "signature" not in f"{told.value}{told.value.help}"


@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_what_is_no_server_of_ours_is_told(state, status):
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"hi")

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.handle_request, daemon=True).start()
        with pytest.raises(ArtifactError, match=r"is another's|answers something else"):
            offer(f"http://127.0.0.1:{other.server_address[1]}", state)


def test_tls_is_verified(state, tmp_path, monkeypatch):
    made = make_certificate(tmp_path / "tls")
    with serving(state, tls=tls_context(made.certificate, made.key)) as served:
        with pytest.raises(ArtifactError, match="a certificate that is not trusted"):
            offer(served.url, state)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
        assert offer(served.url, state).url.startswith(f"{served.url}/archives/{'0' * 64}/")


def test_no_address_at_all_is_told(state):
    with pytest.raises(ArtifactError, match="the profile names no artifact store"):
        open_handing("", state)


@pytest.mark.parametrize("address", ["x", "ftp://h", "https://", "http:///p", "s3:", "http://[::1", "nomad"])
def test_what_is_no_address_is_told(state, address):
    with pytest.raises(ArtifactError, match="is no address of an artifact store"):
        open_handing(address, state)
