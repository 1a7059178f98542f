"""`pipec artifact serve`: as a process, with its lines, its signals and its usage errors."""

import asyncio
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from runtime.artifacts.handing.signed import SignedHanding
from tests.pipec.command_line import _default_signals, environment, process, run
from tests.runtime.artifacts.handing.certificates import make_certificate
from tests.runtime.artifacts.stores import keep


@contextmanager
def serve(state, *words):
    """Run the command; yields the process, whose first line has come, and that line."""
    started = subprocess.Popen(
        [sys.executable, "-m", "pipec", "artifact", "serve", "--listen", "127.0.0.1:0", *words],
        env=environment(PIPEC_STATE_DIR=str(state)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_default_signals,  # noqa: PLW1509 - no other thread here
    )
    try:
        assert select.select([started.stdout], [], [], 20)[0]
        yield started, started.stdout.readline()
    finally:
        started.kill()
        started.communicate()


def offer(url, state, digest):
    return asyncio.run(SignedHanding(url, state).offer(digest, time.time() + 600))


def end(started, number=signal.SIGTERM):
    started.send_signal(number)
    out, err = started.communicate(timeout=20)
    return started.returncode, out.splitlines(), err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_what_it_did_and_ends_well(tmp_path, number):
    state = tmp_path / "state"
    digest = keep(state, b"content").digest
    with serve(state) as (started, ready):
        url = re.fullmatch(rf"\d\d:\d\d:\d\d Serving {state} at (http://127\.0\.0\.1:\d+)\n", ready)[1]
        given = offer(url, state, digest)
        size = len(httpx.get(given.url).content)
        assert httpx.get(f"{url}/x").status_code == 404
        code, lines, err = end(started, number)
    assert (code, err) == (0, "")
    assert [re.sub(r"\d+\.\ds$", "0.0s", line[9:]) for line in lines] == [
        "127.0.0.1 GET - 200, 65 B, 0.0s",
        f"127.0.0.1 GET {digest[:12]} 200, {size} B, 0.0s",
        "127.0.0.1 GET - 404, 10 B, 0.0s",
        "Ending; downloads that are under way go on for 30 seconds.",
        "Ended.",
    ]
    assert "signature" not in "".join(lines)


def test_its_lines_for_machines(tmp_path):
    state = tmp_path / "state"
    with serve(state, "--format", "json", "--url", "https://artifacts.example/pipec") as (started, ready):
        first = json.loads(ready)
        assert (first["event"], first["format"], first["url"]) == ("serving", 1, "https://artifacts.example/pipec")
        code, lines, _ = end(started)
    assert code == 0
    assert [json.loads(line)["event"] for line in lines] == ["ending", "ended"]


def test_a_prefix_begins_every_path(tmp_path):
    state = tmp_path / "state"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with serve(state, "--listen", f"127.0.0.1:{port}", "--url", f"http://127.0.0.1:{port}/pre/"):
        given = offer(f"http://127.0.0.1:{port}/pre", state, None)
        assert httpx.get(given.url).status_code == 200
        assert httpx.get(given.url.replace("/pre/", "/")).status_code == 404


def test_a_download_that_is_under_way_ends_before_the_server(tmp_path):
    state = tmp_path / "state"
    digest = keep(state, os.urandom(16 << 20)).digest
    with serve(state) as (started, ready):
        url = ready.split()[-1]
        given = offer(url, state, digest)
        with httpx.stream("GET", given.url) as answer:
            received = answer.iter_raw(1 << 16)
            size = len(next(received))
            started.send_signal(signal.SIGTERM)
            time.sleep(1)
            assert started.poll() is None
            with pytest.raises(httpx.ConnectError):
                httpx.get(url)
            size += sum(map(len, received))
        assert size == int(answer.headers["content-length"])
        out, _ = started.communicate(timeout=20)
    assert started.returncode == 0
    assert out.splitlines()[-1].endswith("Ended.")


def test_a_second_signal_ends_it_at_once(tmp_path):
    state = tmp_path / "state"
    digest = keep(state, os.urandom(16 << 20)).digest
    with serve(state) as (started, ready):
        given = offer(ready.split()[-1], state, digest)
        with httpx.stream("GET", given.url):
            started.send_signal(signal.SIGTERM)
            time.sleep(1)
            started.send_signal(signal.SIGTERM)
            assert started.wait(5) == -signal.SIGTERM


def test_it_goes_on_when_nobody_reads_its_lines(tmp_path):
    state = tmp_path / "state"
    with serve(state) as (started, ready):
        started.stdout.close()
        url = ready.split()[-1]
        assert [httpx.get(f"{url}/x").status_code for _ in range(5)] == [404] * 5
        started.send_signal(signal.SIGTERM)
        assert started.wait(20) == 0
        assert started.stderr.read() == ""


def test_tls(tmp_path, monkeypatch):
    made = make_certificate(tmp_path / "tls")
    state = tmp_path / "state"
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    with serve(state, "--tls-cert", str(made.certificate), "--tls-key", str(made.key)) as (_, ready):
        url = ready.split()[-1]
        assert url.startswith("https://127.0.0.1:")
        assert offer(url, state, None).url.startswith(url)


def test_without_tls_on_a_network_it_warns(tmp_path):
    with serve(tmp_path / "state", "--listen", "0.0.0.0:0") as (started, _):
        _, _, err = end(started)
    assert err == "Without TLS whoever sees the network can read artifacts: give --tls-cert and --tls-key.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--listen", "7420"), "`7420` is no HOST:PORT."),
        (("--listen", "h:x"), "`h:x` is no HOST:PORT."),
        (("--listen", "h:70000"), "`h:70000` is no HOST:PORT."),
        (("--url", "ftp://h"), "`ftp://h` is no address"),
        (("--url", "https://h/?x=1"), "is no address"),
        (("--url", "https://a:b@h/"), "is no address"),
        (("--url", "https://[::1"), "is no address"),
        (("--tls-cert", "x"), "together"),
    ],
)
def test_usage_errors(tmp_path, words, said):
    ran = run("artifact", "serve", "--state-dir", str(tmp_path), *words)
    assert ran.code == 2
    assert said in ran.err


def test_what_cannot_be_had_is_told(tmp_path):
    state = ("--state-dir", str(tmp_path / "state"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = run("artifact", "serve", "--listen", address, *state)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"Error: {address} cannot be listened at: Address already in use\n  Give another address with --listen.\n"
    )
    made = make_certificate(tmp_path / "tls")
    ran = run("artifact", "serve", *state, "--tls-cert", str(made.certificate), "--tls-key", str(made.authority))
    assert ran.code == 1
    assert "cannot be used" in ran.err
    ran = run("artifact", "serve", "--listen", "no.such.host.invalid:1", *state)
    assert ran.code == 1
    assert "cannot be listened at" in ran.err


def test_a_key_that_others_may_read_stops_it(tmp_path):
    state = tmp_path / "state"
    with serve(state) as (started, _):
        end(started)
    (state / "artifacts/handing.key").chmod(0o644)
    ran = process("artifact", "serve", "--state-dir", str(state), cwd=tmp_path)
    assert ran.code == 1
    assert "others may read the key" in ran.err
