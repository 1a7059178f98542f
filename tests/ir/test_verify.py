"""Each invariant: a sound plan passes, and one with a single break gives one sentence about it."""

import pytest

from compiler.ir.expression.parse import parse
from compiler.ir.expression.syntax import Literal
from compiler.ir.graph import topological_order
from compiler.ir.job import Artifact, Dependency, Input, Job, Matrix, Retry, Service, Step
from compiler.ir.passes import run_passes
from compiler.ir.plan import Parameter, Plan
from compiler.ir.release import (
    ArtifactReference,
    Canary,
    Component,
    Deploy,
    Environment,
    Rolling,
    Stage,
)
from compiler.ir.values import BuiltImage, Image, Text, Variable
from compiler.ir.verify import verify

STEP = Step("unit", "Unit", script="make", environment=(Variable("A", Text(("x",))), Variable("B", Text())))
BUILD = Job(
    "build", "build", steps=(STEP,), outputs=("image",), artifacts=(Artifact("bin", ("bin/**",)),),
)  # fmt: skip
TEST = Job(
    "test-3-12", "test", depends_on=(Dependency("build"),), inputs=(Input("build", "bin"),), steps=(STEP,),
    matrix=Matrix((("python", "3.12"),)),
    conditional=parse("job.build.outputs.image != '' && params.deep && env.CI_COMMIT_TAG == ''"),
)  # fmt: skip
SHIP = Job(
    "ship", "ship", depends_on=(Dependency("test-3-12"),),
    deploy=Deploy("prod", ("web",), Canary(stages=(Stage(5, 60), Stage(100)))),
)  # fmt: skip
WEB = Component("web", image=BuiltImage("build", "image"), depends_on=("db",))
DB = Component("db", image=Image("docker.io/library/postgres:17", "sha256:" + "a" * 64))
PLAN = run_passes(
    Plan(
        "shop", (BUILD, TEST, SHIP), params=(Parameter("deep", "boolean"),), components=(WEB, DB),
        environments=(Environment("stage", "compose", components=(WEB, DB)),
                      Environment("prod", "nomad", components=(WEB, DB), after="stage")),
    )
)  # fmt: skip
STAGE, PROD = PLAN.environments


def with_job(index, **changes):
    jobs = list(PLAN.jobs)
    jobs[index] = jobs[index]._replace(**changes)
    return PLAN._replace(jobs=tuple(jobs))


def with_step(**changes):
    return with_job(0, steps=(STEP._replace(**changes),))


def with_strategy(strategy):
    return with_job(2, deploy=SHIP.deploy._replace(strategy=strategy))


def with_text(*parts):
    return with_step(environment=(Variable("A", Text(parts)),))


def with_component(**changes):
    return run_digests(PLAN._replace(components=(WEB._replace(**changes), DB)))


def run_digests(plan):
    from compiler.ir.passes.digest_components import digest_components

    return digest_components(plan)


