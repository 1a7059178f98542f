"""The server of artifacts: what it answers, what it does not, and what befalls it."""

import asyncio
import hashlib
import io
import os
import socket
import ssl
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from runtime.artifacts.handing.packing import LINKS
from runtime.artifacts.handing.paths import archive_path
from runtime.artifacts.handing.signatures import signer
from runtime.artifacts.handing.signed import SignedHanding
from runtime.artifacts.serving.server import Limits, tls_context
from runtime.artifacts.store import ArtifactStore
from tests.memory import peak, reset_peak
from tests.runtime.artifacts.handing.certificates import make_certificate
from tests.runtime.artifacts.serving.servers import raw, serving
from tests.runtime.artifacts.stores import ALL, fill

DIGEST, SUM = "a" * 64, "b" * 64


def keep(state, files, executable=()):
    workspace = fill(state.parent / "w", files)
    for name in executable:
        (workspace / name).chmod(0o755)
    return ArtifactStore(state).keep("r", "build", ALL, workspace).digest


def offer(url, state, digest, expires=None):
    return asyncio.run(SignedHanding(url, state).offer(digest, expires or time.time() + 600))


def archive_of(state):
    (path,) = (state / "artifacts/archives").glob("*.tar.gz")
    return path


def members(content):
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        return {each.name: (each.mode, archive.extractfile(each).read()) for each in archive.getmembers()}


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def large(state):
    """Return the digest of an artifact of several pieces."""
    return keep(state, {"large": os.urandom(3 << 20)})


def test_an_artifact_arrives_with_its_checksum_and_modes_and_its_links_as_text(state):
    digest = keep(state, {"b/tool": b"#!/bin/sh\n", "a": b"x", "b/l": "tool", "l": "b/tool"}, ["b/tool"])
    with serving(state, prefix="/pre/fix") as served:
        given = offer(served.url, state, digest)
        answer = httpx.get(given.url)
    assert given.checksum == f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
    assert members(answer.content) == {
        LINKS: (0o644, b"b/l\ntool\nl\nb/tool\n"),
        "a": (0o644, b"x"),
        "b/tool": (0o755, b"#!/bin/sh\n"),
    }
    assert answer.headers["content-length"] == str(len(answer.content))
    (alive, access) = served.told
    assert (alive.status, alive.digest) == (200, "")
    assert access[:5] == ("127.0.0.1", "GET", digest, 200, len(answer.content))


def test_an_absent_input_is_an_archive_of_one_empty_list(state):
    with serving(state) as served:
        given = offer(served.url, state, None)
        content = httpx.get(given.url).content
    assert members(content) == {LINKS: (0o644, b"")}, "go-getter refuses an archive without any file"


def test_the_bytes_of_an_archive_are_always_the_same(tmp_path):
    found = set()
    for name in ("one", "other"):
        state = tmp_path / name / "state"
        digest = keep(state, {"z": b"z" * 1000, "a": b"a"}, ["z"])
        with serving(state) as served:
            found.add(offer(served.url, state, digest).checksum)
        time.sleep(1.1)  # whatever a clock put into it would differ
    assert len(found) == 1


