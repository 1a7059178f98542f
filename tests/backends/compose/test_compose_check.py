"""What Compose cannot express is said, each at its line, before anything is written."""

from collections.abc import Iterable

import pytest

from compiler.backends.compose import BACKEND
from compiler.backends.profile import Profile
from compiler.diagnostics import Diagnostic
from compiler.ir.expression.syntax import Binary, Call, Literal
from compiler.ir.job import Checkout, Deploy, Job, Matrix, Retry, Service
from compiler.ir.plan import Concurrency, Parameter, Plan
from compiler.ir.release import AllAtOnce, ArtifactReference, Port, Rolling, Target, Volume
from compiler.ir.values import Approval, Image, Resources, Text, Variable
from tests.backends.compose.compose_plans import (
    PROFILE,
    components,
    equals,
    job,
    needs,
    path,
    production,
    shop,
    span,
    step,
    text,
)


def found(plan: Plan, profile: Profile = PROFILE) -> list[tuple[str, int]]:
    return [(each.code, each.span.start) for each in BACKEND.check(plan, profile)]


def of_job(each: Job) -> list[tuple[str, int]]:
    return found(Plan("shop", (job("before"), each)))


PARSED = Binary("==", Call("fromJSON", (path("job", "before", "outputs", "parts"),)), Literal(1))
RUN_VALUE = Variable("RUN", text(path("env", "CI_PIPELINE_NUMBER")), span(33))


@pytest.mark.parametrize(
    ("wrong", "code", "at"),
    [
        (job("x", step(image=None, origin=span(21))), "PC730", 21),
        (job("x", approval=Approval(origin=span(30))), "PC731", 30),
        (job("x", retry=Retry(max_attempts=3)), "PC732", 10),
        (job("x", matrix=Matrix((("a", "1"),), fail_fast=True)), "PC733", 10),
        (job("x", labels=(("gpu", "a100"),)), "PC734", 10),
        (job("x", resources=Resources(disk=1, origin=span(31))), "PC735", 31),
        (job("x", network="host", services=(Service("db", Image("i")),)), "PC736", 10),
        (job("x", network="none", services=(Service("db", Image("i")),)), "PC736", 10),
        (job("x", depends_on=needs("before"), conditional=PARSED), "PC739", 10),
        (job("x", services=(Service("db", Image("i"), (RUN_VALUE,)),)), "PC740", 33),
    ],
)
def test_a_job_that_compose_cannot_run_is_an_error(wrong, code, at):
    assert of_job(wrong) == [(code, at)]


@pytest.mark.parametrize(
    ("allowed", "feature"),
    [
        (job("x", retry=Retry(max_attempts=3)), "retry"),
        (job("x", matrix=Matrix((("a", "1"),), fail_fast=True)), "fail_fast"),
        (job("x", labels=(("gpu", "a100"),)), "labels"),
        (job("x", resources=Resources(disk=1)), "resources"),
        (job("x", approval=Approval()), "approval"),
        (job("x", network="host", services=(Service("db", Image("i")),)), "services"),
    ],
)
def test_what_a_job_allows_to_be_ignored_is_a_warning(allowed, feature):
    plan = Plan("shop", (allowed._replace(allow_degraded=(feature,)),))
    diagnostics = list(BACKEND.check(plan, PROFILE))
    assert [(each.code, each.severity) for each in diagnostics] == [("PC706", "warning")]
    assert diagnostics[0].message.endswith(": ignored")
    assert feature in diagnostics[0].help


def test_a_condition_over_the_outputs_of_a_matrix_says_what_is_missing():
    one = job("before", matrix=Matrix((("n", "1"),)))._replace(id="before-1")
    two = one._replace(id="before-2")
    reads = equals(path("job", "before", "outputs", "go"), "yes")
    last = job("x", depends_on=needs("before-1", "before-2"), conditional=reads)
    (problem,) = BACKEND.check(Plan("shop", (one, two, last)), PROFILE)
    assert problem.code == "PC739"
    assert problem.message.startswith("Compose cannot test the condition of job `x`: it needs `job.before.outputs.go`")
    assert "without matrix" in (problem.help or "")


def test_what_jobs_have_from_one_default_is_said_once():
    shared = Resources(disk=1, origin=span(5))
    jobs = (job("a", resources=shared), job("b", resources=shared), job("c", resources=Resources(disk=2)))
    assert sorted(found(Plan("shop", jobs))) == [("PC735", 5), ("PC735", 10)]


def test_a_matrix_says_it_once():
    instances = tuple(
        job(f"t-{each}", name="t", matrix=Matrix((("a", each),)), labels=(("gpu", "a100"),)) for each in "123"
    )
    assert found(Plan("shop", instances)) == [("PC734", 10)]


def test_a_job_after_a_deployment_is_left_out_with_a_warning():
    release = Job("release", "release", deploy=Deploy("production", ("web",), AllAtOnce()), origin=span(50))
    after = job("after", depends_on=needs("release"), origin=span(60))
    later = job("later", depends_on=needs("after"), origin=span(70))
    diagnostics = list(BACKEND.check(Plan("shop", (job(), release, after, later)), PROFILE))
    assert [(each.code, each.severity, each.span.start) for each in diagnostics] == [
        ("PC738", "warning", 60),
        ("PC738", "warning", 70),
    ]
    assert diagnostics[1].related[0].span == span(50)


