"""Secrets in runs that a pull request starts: told once, and only where one is read."""

import pytest

from compiler.diagnostics import Span
from compiler.ir.expression.syntax import Literal
from compiler.ir.job import Service
from compiler.ir.plan import Trigger
from compiler.ir.release import AllAtOnce, Component, Deploy, Environment, SecretSource
from compiler.ir.values import Secret, Variable
from tests.backends.woodpecker.plans import IMAGE, codes, job, plan, problems, step, text

HERE = Span("pipeline.yaml", 5, 17)
READS = (Variable("TOKEN", text(Secret("token"))),)
REQUEST = (Trigger("push"), Trigger("pull_request", origin=HERE))


@pytest.mark.parametrize(
    "fields",
    [
        {"steps": (step(environment=READS),), "secrets": ("token",)},
        {"services": (Service("db", IMAGE, READS),), "secrets": ("token",)},
    ],
)
def test_a_secret_is_refused_to_a_pull_request(fields):
    (found,) = problems(plan(job(**fields), job("again", **fields), triggers=REQUEST))
    assert found.code == "PC764"
    assert [label.span for label in found.related] == [HERE]
    assert codes(plan(job(**fields), triggers=(Trigger("push"), Trigger("tag")))) == []


def test_a_secret_that_nobody_reads_is_not_asked_for():
    assert codes(plan(job(secrets=("token",)), triggers=REQUEST)) == []


def test_a_job_that_never_runs_has_no_workflow():
    never = job(steps=(step(environment=READS),), conditional=Literal(False))
    assert codes(plan(never, triggers=REQUEST)) == []


def test_a_deployment_reads_the_secrets_of_its_environment():
    sources = (SecretSource("password", "env", "DB_PASSWORD"),)
    places = (Environment("p", "compose", components=(Component("web", IMAGE),), secrets=sources),)
    released = job(steps=(), deploy=Deploy("p", ("web",), AllAtOnce()))
    assert "PC764" in codes(plan(released, environments=places, triggers=REQUEST))
