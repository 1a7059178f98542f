"""Jobs, their instances and the edges between them are added, removed and renamed."""

from compiler.ir.job import Dependency, Job, Step
from tests.review.core import speaking

from .fragments import fresh
from .registry import mutation


@mutation
def job_added(random, plan):
    name = fresh(random, "job")
    steps = (Step("run", "run", fresh(random, "make ")),)
    edges = tuple(Dependency(job.id) for job in random.sample(plan.jobs, random.randint(0, min(2, len(plan.jobs)))))
    return plan._replace(jobs=(*plan.jobs, Job(name, name, depends_on=edges, steps=steps)))


@mutation
def job_removed(random, plan):
    """Remove a job that nobody takes anything of, and the edges to it."""
    spoken = repr([(job.inputs, job.conditional, job.steps) for job in plan.jobs]) + repr(plan.components)
    names = sorted({job.name for job in plan.jobs if f"'{job.name}'" not in spoken and f"'{job.id}'" not in spoken})
    if not names or len({job.name for job in plan.jobs}) < 2:
        return None
    name = random.choice(names)
    gone = {job.id for job in plan.jobs if job.name == name}
    if any(f"'{each}'" in spoken for each in gone):
        return None
    return plan._replace(
        jobs=tuple(
            job._replace(depends_on=tuple(each for each in job.depends_on if each.job not in gone))
            for job in plan.jobs
            if job.id not in gone
        )
    )


@mutation
def job_renamed(random, plan):
    return speaking.rename_job(plan, random.choice(plan.jobs).name, fresh(random, "job"))


@mutation
def instance_added(random, plan):
    """Add a value to an axis of a job that no expression of its instances says, for those who wait for all of them."""
    names = [job.name for job in plan.jobs if job.matrix is not None and len(job.matrix.values) == 1]
    if not names:
        return None
    name = random.choice(names)
    instances = [job for job in plan.jobs if job.name == name]
    if any(each.job in {job.id for job in instances} for job in plan.jobs for each in job.inputs):
        return None
    value = fresh(random, "x")
    first = instances[0]
    new = first._replace(
        id=f"{name}-{value}", matrix=first.matrix._replace(values=((first.matrix.values[0][0], value),))
    )

    def waiting(job):
        edges = {each.job for each in job.depends_on}
        wide = {each.id for each in instances} <= edges
        return job._replace(depends_on=(*job.depends_on, Dependency(new.id))) if wide else job

    return plan._replace(jobs=(*(waiting(job) for job in plan.jobs), new))


@mutation
def dependency_added(random, plan):
    names = list(dict.fromkeys(job.name for job in plan.jobs))
    name, other = random.choice(names), random.choice(names)
    wanted = [job.id for job in plan.jobs if job.name == other]
    jobs = {job.id: {each.job for each in job.depends_on} for job in plan.jobs}
    before, row = set(wanted), list(wanted)
    while row:
        row = [each for one in row for each in jobs[one] if each not in before]
        before.update(row)
    mine = [job for job in plan.jobs if job.name == name]
    if any(job.id in before or not jobs[job.id].isdisjoint(wanted) for job in mine):
        return None
    edges = tuple(map(Dependency, wanted))
    return plan._replace(
        jobs=tuple(job._replace(depends_on=(*job.depends_on, *edges)) if job.name == name else job for job in plan.jobs)
    )


@mutation
def dependency_removed(random, plan):
    rows = [
        (job.name, other.name)
        for job in plan.jobs
        for edge in job.depends_on
        for other in plan.jobs
        if other.id == edge.job and edge.job not in {each.job for each in job.inputs}
    ]
    if not rows:
        return None
    name, gone = random.choice(rows)
    ids = {job.id for job in plan.jobs if job.name == gone}

    def less(job):
        if job.name != name or not ids.isdisjoint(each.job for each in job.inputs):
            return job
        return job._replace(depends_on=tuple(each for each in job.depends_on if each.job not in ids))

    jobs = tuple(map(less, plan.jobs))
    return plan._replace(jobs=jobs) if jobs != plan.jobs else None
