"""Decorators that make mutations of a plan from edits of a job, a step, a component or an environment in it.

An edit of a job is made in all its instances, one of a component in the release and its environments.
"""

from random import Random

from compiler.ir.release import Component

from .registry import mutation


def in_job(change):
    """Make a mutation of one that changes each instance of a job: `change(random, job)`, the same dice for each."""

    def mutate(random, plan):
        name = random.choice(plan.jobs).name
        seed = random.random()
        jobs = tuple(change(Random(seed), job) if job.name == name else job for job in plan.jobs)
        return None if None in jobs or jobs == plan.jobs else plan._replace(jobs=jobs)

    mutate.__name__ = change.__name__
    return mutation(mutate)


def in_step(change):
    """Make a mutation of one that changes a step: `change(random, step)`."""

    def mutate(random, job):
        if not job.steps:
            return None
        at = random.randrange(len(job.steps))
        step = change(random, job.steps[at])
        return None if step is None else job._replace(steps=(*job.steps[:at], step, *job.steps[at + 1 :]))

    mutate.__name__ = change.__name__
    return in_job(mutate)


MAPS = ("environment", "secrets", "labels")
RECORDS = ("resources", "health_check")
"""What an environment's settings are merged into; of all else its own setting stays as it is."""


def merge(copy, old, new):
    """Return a record of an environment in which the release's changes from `old` to `new` show."""
    if copy is None or old is None or new is None:
        return copy
    fields = {name: getattr(new, name) for name in copy._fields if getattr(copy, name) == getattr(old, name)}
    return copy._replace(**fields)


def in_component(change):
    """Make a mutation of one that changes a component, in environments as these merge: `change(random, component)`."""

    def mutate(random, plan):
        if not plan.components:
            return None
        old = random.choice(plan.components)
        seed = random.random()
        new = change(Random(seed), old)
        if new is None or new == old:
            return None
        fields = [name for name in Component._fields if getattr(old, name) != getattr(new, name)]

        def settled(copy):
            own = change(Random(seed), copy)
            for name in fields if copy.name == old.name else ():
                if getattr(copy, name) == getattr(old, name):
                    copy = copy._replace(**{name: getattr(new, name)})
                elif name in RECORDS:
                    merged = merge(*(getattr(each, name) for each in (copy, old, new)))
                    copy = copy._replace(**{name: merged})
                elif name in MAPS:
                    copy = copy._replace(**{name: getattr(own, name)})
            return copy

        return plan._replace(
            components=tuple(new if each.name == old.name else each for each in plan.components),
            environments=tuple(
                each._replace(components=tuple(map(settled, each.components))) for each in plan.environments
            ),
        )

    mutate.__name__ = change.__name__
    return mutation(mutate)


def in_environment(change):
    """Make a mutation of one that changes an environment: `change(random, environment)`."""

    def mutate(random, plan):
        rows = plan.environments
        if not rows:
            return None
        at = random.randrange(len(rows))
        made = change(random, rows[at])
        return None if made is None else plan._replace(environments=(*rows[:at], made, *rows[at + 1 :]))

    mutate.__name__ = change.__name__
    return mutation(mutate)
