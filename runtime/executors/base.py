"""What an executor is: how the steps of a job become processes, containers or allocations.

The order of calls: `refusals` before anything starts; `open` once; for each attempt of a job `begin`, then `start` for
each script step, one after another, then `close` of the job; at last `close` of the executor. `sweep` ends whatever a
runtime that is gone left running. All methods that wait are cancelled by asyncio as any coroutine.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from compiler.ir.job import Job
from compiler.ir.plan import Plan
from compiler.ir.values import Image

from ..records import Exit, Refusal, Stream

GRACE = 10.0
"""Seconds between TERM and KILL."""

Sink = Callable[[Stream, bytes], None]
"""Takes output as it comes, in chunks of any size, never empty; quick, and called in the event loop's thread."""


class JobSpace(NamedTuple):
    """The directories of one attempt of a job on this machine, which exist when an executor sees them.

    `workspace` is the steps' own. `private` holds what the runtime writes for the steps and reads from them (scripts,
    `$PIPEC_OUTPUT` files); it is not inside the workspace.
    """

    workspace: Path
    private: Path


class JobOrder(NamedTuple):
    """One attempt of a job that is to begin."""

    run: str
    job: Job
    attempt: int
    space: JobSpace
    environment: Mapping[str, Mapping[str, str]]
    """The resolved environment of each service by name."""
    say: Sink
    """Takes what there is to tell about services, as stream `system`."""


class Command(NamedTuple):
    """One try of a step. `argv`, `environment` and `directory` hold paths as the step sees them (see `inside`).

    `directory` is the absolute working directory, which exists. `mark` is unique to this try on this machine: it is
    the value of `PIPEC_OUTPUT` in `environment`, by which strays are found.
    """

    step: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    directory: str
    image: Image | None
    mark: str


class Running(Protocol):
    """A program that was started. Nothing of it is alive, and all its output is in the sink, when `wait` returns."""

    @property
    def handle(self) -> str:
        """What finds it again after a crash of the runtime: compact JSON, recorded in the state."""
        ...

    @property
    def container(self) -> str:
        """The container's id, or empty."""
        ...

    async def wait(self) -> Exit:
        """Wait until it ended by itself and what it left behind was swept. May be called again."""
        ...

    async def stop(self, grace: float = GRACE) -> Exit:
        """End it: TERM to all of it, KILL after `grace` seconds. Returns when nothing of it is alive."""
        ...


class JobSession(Protocol):
    """One attempt of a job on an executor: its network and services are up."""

    @property
    def variables(self) -> Mapping[str, str]:
        """What the executor adds to the environment: `PATH`, `PIPEC_SERVICE_NAME_HOST` and `_PORT`."""
        ...

    @property
    def addresses(self) -> Mapping[str, str]:
        """The variables that name services, as this process reaches them; steps may know them by other names."""
        ...

    @property
    def left_over(self) -> bool:
        """Whether `close` had to leave something that may still run, because its engine did not answer."""
        ...

    def inside(self, path: Path) -> str:
        """Return how the steps see a path below the job's space."""
        ...

    async def start(self, command: Command, sink: Sink) -> Running:
        """Start one try of a step. ExecutorError when it cannot be started."""
        ...

    async def close(self) -> None:
        """Take down services and network; never raises for what is gone already."""
        ...


class Executor(Protocol):
    """One way to run jobs: step by step (see StepExecutor), or whole (see `whole.py`)."""

    @property
    def name(self) -> str:
        """The word of `--executor`."""
        ...

    def refusals(self, plan: Plan, jobs: Collection[Job]) -> tuple[Refusal, ...]:
        """Return what cannot be kept of these jobs; touches no engine."""
        ...

    async def open(self) -> None:
        """Get ready; ExecutorError when the engine does not answer."""
        ...

    async def sweep(self, run: str, handles: Collection[str] = ()) -> tuple[str, ...]:
        """End all that is left of a run whose runtime is gone; return a sentence for each thing that was ended.

        `handles` are those that the state recorded of the run's steps (`Running.handle`), of any executor: they find
        what no longer carries a mark of its own.
        """
        ...

    async def reclaim(self, space: JobSpace) -> bool:
        """Make us the owner of what steps wrote in a space whose runtime is gone; tell whether that is so now."""
        ...

    async def close(self) -> None:
        """Let the engine go."""
        ...


class StepExecutor(Executor, Protocol):
    """An executor whose steps the runtime starts one by one."""

    @property
    def light(self) -> bool:
        """Whether `begin` starts nothing for a job without services: then it may come before the job's transition."""
        ...

    async def begin(self, order: JobOrder) -> JobSession:
        """Start an attempt: its network, its services, their health. ExecutorError leaves nothing behind."""
        ...
