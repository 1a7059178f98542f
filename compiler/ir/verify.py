"""What is always true of a plan, and sentences about what is not. A broken invariant is a bug of the compiler.

Invariants come in groups, so that a pass can say which one it establishes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Final

from .expression.syntax import Literal
from .job import Job, Step
from .plan import FORMAT, Plan
from .texts import variables
from .values import Image, Text
from .verify_expressions import check_expressions
from .verify_release import check_digests, check_release

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_STEP_ID: Final = re.compile(r"[a-z0-9-]+")


def verify(plan: Plan, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return what is broken, one sentence each without a full stop; nothing for a sound plan.

    `without` names groups of invariants that need not hold yet.
    """
    return tuple(sentence for name, check in INVARIANTS.items() if name not in without for sentence in check(plan))


def _check_plan(plan: Plan) -> Iterator[str]:
    if plan.format != FORMAT:
        yield f"the plan's format is {plan.format}, not {FORMAT}"
    if not re.fullmatch(r"[a-z][a-z0-9-]*", plan.name):
        yield f"the plan's name {plan.name!r} is not well-formed"
    if not plan.jobs:
        yield "the plan has no job"
    yield from _positive("the plan", timeout=plan.timeout)
    yield from repeated("parameter", (parameter.name for parameter in plan.params))


def _check_jobs(plan: Plan) -> Iterator[str]:
    yield from repeated("job", (job.id for job in plan.jobs))
    for job in plan.jobs:
        yield from _check_job(job)
        for step in job.steps:
            yield from _check_step(job, step)


def _check_job(job: Job) -> Iterator[str]:
    where = f"job `{job.id}`"
    for name in (job.id, job.name):
        if not _ID.fullmatch(name):
            yield f"{where} has the malformed id or name {name!r}"
    if bool(job.steps) == (job.deploy is not None):
        yield f"{where} has {'both steps and' if job.steps else 'neither steps nor'} a deployment"
    if job.runs_on not in {("success",), ("failure",), ("success", "failure")}:
        yield f"{where} runs on {job.runs_on}"
    yield from _positive(where, timeout=job.timeout, max_attempts=job.retry.max_attempts)
    if job.matrix is not None:
        yield from repeated(f"axis in {where}", (axis for axis, _ in job.matrix.values))
    yield from repeated(f"label in {where}", (label for label, _ in job.labels))
    yield from repeated(f"step in {where}", (step.id for step in job.steps))
    yield from repeated(f"step name in {where}", (step.name for step in job.steps))
    yield from repeated(f"artifact in {where}", (artifact.name for artifact in job.artifacts))
    yield from repeated(f"service in {where}", (service.name for service in job.services))
    yield from repeated(f"output in {where}", job.outputs)
    for service in job.services:
        yield from check_image(f"service `{service.name}` of {where}", service.image)


def _check_step(job: Job, step: Step) -> Iterator[str]:
    where = f"step `{step.id}` of job `{job.id}`"
    if not _STEP_ID.fullmatch(step.id):
        yield f"{where} has a malformed id"
    if (step.script is None) == (step.action is None):
        yield f"{where} has {'neither script nor' if step.script is None else 'both script and'} action"
    if step.script is not None and not step.shell:
        yield f"{where} has a script and no shell"
    if step.working_directory.startswith("/") or ".." in step.working_directory.split("/"):
        yield f"{where} works in {step.working_directory!r}, outside of the workspace"
    yield from _positive(where, timeout=step.timeout)
    if step.retry_count < 0:
        yield f"{where} is retried {step.retry_count} times"
    if step.image is not None:
        yield from check_image(where, step.image)


def check_image(where: str, image: Image) -> Iterator[str]:
    """Yield what is wrong with an image."""
    if not image.reference:
        yield f"{where} has an image without a reference"
    if image.digest and not re.fullmatch("sha256:[0-9a-f]{64}", image.digest):
        yield f"{where} has the malformed digest {image.digest!r}"


def _check_edges(plan: Plan) -> Iterator[str]:
    jobs = {job.id: job for job in plan.jobs}
    for job in plan.jobs:
        edges = {dependency.job for dependency in job.depends_on}
        yield from repeated(f"dependency of job `{job.id}`", (dependency.job for dependency in job.depends_on))
        for other in sorted(name for name in edges if name not in jobs):
            yield f"job `{job.id}` depends on `{other}`, which does not exist"
        for entry in job.inputs:
            producer = jobs.get(entry.job)
            if producer is None or entry.artifact not in {artifact.name for artifact in producer.artifacts}:
                yield f"job `{job.id}` takes `{entry.job}.{entry.artifact}`, which nothing makes"
            if entry.job not in edges:
                yield f"job `{job.id}` takes an artifact of `{entry.job}` and does not depend on it"


def _check_order(plan: Plan) -> Iterator[str]:
    before: set[str] = set()
    names = {job.id for job in plan.jobs}
    for job in plan.jobs:
        for dependency in job.depends_on:
            if dependency.job in names and dependency.job not in before:
                yield f"job `{job.id}` comes before `{dependency.job}`, which it depends on"
        before.add(job.id)


def _check_values(plan: Plan) -> Iterator[str]:
    for where, environment in variables(plan):
        names = [variable.name for variable in environment]
        if names != sorted(names):
            yield f"the environment of {where} is not sorted"
        yield from repeated(f"variable in {where}", names)
        for variable in environment:
            if not _is_normal(variable.value):
                yield f"the variable `{variable.name}` of {where} has a text that is not in normal form"


def _is_normal(text: Text) -> bool:
    parts = text.parts
    if len(parts) < 2:
        return parts != ("",)
    constants = [isinstance(part, str) for part in parts]
    return "" not in parts and not any(a and b for a, b in pairwise(constants))


def _check_conditionals(plan: Plan) -> Iterator[str]:
    for job in plan.jobs:
        conditions = [(f"job `{job.id}`", job.conditional)]
        conditions += [(f"step `{step.id}` of job `{job.id}`", step.conditional) for step in job.steps]
        for where, condition in conditions:
            if isinstance(condition, Literal) and condition.value is not False:
                yield f"{where} has the condition {condition.value}, which says nothing"


def repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each name that is there more than once."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"the {what} `{name}` is there twice"
        seen.add(name)


def _positive(where: str, **numbers: int) -> Iterator[str]:
    for name, number in numbers.items():
        if number < 1:
            yield f"{where} has the {name} {number}"


INVARIANTS: Final[dict[str, Callable[[Plan], Iterator[str]]]] = {
    "plan": _check_plan,
    "jobs": _check_jobs,
    "edges": _check_edges,
    "order": _check_order,
    "release": check_release,
    "expressions": check_expressions,
    "values": _check_values,
    "conditionals": _check_conditionals,
    "digests": check_digests,
}
