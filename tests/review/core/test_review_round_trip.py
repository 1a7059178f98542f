"""The changes that are found, made in the old plan, give the new one: for random pairs of plans.

`PIPEC_REVIEW_SEED` gives the seed of another run; a failure says which seed and which mutations it was.
"""

import os
from functools import cache
from random import Random

import pytest

from compiler.driver import plan_pipeline
from compiler.ir.codec import canonical_bytes
from compiler.review.apply import apply
from compiler.review.compare import compare
from compiler.review.normal import normal
from tests.layout.test_meaning import PIPELINES, read, request
from tests.review.core.mutations import MUTATIONS, mutate

SEED = int(os.environ.get("PIPEC_REVIEW_SEED", "20260101"))


@cache
def plan_of(path):
    plan = plan_pipeline(request(path, read(path))).plan
    assert plan is not None
    return plan


def check(old, new, most, told):
    changes = compare(old, new)
    told = f"{told}\n" + "\n".join(f"{each.kind} {each.paths}" for each in changes)
    assert canonical_bytes(apply(old, changes)) == canonical_bytes(normal(new)), told
    assert len(changes) <= most, told
    back = compare(new, old)
    assert canonical_bytes(apply(new, back)) == canonical_bytes(normal(old)), f"back: {told}"


def pair(seed):
    random = Random(seed)
    path = random.choice(PIPELINES)
    old = plan_of(path)
    new, names = mutate(random, old, random.randint(0, 8))
    return old, new, len(names), f"seed {seed}, {path.parent.name}: {', '.join(names)}"


@cache
def rich(path):
    """Return a plan with something of every kind added."""
    plan = plan_of(path)
    for number, name in enumerate([name for name in MUTATIONS if name.endswith("_added")] * 2):
        plan = MUTATIONS[name](Random(SEED + number), plan) or plan
    return plan


@pytest.mark.parametrize("number", range(40))
def test_changes_give_the_new_plan(number):
    check(*pair(SEED + number))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(40, 1000))
def test_changes_give_the_new_plan_many_times(number):
    check(*pair(SEED + number))


def check_one(name, most):
    """Check that a mutation is one change, in so many of the plans that it can be made in, bare ones and rich ones."""
    done = 0
    for number, path in enumerate(Random(f"{SEED} {name}").sample(PIPELINES, len(PIPELINES))):
        if done >= most:
            break
        for old in (plan_of(path), rich(path)):
            tries = (MUTATIONS[name](Random(SEED + number * 100 + attempt), old) for attempt in range(10))
            new = next((made for made in tries if made is not None), None)
            if new is not None:
                done += 1
                check(old, new, 1, f"{name} of {path.parent.name}")
    assert done


@pytest.mark.parametrize("name", MUTATIONS)
def test_one_edit_is_one_change(name):
    check_one(name, 4)


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_one_edit_is_one_change_everywhere(name):
    check_one(name, 100)


@pytest.mark.slow
@pytest.mark.parametrize("path", PIPELINES, ids=lambda path: path.parent.name)
def test_plans_that_have_nothing_in_common(path):
    for other in PIPELINES:
        changes = compare(plan_of(path), plan_of(other))
        assert canonical_bytes(apply(plan_of(path), changes)) == canonical_bytes(normal(plan_of(other))), other
