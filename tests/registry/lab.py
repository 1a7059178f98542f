"""A real registry for tests (Debian's `docker-registry`), what is pushed into it, and a token server that it trusts."""

import base64
import gzip
import hashlib
import json
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.engines import require_engine

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"

USER, PASSWORD = "ann", "pass:wörd"


EMPTY = b"\0" * 10240
"""An archive with nothing in it."""


class Served(NamedTuple):
    """A registry that runs: its host and port, and how the tests themselves push into it."""

    host: str
    client: httpx.Client

    def blob(self, name: str, data: bytes) -> str:
        digest = sha256(data)
        started = self.client.post(f"/v2/{name}/blobs/uploads/").raise_for_status()
        place = httpx.URL(started.headers["location"])
        self.client.put(place.copy_merge_params({"digest": digest}), content=data).raise_for_status()
        return digest

    def manifest(self, name: str, tag: str, data: Mapping[str, Any], kind: str) -> str:
        body = json.dumps(data, indent=3).encode()
        put = self.client.put(
            f"/v2/{name}/manifests/{tag or sha256(body)}", content=body, headers={"content-type": kind}
        )
        assert put.status_code == 201, put.text
        return sha256(body)

    def image(
        self, name: str, tag: str = "", platform: str = "linux/amd64", kind: str = MANIFEST, salt: str = ""
    ) -> str:
        """Push an image made of one layer and return its digest."""
        parts = dict(zip(("os", "architecture", "variant"), platform.split("/"), strict=False))
        layer = gzip.compress(EMPTY, mtime=0)
        files = {"type": "layers", "diff_ids": [sha256(EMPTY)]}
        config = json.dumps({**parts, "rootfs": files, "config": {"Labels": {"salt": salt}}}).encode()
        types = (DOCKER_CONFIG, "application/vnd.docker.image.rootfs.diff.tar.gzip")
        types = (CONFIG, "application/vnd.oci.image.layer.v1.tar+gzip") if kind == MANIFEST else types
        found = [
            {"mediaType": media, "digest": self.blob(name, data), "size": len(data)}
            for media, data in zip(types, (config, layer), strict=True)
        ]
        data = {"schemaVersion": 2, "mediaType": kind, "config": found[0], "layers": found[1:]}
        return self.manifest(name, tag, data, kind)

    def index(self, name: str, tag: str, platforms: tuple[str, ...], salt: str = "") -> str:
        """Push an image for several platforms, with an attestation as builders add it, and return its digest."""
        items = [self._item(name, each, salt) for each in platforms]
        items.append(
            {
                **self._item(name, "linux/s390x", f"{salt}proof"),
                "platform": {"os": "unknown", "architecture": "unknown"},
            }
        )
        return self.manifest(name, tag, {"schemaVersion": 2, "mediaType": INDEX, "manifests": items}, INDEX)

    def _item(self, name: str, platform: str, salt: str) -> dict[str, Any]:
        digest = self.image(name, "", platform, salt=salt)
        size = int(
            self.client.head(f"/v2/{name}/manifests/{digest}", headers={"accept": MANIFEST}).headers["content-length"]
        )
        parts = dict(zip(("os", "architecture", "variant"), platform.split("/"), strict=False))
        return {"mediaType": MANIFEST, "digest": digest, "size": size, "platform": parts}


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path, name: str = "own", names: str = "IP:127.0.0.1,DNS:localhost") -> tuple[Path, Path]:
    """Make a certificate that is its own authority; return it and its key."""
    made, key = folder / f"{name}.crt", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    command += ["-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made, key


@contextmanager
def registry(
    folder: Path, *, auth: str = "", tls: tuple[Path, Path] | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run a registry on loopback; `auth` is its part of the configuration, `headers` are those of our own pushes."""
    program = require_engine("docker-registry")
    folder.mkdir(parents=True, exist_ok=True)
    host = f"127.0.0.1:{free_port()}"
    secure = f", tls: {{certificate: {tls[0]}, key: {tls[1]}}}" if tls else ""
    (folder / "config.yml").write_text(
        "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder / 'data'}}}, delete: {{enabled: true}}}}\n"
        f"http: {{addr: '{host}'{secure}}}\n{auth}"
    )
    verify: Any = ssl.create_default_context(cafile=tls[0]) if tls else False
    base = f"http{'s' if tls else ''}://{host}"
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([program, "serve", str(folder / "config.yml")], stdout=log, stderr=log)
        try:
            with httpx.Client(base_url=base, verify=verify, headers=headers, trust_env=False) as client:
                _await(client, running, folder / "log")
                yield Served(host, client)
        finally:
            running.terminate()
            running.wait(10)


def _await(client: httpx.Client, running: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert running.poll() is None, log.read_text()
        try:
            client.get("/v2/")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())


class Tokens:
    """A token server as the distribution's specification has it; the registry verifies what it signs.

    `open_to_all` are repositories that nobody needs a login for; `asked` has each request: its method, what it was
    asked for, who asked.
    """

    def __init__(self, folder: Path, open_to_all: tuple[str, ...] = ()) -> None:
        self.open_to_all = open_to_all
        self.asked: list[tuple[str, str, str]] = []
        self.refresh = "a-refresh-token"
        self.everything = ""
        require_engine("openssl")
        self._certificate, self._key = certificate(folder, "tokens")
        pem = self._certificate.read_text().splitlines()
        self._chain = "".join(pem[1:-1])
        self.realm = ""

    @property
    def auth(self) -> str:
        """What the registry's configuration says of it."""
        return (
            f"auth: {{token: {{realm: '{self.realm}', service: here, issuer: tests, "
            f"rootcertbundle: {self._certificate}}}}}\n"
        )

    @contextmanager
    def serve(self) -> Iterator["Tokens"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.request_queue_size = 128
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.realm = f"http://127.0.0.1:{server.server_port}/token"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def answer(self, method: str, query: Mapping[str, list[str]], authorization: str) -> tuple[int, dict[str, Any]]:
        who = ""
        if authorization:
            user, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            if (user, password) != (USER, PASSWORD):
                return 401, {"errors": [{"code": "UNAUTHORIZED"}]}
            who = user
        if method == "POST":
            if query.get("refresh_token") != [self.refresh] or query.get("grant_type") != ["refresh_token"]:
                return 401, {}
            who = "by token"
        scopes = query.get("scope", [])
        self.asked.append((method, " ".join(scopes), who))
        assert query.get("service") == ["here"]
        token = self.everything or self.sign(scopes, who)
        return 200, {"access_token" if method == "POST" else "token": token, "expires_in": 300}

    def sign(self, scopes: list[str], who: str) -> str:
        access = []
        for scope in scopes:
            kind, name, actions = scope.split(":")
            if who or name in self.open_to_all:
                access.append({"type": kind, "name": name, "actions": actions.split(",")})
        now = int(time.time())
        header = {"typ": "JWT", "alg": "RS256", "x5c": [self._chain]}
        claims = {"iss": "tests", "sub": who, "aud": "here", "exp": now + 300, "nbf": now - 10, "iat": now}
        head = f"{packed(header)}.{packed({**claims, 'jti': os.urandom(8).hex(), 'access': access})}"
        command = ["openssl", "dgst", "-sha256", "-sign", str(self._key)]
        signature = subprocess.run(command, input=head.encode(), capture_output=True, check=True).stdout
        return f"{head}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def packed(data: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def _handler(tokens: Tokens) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply("GET", urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._reply("POST", self.rfile.read(int(self.headers["content-length"])).decode())

        def _reply(self, method: str, query: str) -> None:
            status, data = tokens.answer(method, parse_qs(query), self.headers.get("authorization", ""))
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler
