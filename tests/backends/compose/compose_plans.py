"""Plans as the frontend would make them, and what Compose makes of emitted files."""

from typing import Any

import yaml

from compiler.backends.base import Emission
from compiler.backends.compose import BACKEND
from compiler.backends.profile import Profile
from compiler.diagnostics import Span
from compiler.ir.expression.syntax import Binary, Expression, Literal, Member, Root
from compiler.ir.job import Artifact, Dependency, Input, Job, Service, Step
from compiler.ir.plan import Plan
from compiler.ir.release import (
    Component,
    ComponentSecret,
    Deploy,
    Environment,
    Port,
    Rolling,
    Route,
    SecretSource,
    Target,
    Volume,
)
from compiler.ir.values import BuiltImage, HealthCheck, Image, Resources, Secret, Text, Variable

PROFILE = Profile("compose", "2.26")
DIGEST = "sha256:" + "1f" * 32
TOOLS = Image("registry.example/tools:1.4", DIGEST)


def span(start: int) -> Span:
    return Span("pipeline.yaml", start, start + 1)


def text(*parts: str | Secret | Expression) -> Text:
    return Text(parts)


def path(root: str, *members: str) -> Expression:
    node: Expression = Root(root)
    for member in members:
        node = Member(node, member)
    return node


def equals(left: Expression, right: str) -> Expression:
    return Binary("==", left, Literal(right))


def step(name: str = "unit", script: str = "make test\n", **fields: Any) -> Step:
    return Step(name, name, **({"script": script, "image": TOOLS, "origin": span(20)} | fields))


def job(identifier: str = "test", *steps: Step, **fields: Any) -> Job:
    return Job(identifier, **({"name": identifier, "steps": steps or (step(),), "origin": span(10)} | fields))


def needs(*jobs: str) -> tuple[Dependency, ...]:
    return tuple(Dependency(each) for each in jobs)


def shop(**fields: Any) -> Plan:
    """A proxy, a web application and its database; built, tested and deployed."""
    build = job(
        "build",
        step("compile", 'make dist\necho digest=x > "$PIPEC_OUTPUT"\n', environment=(Variable("LANG", text("C")),)),
        artifacts=(Artifact("dist", ("dist/**",)),),
        outputs=("digest",),
    )
    postgres = Service(
        "db",
        Image("registry.example/postgres:16", DIGEST),
        (Variable("POSTGRES_PASSWORD", text(Secret("db-password"))),),
        (5432,),
        HealthCheck("tcp", 5432),
    )
    test = job(
        "test",
        step("unit", environment=(Variable("TOKEN", text(Secret("token"))),), retry_count=1),
        step("slow", conditional=equals(path("job", "build", "status"), "success")),
        depends_on=needs("build"),
        inputs=(Input("build", "dist", "in"),),
        services=(postgres,),
        secrets=("db-password", "token"),
        resources=Resources(1500, 1 << 30),
    )
    deploy = Job("release", "release", depends_on=needs("test"), deploy=Deploy("production", ("web",), Rolling()))
    defaults = {"jobs": (build, test, deploy), "components": components(), "environments": (production(),)}
    return Plan("shop", **(defaults | {"source": "pipeline.yaml"} | fields))


def components() -> tuple[Component, ...]:
    database = Component(
        "db",
        Image("registry.example/postgres:16", DIGEST),
        environment=(Variable("PGDATA", text("/data/$version")),),
        secrets=(ComponentSecret("db-password", file="/run/secrets/db-password"),),
        ports=(Port("pg", 5432),),
        resources=Resources(2000, 512 << 20),
        volumes=(Volume("data", "/data"),),
        health_check=HealthCheck("command", command=("pg_isready", "-U", "$USER")),
        digest="a" * 64,
        origin=span(100),
    )
    web = Component(
        "web",
        Image("registry.example/web:2", DIGEST),
        environment=(
            Variable("MODE", text("production"), span(201)),
            Variable("URL", text("postgres://web:", Secret("db-password"), "@db/shop"), span(202)),
        ),
        secrets=(ComponentSecret("session-key", env="SESSION_KEY"),),
        ports=(Port("http", 8080), Port("metrics", 9090)),
        replicas=2,
        depends_on=("db",),
        health_check=HealthCheck("http", 8080, "/healthz"),
        routes=(Route(path="/"),),
        digest="b" * 64,
        origin=span(200),
    )
    proxy = Component(
        "proxy",
        BuiltImage("build", "digest"),
        command=("proxy", "--to", "web:8080"),
        depends_on=("web",),
        digest="c" * 64,
        origin=span(300),
    )
    return (database, web, proxy)


def production(**fields: Any) -> Environment:
    defaults: dict[str, Any] = {
        "target": Target(port_range=(21000, 21099)),
        "router": "haproxy",
        "components": components(),
        "secrets": (SecretSource("session-key", "env", "SHOP_SESSION_KEY"),),
        "origin": span(400),
    }
    return Environment("production", "compose", **(defaults | fields))


def emitted(plan: Plan, profile: Profile = PROFILE) -> Emission:
    """Emit a plan that has no errors, and see that its verification finds nothing."""
    errors = [each.message for each in BACKEND.check(plan, profile) if each.severity == "error"]
    assert errors == []
    emission = BACKEND.emit(plan, profile)
    assert list(BACKEND.verify(plan, profile, emission)) == []
    return emission


def content(emission: Emission, file: str) -> bytes:
    return next(each.data for each in emission.files if each.path == file)


def document(emission: Emission, file: str = "compose.jobs.yaml") -> dict[str, Any]:
    return yaml.safe_load(content(emission, file))
