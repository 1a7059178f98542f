"""Plans changed at random as somebody edits a file: one edit each, of every kind that there is.

A mutation takes a random number generator and a plan, and returns the changed plan, or None where it finds nothing to
do.
"""

from random import Random

from compiler.ir.plan import Plan

from . import belongings, components, deployments, environments, file, graph, jobs, parameters, pipeline, steps
from .registry import ENTERED, Mutation

ROOMS = (pipeline, parameters, jobs, graph, belongings, steps, deployments, components, environments, file)

MUTATIONS: dict[str, Mutation] = {name: ENTERED[name] for room in ROOMS for name in vars(room) if name in ENTERED}
"""All of them by name, in an order that does not hang on that of the imports: a seed means the same edits."""

ONCE = {"deploy_strategy", "job_approval", "environment_approval"}
"""What is done once to a plan: one strategy for another and the first again is told field by field, in more words."""


def mutate(random: Random, plan: Plan, count: int) -> tuple[Plan, list[str]]:
    """Return the plan after so many mutations, and their names."""
    names: list[str] = []
    while len(names) < count:
        name = random.choice(list(MUTATIONS))
        made = MUTATIONS[name](random, plan) if name not in ONCE or name not in names else None
        if made is not None:
            plan = made
            names.append(name)
    return plan, names
