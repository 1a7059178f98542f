"""What can be wrong with an expression or a template, before it is known in which file it stands."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One mistake; a value, so that whoever knows the file can turn it into a diagnostic.

    `start` and `end` are offsets into the text that was parsed, plus the `offset` it was parsed with. `replacement`
    is the text that repairs exactly this range, where there is one. `label` stands under the carets.
    """

    kind: str
    start: int
    end: int
    message: str
    help: str = ""
    label: str = ""
    replacement: str | None = None


class EvaluationError(Exception):
    """An expression has no value; the reason is `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Failure(Exception):  # noqa: N818 - the place is missing, so it is not yet an error that anyone may see
    """Why an operation on values has no result; the evaluator adds the place."""

    def __init__(self, kind: str, message: str, help: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.help = help

    def at(self, start: int, end: int) -> EvaluationError:
        """Return the error at a place."""
        return EvaluationError(Problem(self.kind, start, end, self.message, self.help))
