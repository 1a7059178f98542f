"""The readable form: what a reviewer sees, and that nothing is left unsaid."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.diagnostics import Span
from compiler.ir.codec import canonical_bytes
from compiler.ir.expression.parse import parse
from compiler.ir.job import Action, ArgumentList, ArgumentMap, Artifact, Dependency, Input, Job, Matrix, Service, Step
from compiler.ir.passes import run_passes
from compiler.ir.plan import Cron, Parameter, Plan, Trigger
from compiler.ir.release import Canary, Component, Deploy, Environment, Port, Stage
from compiler.ir.text import plan_text
from compiler.ir.text_values import duration, size
from compiler.ir.values import Approval, Image, Resources, Secret, Text, Variable
from tests.ir.random_plans import plans, record

WEB = Component("web", image=Image("registry.example/web:1.4", "sha256:" + "a" * 64), ports=(Port("http", 8080),))
PLAN = run_passes(
    Plan(
        "shop",
        (
            Job(
                "test-3-12", "test",
                matrix=Matrix((("python", "3.12"),), max_parallel=2),
                conditional=parse("env.CI_COMMIT_BRANCH == 'main'"),
                timeout=5400,
                resources=Resources(cpu=500, memory=512 * 2**20),
                services=(Service("db", Image("docker.io/library/postgres:17"), ports=(5432,)),),
                artifacts=(Artifact("report", ("report/**", ".cov"), when="always"),),
                steps=(
                    Step("unit", "Unit tests", script="set -e \n\nmake test",
                         environment=(Variable("MODE", Text(("ci ", parse("env.CI_COMMIT_SHA"), Secret("K")))),)),
                    Step("tell", "tell", action=Action("http_request", ArgumentMap((
                        ("url", Text(("https://example.org/a, b",))), ("tags", ArgumentList((1, True))))))),
                ),
            ),
            Job(
                "release", "release", depends_on=(Dependency("test-3-12"),), runs_on=("success", "failure"),
                inputs=(Input("test-3-12", "report", "in"),), checkout=None, approval=Approval(2, ("ann", "bob")),
                deploy=Deploy("prod", ("web",), Canary(stages=(Stage(5, 600), Stage(100)), sticky="cookie")),
            ),
        ),
        params=(Parameter("deep", "boolean", default=False),),
        triggers=(Trigger("push", branch=("main", "!wip")), Trigger("cron", cron=Cron("nightly", "0 3 * * *"))),
        components=(WEB,),
        environments=(
            Environment("stage", "compose", components=(WEB,)),
            Environment("prod", "nomad", router="haproxy", components=(WEB._replace(replicas=3),)),
        ),
    )
)  # fmt: skip


def test_a_reviewer_reads_this():
    assert plan_text(PLAN) == EXPECTED


EXPECTED = """\
pipeline shop
  param deep: type boolean, default no
  on push: branch main, !wip
  on cron: cron nightly: schedule 0 3 * * *

component web
  image registry.example/web:1.4 @ sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  port http: container 8080

environment stage
  runner compose
  component web as released

environment prod
  runner nomad
  router haproxy
  component web
    image registry.example/web:1.4 @ sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    port http: container 8080
    replicas 3

job test-3-12
  name test
  matrix python = 3.12
  matrix max_parallel 2
  if env.CI_COMMIT_BRANCH == 'main'
  step unit
    name Unit tests
    script
      |" "set -e "
      |
      |- make test
    env MODE = ci ${{ env.CI_COMMIT_SHA }}${secrets.K}
  step tell
    action http_request
      url = "https://example.org/a, b"
      tags list
        - = 1
        - = yes
  artifact report: paths report/**, .cov, when always
  service db
    image docker.io/library/postgres:17
    port 5432
  resources: cpu 500, memory 512MiB
  timeout 1h30m

job release
  after test-3-12
  runs_on success, failure
  deploy
    environment prod
    component web
    strategy canary
      stage 5%: duration 10m
      stage 100%
      sticky cookie
  checkout none
  input test-3-12.report: path in
  approval: required 2, approvers ann, bob
"""


def test_spans_are_not_in_it():
    assert plan_text(PLAN._replace(origin=Span("x", 1, 2))) == plan_text(PLAN)


def test_durations_and_sizes_read_as_they_are_written():
    assert [duration(each) for each in (0, 90, 3600, 5400, 86400, 90061)] == [
        "0s", "1m30s", "1h", "1h30m", "1d", "1d1h1m1s",
    ]  # fmt: skip
    assert [size(each) for each in (0, 1, 1024, 512 * 2**20, 2**31, 1500)] == [
        "0B", "1B", "1KiB", "512MiB", "2GiB", "1500B",
    ]  # fmt: skip


def test_text_with_holes_is_never_mistaken_for_a_constant():
    hole, constant = Text((parse("env.CI"),)), Text(("${{ env.CI }}",))
    shown = [
        plan_text(Plan("p", (Job("j", "j", steps=(Step("s", "s", script="x", environment=(Variable("A", each),)),)),)))
        for each in (hole, constant)
    ]
    assert "env A = ${{ env.CI }}\n" in shown[0]
    assert 'env A = "${{ env.CI }}"\n' in shown[1]


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(plans(), record(Job), st.data())
def test_whatever_changes_the_plan_changes_its_text(plan, other, data):
    job = plan.jobs[0]
    field = data.draw(st.sampled_from(Job._fields))
    changed = plan._replace(jobs=(job._replace(**{field: getattr(other, field)}), *plan.jobs[1:]))
    if canonical_bytes(changed) != canonical_bytes(plan):
        assert plan_text(changed) != plan_text(plan)
