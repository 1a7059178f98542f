"""What an allocation's logs say about its steps, told to who looks on."""

from typing import Final

from compiler.ir.job import Job

from ...records import FailureClass, StepResult, StepStatus, Stream
from ..whole import Sight
from .marks import Mark, Marks
from .traces import Trace

_CLASSES: Final[dict[str, FailureClass]] = {
    "code": "code",
    "resource": "resource",
    "timeout": "timeout",
    "configuration": "configuration",
}
_STATUSES: Final[dict[str, StepStatus]] = {"success": "success", "skipped": "skipped", "failure": "failure"}
_BOTH: Final = 2
STEP_TASK: Final = "step-"
"""How the names of tasks begin that run steps."""


class Telling:
    """Takes the output of a job's tasks apart. A try has ended when both of its streams say so."""

    def __init__(self, job: Job, sight: Sight) -> None:
        self._steps = tuple(step.id for step in job.steps)
        self._sight = sight
        self._marks: dict[tuple[str, Stream], Marks] = {}
        self._current: dict[tuple[str, Stream], tuple[str, int]] = {}
        self._seen: dict[Mark, int] = {}
        self._last: dict[str, tuple[int, StepResult]] = {}
        self._newest: dict[str, int] = {}
        self._lossy: set[str] = set()
        self.done: dict[str, StepResult] = {}
        """How the steps ended that have."""

    def take(self, task: str, stream: Stream, data: bytes) -> None:
        """Take output of a task."""
        if not task.startswith(STEP_TASK):
            if task == "services-healthy":
                self._sight.wrote("", 0, "system", data)
            return
        key = (task, stream)
        for piece in self._marks.setdefault(key, Marks()).feed(data):
            self._text(key, piece) if isinstance(piece, bytes) else self._mark(key, piece)

    def lost(self, task: str, stream: Stream) -> None:
        """Hear that a part of a stream is gone: from now on it is enough that one of the two says something."""
        key = (task, stream)
        self._lossy.add(task)
        self._marks.pop(key, None)
        self._current.pop(key, None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps of which no ending was seen."""
        return tuple(step for step in self._steps if step not in self.done)

    @property
    def has_failed(self) -> bool:
        """Whether a step failed."""
        return any(result.status == "failure" for result in self.done.values())

    def found(self, trace: Trace) -> None:
        """Take a step's ending from elsewhere: what it wrote down, where the log has lost it."""
        if trace.step not in self.done:
            self._ending(trace.step, trace.tried, _result(_status(trace.status), trace.exit_code, trace.failure_class))

    def close(self) -> None:
        """Hand over what is left when there is no more output."""
        for key, marks in self._marks.items():
            rest = marks.rest()
            if rest:
                self._text(key, rest)
        for step, (tried, result) in self._last.items():
            self._sight.ended(step, tried, result)
        self._last.clear()

    def _text(self, key: tuple[str, Stream], text: bytes) -> None:
        other: Stream = "stderr" if key[1] == "stdout" else "stdout"
        begun = self._current.get(key) or (self._current.get((key[0], other)) if key[0] in self._lossy else None)
        step, tried = begun or ("", 0)
        self._sight.wrote(step, tried, key[1] if step else "system", text)

    def _mark(self, key: tuple[str, Stream], mark: Mark) -> None:
        if mark.step not in self._steps:
            return
        self._seen[mark] = self._seen.get(mark, 0) + 1
        is_told = self._seen[mark] == (1 if key[0] in self._lossy else _BOTH)
        if mark.kind == "begin":
            self._begin(key, mark.step, int(mark.words[0]))
        elif mark.kind == "done":
            self._current.pop(key, None)
            if is_told and mark.step not in self.done:
                self._done(mark)
        elif is_told:
            self._end(mark)

    def _begin(self, key: tuple[str, Stream], step: str, tried: int) -> None:
        self._current[key] = (step, tried)
        earlier = self._last.get(step)
        if earlier is not None and earlier[0] < tried:
            self._sight.ended(step, *self._last.pop(step))
        self._newest[step] = max(tried, self._newest.get(step, 0))
        self._sight.begun(step, tried)

    def _end(self, mark: Mark) -> None:
        """A try is over; the last one is told with the step's ending, which knows what became of its outputs."""
        number, code, class_ = mark.words
        tried, result = int(number), _result("success" if code == "0" else "failure", code, class_)
        if tried < self._newest.get(mark.step, 0):
            self._sight.ended(mark.step, tried, result)
        else:
            self._last[mark.step] = (tried, result)

    def _done(self, mark: Mark) -> None:
        status, code, class_ = mark.words
        result = _result(_status(status), code, class_)
        tried, _ = self._last.get(mark.step, (0, result))
        self._ending(mark.step, tried, result)

    def _ending(self, step: str, tried: int, result: StepResult) -> None:
        self._last.pop(step, None)
        self.done[step] = result
        self._sight.ended(step, tried, result)


def _status(word: str) -> StepStatus:
    return _STATUSES.get(word, "failure")


def _result(status: StepStatus, code: str, class_: str) -> StepResult:
    if class_ == "cancelled":
        return StepResult("cancelled", int(code), reason="it was cancelled")
    if status != "failure":
        return StepResult(status, int(code))
    return StepResult(status, int(code), _CLASSES.get(class_, "code"))
