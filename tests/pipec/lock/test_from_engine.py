"""`pipec lock --from-engine`: what Docker or Podman of this machine pulled."""

import json
import subprocess

import pytest

from tests.engines import require_engine
from tests.pipec.command_line import run, write

HEAD = "version: 1\nname: shop\njobs:\n  test:\n    steps:\n"


def docker(*arguments, check=True):
    return subprocess.run(["docker", *arguments], capture_output=True, check=check, text=True).stdout


@pytest.fixture
def engine():
    require_engine("docker")
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        require_engine("docker-daemon")


@pytest.fixture
def pulled(engine, served):
    """An index that was pulled, and an image that was made here; both go again."""
    digest = served.index("local/tool", "1", ("linux/amd64", "linux/arm64"))
    name, made = f"{served.host}/local/tool:1", f"{served.host}/local/made:1"
    docker("pull", "-q", name)
    docker("tag", name, made)
    docker("tag", name, "pipec-tests-loaded:1")
    yield name, digest
    for each in (name, made, "pipec-tests-loaded:1", f"{name.rpartition(':')[0]}@{digest}"):
        docker("rmi", each, check=False)


def pipeline(here, *images):
    write(here, {"pipeline.yaml": HEAD + "".join(f"      - {{image: '{each}', script: make}}\n" for each in images)})


@pytest.mark.engine
def test_the_digest_is_that_of_the_index(here, pulled):
    name, digest = pulled
    pipeline(here, name)
    ran = run("lock", "--from-engine")
    assert (ran.code, ran.err, ran.out.splitlines()[-1]) == (0, "", "pipec.lock: 1 added")
    entry = json.loads((here / "pipec.lock").read_text())["images"][name]
    assert entry == {"digest": digest, "platforms": ["linux/amd64"]}
    assert run("lock", "--from-engine", "--update-all").out == "pipec.lock: 1 as before\n"


@pytest.mark.engine
def test_what_the_engine_does_not_have_or_made_itself_is_told(here, pulled, served):
    pipeline(here, pulled[0], f"{served.host}/local/gone:1", "pipec-tests-loaded:1")
    ran = run("lock", "--from-engine")
    assert (ran.code, ran.err.count("error[PC513]")) == (1, 2)
    assert f"docker pull {served.host}/local/gone:1" in ran.err
    assert "it was built or loaded here" in ran.err
    assert not (here / "pipec.lock").exists()


def test_an_engine_that_does_not_answer(here, tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    pipeline(here, "registry.example/x:1")
    ran = run("lock", "--from-engine")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert "nobody.sock" in ran.err


def test_nothing_to_ask_needs_no_engine(here, tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    pipeline(here, "registry.example/x:1@sha256:" + "0" * 64)
    assert run("lock", "--from-engine").out == "pipec.lock: no image needs it\n"
