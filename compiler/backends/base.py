"""What a backend is: a pure function from a plan and a target profile to files and their source map."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..diagnostics import Diagnostic, Span
from ..ir.plan import Plan
from .profile import Profile


class OutputFile(NamedTuple):
    """One file of the bundle: `path` relative to the target's folder with `/`, its bytes, its permission bits."""

    path: str
    data: bytes
    mode: int = 0o644


class Mapped(NamedTuple):
    """One line of the source map: a node of an emitted file, by JSON pointer, and the span that caused it.

    For files that are text, not data (units, proxy configuration), the pointer is `/LINE` with lines from 1.
    """

    file: str
    pointer: str
    span: Span


class Emission(NamedTuple):
    """All that a backend wrote for one plan, files sorted by path."""

    files: tuple[OutputFile, ...] = ()
    mapped: tuple[Mapped, ...] = ()


class Backend(NamedTuple):
    """One target.

    `check` decides, before anything is written, what the target cannot express: diagnostics at the user's lines.
    `emit` may assume that `check` had no error. `verify` re-reads the files and compares them with the plan; each
    string it yields is a bug of the compiler, said in one sentence. `degradable` are the words of a job's
    `allow_degraded` that turn an error of this target into a warning.
    """

    name: str
    versions: tuple[str, ...]
    default_version: str
    check: Callable[[Plan, Profile], Iterable[Diagnostic]]
    emit: Callable[[Plan, Profile], Emission]
    verify: Callable[[Plan, Profile, Emission], Iterable[str]]
    degradable: tuple[str, ...] = ()
