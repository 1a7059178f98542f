"""Plans changed at random as somebody edits a file: one edit each, of every kind that there is.

A mutation takes a random number generator and a plan, and returns the changed plan, or None where it finds nothing to
do. An edit of a job is made in all its instances, one of a component in the release and its environments.
"""

from collections.abc import Callable
from random import Random

from compiler.diagnostics import NOWHERE
from compiler.ir.expression.parse import parse
from compiler.ir.job import Argument, ArgumentMap, Artifact, Checkout, Dependency, Job, Retry, Service, Step
from compiler.ir.plan import Concurrency, Cron, Parameter, Plan, Retention, Trigger
from compiler.ir.release import (
    AllAtOnce,
    BlueGreen,
    Canary,
    Component,
    ComponentSecret,
    Environment,
    Port,
    Rolling,
    Route,
    SecretSource,
    Stage,
    Volume,
)
from compiler.ir.values import Approval, HealthCheck, Image, Resources, Secret, Text, Variable
from tests.review.core import speaking

Mutation = Callable[[Random, Plan], Plan | None]

MUTATIONS: dict[str, Mutation] = {}


def mutation(function: Mutation) -> Mutation:
    """Enter a mutation into the list."""
    MUTATIONS[function.__name__] = function
    return function


def fresh(random: Random, lead: str) -> str:
    return f"{lead}{random.randrange(10**9)}"


def number(random: Random, other: int | None = None) -> int:
    return next(found for found in iter(lambda: random.randint(1, 5000), None) if found != other)


def replaced(rows, at, **fields):
    return (*rows[:at], rows[at]._replace(**fields), *rows[at + 1 :])


def without(rows, at):
    return (*rows[:at], *rows[at + 1 :])


def inserted(random, rows, item):
    at = random.randint(0, len(rows))
    return (*rows[:at], item, *rows[at:])


def image(random: Random) -> Image:
    tag = number(random)
    return Image(f"registry.example/app:{tag}", f"sha256:{tag:064x}")


def text(random: Random) -> Text:
    expression = parse("env.CI_COMMIT_BRANCH")
    return random.choice([Text((fresh(random, "v"),)), Text(("on ", expression)), Text((Secret("TOKEN"),)), Text(())])


def approval(random: Random) -> Approval:
    return Approval(number(random), (fresh(random, "user"),), None, fresh(random, "why "))


# The pipeline


@mutation
def plan_timeout(random, plan):
    return plan._replace(timeout=number(random, plan.timeout))


@mutation
def plan_description(random, plan):
    return plan._replace(description=fresh(random, "About "))


@mutation
def plan_concurrency(random, plan):
    if plan.concurrency is None:
        return plan._replace(concurrency=Concurrency(fresh(random, "group")))
    return plan._replace(concurrency=plan.concurrency._replace(limit=number(random, plan.concurrency.limit)))


@mutation
def plan_retention(random, plan):
    return plan._replace(retention=(*plan.retention, Retention(fresh(random, "*.log"), number(random))))


@mutation
def trigger_added(random, plan):
    return plan._replace(triggers=inserted(random, plan.triggers, Trigger("push", (fresh(random, "release-"),))))


@mutation
def cron_added(random, plan):
    trigger = Trigger("cron", cron=Cron(fresh(random, "n"), "1 2 3 4 5"))
    return plan._replace(triggers=inserted(random, plan.triggers, trigger))


@mutation
def trigger_removed(random, plan):
    rows = plan.triggers
    return plan._replace(triggers=without(rows, random.randrange(len(rows)))) if rows else None


@mutation
def trigger_changed(random, plan):
    rows = plan.triggers
    if not rows:
        return None
    return plan._replace(triggers=replaced(rows, random.randrange(len(rows)), branch=("main", fresh(random, "!b"))))


@mutation
def triggers_reordered_and_one_changed(random, plan):
    rows = tuple(random.sample(plan.triggers, len(plan.triggers)))
    return plan._replace(triggers=replaced(rows, 0, path=(fresh(random, "docs/"),))) if rows else None


# Parameters


@mutation
def parameter_added(random, plan):
    return plan._replace(params=(*plan.params, Parameter(fresh(random, "p"), "string", fresh(random, "x"))))


@mutation
def parameter_removed(random, plan):
    spoken = repr(plan.jobs)
    rows = [each for each in plan.params if f"'{each.name}'" not in spoken]
    gone = random.choice(rows) if rows else None
    return plan._replace(params=tuple(each for each in plan.params if each is not gone)) if rows else None


@mutation
def parameter_default(random, plan):
    rows = plan.params
    return (
        plan._replace(params=replaced(rows, random.randrange(len(rows)), default=fresh(random, "d"))) if rows else None
    )


@mutation
def parameter_renamed(random, plan):
    if not plan.params:
        return None
    return speaking.rename_parameter(plan, random.choice(plan.params).name, fresh(random, "p"))


# Jobs


