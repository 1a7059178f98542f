import pytest

from compiler.backends.profile import ArtifactStore
from compiler.diagnostics import Span
from compiler.ir.expression.parse import parse
from compiler.ir.job import Action, Artifact, Checkout, Input, Matrix, Retry, Service
from compiler.ir.plan import Concurrency, Cron, Parameter, Trigger
from compiler.ir.release import AllAtOnce, ArtifactReference, Component, Deploy, Environment
from compiler.ir.values import Approval, BuiltImage, HealthCheck, Resources, Secret, Variable
from tests.backends.woodpecker.plans import (
    AT,
    CLONING,
    IMAGE,
    OWN_IMAGE,
    PROFILE,
    codes,
    job,
    plan,
    problems,
    step,
    text,
)

COMMAND = HealthCheck("command", command=("true",))
TCP = HealthCheck("tcp", port=1)


def service(**fields):
    return (Service("db", IMAGE, origin=AT)._replace(**fields),)


def deployment(component):
    deploy = Deploy("p", ("web",), AllAtOnce())
    return plan(job(steps=(), deploy=deploy), environments=(Environment("p", "compose", components=(component,)),))


def test_a_plain_job_has_no_problem():
    assert problems(plan(job())) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"steps": (step(image=None, origin=AT),)}, "PC751"),
        ({"conditional": parse("fromJSON(env.CI_REPO) == 'x'")}, "PC760"),
        ({"inputs": (Input("other", "x", origin=AT),), "labels": (("a", "b"),)}, "PC757"),
        ({"services": service(environment=(Variable("A", text("x", Secret("s"))),))}, "PC762"),
        ({"steps": (step(environment=(Variable("A", text(parse("job.other.outputs.x")), AT),)),)}, "PC701"),
        ({"steps": (step(script=None, image=None, action=Action("logger"), origin=AT),)}, "PC702"),
    ],
)
def test_what_a_workflow_cannot_do_is_refused_at_its_line(fields, code):
    found = problems(plan(job("other"), job(**fields)))
    assert [(problem.code, problem.severity, problem.span) for problem in found] == [(code, "error", AT)]


@pytest.mark.parametrize(
    ("feature", "fields", "code"),
    [
        ("approval", {"approval": Approval()}, "PC752"),
        ("max_parallel", {"matrix": Matrix((("a", "1"),), max_parallel=1)}, "PC753"),
        ("fail_fast", {"matrix": Matrix((("a", "1"),), fail_fast=True)}, "PC753"),
        ("retry", {"retry": Retry(max_attempts=2)}, "PC754"),
        ("resources", {"resources": Resources(memory=1)}, "PC755"),
        ("network", {"network": "none"}, "PC756"),
        ("network", {"network": "host"}, "PC756"),
        ("artifacts", {"artifacts": (Artifact("x", ("x",)),)}, "PC757"),
        ("health_check", {"services": service(health_check=COMMAND)}, "PC761"),
        ("health_check", {"services": service(health_check=TCP)}, "PC761"),
    ],
)
def test_what_woodpecker_does_not_keep_is_refused_or_allowed(feature, fields, code):
    refused = problems(plan(job(**fields)))
    assert [(problem.code, problem.severity, problem.span) for problem in refused] == [(code, "error", AT)]
    allowed = problems(plan(job(**fields, allow_degraded=(feature,))))
    assert [(problem.code, problem.severity) for problem in allowed] == [("PC706", "warning")]
    assert allowed[0].message.startswith(refused[0].message)


def test_an_image_of_pipec_makes_waiting_and_actions_possible():
    awaited = job(services=service(health_check=TCP))
    action = job("act", steps=(step(script=None, image=None, action=Action("logger")),))
    assert codes(plan(awaited, action), OWN_IMAGE) == []


def test_catches_of_several():
    jobs = (job("a"), job("b"))
    assert codes(plan(*jobs, job("c", "a", "b", runs_on=("failure",)))) == ["PC758"]
    assert codes(plan(*jobs, job("c", "a", runs_on=("failure",)))) == []
    assert codes(plan(*jobs, job("c", "a", "b", runs_on=("success", "failure")))) == []


def test_concurrency_needs_one_workflow_and_a_version():
    one = plan(job(), concurrency=Concurrency("g"))
    assert codes(one) == []
    assert codes(one, PROFILE._replace(version="3.15")) == ["PC759"]
    assert codes(plan(job(), job("b"), concurrency=Concurrency("g"))) == ["PC759"]
    assert codes(plan(job(), concurrency=Concurrency("g", cancel_in_progress=True))) == ["PC759"]


@pytest.mark.parametrize(
    ("trigger", "found"),
    [
        (Trigger("push", path=("src/**",), branch=("main",)), []),
        (Trigger("tag", path=("src/**",)), ["PC768"]),
        (Trigger("tag", branch=("main",)), ["PC768"]),
        (Trigger("manual", path=("src/**",), branch=("main",)), ["PC768"]),
        (Trigger("cron", cron=Cron("nightly", "0 3 * * *")), ["PC763"]),
    ],
)
def test_triggers(trigger, found):
    assert codes(plan(job(), triggers=(trigger,))) == found


