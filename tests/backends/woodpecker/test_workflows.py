import pytest

from compiler.backends.woodpecker import BACKEND
from compiler.ir.expression.parse import parse
from compiler.ir.expression.syntax import Literal
from compiler.ir.job import Action, Artifact, Checkout, Dependency, Input, Service
from compiler.ir.plan import Concurrency, Cron, Parameter, Trigger
from compiler.ir.release import AllAtOnce, Deploy, Environment, SecretSource
from compiler.ir.values import HealthCheck, Image, Secret, Variable
from tests.backends.woodpecker.plans import (
    AT,
    CLONING,
    IMAGE,
    OWN_IMAGE,
    PROFILE,
    emitted,
    job,
    plan,
    step,
    steps_of,
    text,
    variables,
)


def one(given, profile=PROFILE):
    return next(iter(emitted(given, profile).values()))


def test_a_job_is_a_workflow_that_runs_its_steps_through_the_program():
    workflow = one(plan(job(steps=(step(environment=variables(A="x${y}$$\\\\/")),))))
    assert list(workflow) == ["when", "steps"]
    assert workflow["when"] == [{"event": "push"}, {"event": "pull_request"}, {"event": "manual"}]
    prepare, unit = workflow["steps"]
    assert prepare["name"] == "pipec-prepare"
    assert unit["image"] == IMAGE.pinned
    assert unit["commands"][0] == "cat >/woodpecker/pipec/test/unit.script <<'PIPEC_END'\nmake test\nPIPEC_END"
    assert unit["commands"][-1] == "/bin/sh /woodpecker/pipec/program run /woodpecker/pipec/test/unit.step </dev/null"


def test_variables_and_secrets_stand_in_the_file():
    values = (*variables(LANG="C.UTF-8", EMPTY=""), Variable("TOKEN", text(Secret("api"))))
    unit = one(plan(job(steps=(step(environment=values),), secrets=("api",))))["steps"][1]
    assert unit["environment"] == {"LANG": "C.UTF-8", "EMPTY": "", "TOKEN": {"from_secret": "api"}}


def test_what_kubernetes_would_expand_is_set_by_the_step_program():
    values = (*variables(A="$(HOME)"), Variable("TOKEN", text(Secret("api"))))
    other = step(identifier="other", environment=(Variable("X", text(Secret("aa"))),))
    workflow = one(plan(job(steps=(other, step(environment=values)), secrets=("api", "aa"))))
    assert steps_of(workflow)["unit"]["environment"] == {"PIPEC_SECRET_1": {"from_secret": "api"}}
    assert steps_of(workflow)["other"]["environment"] == {"X": {"from_secret": "aa"}}


def test_triggers_become_conditions_each_with_its_event():
    triggers = (
        Trigger("push", branch=("main", "!wip/**"), path=("src/**",)),
        Trigger("tag", tag=("v*", "!v0*")),
        Trigger("cron", cron=Cron("nightly", "0 3 * * *")),
        Trigger("pull_request", path=("!docs/**",)),
    )
    assert one(plan(job(), triggers=triggers))["when"] == [
        {"event": "push", "branch": {"include": ["main"], "exclude": ["wip/**"]}, "path": ["src/**"]},
        {"event": "tag", "ref": {"include": ["refs/tags/v*"], "exclude": ["refs/tags/v0*"]}},
        {"event": "cron", "cron": "nightly"},
        {"event": "pull_request", "path": {"exclude": ["docs/**"]}},
    ]


@pytest.mark.parametrize(
    ("runs_on", "said"),
    [(("success",), None), (("failure",), ["failure"]), (("failure", "success"), ["success", "failure"])],
)
def test_endings(runs_on, said):
    workflow = emitted(plan(job("a"), job("b", "a", runs_on=runs_on)))["b"]
    assert workflow["depends_on"] == ["a"]
    assert workflow.get("runs_on") == said


def test_a_finally_without_dependencies_just_runs():
    assert "runs_on" not in one(plan(job(runs_on=("success", "failure"))))


def test_a_job_that_never_runs_is_passed_over():
    jobs = (
        job("a"),
        job("b", "a", conditional=Literal(value=False)),
        job("c", "b"),
        job("d", "b", runs_on=("failure",)),
    )
    workflows = emitted(plan(*jobs))
    assert list(workflows) == ["a", "c", "d"]
    assert workflows["c"]["depends_on"] == ["a"]


def test_a_catch_of_jobs_that_never_run_is_left_out():
    assert list(emitted(plan(job("a", conditional=Literal(value=False)), job("b", "a", runs_on=("failure",))))) == []


