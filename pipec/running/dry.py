"""What a run would do, without doing any of it."""

from collections.abc import Iterator

from compiler.ir.job import Job, Step
from compiler.ir.plan import Plan
from runtime.scheduling.begin import needed_secrets

from ..output import print_json
from ..streams import write
from .load import Loaded
from .options import RunOptions
from .start import Chosen, find_secrets


def show_dry_run(loaded: Loaded, chosen: Chosen, options: RunOptions) -> int:
    """Print what would run; a SecretError when a secret is missing. Writes no file and asks no engine."""
    names = needed_secrets(loaded.plan, chosen.selection.jobs)
    find_secrets(loaded.plan, chosen.selection.jobs, loaded.source, options.secret_file)
    wanted = frozenset(chosen.selection.jobs)
    jobs = [job for job in loaded.plan.jobs if job.id in wanted]
    if options.format == "json":
        print_json(
            {
                "format": 1,
                "pipeline": loaded.plan.name,
                "executor": options.executor,
                "jobs": [_as_json(job) for job in jobs],
                "taken": list(chosen.selection.taken),
                "left_out": dict(chosen.selection.left_out),
                "degraded": [item._asdict() for item in chosen.degraded],
                "secrets": list(names),
            }
        )
        return 0
    write("".join(f"{line}\n" for line in _lines(loaded.plan, jobs, chosen, names, options)))
    return 0


def _as_json(job: Job) -> dict[str, object]:
    return {
        "job": job.id,
        "depends_on": [item.job for item in job.depends_on],
        "approval": job.approval is not None,
        "steps": [step.name or step.id for step in job.steps],
    }


def _lines(plan: Plan, jobs: list[Job], chosen: Chosen, names: tuple[str, ...], options: RunOptions) -> Iterator[str]:
    count = "1 job" if len(jobs) == 1 else f"{len(jobs)} jobs"
    yield f"{plan.name}: {count} on the executor `{options.executor}`; nothing is started"
    for name in chosen.selection.taken:
        yield f"  {name}: taken from an earlier run"
    for job in jobs:
        needs = ", ".join(item.job for item in job.depends_on)
        yield f"  {job.id}" + (f"  after {needs}" if needs else "")
        if job.approval is not None:
            yield "    waits for approval"
        for step in job.steps:
            yield f"    {step.name or step.id}: {_what(step)}"
    if names:
        yield f"secrets, all found: {', '.join(names)}"


def _what(step: Step) -> str:
    if step.action is not None:
        return f"action {step.action.type}"
    first = (step.script or "").strip().split("\n")
    text = first[0] if len(first) == 1 else f"{first[0]} … ({len(first)} lines)"
    return f"{text}  [{step.image.reference}]" if step.image is not None else text