def test_runs():
    assert codes(plan(job(), timeout=60)) == ["PC765"]
    assert codes(plan(job(), params=(Parameter("a", "string", "x", pattern="x"),))) == ["PC707"]


def test_deployments():
    plain = Component("web", IMAGE, origin=AT)
    assert codes(deployment(plain)) == ["PC766"]
    assert codes(deployment(plain), OWN_IMAGE) == []
    built = deployment(plain._replace(image=BuiltImage("build", "image")))
    assert [(problem.code, problem.span) for problem in problems(built, OWN_IMAGE)] == [("PC767", AT)]
    packed = deployment(plain._replace(image=None, artifact=ArtifactReference("build", "x")))
    assert codes(packed, OWN_IMAGE) == ["PC767"]


def test_what_instances_share_is_said_once():
    instances = [
        job("test", network="none", matrix=Matrix((("n", str(n)),)))._replace(id=f"test-{n}") for n in range(3)
    ]
    assert codes(plan(*instances)) == ["PC756"]


def test_what_jobs_have_from_one_default_is_said_once():
    shared = Resources(cpu=500, memory=1, origin=Span("pipeline.yaml", 1, 5))
    other, allowed = Span("pipeline.yaml", 60, 70), Span("pipeline.yaml", 80, 90)
    jobs = (
        job("a", resources=shared),
        job("b", resources=shared, origin=other),
        job("c", resources=Resources(memory=2, origin=other), origin=other),
        job("d", resources=shared, origin=allowed, allow_degraded=("resources",)),
        job("e", resources=shared, origin=allowed, allow_degraded=("resources",)),
    )
    found = [(problem.code, problem.span) for problem in problems(plan(*jobs))]
    assert found == [("PC755", shared.origin), ("PC755", other), ("PC706", shared.origin)]


def test_a_checkout_that_the_servers_clone_is_not_needs_an_image():
    (found,) = problems(plan(job(checkout=Checkout(depth=0))))
    assert (found.code, found.span) == ("PC769", AT)
    assert "docker.io/woodpeckerci/plugin-git:2.9.2@sha256:" in (found.help or "")
    assert codes(plan(job(checkout=Checkout(submodules=True))), PROFILE._replace(version="3.4")) == ["PC769"]
    assert codes(plan(job(checkout=Checkout()))) == []
    assert codes(plan(job(checkout=Checkout(depth=0))), CLONING) == []


MADE = {"artifacts": (Artifact("x", ("x",)),)}
TAKES = {"inputs": (Input("a", "x", origin=Span("pipeline.yaml", 40, 44)),)}


@pytest.mark.parametrize(
    ("jobs", "reason"),
    [
        ((job("a", **MADE, labels=(("k", "1"),)), job("b", **TAKES)), "`a` and `b` have different `labels`"),
        (
            (job("a", **MADE, checkout=Checkout(depth=0)), job("b", **TAKES, checkout=Checkout())),
            "`a` and `b` have different `checkout`",
        ),
        ((job("a", **MADE), job("b", **TAKES, matrix=Matrix((("n", "1"),)))), "`b` has `matrix`"),
        ((job("a", **MADE, services=service()), job("b", **TAKES)), "`a` has `services`"),
        (
            (job("a", **MADE), job("b", **TAKES, runs_on=("success", "failure"))),
            "`b` has `runs_on: [success, failure]`",
        ),
        (
            (job("a", **MADE), job("z"), job("b", "z", **TAKES)),
            "`b` depends on `z` and `a`, and a row has one job after another",
        ),
        ((job("a", **MADE), job("z", "a"), job("b", **TAKES)), "`z` depends on `a` too"),
        (
            (job("a", **MADE), job("z", "a", services=service()), job("b", "z", **TAKES)),
            "`z` has `services`",
        ),
        ((job("a", **MADE, conditional=parse("false")), job("b", **TAKES)), "`a` never runs"),
    ],
)
def test_an_input_that_cannot_arrive_says_what_keeps_the_jobs_apart(jobs, reason):
    found = [each for each in problems(plan(*jobs), CLONING) if each.code == "PC757" and " takes " in each.message]
    assert [each.help for each in found] == [f"they would share one, but {reason}"]


def test_a_store_in_the_profile_is_said_to_be_of_no_use():
    profile = PROFILE._replace(artifact_store=ArtifactStore("s3", "https://s3.example/a"))
    given = plan(job("a", **MADE, labels=(("k", "1"),)), job("b", **TAKES, origin=Span("pipeline.yaml", 60, 70)))
    assert ["`artifact_store`" in (each.help or "") for each in problems(given, profile)] == [True, True]


def test_a_job_that_never_runs_has_no_problem():
    assert codes(plan(job(network="none", conditional=parse("false")))) == []
