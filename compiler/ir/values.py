"""Values that jobs and components share in the plan: text with run-time holes, variables, images, checks."""

from typing import Literal, NamedTuple

from ..diagnostics import NOWHERE, Span
from .expression.syntax import Expression


class Secret(NamedTuple):
    """A reference to a secret by name; its value is never in a plan."""

    name: str


Part = str | Expression | Secret


class Text(NamedTuple):
    """Text whose compile-time parts are known: constants joined, run-time expressions and secrets between them.

    The empty text has no parts, and two constants never stand side by side, so that equal texts are equal values.
    In a plan's expressions `env.NAME` speaks of the system's variables (`CI_*`) and those of the job's services alone
    (`PIPEC_SERVICE_*`); all others are resolved.
    """

    parts: tuple[Part, ...] = ()

    @property
    def constant(self) -> str | None:
        """The whole text where it is known at compile time, else None."""
        if not self.parts:
            return ""
        first = self.parts[0]
        return first if len(self.parts) == 1 and isinstance(first, str) else None


class Variable(NamedTuple):
    """One environment variable, already merged by precedence."""

    name: str
    value: Text
    origin: Span = NOWHERE


class Image(NamedTuple):
    """A container image: `reference` fully qualified (`docker.io/library/python:3.12`), the tag kept if written.

    `digest` is `sha256:…`, from the file or the lock, or empty for a job's image that is not locked.
    """

    reference: str
    digest: str = ""
    origin: Span = NOWHERE

    @property
    def repository(self) -> str:
        """The reference without its tag."""
        head, _, last = self.reference.rpartition("/")
        return f"{head}/{last.partition(':')[0]}" if head else last.partition(":")[0]

    @property
    def pinned(self) -> str:
        """What an engine is given: by digest where there is one, else by tag."""
        return f"{self.repository}@{self.digest}" if self.digest else self.reference


class BuiltImage(NamedTuple):
    """An image that a job of this pipeline builds: the output holds `repository@sha256:…` at run time."""

    job: str
    output: str
    origin: Span = NOWHERE


class HealthCheck(NamedTuple):
    """When an instance counts as healthy. Times are whole seconds; `port` is the port inside the instance."""

    type: Literal["http", "tcp", "command"]
    port: int | None = None
    path: str = "/"
    expected_status: int = 200
    expected_body: str | None = None
    command: tuple[str, ...] = ()
    timeout: int = 5
    interval: int = 10
    retries: int = 3
    start_period: int = 0
    success_threshold: int = 1
    failure_threshold: int = 2
    origin: Span = NOWHERE


class Resources(NamedTuple):
    """Limits: `cpu` in thousandths of a core, `memory` and `disk` in bytes; None is no limit."""

    cpu: int | None = None
    memory: int | None = None
    disk: int | None = None
    origin: Span = NOWHERE


class Approval(NamedTuple):
    """People who must agree before something starts. `timeout` in seconds, None waits for ever."""

    required: int = 1
    approvers: tuple[str, ...] = ()
    timeout: int | None = None
    message: str = ""
    origin: Span = NOWHERE
