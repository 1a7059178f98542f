"""The passes, one by one and in their row."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.codec import canonical_bytes
from compiler.ir.expression.parse import parse
from compiler.ir.expression.render import render
from compiler.ir.expression.syntax import Literal
from compiler.ir.job import Job, Step
from compiler.ir.passes import PASSES, CompilerBug, Pass, run_passes
from compiler.ir.passes.normalize_values import normal_text
from compiler.ir.passes.reduce_conditionals import reduce
from compiler.ir.plan import Plan
from compiler.ir.release import Component, Environment
from compiler.ir.values import Image, Secret, Text, Variable
from compiler.ir.verify import INVARIANTS, verify

WEB = Component(
    "web", image=Image("registry.example/web:1"), environment=(Variable("B", Text()), Variable("A", Text()))
)
JOB = Job(
    "a",
    "a",
    conditional=parse("true && env.CI_X == 'y'"),
    steps=(
        Step(
            "s",
            "s",
            script="x",
            conditional=parse("!false"),
            environment=(Variable("Z", Text(("a", "", "b", Secret("S")))), Variable("A", Text(("",)))),
        ),
    ),
)
RAW = Plan("p", (JOB,), components=(WEB,), environments=(Environment("e", "compose", components=(WEB,)),))


def test_a_raw_plan_is_finished():
    plan = run_passes(RAW)
    assert verify(plan) == ()
    job = plan.jobs[0]
    assert render(job.conditional) == "env.CI_X == 'y'"
    assert job.steps[0].conditional is None
    assert job.steps[0].environment == (Variable("A", Text()), Variable("Z", Text(("ab", Secret("S")))))
    assert [variable.name for variable in plan.environments[0].components[0].environment] == ["A", "B"]
    assert plan.components[0].digest == plan.environments[0].components[0].digest
    assert len(plan.components[0].digest) == 64


def test_finishing_twice_changes_nothing():
    plan = run_passes(RAW)
    assert run_passes(plan) == plan
    assert canonical_bytes(run_passes(plan)) == canonical_bytes(plan)


def test_every_pass_is_named_after_its_function_and_establishes_known_invariants():
    for each in PASSES:
        assert each.run.__name__ == each.name
        assert each.run.__module__ == f"compiler.ir.passes.{each.name}"
        assert each.establishes <= INVARIANTS.keys()


def test_a_pass_that_breaks_the_plan_is_named():
    def forget_jobs(plan):
        return plan._replace(jobs=())

    with pytest.raises(CompilerBug, match="after `forget_jobs` the plan is broken: the plan has no job"):
        run_passes(RAW, (*PASSES, Pass("forget_jobs", forget_jobs)))


def test_a_pass_that_does_not_establish_what_it_says_is_named():
    with pytest.raises(CompilerBug, match=r"after `nothing` the plan is broken: .* digest"):
        run_passes(RAW, (*PASSES[:-1], Pass("nothing", lambda plan: plan, frozenset({"digests"}))))


def test_a_broken_lowering_is_named():
    with pytest.raises(CompilerBug, match="after `lowering`"):
        run_passes(RAW._replace(jobs=(JOB, JOB)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("true && a()", "a()"),
        ("a() && true", "a()"),
        ("false && a()", "false"),
        ("a() && false", "a() && false"),
        ("true || a()", "true"),
        ("false || a()", "a()"),
        ("a() || false", "a()"),
        ("a() || true", "a() || true"),
        ("!true || !(false && a())", "true"),
        ("!a()", "!a()"),
        ("env.A == 'true' && (true && env.B)", "env.A == 'true' && env.B"),
        ("default(true && false)", "default(true && false)"),
    ],
)
def test_conditions_are_reduced_where_no_outcome_changes(before, after):
    before = before.replace("a()", "success()")
    assert render(reduce(parse(before))) == after.replace("a()", "success()")


def test_a_job_that_never_runs_stays():
    plan = run_passes(RAW._replace(jobs=(JOB._replace(conditional=parse("true && false")),)))
    assert plan.jobs[0].conditional.value is False
    assert isinstance(plan.jobs[0].conditional, Literal)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["", "a", "b", Secret("S"), parse("1 + 2")])))
def test_normal_text_means_the_same_and_has_one_form(parts):
    text = normal_text(Text(tuple(parts)))
    assert flat(text.parts) == flat(parts)
    assert normal_text(text) == text
    kinds = [isinstance(part, str) for part in text.parts]
    assert "" not in text.parts
    assert not any(a and b for a, b in pairwise(kinds))


def flat(parts):
    return [each for part in parts for each in (part if isinstance(part, str) else [part])]
