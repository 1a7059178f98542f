"""Jobs that could start: which of them does, within the slots of the run and the limits of their matrices."""

from collections import deque
from collections.abc import Iterable

from compiler.ir.job import Job


class ReadyQueue:
    """First come, first served; instances of a matrix wait while as many as `max_parallel` of them run."""

    def __init__(self, slots: int) -> None:
        self.free = slots
        self._ready: deque[Job] = deque()
        self._held: dict[str, deque[Job]] = {}
        self._active: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ready) + sum(map(len, self._held.values()))

    def add(self, job: Job, *, first: bool = False) -> None:
        """Put a job in line, before all others if it is to be `first`."""
        if first:
            self._ready.appendleft(job)
        else:
            self._ready.append(job)

    def take(self) -> Job | None:
        """Return the next job that may start, and give it a slot; None when there is none."""
        while self.free and self._ready:
            job = self._ready.popleft()
            limit = job.matrix.max_parallel if job.matrix is not None else None
            active = self._active.get(job.name, 0)
            if limit is not None and active >= limit:
                self._held.setdefault(job.name, deque()).append(job)
                continue
            self._active[job.name] = active + 1
            self.free -= 1
            return job
        return None

    def give_back(self, job: Job) -> None:
        """Take a job's slot back."""
        self.free += 1
        self._active[job.name] -= 1
        held = self._held.get(job.name)
        if held:
            self._ready.appendleft(held.popleft())

    def remove(self, identifiers: Iterable[str] | None = None) -> list[Job]:
        """Take jobs out of the line and return them: those with these ids, or all."""
        wanted = None if identifiers is None else set(identifiers)
        found: list[Job] = []
        for line in (self._ready, *self._held.values()):
            taken = [job for job in line if wanted is None or job.id in wanted]
            found.extend(taken)
            rest = [job for job in line if wanted is not None and job.id not in wanted]
            line.clear()
            line.extend(rest)
        return found
