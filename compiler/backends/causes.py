"""One diagnostic for one cause: what several jobs have from one place is said where the first of them has it."""

from collections.abc import Iterable, Iterator

from ..diagnostics import NOWHERE, Diagnostic, Span


class Causes:
    """The places that were found at fault, each with the job that said so.

    A default, an anchor and a matrix give the same lines to many jobs. A job may say several things of one place, its
    own or a shared one; others only what none before them said.
    """

    def __init__(self) -> None:
        self._first: dict[tuple[str, Span], str] = {}

    def new(self, job: str, problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield the problems of a job whose rule and place no other job has said."""
        for problem in problems:
            if problem.span == NOWHERE or self._first.setdefault((problem.code, problem.span), job) == job:
                yield problem