@pytest.mark.parametrize(
    ("checkout", "said"),
    [
        (Checkout(), {}),
        (None, {"skip_clone": True}),
        (Checkout(depth=0), {"partial": False, "depth": 0}),
        (Checkout(depth=20, submodules=True), {"partial": False, "depth": 20, "recursive": True}),
        (Checkout(submodules=True), {"recursive": True}),
    ],
)
def test_checkouts(checkout, said):
    workflow = one(plan(job(checkout=checkout)), CLONING)
    if "clone" in workflow:
        assert workflow["clone"]["git"] == {"image": CLONING.option("clone_image"), "settings": said}
    else:
        assert said == {key: value for key, value in workflow.items() if key == "skip_clone"}


def test_images_come_from_mirrors_the_clone_plugins_too():
    mirrored = CLONING._replace(registry_mirrors=(("docker.io", "mirror.example/hub"),))
    workflow = one(plan(job(checkout=Checkout(depth=0))), mirrored)
    assert workflow["clone"]["git"]["image"].startswith("mirror.example/hub/woodpeckerci/plugin-git@sha256:")
    assert workflow["steps"][1]["image"].startswith("mirror.example/hub/library/alpine@sha256:")


def test_labels_and_concurrency():
    given = plan(job(labels=(("gpu", "yes"),)), concurrency=Concurrency("deploy", 2))
    workflow = one(given, PROFILE._replace(labels=(("gpu", "no"), ("os", "linux"))))
    assert workflow["labels"] == {"gpu": "yes", "os": "linux"}
    assert workflow["concurrency"] == {"limit": 2, "group": "deploy"}


def test_failures_that_are_let_pass_and_steps_after_failures():
    steps = (
        step(identifier="a", continue_on_failure=True),
        step(identifier="b", conditional=parse("always() && env.CI_REPO == 'x'")),
        step(identifier="c", conditional=parse("steps.a.status == 'failure'")),
    )
    found = steps_of(one(plan(job(steps=steps))))
    assert [found[name].get("failure") for name in "abc"] == ["ignore", None, None]
    assert [found[name].get("when") for name in "abc"] == [None, [{"status": ["success", "failure"]}], None]


def test_services_are_waited_for():
    check = HealthCheck("tcp", port=5432)
    service = Service("my-db", Image("docker.io/library/postgres:16"), variables(A="1"), (5432, 1), check)
    workflow = one(plan(job(steps=(step(identifier="my-db"),), services=(service,))), OWN_IMAGE)
    assert workflow["services"] == [
        {"name": "my-db", "image": "docker.io/library/postgres:16", "environment": {"A": "1"}, "ports": ["5432", "1"]}
    ]
    _, waiting, unit = workflow["steps"]
    assert waiting["image"] == OWN_IMAGE.pipec_image
    assert '"host": "my-db"' in waiting["commands"][0]
    assert unit["name"] == "my-db.step"
    assert unit["environment"] == {"PIPEC_SERVICE_MY_DB_HOST": "my-db", "PIPEC_SERVICE_MY_DB_PORT": "5432"}


def test_actions_run_in_pipecs_image():
    action = step(script=None, image=None, action=Action("logger"))
    unit = one(plan(job(steps=(action,))), OWN_IMAGE)["steps"][1]
    assert unit["image"] == OWN_IMAGE.pipec_image
    assert "exec 'pipec' 'action' \"$pipec_script\"" in unit["commands"][1]


def test_long_scripts_are_written_by_steps_before():
    script = "echo 'a line that makes it long'\n" * 4000
    conditional = parse("failure()")
    found = one(plan(job(steps=(step(script, conditional=conditional),))))["steps"]
    assert [each["name"] for each in found[1:3]] == ["unit.part-1", "unit.part-2"]
    assert all(each["when"] == [{"status": ["success", "failure"]}] for each in found[1:])
    assert len(found[-1]["commands"]) == 1


def test_a_job_condition_is_tested_before_each_step():
    unit = one(plan(job(conditional=parse("env.CI_COMMIT_BRANCH == 'main'"))))["steps"][1]
    assert "${CI_COMMIT_BRANCH-}" in unit["commands"][1]
    assert "&& pipec_succeeded\n" in unit["commands"][1]