def in_job(change):
    """Make a mutation of one that changes each instance of a job: `change(random, job)`, the same dice for each."""

    def mutate(random, plan):
        name = random.choice(plan.jobs).name
        seed = random.random()
        jobs = tuple(change(Random(seed), job) if job.name == name else job for job in plan.jobs)
        return None if None in jobs or jobs == plan.jobs else plan._replace(jobs=jobs)

    mutate.__name__ = change.__name__
    return mutation(mutate)


@in_job
def job_timeout(random, job):
    return job._replace(timeout=number(random, job.timeout))


@in_job
def job_network(random, job):
    return job._replace(network=random.choice([each for each in ("default", "none", "host") if each != job.network]))


@in_job
def job_retry(random, job):
    return job._replace(retry=job.retry._replace(max_attempts=number(random, job.retry.max_attempts)))


@in_job
def job_retry_classes(random, job):
    return job._replace(retry=job.retry._replace(retry_on=tuple(random.sample(Retry().retry_on, 2))))


@in_job
def job_approval(random, job):
    return job._replace(approval=None if job.approval else approval(random))


@in_job
def job_approvers(random, job):
    return job.approval and job._replace(approval=job.approval._replace(approvers=(fresh(random, "user"),)))


@in_job
def job_resources(random, job):
    return job._replace(resources=job.resources._replace(memory=number(random)))


@in_job
def job_checkout(random, job):
    return job._replace(checkout=Checkout(number(random)) if job.checkout is None else None)


@in_job
def job_condition(random, job):
    return job._replace(conditional=parse(f"env.CI_COMMIT_BRANCH == '{fresh(random, 'b')}'"))


@in_job
def job_endings(random, job):
    rows = [("success",), ("failure",), ("success", "failure")]
    return job._replace(runs_on=random.choice([each for each in rows if each != job.runs_on]))


@in_job
def job_secret_added(random, job):
    return job._replace(secrets=inserted(random, job.secrets, fresh(random, "S")))


@in_job
def job_secret_removed(random, job):
    return job._replace(secrets=without(job.secrets, random.randrange(len(job.secrets)))) if job.secrets else None


@in_job
def job_output_added(random, job):
    return job._replace(outputs=inserted(random, job.outputs, fresh(random, "o")))


@in_job
def job_label_added(random, job):
    return job._replace(labels=inserted(random, job.labels, (fresh(random, "l"), "v")))


@in_job
def job_label_changed(random, job):
    if not job.labels:
        return None
    at = random.randrange(len(job.labels))
    return job._replace(labels=(*without(job.labels, at), (job.labels[at][0], fresh(random, "v"))))


@in_job
def job_degraded(random, job):
    return job._replace(allow_degraded=(*job.allow_degraded, fresh(random, "d")))


@in_job
def job_parallel(random, job):
    return job.matrix and job._replace(matrix=job.matrix._replace(max_parallel=number(random)))


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


# What jobs have


@in_job
def artifact_added(random, job):
    return job._replace(artifacts=(*job.artifacts, Artifact(fresh(random, "a"), (fresh(random, "out/"),))))


@in_job
def artifact_changed(random, job):
    if not job.artifacts:
        return None
    return job._replace(
        artifacts=replaced(job.artifacts, random.randrange(len(job.artifacts)), retention=number(random))
    )


@mutation
def artifact_renamed(random, plan):
    rows = [(job.name, each.name) for job in plan.jobs for each in job.artifacts]
    return speaking.rename_artifact(plan, *random.choice(rows), fresh(random, "a")) if rows else None


@in_job
def service_added(random, job):
    return job._replace(services=(*job.services, Service(fresh(random, "s"), image(random))))


@in_job
def service_image(random, job):
    if not job.services:
        return None
    return job._replace(services=replaced(job.services, random.randrange(len(job.services)), image=image(random)))


@in_job
def service_renamed(random, job):
    return speaking.rename_service(job, random.choice(job.services).name, fresh(random, "s")) if job.services else None


@in_job
def service_removed(random, job):
    return job._replace(services=without(job.services, random.randrange(len(job.services)))) if job.services else None


@in_job
def input_optional(random, job):
    if not job.inputs:
        return None
    name = random.choice(sorted(job.inputs)).artifact
    return job._replace(
        inputs=tuple(
            each._replace(optional=not each.optional) if each.artifact == name else each for each in job.inputs
        )
    )


# Steps


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


# Deployments


@in_job
def deploy_monitor(random, job):
    return job.deploy and job._replace(deploy=job.deploy._replace(monitor=number(random, job.deploy.monitor)))


@in_job
def deploy_strategy(random, job):
    if job.deploy is None:
        return None
    found = [AllAtOnce(), Rolling(number(random)), BlueGreen(), Canary((Stage(5, 60), Stage(100)))]
    others = [each for each in found if type(each) is not type(job.deploy.strategy)]
    return job._replace(deploy=job.deploy._replace(strategy=random.choice(others)))


@in_job
def deploy_drain(random, job):
    if job.deploy is None or isinstance(job.deploy.strategy, AllAtOnce):
        return None
    strategy = job.deploy.strategy
    return job._replace(deploy=job.deploy._replace(strategy=strategy._replace(drain_timeout=number(random))))


