"""Plans as the frontend would make them."""

from compiler.backends.profile import Profile
from compiler.diagnostics import Span
from compiler.ir.job import Artifact, Dependency, Job, Step
from compiler.ir.plan import Plan
from compiler.ir.release import (
    AllAtOnce,
    Analysis,
    ArtifactReference,
    BlueGreen,
    Canary,
    Component,
    ComponentSecret,
    Deploy,
    Environment,
    Port,
    Rolling,
    Route,
    SecretSource,
    Stage,
    Target,
    Volume,
)
from compiler.ir.values import Approval, BuiltImage, HealthCheck, Image, Resources, Text, Variable

PROFILE = Profile("deploy", "1", tool_version="0.1.0")
STAGES = (Stage(5, 600), Stage(25, 900, approval=Approval(message="go on?")), Stage(100))


def at(start):
    return Span("pipeline.yaml", start, start + 4)


def text(value):
    return Text((value,) if value else ())


def variables(**values):
    return tuple(Variable(name, text(value), at(900)) for name, value in values.items())


def image(name="web"):
    return Image(f"registry.example/{name}:1.4", "sha256:" + "ab" * 32, at(50))


def web(**changes):
    base = Component(
        "web",
        image=image(),
        environment=variables(LANG="C.UTF-8"),
        ports=(Port("http", 8080),),
        replicas=2,
        resources=Resources(250, 256 << 20, None, at(120)),
        health_check=HealthCheck(
            "http", 8080, "/healthz", success_threshold=2, failure_threshold=3, timeout=4, origin=at(140)
        ),
        routes=(Route("shop.example", "/", 8080, at(160)),),
        digest="cd" * 32,
        origin=at(40),
    )
    return base._replace(**changes)


def api(**changes):
    base = Component(
        "api",
        image=image("api"),
        ports=(Port("http", 9000),),
        health_check=HealthCheck("http", 9000, "/ready", expected_body='"ok": "yes"', origin=at(240)),
        routes=(Route("shop.example", "/api", 9000, at(260)),),
        digest="ef" * 32,
        origin=at(200),
    )
    return base._replace(**changes)


def on_host(component, **changes):
    artifact = ArtifactReference("build", component.name, at(45))
    command = (f"./{component.name}", "--verbose")
    return component._replace(image=None, artifact=artifact, command=command)._replace(**changes)


def plan(environment, strategy=None, *more, deploys=True, **settings):
    build = Job(
        "build",
        "build",
        steps=(Step("make", "make", script="make"),),
        artifacts=(Artifact("web", ("web/**",)), Artifact("api", ("api/**",))),
        outputs=("image",),
    )
    names = tuple(each.name for each in environment.components)
    deploy = Deploy(environment.name, names, strategy or AllAtOnce(origin=at(310)), origin=at(300), **settings)
    release = Job("release", "release", depends_on=(Dependency("build"),), deploy=deploy)
    jobs = (build, release) if deploys else (build,)
    return Plan("shop", jobs, components=environment.components, environments=(environment, *more))


def environment(runner="systemd", router="nginx", components=None, **settings):
    if components is None:
        components = (web(), api())
        components = tuple(on_host(each) for each in components) if runner == "systemd" else components
    settings.setdefault("origin", at(500))
    return Environment("production", runner, router=router, components=components, **settings)


def hosts_behind_nginx():
    """Two services on plain hosts, one with a secret and a volume, rolled out behind nginx."""
    shop = on_host(
        web(depends_on=("api",)),
        environment=variables(GREETING='say "hi" for $5 \\ `now`; # 100%', EMPTY="", TABS="a\tb\nc "),
        secrets=(
            ComponentSecret("DATABASE", env="DATABASE_URL", origin=at(70)),
            ComponentSecret("CERTIFICATE", file="/etc/shop/tls.pem", origin=at(72)),
        ),
        volumes=(Volume("uploads", "/var/lib/shop", shared=True, origin=at(80)),),
    )
    target = Target(hosts=("ssh://deploy@one.example", "ssh://deploy@two.example"), directory="/srv/shop")
    sources = (
        SecretSource("CERTIFICATE", "file", "/run/tls.pem", origin=at(520)),
        SecretSource("DATABASE", "env", "SHOP_DATABASE", origin=at(530)),
    )
    place = environment(components=(shop, on_host(api())), target=target, secrets=sources)
    return plan(place, Rolling(batch_size=1, drain_timeout=45, origin=at(310)), monitor=30)


def canary_behind_haproxy():
    """A canary of one of two services, its image built by the pipeline, sticky and measured by the router."""
    strategy = Canary(stages=STAGES, analysis=(Analysis(origin=at(330)),), sticky="cookie", origin=at(310))
    shop = web(image=BuiltImage("build", "image", at(50)), replicas=3)
    place = environment("compose", "haproxy", (shop, api()), approval=Approval(2, ("ann", "bob"), origin=at(540)))
    return plan(place, strategy)


def blue_green(**settings):
    return plan(environment("compose", "nginx"), BlueGreen(origin=at(310), **settings))
