"""What ended jobs left: statuses and outputs for expressions, digests for inputs."""

from collections.abc import Iterator, Mapping

from compiler.ir.expression import Value
from compiler.ir.plan import Plan

from ..records import JobStatus
from .endings import common_status


class RunResults:
    """The results of a run so far. Endings are by instance, expressions ask by the name of a job."""

    def __init__(self, plan: Plan) -> None:
        self.endings: dict[str, JobStatus] = {}
        self._outputs: dict[str, Mapping[str, Value]] = {}
        self._artifacts: dict[tuple[str, str], str] = {}
        self._instances: dict[str, list[str]] = {}
        for job in plan.jobs:
            self._instances.setdefault(job.name, []).append(job.id)
        self._known = _Jobs(self)

    def ended(self, job: str, ending: JobStatus, outputs: Mapping[str, Value]) -> None:
        """Record how an instance ended."""
        self.endings[job] = ending
        self._outputs[job] = outputs

    def kept(self, job: str, name: str, digest: str) -> None:
        """Record an artifact."""
        self._artifacts[job, name] = digest

    def artifact(self, job: str, name: str) -> str | None:
        """Return the digest of an artifact, None when there is none."""
        return self._artifacts.get((job, name))

    def known_jobs(self) -> Mapping[str, Value]:
        """Return what expressions see as `job`."""
        return self._known

    def of_job(self, name: str) -> Mapping[str, Value]:
        """Return `{"status": …, "outputs": {…}}` of a job; a KeyError when none of its instances has ended."""
        ended = [identifier for identifier in self._instances[name] if identifier in self.endings]
        if not ended:
            raise KeyError(name)
        outputs = self._outputs[ended[0]] if len(self._instances[name]) == 1 else {}
        return {"status": common_status(self.endings[each] for each in ended), "outputs": outputs}

    def names(self) -> Iterator[str]:
        """Yield the names of jobs."""
        return iter(self._instances)

    def __len__(self) -> int:
        return len(self._instances)


class _Jobs(Mapping[str, Value]):
    """The jobs by name; each is put together when it is asked for."""

    def __init__(self, results: RunResults) -> None:
        self._results = results

    def __getitem__(self, name: str) -> Value:
        return self._results.of_job(name)

    def __iter__(self) -> Iterator[str]:
        return self._results.names()

    def __len__(self) -> int:
        return len(self._results)
