"""A real registry tells digests and platforms, with and without logins, over TLS and without."""

import base64
import json

import pytest

from runtime.registry import ImageName, Registry
from runtime.registry.resolve import Question, ask_all
from tests.registry.asking import ask, fault, found, settings
from tests.registry.lab import DOCKER, PASSWORD, USER, Tokens, certificate, registry

pytestmark = pytest.mark.engine


def login(home, host, **entry):
    (home / ".docker").mkdir(exist_ok=True)
    packed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    (home / ".docker" / "config.json").write_text(json.dumps({"auths": {host: entry or {"auth": packed}}}))


@pytest.mark.parametrize("platform", ["linux/amd64", "linux/arm/v7", "windows/amd64"])
def test_an_image_of_one_platform(served, platform):
    digest = served.image("one/image", "1", platform)
    assert found(f"{served.host}/one/image:1") == (digest, (platform,))


def test_an_image_of_the_older_format(served):
    digest = served.image("older", "1", kind=DOCKER)
    assert found(f"{served.host}/older:1") == (digest, ("linux/amd64",))


def test_without_a_tag_latest_is_meant(served):
    digest = served.image("untagged", "latest")
    assert found(f"{served.host}/untagged").digest == digest


def test_of_several_platforms_the_index_is_locked(served):
    digest = served.index("several", "1", ("linux/arm64/v8", "linux/amd64"))
    assert found(f"{served.host}/several:1") == (digest, ("linux/amd64", "linux/arm64/v8"))


def test_a_manifest_is_asked_for_by_digest(served):
    old = served.image("moving", "1", salt="old")
    new = served.image("moving", "1", salt="new")
    name = f"{served.host}/moving:1"
    assert ask_all({"x": Question(name, old)}, settings()).answers["x"].digest == old
    assert found(name).digest == new


def test_what_has_not_moved_costs_one_request(served):
    digest = served.image("still", "1")
    answered = ask_all({"x": Question(f"{served.host}/still:1", known=digest)}, settings())
    assert (answered.answers["x"], answered.requests) == ((digest, ()), 1)


def test_what_is_not_there_is_told_with_what_is(served):
    served.image("there", "1.4")
    missing = fault(f"{served.host}/there:1.5")
    assert (str(missing), missing.reason) == (f"{served.host} has no `there:1.5`", "missing")
    assert missing.known == ("1.4",)
    gone = fault(f"{served.host}/not/there:1")
    assert str(gone) in {f"{served.host} has no repository `not/there`", f"{served.host} has no `not/there:1`"}


def test_one_that_fails_keeps_no_other_back(served):
    digest = served.image("good", "1")
    good, bad = f"{served.host}/good:1", f"{served.host}/bad:1"
    answers = ask(good, bad, "localhost:1/gone:1", tries=1).answers
    assert answers[good].digest == digest
    assert (answers[bad].reason, answers["localhost:1/gone:1"].reason) == ("missing", "unreachable")
    assert str(answers["localhost:1/gone:1"]) == "localhost:1 cannot be reached: connection refused"


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    with Tokens(tmp_path_factory.mktemp("tokens"), ("open/image",)).serve() as running:
        yield running


@pytest.fixture(scope="module")
def guarded(tokens, tmp_path_factory):
    """A registry with tokens, with `open/image`, `own/image` and `own/other`."""
    every = [f"repository:{name}:pull,push" for name in ("open/image", "own/image", "own/other")]
    headers = {"authorization": f"Bearer {tokens.sign(every, USER)}"}
    with registry(tmp_path_factory.mktemp("guarded"), auth=tokens.auth, headers=headers) as running:
        for name in ("open/image", "own/image", "own/other"):
            for tag in ("1", "2"):
                running.image(name, tag, salt=tag)
        yield running


@pytest.fixture
def asked(tokens):
    tokens.asked.clear()
    return tokens.asked


def test_a_token_is_asked_for_without_login(guarded, asked):
    assert found(f"{guarded.host}/open/image:1").platforms == ("linux/amd64",)
    assert asked == [("GET", "repository:open/image:pull", "")]


def test_a_token_is_shared_by_all_that_have_its_scope(guarded, asked, alone):
    login(alone, guarded.host)
    names = [f"{guarded.host}/own/{name}:{tag}" for name in ("image", "other") for tag in (1, 2)]
    answered = ask(*names)
    assert [type(each).__name__ for each in answered.answers.values()] == ["Found"] * 4
    assert sorted(asked) == [
        ("GET", "repository:own/image:pull", USER),
        ("GET", "repository:own/other:pull", USER),
    ]


def test_what_nobody_may_read_says_how_to_log_in(guarded):
    refused = fault(f"{guarded.host}/own/image:1")
    assert refused.reason == "refused"
    assert str(refused) == f"{guarded.host} lets nobody read `own/image` without a login, or does not have it"
    assert f"docker login {guarded.host}" in refused.help


def test_a_refused_login_says_whose_it_is_and_never_the_password(guarded, alone):
    login(alone, guarded.host, auth=base64.b64encode(b"ann:wrong-password").decode())
    refused = fault(f"{guarded.host}/own/image:1")
    assert refused.reason == "refused"
    assert "`ann`" in str(refused)
    assert str(alone / ".docker" / "config.json") in refused.help
    assert "wrong" not in str(refused) + refused.help


def test_an_identity_token_is_exchanged(guarded, asked, alone):
    login(alone, guarded.host, identitytoken="a-refresh-token")
    assert found(f"{guarded.host}/own/image:1").platforms == ("linux/amd64",)
    assert asked == [("POST", "repository:own/image:pull", "by token")]


