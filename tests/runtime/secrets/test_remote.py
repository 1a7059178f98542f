"""Secrets from servers that speak the documented APIs of Vault and Nomad: found, refused, down, slow, not trusted."""

import asyncio
import contextlib
import time

import pytest

from runtime.errors import SecretError
from runtime.resilience import POLICIES, BreakerOpen, Breakers
from runtime.secrets import SecretSources, Source, resolve_secrets
from tests.runtime.actions.servers import authority, certificate, closed_port, serving, tls_of
from tests.runtime.secrets.services import ROLE, TOKEN, nomad, vault

STORED = {
    "secret/data/shop": {"token": "vault two", "number": 12345, "flag": True, "nested": {"a": "b"}},
    "old/shop": {"token": "vault one"},
}
VARIABLES = {"pipec/shop": {"token": "from nomad", "key": "other one"}}


def resolve(names, sources, environment, **more):
    return dict(asyncio.run(resolve_secrets(names, sources, environment=environment, **more)))


def refusal(names, sources, environment, **more):
    with pytest.raises(SecretError) as caught:
        resolve(names, sources, environment, **{"patience": 0.1, **more})
    told = f"{caught.value}\n{caught.value.help}"
    assert TOKEN not in told
    return told


def to_vault(server, **more):
    return {"VAULT_ADDR": server.url, "VAULT_TOKEN": TOKEN, **more}


def to_nomad(server, **more):
    return {"NOMAD_ADDR": server.url, "NOMAD_TOKEN": TOKEN, **more}


@pytest.mark.parametrize(("path", "value"), [("secret/data/shop", "vault two"), ("/old/shop/", "vault one")])
def test_both_versions_of_vault_s_key_value_engine(path, value):
    with vault(STORED) as server:
        assert resolve(["token"], SecretSources(("vault",), vault=path), to_vault(server)) == {"token": value}


def test_what_is_no_text_in_vault():
    with vault(STORED) as server:
        sources = SecretSources(("vault",), vault="secret/data/shop")
        assert resolve(["number", "flag"], sources, to_vault(server)) == {"number": "12345", "flag": "true"}
        assert "`nested` of the Vault secret `secret/data/shop`" in refusal(["nested"], sources, to_vault(server))


def test_an_approle_of_vault():
    with vault(STORED) as server:
        given = {"VAULT_ADDR": server.url, "VAULT_ROLE_ID": ROLE["role_id"], "VAULT_SECRET_ID": ROLE["secret_id"]}
        sources = SecretSources(("vault",), vault="old/shop")
        assert resolve(["token"], sources, given) == {"token": "vault one"}
        told = refusal(["token"], sources, {**given, "VAULT_SECRET_ID": "hunter2hunter2"})
        assert "refuses" in told
        assert "hunter2" not in told


def test_a_namespace_of_vault():
    with vault(STORED) as server:
        resolve(["token"], SecretSources(("vault",), vault="old/shop"), to_vault(server, VAULT_NAMESPACE="team/a"))
    assert server.seen[0].headers["x-vault-namespace"] == "team/a"


def test_nomad_s_variables():
    with nomad(VARIABLES) as server:
        sources = SecretSources(("nomad",), nomad="pipec/shop")
        given = to_nomad(server, NOMAD_NAMESPACE="shop", NOMAD_REGION="eu")
        assert resolve(["token", "key"], sources, given) == {"token": "from nomad", "key": "other one"}
    assert [seen.path for seen in server.seen] == ["/v1/var/pipec/shop?namespace=shop&region=eu"]


def test_each_path_is_asked_for_once_and_only_where_something_needs_it():
    own = {"a": Source("vault", "secret/data/shop", "token"), "b": Source("nomad", "pipec/shop", "key")}
    with vault(STORED) as one, nomad(VARIABLES) as other:
        given = {**to_vault(one), **to_nomad(other), "c": "variable"}
        sources = SecretSources(names={**own, "unused": Source("vault", "secret/data/unused")})
        assert resolve(["a", "b", "c"], sources, given) == {"a": "vault two", "b": "other one", "c": "variable"}
        assert (len(one.seen), len(other.seen)) == (1, 1)
        assert resolve(["c"], sources, given) == {"c": "variable"}
        assert (len(one.seen), len(other.seen)) == (1, 1)


def test_nothing_is_asked_for_what_is_found_before():
    """Without the addresses set: Vault is in the order, and nobody comes as far."""
    sources = SecretSources(("env", "vault"), vault="secret/data/shop")
    assert resolve(["token"], sources, {"token": "variable"}) == {"token": "variable"}


def test_what_is_not_there_is_told_with_all_else_that_is_missing():
    own = {
        "a": Source("vault", "secret/data/shop", "absent"),
        "b": Source("vault", "secret/data/nowhere"),
        "c": Source("nomad", "pipec/nowhere", "x"),
    }
    with vault(STORED) as one, nomad(VARIABLES) as other:
        told = refusal(["a", "b", "c"], SecretSources(names=own), {**to_vault(one), **to_nomad(other)})
    assert "3 secrets cannot be had" in told
    assert "`absent` of the Vault secret `secret/data/shop`: add it: vault kv patch secret/shop absent=…" in told
    assert "`b` of the Vault secret `secret/data/nowhere` (there is none)" in told
    assert "`x` of the Nomad variable `pipec/nowhere` (there is none)" in told


