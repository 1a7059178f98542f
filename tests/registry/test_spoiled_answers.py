"""Answers that fail, rest, lie or lead astray: each is tried again or refused, never believed."""

import json
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from runtime.registry import is_loopback
from runtime.registry.challenge import Challenge, read_challenge
from runtime.registry.names import ImageName, login_keys
from runtime.registry.resolve import Question, ask_all
from tests.registry.asking import ask, fault, found, settings
from tests.registry.between import Reply, between
from tests.registry.lab import INDEX, MANIFEST

pytestmark = pytest.mark.engine


def on(part, change):
    """Spoil the answers whose path has a part, until `change` returns nothing more."""
    return lambda asked, reply: change(reply) if part in asked.path else reply


def failing(times, status, **headers):
    left = [times]

    def spoil(reply):
        left[0] -= 1
        return (
            Reply(status, {name.replace("_", "-"): text for name, text in headers.items()}, b"")
            if left[0] >= 0
            else reply
        )

    return spoil


@pytest.fixture(scope="module")
def image(served):
    return served.image("spoiled", "1")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(served, image, status):
    told = []
    with between(served.host, on("/manifests/", failing(2, status))) as middle:
        assert found(f"{middle.host}/spoiled:1", tell=told.append).digest == image
    assert middle.count("GET", "/manifests/") == 3
    assert len(told) == 2
    assert "asked again in" in told[0]


def test_a_connection_that_breaks_is_tried_again(served, image):
    left = [2]

    def spoil(asked, reply):
        left[0] -= 1
        return None if left[0] >= 0 else reply

    with between(served.host, spoil) as middle:
        assert found(f"{middle.host}/spoiled:1").digest == image


def test_it_ends_after_so_many_tries(served):
    with between(served.host, on("/manifests/", failing(99, 503))) as middle:
        busy = fault(f"{middle.host}/spoiled:1", tries=3)
    assert (str(busy), busy.reason) == (f"{middle.host} does not work now: it answers 503", "unreachable")
    assert middle.count("GET", "/manifests/") == 3


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_waited_for(served, image, form):
    when = "1" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    with between(served.host, on("/manifests/", failing(1, 429, retry_after=when))) as middle:
        started = time.monotonic()
        assert found(f"{middle.host}/spoiled:1").digest == image
    assert time.monotonic() - started >= 0.9


def test_a_rest_that_is_too_long_is_told_and_not_waited_for(served):
    with between(served.host, on("/manifests/", failing(9, 429, retry_after="3600"))) as middle:
        busy = fault(f"{middle.host}/spoiled:1")
    assert "asks to wait 3600 s" in str(busy)
    assert middle.count("GET", "/manifests/") == 1


OTHER = "sha256:" + "5" * 64


def changed(**fields):
    def change(reply):
        data = {**json.loads(reply.body), **fields}
        headers = {name: text for name, text in reply.headers.items() if name != "docker-content-digest"}
        return Reply(200, headers, json.dumps({key: each for key, each in data.items() if each is not None}).encode())

    return change


LIES = {
    "empty": (lambda reply: Reply(200, {}, b""), "an empty manifest"),
    "other body": (lambda reply: reply._replace(body=reply.body + b" "), "of another digest than it says"),
    "other digest": (lambda reply: Reply(200, {**reply.headers, "docker-content-digest": OTHER}, reply.body),
      "another"),
    "no digest": (lambda reply: Reply(200, {**reply.headers, "docker-content-digest": "md5:1"}, reply.body),
      "no sha256"),
    "a page": (lambda reply: Reply(200, {"content-type": "text/html"}, b"<p>log in"), "that is not JSON"),
    "a list": (lambda reply: Reply(200, {}, b"[1]"), "that is not JSON"),
    "deep": (lambda reply: Reply(200, {}, b'{"a":' * 99999), "that is not JSON"),
    "too long": (lambda reply: Reply(200, {}, b" " * (5 << 20)), "more than 4 MiB"),
    "both": (changed(manifests=[]), "an index as well"),
    "no configuration": (changed(config=None), "names no configuration"),
    "no digest of it": (changed(config={"mediaType": "x", "digest": "x"}), "names no configuration"),
    "no image": (changed(mediaType=INDEX, config=None, layers=None, manifests=[]), "names no image"),
    "nothing": (lambda reply: Reply(200, {}, b"{}"), "what is no manifest"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_what_cannot_be_true_is_refused(served, image, name):
    change, told = LIES[name]
    with between(served.host, on("/manifests/", change)) as middle:
        lie = fault(f"{middle.host}/spoiled:1", tries=1)
    assert told in str(lie)
    assert lie.reason == "false"


def test_a_configuration_of_another_digest_is_refused(served, image):
    with between(served.host, on("/blobs/", lambda reply: reply._replace(body=b"{}"))) as middle:
        lie = fault(f"{middle.host}/spoiled:1")
    assert "a configuration of another digest" in str(lie)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"schemaVersion": 1}, "old schema 1"),
        ({"config": {"mediaType": "a/chart", "digest": OTHER}}, "no container image"),
    ],
)
def test_what_no_engine_runs_is_told(served, image, fields, told):
    with between(served.host, on("/manifests/", changed(**fields))) as middle:
        assert told in str(fault(f"{middle.host}/spoiled:1"))