def test_a_token_as_it_is(guarded, asked, alone, tokens):
    login(alone, guarded.host, registrytoken=tokens.sign(["repository:own/image:pull"], USER))
    assert found(f"{guarded.host}/own/image:1").platforms == ("linux/amd64",)
    assert asked == []


@pytest.mark.parametrize("key", ["credHelpers", "credsStore"])
def test_a_credential_helper_is_asked_once(guarded, asked, alone, tmp_path, monkeypatch, key):
    programs = tmp_path / "bin"
    programs.mkdir()
    helper = programs / "docker-credential-ours"
    helper.write_text(
        f'#!/bin/sh\nread server\necho "$1 $server" >>{tmp_path}/asked\n'
        f'echo \'{{"ServerURL": "x", "Username": "{USER}", "Secret": "{PASSWORD}"}}\'\n'
    )
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    (alone / ".docker").mkdir()
    value = {guarded.host: "ours"} if key == "credHelpers" else "ours"
    (alone / ".docker" / "config.json").write_text(json.dumps({key: value}))
    names = [f"{guarded.host}/own/{name}:1" for name in ("image", "other")]
    assert [type(each).__name__ for each in ask(*names).answers.values()] == ["Found"] * 2
    assert (tmp_path / "asked").read_text() == f"get {guarded.host}\n"


def test_a_helper_that_is_not_there(guarded, alone):
    (alone / ".docker").mkdir()
    (alone / ".docker" / "config.json").write_text('{"credsStore": "nowhere"}')
    broken = fault(f"{guarded.host}/own/image:1")
    assert (broken.reason, "docker-credential-nowhere" in str(broken)) == ("setup", True)


def test_podmans_login_for_a_namespace(guarded, asked, alone):
    packed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    place = alone / ".config" / "containers" / "auth.json"
    place.parent.mkdir(parents=True)
    wrong = base64.b64encode(b"ann:wrong").decode()
    place.write_text(json.dumps({"auths": {f"{guarded.host}/own": {"auth": packed}, guarded.host: {"auth": wrong}}}))
    assert found(f"{guarded.host}/own/image:1").platforms == ("linux/amd64",)
    assert fault(f"{guarded.host}/open/image:1").reason == "refused"


def test_a_helper_without_a_login_leaves_it_to_the_others(guarded, alone, tmp_path, monkeypatch):
    programs = tmp_path / "bin"
    programs.mkdir()
    helper = programs / "docker-credential-empty"
    helper.write_text("#!/bin/sh\necho credentials not found in native keychain\nexit 1\n")
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    login(alone, guarded.host)
    place = alone / ".docker" / "config.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), "credsStore": "empty"}))
    assert found(f"{guarded.host}/own/image:1").platforms == ("linux/amd64",)


HASHED = "$2b$04$uwafJwRd/mjy6GIcoRw8k.4Va7vOpIaVCCX6hjThpQuLJraX64l/a"
"""The password as bcrypt has it."""


def test_a_registry_with_passwords(tmp_path, alone):
    (tmp_path / "users").write_text(f"{USER}:{HASHED}\n")
    auth = f"auth: {{htpasswd: {{realm: here, path: {tmp_path / 'users'}}}}}\n"
    packed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    with registry(tmp_path / "registry", auth=auth, headers={"authorization": f"Basic {packed}"}) as running:
        digest = running.image("own", "1")
        assert fault(f"{running.host}/own:1").reason == "refused"
        login(alone, running.host)
        assert found(f"{running.host}/own:1").digest == digest


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secure")
    pair = certificate(folder)
    with registry(folder, tls=pair) as running:
        running.image("own", "1")
        yield running, pair[0]


def test_an_authority_of_ones_own(secure, alone, monkeypatch):
    running, authority = secure
    name = f"{running.host}/own:1"
    unknown = fault(name)
    assert str(unknown) == f"the certificate of {running.host} comes from an authority that is not known here"
    assert "--ca" in unknown.help
    assert found(name, authority=str(authority)).digest
    assert found(name, insecure=frozenset({running.host})).digest
    folder = alone / ".config" / "docker" / "certs.d" / running.host
    folder.mkdir(parents=True)
    (folder / "ca.crt").write_bytes(authority.read_bytes())
    assert found(name).digest
    (folder / "ca.crt").unlink()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert found(name).digest


def test_a_registry_that_is_called_insecure_may_speak_plainly(served):
    digest = served.image("plain", "1")
    assert found(f"{served.host}/plain:1", insecure=frozenset({served.host})).digest == digest
    assert fault("127.0.0.1:1/plain:1", insecure=frozenset({"127.0.0.1:1"}), tries=1).reason == "unreachable"


def test_an_authority_that_is_none(secure, tmp_path):
    running, _ = secure
    (tmp_path / "ca.pem").write_text("no certificate")
    assert fault(f"{running.host}/own:1", authority=str(tmp_path / "ca.pem")).reason == "setup"
    assert "cannot be read" in str(fault(f"{running.host}/own:1", authority=str(tmp_path / "gone.pem")))


async def digest_by_head(reference):
    async with Registry(settings()) as asking:
        return await asking.digest(ImageName.of(reference)), asking.wire.requests


def test_a_digest_is_told_by_head(served):
    import asyncio

    digest = served.image("head", "1")
    assert asyncio.run(digest_by_head(f"{served.host}/head:1")) == (digest, 1)