def test_what_is_not_signed_is_not_there(state, large):
    with serving(state) as served:
        path = urlsplit(offer(served.url, state, large).url).path
        absent = archive_path(DIGEST, SUM)
        tricks = [
            *("/", "/archives", "/archives/", f"/archives/{large}", f"{path}/", f"{path}/..", f"/.{path}"),
            *("/archives/../handing.key", "/../../etc/passwd", "/%2e%2e/handing.key", f"{path}%00", f"{path}%0a"),
            *(
                "/archives/..%2f..%2fhanding.key",
                f"/x{path}",
                f"{path[:9]}/{path[9:]}",
                path.upper(),
                "*",
                "http://x/",
                "\\",
            ),
        ]
        for trick in tricks:
            answer = raw(served.port, f"GET {trick} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert answer.split()[1] == b"404", trick
        here, nowhere = (httpx.get(f"{served.url}{each}") for each in (path, absent))
        assert (here.status_code, here.text) == (nowhere.status_code, nowhere.text) == (403, "Forbidden\n")


def test_a_signature_is_good_for_its_path_and_its_time_alone(state, large):
    with serving(state) as served:
        good = offer(served.url, state, large).url
        path, _, query = good.removeprefix(served.url).partition("?")
        expires, signature = (part.partition("=")[2] for part in query.split("&"))
        other = archive_path(DIGEST, SUM)
        past = signer(state).query(path, time.time() - 1)
        far = signer(state).query(path, time.time() + 500 * 86400)
        changed = f"{signature[:-1]}{'0' if signature[-1] != '0' else '1'}"
        for wrong in (
            f"{other}?{query}",
            f"/alive?{query}",
            f"{path}?{past}",
            f"{path}?{far}",
            f"{path}?expires={int(expires) + 1}&signature={signature}",
            f"{path}?expires={expires}&signature={changed}",
            f"{path}?expires={expires}&signature={signature.upper()}",
            f"{path}?expires={expires}&signature=",
            f"{path}?{query}&{query}",
            f"{path}?signature={signature}",
            f"{path}?expires=%FF&signature={signature}",
            f"{path}?{'&'.join(f'x{n}=1' for n in range(9))}&{query}",
        ):
            assert httpx.get(f"{served.url}{wrong}").status_code == 403, wrong
        assert httpx.get(good).status_code == 200
        assert all(signature not in str(each) for each in served.told)


def test_a_signed_archive_that_is_gone_is_told(state):
    with serving(state) as served:
        path = archive_path(DIGEST, SUM)
        url = f"{served.url}{path}?{signer(state).query(path, time.time() + 60)}"
        assert httpx.get(url).status_code == 404
    assert served.last.reason == "the archive is gone"
    assert "run the job again" in served.last.help


def test_only_get_and_head_are_answered(state, large):
    with serving(state) as served:
        url = offer(served.url, state, large).url
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            answer = httpx.request(method, url)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), method
        size = archive_of(state).stat().st_size
        head = httpx.head(url)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(size)
        assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, None),
        ("bytes=5-9", 5, 10),
        ("bytes=262140-262150", 262140, 262151),
        ("bytes=1000000-", 1000000, None),
        ("bytes=-7", -7, None),
        ("bytes=10-99999999999", 10, None),
    ],
)
def test_a_download_goes_on_where_it_broke_off(state, large, asked, start, end):
    with serving(state) as served:
        url = offer(served.url, state, large).url
        answer = httpx.get(url, headers={"Range": asked})
    whole = archive_of(state).read_bytes()
    begin = start % len(whole)
    assert answer.status_code == 206
    assert answer.content == whole[start:end]
    assert answer.headers["content-range"] == f"bytes {begin}-{begin + len(answer.content) - 1}/{len(whole)}"


def test_other_ranges_are_ignored_or_told(state, large):
    with serving(state) as served:
        url = offer(served.url, state, large).url
        whole = archive_of(state).read_bytes()
        for asked in ("bytes=0-1,3-4", "lines=1-2", "bytes=9-5", "bytes=-", "x"):
            answer = httpx.get(url, headers={"Range": asked})
            assert (answer.status_code, answer.content == whole) == (200, True), asked
        stale = httpx.get(url, headers={"Range": "bytes=5-", "If-Range": '"other"'})
        assert stale.status_code == 200
        beyond = httpx.get(url, headers={"Range": f"bytes={len(whole)}-"})
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")


def test_a_small_corrupted_archive_is_never_sent_and_is_made_anew(state):
    digest = keep(state, {"a": os.urandom(1000)})
    with serving(state) as served:
        url = offer(served.url, state, digest).url
        path = archive_of(state)
        content = bytearray(path.read_bytes())
        content[500] ^= 1
        path.write_bytes(content)
        assert httpx.get(url).status_code == 500
        assert "was corrupted on the disk, and is removed" in served.last.reason
        assert "run the job again" in served.last.help
        assert httpx.get(url).status_code == 404
        assert httpx.get(offer(served.url, state, digest).url).status_code == 200


@pytest.mark.parametrize("asked", [None, "bytes=1000-", "bytes=0-9"])
def test_a_large_corrupted_archive_never_arrives_whole(state, large, asked):
    with serving(state) as served:
        url = offer(served.url, state, large).url
        path = archive_of(state)
        content = bytearray(path.read_bytes())
        content[-100] ^= 1
        path.write_bytes(content)
        headers = {"Range": asked} if asked else {}
        if asked == "bytes=0-9":
            assert httpx.get(url, headers=headers).status_code == 500
        else:
            with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
                httpx.get(url, headers=headers)
            assert "broken off" in served.last.reason


