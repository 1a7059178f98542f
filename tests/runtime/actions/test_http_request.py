"""`http_request` against real servers: what is sent, what becomes of it, and how long it may take."""

import asyncio
import gzip
import json
import threading
import time

import pytest

from compiler.ir.expression import evaluate
from runtime.actions import ACTIONS
from runtime.actions.http_request import BODY
from tests.runtime.actions.bench import context_of, perform, tree
from tests.runtime.actions.servers import closed_port, raw, serving


def request(workspace, **arguments):
    return perform("http_request", arguments, workspace)


def test_what_is_sent(tmp_path):
    with serving(lambda handler, _: handler.answer(201, b'{"id": 7}', Content_Type="application/json")) as server:
        done = request(
            tmp_path,
            url=f"{server.url}/hook?a=1",
            method="POST",
            headers={"X-One": "1", "Authorization": "Bearer token", "X-Number": 5},
            body={"text": "déployed", "n": [1, True, None]},
        )
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/hook?a=1")
    assert json.loads(seen.body) == {"text": "déployed", "n": [1, True, None]}
    assert seen.headers["content-type"] == "application/json"
    assert (seen.headers["x-one"], seen.headers["x-number"], seen.headers["user-agent"]) == ("1", "5", "pipec")
    assert done.result.status == "success"
    outputs = done.result.outputs
    assert (outputs["status"], outputs["body"], outputs["json"]) == (201, '{"id": 7}', {"id": 7})
    assert outputs["headers"]["content-type"] == "application/json"


def test_a_text_is_sent_as_it_is_and_its_type_is_the_authors(tmp_path):
    with serving(lambda handler, _: handler.answer()) as server:
        request(tmp_path, url=server.url, method="PUT", body="a=1\n", headers={"content-type": "text/x"})
        request(tmp_path, url=server.url, method="PUT", body={}, headers={"CONTENT-TYPE": "application/x"})
    assert [(seen.body, seen.headers["content-type"]) for seen in server.seen] == [
        (b"a=1\n", "text/x"),
        (b"{}", "application/x"),
    ]


@pytest.mark.parametrize(
    ("status", "expected", "result", "kind"),
    [
        (204, None, "success", None),
        (404, None, "failure", "code"),
        (404, [200, "404"], "success", None),
        (200, 201, "failure", "code"),
        (500, None, "failure", "dependency"),
        (503, None, "failure", "dependency"),
        (429, None, "failure", "dependency"),
        (302, None, "failure", "code"),
    ],
)
def test_what_a_status_means(tmp_path, status, expected, result, kind):
    with serving(lambda handler, _: handler.answer(status, b"why")) as server:
        done = request(tmp_path, url=f"{server.url}/p?token=secret", expected_status=expected).result
    assert (done.status, done.failure_class) == (result, kind)
    assert done.outputs["status"] == status
    if result == "failure":
        assert f"/p answered {status}" in done.reason
        assert "secret" not in done.reason