def test_parameters_are_checked_first():
    params = (
        Parameter("region", "string", required=True, enum=("eu", "u's")),
        Parameter("count", "number", 3),
        Parameter("any-text", "string", ""),
    )
    commands = one(plan(job(), params=params))["steps"][0]["commands"][3:]
    assert len(commands) == 3
    assert commands[0].startswith('[ -n "${PIPEC_PARAM_region+given}" ]')
    assert "'eu' | 'u'\\''s') ;;" in commands[1]
    assert commands[2].startswith("value='3'; ")


def artifact_chain(**last):
    build = job("build", artifacts=(Artifact("bin", ("out/**",)),))
    check = job("check", inputs=(Input("build", "bin"),), artifacts=(Artifact("log", ("log",)),))
    return build, check, job("pack", inputs=(Input("check", "log", "in"), Input("build", "bin")), **last)


def test_a_chain_shares_a_workflow_each_job_in_its_own_directory():
    workflows = emitted(plan(*artifact_chain(), job("after", "pack"), job("also", "build", "pack")))
    assert list(workflows) == ["after", "also", "pack"]
    assert [each["name"] for each in workflows["pack"]["steps"]] == [
        "pipec-prepare",
        "build.unit",
        "build.pipec-keep-bin",
        "check.pipec-fetch-build-bin",
        "check.unit",
        "check.pipec-keep-log",
        "pack.pipec-fetch-check-log",
        "pack.pipec-fetch-build-bin",
        "pack.unit",
    ]
    assert workflows["pack"]["steps"][0]["commands"][-2:] == [
        "cp -a . /woodpecker/pipec/check/workspace",
        "cp -a . /woodpecker/pipec/pack/workspace",
    ]
    assert workflows["also"]["depends_on"] == ["pack"]


@pytest.mark.parametrize("other", [job("other", "build"), job("other", "check")])
def test_a_chain_ends_where_another_job_depends_on_its_middle(other):
    assert "PC757" in {problem.code for problem in BACKEND.check(plan(*artifact_chain(), other), PROFILE)}


@pytest.mark.parametrize(
    "different",
    [
        {"labels": (("a", "b"),)},
        {"services": (Service("db", IMAGE),)},
        {"runs_on": ("success", "failure")},
        {"depends_on": (Dependency("x"),)},
    ],
)
def test_jobs_that_differ_share_no_workflow(different):
    given = plan(job("x"), *artifact_chain(**different))
    assert "PC757" in {problem.code for problem in BACKEND.check(given, PROFILE)}


def test_jobs_in_a_row_that_hand_nothing_on_stay_apart():
    assert list(emitted(plan(job("a"), job("b", "a")))) == ["a", "b"]


def test_a_deployment_checks_the_bundle_and_deploys_it():
    sources = (SecretSource("db", "env", "DB_PASSWORD"), SecretSource("key", "vault", "kv/x"))
    environment = Environment("production", "compose", secrets=sources)
    release = job("release", steps=(), deploy=Deploy("production", (), AllAtOnce()), secrets=("ssh_key",))
    _, check, deploy = one(plan(release, environments=(environment,)), OWN_IMAGE)["steps"]
    assert check["name"] == "pipec-check"
    assert "pipec compile --check --out pipec-out\n" in check["commands"][0]
    assert "pipec deploy --job release pipec-out/shop\n" in deploy["commands"][0]
    assert deploy["environment"] == {"DB_PASSWORD": {"from_secret": "db"}, "ssh_key": {"from_secret": "ssh_key"}}
    assert {check["image"], deploy["image"]} == {OWN_IMAGE.pipec_image}


def test_bundles_are_committed_where_the_profile_says():
    release = job("release", steps=(), deploy=Deploy("production", (), AllAtOnce()))
    given = plan(release, environments=(Environment("production", "compose"),))._replace(source="ci/a b.yaml")
    _, check, deploy = one(given, OWN_IMAGE._replace(options=(("bundles", "ci/out"),)))["steps"]
    assert "--out ci/out 'ci/a b.yaml'\n" in check["commands"][0]
    assert " ci/out/shop\n" in deploy["commands"][0]


def test_the_source_map_points_at_steps():
    unit = step()._replace(origin=AT, script_origin=AT._replace(start=25))
    emission = BACKEND.emit(plan(job(steps=(unit,))), PROFILE)
    mapped = {line.pointer: line.span for line in emission.mapped}
    assert mapped["/steps/1"] == AT
    assert mapped["/steps/1/commands"].start == 25


def test_the_same_plan_gives_the_same_bytes():
    given = plan(*artifact_chain())
    assert BACKEND.emit(given, PROFILE) == BACKEND.emit(given, PROFILE)
