"""A job of the plan: one instance, with every default written out. All times are whole seconds."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from ..diagnostics import NOWHERE, Span
from .expression.syntax import Expression
from .release import Deploy
from .values import Approval, HealthCheck, Image, Resources, Text, Variable

Ending = Literal["success", "failure"]
FailureClass = Literal["infrastructure", "dependency", "resource", "timeout", "code", "configuration"]


class Retry(NamedTuple):
    """How often and when a failed job starts again; times in seconds, `jitter` a fraction of the delay."""

    max_attempts: int = 1
    initial_delay: int = 5
    multiplier: float = 2
    max_delay: int = 120
    jitter: float = 0.25
    max_total: int = 1800
    retry_on: tuple[FailureClass, ...] = ("infrastructure", "dependency", "resource", "timeout", "code")


class Checkout(NamedTuple):
    """How the workspace begins; `depth` 0 is the whole history."""

    depth: int = 1
    submodules: bool = False


class ArgumentList(NamedTuple):
    """A list in an action's arguments."""

    items: "tuple[Argument, ...]" = ()


class ArgumentMap(NamedTuple):
    """A mapping in an action's arguments, in the order of the file."""

    entries: "tuple[tuple[str, Argument], ...]" = ()


LAZY: Final[Mapping[str, frozenset[str]]] = {"http_request": frozenset({"until"})}
"""By type the arguments that an action evaluates itself: their expressions read `response` and nothing else."""

Argument = Text | int | float | bool | ArgumentList | ArgumentMap | None


class Action(NamedTuple):
    """A step that `pipec` itself performs: its type and its arguments in the order of the file."""

    type: Literal["http_request", "logger", "health_check", "generator"]
    arguments: ArgumentMap = ArgumentMap()


class Step(NamedTuple):
    """One step. It has exactly one of `script` and `action`; `environment` is the whole merged one, by name.

    `id` is unique in its job and safe in file names and identifiers of every target (`[a-z0-9-]+`).
    `working_directory` is relative to the workspace, `.` at the least. `image` None is the runner's own host.
    """

    id: str
    name: str
    script: str | None = None
    shell: tuple[str, ...] = ("/bin/sh", "-e")
    action: Action | None = None
    image: Image | None = None
    environment: tuple[Variable, ...] = ()
    working_directory: str = "."
    timeout: int = 1800
    retry_count: int = 0
    continue_on_failure: bool = False
    conditional: Expression | None = None
    origin: Span = NOWHERE
    script_origin: Span = NOWHERE


class Service(NamedTuple):
    """A sidecar for the life of the job; `ports` are those it listens on, the first is the one that is told."""

    name: str
    image: Image
    environment: tuple[Variable, ...] = ()
    ports: tuple[int, ...] = ()
    health_check: HealthCheck | None = None
    origin: Span = NOWHERE


class Input(NamedTuple):
    """An artifact of another job instance, put at `path` (relative to the workspace) before the first step."""

    job: str
    artifact: str
    path: str = "."
    optional: bool = False
    origin: Span = NOWHERE


class Artifact(NamedTuple):
    """What a job keeps: globs relative to the workspace. `retention` seconds, None by the pipeline's policy."""

    name: str
    paths: tuple[str, ...]
    when: Literal["success", "failure", "always"] = "success"
    retention: int | None = None
    compression: str = "gzip"
    optional: bool = False
    origin: Span = NOWHERE


class Dependency(NamedTuple):
    """An edge to another instance's id, with the span of what caused it."""

    job: str
    origin: Span = NOWHERE


class Matrix(NamedTuple):
    """The place of an instance in its matrix: its values in axis order, as text."""

    values: tuple[tuple[str, str], ...]
    max_parallel: int | None = None
    fail_fast: bool = False

    @property
    def combination(self) -> frozenset[tuple[str, str]]:
        """The values by axis, whatever the order of the axes."""
        return frozenset(self.values)


class Job(NamedTuple):
    """One instance of a job.

    `id` is the instance (`test-3-10-linux`), `name` the job in the file (`test`). `runs_on` says which endings of
    its dependencies let it start. A job has exactly one of `steps` and `deploy`. `conditional` None is true; what
    was known at compile time and false is `Literal(False)`: the job is skipped on every runner.
    """

    id: str
    name: str
    matrix: Matrix | None = None
    depends_on: tuple[Dependency, ...] = ()
    runs_on: tuple[Ending, ...] = ("success",)
    conditional: Expression | None = None
    steps: tuple[Step, ...] = ()
    deploy: Deploy | None = None
    checkout: Checkout | None = Checkout()
    secrets: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    outputs: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    resources: Resources = Resources()
    timeout: int = 3600
    retry: Retry = Retry()
    approval: Approval | None = None
    labels: tuple[tuple[str, str], ...] = ()
    network: Literal["default", "none", "host"] = "default"
    allow_degraded: tuple[str, ...] = ()
    origin: Span = NOWHERE
