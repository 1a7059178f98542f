"""What differs in emitted files: a file, its hunks, and the line of the pipeline that caused each."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

FileKind = Literal["added", "removed", "changed"]


class Cause(NamedTuple):
    """A line of the pipeline, from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.path}:{self.line}"


class Hunk(NamedTuple):
    """One place that differs.

    `where` is a JSON pointer (RFC 6901), or `/LINE` in a text; `lines` begin with `+`, `-` or a blank and have no line
    ends. `cause` is on the new side, of what went on the old one; None where nothing is known.
    """

    where: str
    lines: tuple[str, ...]
    cause: Cause | None = None


class FileChange(NamedTuple):
    """A file of a bundle. `note` is what is said in place of hunks: another mode, too long, no text."""

    path: str
    kind: FileKind
    hunks: tuple[Hunk, ...] = ()
    note: str = ""

    def text(self) -> Iterator[str]:
        """Yield the lines that show it, in the manner of a unified diff."""
        if self.note:
            yield f" {self.note}"
        for hunk in self.hunks:
            yield f"@@ {hunk.where or '/'} @@{f' {hunk.cause}' if hunk.cause else ''}"
            yield from hunk.lines


class PipelineArtifacts(NamedTuple):
    """The files that one pipeline becomes.

    `follow` are those that differ only because others do, `problem` says why there is nothing to compare.
    """

    path: str
    files: tuple[FileChange, ...] = ()
    follow: tuple[str, ...] = ()
    problem: str = ""

    @property
    def summary(self) -> str:
        """How many files of which kind, in one line."""
        if self.problem:
            return self.problem
        kinds = [file.kind for file in self.files]
        told = [f"{kinds.count(kind)} {kind}" for kind in ("changed", "added", "removed") if kind in kinds]
        follows = f"; {', '.join(self.follow)} follow{'s' if len(self.follow) == 1 else ''}" if self.follow else ""
        return f"{', '.join(told) or 'no other file differs'}{follows}"
