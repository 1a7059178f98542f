"""`compose.jobs.yaml`: services, order, volumes, environment."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.backends.compose.escape import Reference, read
from compiler.backends.profile import Profile
from compiler.ir.expression.syntax import Binary
from compiler.ir.job import Job, Matrix, Service
from compiler.ir.plan import Parameter, Plan
from compiler.ir.release import Deploy, Rolling
from compiler.ir.values import Resources, Secret, Text, Variable
from tests.backends.compose.compose_plans import (
    DIGEST,
    PROFILE,
    content,
    document,
    emitted,
    equals,
    job,
    needs,
    path,
    shop,
    span,
    step,
    text,
)

Services = Mapping[str, Any]


def services(*jobs: Job, profile: Profile = PROFILE, **fields: Any) -> Services:
    return document(emitted(Plan("shop", jobs, **fields), profile))["services"]


def reaches(graph: Services, start: str) -> set[str]:
    """All services that must have ended before `start` begins."""
    found: set[str] = set()
    todo = [start]
    while todo:
        for before in graph[todo.pop()].get("depends_on", {}):
            if before not in found:
                found.add(before)
                todo.append(before)
    return found


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Job, ...]:
    count = draw(st.integers(1, 8))
    return tuple(
        job(
            f"j{index}",
            *(step(f"s{number}") for number in range(draw(st.integers(1, 3)))),
            depends_on=needs(*(f"j{each}" for each in range(index) if draw(st.booleans()))),
        )
        for index in range(count)
    )


def ancestors(jobs: tuple[Job, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in jobs:
        direct = {dependency.job for dependency in each.depends_on}
        found[each.id] = direct.union(*(found[name] for name in direct))
    return found


@settings(deadline=None, max_examples=40)
@given(graphs())
def test_the_emitted_order_is_the_plan_s(jobs):
    graph = services(*jobs)
    for name, wanted in ancestors(jobs).items():
        before = reaches(graph, f"{name}.begin")
        assert {each.removesuffix(".end") for each in before if each.endswith(".end")} == wanted
    assert {f"{each.id}.end" for each in jobs} <= reaches(graph, "pipec-result")


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=200))
def test_text_survives_in_environment_names_and_scripts(value):
    plan = Plan(
        "shop", (job("test", step("unit", value, environment=(Variable("X", Text((value,) if value else ())),))),)
    )
    emission = emitted(plan)
    assert "".join(read(document(emission)["services"]["test.step.unit"]["environment"]["X"])) == value
    assert content(emission, "jobs/test/unit.script") == value.encode()


def test_steps_stand_in_a_row_between_begin_and_end():
    graph = services(job("test", step("one"), step("two")))
    assert list(graph) == ["pipec-run", "test.begin", "test.step.one", "test.step.two", "test.end", "pipec-result"]
    assert graph["test.step.two"]["depends_on"] == {"test.step.one": {"condition": "service_completed_successfully"}}


def test_jobs_see_their_own_volume_and_read_those_they_depend_on():
    graph = services(job("a"), job("b", depends_on=needs("a")), job("c"))
    mounted = [each for each in graph["b.step.unit"]["volumes"] if each.startswith("job.")]
    assert mounted == ["job.b:/pipec/job", "job.a:/pipec/needs/a:ro"]
    assert not any("job.c" in str(each) for each in graph["b.begin"]["volumes"])


def test_the_repository_is_mounted_read_only_for_a_checkout_alone():
    graph = services(job("a"), job("b", checkout=None))
    binds = [each for each in graph["a.begin"]["volumes"] if isinstance(each, dict)]
    assert binds == [
        {"type": "bind", "source": "${PIPEC_SOURCE:-${PWD}}", "target": "/pipec/source", "read_only": True},
    ]
    assert not any(isinstance(each, dict) for each in graph["b.begin"]["volumes"] + graph["a.step.unit"]["volumes"])


def test_images_limits_and_networks_are_the_job_s():
    graph = services(job("a", network="none", resources=Resources(250, 30 << 20)), job("b", network="host"))
    assert graph["a.step.unit"]["image"] == f"registry.example/tools@{DIGEST}"
    assert graph["a.step.unit"]["deploy"]["resources"]["limits"] == {"cpus": "0.25", "memory": "30M"}
    assert graph["a.step.unit"]["network_mode"] == "none"
    assert graph["b.step.unit"]["network_mode"] == "host"


def test_the_site_s_profile_counts():
    profile = PROFILE._replace(
        resources=Resources(memory=1 << 20),
        labels=(("team", "a$b"),),
        registry_mirrors=(("registry.example", "mirror.example/cache"),),
        pipec_image=f"registry.example/pipec@{DIGEST}",
    )
    graph = services(job("a"), profile=profile)
    assert graph["a.step.unit"]["image"] == f"mirror.example/cache/tools@{DIGEST}"
    assert graph["a.begin"]["image"] == graph["pipec-result"]["image"] == f"mirror.example/cache/pipec@{DIGEST}"
    assert graph["a.step.unit"]["deploy"]["resources"]["limits"] == {"memory": "1M"}
    assert graph["a.step.unit"]["labels"] == {"team": "a$$b"}


def test_secrets_are_required_when_compose_starts():
    graph = services(job("a", step("s", environment=(Variable("T", text(Secret("my-token"))),)), secrets=("my-token",)))
    assert read(graph["a.step.s"]["environment"]["T"]) == (Reference("my_token", ":?", "secret my-token is not set"),)


def test_sidecars_start_with_their_job_and_steps_wait_for_their_health():
    graph = document(emitted(shop()))["services"]
    sidecar = graph["test.service.db"]
    assert sidecar["depends_on"] == {"test.begin": {"condition": "service_completed_successfully"}}
    assert graph["test.step.unit"]["depends_on"]["test.service.db"] == {"condition": "service_healthy"}
    environment = graph["test.step.slow"]["environment"]
    assert environment["PIPEC_SERVICE_DB_HOST"] == "test.service.db"
    assert environment["PIPEC_SERVICE_DB_PORT"] == "5432"


def test_max_parallel_puts_instances_into_rows():
    instances = tuple(
        job(f"t-{number}", name="t", matrix=Matrix((("n", str(number)),), max_parallel=2)) for number in range(5)
    )
    graph = services(*instances)
    for number in range(5):
        before = {each for each in graph[f"t-{number}.begin"]["depends_on"] if each.endswith(".end")}
        assert before == ({f"t-{number - 2}.end"} if number >= 2 else set())


def test_deployments_and_what_follows_them_are_not_services():
    deploy = Job("release", "release", depends_on=needs("a"), deploy=Deploy("production", ("web",), Rolling()))
    plan = Plan("shop", (job("a"), deploy, job("after", depends_on=needs("release"))))
    assert "after.begin" not in document(emitted(plan))["services"]


def test_a_site_that_runs_its_jobs_elsewhere_gets_locks_alone():
    paths = [file.path for file in emitted(shop(), PROFILE._replace(options=(("jobs", "false"),))).files]
    assert all(path.startswith("environments/") for path in paths)


def test_values_of_a_run_come_from_variables():
    parameters = (
        Parameter("region", "string", default="eu", enum=("eu", "it's")),
        Parameter("n-1", "number", required=True),
    )
    emission = emitted(Plan("shop", (job("a"),), params=parameters))
    environment = document(emission)["services"]["pipec-run"]["environment"]
    assert environment["CI_COMMIT_SHA"] == "${CI_COMMIT_SHA:-}"
    assert environment["PIPEC_PARAM_region"] is environment["PIPEC_PARAM_n_1"] is None
    program = content(emission, "jobs/parameters.sh").decode()
    assert "parameter 'region' 'PIPEC_PARAM_region' 'string' '0' 'eu' 'it'\\''s'\n" in program


def test_a_script_of_100_kilobytes_is_a_file():
    script = "echo 'ü$X'\n" * 10_000
    emission = emitted(Plan("shop", (job("a", step("s", script)),)))
    assert content(emission, "jobs/a/s.script") == script.encode()


@pytest.mark.parametrize("name", ["a", "A_b-1"])
def test_names_of_services_and_volumes_suit_compose(name):
    emission = emitted(Plan("shop", (job(name, services=(Service("db", step().image),)),)))
    assert f"job.{name}" in document(emission)["volumes"]


def test_the_source_map_leads_to_steps():
    mapped = {each.pointer: each.span for each in emitted(Plan("shop", (job("a"),))).mapped}
    assert mapped["/services/a.step.unit"] == span(20)
    assert mapped["/services/a.begin"] == span(10)


def outputs(emission: Any) -> Iterator[bytes]:
    return (file.data for file in emission.files)


def test_emission_is_the_same_twice():
    assert list(outputs(emitted(shop()))) == list(outputs(emitted(shop())))


def test_a_condition_of_a_job_becomes_a_gate():
    first = job("a", outputs=("go",))
    second = job("b", depends_on=needs("a"), conditional=equals(path("job", "a", "outputs", "go"), "yes"))
    emission = emitted(Plan("shop", (first, second)))
    assert b"/pipec/needs/a/state" in content(emission, "jobs/b/gate.sh")


def test_a_job_reads_all_that_ended_before_it_and_waits_for_its_own_dependencies():
    parts = [job(f"part-{n}", name="part", matrix=Matrix((("n", n),))) for n in "12"]
    ready = Binary(
        "&&", equals(path("job", "a", "outputs", "go"), "yes"), equals(path("job", "part", "status"), "success")
    )
    shown = Variable("GO", text(path("job", "a", "outputs", "go")))
    last = job("c", step(environment=(shown,)), depends_on=needs("b"), conditional=ready)
    plan = Plan("shop", (job("a", outputs=("go",)), *parts, job("b", depends_on=needs("a", "part-1", "part-2")), last))
    emission = emitted(plan)
    services = document(emission)["services"]
    mounted = {f"job.{each}:/pipec/needs/{each}:ro" for each in ("a", "b", "part-1", "part-2")}
    for service in ("c.begin", "c.step.unit"):
        assert {each for each in services[service]["volumes"] if "/needs/" in str(each)} == mounted
    assert set(services["c.begin"]["depends_on"]) == {"pipec-run", "b.end"}
    settings = content(emission, "jobs/c/job.sh").decode()
    assert "pipec_needs='b'" in settings
    assert "status PIPEC_STATUS_2 part-1 part-2" in settings
    assert b"/pipec/needs/a/state" in content(emission, "jobs/c/unit.sh")
    assert b"PIPEC_STATUS_2" in content(emission, "jobs/c/gate.sh")


def test_a_job_mounts_nothing_that_it_neither_depends_on_nor_reads():
    plan = Plan("shop", (job("a"), job("b", depends_on=needs("a")), job("c", depends_on=needs("b"))))
    services = document(emitted(plan))["services"]
    assert [each for each in services["c.begin"]["volumes"] if "/needs/" in each] == ["job.b:/pipec/needs/b:ro"]
