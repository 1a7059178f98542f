"""`pipec lock` reaches what is guarded: certificates of one's own, logins of the engines, tokens."""

import base64
import json

import pytest

from tests.pipec.command_line import run, write
from tests.registry.lab import PASSWORD, USER, Tokens, certificate, registry

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A registry with tokens, and TLS by an authority that nobody knows."""
    folder = tmp_path_factory.mktemp("guarded")
    pair = certificate(folder)
    with Tokens(folder).serve() as tokens:
        headers = {"authorization": f"Bearer {tokens.sign(['repository:team/tool:pull,push'], USER)}"}
        with registry(folder, auth=tokens.auth, tls=pair, headers=headers) as running:
            yield running, pair[0], running.image("team/tool", "1")


@pytest.fixture
def pipeline(here, guarded):
    text = f"version: 1\nname: a\njobs: {{a: {{steps: [{{image: '{guarded[0].host}/team/tool:1', script: make}}]}}}}\n"
    return write(here, {"pipeline.yaml": text})


@pytest.fixture
def login(tmp_path, monkeypatch, guarded):
    packed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker" / "config.json").write_text(json.dumps({"auths": {guarded[0].host: {"auth": packed}}}))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))


def test_a_login_and_an_authority(pipeline, guarded, login):
    ran = run("lock", "--ca", str(guarded[1]))
    assert (ran.code, ran.err) == (0, "")
    entry = json.loads((pipeline / "pipec.lock").read_text())["images"][f"{guarded[0].host}/team/tool:1"]
    assert entry == {"digest": guarded[2], "platforms": ["linux/amd64"]}
    assert run("lock", "--check", "--online", "--insecure", guarded[0].host).code == 0


def test_without_the_authority(pipeline, login):
    ran = run("lock")
    assert ran.code == 1
    assert "comes from an authority that is not known here" in ran.err
    assert "--ca FILE" in ran.err


def test_without_a_login(pipeline, guarded):
    ran = run("lock", "--ca", str(guarded[1]))
    assert ran.code == 1
    assert f"docker login {guarded[0].host}" in ran.err
    assert not (pipeline / "pipec.lock").exists()


def test_no_password_is_told(pipeline, guarded, login, tmp_path):
    config = tmp_path / "docker" / "config.json"
    config.write_text(config.read_text().replace('auth": "', 'auth": "YTpoaWRkZW4=', 1))
    for arguments in ((), ("--format", "json"), ("--ca", str(guarded[1]))):
        ran = run("lock", *arguments)
        assert ran.code == 1
        assert PASSWORD not in ran.out + ran.err
        assert "hidden" not in ran.out + ran.err