VAULT = SecretSources(("vault",), vault="secret/data/shop")
NOMAD = SecretSources(("nomad",), nomad="pipec/shop")


@pytest.mark.parametrize(
    ("sources", "environment", "words"),
    [
        (VAULT, {}, "VAULT_ADDR is not set"),
        (VAULT, {"VAULT_ADDR": "http://x"}, "nothing to log in with"),
        (NOMAD, {}, "NOMAD_ADDR"),
        (NOMAD, {"NOMAD_ADDR": "x:4646"}, "NOMAD_ADDR"),
    ],
)
def test_where_they_are_has_to_be_said(sources, environment, words):
    assert words in refusal(["token"], sources, environment)


def test_a_token_that_is_wrong_is_not_tried_again():
    with vault(STORED) as server:
        assert "refuses to read `secret/data/shop`" in refusal(["token"], VAULT, to_vault(server, VAULT_TOKEN="other"))
    assert len(server.seen) == 1
    with nomad(VARIABLES) as server:
        assert "refuses to read the variable" in refusal(["token"], NOMAD, to_nomad(server, NOMAD_TOKEN="other"))
    assert len(server.seen) == 1


@pytest.fixture
def quick(monkeypatch):
    """Waits of a few milliseconds where the table has seconds."""
    for kind, policy in POLICIES.items():
        monkeypatch.setitem(POLICIES, kind, policy._replace(first_delay=0.01))


@pytest.mark.parametrize("trouble", [500, 502, 503, 429])
@pytest.mark.usefixtures("quick")
def test_a_service_in_trouble_is_asked_again(trouble):
    told = []
    with vault(STORED, trouble, trouble) as server:
        assert resolve(["token"], VAULT, to_vault(server), tell=told.append) == {"token": "vault two"}
    assert len(server.seen) == 3
    assert told[0].startswith(f"vault {server.url} does not answer; asked again")
    with nomad(VARIABLES, trouble, trouble) as server:
        assert resolve(["token"], NOMAD, to_nomad(server)) == {"token": "from nomad"}
    assert len(server.seen) == 3


@pytest.mark.parametrize("sources", [VAULT, NOMAD])
@pytest.mark.usefixtures("quick")
def test_a_service_that_is_gone(sources):
    url = f"http://127.0.0.1:{closed_port()}"
    given = {"VAULT_ADDR": url, "VAULT_TOKEN": TOKEN, "NOMAD_ADDR": url, "NOMAD_TOKEN": TOKEN}
    breakers = Breakers()
    assert "does not answer" in refusal(["token"], sources, given, breakers=breakers, patience=60)
    assert "does not answer" in refusal(["token"], sources, given, breakers=breakers, patience=60)
    with pytest.raises(BreakerOpen):
        resolve(["token"], sources, given, breakers=breakers)


def test_patience_has_an_end():
    started = time.monotonic()
    with vault(STORED, *[503] * 9) as server:
        assert "see whether it is up and unsealed" in refusal(["token"], VAULT, to_vault(server), patience=1)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"Items": 1}', b"[" * 100_000, b" " * 2_000_000])
def test_answers_that_are_none(body):
    with serving(lambda handler, _: handler.answer(200, body, Content_Type="application/json")) as server:
        assert "Nomad at" in refusal(["token"], NOMAD, to_nomad(server))
        told = refusal(["token"], VAULT, to_vault(server))
    assert "Vault" in told


def test_a_redirect_takes_no_token_elsewhere():
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(serving(lambda handler, _: handler.answer(200, b"{}")))
        server = stack.enter_context(serving(lambda handler, _: handler.answer(307, Location=f"{other.url}/v1/var/x")))
        refusal(["token"], NOMAD, to_nomad(server))
        refusal(["token"], VAULT, to_vault(server))
    assert other.seen == []


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    authority(folder)
    certificate(folder, "good")
    certificate(folder, "client")
    return folder


def test_tls_is_verified(keys):
    context = tls_of(keys / "good.pem")
    ca = str(keys / "ca.pem")
    with vault(STORED, tls=context) as server:
        skipping = to_vault(server, VAULT_SKIP_VERIFY="true")
        assert "not trusted" in refusal(["token"], VAULT, skipping)
        assert server.seen == []
        assert resolve(["token"], VAULT, to_vault(server, VAULT_CACERT=ca)) == {"token": "vault two"}
    with nomad(VARIABLES, tls=context) as server:
        assert "not trusted" in refusal(["token"], NOMAD, to_nomad(server, NOMAD_SKIP_VERIFY="true"))
        assert server.seen == []
        assert resolve(["token"], NOMAD, to_nomad(server, NOMAD_CACERT=ca)) == {"token": "from nomad"}


def test_nomad_may_want_a_certificate(keys):
    with nomad(VARIABLES, tls=tls_of(keys / "good.pem", keys / "ca.pem")) as server:
        given = to_nomad(server, NOMAD_CACERT=str(keys / "ca.pem"))
        mine = {"NOMAD_CLIENT_CERT": str(keys / "client.pem"), "NOMAD_CLIENT_KEY": str(keys / "client.key")}
        assert resolve(["token"], NOMAD, {**given, **mine}) == {"token": "from nomad"}
        assert "Nomad at" in refusal(["token"], NOMAD, given)
        assert "cannot be used" in refusal(["token"], NOMAD, {**given, "NOMAD_CLIENT_CERT": "/nowhere"})