BROKEN = [
    (PLAN._replace(format=2), "the plan's format is 2, not 1"),
    (PLAN._replace(name="Shop"), "the plan's name 'Shop' is not well-formed"),
    (PLAN._replace(timeout=0), "the plan has the timeout 0"),
    (PLAN._replace(params=PLAN.params * 2), "the parameter `deep` is there twice"),
    (PLAN._replace(jobs=(*PLAN.jobs, SHIP)), "the job `ship` is there twice"),
    (PLAN._replace(jobs=(TEST, BUILD, SHIP)), "job `test-3-12` comes before `build`, which it depends on"),
    (with_job(2, id="a b"), "job `a b` has the malformed id or name 'a b'"),
    (with_job(2, deploy=None), "job `ship` has neither steps nor a deployment"),
    (with_job(2, steps=(STEP,)), "job `ship` has both steps and a deployment"),
    (with_job(2, runs_on=()), "job `ship` runs on ()"),
    (with_job(2, timeout=-1), "job `ship` has the timeout -1"),
    (with_job(2, retry=Retry(max_attempts=0)), "job `ship` has the max_attempts 0"),
    (with_job(2, labels=(("a", "1"), ("a", "2"))), "the label in job `ship` `a` is there twice"),
    (with_job(0, steps=(STEP, STEP._replace(name="o"))), "the step in job `build` `unit` is there twice"),
    (with_job(0, steps=(STEP, STEP._replace(id="o"))), "the step name in job `build` `Unit` is there twice"),
    (with_job(0, artifacts=BUILD.artifacts * 2), "the artifact in job `build` `bin` is there twice"),
    (
        with_job(0, services=(Service("db", Image("x", "md5:1")),)),
        "service `db` of job `build` has the malformed digest 'md5:1'",
    ),
    (with_step(id="Unit"), "step `Unit` of job `build` has a malformed id"),
    (with_step(script=None), "step `unit` of job `build` has neither script nor action"),
    (with_step(timeout=0), "step `unit` of job `build` has the timeout 0"),
    (with_step(retry_count=-1), "step `unit` of job `build` is retried -1 times"),
    (with_step(shell=()), "step `unit` of job `build` has a script and no shell"),
    (with_step(working_directory="a/../.."), "works in 'a/../..', outside of the workspace"),
    (with_step(image=Image("")), "step `unit` of job `build` has an image without a reference"),
    (with_step(environment=STEP.environment[::-1]), "the environment of step `unit` of job `build` is not sorted"),
    (with_step(environment=STEP.environment[:1] * 2), "the variable in step `unit` of job `build` `A` is there twice"),
    (with_text("a", "b"), "the variable `A` of step `unit` of job `build` has a text that is not in normal form"),
    (with_text(""), "has a text that is not in normal form"),
    (with_text(parse("matrix.python")), "refers to `matrix.python`: nothing of that name is left"),
    (with_text(parse("params.x")), "refers to `params.x`: no parameter that is bound at run time"),
    (with_text(parse("steps.gone.status")), "refers to `steps.gone.status`: no such step in this job"),
    (with_text(parse("job.gone.status")), "refers to `job.gone.status`: no such job"),
    (with_text(parse("job.build.outputs.gone")), "refers to `job.build.outputs.gone`: no such output"),
    (with_step(conditional=Literal(True)), "step `unit` of job `build` has the condition True, which says nothing"),
    (with_job(1, depends_on=(*TEST.depends_on, Dependency("x"))), "`test-3-12` depends on `x`, which does not exist"),
    (with_job(1, depends_on=TEST.depends_on * 2), "the dependency of job `test-3-12` `build` is there twice"),
    (with_job(1, depends_on=()), "job `test-3-12` takes an artifact of `build` and does not depend on it"),
    (with_job(1, inputs=(Input("build", "x"),)), "job `test-3-12` takes `build.x`, which nothing makes"),
    (with_job(2, deploy=SHIP.deploy._replace(environment="x")), "job `ship` deploys to `x`, which does not exist"),
    (
        with_job(2, deploy=SHIP.deploy._replace(components=("x",))),
        "job `ship` deploys `x`, which `prod` does not have",
    ),
    (with_strategy(Canary()), "job `ship` has canary stages that do not rise to 100: []"),
    (with_strategy(Canary(stages=(Stage(50), Stage(50), Stage(100)))), "canary stages that do not rise"),
    (with_strategy(Canary(stages=(Stage(50),))), "canary stages that do not rise to 100: [50]"),
    (with_strategy(Canary(stages=(Stage(0), Stage(100)))), "canary stages that do not rise"),
    (with_strategy(Rolling(batch_size=0)), "job `ship` rolls in batches of 0"),
    (with_component(image=None), "component `web` has neither image nor artifact"),
    (with_component(image=BuiltImage("build", "x")), "component `web` has the image `build.x`, which no job puts out"),
    (
        with_component(image=None, artifact=ArtifactReference("build", "x")),
        "component `web` is the artifact `build.x`, which no job makes",
    ),
    (with_component(depends_on=("x",)), "component `web` depends on `x`, which does not exist"),
    (PLAN._replace(components=PLAN.components[::-1] + PLAN.components[:1]), "the component `web` is there twice"),
    (
        PLAN._replace(components=(PLAN.components[0]._replace(digest="0"), PLAN.components[1])),
        "not that of its content",
    ),
    (PLAN._replace(environments=(STAGE, STAGE, PROD)), "the environment `stage` is there twice"),
    (PLAN._replace(environments=(PROD,)), "the environment `prod` is after `stage`, which does not exist"),
    (
        PLAN._replace(environments=(STAGE._replace(after="prod"), PROD)),
        "environments are after each other: `stage`, `prod`",
    ),
]


def test_a_sound_plan_verifies():
    assert verify(PLAN) == ()


@pytest.mark.parametrize(("plan", "sentence"), BROKEN, ids=[sentence for _, sentence in BROKEN])
def test_each_break_is_said(plan, sentence):
    broken = verify(plan)
    assert any(sentence in each for each in broken), broken
    assert len(broken) == 1, broken


def test_an_empty_plan_is_broken():
    assert verify(Plan("x", ())) == ("the plan has no job",)


def test_groups_can_be_left_out():
    plan = PLAN._replace(jobs=(TEST, BUILD, SHIP))
    assert verify(plan, without=frozenset({"order"})) == ()
    assert topological_order({job.id: [each.job for each in job.depends_on] for job in plan.jobs})
