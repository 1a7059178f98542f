"""An engine that dies, hangs, comes back, or is another machine's: an engine of the tests' own."""

import asyncio
import contextlib
import gc
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.errors import ExecutorError
from runtime.executors.container import engine, running
from runtime.records import Exit
from tests.engines import require_engine
from tests.runtime.executors.container.lab import BOUND, BUSYBOX, RUN, begun, job, opened, ran, said, started

pytestmark = [
    pytest.mark.engine,
    pytest.mark.slow,
    # The SDK leaves a socket to the collector when an engine does not answer.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class OwnEngine:
    """A Docker Engine for one test. Its path is short: the path of a socket has at most 107 characters.

    It has a bridge of its own: an engine without one removes `docker0` when it starts, which is another engine's.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pipec-engine-"))
        self.socket = f"unix://{self.folder}/docker.sock"
        self.process: subprocess.Popen[bytes] | None = None
        self.bridge = f"pe{os.getpid()}"
        _ip("link", "add", self.bridge, "type", "bridge")
        _ip("addr", "add", f"10.213.{os.getpid() % 250}.1/24", "dev", self.bridge)
        _ip("link", "set", self.bridge, "up")

    def start(self, *before: str, address: str | None = None) -> None:
        words = [*before, require_engine("dockerd"), "--data-root", f"{self.folder}/data", "--exec-root"]
        words += [f"{self.folder}/exec", "-p", f"{self.folder}/pid", "-H", self.socket, "--bridge", self.bridge]
        words += ["--iptables=false", "--ip6tables=false", *(("-H", address, "--tls=false") if address else ())]
        for stale in ("pid", "exec/containerd/containerd.pid"):  # nobody may have reaped what was killed
            (self.folder / stale).unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + BOUND
        while subprocess.run(["docker", "-H", self.socket, "version"], capture_output=True, check=False).returncode:
            assert time.monotonic() < until, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait(BOUND)

    def load(self) -> None:
        with subprocess.Popen(["docker", "save", BUSYBOX.reference], stdout=subprocess.PIPE) as saved:
            words = ["docker", "-H", self.socket, "load", "-q"]
            subprocess.run(words, stdin=saved.stdout, check=True, capture_output=True, timeout=BOUND)

    def containers(self) -> list[str]:
        words = ["docker", "-H", self.socket, "ps", "-aq"]
        return subprocess.run(words, check=True, capture_output=True, text=True, timeout=BOUND).stdout.split()

    def close(self) -> None:
        assert self.process is not None
        if self.process.poll() is not None:  # containers outlive a killed engine: only an engine ends them
            self.start()
        self.signal(signal.SIGCONT)
        for container in self.containers():
            words = ["docker", "-H", self.socket, "rm", "-f", container]
            subprocess.run(words, check=False, capture_output=True, timeout=BOUND)
        self.process.terminate()
        self.process.wait(BOUND)
        for mount in sorted(_mounts_below(self.folder), reverse=True):
            subprocess.run(["umount", "-l", mount], check=False, capture_output=True)
        shutil.rmtree(self.folder)
        _ip("link", "del", self.bridge)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=BOUND)


def _mounts_below(folder: Path) -> list[str]:
    lines = Path("/proc/self/mounts").read_text().splitlines()
    return [line.split()[1] for line in lines if line.split()[1].startswith(str(folder))]


@pytest.fixture
def own(images) -> Iterator[OwnEngine]:
    if os.getuid() != 0:
        pytest.skip("an engine of one's own needs root")
    made = OwnEngine()
    made.start()
    made.load()
    yield made
    made.close()
    gc.collect()


@pytest.fixture
def state(own, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("DOCKER_HOST", own.socket)
    directory = tmp_path / "state"
    directory.mkdir(mode=0o700)
    return directory


QUIET = job(network="none")


def test_an_engine_that_dies_ends_the_wait_and_what_comes_back_is_swept(own, state):
    async def main():
        async with opened(state) as executor:
            async with begun(executor, state, QUIET) as (session, _):
                running_, heard = await started(session, state, "echo ready; sleep 1000")
                await said(heard, "ready")
                own.signal(signal.SIGKILL)
                with pytest.raises(ExecutorError) as caught:
                    await asyncio.wait_for(running_.wait(), 20)
                with pytest.raises(ExecutorError) as stopping:
                    await asyncio.wait_for(running_.stop(1), 20)
                with pytest.raises(ExecutorError) as starting:
                    await started(session, state, "true")
            own.start()
            told = await executor.sweep(RUN)
            return caught.value, stopping.value, starting.value, told, running_.container

    died, stopping, starting, told, container = asyncio.run(main())
    assert {each.failure_class for each in (died, stopping, starting)} == {"infrastructure"}
    assert "does not answer" in str(died)
    assert [line.split()[2] for line in told] == [container[:12]]
    assert own.containers() == []


def test_an_executor_that_closes_removes_what_came_back(own, state):
    async def main():
        async with opened(state) as executor:
            async with begun(executor, state, QUIET) as (session, _):
                running_, heard = await started(session, state, "echo ready; sleep 1000")
                await said(heard, "ready")
                own.signal(signal.SIGKILL)
                with pytest.raises(ExecutorError):
                    await asyncio.wait_for(running_.wait(), 20)
            own.start()

    asyncio.run(main())
    assert own.containers() == []


def test_an_engine_that_hangs_is_waited_for_within_bounds(own, state, monkeypatch):
    monkeypatch.setattr(engine, "_TIMEOUT", 3)
    monkeypatch.setattr(running, "_KILLED", 3.0)
    monkeypatch.setattr(running, "_ASKED", 1.0)

    async def main():
        async with opened(state) as executor, begun(executor, state, QUIET) as (session, _):
            running_, heard = await started(session, state, "echo ready; sleep 1000")
            await said(heard, "ready")
            own.signal(signal.SIGSTOP)
            begun_at = time.monotonic()
            with pytest.raises(ExecutorError) as caught:
                await running_.stop(0.5)
            seconds = time.monotonic() - begun_at
            own.signal(signal.SIGCONT)
            return caught.value, seconds

    fault, seconds = asyncio.run(main())
    assert fault.failure_class == "infrastructure"
    assert seconds < 20
    assert own.containers() == []


def test_an_engine_that_stays_away_is_left_alone_for_a_while(own, state, monkeypatch):
    monkeypatch.setattr(engine, "_THRESHOLD", 3)
    monkeypatch.setattr(engine, "_REST", 2.0)

    async def main():
        async with opened(state) as executor, begun(executor, state, QUIET) as (session, _):
            await ran(session, state, "true")
            own.signal(signal.SIGKILL)
            messages = []
            for _ in range(4):
                with contextlib.suppress(ExecutorError):
                    try:
                        await started(session, state, "true")
                    except ExecutorError as error:
                        messages.append(str(error))
            own.start()
            await asyncio.sleep(2)
            return messages, (await ran(session, state, "true")).exit

    messages, exit_ = asyncio.run(main())
    assert ["left alone" in message for message in messages] == [False, False, False, True]
    assert exit_ == Exit(0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("sees", [True, False])
def test_an_engine_that_does_not_see_our_files_is_refused_at_once(own, state, monkeypatch, sees):
    require_engine("unshare")
    own.signal(signal.SIGTERM)
    own.process.wait(BOUND)
    port = free_port()
    hide = ("unshare", "-m", "sh", "-c", f'mount -t tmpfs none {state} && exec "$@"', "hide")
    own.start(*(() if sees else hide), address=f"tcp://127.0.0.1:{port}")
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{port}")

    async def main():
        async with opened(state) as executor, begun(executor, state, QUIET) as (session, _):
            return await ran(session, state, "seq 1000; exit 3")

    if sees:
        ended = asyncio.run(main())
        assert (ended.exit, ended.stdout.count("\n")) == (Exit(3), 1000)
    else:
        with pytest.raises(ExecutorError, match="does not see the files of this machine"):
            asyncio.run(main())
    assert own.containers() == []
    assert [each.name for each in state.iterdir() if each.name.startswith(".sight")] == []
