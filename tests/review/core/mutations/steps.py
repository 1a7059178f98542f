"""Steps and their variables are edited, added, removed, moved and renamed."""

from compiler.ir.expression.parse import parse
from compiler.ir.job import Argument, ArgumentMap, Step
from compiler.ir.values import Text, Variable
from tests.review.core import speaking

from .fragments import fresh, image, inserted, number, replaced, text, without
from .inside import in_job, in_step
from .registry import mutation


@in_step
def step_script(random, step):
    return None if step.script is None else step._replace(script=f"{step.script}\necho {number(random)}\n")


@in_step
def step_image(random, step):
    return step._replace(image=image(random))


@in_step
def step_timeout(random, step):
    return step._replace(timeout=number(random, step.timeout))


@in_step
def step_shell(random, step):
    return step._replace(shell=("bash", fresh(random, "-")))


@in_step
def step_condition(random, step):
    return step._replace(conditional=parse(f"failure() && env.CI_COMMIT_BRANCH == '{fresh(random, 'b')}'"))


@in_step
def step_directory(random, step):
    return step._replace(working_directory=fresh(random, "d"))


@in_step
def step_argument(random, step):
    if step.action is None:
        return None
    entries: dict[str, Argument] = dict(step.action.arguments.entries)
    entries[random.choice([*entries, "new"])] = random.choice([True, 1, 2.5, text(random), None])
    return step._replace(action=step.action._replace(arguments=ArgumentMap(tuple(entries.items()))))


@in_step
def variable_added(random, step):
    return step._replace(environment=inserted(random, step.environment, Variable(fresh(random, "V"), text(random))))


@in_step
def variable_changed(random, step):
    rows = step.environment
    value = Text((fresh(random, "v"),))
    return step._replace(environment=replaced(rows, random.randrange(len(rows)), value=value)) if rows else None


@in_step
def variable_removed(random, step):
    rows = step.environment
    return step._replace(environment=without(rows, random.randrange(len(rows)))) if rows else None


@in_step
def variable_renamed(random, step):
    rows = step.environment
    name = fresh(random, "V")
    return step._replace(environment=replaced(rows, random.randrange(len(rows)), name=name)) if rows else None


@mutation
def variable_of_all(random, plan):
    """Add a variable as `global_env` does: to each step."""
    variable = Variable(fresh(random, "G"), text(random))
    return plan._replace(
        jobs=tuple(
            job._replace(steps=tuple(each._replace(environment=(*each.environment, variable)) for each in job.steps))
            for job in plan.jobs
        )
    )


@in_job
def step_added(random, job):
    name = fresh(random, "s")
    step = Step(name, name, fresh(random, "make "))
    return job._replace(steps=inserted(random, job.steps, step)) if job.steps else None


@in_job
def step_removed(random, job):
    if len(job.steps) < 2:
        return None
    at = random.randrange(len(job.steps))
    names = (job.steps[at].id, job.steps[at].name)
    if any(f"'{name}'" in repr(job.steps[:at] + job.steps[at + 1 :]) for name in names):
        return None
    return job._replace(steps=without(job.steps, at))


@in_job
def step_moved(random, job):
    if len(job.steps) < 2:
        return None
    at = random.randrange(len(job.steps))
    return job._replace(steps=inserted(random, without(job.steps, at), job.steps[at]))


@in_job
def step_renamed(random, job):
    if not job.steps:
        return None
    name = fresh(random, "step")
    return speaking.rename_step(job, random.randrange(len(job.steps)), name, name.upper())
