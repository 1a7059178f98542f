"""Images from a real registry that the engine asks: by tag, by digest, after failures, and never."""

import asyncio
import hashlib
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from compiler.ir.values import Image
from runtime.errors import ExecutorError
from runtime.executors.container import images
from tests.runtime.executors.container.lab import BUSYBOX, Heard, a_session, command, docker, space

pytestmark = pytest.mark.engine

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


class Registry:
    """A registry that serves one image from memory, and fails as often as it is told."""

    def __init__(self, archive: Path) -> None:
        self.blobs: dict[str, bytes] = {}
        self.failures = 0
        self.asked = 0
        with tarfile.open(archive) as tar:
            (entry,) = json.loads(self._read(tar, "manifest.json"))
            config = self._blob(self._read(tar, entry["Config"]), "application/vnd.docker.container.image.v1+json")
            layer = "application/vnd.docker.image.rootfs.diff.tar"
            layers = [self._blob(self._read(tar, name), layer) for name in entry["Layers"]]
        whole = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
        self.manifest = json.dumps(whole).encode()
        self.digest = self._blob(self.manifest, MANIFEST)["digest"]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.name = f"127.0.0.1:{self.server.server_port}/tools"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)
        listed = docker("image", "ls", "-q", "--filter", f"reference={self.name}").split()
        if listed:
            docker("rmi", "-f", f"{self.name}:1", check=False)
            docker("rmi", "-f", f"{self.name}@{self.digest}", check=False)

    @staticmethod
    def _read(tar: tarfile.TarFile, name: str) -> bytes:
        file = tar.extractfile(name)
        assert file is not None
        return file.read()

    def _blob(self, data: bytes, kind: str) -> dict[str, object]:
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        self.blobs[digest] = data
        return {"mediaType": kind, "size": len(data), "digest": digest}

    def _answer(self, path: str) -> tuple[int, bytes, str]:
        if path == "/v2/":
            return 200, b"{}", "application/json"
        word = path.rpartition("/")[2]
        if "/manifests/" in path:
            self.asked += 1
            if self.failures:
                self.failures -= 1
                return 503, b"later", "text/plain"
            word = self.digest if word == "1" else word
        data = self.blobs.get(word)
        if data is None:
            unknown = {"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}
            return 404, json.dumps(unknown).encode(), "application/json"
        return 200, data, MANIFEST if word == self.digest else "application/octet-stream"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self):
                self.do_GET(body=False)

            def do_GET(self, *, body: bool = True):
                status, data, kind = registry._answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                if kind == MANIFEST:
                    self.send_header("Docker-Content-Digest", registry.digest)
                self.end_headers()
                if body:
                    self.wfile.write(data)

            def log_message(self, *words):
                pass

        return Handler


@pytest.fixture
def registry(state, tmp_path, monkeypatch):
    monkeypatch.setattr(images, "_BACKOFF", images.Backoff(first_delay=0.05))
    archive = tmp_path / "image.tar"
    docker("save", "-o", str(archive), BUSYBOX.reference)
    made = Registry(archive)
    yield made
    made.close()


def run(state, image, times=1):
    """Start a step of the image so many times at once; return what was said, and how the steps ended."""

    async def main():
        async with a_session(state) as session:
            heard = [Heard() for _ in range(times)]
            asked = command(session, state, "echo ran", image)
            begun = await asyncio.gather(*(session.start(asked, each) for each in heard))
            await asyncio.gather(*(each.wait() for each in begun))
            return heard

    heard = asyncio.run(main())
    assert [each.text("stdout") for each in heard] == ["ran\n"] * times
    return "".join(each.text("system") for each in heard)


def fails(state, image):
    with pytest.raises(ExecutorError) as caught:
        run(state, image)
    return caught.value


def test_an_image_is_pulled_once_by_digest_and_used_after(state, registry):
    image = Image(f"{registry.name}:1", registry.digest)
    told = run(state, image, times=4)
    assert told.count(f"pulling {registry.name}@sha256:") == 1
    assert told.count("pulled") == 1
    asked = registry.asked
    assert run(state, image) == ""
    assert registry.asked == asked


def test_a_pull_is_tried_again(state, registry):
    registry.failures = 2
    told = run(state, Image(f"{registry.name}:1"))
    assert told.count("trying again in") >= 1
    assert "pulled" in told


def test_a_registry_that_stays_down_is_a_dependency(state, registry):
    registry.failures = 1000
    fault = fails(state, Image(f"{registry.name}:1"))
    assert fault.failure_class == "dependency"
    assert "3 tries" in str(fault)


@pytest.mark.parametrize("image", [Image("{name}:2"), Image("{name}:1", "sha256:" + "0" * 64)])
def test_an_image_that_does_not_exist_is_not_tried_again(state, registry, image):
    registry.asked = 0
    fault = fails(state, image._replace(reference=image.reference.format(name=registry.name)))
    assert fault.failure_class == "configuration"
    assert "there is no image" in str(fault)
    assert registry.asked <= 2


def test_an_image_that_is_removed_during_the_run_is_pulled_again(state, registry):
    image = Image(f"{registry.name}:1", registry.digest)

    async def main():
        async with a_session(state) as session:
            for _ in range(2):
                heard = Heard()
                running = await session.start(command(session, state, "echo ran", image), heard)
                await running.wait()
                docker("rmi", "-f", image.pinned)
                yield heard.text("stdout"), heard.text("system")

    async def collected():
        return [each async for each in main()]

    first, second = asyncio.run(collected())
    assert first[0] == second[0] == "ran\n"
    assert space(state).workspace.exists()
