"""What an executor is that takes jobs whole: an engine runs their steps by itself, and the runtime looks on.

The order of calls: `refusals` before anything starts; `open` once; for each attempt of a job `dispatch`, then `follow`
of what came of it, `stop` where it is not wanted any more, and `outputs` and `fetch` when it has ended. To dispatch an
attempt again that runs already, or has run, is to find it: so a runtime goes on with what another one began.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from compiler.ir.job import Artifact, Job

from ..records import FailureClass, StepResult, Stream
from .base import Executor


class WholeOrder(NamedTuple):
    """One attempt of a job. `values` are the run's by their dotted paths, such as `params.region` and `CI_REPO`.

    `inputs` are the digests of the job's inputs in their order, None for an optional one that is absent.
    """

    run: str
    directory: Path
    job: Job
    attempt: int
    values: Mapping[str, str]
    inputs: tuple[str | None, ...]


class WholeEnd(NamedTuple):
    """How it went, apart from the steps: `reason` is empty when the job ended by itself, with its steps' ending."""

    reason: str = ""
    failure_class: FailureClass | None = None


class Sight(Protocol):
    """Who looks on. Tries are counted from 1 in each attempt of the job. Quick, and called in the loop's thread."""

    def begun(self, step: str, tried: int) -> None:
        """Hear that a try of a step began; only the first call for it counts."""
        ...

    def wrote(self, step: str, tried: int, stream: Stream, data: bytes) -> None:
        """Take output of a try, in chunks of any size; of what the job itself says when `step` is empty."""
        ...

    def ended(self, step: str, tried: int, result: StepResult) -> None:
        """Hear how a try ended; `tried` is 0 for a step that was skipped, or failed before it began."""
        ...


class WholeJob(Protocol):
    """An attempt that an engine has taken."""

    @property
    def handle(self) -> str:
        """What people find it by at the engine."""
        ...

    @property
    def workspace(self) -> str:
        """The workspace's path as the steps saw it, once it has ended; empty when unknown."""
        ...

    async def follow(self) -> WholeEnd:
        """Look on until nothing of it runs and all its output was handed over."""
        ...

    async def stop(self) -> WholeEnd:
        """End it, and look on until that is so. May be called while nobody follows."""
        ...

    async def outputs(self) -> Mapping[str, str]:
        """Return the outputs that its steps published and the job declares."""
        ...

    async def fetch(self, artifact: Artifact, workspace: Path) -> None:
        """Copy the files of an artifact into a directory here, each at its path in the workspace."""
        ...


@runtime_checkable
class WholeExecutor(Executor, Protocol):
    """An executor that takes jobs whole."""

    async def dispatch(self, order: WholeOrder, sight: Sight) -> WholeJob:
        """Have an attempt begin, or find the one that did. ExecutorError when it cannot."""
        ...
