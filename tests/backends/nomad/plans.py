"""Plans that look like real work, built from the plan's own types."""

from compiler.backends.nomad import BACKEND
from compiler.backends.profile import ArtifactStore, GitSource, Profile
from compiler.diagnostics import Span
from compiler.ir.digest import component_digest
from compiler.ir.expression.syntax import Call, Member, Root
from compiler.ir.job import Artifact, Checkout, Dependency, Input, Job, Service, Step
from compiler.ir.plan import Parameter, Plan
from compiler.ir.release import (
    Canary,
    Component,
    ComponentSecret,
    Deploy,
    Environment,
    Port,
    SecretSource,
    Stage,
    Target,
    Volume,
)
from compiler.ir.values import BuiltImage, HealthCheck, Image, Resources, Secret, Text, Variable

DIGEST = "sha256:" + "a" * 64
WEB = Image("registry.example/shop/web:1.4", DIGEST, Span("pipeline.yaml", 500, 520))
GO = Image("docker.io/library/golang:1.24", DIGEST)
TOOLS = Image("registry.example/tools:3")
STAGES = (Stage(5, 600), Stage(25, 900), Stage(100))

PROFILE = Profile(
    "nomad",
    "2.0",
    git_source=GitSource("https://git.example/shop.git"),
    artifact_store=ArtifactStore("s3", "https://s3.example/artifacts"),
    pipec_image=f"registry.example/pipec@{DIGEST}",
)


def option(name: str, value: str, profile: Profile = PROFILE) -> Profile:
    return profile._replace(options=((name, value),))


def text(*parts: object) -> Text:
    return Text(tuple(parts))


def script(identifier: str, body: str, image: Image | None = None, **more: object) -> Step:
    return Step(identifier, identifier, script=body, image=image, **more)


def job(identifier: str, *steps: Step, **more: object) -> Job:
    return Job(identifier, identifier, steps=steps, **more)


def component(**more: object) -> Component:
    made = Component(
        **{
            "name": "web",
            "image": WEB,
            "environment": (Variable("LOG_LEVEL", text("info")), Variable("EMPTY", Text())),
            "secrets": (
                ComponentSecret("database-url", env="DATABASE_URL"),
                ComponentSecret("tls-key", file="/etc/tls/key.pem"),
            ),
            "ports": (Port("http", 8080), Port("metrics", 9100)),
            "replicas": 3,
            "resources": Resources(cpu=500, memory=256 << 20),
            "volumes": (Volume("uploads", "/data", shared=True),),
            "labels": (("team", "shop"),),
            "health_check": HealthCheck("http", port=8080, path="/healthz", expected_status=204),
            "origin": Span("pipeline.yaml", 400, 403),
        }
        | more
    )
    return made._replace(digest=component_digest(made))


def release(
    *components: Component, strategy: object = Canary(STAGES), router: str | None = "haproxy", **more: object
) -> Plan:
    place = Environment(
        "production",
        "nomad",
        **{
            "target": Target(namespace="prod", datacenters=("dc1",)),
            "router": router,
            "components": components,
            "secrets": (SecretSource("database-url", "vault", "secret/data/shop", "url"),),
        }
        | more,
    )
    deploy = Deploy("production", tuple(each.name for each in components), strategy)
    return Plan("shop", (Job("release", "release", deploy=deploy),), components=components, environments=(place,))


def build_and_test() -> Plan:
    """A Go service: built and tested against a database, packed by another image, then deployed as a canary."""
    token = Variable("TOKEN", text("Bearer ", Secret("api-token")))
    region = Variable("REGION", text(Member(Root("params"), "region")))
    database = Service(
        "db",
        Image("docker.io/library/postgres:16", DIGEST),
        (Variable("POSTGRES_PASSWORD", text(Secret("pg"))), Variable("GREETING", text("it's ${HOME} {{.X}}"))),
        (5432,),
        HealthCheck("tcp", port=5432),
    )
    test = job(
        "test",
        script("unit", "go test ./...\n", GO, environment=(region,)),
        script("race", "go test -race ./... # ${HOME} {{ .Names }}\n", GO, environment=(token,)),
        script("pack", "tar cf app.tar ${X:-$$}\n", TOOLS, conditional=Call("always", ())),
        services=(database,),
        secrets=("api-token", "pg"),
        resources=Resources(cpu=2000, memory=1 << 30),
        labels=(("disk", "ssd"),),
        artifacts=(Artifact("app", ("app.tar",)),),
        checkout=Checkout(),
        origin=Span("pipeline.yaml", 10, 14),
    )
    image = job(
        "image",
        script("push", 'echo "digest=$(./push)" > "$PIPEC_OUTPUT"\n', TOOLS),
        depends_on=(Dependency("test"),),
        inputs=(Input("test", "app", "in it's"),),
        outputs=("digest",),
        checkout=None,
    )
    built = component(name="api", image=BuiltImage("image", "digest"), volumes=(), secrets=())
    shop = release(component(), built)
    params = (Parameter("region", "string", "eu"), Parameter("ticket", "string", required=True))
    deploy = shop.jobs[0]._replace(depends_on=(Dependency("image"),))
    return shop._replace(jobs=(test, image, deploy), params=params)


def data(plan: Plan, path: str, profile: Profile = PROFILE) -> dict:
    import json

    files = {file.path: file.data for file in BACKEND.emit(plan, profile).files}
    return json.loads(files[path])["Job"]