def test_a_manifest_by_digest_that_is_another_one_is_refused(served, image):
    other = served.image("spoiled", "other", salt="other")
    with between(served.host) as middle:
        middle.spoil = lambda asked, reply: reply
        question = Question(f"{middle.host}/spoiled:1", other)
        assert ask_all({"x": question}, settings()).answers["x"].digest == other
        middle.spoil = on("/manifests/", lambda reply: Reply(200, {"content-type": MANIFEST}, reply.body + b"\n"))
        assert "another manifest" in str(ask_all({"x": question}, settings()).answers["x"])


def test_without_a_digest_in_the_answer_the_body_counts(served, image):
    strip = on("/manifests/", lambda reply: reply._replace(headers={"content-type": reply.headers["content-type"]}))
    with between(served.host, strip) as middle:
        assert found(f"{middle.host}/spoiled:1").digest == image
        known = {"x": Question(f"{middle.host}/spoiled:1", known=image)}
        assert ask_all(known, settings()).answers["x"].digest == image
        assert [middle.count("HEAD"), middle.count("GET", "/manifests/")] == [1, 2]


def test_a_redirect_is_followed_without_the_login(served, image):
    with between(served.host) as store, between(served.host) as middle:
        moved = lambda asked, reply: Reply(307, {"location": f"http://{store.host}{asked.path}"}, b"")  # noqa: E731
        middle.spoil = lambda asked, reply: moved(asked, reply) if "/blobs/" in asked.path else reply
        assert found(f"{middle.host}/spoiled:1").digest == image
        assert [each.headers.get("authorization") for each in store.asked] == [None]


@pytest.mark.parametrize("where", ["ftp://x/y", "http://127.0.0.1:99999/x"])
def test_a_redirect_astray_is_refused(served, image, where):
    with between(served.host, on("/manifests/", lambda reply: Reply(302, {"location": where}, b""))) as middle:
        assert fault(f"{middle.host}/spoiled:1", tries=1).reason == "false"


def test_redirects_without_end(served):
    loop = lambda asked, reply: Reply(302, {"location": asked.path}, b"")  # noqa: E731
    with between(served.host, loop) as middle:
        assert "again and again" in str(fault(f"{middle.host}/spoiled:1"))


def test_what_is_no_registry_is_told():
    with between("", lambda asked, reply: Reply(404, {"content-type": "text/html"}, b"<h1>Not found</h1>")) as middle:
        told = fault(f"{middle.host}/spoiled:1")
    assert "is no registry" in str(told)
    assert middle.count() == 1


@pytest.mark.parametrize("realm", ["http://registry.example/token", "ftp://x", ""])
def test_a_password_goes_nowhere_in_the_clear(served, alone, realm):
    (alone / ".docker").mkdir()
    challenge = {"www-authenticate": f'Bearer realm="{realm}",service="x"'}
    with between(served.host, lambda asked, reply: Reply(401, challenge, b"")) as middle:
        (alone / ".docker" / "config.json").write_text(
            json.dumps({"auths": {middle.host: {"auth": "YW5uOnNlY3JldA=="}}})
        )
        refused = fault(f"{middle.host}/spoiled:1", tries=1)
        assert all("authorization" not in each.headers for each in middle.asked)
    assert "secret" not in str(refused)
    assert refused.reason in {"false", "refused", "unreachable"}


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"token": 1}', b'{"token": "a\\nb: c"}', '{"token": "é"}'.encode()]
)
def test_a_token_that_is_none(served, body):
    with between("", lambda asked, reply: Reply(200, {}, body)) as server:
        challenge = {"www-authenticate": f'Bearer realm="http://{server.host}/token",service="x"'}
        with between("", lambda asked, reply: Reply(401, challenge, b"")) as middle:
            assert "gives no token" in str(fault(f"{middle.host}/spoiled:1"))