@pytest.mark.parametrize("body", [b"", b"plain", b"[1,", b"NaN", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_json_is_null(tmp_path, body):
    with serving(lambda handler, _: handler.answer(200, body)) as server:
        outputs = request(tmp_path, url=server.url).result.outputs
    assert outputs["json"] is None
    assert outputs["body"] == body.decode("utf-8", "replace")


def test_a_charset_is_kept_and_an_unknown_one_does_no_harm(tmp_path):
    with serving(
        lambda handler, _: handler.answer(200, "é".encode("latin-1"), Content_Type="a/b; charset=latin-1")
    ) as one:
        assert request(tmp_path, url=one.url).result.outputs["body"] == "é"
    for name in ("klingon", "hex", "zlib"):
        kind = f"a/b; charset={name}"
        with serving(lambda handler, _, kind=kind: handler.answer(200, "é".encode(), Content_Type=kind)) as other:
            assert request(tmp_path, url=other.url).result.outputs["body"] == "é"


def test_until_a_condition_holds(tmp_path):
    states = iter([(500, b""), (200, b"no json"), (200, b'{"state": "running"}'), (200, b'{"state": "done"}')])
    with serving(lambda handler, _: handler.answer(*next(states))) as server:
        done = request(tmp_path, url=server.url, until="response.json.state == 'done'", interval=0.01)
    assert done.result.status == "success"
    assert done.result.outputs["json"] == {"state": "done"}
    assert len(server.seen) == 4
    assert [line.partition(":")[0] for line, _ in done.lines[:3]] == [f"attempt {n} of 10" for n in (1, 2, 3)]


def test_until_no_attempt_is_left(tmp_path):
    with serving(lambda handler, _: handler.answer(200, b'{"state": "running"}')) as server:
        done = request(tmp_path, url=server.url, until="response.json.state == 'done'", interval=0.01, max_attempts=3)
    assert len(server.seen) == 3
    assert (done.result.status, done.result.failure_class) == ("failure", "dependency")
    assert done.result.outputs["json"] == {"state": "running"}
    assert "after 3 attempts" in done.result.reason
    assert "response.json.state == 'done' does not hold" in done.result.reason


def test_until_and_a_status_both_have_to_hold(tmp_path):
    statuses = iter([404, 200])
    with serving(lambda handler, _: handler.answer(next(statuses))) as server:
        done = request(tmp_path, url=server.url, until="response.status > 0", expected_status=200, interval=0.01)
    assert (done.result.status, len(server.seen)) == ("success", 2)


def test_until_a_server_is_up(tmp_path):
    done = request(
        tmp_path, url=f"http://127.0.0.1:{closed_port()}", until="response.status == 200", interval=0.01, max_attempts=2
    )
    assert (done.result.status, done.result.failure_class) == ("failure", "dependency")
    assert "cannot be reached: " in done.result.reason


def test_a_wrong_request_is_not_repeated(tmp_path):
    started = time.monotonic()
    done = request(tmp_path, url="ftp://x", until="response.status == 200", interval=60)
    assert done.result.failure_class == "configuration"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ({"url": "http://127.0.0.1:0/"}, "dependency", "cannot be reached"),
        ({"url": "http://name.invalid/"}, "dependency", "cannot be reached"),
        ({"url": "ftp://x/"}, "configuration", "http:// or https://"),
        ({"url": "file:///etc/passwd"}, "configuration", "http:// or https://"),
        ({"url": "http://"}, "configuration", "http:// or https://"),
        ({"url": "http://x:99999/"}, "configuration", "port"),
        ({}, "configuration", "`url` is missing"),
        ({"url": "http://x", "headers": {"A": "b\r\nC: d"}}, "configuration", "cannot be sent as it is"),
        ({"url": "http://x", "headers": {"a b": "c"}}, "configuration", "cannot be sent as it is"),
        ({"url": "http://x", "headers": {"A": [1]}}, "configuration", "a text is needed"),
        ({"url": "http://x", "timeout": "soon"}, "configuration", "`timeout`"),
        ({"url": "http://x", "method": "BREW"}, "configuration", "`method`"),
        ({"url": "http://x", "expected_status": "2xx"}, "configuration", "`expected_status`"),
    ],
)
def test_what_cannot_be_asked(tmp_path, arguments, kind, words):
    with serving(lambda handler, _: handler.answer()) as server:
        given = {**arguments, "url": server.url} if "headers" in arguments else arguments
        result = request(tmp_path, **given).result
    assert server.seen == []
    assert (result.status, result.failure_class) == ("failure", kind), result.reason
    assert words in result.reason


def test_no_time_is_longer_than_the_whole(tmp_path):
    def drip(handler, _seen):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(200):  # each byte is in time, all together are not
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    started = time.monotonic()
    with serving(drip) as server:
        result = request(tmp_path, url=server.url, timeout=0.5).result
        assert time.monotonic() - started < 3
    assert (result.failure_class, "within 0.5 s" in result.reason) == ("timeout", True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "does not speak HTTP"),
        (b"SSH-2.0-OpenSSH_9\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "not encoded as it says"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "does not speak HTTP"),
    ],
)
def test_lying_answers(tmp_path, sent, words):
    def reply(connection):
        connection.recv(65536)
        connection.sendall(sent)

    with raw(reply) as url:
        result = request(tmp_path, url=url, timeout=5).result
    assert result.status == "failure"
    assert words in result.reason


def endless(handler, _seen):
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    for _ in range(10_000):
        handler.wfile.write(b"x" * 65536)


def test_a_body_without_an_end_is_not_held(tmp_path):
    with serving(endless) as server:
        result = request(tmp_path, url=server.url).result
    assert (result.failure_class, "save_as" in result.reason) == ("resource", True)
    assert str(BODY) in result.reason


def test_a_small_packed_body_that_unpacks_to_much_is_not_held(tmp_path):
    bomb = gzip.compress(b"\0" * 20_000_000)
    assert len(bomb) < 100_000
    with serving(lambda handler, _: handler.answer(200, bomb, Content_Encoding="gzip")) as server:
        assert request(tmp_path, url=server.url).result.failure_class == "resource"


def test_a_long_body_goes_into_a_file(tmp_path):
    content = bytes(range(256)) * 20_000
    with serving(lambda handler, _: handler.answer(200, content)) as server:
        result = request(tmp_path, url=server.url, save_as="out/deep/body.bin").result
    assert result.status == "success"
    assert (tmp_path / "out/deep/body.bin").read_bytes() == content
    assert result.outputs["body"] == ""
    assert [path.name for path in (tmp_path / "out/deep").iterdir()] == ["body.bin"]


def test_a_short_body_is_in_the_file_and_in_the_output(tmp_path):
    (tmp_path / "body.json").write_text("old and longer")
    with serving(lambda handler, _: handler.answer(200, b"[1]")) as server:
        result = request(tmp_path, url=server.url, save_as="body.json").result
    assert (tmp_path / "body.json").read_bytes() == b"[1]"
    assert (result.outputs["body"], result.outputs["json"]) == ("[1]", [1])


