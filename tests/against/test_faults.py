"""Engines that are gone, refuse, hang or lie: said in one sentence with what to do, with exit code 1."""

import os
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runtime.executors.container import engine
from runtime.executors.nomad import control, reading
from runtime.observing.docker_engine import run_docker
from tests.against import test_compose, test_nomad
from tests.against.lab import Lab, Told
from tests.against.liar import LIES, Liar
from tests.examples_on_engines.cluster import need_agent
from tests.examples_on_engines.images import need_registry
from tests.nomad_agents import Agent
from tests.runtime.runs.nomad.proxy import HARMS, Proxy

pytestmark = [pytest.mark.engine, pytest.mark.timeout(90)]

_HOST = 'host_driver = "raw_exec"\n'


@pytest.fixture(scope="module")
def nomad(tmp_path_factory) -> Lab:
    lab = Lab(tmp_path_factory.mktemp("nomad") / "shop", test_nomad.PIPELINE, "nomad", lines=_HOST)
    lab.write()
    return lab


@pytest.fixture(scope="module")
def compose(tmp_path_factory) -> Lab:
    lab = Lab(tmp_path_factory.mktemp("compose") / "shop", test_compose.PIPELINE, "compose")
    lab.write()
    return lab


def assert_said(told: Told, *parts: str) -> None:
    assert (told.code, told.out) == (1, ""), told
    assert "Traceback" not in told.err
    assert told.err.startswith("Error: ")
    for part in parts:
        assert part in told.err


def test_nomad_is_not_there(nomad):
    told = nomad.plan(environment={"NOMAD_ADDR": f"http://127.0.0.1:{free_port()}"})
    assert_said(told, "Nomad does not answer", "Connection refused", "NOMAD_ADDR")


def test_nomad_speaks_no_tls(nomad):
    address = need_agent("1.11").replace("http://", "https://")
    assert_said(nomad.plan(environment={"NOMAD_ADDR": address}), "Nomad does not answer", "NOMAD_CACERT")


def test_nomad_has_a_certificate_of_nobody(nomad, tmp_path):
    with listening(tmp_path) as address:
        told = nomad.plan(environment={"NOMAD_ADDR": address})
    assert_said(told, "certificate verify failed", "NOMAD_CACERT")


def test_nomad_hangs(nomad, monkeypatch):
    monkeypatch.setattr(control, "_TIMEOUT", 0.5)
    monkeypatch.setattr(reading, "_TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = nomad.plan(environment={"NOMAD_ADDR": f"http://127.0.0.1:{server.getsockname()[1]}"})
    assert_said(told, "Nomad does not answer")


def test_nomad_has_no_such_namespace(nomad):
    told = nomad.plan(environment={"NOMAD_ADDR": need_agent("1.11"), "NOMAD_NAMESPACE": "nowhere"})
    assert_said(told, 'nonexistent namespace "nowhere"', "nomad namespace list")


def test_nomad_wants_a_token(nomad, tmp_path):
    agent = Agent(tmp_path / "agent", client=False, extra="acl { enabled = true }\n")
    try:
        agent.start().ready(nodes=0)
        told = nomad.plan(environment={"NOMAD_ADDR": agent.address, "NOMAD_TOKEN": None})
        assert_said(told, "Nomad does not permit it", "NOMAD_TOKEN")
        root = agent.ask("/v1/acl/bootstrap", {}, "POST")
        told = nomad.plan(environment={"NOMAD_ADDR": agent.address, "NOMAD_TOKEN": root["SecretID"]})
        assert told.code == 2
        assert root["SecretID"] not in told.out + told.err
    finally:
        agent.clean()


@pytest.mark.parametrize("place", ["/plan", "/v1/jobs", "/v1/status/leader", "/v1/job/"])
def test_nomad_lies(nomad, place):
    with Proxy(need_agent("1.11")) as proxy:
        for harm in HARMS:
            proxy.harm = lambda _, path, harm=harm: harm if place in path else ""
            told = nomad.plan(environment={"NOMAD_ADDR": proxy.address})
            if (place, harm) == ("/v1/jobs", "null"):  # what Nomad itself says where there is nothing
                assert told.code == 2
            else:
                assert_said(told)
        assert proxy.harmed.keys() == set(HARMS)


def test_nomad_has_differences_without_form(nomad, monkeypatch):
    """A plan whose parts are of other types than Nomad's."""
    for found in (
        {"Type": "Edited", "TaskGroups": 7},
        {"Type": "Edited", "TaskGroups": [{"Name": "web"}]},
        "none",
        None,
    ):

        async def planned(*_: object, found: object = found, **__: object) -> dict[str, object]:
            return {"Diff": found, "JobModifyIndex": 1}

        monkeypatch.setattr(control.Control, "plan", planned)
        told = nomad.plan(environment={"NOMAD_ADDR": need_agent("1.11")})
        assert_said(told, "the answer is none of Nomad's")


def test_docker_is_not_there(compose, tmp_path):
    told = compose.plan(environment={"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})
    assert_said(told, "does not answer", "docker info")


def test_docker_hangs(compose, monkeypatch):
    monkeypatch.setattr(engine, "_TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = compose.plan(environment={"DOCKER_HOST": f"tcp://127.0.0.1:{server.getsockname()[1]}"})
    assert_said(told, "does not answer")


@pytest.mark.parametrize("about", ["/version", "/info", "/containers/json", "/containers/", "/images/"])
def test_docker_lies(compose, about, tmp_path):
    """Of a container that is there, so that all of the questions are asked."""
    project = f"{compose.name}-live"
    labels = {"project": project, "service": "web", "oneoff": "False", "container-number": "1"}
    marks = [word for name, value in labels.items() for word in ("--label", f"com.docker.compose.{name}={value}")]
    image = f"{need_registry()}/examples/web:1.4"
    made = run_docker(("create", "--name", f"{project}-web-1", *marks, image))
    assert made.returncode == 0, made.stderr
    try:
        with Liar(os.environ["DOCKER_HOST"].removeprefix("unix://")) as liar:
            liar.about = about
            for liar.lie in LIES:
                told = compose.plan(environment={"DOCKER_HOST": liar.address})
                if told.code != 2:
                    assert_said(told)
                else:
                    assert (about, liar.lie) in _HARMLESS
            assert liar.told >= len(LIES)
    finally:
        run_docker(("rm", "--force", f"{project}-web-1"))


_HARMLESS = {("/info", "object"), ("/images/", "object")}
"""Lies about what is not needed: an engine or an image that says nothing of itself."""


def test_there_is_no_docker(compose, tmp_path):
    assert_said(compose.plan(environment={"PATH": str(tmp_path)}), "Docker's command line cannot be run", "install")


def test_docker_has_no_compose(compose, tmp_path):
    lacks = subprocess.run(["docker", "compose", "version"], env={"DOCKER_CONFIG": str(tmp_path)}, check=False)
    if lacks.returncode == 0:
        pytest.skip("this machine has Compose for all users")
    told = compose.plan(environment={"DOCKER_CONFIG": str(tmp_path)})
    assert_said(told, "`docker compose` is not there", "plugin `compose`")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def listening(folder: Path) -> Iterator[str]:
    """Serve TLS with a certificate that nobody vouches for."""
    import threading

    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost")
    subprocess.run(["openssl", *words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer:
                try:
                    context.wrap_socket(peer, server_side=True).close()
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
