import pytest

from compiler.backends.nomad import BACKEND
from compiler.backends.nomad.docker import literal, problems, survives
from compiler.diagnostics import Span
from compiler.ir.expression.syntax import Binary, Literal, Member, Root
from compiler.ir.job import Input, Job, Service
from compiler.ir.plan import Plan
from compiler.ir.release import (
    AllAtOnce,
    ArtifactReference,
    BlueGreen,
    Canary,
    Deploy,
    Port,
    Rolling,
    Target,
    Volume,
)
from compiler.ir.values import HealthCheck, Image, Resources, Secret, Variable
from tests.backends.nomad.plans import (
    GO,
    PROFILE,
    STAGES,
    TOOLS,
    build_and_test,
    component,
    job,
    option,
    release,
    script,
    text,
)

HERE = Span("pipeline.yaml", 70, 77)
RUN = Member(Root("params"), "region")
BARE = PROFILE._replace(git_source=None, artifact_store=None, pipec_image="")
STEP = script("unit", "make", GO)


def codes(plan, profile=PROFILE):
    return [found.code for found in BACKEND.check(plan, profile)]


def jobs(*steps, **more):
    return Plan("shop", (job("test", *(steps or (STEP,)), **more),))


def plain(**more):
    return component(**{"secrets": (), "volumes": (), "health_check": None} | more)


def test_the_realistic_plan_has_only_the_hint_of_its_reservation():
    assert codes(build_and_test()) == ["PC712"]


def test_a_checkout_needs_a_source():
    (found,) = BACKEND.check(jobs(origin=HERE), BARE)
    assert (found.code, found.span) == ("PC710", HERE)
    assert codes(jobs(checkout=None), BARE) == []


def test_inputs_need_a_store():
    plan = jobs(inputs=(Input("build", "app", origin=HERE),), checkout=None)
    (found,) = BACKEND.check(plan, BARE)
    assert (found.code, found.span) == ("PC711", HERE)
    assert codes(plan) == []


def test_the_reservation_is_told_where_the_image_changes():
    plan = jobs(STEP, script("two", "x", TOOLS, origin=HERE), script("three", "x", GO))
    (found,) = BACKEND.check(plan, PROFILE)
    assert (found.code, found.severity, found.span) == ("PC712", "hint", HERE)
    assert "3 times" in found.message


@pytest.mark.parametrize("strategy", [Canary(STAGES, origin=HERE), BlueGreen(origin=HERE)])
def test_traffic_needs_a_router(strategy):
    (found,) = BACKEND.check(release(plain(), strategy=strategy, router=None), PROFILE)
    assert (found.code, found.span) == ("PC713", HERE)
    assert codes(release(plain(), strategy=strategy)) == []


def test_rolling_in_place_makes_as_many_unavailable():
    (found,) = BACKEND.check(
        release(plain(), strategy=Rolling(batch_size=3, max_unavailable=2, origin=HERE), router=None), PROFILE
    )
    assert (found.code, found.span) == ("PC714", HERE)
    assert codes(release(plain(), strategy=Rolling(batch_size=3, max_unavailable=3), router=None)) == []
    assert codes(release(plain(), strategy=Rolling(batch_size=3))) == []


def test_a_fixed_port_and_two_versions():
    fixed = plain(ports=(Port("http", 8080, 80),), replicas=1)
    assert codes(release(fixed, strategy=Rolling())) == ["PC715"]
    assert codes(release(fixed, strategy=AllAtOnce())) == []


def test_instances_with_a_fixed_port_need_a_client_each():
    fixed = plain(ports=(Port("http", 8080, 80), Port("admin", 8081, 81)), replicas=2)
    assert codes(release(fixed, strategy=AllAtOnce())) == ["PC729"]
    assert codes(release(fixed._replace(ports=(Port("http", 8080),)), strategy=AllAtOnce())) == []