def test_a_token_that_is_refused_is_asked_for_once_more_and_not_for_ever(served):
    with between("", lambda asked, reply: Reply(200, {}, b'{"token": "x"}')) as server:
        challenge = {"www-authenticate": f'Bearer realm="http://{server.host}/token",service="x"'}
        with between("", lambda asked, reply: Reply(401, challenge, b"")) as middle:
            assert fault(f"{middle.host}/spoiled:1").reason == "refused"
            assert (server.count(), middle.count()) == (1, 2)


def test_no_more_requests_at_once_than_said(served, image):

    lock, now, most = threading.Lock(), [0], [0]

    def spoil(asked, reply):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.05)
        with lock:
            now[0] -= 1
        return reply

    with between(served.host, spoil) as middle:
        for tag in range(12):
            served.image("many", str(tag), salt=str(tag))
        answers = ask(*(f"{middle.host}/many:{tag}" for tag in range(12)), jobs=3).answers
    assert len({each.digest for each in answers.values()}) == 12
    assert most[0] == 3


def test_a_proxy_is_asked_by_the_usual_variable(served, image, monkeypatch):
    with between(served.host) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://{proxy.host}")
        proxy.spoil = lambda asked, reply: reply
        name = f"registry.test:{served.host.rpartition(':')[2]}"
        known = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: known(
                "127.0.0.1" if host in {"registry.test", b"registry.test"} else host, *rest, **more
            ),
        )
        assert found(f"{name}/spoiled:1", insecure=frozenset({name})).digest == image
        assert proxy.count("GET", f"http://{name}/v2/spoiled/manifests/1") == 1
        assert found(f"{served.host}/spoiled:1").digest == image  # this machine needs no proxy
        assert proxy.count() == 2
        monkeypatch.setenv("NO_PROXY", "registry.test")
        assert found(f"{name}/spoiled:1", insecure=frozenset({name})).digest == image
        assert proxy.count() == 2


def test_a_proxy_that_cannot_be_used(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1")
    assert fault("registry.test/x:1").reason == "setup"
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert fault("registry.test/x:1", tries=1).reason == "unreachable"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), None),
        (("",), None),
        (("Negotiate",), None),
        (('Basic realm="a"',), Challenge("basic", "a")),
        (('Bearer realm="https://a/t",service="b",scope="repository:c/d:pull,push"',),
         Challenge("bearer", "https://a/t", "b", "repository:c/d:pull,push")),
        (('basic realm="x", BEARER Realm = "y" , service=z',), Challenge("bearer", "y", "z")),
        (('Basic realm="x"', 'Bearer realm="y"'), Challenge("bearer", "y")),
        (('Bearer service="x"', "Basic"), Challenge("basic")),
        (('Bearer realm="a\\"b",error="insufficient_scope"',),
         Challenge("bearer", 'a"b', "", "", "insufficient_scope")),
        (('Bearer realm="a', "=,,;", "Bearer"), None),
    ],
)  # fmt: skip
def test_challenges(headers, expected):
    assert read_challenge(headers) == expected


def test_names():
    assert ImageName.of("docker.io/library/python:3.12") == ("docker.io", "library/python", "3.12")
    assert ImageName.of("docker.io/library/python").api == "registry-1.docker.io"
    assert ImageName.of("[::1]:5000/a/b:1") == ("[::1]:5000", "a/b", "1")
    assert login_keys("docker.io", "a/b")[-4:] == (
        "https://index.docker.io/v1/",
        "index.docker.io",
        "registry-1.docker.io",
        "docker.io",
    )
    assert login_keys("r.example:5000", "a/b") == ("r.example:5000/a/b", "r.example:5000/a", "r.example:5000")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("localhost:5000", True), ("127.9.9.9:1", True), ("[::1]:5000", True), ("[::1]", True),
     ("a.localhost", True), ("localhost.example", False), ("128.0.0.1", False), ("registry", False),
     ("10.0.0.1:5000", False)],
)  # fmt: skip
def test_this_machine(host, expected):
    assert is_loopback(host) == expected
