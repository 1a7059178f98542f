"""TLS with certificates of an authority that was made for the test: whom actions trust, and what they say."""

import contextlib
import ssl

import pytest

from tests.runtime.actions.bench import perform
from tests.runtime.actions.servers import authority, certificate, openssl, serving, tls_of


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    authority(folder)
    authority(folder, "other")
    certificate(folder, "good")
    certificate(folder, "elsewhere", "DNS:elsewhere.example")
    certificate(folder, "old", "IP:127.0.0.1", "-days", "-1")
    certificate(folder, "client")
    (folder / "both.pem").write_text((folder / "client.pem").read_text() + (folder / "client.key").read_text())
    (folder / "nonsense.pem").write_text("nonsense")
    return folder


def ask(keys, name="good", method="GET", *, client_authority=None, **tls):
    context = tls_of(keys / f"{name}.pem", client_authority)
    with serving(lambda handler, _: handler.answer(200, b"ok"), context) as server:
        done = perform("http_request", {"url": server.url, "method": method, "timeout": 5, "tls": tls}, keys).result
    return done, server.seen


def test_an_authority_of_the_workspace_is_trusted(keys):
    done, seen = ask(keys, ca="ca.pem")
    assert (done.status, len(seen)) == ("success", 1), done.reason


@pytest.mark.parametrize(
    ("name", "tls", "words"),
    [
        ("good", {}, "an authority that is not known here"),
        ("good", {"ca": "other.pem"}, "an authority that is not known here"),
        ("elsewhere", {"ca": "ca.pem"}, "for another"),
        ("old", {"ca": "ca.pem"}, "has expired"),
    ],
)
def test_whom_nobody_vouches_for_gets_nothing(keys, name, tls, words):
    done, seen = ask(keys, name, "POST", **tls)
    assert (done.status, done.failure_class) == ("failure", "configuration")
    assert words in done.reason, done.reason
    assert seen == []


@pytest.mark.parametrize("name", ["elsewhere", "old", "other"])
def test_insecure_takes_anybody(keys, name):
    done, seen = ask(keys, name, insecure=True)
    assert (done.status, len(seen)) == ("success", 1)


def test_it_says_who_it_is(keys):
    for tls in ({"certificate": "client.pem", "key": "client.key"}, {"certificate": "both.pem"}):
        done, _ = ask(keys, client_authority=keys / "ca.pem", ca="ca.pem", **tls)
        assert done.status == "success", done.reason
    done, seen = ask(keys, client_authority=keys / "ca.pem", ca="ca.pem")
    assert (done.status, seen) == ("failure", [])


@pytest.mark.parametrize(
    ("tls", "words"),
    [
        ({"ca": "nonsense.pem"}, "no certificates in PEM"),
        ({"ca": "absent.pem"}, "cannot be read"),
        ({"ca": "../keys/ca.pem"}, "no file inside the workspace"),
        ({"ca": "/etc/ssl/certs/ca-certificates.crt"}, "no file inside the workspace"),
        ({"ca": "ca.pem", "certificate": "good.pem", "key": "client.key"}, "cannot be used"),
        ({"ca": "ca.pem", "certificate": "/etc/hostname"}, "no file inside the workspace"),
        ({"insecure": "perhaps"}, "`insecure`"),
    ],
)
def test_files_that_are_of_no_use(keys, tls, words):
    done, seen = ask(keys, **tls)
    assert (done.failure_class, seen) == ("configuration", [])
    assert words in done.reason, done.reason


def test_a_key_with_a_password_is_refused_without_asking_the_terminal(keys):
    openssl("pkey", "-in", "client.key", "-aes128", "-passout", "pass:word", "-out", "locked.key", cwd=keys)
    done, _ = ask(keys, ca="ca.pem", certificate="client.pem", key="locked.key")
    assert "cannot be used" in done.reason


def test_a_server_that_speaks_no_tls(tmp_path):
    with serving(lambda handler, _: handler.answer()) as server:
        url = server.url.replace("http:", "https:")
        done = perform("http_request", {"url": url, "timeout": 5}, tmp_path).result
    assert "does not speak TLS" in done.reason, done.reason


def test_a_redirect_from_https_to_http_is_not_followed(keys):
    with serving(lambda handler, _: handler.answer(200, b"plain")) as plain:
        context = tls_of(keys / "good.pem")
        with serving(lambda handler, _: handler.answer(302, Location=plain.url), context) as server:
            arguments = {"url": server.url, "follow_redirects": True, "tls": {"ca": "ca.pem"}}
            done = perform("http_request", arguments, keys).result
    assert "redirects to http, which is not followed" in done.reason
    assert plain.seen == []


def test_a_redirect_from_http_to_https_is_checked(keys):
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(
            serving(lambda handler, _: handler.answer(200, b"safe"), tls_of(keys / "good.pem"))
        )
        plain = stack.enter_context(serving(lambda handler, _: handler.answer(302, Location=server.url)))
        arguments = {"url": plain.url, "follow_redirects": True}
        unknown = perform("http_request", arguments, keys).result
        known = perform("http_request", {**arguments, "tls": {"ca": "ca.pem"}}, keys).result
    assert "an authority that is not known here" in unknown.reason
    assert known.outputs["body"] == "safe"


def test_old_protocols_are_refused(keys):
    context = tls_of(keys / "good.pem")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with serving(lambda handler, _: handler.answer(), context) as server:
        done = perform("http_request", {"url": server.url, "timeout": 5, "tls": {"ca": "ca.pem"}}, keys).result
    assert (done.status, server.seen) == ("failure", [])
