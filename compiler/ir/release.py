"""What a release deploys, where, and how: components, environments, strategies. Times are whole seconds."""

from typing import Literal, NamedTuple

from ..diagnostics import NOWHERE, Span
from .values import Approval, BuiltImage, HealthCheck, Image, Resources, Variable


class Port(NamedTuple):
    """A port of a component: the one inside the instance, and the one published on the host, if fixed."""

    name: str
    container: int
    publish: int | None = None


class ComponentSecret(NamedTuple):
    """A secret of the environment, given to an instance as a variable or as a file (absolute path)."""

    name: str
    env: str | None = None
    file: str | None = None
    origin: Span = NOWHERE


class Volume(NamedTuple):
    """A named volume at an absolute path of the instance."""

    name: str
    path: str
    read_only: bool = False
    shared: bool = False
    origin: Span = NOWHERE


class Route(NamedTuple):
    """Requests that the router sends to this component; `port` is a container port."""

    host: str | None = None
    path: str = "/"
    port: int | None = None
    origin: Span = NOWHERE


class ArtifactReference(NamedTuple):
    """The artifact of a job instance that a component without container consists of."""

    job: str
    artifact: str
    origin: Span = NOWHERE


class Component(NamedTuple):
    """One deployable thing, with the settings of one environment merged in (or none: the release's definition).

    It has exactly one of `image` and `artifact`. `digest` is the content digest of this component (64 hex
    digits), the only digest that may stand where an engine compares it.
    """

    name: str
    image: Image | BuiltImage | None = None
    artifact: ArtifactReference | None = None
    command: tuple[str, ...] = ()
    environment: tuple[Variable, ...] = ()
    secrets: tuple[ComponentSecret, ...] = ()
    ports: tuple[Port, ...] = ()
    replicas: int = 1
    resources: Resources = Resources()
    volumes: tuple[Volume, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    depends_on: tuple[str, ...] = ()
    health_check: HealthCheck | None = None
    routes: tuple[Route, ...] = ()
    digest: str = ""
    origin: Span = NOWHERE


class Target(NamedTuple):
    """Where an environment is. Nomad uses the first four; the others `hosts` (`local` or `ssh://user@host:port`)."""

    address: str | None = None
    namespace: str | None = None
    region: str | None = None
    datacenters: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ("local",)
    directory: str | None = None
    port_range: tuple[int, int] = (20000, 20999)


class SecretSource(NamedTuple):
    """Where a secret of an environment comes from: a variable of the deploying process, a file, Nomad, Vault."""

    name: str
    kind: Literal["env", "file", "nomad", "vault"]
    locator: str
    key: str = ""
    origin: Span = NOWHERE


class Environment(NamedTuple):
    """A place where releases run. `components` are all of the release's, with this environment's settings."""

    name: str
    runner: Literal["nomad", "compose", "systemd"]
    target: Target = Target()
    router: Literal["nginx", "haproxy"] | None = None
    components: tuple[Component, ...] = ()
    secrets: tuple[SecretSource, ...] = ()
    approval: Approval | None = None
    after: str | None = None
    origin: Span = NOWHERE


class AllAtOnce(NamedTuple):
    """Stop the old, start the new."""

    type: Literal["all-at-once"] = "all-at-once"
    origin: Span = NOWHERE


class Rolling(NamedTuple):
    """A batch at a time. Times in seconds."""

    type: Literal["rolling"] = "rolling"
    batch_size: int = 1
    max_unavailable: int = 0
    drain_timeout: int = 120
    health_check_timeout: int = 300
    health_check_interval: int = 10
    success_threshold: int = 3
    failure_threshold: int = 2
    origin: Span = NOWHERE


class SmokeTest(NamedTuple):
    """What the idle colour must pass before it gets traffic: a health check or a script."""

    health_check: HealthCheck | None = None
    script: str | None = None
    origin: Span = NOWHERE


class BlueGreen(NamedTuple):
    """The whole new version beside the old one, then one switch."""

    type: Literal["blue-green"] = "blue-green"
    smoke_test: SmokeTest | None = None
    switch_approval: Approval | None = None
    monitor: int = 600
    keep_old: int = 3600
    drain_timeout: int = 120
    origin: Span = NOWHERE


class Stage(NamedTuple):
    """A canary's stage: `weight` percent of the traffic for `duration` seconds."""

    weight: float
    duration: int = 0
    approval: Approval | None = None
    origin: Span = NOWHERE


class Analysis(NamedTuple):
    """What is compared at each stage. `source` `router`, `prometheus` or `http`; `query` is theirs."""

    source: Literal["router", "prometheus", "http"] = "router"
    metric: str = "error_rate"
    query: str = ""
    url: str = ""
    compare: Literal["absolute", "relative"] = "relative"
    threshold: float = 1.5
    confidence: float = 0.95
    min_samples: int = 100
    origin: Span = NOWHERE


class Canary(NamedTuple):
    """A rising share of the traffic, the last stage 100%."""

    type: Literal["canary"] = "canary"
    stages: tuple[Stage, ...] = ()
    analysis: tuple[Analysis, ...] = ()
    sticky: Literal["cookie", "header"] | None = None
    drain_timeout: int = 120
    origin: Span = NOWHERE


Strategy = AllAtOnce | Rolling | BlueGreen | Canary


class Deploy(NamedTuple):
    """What a deployment job does: which components, to which environment, how. `monitor` in seconds.

    `artifacts` and built images are bound from the outputs of the jobs that it depends on.
    """

    environment: str
    components: tuple[str, ...]
    strategy: Strategy
    rollback_on_failure: bool = True
    monitor: int = 0
    origin: Span = NOWHERE