# Components


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


@in_component
def component_image(random, component):
    return component._replace(image=image(random), artifact=None) if component.image is not None else None


@in_component
def component_replicas(random, component):
    return component._replace(replicas=number(random))


@in_component
def component_command(random, component):
    return component._replace(command=(*component.command, fresh(random, "--")))


@in_component
def component_variable(random, component):
    return component._replace(environment=(*component.environment, Variable(fresh(random, "V"), text(random))))


@in_component
def component_secret(random, component):
    return component._replace(secrets=(*component.secrets, ComponentSecret(fresh(random, "S"), env="S")))


@in_component
def component_port(random, component):
    return component._replace(ports=(*component.ports, Port(fresh(random, "p"), number(random))))


@in_component
def component_resources(random, component):
    return component._replace(resources=component.resources._replace(cpu=number(random)))


@in_component
def component_volume(random, component):
    return component._replace(volumes=(*component.volumes, Volume(fresh(random, "v"), fresh(random, "/"))))


@in_component
def component_route(random, component):
    return component._replace(routes=(*component.routes, Route(fresh(random, "host"))))


@in_component
def route_changed(random, component):
    rows = component.routes
    return (
        component._replace(routes=replaced(rows, random.randrange(len(rows)), path=fresh(random, "/")))
        if rows
        else None
    )


@in_component
def component_check(random, component):
    check = component.health_check
    if check is None:
        return component._replace(health_check=HealthCheck("tcp", number(random)))
    return component._replace(health_check=check._replace(retries=number(random, check.retries)))


@in_component
def component_label(random, component):
    return component._replace(labels=(*component.labels, (fresh(random, "l"), "x")))


@mutation
def component_added(random, plan):
    if not plan.components:
        return None
    new = Component(fresh(random, "c"), image(random), resources=Resources(memory=number(random)))
    names = {each.name for each in plan.components}

    def deploying(job):
        if job.deploy is None or not names <= set(job.deploy.components):
            return job
        return job._replace(deploy=job.deploy._replace(components=(*job.deploy.components, new.name)))

    return plan._replace(
        components=(*plan.components, new),
        environments=tuple(
            each._replace(components=(*each.components, new._replace(replicas=number(random))))
            for each in plan.environments
        ),
        jobs=tuple(map(deploying, plan.jobs)),
    )


@mutation
def component_removed(random, plan):
    if len(plan.components) < 2:
        return None
    gone = random.choice(plan.components).name

    def less(rows):
        return tuple(
            each._replace(depends_on=tuple(name for name in each.depends_on if name != gone))
            for each in rows
            if each.name != gone
        )

    def deploying(job):
        if job.deploy is None:
            return job
        listed = tuple(name for name in job.deploy.components if name != gone)
        return job._replace(deploy=job.deploy._replace(components=listed))

    return plan._replace(
        components=less(plan.components),
        environments=tuple(each._replace(components=less(each.components)) for each in plan.environments),
        jobs=tuple(map(deploying, plan.jobs)),
    )


@mutation
def component_renamed(random, plan):
    if not plan.components:
        return None
    return speaking.rename_component(plan, random.choice(plan.components).name, fresh(random, "c"))


# Environments


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


@in_environment
def environment_target(random, environment):
    return environment._replace(target=environment.target._replace(region=fresh(random, "r")))


@in_environment
def environment_hosts(random, environment):
    return environment._replace(target=environment.target._replace(hosts=(fresh(random, "ssh://a@h"),)))


@in_environment
def environment_router(random, environment):
    return environment._replace(router="haproxy" if environment.router != "haproxy" else None)


@in_environment
def environment_approval(random, environment):
    return environment._replace(approval=None if environment.approval else approval(random))


@in_environment
def environment_secret(random, environment):
    source = SecretSource(fresh(random, "S"), "env", "S")
    return environment._replace(secrets=inserted(random, environment.secrets, source))


@in_environment
def environment_source(random, environment):
    rows = environment.secrets
    at = random.randrange(len(rows)) if rows else 0
    return environment._replace(secrets=replaced(rows, at, locator=fresh(random, "L"))) if rows else None


@in_environment
def override(random, environment):
    rows = environment.components
    at = random.randrange(len(rows)) if rows else 0
    return environment._replace(components=replaced(rows, at, replicas=number(random))) if rows else None


@mutation
def environment_added(random, plan):
    if not plan.environments:
        return None
    new = Environment(fresh(random, "e"), "nomad", components=plan.components)
    return plan._replace(environments=(*plan.environments, new))


@mutation
def environment_renamed(random, plan):
    if not plan.environments:
        return None
    return speaking.rename_environment(plan, random.choice(plan.environments).name, fresh(random, "e"))


@mutation
def moved_in_the_file(random, plan):
    """Move everything in the file, and change nothing: all spans are others."""

    def elsewhere(node):
        fields = [name for name in getattr(node, "_fields", ()) if name.endswith("origin")]
        return node._replace(**dict.fromkeys(fields, NOWHERE)) if fields else node

    return speaking.everywhere(plan, elsewhere)


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