def test_two_hundred_nodes_fetch_at_once_in_little_memory(state):
    digest = keep(state, {"large": os.urandom(4 << 20)})
    with serving(state) as served:
        given = offer(served.url, state, digest)
        port, target = served.port, given.url.removeprefix(served.url)

        def fetch(_):
            hasher, head = hashlib.sha256(), b""
            with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                while b"\r\n\r\n" not in head:
                    head += connection.recv(1 << 16)
                hasher.update(head.partition(b"\r\n\r\n")[2])
                while data := connection.recv(1 << 16):
                    hasher.update(data)
            return hasher.hexdigest()

        before = reset_peak()
        with ThreadPoolExecutor(200) as pool:
            found = set(pool.map(fetch, range(200)))
        assert found == {given.checksum.removeprefix("sha256:")}
        # 200 downloads of 4 MiB: a server that held them would take 800 MiB; two pieces each are 100.
        assert peak() - before < 200 << 10


def test_more_connections_than_allowed_wait_for_their_turn(state, large):
    with serving(state, limits=Limits(connections=2)) as served:
        url = offer(served.url, state, large).url
        with ThreadPoolExecutor(10) as pool:
            assert [each.status_code for each in pool.map(lambda _: httpx.get(url), range(10))] == [200] * 10


@pytest.mark.parametrize("begun", [b"", b"GET /alive HT", b"GET / HTTP/1.1\r\nX: "])
def test_who_does_not_say_what_it_wants_is_let_go(state, begun):
    with serving(state, limits=Limits(headers=0.5)) as served:
        before = time.monotonic()
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
            connection.sendall(begun)
            if begun:  # a byte now and then is not enough
                for _ in range(3):
                    time.sleep(0.1)
                    connection.sendall(b"x")
            assert connection.recv(100) == b""
        assert time.monotonic() - before < 5
        assert served.last.reason == "the client was too slow"


def test_who_does_not_take_what_it_wanted_is_let_go(state):
    digest = keep(state, {"large": os.urandom(16 << 20)})
    with serving(state, limits=Limits(piece=0.5)) as served:
        target = offer(served.url, state, digest).url.removeprefix(served.url)
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            until = time.monotonic() + 15
            while not served.told[-1].digest and time.monotonic() < until:
                time.sleep(0.05)
        assert served.last.reason == "the client was too slow"
        assert 0 < served.last.sent < 16 << 20


def test_clients_that_leave_do_no_harm(state, large):
    with serving(state) as served:
        url = offer(served.url, state, large).url
        target = url.removeprefix(served.url)
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", served.port)) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # leave with a reset
                connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert httpx.get(url).status_code == 200


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /alive\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0" * 100 + b"\r\n\r\n",
        b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n",
    ],
)
def test_nonsense_is_refused_and_others_are_served(state, large, request_):
    with serving(state) as served:
        url = offer(served.url, state, large).url
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
            connection.sendall(request_)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while data := connection.recv(1 << 16):
                    answer += data
            except ConnectionResetError:
                pass
        assert not answer.startswith(b"HTTP/1.1 200")
        assert "internal error" not in str(served.told)
        assert httpx.get(url).status_code == 200


def test_tls_is_of_version_1_2_at_least_and_plain_text_is_refused(state, large, tmp_path):
    made = make_certificate(tmp_path / "tls")
    with serving(state, tls=tls_context(made.certificate, made.key)) as served:
        trusting = ssl.create_default_context(cafile=str(made.authority))
        path = archive_path(DIGEST, SUM)
        assert httpx.get(f"{served.url}{path}", verify=trusting).status_code == 403
        assert not raw(served.port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1")
        assert served.last.reason.startswith("no TLS connection")
        old = ssl.create_default_context(cafile=str(made.authority))
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.raises(httpx.ConnectError):
            httpx.get(served.url, verify=old)


def test_the_server_goes_on_while_a_client_does_not_finish_its_tls_greeting(state, tmp_path):
    made = make_certificate(tmp_path / "tls")
    trusting = ssl.create_default_context(cafile=str(made.authority))
    with (
        serving(state, tls=tls_context(made.certificate, made.key), limits=Limits(headers=1)) as served,
        socket.create_connection(("127.0.0.1", served.port), timeout=20) as silent,
    ):
        assert httpx.get(f"{served.url}/", verify=trusting).status_code == 404
        assert silent.recv(10) == b""