@pytest.mark.parametrize(
    ("port", "expected"), [(19999, []), (20000, ["PC728"]), (32000, ["PC728"]), (32001, []), (None, [])]
)
def test_a_fixed_port_is_none_of_the_dynamic_ones(port, expected):
    fixed = plain(ports=(Port("http", 8080, port),), replicas=1)
    assert codes(release(fixed, strategy=AllAtOnce())) == expected


@pytest.mark.parametrize(
    "check",
    [
        HealthCheck("command", command=("x",)),
        HealthCheck("http", port=1, expected_status=204),
        HealthCheck("http", port=1, expected_body="ok"),
        HealthCheck("tcp", port=1, success_threshold=2),
        HealthCheck("tcp", port=1, failure_threshold=3),
    ],
)
def test_exact_checks_need_a_router(check):
    found = plain(health_check=check._replace(origin=HERE))
    (diagnostic,) = BACKEND.check(release(found, strategy=AllAtOnce(), router=None), PROFILE)
    assert (diagnostic.code, diagnostic.span) == ("PC716", HERE)
    assert codes(release(found)) == []


def test_an_http_check_without_router_is_a_hint_and_a_tcp_check_is_clean():
    http = plain(health_check=HealthCheck("http", port=1))
    assert codes(release(http, strategy=AllAtOnce(), router=None)) == ["PC727"]
    assert codes(release(http)) == []
    assert codes(release(plain(health_check=HealthCheck("tcp", port=1)), strategy=AllAtOnce(), router=None)) == []


def test_two_environments_in_one_place():
    plan = release(plain())
    place = plan.environments[0]
    same = place._replace(name="staging", origin=HERE)
    (found,) = BACKEND.check(plan._replace(environments=(place, same)), PROFILE)
    assert (found.code, found.span) == ("PC717", HERE)
    other = same._replace(target=Target(namespace="staging"))
    assert codes(plan._replace(environments=(place, other))) == []


@pytest.mark.parametrize(
    "more",
    [
        {"command": ("echo", "$${X}")},
        {"command": ("e\u0301",)},
        {"labels": (("a", "%%{x}"),)},
        {"volumes": (Volume("data", "/d/${node.unique.id}", shared=True),)},
        {"environment": (Variable("BIG", text("${HOME}" + "x" * 66_000)),)},
    ],
)
def test_text_that_nomad_would_change(more):
    assert codes(release(plain(**more))) == ["PC718"]


def test_a_label_of_a_job_is_no_reference():
    assert codes(jobs(labels=(("disk", "${node.class}"),))) == ["PC718"]


def test_a_component_has_no_run_time_values_and_a_sidecar_only_plain_ones():
    value = Variable("REGION", text(RUN), HERE)
    (found,) = BACKEND.check(release(plain(environment=(value,))), PROFILE)
    assert (found.code, found.span) == ("PC719", HERE)
    sum_ = Variable("REGION", text(Binary("+", RUN, Literal("x"))), HERE)
    image = Image("x/y:1")
    assert codes(jobs(services=(Service("db", image, (sum_,)),))) == ["PC719"]
    assert codes(jobs(services=(Service("db", image, (value,)),))) == []


def test_limits_that_do_not_hold():
    disk = Resources(disk=1 << 30, origin=HERE)
    (found,) = BACKEND.check(jobs(resources=disk), PROFILE)
    assert (found.code, found.severity, found.span) == ("PC720", "error", HERE)
    (found,) = BACKEND.check(jobs(resources=disk, allow_degraded=("resources",)), PROFILE)
    assert found.severity == "warning"
    assert codes(release(plain(resources=disk))) == ["PC720"]
    host = jobs(script("unit", "make"), resources=Resources(memory=1 << 30))
    assert codes(host) == []
    assert codes(host, option("host_driver", "raw_exec")) == ["PC720"]


def test_isolation_from_the_network():
    assert codes(jobs(network="none")) == []
    assert codes(jobs(script("unit", "make"), network="none")) == ["PC721"]
    assert codes(jobs(network="none", services=(Service("db", Image("x/y:1")),))) == ["PC721"]
    (found,) = BACKEND.check(jobs(script("unit", "x"), network="none", allow_degraded=("network",)), PROFILE)
    assert found.severity == "warning"


