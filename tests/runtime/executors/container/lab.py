"""Jobs on the container executor, as tests write them: one call for an executor, a session, a step."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from compiler.ir.job import Job, Service, Step
from compiler.ir.values import Image
from runtime.executors.base import Command, Executor, JobOrder, JobSession, JobSpace, Running
from runtime.executors.container import create
from runtime.records import Exit, Stream
from tests.engines import require_engine

BUSYBOX = Image("pipec.test/executor-busybox:1")
USER = Image("pipec.test/executor-user:1")
BARE = Image("pipec.test/executor-bare:1")
RUN = "20260101-000000-abcd"
BOUND = 60

_FILES = {
    BUSYBOX: 'FROM scratch\nCOPY bin /bin\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nENV OF_IMAGE=yes\n',
    USER: f"FROM {BUSYBOX.reference}\nUSER 1234:1234\n",
    BARE: "FROM scratch\nCOPY bin/busybox /tool/cat\n",
}


def docker(*words: str, check: bool = True, **options: object) -> str:
    done = subprocess.run(
        [require_engine("docker"), *words], capture_output=True, text=True, check=False, timeout=BOUND, **options
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def build_images(folder: Path) -> None:
    (folder / "bin").mkdir()
    shutil.copy(require_engine("busybox"), folder / "bin/busybox")
    for image, lines in _FILES.items():
        build(image, lines, folder)


def build(image: Image, lines: str, folder: Path) -> Image:
    docker("build", "-q", "-t", image.reference, "-f", "-", str(folder), input=lines)
    return image


class Heard:
    """A sink that keeps what it took, by stream."""

    def __init__(self) -> None:
        self.chunks: list[tuple[Stream, bytes]] = []

    def __call__(self, stream: Stream, data: bytes) -> None:
        assert data
        self.chunks.append((stream, data))

    def text(self, stream: Stream) -> str:
        return b"".join(data for each, data in self.chunks if each == stream).decode()


class Ended(NamedTuple):
    exit: Exit
    stdout: str
    stderr: str
    system: str


def job(name: str = "build", services: tuple[Service, ...] = (), **fields: object) -> Job:
    return Job(name, name, steps=(Step("step", "step", script="true", image=BUSYBOX),), services=services, **fields)


def space(state: Path, name: str = "build") -> JobSpace:
    """Make the directories as the runtime does: nobody else may enter."""
    top = state / "workspaces" / RUN / f"{name}.1"
    made = JobSpace(top / "workspace", top / "private")
    for directory in (*reversed(top.parents), top, *made):
        directory.mkdir(mode=0o700, exist_ok=True)
    return made


@asynccontextmanager
async def opened(state: Path) -> AsyncIterator[Executor]:
    executor = create(state)
    await executor.open()
    try:
        yield executor
    finally:
        await executor.close()


@asynccontextmanager
async def begun(
    executor: Executor, state: Path, the_job: Job, environment: Mapping[str, Mapping[str, str]] | None = None
) -> AsyncIterator[tuple[JobSession, Heard]]:
    heard = Heard()
    session = await executor.begin(JobOrder(RUN, the_job, 1, space(state, the_job.id), environment or {}, heard))
    try:
        yield session, heard
    finally:
        await session.close()


@asynccontextmanager
async def a_session(state: Path, the_job: Job | None = None) -> AsyncIterator[JobSession]:
    async with opened(state) as executor, begun(executor, state, the_job or job()) as (session, _):
        yield session


def command(session: JobSession, state: Path, script: str, image: Image = BUSYBOX, **environment: str) -> Command:
    """Return a step of `build` that runs a script as the runtime has it run: from a file in the private directory."""
    here = space(state)
    (here.private / "script").write_text(script)
    (here.private / "output").touch(mode=0o600)
    mark = session.inside(here.private / "output")
    argv = ("/bin/sh", "-e", session.inside(here.private / "script"))
    return Command("step", argv, {"PIPEC_OUTPUT": mark} | environment, session.inside(here.workspace), image, mark)


async def started(
    session: JobSession, state: Path, script: str, image: Image = BUSYBOX, **environment: str
) -> tuple[Running, Heard]:
    heard = Heard()
    return await session.start(command(session, state, script, image, **environment), heard), heard


async def ran(session: JobSession, state: Path, script: str, image: Image = BUSYBOX, **environment: str) -> Ended:
    running, heard = await started(session, state, script, image, **environment)
    exit_ = await running.wait()
    return Ended(exit_, heard.text("stdout"), heard.text("stderr"), heard.text("system"))


async def said(heard: Heard, word: str) -> None:
    """Wait until a step wrote something."""
    async with asyncio.timeout(BOUND):
        while word not in heard.text("stdout"):  # noqa: ASYNC110 - a sink tells nobody
            await asyncio.sleep(0.02)


def left(state: Path) -> list[str]:
    """Return what the engine has of a state directory."""
    label = f"label=pipec.state={state.resolve()}"
    containers = docker("ps", "-aq", "--filter", label).split()
    networks = docker("network", "ls", "-q", "--filter", label).split()
    return [*containers, *networks, *docker("volume", "ls", "-q", "--filter", label).split()]