def test_what_breaks_or_is_unexpected_leaves_the_file_as_it_was(tmp_path):
    (tmp_path / "kept").write_text("old")

    def reply(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")

    with raw(reply) as url:
        assert request(tmp_path, url=url, save_as="kept").result.status == "failure"
    with serving(lambda handler, _: handler.answer(404, b"page")) as server:
        assert request(tmp_path, url=server.url, save_as="kept").result.status == "failure"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("kept", "old")]


@pytest.mark.parametrize("path", ["../out", "/tmp/out", "link/out", "a/../../out", "", "dangling", ".", "\0"])
def test_nothing_is_written_outside_of_the_workspace(tmp_path, path):
    workspace, outside = tmp_path / "workspace", tmp_path / "outside"
    workspace.mkdir()
    outside.mkdir()
    (workspace / "link").symlink_to(outside)
    (workspace / "dangling").symlink_to(outside / "new")
    with serving(lambda handler, _: handler.answer(200, b"x")) as server:
        result = request(workspace, url=server.url, save_as=path).result
    if path == "":
        assert result.status == "success"  # no file at all
    else:
        assert (result.status, result.failure_class) == ("failure", "configuration"), result.reason
    assert list(outside.iterdir()) == []


def test_a_link_inside_the_workspace_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with serving(lambda handler, _: handler.answer(200, b"x")) as server:
        assert request(tmp_path, url=server.url, save_as="link/out").result.status == "success"
    assert (tmp_path / "real/out").read_bytes() == b"x"


def moving(target, status=302):
    return lambda handler, _: handler.answer(status, Location=target)


def test_redirects_are_told_and_not_followed(tmp_path):
    with serving(moving("/there")) as server:
        result = request(tmp_path, url=server.url).result
    assert "follow_redirects: true" in result.reason
    assert len(server.seen) == 1


def test_redirects_on_one_host_keep_headers_and_others_get_none(tmp_path):
    with serving(lambda handler, _: handler.answer(200, b"there")) as other:

        def move(handler, seen):
            handler.answer(302, Location="/next" if seen.path == "/" else f"{other.url}/there")

        with serving(move) as server:
            done = request(tmp_path, url=server.url + "/", headers={"X-Api-Key": "key"}, follow_redirects=True)
    assert done.result.outputs["body"] == "there"
    assert [seen.headers.get("x-api-key") for seen in server.seen] == ["key", "key"]
    assert [seen.headers.get("x-api-key") for seen in other.seen] == [None]


@pytest.mark.parametrize("target", ["ftp://x/", "file:///etc/passwd", "javascript:alert(1)", "data:,x"])
def test_redirects_to_other_schemes_are_not_followed(tmp_path, target):
    with serving(moving(target)) as server:
        result = request(tmp_path, url=server.url, follow_redirects=True).result
    assert (result.status, "not followed" in result.reason) == ("failure", True), result.reason


def test_redirects_without_an_end(tmp_path):
    with serving(moving("/")) as server:
        result = request(tmp_path, url=server.url, follow_redirects=True).result
    assert "more than 5 times" in result.reason
    assert len(server.seen) == 6


def test_what_was_posted_is_not_posted_elsewhere(tmp_path):
    with serving(moving("/there", 307)) as server:
        result = request(tmp_path, url=server.url, method="POST", body="x", follow_redirects=True).result
    assert (result.status, len(server.seen)) == ("failure", 1)


def test_cancelled_in_the_middle_of_a_body(tmp_path):
    """The cancellation is passed on at once, and nothing is left in the workspace."""
    begun: list[bool] = []
    left = threading.Event()

    def half(handler, _seen):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(b"x" * 1000)
        handler.wfile.flush()
        begun.append(True)
        left.wait(10)

    async def cancel(url):
        arguments = {"url": url, "save_as": "out"}
        task = asyncio.ensure_future(ACTIONS["http_request"](arguments, context_of(tmp_path, [])))
        async with asyncio.timeout(10):
            while not begun or not list(tmp_path.iterdir()):  # noqa: ASYNC110 - the server is a thread
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    started = time.monotonic()
    with serving(half) as server:
        try:
            asyncio.run(cancel(server.url))
        finally:
            left.set()
    assert time.monotonic() - started < 8
    assert list(tmp_path.iterdir()) == []


def test_the_condition_sees_what_the_outputs_are(tmp_path):
    with serving(lambda handler, _: handler.answer(200, b'{"a": [1, 2.5]}', X_Build="41")) as server:
        text = (
            "response.json.a[1] == 2.5 && response.headers['x-build'] == '41' && response.status == 200 "
            "&& contains(response.body, 'a')"
        )
        done = request(tmp_path, url=server.url, until=text, max_attempts=1)
    assert done.result.status == "success"
    assert evaluate(tree(text), {"response": done.result.outputs}.__getitem__) is True