def test_jobs_that_run_elsewhere_are_not_judged():
    plan = Plan("shop", (job("x", labels=(("gpu", "a100"),)),))
    assert found(plan, PROFILE._replace(options=(("jobs", "false"),))) == []


def of_environment(strategy=None, **fields) -> list[tuple[str, int]]:
    jobs = shop().jobs[:2]
    if strategy is not None:
        jobs += (Job("release", "release", deploy=Deploy("production", ("web",), strategy)),)
    return found(shop(jobs=jobs, environments=(production(**fields),)))


def changed(**fields) -> tuple:
    database, web, proxy = components()
    return (database, web._replace(**fields), proxy)


def test_a_component_is_an_image():
    wrong = changed(image=None, artifact=ArtifactReference("build", "dist", span(210)))
    assert of_environment(components=wrong) == [("PC741", 210)]


def test_a_component_s_disk_has_no_limit():
    assert of_environment(components=changed(resources=Resources(disk=1, origin=span(211)))) == [("PC735", 211)]


@pytest.mark.parametrize(("replicas", "strategy"), [(2, None), (1, Rolling()), (2, Rolling())])
def test_a_fixed_port_belongs_to_one_container(replicas, strategy):
    wrong = changed(replicas=replicas, ports=(Port("http", 80, 80),))
    assert of_environment(strategy, components=wrong, router=None) == [("PC742", 200)]
    assert of_environment(strategy, components=wrong) == []


def test_a_volume_of_two_versions_is_read_only_or_shared():
    volume = Volume("data", "/data", origin=span(212))
    assert of_environment(Rolling(), components=changed(volumes=(volume,))) == [("PC743", 212)]
    for allowed in (volume._replace(shared=True), volume._replace(read_only=True)):
        assert of_environment(Rolling(), components=changed(volumes=(allowed,))) == []
    assert of_environment(components=changed(volumes=(volume,), replicas=1)) == []


def test_a_volume_of_several_instances_is_read_only_or_shared():
    volume = Volume("data", "/data", origin=span(212))
    assert of_environment(components=changed(volumes=(volume,), replicas=2)) == [("PC709", 212)]
    for allowed in (volume._replace(shared=True), volume._replace(read_only=True)):
        assert of_environment(components=changed(volumes=(allowed,), replicas=2)) == []


@pytest.mark.parametrize(("memory", "codes"), [((6 << 20) - 1, ["PC747"]), (6 << 20, []), (512, ["PC747"])])
def test_docker_takes_no_limit_of_less_than_six_mebibytes(memory, codes):
    limits = Resources(memory=memory, origin=span(31))
    assert of_job(job("x", resources=limits)) == [(code, 31) for code in codes]
    assert of_environment(components=changed(resources=limits)) == [(code, 31) for code in codes]


@pytest.mark.parametrize(
    ("port", "router", "codes"),
    [
        (Port("sql", 5432, 15432), None, ["PC748"]),
        (Port("sql", 5432), None, []),
        (Port("sql", 5432, 5432), "haproxy", []),
        (Port("http", 8080, 5432), None, []),
    ],
)
def test_the_port_of_a_data_store_is_not_open_to_everybody(port, router, codes):
    given = changed(ports=(port,), replicas=1, health_check=None, routes=())
    assert [code for code, _ in of_environment(components=given, router=router)] == codes


def test_a_pattern_and_a_group_are_warnings():
    plan = Plan(
        "shop",
        (job(),),
        params=(Parameter("tag", "string", pattern="v.*", origin=span(1)),),
        concurrency=Concurrency("shop", origin=span(2)),
    )
    diagnostics: Iterable[Diagnostic] = BACKEND.check(plan, PROFILE)
    assert {(each.code, each.severity, each.span.start) for each in diagnostics} == {
        ("PC707", "warning", 1),
        ("PC745", "warning", 2),
    }


def test_two_environments_have_two_projects():
    second = production(origin=span(500))._replace(name="Production")
    assert found(shop(jobs=shop().jobs[:2], environments=(production(), second))) == [("PC746", 500)]


def test_two_components_have_two_variables():
    plain = Variable("X", Text(("1",)))
    first = components()[0]._replace(name="web-a", environment=(plain,), secrets=(), volumes=())
    second = first._replace(name="web_a", origin=span(600))
    assert of_environment(components=(first, second)) == []
    held = Variable("X", text(path("env", "CI_COMMIT_SHA")), span(601))
    first, second = (each._replace(environment=(held,)) for each in (first, second))
    assert of_environment(components=(first, second)) == [("PC746", 601)]


def test_two_secrets_of_jobs_have_two_variables():
    plan = Plan("shop", (job("a", secrets=("a-b",)), job("b", secrets=("a_b",), origin=span(40))))
    assert found(plan) == [("PC746", 40)]


def test_a_range_holds_all_ports():
    assert of_environment(target=Target(port_range=(20000, 20022))) == [("PC705", 400)]
    assert of_environment(target=Target(port_range=(20000, 20023))) == []


def test_an_ordinary_plan_has_no_diagnostic():
    assert found(shop()) == []
    assert found(Plan("shop", (job("x", checkout=Checkout(0, submodules=True)),))) == []