def test_a_variables_path_has_128_characters():
    token = Variable("T", text(Secret("token")))
    long = job("j" * 60, script("unit", "x", GO, environment=(token,)), secrets=("token",), checkout=None)
    assert codes(Plan("p" * 63, (long,))) == ["PC722"]
    assert codes(Plan("p", (long,))) == []
    assert codes(Plan("p" * 63, (long._replace(steps=(STEP,), secrets=()),))) == []


def test_a_services_health_is_asked_from_outside_by_pipec():
    def sidecar(check):
        return jobs(services=(Service("db", Image("x/y:1"), (), (5432,), check),), checkout=None)

    assert codes(sidecar(HealthCheck("command", command=("pg_isready",)))) == ["PC723"]
    assert codes(sidecar(HealthCheck("tcp", port=5432))) == []
    assert codes(sidecar(HealthCheck("tcp", port=5432)), BARE) == ["PC723"]


def test_deployments_of_one_component_agree():
    plan = release(plain(), strategy=Rolling())
    other = Job("again", "again", deploy=Deploy("production", ("web",), AllAtOnce(origin=HERE)))
    (found,) = BACKEND.check(plan._replace(jobs=(*plan.jobs, other)), PROFILE)
    assert (found.code, found.span) == ("PC724", HERE)
    same = other._replace(deploy=Deploy("production", ("web",), Rolling(origin=HERE)))
    assert codes(plan._replace(jobs=(*plan.jobs, same))) == []


def test_a_component_is_an_image():
    found = plain(image=None, artifact=ArtifactReference("build", "app", HERE))
    (diagnostic,) = BACKEND.check(release(found), PROFILE)
    assert (diagnostic.code, diagnostic.span) == ("PC725", HERE)


def test_a_volume_that_two_versions_write():
    def volume(**more):
        return plain(volumes=(Volume("data", "/data", origin=HERE, **more),))

    (found,) = BACKEND.check(release(volume()), PROFILE)
    assert (found.code, found.span) == ("PC726", HERE)
    assert codes(release(volume(shared=True))) == []
    assert codes(release(volume(read_only=True))) == []
    assert codes(release(volume(), strategy=AllAtOnce())) == []


def test_the_drivers_specification():
    def told(driver, config, version="2.0"):
        return list(problems(driver, config, PROFILE._replace(version=version)))

    assert told("docker", {"image": "x", "ports": ["http"], "labels": [{"a": "b"}]}) == []
    assert told("docker", {"image": "x", "port": ["http"]}) == ["has `config.port`, which its driver does not know"]
    assert told("docker", {"args": []}) == ["lacks `config.image`"]
    assert told("docker", {"image": "x", "args": "x"}) == ["has `config.args` that is not of type list(string)"]
    assert told("docker", {"image": "x", "cgroupns": "host"}, "1.9") == [
        "has `config.cgroupns`, which came with Nomad 1.10.3"
    ]
    assert told("docker", {"image": "x", "mount": [{"from": "x"}]}) == [
        "has `config.mount[0].from`, which its driver does not know"
    ]
    assert told("docker", {"image": "x", "command": "a b"})
    assert told("exec", {"command": "/bin/sh", "image": "x"})
    assert told("qemu", {})


@pytest.mark.parametrize("value", ["${X}", "%{if}", "$$", "{{.X}}", "a${b}%{c}"])
def test_literals_survive_the_clients_template(value):
    from tests.backends.nomad.models import client_config

    assert survives(value)
    assert client_config(literal(value)) == value


def test_every_code_has_its_page():
    from importlib import import_module

    from compiler.backends.nomad.rules import CODES

    for code, module in CODES.items():
        found = import_module(f"compiler.backends.nomad.rules.{module}")
        assert found.RULE.code == code
        assert {"## Bad", "## Good", "## Fix"} <= set(found.__doc__.split("\n"))
